"""Until when what staff let go may leave: the usual hours of its lane, but no invitation to what has begun."""

from __future__ import annotations

from math import inf

from pipeline.model import Kind
from pipeline.stages.news import news_of_row
from pipeline.store import Store


def last_call(store: Store, item_id: int, kind: Kind, now: float) -> float:
    """The time after which nobody is told of an item's event (Unix seconds). A retraction is never too late."""
    row = store.item(id=item_id)
    event = news_of_row(row).event if row is not None and kind.tells_an_item else None
    return event.last_call(now) if event else inf
