"""CAP messages as XML (OASIS CAP 1.2), and the list of them as Atom. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from pipeline.desk.cap import Message, readable
from pipeline.model import Mode
from pipeline.settings.values import Config
from pipeline.stages.render.links import shown_link

CAP, ATOM = "urn:oasis:names:tc:emergency:cap:1.2", "http://www.w3.org/2005/Atom"
LARGEST = 100_000  # bytes of the list
MOST = 50  # messages in it
PATH = "/cap"


def alert_xml(message: Message, config: Config) -> bytes:
    """One message. Only what citizens get (`live: all`) is `Actual`."""
    root = ElementTree.Element("alert", xmlns=CAP)
    moment = _Clock(config)
    told = {
        "identifier": identifier(message.name, config),
        "sender": config.cap.sender,
        "sent": moment(message.sent),
        "status": "Actual" if config.live is Mode.ALL else "Test",
        "msgType": message.kind,
        "scope": "Public",
        "references": " ".join(
            f"{config.cap.sender},{identifier(name, config)},{moment(sent)}" for name, sent in message.earlier
        ),
    }
    _add(root, told)
    info = ElementTree.SubElement(root, "info")
    _add(info, _info(message, config))
    _add_area(info, message, config)
    return _bytes(root)


def _info(message: Message, config: Config) -> dict[str, str]:
    moment, council = _Clock(config), config.council
    return {
        "language": "it-IT",
        "category": message.category,
        "event": message.event,
        "responseType": message.response,
        "urgency": message.urgency,
        "severity": message.severity,
        "certainty": message.certainty,
        "effective": moment(message.sent),
        "onset": moment(message.onset),
        "expires": moment(message.expires),
        "senderName": council.name,
        "headline": message.headline,
        "description": message.description,
        "instruction": message.instruction,
        "web": shown_link(message.link, council) or council.portal,
        "contact": council.phone or council.portal,
    }


def _add_area(info: ElementTree.Element, message: Message, config: Config) -> None:
    """The council's territory: emergencies are the whole town's. A place within it is known by its words only."""
    area = ElementTree.SubElement(info, "area")
    shape = config.cap.area
    name = f"{config.council.name}: {message.place}" if message.place else config.council.name
    _add(area, {"areaDesc": name, "polygon" if shape.count(",") > 1 else "circle": shape})
    if config.cap.istat:
        code = ElementTree.SubElement(area, "geocode")
        _add(code, {"valueName": "ISTAT", "value": config.cap.istat})


def feed_xml(messages: Sequence[Message], config: Config, now: float) -> bytes:
    """The list of messages, the newest first; of too many the oldest are left out."""
    most = min(len(messages), MOST)
    while len(body := _feed(messages[:most], config, now)) > LARGEST and most:
        most -= 1
    return body


def _feed(messages: Sequence[Message], config: Config, now: float) -> bytes:
    root = ElementTree.Element("feed", xmlns=ATOM)
    here, moment = base(config) + PATH, _Clock(config)
    updated = max((one.sent for one in messages), default=now)
    told = {"id": here, "title": f"{config.council.name}: allerte", "updated": moment(updated)}
    _add(root, told)
    ElementTree.SubElement(root, "link", {"rel": "self", "href": here})
    author = ElementTree.SubElement(root, "author")
    _add(author, {"name": config.council.name})
    for one in messages:
        entry = ElementTree.SubElement(root, "entry")
        at = moment(one.sent)
        told = {"id": f"{here}/{one.name}.xml", "title": one.headline, "updated": at, "published": at}
        _add(entry, told)
        link = {"rel": "alternate", "type": "application/cap+xml", "href": f"{here}/{one.name}.xml"}
        ElementTree.SubElement(entry, "link", link)
        _add(entry, {"summary": one.description[:500]})
    return _bytes(root)


def identifier(name: str, config: Config) -> str:
    """A name that nobody else's messages have: ours, within our public address."""
    return f"{urlsplit(base(config)).hostname}-{name}"


def base(config: Config) -> str:
    return config.webhook.public_url.rstrip("/")


class _Clock:
    """Moments as CAP writes them: on the council's clock, with its offset."""

    def __init__(self, config: Config) -> None:
        self._zone = ZoneInfo(config.council.timezone)

    def __call__(self, at: float) -> str:
        return datetime.fromtimestamp(int(at), self._zone).isoformat().replace("+00:00", "-00:00")


def _add(parent: ElementTree.Element, told: dict[str, str]) -> None:
    for name, text in told.items():
        if text:
            ElementTree.SubElement(parent, name).text = readable(text)


def _bytes(root: ElementTree.Element) -> bytes:
    written: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return written
