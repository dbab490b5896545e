"""The profile of Google's Public Alerts: 13 errors and what it recommends, as rules over one CAP message.

Written after the names and meanings in google/cap-library (GoogleProfile); the rules here are our own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

NS = "{urn:oasis:names:tc:emergency:cap:1.2}"


def texts(one: Element, name: str) -> list[str]:
    return [(part.text or "").strip() for part in one if part.tag == NS + name]


def text(one: Element, name: str) -> str:
    return next(iter(texts(one, name)), "")


def infos(alert: Element) -> list[Element]:
    return [part for part in alert if part.tag == NS + "info"]


def areas(info: Element) -> list[Element]:
    return [part for part in info if part.tag == NS + "area"]


def has(area: Element, *names: str) -> bool:
    return any(part.tag in [NS + name for name in names] for part in area)


def every(rule: Callable[[Element], bool]) -> Callable[[Element], bool]:
    """A rule over each info block."""
    return lambda alert: all(rule(info) for info in infos(alert))


def same(name: str) -> Callable[[Element], bool]:
    return lambda alert: len({tuple(texts(info, name)) for info in infos(alert)}) <= 1


def filled(name: str) -> Callable[[Element], bool]:
    return every(lambda info: bool(text(info, name)))


def in_order(alert: Element) -> bool:
    for info in infos(alert):
        effective = text(info, "effective") or text(alert, "sent")
        if datetime.fromisoformat(effective) > datetime.fromisoformat(text(info, "expires")):
            return False
    return True


def refers(alert: Element) -> bool:
    return text(alert, "msgType") == "Alert" or bool(text(alert, "references"))


def known(name: str) -> Callable[[Element], bool]:
    return every(lambda info: text(info, name) != "Unknown")


def geocodes_filled(info: Element) -> bool:
    codes = [part for area in areas(info) for part in area if part.tag == NS + "geocode"]
    return all(text(code, "valueName") and text(code, "value") for code in codes)


def circles_have_size(info: Element) -> bool:
    return all(float(circle.split()[-1]) > 0 for area in areas(info) for circle in texts(area, "circle"))


def local_time(name: str) -> Callable[[Element], bool]:
    return every(lambda info: not text(info, name).endswith(("Z", "+00:00", "-00:00")))


ERRORS: Mapping[str, Callable[[Element], bool]] = {
    "update or cancel must reference": refers,
    "categories must match": same("category"),
    "event codes must match": same("eventCode"),
    "info is required": lambda alert: bool(infos(alert)),
    "description is required": filled("description"),
    "web is required": filled("web"),
    "expires is required": filled("expires"),
    "effective not after expires": in_order,
    "urgency is required": filled("urgency"),
    "severity is required": filled("severity"),
    "certainty is required": filled("certainty"),
    "area is required": every(lambda info: bool(areas(info))),
    "circle, polygon or geocode is required": every(
        lambda info: all(has(area, "circle", "polygon", "geocode") for area in areas(info))
    ),
}
RECOMMENDED: Mapping[str, Callable[[Element], bool]] = {
    "sender name": filled("senderName"),
    "response type": filled("responseType"),
    "instruction": filled("instruction"),
    "circle or polygon": every(lambda info: any(has(area, "circle", "polygon") for area in areas(info))),
    "no test": lambda alert: text(alert, "status") != "Test",
    "headline below 140": every(lambda info: len(text(info, "headline")) < 140),
    "headline unlike description": every(lambda info: text(info, "headline") != text(info, "description")),
    "description unlike instruction": every(
        lambda info: text(info, "description") != text(info, "instruction")
    ),
    "urgency known": known("urgency"),
    "severity known": known("severity"),
    "certainty known": known("certainty"),
    "contact": filled("contact"),
    "circle has a radius": every(circles_have_size),
    "events of a language match": same("event"),
    "geocode filled": every(geocodes_filled),
    "sent on the local clock": lambda alert: not text(alert, "sent").endswith(("Z", "+00:00", "-00:00")),
    "times on the local clock": lambda alert: all(
        local_time(name)(alert) for name in ("effective", "onset", "expires")
    ),
}


def faults(body: bytes) -> Iterator[str]:
    """What the profile finds wrong with a message."""
    alert = ElementTree.fromstring(body)
    for name, rule in {**ERRORS, **RECOMMENDED}.items():
        if not rule(alert):
            yield name
