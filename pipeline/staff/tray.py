"""The tray: texts that wait to be shared by hand, and the ticks of people who have shared them."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from channels.base import Channel, Content, Key
from channels.outcomes import Receipt
from channels.sentence import Sentence
from channels.value import dataclass
from pipeline.model import Kind
from pipeline.settings.values import Config
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Store
from pipeline.store.vault import Vault

PATH = "/tray/"
LASTS = 14 * 86400.0  # seconds
RENEWED = (
    180 * 86400.0
)  # seconds after its end in which an address still goes on, on a phone that has used it lately
KEPT = 30 * 86400.0  # seconds for which a text may have waited that was ticked today


@dataclass(frozen=True)
class Waiting:
    """One text that waits to be shared by hand."""

    number: int  # the number to tick it by
    place: str  # where to share it, as staff call the place
    title: Sentence | str
    text: str
    since: float  # Unix seconds
    picture: str  # the picture's reference; "" = none
    late: bool  # it has waited longer than the channel's `remind_hours`

    @property
    def share(self) -> str:
        """A link that opens WhatsApp with the text ready."""
        return f"https://wa.me/?text={quote(self.text)}"


def waiting(store: Store, config: Config, channels: Mapping[str, Channel], now: float) -> list[Waiting]:
    """The texts that wait, the most urgent first, then the oldest."""
    by_hand = [c for c in config.channels if c.name in channels and channels[c.name].capabilities.by_hand]
    found = []
    for channel in by_hand:
        settings = channels[channel.name].Settings(**channel.settings)
        for row in store.tray(channel=channel.name):
            late = now - row["attempted_at"] > settings.remind_hours * 3600
            content = Content.from_json(json.loads(row["content"]))
            found.append(
                Waiting(
                    row["id"],
                    settings.title,
                    _titled(row),
                    content.text,
                    row["attempted_at"],
                    content.picture,
                    late,
                )
            )
    return found


@dataclass(frozen=True)
class Ticked:
    """One text that somebody has shared today."""

    number: int
    place: str
    title: Sentence | str
    at: float  # Unix seconds


def ticked(store: Store, config: Config, channels: Mapping[str, Channel], now: float) -> list[Ticked]:
    """The texts that were shared today, in the council's time zone, the last one first."""
    found = [
        Ticked(row["id"], place, _titled(row), row["status_at"])
        for name, place in _places(config, channels)
        for row in store.ticked(channel=name, since=_midnight(config, now), after=now - KEPT)
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def untick(store: Store, config: Config, number: int, now: float) -> bool:
    """Take back a tick of today: the text waits again. False if there is none."""
    with store.transaction():
        if not 0 < number < 2**63 or store.untick(id=number, since=_midnight(config, now)) is None:
            return False
        store.tally_unticked(id=number)
    return True


def _places(config: Config, channels: Mapping[str, Channel]) -> list[tuple[str, str]]:
    """The channels where staff share by hand, each with the name that staff have for the place."""
    by_hand = [c for c in config.channels if c.name in channels and channels[c.name].capabilities.by_hand]
    return [(c.name, channels[c.name].Settings(**c.settings).title) for c in by_hand]


def _titled(row: Mapping[str, Any]) -> Sentence | str:
    title: str = row["title"]
    return Sentence("Corrected: {title}", title=title) if row["kind"] == Kind.EDIT else title


def _midnight(config: Config, now: float) -> float:
    day = datetime.fromtimestamp(now, ZoneInfo(config.council.timezone))
    return day.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def tick(store: Store, number: int, now: float) -> bool:
    """Record that the text of this number has been shared. False if no such text waits."""
    row = store.in_tray(id=number) if 0 < number < 2**63 else None  # the database's numbers have 64 bits
    if row is None:
        return False
    key = str(Key(store.nonce, number, row["attempt"]))
    apply_receipts(store, [Receipt("", "delivered", now, key)], now)
    return True


def address(config: Config, vault: Vault, now: float) -> str:
    """The address of the tray's page. Everybody who has it can open the page, for `LASTS` seconds."""
    base = config.webhook.public_url.rstrip("/") or f"http://{config.webhook.host}:{config.webhook.port}"
    return f"{base}{PATH}{fresh_ticket(vault, now)}"


def fresh_ticket(vault: Vault, now: float) -> str:
    """The last part of a fresh address."""
    until = int(now + LASTS)
    return f"{until}.{_seal(vault, until)}"


def renewed(vault: Vault, ticket: str, used: str, now: float) -> bool:
    """Whether an address that has ended goes on, because this phone opened the page lately (`used`: its ticket)."""
    return admits(vault, ticket, now - RENEWED) and admits(vault, used, now)


def admits(vault: Vault, ticket: str, now: float) -> bool:
    """Whether the last part of an address (`ticket`) is one of ours, and not too old."""
    until, _, seal = ticket.partition(".")
    # `int` below takes other digits too, and a cookie may hold what no text has.
    if not (ticket.isascii() and until.isdecimal() and len(until) < 13):
        return False
    return hmac.compare_digest(seal.encode(), _seal(vault, int(until)).encode()) and now < int(until)


def _seal(vault: Vault, until: int) -> str:
    return vault.proof(f"tray until {until}").hex()[:32]
