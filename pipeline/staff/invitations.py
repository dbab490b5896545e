"""Until when what staff let go may leave: the usual hours of its lane, but no invitation to what has begun."""

from __future__ import annotations

from pipeline.model import Kind, Lane
from pipeline.settings.values import Config
from pipeline.stages.enqueue import news_of_row
from pipeline.store import Store


def time_left(config: Config, store: Store, item_id: int, lane: Lane, kind: Kind, now: float) -> float:
    """The not-after (Unix seconds) of a post that is let go at `now`. A retraction is never too late."""
    end = now + config.schedule.hours_for(lane) * 3600
    row = store.item(id=item_id)
    event = news_of_row(row).event if row is not None and kind.tells_an_item else None
    return min(end, event.last_call(now)) if event else end
