"""A portal for the model: WordPress's habits without WordPress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")
URL = "https://www.comune.example.it/feed/"
WINDOW = 10


@dataclass
class PortalItem:
    number: int
    published: float
    category: str
    title: str
    slug: str
    scheme: str = "http"
    here: bool = True
    locked: bool = False
    locked_from_the_start: bool = False
    shown: bool = False  # was in a feed somebody read


class Portal:
    def __init__(self) -> None:
        self.items: dict[int, PortalItem] = {}

    def publish(self, at: float, category: str = "Eventi") -> None:
        number = len(self.items) + 1
        self.items[number] = PortalItem(number, at, category, f"Notizia {number}", f"notizia-{number}")

    def edit(self, number: int, now: float) -> None:
        self.items[number].title += " corretta"

    def rename(self, number: int, now: float) -> None:
        self.items[number].slug += "-bis"

    def bump(self, number: int, now: float) -> None:
        self.items[number].published = now

    def trash(self, number: int, now: float) -> None:
        self.items[number].here = False

    def restore(self, number: int, now: float) -> None:
        self.items[number].here = True

    def https(self, number: int, now: float) -> None:
        for item in self.items.values():
            item.scheme = "https"

    def lock(self, number: int, now: float) -> None:
        item = self.items[number]
        item.locked = True
        item.locked_from_the_start = not item.shown

    def link(self, item: PortalItem) -> str:
        return f"{item.scheme}://www.comune.example.it/{item.slug}/"

    def answers(self, link: str) -> bool:
        """Whether the item's page is there; an old address leads to the new one."""
        first = link.rstrip("/").rsplit("/", 1)[1].split("-bis")[0]
        return any(item.here and item.slug.split("-bis")[0] == first for item in self.items.values())

    def number_of(self, guid: str) -> int:
        return int(guid.rsplit("=", 1)[1])

    def feed(self, how: str) -> bytes | None:
        """The feed as it is fetched; None when the portal gives none."""
        if how == "maintenance":
            return None
        shown = sorted((i for i in self.items.values() if i.here), key=lambda i: (-i.published, -i.number))
        shown = shown[: 3 if how == "shrunk" else WINDOW]
        body = (
            '<rss version="2.0"><channel><title>x</title>'
            + "".join(self._item(i) for i in shown)
            + "</channel></rss>"
        ).encode()
        if how == "cut" and len(shown) > 1:
            body = body[: body.rindex(b"<guid")]
            shown = shown[:-1]
        for item in shown:
            item.shown = True
        return body

    def _item(self, item: PortalItem) -> str:
        date = format_datetime(datetime.fromtimestamp(item.published, UTC))
        title = ("Protetto: " if item.locked else "") + item.title
        guid = f"{item.scheme}://www.comune.example.it/?p={item.number}"
        return (
            f"<item><title>{escape(title)}</title><link>{self.link(item)}</link><category>{item.category}</category>"
            f'<pubDate>{date}</pubDate><guid isPermaLink="false">{guid}</guid></item>'
        )
