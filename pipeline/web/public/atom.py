"""What has gone out, as an Atom feed (RFC 4287). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit
from xml.etree import ElementTree

from pipeline.desk.cap import readable
from pipeline.web.layout import Site
from pipeline.web.public.items import Shown
from pipeline.words import say

_NAME = "http://www.w3.org/2005/Atom"


def atom(site: Site, origin: str, items: Sequence[Shown]) -> bytes:
    """The feed; `origin`: where these pages stand."""
    council, service = site.config.council, site.config.service
    root = ElementTree.Element("feed", {"xmlns": _NAME, "xml:lang": "it"})
    newest = max((one.at for one in items), default=site.clock.time())
    host = urlsplit(site.home or council.portal).hostname or "infostiglia"
    _add(root, "id", f"tag:{host},2026:notizie")
    _add(root, "title", f"{service.name}, {council.name}")
    _add(root, "updated", site.at(newest).isoformat(timespec="seconds"))
    _add(ElementTree.SubElement(root, "author"), "name", council.name)
    ElementTree.SubElement(root, "link", {"rel": "alternate", "href": f"{origin}/notizie"})
    ElementTree.SubElement(root, "link", {"rel": "self", "href": f"{origin}/notizie/atom.xml"})
    for one in items:
        entry = ElementTree.SubElement(root, "entry")
        _add(entry, "id", f"tag:{host},2026:notizie/{one.id}")
        _add(entry, "title", f"{say('RETRACTED')}: {one.title}" if one.taken_back else one.title)
        _add(entry, "published", site.at(one.at).isoformat(timespec="seconds"))
        _add(entry, "updated", site.at(one.at).isoformat(timespec="seconds"))
        ElementTree.SubElement(entry, "link", {"rel": "alternate", "href": f"{origin}{one.address}"})
        if one.summary and not one.taken_back:
            _add(entry, "summary", one.summary)
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = readable(text)
