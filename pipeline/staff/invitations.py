"""Until when what staff let go may leave: the usual hours of its lane, but no invitation to what has begun, and no
alert that holds no more."""

from __future__ import annotations

from math import inf

from pipeline.model import Kind
from pipeline.stages.news import news_of_row
from pipeline.store import Store


def last_call(store: Store, item_id: int, kind: Kind, now: float) -> float:
    """The time after which nobody is told of an item (Unix seconds). A retraction is never too late."""
    row = store.item(id=item_id)
    if row is None or not kind.tells_an_item:
        return inf
    event, until = news_of_row(row).event, row["valid_until"]
    return min(event.last_call(now) if event else inf, inf if until is None else until)
