"""The tray: texts that wait to be shared by hand, and the ticks of people who have shared them."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from channels.base import Channel, Content, Key
from channels.outcomes import Receipt
from channels.sentence import Sentence
from pipeline.model import Kind
from pipeline.settings.values import Config
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Store
from pipeline.store.vault import Vault

PATH = "/tray/"
LASTS = 14 * 86400.0  # seconds


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
                    Sentence("Corrected: {title}", title=row["title"])
                    if row["kind"] == Kind.EDIT
                    else row["title"],
                    content.text,
                    row["attempted_at"],
                    content.picture,
                    late,
                )
            )
    return found


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
    until = int(now + LASTS)
    base = config.webhook.public_url.rstrip("/") or f"http://{config.webhook.host}:{config.webhook.port}"
    return f"{base}{PATH}{until}.{_seal(vault, until)}"


def admits(vault: Vault, ticket: str, now: float) -> bool:
    """Whether the last part of an address (`ticket`) is one of ours, and not too old."""
    until, _, seal = ticket.partition(".")
    if not (until.isascii() and until.isdecimal() and len(until) < 13):  # `int` below takes other digits too
        return False
    return hmac.compare_digest(seal.encode(), _seal(vault, int(until)).encode()) and now < int(until)


def _seal(vault: Vault, until: int) -> str:
    return vault.proof(f"tray until {until}").hex()[:32]
