"""What is about to go out: the operators are told once, while a mistake can still be stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pipeline.alert import Alert
from pipeline.quiet import shown
from pipeline.settings.values import Config, enabled
from pipeline.staff.people.pages import page_of
from pipeline.store import Store
from pipeline.words import say


@dataclass(frozen=True)
class Parting:
    """One item that goes out by itself."""

    item: int
    title: str
    at: float  # Unix seconds: when it begins, as far as that is known
    channels: tuple[str, ...]


def partings(config: Config, store: Store, now: float) -> list[Parting]:
    """The items that wait for their time, the first ones first; those that nobody wants to be told of are left out."""
    names = [channel.name for channel in enabled(config) if config.times_of(channel.name).announce]
    found: dict[int, Parting] = {}
    for row in store.parting_posts(channels=json.dumps(names), now=now):
        opens = config.quiet_hours(row["channel"]).until(row["due_at"], Alert(row["alert"]))
        known = found.get(row["item_id"], Parting(row["item_id"], row["title"], opens, ()))
        at, channels = min(known.at, opens), (*known.channels, row["channel"])
        found[row["item_id"]] = Parting(known.item, known.title, at, channels)
    return sorted(found.values(), key=lambda one: (one.at, one.item))


def worded(config: Config, found: Sequence[Parting], now: float, pages: str = "") -> str:
    """The note about these items, with the command that stops each, or where staff have `pages` the address."""
    return "\n".join(_lines(config, found, now, pages))


def _lines(config: Config, found: Sequence[Parting], now: float, pages: str) -> Iterator[str]:
    zone = ZoneInfo(config.council.timezone)
    yield say("{service}: about to go out", service=config.service.name)
    for one in found:
        yield ""
        when, title, channels = shown(one.at, now, zone), one.title[:80], ", ".join(one.channels)
        yield say("At {when}: «{title}» ({channels})", when=when, title=title, channels=channels)
        if pages:
            yield say("Stop it: {page}", page=page_of(pages, one.item))
        else:
            yield say("Stop it: infostiglia hold {item}", item=one.item)
