"""The zones of an item, by its categories and by the places that its words name. Pure.

Narrowing loses people, so an item gets zones by its words only where these leave no doubt: a zone named as a place in
the title, or work, a closure or a lack somewhere. A place that nobody knows, a way between places, what many people
from elsewhere use, and words about the whole town make it everybody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from channels._subscribers.plain import fold
from pipeline.model import Entry
from pipeline.patterns import lazy_re
from pipeline.settings.street_names import LONGEST_TEXT
from pipeline.stages.decide.places import Mention, Places, Sure

_WHOLE = lazy_re(
    r"""\btutt[oaie]\s(?:il|la|i|gli|le|l)?\W?(?:territorio|paese|citta|comun|frazion|vie|strade|quartieri|zone|cittadin
    |famigli|utent|abitant|residenti)|\binter[oa]\s(?:territorio|paese|citta|comun)|\bterritorio\scomunale|\bcapoluogo\b
    |\b(?:altre|varie|diverse|piu|numerose|alcune)\s(?:vie|strade|zone|frazioni|localita|piazze)|\blimitrof|\bdintorni
    |\b(?:tranne|esclus[oaie]|eccetto|ad\seccezione|salvo|non\ssolo|e\saltrove)\b
    |\ballerta|\bevacua|\bprotezione\scivile|\bpiena\b""",
    re.VERBOSE,
)
_WAY = lazy_re(
    r"""\b(?:autobus|bus|pullman|corriera|treno|treni|ferrovi\w+|navetta|trasport\w+|percors\w+|tragitt\w+|itinerari\w*
    |procession\w*|corte[oi]|maratona|corsa|corse|biciclettata|pedalata|camminata|sfilata|gita|gite|fermat[ae]|linea\s\d+
    |ciclabil\w+|tappa|ciclistica|podistica|fiaccolata)\b""",
    re.VERBOSE,
)
_SHARED = lazy_re(
    r"""\b(?:cimiter\w+|pont[ei]|scuol[ae]|scolastic\w+|asil\w+|nido|palestr\w+|piscin\w+|camp[oi]\ssportiv\w+|ecocentro
    |centro\sdi\sraccolta|isola\secologica|piazzola\secologica|uffici?o?|post[ae]|postale|ambulator\w+|farmaci\w+|bibliotec\w+
    |ospedal\w+|stazion\w+|passaggio\sa\slivello|municipi\w+|sportell\w+|anagraf\w+|medic[oi]|museo|teatro|mercat[oi]
    |casell[oi]|tangenzial\w+|servizi)\b""",
    re.VERBOSE,
)
_LOCAL = lazy_re(
    r"""\b(?:lavori|cantier\w+|asfalt\w+|chius\w+|chiude|divieto|sens[oi]\sunic[oi]|sosta|viabilit\w+|traffico|transito
    |interruzion\w+|interrott\w+|sospension\w+|sospes\w+|mancanza|manca|senz\w*\s(?:acqua|luce|gas)|acqua|idric\w+|luce|corrente
    |elettric\w+|blackout|gas|illuminazion\w+|fognatur\w+|disinfest\w+|derattizz\w+|antilarval\w+|zanzar\w+|potatur\w+
    |abbattiment\w+|sfalci\w*|spazzament\w+|lavaggio|pulizia\sstrad\w+|frana|buche|marciapied\w+|parchegg\w+|rimozion\w+
    |semafor\w+|scav[oi]|fibra|ri?apert\w+|riapre|deviazion\w+|allagament\w+|perdita|guasto|residenti|abitanti|carreggiata)\b""",
    re.VERBOSE,
)


GAP = 3  # words between a place and the one that says where it is


@dataclass(frozen=True, slots=True)
class Zoned:
    """The zones of an item, () = the whole town, and what each goes by."""

    zones: tuple[str, ...] = ()
    by: tuple[tuple[str, str], ...] = ()  # zone, the words or the category


WHOLE_TOWN = Zoned()


def zoned(entry: Entry, categories: Iterable[str], places: Places) -> Zoned:
    """The zones of an item that is no emergency. `categories`: its own, or its feed's."""
    if not places.zones:
        return WHOLE_TOWN
    by = dict.fromkeys(_by_category(categories, places.zones))
    if by or not _is_for_all(entry):
        by |= dict.fromkeys(_by_words(entry, places))
    found = {zone for zone, _ in by}
    return Zoned(tuple(zone for zone in places.zones if zone in found), tuple(by))


def _by_category(categories: Iterable[str], zones: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    given = {category.casefold(): category for category in categories}
    for zone, named in zones.items():
        for name in named:
            if name.casefold() in given:
                yield zone, given[name.casefold()]


def _is_for_all(entry: Entry) -> bool:
    title = fold(entry.title)
    return bool(
        _WHOLE.search(f"{title}\n{fold(entry.summary)}\n{fold(entry.text[:LONGEST_TEXT])}")
        or _WAY.search(title)
        or _SHARED.search(title)
    )


def _by_words(entry: Entry, places: Places) -> list[tuple[str, str]]:
    title, local = places.mentions(entry.title), bool(_LOCAL.search(fold(entry.title)))
    body = places.mentions(f"{entry.summary}\n{entry.text}\n{entry.place}")
    told = [one for one in body if one.sure > Sure.MERE]
    # Without a street file nobody knows any street: those of the text say nothing.
    unknown = _unknown(title) or (local and any(places.streets or not one.kind for one in _unknown(told)))
    if unknown or not _narrows(title, told, local):
        return []
    return [(zone, one.words) for one in (*title, *body) for zone in one.zones]


def _narrows(title: Sequence[Mention], told: Sequence[Mention], local: bool) -> bool:
    """Whether the words say that an item is about some places alone. `told`: those of its text."""
    if any(one.sure is Sure.PLACED and one.zones for one in title):
        return True
    named = [one for one in title if one.sure > Sure.MERE]
    placed = [one for one in told if one.kind or one.sure is Sure.PLACED]
    return local and any(one.zones for one in (*named, *placed))


def _unknown(mentions: Sequence[Mention]) -> list[Mention]:
    """The places that nobody knows, unless a zone beside one says where it is: «via Nuova a Correggioli»."""
    found = []
    for at, one in enumerate(mentions):
        beside = (*mentions[max(at - 1, 0) : at], *mentions[at + 1 : at + 2])
        told = one.kind and any(near.zones and not near.kind and _gap(one, near) <= GAP for near in beside)
        if not one.zones and not told:
            found.append(one)
    return found


def _gap(one: Mention, other: Mention) -> int:
    """The words between two places."""
    return max(one.first, other.first) - min(one.end, other.end)
