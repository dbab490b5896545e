"""A pause: "pausa 2 settimane", "pausa fino al 15 agosto", "niente messaggi fino a lunedì", "pausa"; and its end,
"riprendi". Pure.

A pause ends by itself, so every one has a last day. A message that refuses messages for a time asks for a pause and is
no departure. It counts only if it has no other words: "il cantiere è in pausa da mesi" is about something else.
"""

from __future__ import annotations

from collections.abc import Sequence

from channels._subscribers import pause_ends
from channels._subscribers.leaving_word import is_keyword
from channels._subscribers.pause_ends import DAYS, FEASTS, MONTHS, NUMBERS, UNTIL, WEEK
from channels._subscribers.phrases import Phrases, named
from channels._subscribers.said import Pause

_PAUSE = frozenset(
    "pausa pause sospendi sospendete sospendere sospensione sospendetemi sospendimi sospeso".split()
)
_REFUSES = frozenset("non niente nessun stop basta silenzio no zero".split())
_ALLOWED = (
    _PAUSE
    | _REFUSES
    | UNTIL
    | frozenset(
        """
    in mettere metti mettetemi mettimi mettete mettermi fate fare fai voglio vorrei desidero posso potete puoi potreste
    la il i gli le l un una mi me messaggi messaggio avvisi notifiche notizie comunicazioni servizio iscrizione ricevere
    invio mandate mandatemi mandarmi scrivete scrivetemi scrivermi inviate inviatemi inviarmi mandare inviare per di da
    a al alla all ad del dal sono vado saro siamo via ferie vacanza vacanze estero oggi domani dopodomani adesso ora e
    poi perche fine meta inizio anno prossimo prossima questo questa compreso circa almeno solo vostri altri
    dopo della dell
    feste vacanza stasera oggi weekend finche che torno tornero rientro ritorno mio paio nuovo tutta tutto tutti
    """.split()
    ).union(NUMBERS, DAYS, MONTHS, WEEK, FEASTS, ("pasqua", "pasquetta"))
)
_RESUME = Phrases(
    """
    BACK~ riprendi/riprendete/riprendere/riprendo/ripartite/riparti/ripartire i/gli/le/il/con/adesso/ora/subito/pure~ M?
    fine/stop/basta/annulla/annullate/togli/togliete/termina/terminate/interrompi/chiudi la/di/della/con/mia~ pausa
    sono tornato/tornata
    pausa finita/terminata/stop/basta/fine/annullata
    """,
    named(
        """
        BACK: sono/tornato/tornata/a/casa/voglio/vorrei/potete/puoi/da/dalle/vacanze/ferie/e/di/nuovo
        M: messaggi/avvisi/notizie/servizio/invio/tutto
        """
    ),
)
_HOUR = Phrases("dopo/oltre le 0*/1*/2*/3*/4*/5*/6*/7*/8*/9*\n prima delle 0*/1*/2*/3*/4*/5*/6*/7*/8*/9*")


def pause(core: Sequence[str]) -> Pause | None:
    """The pause in a message of nothing else. `core`: its words, without politeness."""
    words = pause_ends.separated(core)
    if _HOUR.inside(words):
        return None  # `non scrivetemi dopo le 22`: each evening
    if not all(word in _ALLOWED or pause_ends.number(word) for word in words):
        return Pause(lambda today: None) if _opens_a_pause(words) else None
    found = next((one for at in range(len(words)) if (one := pause_ends.end(words, at))), None)
    if found is not None and (_PAUSE | _REFUSES).intersection(words):
        return Pause(found)
    return Pause(lambda today: None) if "pausa" in words else None


def _opens_a_pause(words: Sequence[str]) -> bool:
    """Whether it asks for a pause until a moment that nobody can know: `pausa fino al matrimonio di mia figlia`."""
    begins = words[:1] == ["pausa"] and words[1:2] != [] and words[1] in UNTIL | {"finche", "per"}
    return begins and not any(is_keyword(word) or word in _REFUSES for word in words)


def resumes(core: Sequence[str]) -> bool:
    """Whether a pause shall end now."""
    return _RESUME.whole(core)


def is_word(word: str) -> bool:
    """Whether the word may be part of a pause, or of its end."""
    return word in _PAUSE or word in ("riprendi", "riprendete")
