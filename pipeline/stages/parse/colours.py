"""The documents of sources of colours: which one it is, its content says. Pure.

allertaLOM's levels hour by hour, and the national bulletin's list of commits, difference, map of zones and zip; CAP 1.2
stands in `cap_alert.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from pipeline.colour import Hazard, Level, Reading, Readings, Span
from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Parsed
from pipeline.patterns import lazy_re
from pipeline.reasons import Reason
from pipeline.stages.parse.colour_document import local, told, xml_of
from pipeline.stages.parse.colour_words import hazard_called, plain, said_by
from pipeline.stages.parse.decoding import decoded
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.parse.local_days import by_day, day_span

HOUR = 3600.0
# `cdTipologiaGis` of allertaLOM.
NUMBERS: Mapping[str, Hazard] = {
    "7": Hazard.STORMS,
    "8": Hazard.WIND,
    "9": Hazard.HYDROGEOLOGICAL,
    "10": Hazard.HYDRAULIC,
    "2": Hazard.SNOW,
    "3": Hazard.FIRE,
}
_STAMP = lazy_re(r"(?<!\d)(20\d{2})(\d{2})(\d{2})_(\d{2})(\d{2})(?!\d)")
_SHA = lazy_re(r"/commit/([0-9a-f]{40})\b")
_NAMES = ("nome zona", "zona di allerta", "codice zona", "id zona", "zona", "nome", "name")


def read(document: Document) -> Parsed:
    """The colours of the council's zone, or what is to be read next. Raises FeedError."""
    body = document.body.lstrip()
    if body.startswith(b"PK"):
        from pipeline.stages.parse.cap_alert import zipped

        return zipped(document)
    if body.startswith(b"diff --git "):
        return Parsed((), colours=Readings(follow=_stamps(body)))
    if body.startswith(b"{"):
        return _map_of_zones(document)
    root = xml_of(document)
    if root.tag.endswith("}feed") and _SHA.search(body.decode("utf-8", "replace")):
        return Parsed((), colours=Readings(follow=_commits(root)))
    if any("cdLivello" in (local(part.tag), *part.attrib) for part in root.iter()) or _is_empty_list(root):
        return _hours(root, document)
    from pipeline.stages.parse.cap_alert import alerts

    return alerts(root, document)


# -- the way to the bulletin -------------------------------------------------------------------------


def _commits(root: ElementTree.Element) -> tuple[str, ...]:
    """The commits of the repository, the newest first."""
    found = []
    for entry in root:
        links = [part.get("href", "") for part in entry if local(part.tag) == "link"]
        found += [sha[1] for link in links if (sha := _SHA.search(link))]
    return tuple(found)


def _stamps(body: bytes) -> tuple[str, ...]:
    """The stamp of the bulletin that a commit belongs to, by the first line of its difference; () = none."""
    line = body.split(b"\n", 1)[0].decode("utf-8", "replace")
    found = _STAMP.findall(line)
    return ("{}{}{}_{}{}".format(*found[0]),) if found else ()


def issue_of(stamp: str, zone: ZoneInfo) -> datetime:
    """The moment of a stamp. Raises FeedError."""
    found = _STAMP.search(stamp)
    try:
        year, month, day, hour, minute = map(int, found.groups()) if found else (0, 0, 0, 0, 0)
        return datetime(year, month, day, hour, minute, tzinfo=zone)
    except ValueError:
        raise FeedError(Reason(FeedCode.NO_COLOURS, said=stamp[-60:])) from None


# -- the bulletin's map of zones ---------------------------------------------------------------------


def _map_of_zones(document: Document) -> Parsed:
    """The colours of one day, in the topology of all zones."""
    try:
        whole = json.loads(decoded(document).text)
    except (ValueError, RecursionError):
        raise FeedError(Reason(FeedCode.NO_COLOURS, said="JSON")) from None
    issued = issue_of(document.url, document.zone)
    day = issued.date() + timedelta("tomorrow" in document.url.rpartition("/")[2])
    zones = [one for one in _properties(whole) if _is_ours(one, document)]
    if not zones:
        raise FeedError(Reason(FeedCode.COLOURS_NO_COUNCIL, council=document.about.name))
    if len(zones) > 1:
        raise FeedError(Reason(FeedCode.COLOURS_ZONES, council=document.about.name, count=len(zones)))
    name = _zone_name(zones[0])
    odd: list[str] = []
    readings = [
        Reading(
            document.about.name,
            hazard,
            day.isoformat(),
            (day_span(day, document.zone, level),),
            issued.timestamp(),
            name,
        )
        for hazard, level in _levels(zones[0], odd)
    ]
    return told(tuple(readings), odd)


def _levels(zone: Mapping[str, Any], odd: list[str]) -> Iterator[tuple[Hazard, Level]]:
    """The hazards of a zone that have a level. Raises FeedError if no hazard is named at all."""
    named = {key: words for key, words in zone.items() if plain(key).startswith("per rischio ")}
    if not named:
        raise FeedError(Reason(FeedCode.NO_COLOURS, said=", ".join(zone)[:60]))
    gravest = Level.GREEN
    for key, words in named.items():
        hazard, said = hazard_called(key), said_by(words)
        if not hazard or not said.is_known or said.hazard not in (None, hazard):
            odd.append(f"{key}: {words}")
        elif said.level is not None:
            gravest = max(gravest, said.level)
            yield hazard, said.level
    on_map = next((words for key, words in zone.items() if "nella mappa" in plain(key)), None)
    said = said_by(on_map)
    if not odd and (not said.is_known or (said.level or Level.GREEN) > gravest):
        odd.append(f"{on_map}")  # graver than each hazard: something was not read


def _properties(whole: Any) -> Iterator[dict[str, Any]]:
    objects = whole.get("objects") if isinstance(whole, dict) else None
    for one in objects.values() if isinstance(objects, dict) else ():
        geometries = one.get("geometries") if isinstance(one, dict) else None
        for geometry in geometries if isinstance(geometries, list) else ():
            found = geometry.get("properties") if isinstance(geometry, dict) else None
            if isinstance(found, dict):
                yield found


def _is_ours(zone: Mapping[str, Any], document: Document) -> bool:
    """Whether a zone is the council's: by the zone's name or code, else by the council's code or name."""
    about = document.about
    if about.zone:
        return plain(about.zone) in [plain(str(zone[key])) for key in zone if plain(key) in _NAMES]
    councils = next((value for key, value in zone.items() if plain(key) == "comuni"), None)
    for one in councils if isinstance(councils, list) else ():
        names = [str(part) for part in (one.values() if isinstance(one, dict) else (one,))]
        if (about.istat and about.istat in names) or any(_is_name(name, about.council) for name in names):
            return True
    return False


def _is_name(name: str, council: str) -> bool:
    """Whether a name is the council's. Names are mis-encoded: in the place of a letter beyond ASCII may be any such."""
    known, written = _known_by(council)
    return plain(name) in known or written.fullmatch(name) is not None


@lru_cache(maxsize=32)
def _known_by(council: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """The names of a council, and how they may be written. A bulletin names thousands of councils; ours is one."""
    names = _names_of(council)
    written = ("".join(map(_as_written, one)) for one in names)
    return frozenset(map(plain, names)), re.compile("|".join(written) or r"(?!)", re.I)


def _names_of(council: str) -> list[str]:
    """The names of "Comune di Ostiglia", "Comune dell'Aquila" as a list has them: Ostiglia; L'Aquila, Aquila."""
    found = re.fullmatch(
        r"(?:comune|città) (?:(di |d['’])|(del(?:l['’]|l[ae] | )|dei ))?(.+)", council.strip(), re.I
    )
    if found is None:
        return [council] if council else []
    article = {"l": "L'", "a": "La ", "e": "Le ", "i": "I "}.get((found[2] or "").strip(" '’")[-1:], "Il ")
    article = "Il " if (found[2] or "").strip().casefold() == "del" else article
    return [found[3], *([article + found[3]] if found[2] else [])]


def _as_written(letter: str) -> str:
    if letter.isascii():
        return re.escape(letter)
    return rf"(?:{re.escape(plain(letter))}['’`]?|[^ -~]{{1,4}}\W?)"


def _zone_name(zone: Mapping[str, Any]) -> str:
    for wanted in _NAMES:
        for key, value in zone.items():
            if plain(key) == wanted and isinstance(value, str) and value.strip():
                return value.strip()[:80]
    return ""


# -- allertaLOM --------------------------------------------------------------------------------------


def _is_empty_list(root: ElementTree.Element) -> bool:
    return len(root) == 0 and "zon" in local(root.tag).casefold()


def _hours(root: ElementTree.Element, document: Document) -> Parsed:
    """The levels of one hazard, hour by hour; the address says of which."""
    found = re.search(r"[?&]cdTipologiaGis=(\d+)", document.url)
    hazard = NUMBERS.get(found[1]) if found else None
    if hazard is None:
        raise FeedError(Reason(FeedCode.COLOURS_UNKNOWN, said=document.url[-60:], count=1))
    hours: dict[float, Level] = {}
    odd: list[str] = []
    zone, seen = "", False
    for fields in _records(root):
        if not _of_council(fields, document):
            continue
        seen = True
        moment, level = _moment(fields.get("dtPrevisione", "")), fields.get("cdLivello", "")
        zone = zone or _zone_of(fields)
        if moment is None or level not in ("-1", "0", "1", "2", "3"):
            odd.append(f"{fields.get('dtPrevisione', '')}: {level}")
        elif level != "-1":
            hours[moment] = max(Level(int(level)), hours.get(moment, Level.GREEN))
    if not seen:
        raise FeedError(Reason(FeedCode.COLOURS_NO_COUNCIL, council=document.about.name))
    like = Reading(document.about.name, hazard, "", (), zone=zone)
    return told(tuple(by_day(like, _spans(hours), document.zone)), odd)


def _records(root: ElementTree.Element) -> Iterator[dict[str, str]]:
    """The fields of each forecast, with those of what it is in, attributes and elements alike."""

    def walk(one: ElementTree.Element, above: dict[str, str]) -> Iterator[dict[str, str]]:
        simple = {local(part.tag): (part.text or "").strip() for part in one if len(part) == 0}
        own = {**above, **one.attrib, **simple}
        if "cdLivello" in {*one.attrib, *simple}:
            yield own
        for part in one:
            if len(part) or "cdLivello" in part.attrib:
                yield from walk(part, own)

    return walk(root, {})


def _of_council(fields: Mapping[str, str], document: Document) -> bool:
    """Whether a forecast is of the council: of what names no council, the request has asked for ours alone."""
    code = fields.get("cdIstatComune", "")
    zone = document.about.zone
    if zone and plain(zone) not in {
        plain(value) for key, value in fields.items() if "zona" in key.casefold()
    }:
        return False
    return not code or code.zfill(6) == document.about.istat


def _zone_of(fields: Mapping[str, str]) -> str:
    named = [value for key, value in fields.items() if re.match(r"(?:ds|nome|nm)?zona", key, re.I) and value]
    coded = [value for key, value in fields.items() if "zona" in key.casefold() and value]
    return next(iter(named + coded), "")[:80]


def _moment(text: str) -> float | None:
    """Unix seconds of a time in milliseconds; None = none of this century."""
    if not re.fullmatch(r"\d{13}", text):
        return None
    return int(text) / 1000


def _spans(hours: Mapping[float, Level]) -> list[Span]:
    """An hour each; a shorter one where the next follows sooner."""
    begins = sorted(hours)
    ends = [min(begin + HOUR, after) for begin, after in pairwise(begins)]
    ends += [begin + HOUR for begin in begins[-1:]]
    return [Span(begin, end, hours[begin]) for begin, end in zip(begins, ends, strict=True)]
