"""What an edit means: nothing, a trifle, a correction that people should know of, or an alert raised in place. Pure.

Everything here takes time that grows with the text's length alone: sets of words are compared, never sequences.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from enum import Enum

from pipeline.addresses import PAGE_PICTURE
from pipeline.known import Stored
from pipeline.model import Entry, Lane, News
from pipeline.patterns import lazy_re
from pipeline.phase import Phase
from pipeline.settings.values import Feed
from pipeline.stages.decide.lanes import Urgency
from pipeline.stages.decide.wording import wording_of
from pipeline.text import MONTHS, one_line

PATIENCE = 0.1  # seconds for which a feed's own pattern may look at one text
MOST_WORDS = 12  # that differ and may still be corrected typing errors
ALIKE = 0.75  # likeness of two words of which one is the other, mistyped

_NUMBER = r"(?:\d{1,3}(?:[.' ]\d{3})+|\d+)(?![.:,]\d)"
_COUNTED = (
    r"(?:visit[ae]|visualizzazion[ei]|visitator[ei]|lettur[ae]|lettor[ei]|views?|page ?views|hits?|click|clic|"
    r"access[oi]|download|"
    r"(?:vist|lett)[oa](?= ?:)|scaricament[oi]|condivision[ei]|mi piace|likes?|utenti(?: online| connessi)?)"
)
_MONTH = f"(?:{'|'.join(MONTHS)})"
_STAMP = (  # when the page was touched
    rf"(?:ultim[ao] (?:aggiornamento|modifica)|(?:aggiornat|modificat|stampat)[oa])(?: (?:il|in|data|al|alle|"
    rf"ore|del))*\W*(?:(?:lun|mar|mercol|giov|ven|sab|dom)\w{{2,4}}\W{{1,2}})?"
    rf"\d[\d/.:, -]*(?:{_MONTH}[\d/.:, -]*)?(?:(?:alle |ore |alle ore )\d[\d.:]*)?"
)
# At the end of a text: "Visite: 1.234", "Letto 56 volte", "(78 visualizzazioni)", "Ultimo aggiornamento: 25/11/2026".
_COUNTER = lazy_re(
    rf"(?:\b(?:post |numero |totale |n\. )?(?:di )?{_COUNTED}(?: (?:totali|pagina|articolo|uniche|"
    rf"di oggi))?\s*[:=]?\s*\(?{_NUMBER}|"
    rf"\b{_NUMBER}\s*{_COUNTED}\b(?: totali)?|"
    rf"\b(?:pagina |articolo |news |notizia )?(?:lett|vist|visitat|visualizzat|scaricat|"
    rf"consultat)[oa](?: da)? {_NUMBER} (?:volt[ae]|persone|utenti|visitatori)|"
    rf"{_STAMP})[\s\W]*$",
    re.IGNORECASE,
)
_DIGIT = lazy_re(r"\d")
_TAIL = 160  # characters at the end of a text among which a counter may be
_HOURS_OF_VISIT = lazy_re(r"\b(?:orari[o]?|ore|dalle|alle)\b[^.\n]{0,20}$", re.IGNORECASE)


class Edit(Enum):
    TRIFLE = "trifle"  # a typing error, the layout, news that read a little differently
    CORRECTION = "correction"  # those who got it know something that is wrong
    RAISED = "raised"  # an alert with another colour, place or validity, or its end


READING = "3:"  # before a hash: how this release reads texts and hashes them; another one made other texts of the same


def content_hash(entry: Entry, ignore: Sequence[str] = ()) -> str:
    """A hash of the text people read. A new date, other markup or a counter's new number does not change it.

    `ignore`: the feed's own patterns of what does not count either.
    """
    texts = (entry.title, *(_counted_off(part, ignore) for part in (entry.summary, entry.text)))
    place = (entry.place,) if entry.event and not entry.event.by_words and entry.place else ()
    parts = (*((entry.marks,) if entry.marks else texts), entry.link, _declared(entry.image), *place)
    read = "\0".join(map(one_line, parts))
    return READING + hashlib.sha256(read.encode()).hexdigest()


def _declared(image: str) -> str:
    """The picture that the feed itself declares: another setting of ours is no edit of the item."""
    return "" if image.startswith(PAGE_PICTURE) else image


def weight(stored: Stored | None, entry: Entry, urgency: Urgency, feed: Feed) -> Edit:
    """What an edit means. `stored`: the item as it was before, None = unknown; `feed`: the one that shows it now."""
    if stored is None:
        return Edit.TRIFLE
    was = stored.news
    if stored.teller != feed.name:  # its texts may be shorter or longer; its titles are the same
        was, entry = replace(was, summary="", text=""), replace(entry, summary="", text="")
    ignore = feed.ignore
    old = " . ".join(_counted_off(part, ignore) for part in (was.title, was.summary, was.text))
    new = " . ".join(_counted_off(part, ignore) for part in (entry.title, entry.summary, entry.text))
    was = _as_read_today(was)
    if was.phase is urgency.phase is Phase.ALERT_OVER:
        return Edit.TRIFLE
    alert_ends = was.lane is Lane.EMERGENCY and urgency.phase is Phase.ALERT_OVER
    if alert_ends or (urgency.lane is Lane.EMERGENCY and _raised(was, old, entry, new)):
        return Edit.RAISED
    if was.phase is not urgency.phase:
        return Edit.CORRECTION
    if _moved(was, entry):
        return Edit.CORRECTION
    quiet = Lane.NEWS in (was.lane, urgency.lane)
    return Edit.CORRECTION if not quiet and _matters(old, new) else Edit.TRIFLE


def _as_read_today(was: News) -> News:
    """An item as this release reads it: an older one knew no phases, and no emergency by its words alone."""
    words = wording_of(Entry("", "", was.title, was.summary, was.text, was.categories), was.lane)
    lane = Lane.EMERGENCY if words.lane is Lane.EMERGENCY else was.lane
    phase = Phase.NEW if was.phase is Phase.CORRECTED else was.phase  # which no words of its own say
    return replace(was, phase=phase or words.phase, lane=lane)


def _moved(was: News, entry: Entry) -> bool:
    """Whether its event takes place at another time or place; the next date of a series changes by itself."""
    if was.event is None or entry.event is None:
        return False
    before = replace(entry.event, place=was.event.place) if entry.marks else was.event
    return entry.event.differs(before)


def has_moved(stored: Stored | None, entry: Entry) -> bool:
    """Whether the portal declares another time or place of an event, of which the texts perhaps say nothing."""
    declared = entry.event is not None and not entry.event.by_words and not entry.marks
    return stored is not None and declared and _moved(stored.news, entry)


def _counted_off(text: str, ignore: Sequence[str]) -> str:
    """A text without the counters at its end, and without what the feed's patterns name."""
    for pattern in ignore:
        text = _without(text, pattern)
    for _ in range(5):
        start = max(0, len(text) - _TAIL)
        # A counter has a digit, which takes a fraction of the time to look for.
        found = _COUNTER.search(text, start) if _DIGIT.search(text, start) else None
        if found is None or _HOURS_OF_VISIT.search(text[max(0, found.start() - 40) : found.start()]):
            break
        text = text[: found.start()].rstrip(" |·•(-–—\n")
    return text


def _without(text: str, pattern: str) -> str:
    import regex  # heavy, and few feeds have patterns; it can be given up, which `re` cannot

    try:
        return regex.sub(pattern, "", text, timeout=PATIENCE)
    except TimeoutError:
        return text


# -- alerts ----------------------------------------------------------------------------------------

_LEVEL = lazy_re(
    r"\b(?:allert\w*|codice|livello|criticità|bollino)\W{1,4}(?:\w+\W{1,4}){0,5}?"
    r"(verde|giall[ao]|arancione|ross[ao]|ordinari[ao]|moderat[ao]|elevat[ao])\b"
)
_FURTHER = lazy_re(
    r"\b(?:da|in|a|ad|e) (verde|giall[ao]|arancione|ross[ao]|ordinari[ao]|moderat[ao]|elevat[ao])\b"
)
_ORDERED = lazy_re(r"\b(?:evacua|sfolla|non usci(?:re|te)\b|(?:rest|riman)\w+ (?:in|a) casa\b|piani alti\b)")
_DAYS = (
    "lunedì martedì mercoledì giovedì venerdì sabato domenica oggi domani dopodomani stasera stanotte "
    "mezzanotte mezzogiorno"
)
_VALID = lazy_re(
    rf"\b(?:(?:or[ae]|alle|dalle|le) (?:ore )?(\d{{1,2}}(?:[:.]\d\d)?)|(\d{{1,2}}[:.]\d\d)|"
    rf"(\d{{1,2}}[/-]\d{{1,2}}|\d{{1,2}}°? {_MONTH})|"
    rf"({'|'.join(_DAYS.split())})|(prorogat|estes|revocat))"
)
_STAMPS = lazy_re(rf"{_STAMP}|\baggiornamento(?: (?:delle|ore|alle|del|n))+ \d[\d/.:]*", re.IGNORECASE)
# What a river or a gauge shows, hour by hour.
_MEASURED = lazy_re(
    r"\b(?:idrometr\w*|livello (?:del|attuale|a|al)|misurat[aoi]|rilevat[aoi]|registrat[aoi]|cumulat[aei])\b",
    re.IGNORECASE,
)
_PROPER = lazy_re(r"(?<=[\w,;:)] )[A-ZÀ-Ý][a-zà-ÿ]+(?:'[A-ZÀ-Ý][a-zà-ÿ]+)?")
_OFFICES = frozenset(
    """comune comunale sindaco sindaca protezione civile regione provincia prefettura prefetto polizia locale
    carabinieri vigili fuoco croce centro operativo funzionale monitoraggio rischi dipartimento presidente
    amministrazione allerta stato italia signor signora""".split()
)


def _raised(was: News, old: str, entry: Entry, new: str) -> bool:
    """Whether an alert is another one now: it was none before, names a new colour, place or time, or now orders people
    to go or to stay. What it only names no longer may be an excerpt, and is a correction."""
    if was.lane is not Lane.EMERGENCY or was.phase is not Phase.NEW:
        return True
    place = was.event.place if was.event else ""
    if (entry.place and place != entry.place) or _coloured(entry.title) - _coloured(was.title):
        return True
    return adds_facts(old, new)


def adds_facts(old: str, new: str) -> bool:
    """Whether a text names a colour, an order, a time or a place that another one does not."""
    old, new = _without_measures(old), _without_measures(new)
    later = _validity(new) - _validity(old)
    return is_graver(old, new) or bool(later) or bool(_new_places(old, new))


def is_graver(old: str, new: str) -> bool:
    """Whether a text names a colour, or an order to go or to stay, that another one does not."""
    return bool(_levels(new) - _levels(old) or _orders(new) - _orders(old))


def _without_measures(text: str) -> str:
    """A text without the moments of its updates, and without sentences about what was measured."""
    sentences = re.split(r"\n|[.;] ", _STAMPS.sub(" ", text))
    return " . ".join(one for one in sentences if not _MEASURED.search(one))


def _coloured(title: str) -> set[str]:
    return set(re.findall(r"\b(?:verde|giall|arancion|ross)(?=[aoe]?\b)", title.casefold()))


def _levels(text: str) -> set[str]:
    read = text.casefold()
    found = set(_LEVEL.findall(read))
    return {name[:4] for name in (found | set(_FURTHER.findall(read)) if found else found)}


def _orders(text: str) -> set[str]:
    return set(_ORDERED.findall(text.casefold()))


def _validity(text: str) -> set[str]:
    read = text.casefold()
    return {_hour(next(filter(None, found))) for found in _VALID.findall(read)}


def _hour(word: str) -> str:
    """A time in one form: 9, 9.00 and 09:00 are the same."""
    found = re.fullmatch(r"0?(\d{1,2})(?:[:.](\d\d))?", word)
    return f"{found[1]}:{found[2] or '00'}" if found else word.replace("-", "/").replace("°", "")


def _new_places(old: str, new: str) -> list[str]:
    """Proper names that only the new text has, but for those of offices and corrected typing errors."""
    words_old, words_new = (set(re.findall(r"\w+", text.casefold())) for text in (old, new))
    named = {word.casefold() for name in _PROPER.findall(new) for word in name.split("'")}
    return list(_unlike(sorted(named - _OFFICES - words_old), sorted(words_old - words_new)))


# -- corrections -----------------------------------------------------------------------------------

_SMALL = frozenset(
    """dell della dello degli delle dall dalla dallo dagli dalle all alla allo agli alle nell nella nello negli nelle
    sull sulla sullo sugli sulle""".split()
)


def _matters(old: str, new: str) -> bool:
    """Whether two texts say different things, beyond corrected typing errors, capitals and punctuation."""
    before, after = (Counter(re.findall(r"\w+", text.casefold())) for text in (old, new))
    gone, added = sorted(before - after), sorted(after - before)
    if len(gone) + len(added) > MOST_WORDS or any(c.isdigit() for word in (*gone, *added) for c in word):
        return True
    if {"non", "no", "mai"} & {*gone, *added}:
        return True
    changed = {*_unlike(gone, added), *_unlike(added, gone)} - _SMALL
    return any(len(word) > 3 for word in changed)


def _unlike(words: Sequence[str], others: Sequence[str]) -> Iterator[str]:
    """The words that none of the others could be, mistyped."""
    few = others[:MOST_WORDS]
    return (word for word in words if all(SequenceMatcher(None, word, one).ratio() < ALIKE for one in few))
