"""The one reader of wording: what an entry's words say of its lane, its phase and its matter. Pure.

Lanes and `discover` ask here, cards and the choice of templates for the colour. Signs stand in `dangers.py` and
`services.py`, the words that make a danger mere talk in `talk.py`, ends in `phases.py`, colours in `levels.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.model import Entry, Lane
from pipeline.patterns import lazy_re
from pipeline.phase import Phase
from pipeline.stages.decide.evidence import ASKED, NEAR
from pipeline.stages.decide.heard import NOTHING, Heard, heard, heard_in_text
from pipeline.stages.decide.levels import LEVELS as LEVELS
from pipeline.stages.decide.levels import level_of as level_of
from pipeline.stages.decide.levels import orders_to_leave as orders_to_leave
from pipeline.stages.decide.phases import folded, is_over, phase_of
from pipeline.stages.decide.signs import Matter, Strength
from pipeline.stages.decide.talk import EXERCISE_ALONE, LASTS, OVER_OF, OVER_OF_ANY

_LOOKED_AT = 400  # characters of a text
_FIRST = lazy_re(
    r"^(?:avviso |\| |di |aggiornamento |urgente |bollettino )*(?:(?:pre)?allert[ae]|allarme|emergenza|"
    r"evacuazione|codice)\b"
)
_SETTLED = lazy_re(
    r"\b(?:giall[ao]|arancione|ross[ao]|non|mai|nessun\w*)\b"
)  # whatever the text tells of before
# The words of a title that says nothing: what it is about stands in the text.
_EMPTY = frozenset(
    """avviso avvisi comunicazione comunicazioni comunicato comunicati comunica ordinanza ordinanze sindacale sindacali
    sindaco sindaca comunale comunali comune urgente urgenti urgenza importante importanti attenzione cittadinanza
    cittadini popolazione messaggio protezione civile oggetto informativa nota leggere contingibile contingibili stampa
    allegato alla alle ai a agli al del della dell di d da dal per il la lo l i e in con n nr num numero prot si ore
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre |""".split()
)
_OVER = lazy_re(
    r"\b(?:revoc\w+|cessat\w+|rientrat\w+|terminat\w+|fine|conclus\w+|scende|passata|annullat\w+)\b(?: [^ ]+){0,4} "
    r"(?:allert[ae]|allarme|emergenza|evacuazione)\b"
)
# Said of a danger, they may tell that it is over: "fuga di gas risolta".
_MENDED = lazy_re(
    r"\b(?<!non )(?<!mai )(?:risolt|riparat|scongiurat|rientrat|cessat|spent|domat|ripristinat|riapert)[oaie]\b|"
    r"\b(?:riapre|riaprono)\b"
)
_ANEW = lazy_re(r"\b(?:emess\w+|diramat\w+|scatta|nuov[ao]|proclamat\w+|estes\w+|prorogat\w+)\b")


_NAMES = (
    (lazy_re(r"allert|emergen"), Lane.EMERGENCY),
    # Civil protection has courses and exercises too: its category, not its address, may be an emergency.
    (lazy_re(r"avvis|viabilit|interruzion|sospension|sospes|disserviz|protezione.civile"), Lane.SERVICE),
)


_LEISURE = lazy_re(
    r"(?:event[oi]|sport|cultura|bibliotec\w+|turismo|manifestazioni|teatr\w+|muse[io]|agenda|appuntamenti|"
    r"tempo libero)\b"
)
# An order for a day that may come: "chi avvista un incendio chiami il 115".
_ONLY_IF = lazy_re(
    r"\b(?:in caso|nel caso|qualora|chi(?:unque)? avvist\w+|eventual\w+|nel periodo|dal 1 \w+ al|e obbligatorio|"
    r"di norma|"
    r"sempre|ogni anno)\b"
)
_OPEN = (Phase.NEW, Phase.NOTICE_OVER)  # which leave open whether a danger has ended


@dataclass(frozen=True, slots=True)
class Wording:
    """What the words of an entry say, whatever its category is."""

    lane: Lane = Lane.NEWS  # that they name by themselves
    phase: Phase = Phase.NEW
    heard: Heard = NOTHING
    is_perhaps: bool = False  # an emergency that they do not name clearly: a person is told

    @property
    def matter(self) -> Matter:
        return self.heard.matter

    @property
    def said(self) -> str:
        """The words that say so, in small letters without accents."""
        return self.heard.because


UNREAD = Wording()


def wording_of(entry: Entry, named: Lane) -> Wording:
    """The wording of an entry: of its title, and where that does not say enough, of its text's beginning.

    `named`: the lane of its categories, by which ambiguous words are understood.
    """
    title = heard(entry.title)
    phase = _phase(entry, named, title)
    if phase is Phase.NEW:
        return _of_a_beginning(entry, title)
    is_back = phase is Phase.NOTICE_OVER or title.changes
    lane = Lane.SERVICE if is_back or phase is Phase.ALERT_OVER else Lane.NEWS
    # "Allerta rossa: annullata la maratona"
    is_perhaps = phase is Phase.CALLED_OFF and title.strength is Strength.SURE
    return Wording(lane, phase, title, is_perhaps)


def lane_of_words(name: str) -> Lane:
    """The lane that the name of a category or the address of a feed sounds like."""
    words = folded(name)
    found = next((lane for pattern, lane in _NAMES if pattern.search(words)), None)
    return found or (Lane.SERVICE if heard(name).changes else Lane.NEWS)


def begin_of(entry: Entry) -> str:
    """The first words of an entry's text."""
    return (entry.summary or entry.text)[:_LOOKED_AT]


def starts_as_alert(title: str) -> bool:
    return _FIRST.search(folded(title)) is not None


def _of_a_beginning(entry: Entry, title: Heard) -> Wording:
    said = heard_in_text(begin_of(entry)) if _says_nothing(entry.title) else _with_text(entry, title)
    doubts = (_asks, _may_be_over, is_exercise_by_text)
    if _is_leisure(entry) and not said.names_itself:
        said = replace(said, evidence=said.evidence - ASKED)
    in_doubt = said.is_perhaps or (said.is_sure and any(one(entry) for one in doubts))
    if said.is_sure and not in_doubt:
        return Wording(Lane.EMERGENCY, heard=said)
    return Wording(Lane.SERVICE if said.changes else Lane.NEWS, heard=said, is_perhaps=in_doubt)


def _is_leisure(entry: Entry) -> bool:
    """Whether all its categories are of leisure, where dangers are titles of plays and of matches."""
    return bool(entry.categories) and all(_LEISURE.match(folded(one)) for one in entry.categories)


def _with_text(entry: Entry, title: Heard) -> Heard:
    """A title with what its text adds: what people are to do about a danger that the title names, or a danger that the
    title does not speak of."""
    text = heard(begin_of(entry))
    asks = text.names_itself or text.orders or text.strength is Strength.ORDER
    adds = asks if title.evidence else text.is_sure
    if not adds or title.talk or title.is_exercise or title.is_sure:
        return title
    because = " … ".join(filter(None, (title.because, text.because)))
    if title.evidence:
        more = 1 if _ONLY_IF.search(text.words) else ASKED
        return replace(title, evidence=title.evidence + more, because=because)
    return replace(title, evidence=NEAR, because=because)


def _says_nothing(title: str) -> bool:
    return all(word in _EMPTY or word.isdigit() for word in folded(title).split())


def _asks(entry: Entry) -> bool:
    """Whether the title asks, and does not answer with an emergency: "Ordigno? Evacuato il municipio"."""
    _, mark, behind = entry.title.rpartition("?")
    answer = heard(behind)
    return bool(mark) and not (answer.is_sure or answer.strength in (Strength.ORDER, Strength.DANGER))


def _may_be_over(entry: Entry) -> bool:
    title = heard(entry.title)
    mended = not title.orders and _MENDED.search(title.words) is not None
    return (mended or _OVER.search(title.words) is not None) and _ANEW.search(title.words) is None


def is_exercise_by_text(entry: Entry) -> bool:
    """Whether the text may tell that all of it is an exercise."""
    text = begin_of(entry)
    return heard(text).is_exercise and phase_of(text, Lane.EMERGENCY) is not Phase.CALLED_OFF


def _is_exercise(said: Heard, named: Lane) -> bool:
    by_danger = said.names_danger or named is Lane.EMERGENCY
    return said.is_exercise and (by_danger or EXERCISE_ALONE.search(said.words) is not None)


def _danger_is_over(said: Heard) -> bool:
    """Whether the danger that is named has ended. In doubt it has not."""
    if not said.names_danger or said.is_talk or said.orders or LASTS.search(said.words):
        return False
    ends = (OVER_OF.get(said.matter), OVER_OF_ANY)
    return is_over(said.words) or any(end and end.search(said.words) for end in ends)


def _phase(entry: Entry, named: Lane, said: Heard) -> Phase:
    """The phase by the title; if that leaves it open, by a category ("Fine allerta"), and of an emergency by the first
    words of its text."""
    phase, title = phase_of(entry.title, named), folded(entry.title)
    if phase is Phase.CALLED_OFF and said.names_itself and _ANEW.search(title):
        return Phase.NEW  # "Emessa allerta arancione: rinviata la gita"
    if phase is Phase.NEW and _is_exercise(said, named):
        return Phase.EXERCISE
    if phase in _OPEN and "?" not in entry.title and _danger_is_over(said):
        return Phase.ALERT_OVER
    if phase is Phase.NEW and not _FIRST.search(title):
        of_all = (phase_of(category, Lane.EMERGENCY) for category in entry.categories)
        phase = next((one for one in of_all if one in (Phase.ALERT_OVER, Phase.EXERCISE)), Phase.NEW)
    if named is Lane.EMERGENCY and phase is Phase.NEW and not _SETTLED.search(title):
        return Phase.ALERT_OVER if is_over(folded(begin_of(entry))) else phase
    return phase
