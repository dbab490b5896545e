"""tray: what waits to be shared by hand, and the tick of who has shared it."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from channels.base import Channel, Content
from channels.outcomes import Receipt
from pipeline.config import Config
from pipeline.settle import apply_receipts
from pipeline.store import Store


@dataclass(frozen=True)
class Waiting:
    """One text that somebody is to share."""

    number: int  # by which it is ticked
    place: str  # as staff call it
    title: str
    text: str
    since: float  # Unix seconds
    late: bool  # longer than the channel's `remind_hours`

    @property
    def share(self) -> str:
        """A link that opens WhatsApp with the text ready."""
        return f"https://wa.me/?text={quote(self.text)}"


def waiting(store: Store, config: Config, channels: Mapping[str, Channel], now: float) -> list[Waiting]:
    """Oldest first, the most urgent before."""
    by_hand = [c for c in config.channels if c.name in channels and channels[c.name].capabilities.by_hand]
    found = []
    for channel in by_hand:
        settings = channels[channel.name].Settings(**channel.settings)
        for row in store.rows("tray", channel=channel.name):
            late = now - row["attempted_at"] > settings.remind_hours * 3600
            text = Content.from_json(json.loads(row["content"])).text
            found.append(Waiting(row["id"], settings.title, row["title"], text, row["attempted_at"], late))
    return found


def tick(store: Store, number: int, now: float) -> bool:
    """It has been shared; False if nothing of that number waits."""
    row = store.row("in_tray", id=number)
    if row is None:
        return False
    apply_receipts(store, [Receipt(row["remote_id"], "delivered", now)], now)
    return True


def page(found: list[Waiting], config: Config) -> str:
    """The tray as a page for staff, with one button a text."""
    zone = ZoneInfo(config.council.timezone)
    shown = "".join(
        f"<article><h2>{html.escape(one.title)}</h2>"
        f"<p class=quiet>N. {one.number} · {html.escape(one.place)} · "
        f"dalle {datetime.fromtimestamp(one.since, zone):%H:%M del %d/%m}"
        f"{' · <strong>in ritardo</strong>' if one.late else ''}</p>"
        f"<pre>{html.escape(one.text)}</pre>"
        f'<p><a class=button href="{html.escape(one.share)}">Condividi con WhatsApp</a></p>'
        f"<p class=quiet>Quando è fatto: <code>infostiglia tray --done {one.number}</code></p></article>"
        for one in found
    )
    return (
        '<!doctype html><html lang="it"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Da condividere · {html.escape(config.council.name)}</title><style>{_STYLE}</style>"
        f"<h1>Da condividere ({len(found)})</h1>{shown or '<p>Niente da condividere.</p>'}</html>"
    )


_STYLE = (
    "body{font:18px/1.5 system-ui,sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem;color:#1a1a1a}"
    "article{border:1px solid #ccc;border-radius:8px;padding:0 1rem;margin:1rem 0}h1{font-size:1.5rem}"
    "h2{font-size:1.2rem}pre{white-space:pre-wrap;font:inherit;background:#f4f4f4;padding:.8rem;border-radius:6px}"
    ".quiet{color:#555}.button{display:block;background:#0b6b3a;color:#fff;padding:.8rem;border-radius:6px;"
    "text-align:center;text-decoration:none;font-weight:600}strong{color:#a40000}"
)
