"""The event of an item as the store keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.happening import Event
from pipeline.model import News
from pipeline.reasons import Code, Reason
from pipeline.store import Store, posts

if TYPE_CHECKING:
    from pipeline.store.statements import ComingEventsRow, ItemRow, KnownItemsRow


def calendar_name(feed: str, names: Sequence[str]) -> str:
    """The name of an event's entry for people's calendars, which nobody can guess."""
    return hashlib.sha256("\0".join((feed, *names[:1])).encode()).hexdigest()[:24]


def event_of_row(item: ItemRow | KnownItemsRow | ComingEventsRow) -> Event | None:
    starts = item["starts_at"]
    return None if starts is None else Event(starts, item["ends_at"], item["place"], bool(item["all_day"]))


def keep_event(store: Store, item: int, news: News) -> None:
    """Keep what an item invites to, in the caller's transaction."""
    event = news.event
    starts, ends = (event.starts, event.ends) if event else (None, None)
    whole = int(event is not None and event.all_day)
    store.keep_event(id=item, starts_at=starts, ends_at=ends, all_day=whole, calendar_name=news.calendar)


def call_off(store: Store, item: int, now: float) -> int:
    """Mark an event as called off by another item: who was not told of it will not be. Returns its new revision."""
    posts.cancel_unreleased(store, item, Reason(Code.CALLED_OFF), now)
    revision: int = store.call_off(id=item)
    return revision
