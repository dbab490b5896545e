"""CAP 1.2 alerts of others: one, several in one list (MeteoAlarm's feed), or in the national bulletin's zip. Pure.

An alert that is missing says nothing: only a colour, green too, or a Cancel does. A level is read from the words of
the event or from MeteoAlarm's `awareness_level`; CAP's own severity is no colour.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from xml.etree.ElementTree import Element

from pipeline.colour import Hazard, Level, Notice, Readings, Span
from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Parsed
from pipeline.reasons import Reason
from pipeline.stages.parse.colour_document import local, told, xml_of
from pipeline.stages.parse.colour_words import colour_called, hazard_called, plain, said_by
from pipeline.stages.parse.common import absolute
from pipeline.stages.parse.exchange import FeedError

LARGEST = 5_000_000  # bytes of one file in a zip
MOST_FILES = 50
MOST_LINKS = 20  # alerts of a list that are read
_AWARENESS = {"green": Level.GREEN, "yellow": Level.YELLOW, "orange": Level.ORANGE, "red": Level.RED}
_TYPES = {  # MeteoAlarm's `awareness_type`
    "1": Hazard.WIND,
    "2": Hazard.SNOW,
    "3": Hazard.STORMS,
    "8": Hazard.FIRE,
    "12": Hazard.HYDRAULIC,
}


def zipped(document: Document) -> Parsed:
    """The alerts of a bulletin's zip. Raises FeedError."""
    try:
        with zipfile.ZipFile(io.BytesIO(document.body)) as packed:
            names = [
                one for one in packed.infolist() if re.search(r"(?:^|/)cap[^/]*\.xml$", one.filename, re.I)
            ]
            if not names or len(packed.infolist()) > MOST_FILES or names[0].file_size > LARGEST:
                raise FeedError(Reason(FeedCode.NO_COLOURS, said="zip"))
            with packed.open(names[0]) as file:
                body = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise FeedError(Reason(FeedCode.NO_COLOURS, said="zip")) from None
    if len(body) > LARGEST:
        raise FeedError(Reason(FeedCode.NO_COLOURS, said="zip"))
    inner = replace(document, body=body)
    return alerts(xml_of(inner), inner)


def alerts(root: Element, document: Document) -> Parsed:
    """The alerts of a document, or the addresses of those that a list names. Raises FeedError."""
    odd: list[str] = []
    found = [one for part in root.iter() if local(part.tag) == "alert" for one in _alert(part, document, odd)]
    if local(root.tag) != "alert" and not any(local(part.tag) == "alert" for part in root.iter()):
        if local(root.tag) not in ("feed", "rss", "RDF"):
            raise FeedError(Reason(FeedCode.NO_COLOURS, said=local(root.tag)[:40]))
        return Parsed((), colours=Readings(follow=_links(root, document)))
    return replace(told((), odd), colours=Readings(notices=tuple(found)))


# -- one alert ---------------------------------------------------------------------------------------


def _alert(alert: Element, document: Document, odd: list[str]) -> Iterator[Notice]:
    """What an alert says of the council's zone; nothing of a test or an exercise."""
    if _text(alert, "status") != "Actual" or _text(alert, "scope") not in ("Public", ""):
        return
    sent, kind = _time(_text(alert, "sent")), _text(alert, "msgType")
    if sent is None or kind not in ("Alert", "Update", "Cancel"):
        if kind not in ("Ack", "Error"):
            odd.append(f"CAP {_text(alert, 'sent')} {kind}")
        return
    zone, spans = "", []
    for info in _infos(alert):
        if not (named := _zone_named(info, document)):
            continue
        zone = zone or named
        if (span := _span(info, kind, sent)) is None:
            odd.append(_text(info, "event") or _text(info, "headline"))
        elif span[1] is not None:
            spans.append((span[0], span[1]))
    earlier = [part.split(",")[1] for part in _text(alert, "references").split() if part.count(",") == 2]
    if zone or kind == "Cancel":
        yield Notice(_text(alert, "identifier"), sent, kind, tuple(earlier), zone, tuple(spans))


def _infos(alert: Element) -> list[Element]:
    """The Italian blocks; where there are none, all."""
    found = [part for part in alert if local(part.tag) == "info"]
    return [one for one in found if _text(one, "language").lower().startswith("it")] or found


def _zone_named(info: Element, document: Document) -> str:
    """The zone's name if the block is about the council's, else ""."""
    wanted = plain(document.about.zone)
    for area in info:
        if local(area.tag) != "area":
            continue
        name = _text(area, "areaDesc")
        codes = [_text(part, "value") for part in area if local(part.tag) == "geocode"]
        if wanted and wanted in (plain(name), *map(plain, codes)):
            return name[:80] or document.about.zone
    return ""


def _span(info: Element, kind: str, sent: float) -> tuple[Hazard, Span | None] | None:
    """The hazard of a block and its hours, of which there may be none; None = not understood."""
    level, hazard = _level(info), _hazard(info)
    if kind == "Cancel":
        level = Level.GREEN
    begin = _time(_text(info, "onset") or _text(info, "effective")) or sent
    end = _time(_text(info, "expires"))
    if level is None or hazard is None or end is None:
        return None
    return hazard, Span(begin, end, level) if begin < end else None


def _level(info: Element) -> Level | None:
    """The level that the block's words and MeteoAlarm's parameter name; None = none, or not the same."""
    found = set()
    if told_level := _parameter(info, "awareness_level"):
        words = {word.strip().lower() for word in told_level.split(";")}
        found |= {_AWARENESS.get(word) for word in words if word in _AWARENESS} or {None}
    for text in (_text(info, "event"), _text(info, "headline")):
        said = said_by(text) if text else None
        if said is not None and said.is_known and said.level is not None:
            found.add(said.level)
        elif (named := colour_called(text)) is not None:
            found.add(named)
    return found.pop() if len(found) == 1 else None


def _hazard(info: Element) -> Hazard | None:
    if kind := _parameter(info, "awareness_type"):
        return _TYPES.get(kind.split(";")[0].strip())
    for text in (_text(info, "event"), _text(info, "headline")):
        said = said_by(text)
        found = (said.hazard if said.is_known else None) or hazard_called(text)
        if found is not None:
            return found
    return None


def _parameter(info: Element, name: str) -> str:
    for part in info:
        if local(part.tag) == "parameter" and _text(part, "valueName") == name:
            return _text(part, "value")
    return ""


def _text(one: Element, name: str) -> str:
    return next(((part.text or "").strip() for part in one if local(part.tag) == name), "")


def _time(text: str) -> float | None:
    """Unix seconds; None = no time with its zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.timestamp() if found.tzinfo is not None and 1990 < found.year < 2200 else None


def _links(root: Element, document: Document) -> tuple[str, ...]:
    """The addresses of the alerts that a list names, the first ones."""
    found: list[str] = []
    for entry in root.iter():
        if local(entry.tag) not in ("entry", "item"):
            continue
        links = [part for part in entry if local(part.tag) == "link"]
        caps = [part for part in links if "cap" in part.get("type", "")] or links
        found += [absolute(part.get("href") or part.text or "", document.url) for part in caps[:1]]
    return tuple(dict.fromkeys(link for link in found if link))[:MOST_LINKS]
