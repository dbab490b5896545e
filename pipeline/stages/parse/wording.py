"""The event that an Italian text tells of, where that is certain; in doubt it tells of none. Pure, and linear.

Certain is: the item looks like an invitation, and names one day, or days in a row, that are still to come.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeline.happening import Event
from pipeline.patterns import lazy_re
from pipeline.stages.parse.moments import Days, DoubtError, days_in
from pipeline.stages.parse.places import place_in
from pipeline.text import one_line

LOOKED_AT = 3_000  # characters of a text
NEAR = 90  # characters between a day and its hour
_INVITES = lazy_re(
    r"\b(?:event[oi]|manifestazion[ei]|concert[oi]|spettacol[oi]|commedi[ae]|mostr[ae]|fest[ae]|festival|sagr[ae]|"
    r"fier[ae]|mercatin[oi]|convegn[oi]|conferenz[ae]|incontr[oi]|presentazion[ei]|laborator[io]+|lettur[ae]|"
    r"proiezion[ei]|cinema|cineforum|teatro|tombol[ae]|torne[oi]|gara|camminat[ae]|passeggiat[ae]|biciclettat[ae]|"
    r"pedalat[ae]|escursion[ei]|visit[ae] guidat[ae]|serat[ae]|inaugurazion[ei]|commemorazion[ei]|celebrazion[ei]|"
    r"cerimoni[ae]|carnevale|falò|cena|pranzo|aperitivo|degustazion[ei]|raduno|corsa|marcia|rassegn[ae]|recital|coro|"
    r"opera|balletto|saggio|caccia al tesoro|open day|giornata (?:ecologica|dell[aeo]|del|dei|di)|notte bianca|"
    r"assemblea pubblica)\b"
)
_CATEGORY = lazy_re(r"\b(?:event[oi]|manifestazion[ei]|appuntament[oi]|spettacol[oi])\b")
_NO_INVITATION = lazy_re(
    r"\b(?:band[oi]|avvis[oi] pubblic[oi]|chius[aoie]|chiusur[ae]|sospes[aoie]|sospension[ei]|interruzion[ei]|"
    r"diviet[oi]|viabilità|traffico|sosta|ordinanz[ae]|scadenz[ae]|graduatori[ae]|contribut[oi]|concors[oi]|iscrizion[ei]|"
    r"iscriversi|selezion[ei]|candidatur[ae]|domand[ae]|elezion[ei]|referendum|allert[ae]|annullat[aoie]|rinviat[aoie]|"
    r"rimandat[aoie]|posticipat[aoie]|spostat[aoie]|revocat[aoie]|esit[oi]|successo|ringrazia\w*|vincitor[ei]|"
    r"premiat[aoie]|foto|bilancio|manifestazion[ei] (?:d'|di )interesse|rimborso|biglietteria|abbonament[oi]|raccolta|"
    r"rifiuti|sciopero|aperte le|lutto|uffic[io]+|orari[o]?|sportell[oi]|si è (?:svolt|tenut|conclus)[ao])\b"
)
_EACH = lazy_re(
    r"\b(?:ogni|tutt[ei] (?:i|le|gli)) (?:lune|marte|mercole|giove|vener|sabat|domenic|settiman|giorn|mes[ei]|ser[ae])"
    r"|\bdate(?: dell[ae] \w+)?:",
    re.I,
)
# What a day is about that stands behind one of these is not the event.
_OTHER_DAY = lazy_re(
    r"\b(?:entro|scad\w+|iscri\w+|prenot\w+|adesion[ei]|prevendit[ae]|bigliett[ei] (?:dal|in vendita)|termine|"
    r"nat[oa] (?:il|a)|mort[oa] il|pubblicat[oa]|aggiornat[oa]|modificat[oa]|prot\w*\.?|n\.? ?\d+(?:/\d+)? del|"
    r"deliber\w+|ordinanza|determin\w+|decreto|legge|fino al(?:l')?|sino al(?:l')?|dopo (?:il|quella|quello)|scors[oa]|"
    r"in caso di (?:maltempo|pioggia)|rinvi\w+|recupero|replica)\b[^.!?\n]{0,45}$",
    re.I,
)
_SINCE = lazy_re(r"\bda(?:l|ll'|lle)? ?$", re.I)  # and nobody tells until when
_HOUR = r"(?:[01]?\d|2[0-3])(?:[:.,][0-5]\d)?(?![\d/%€])"
_TIMES = lazy_re(
    rf"\b(?:dalle(?: ore)? (?P<from>{_HOUR})(?: ?(?:alle|-|–|fino alle|sino alle)(?: ore)? (?P<to>{_HOUR}))?"
    rf"|(?:(?:alle )?or[ae]|h\.?|orari[oi]o?:?|inizio(?: alle)?:?)(?: ore)?:? ?(?P<at>{_HOUR})"
    rf"(?: ?[-–] ?(?P<till>{_HOUR}))?"
    rf"|alle (?P<plain>{_HOUR}(?:(?<=[.:,]\d\d)|(?=$|[.,;:)!?]| [-–·]| (?:in|presso|al|alla|allo|all'\w|nel|nella|"
    rf"nell'\w|del|di|si|con|e|per|il|la|lo|a|fino|ci|un|una|sul|sulla|dal|dalla|davanti)\b))))"
    rf"(?P<part> (?:di|della) sera| (?:di|del) pomeriggio)?",
    re.I,
)


def event_of(
    title: str, texts: Sequence[str], categories: Sequence[str], published: float | None, zone: ZoneInfo
) -> Event | None:
    """The event of an item; None = it is none, or that is not certain. `texts`: the fuller one first."""
    if published is None or not _looks_like_one(title, categories):
        return None
    day = datetime.fromtimestamp(published, zone).date()
    bodies = [_plain(text[:LOOKED_AT]) for text in texts]
    try:
        return _certain([_plain(title[:LOOKED_AT]), *bodies], day, zone)
    except DoubtError:
        return None


def _looks_like_one(title: str, categories: Sequence[str]) -> bool:
    read = _plain(title[:LOOKED_AT]).casefold()
    if _NO_INVITATION.search(read):
        return False
    by_category = any(_CATEGORY.search(name.casefold()) for name in categories)
    return by_category or _INVITES.search(read) is not None


def _plain(text: str) -> str:
    """The text with one kind of apostrophe, each line a sentence of its own."""
    read = text.replace("’", "'").replace("`", "'")
    return "\n".join(filter(None, map(one_line, read.split("\n"))))


@dataclass(frozen=True)
class _Found:
    text: str
    days: Days


def _certain(texts: Sequence[str], published: date, zone: ZoneInfo) -> Event | None:
    """Raises DoubtError."""
    if any(_EACH.search(text) for text in texts):
        return None
    found = [_days(text, published) for text in texts]
    first = next((one for one in found if one), [])
    if not first:
        return None
    whole = max(first, key=lambda one: one.days.last - one.days.first)
    within = (whole.days.first <= one.days.first <= one.days.last <= whole.days.last for one in first)
    return _event(whole, texts, zone) if all(within) else None


def _days(text: str, published: date) -> list[_Found]:
    """The days that a text names and that are to come, but for those of something else."""
    coming = [one for one in days_in(text, published) if one.last >= published]
    found = [one for one in coming if not _OTHER_DAY.search(text[max(0, one.start - 80) : one.start])]
    if any(_SINCE.search(text[max(0, one.start - 6) : one.start]) for one in found):
        raise DoubtError
    return [_Found(text, one) for one in found]


def _event(found: _Found, texts: Sequence[str], zone: ZoneInfo) -> Event:
    days = found.days
    place = place_in(_sentence(found), texts)
    begin = datetime.combine(days.first, time(), zone)
    end = datetime.combine(days.last + timedelta(1), time(), zone)
    hours = None if days.last > days.first else _hours(found, texts)
    if hours is None:
        return Event(begin.timestamp(), end.timestamp(), place, all_day=True, by_words=True)
    starts, ends = (None if at is None else datetime.combine(days.first, at, zone) for at in hours)
    assert starts is not None
    if ends is not None and ends <= starts:
        ends += timedelta(1)
    return Event(starts.timestamp(), ends.timestamp() if ends else None, place, by_words=True)


def _sentence(found: _Found) -> str:
    """The line that names the day."""
    text, days = found.text, found.days
    end = text.find("\n", days.end)
    return text[text.rfind("\n", 0, days.start) + 1 : end if end >= 0 else len(text)]


def _hours(found: _Found, texts: Sequence[str]) -> tuple[time, time | None] | None:
    """The hours of the day: those beside it, else the only ones there are."""
    text, days = found.text, found.days
    if beside := _TIMES.search(text, days.end, min(len(text), days.end + NEAR)):
        return _time(beside)
    earlier = [*_TIMES.finditer(text, max(0, days.start - NEAR // 3), days.start)]
    if earlier:
        return _time(earlier[-1])
    told = {_time(one) for body in texts for one in _TIMES.finditer(body)}
    return told.pop() if len(told) == 1 else None


def _time(found: re.Match[str]) -> tuple[time, time | None]:
    start = found["from"] or found["at"] or found["plain"]
    end = found["to"] or found["till"]
    late = bool(found["part"])
    return _clock(start, late), _clock(end, late) if end else None


def _clock(written: str, late: bool) -> time:
    """`late`: the hour is one of the afternoon, whatever it looks like."""
    hour, _, minute = written.replace(".", ":").replace(",", ":").partition(":")
    return time(int(hour) + (12 if late and int(hour) < 12 else 0), int(minute or 0))
