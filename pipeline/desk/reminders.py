"""Reminders: on the day before an event, to the citizens who were told of it and want that. Once per event."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline.events import event
from pipeline.model import Kind, Lane
from pipeline.settings.values import Config
from pipeline.store import Store, posts
from pipeline.store.posts import NewPost

if TYPE_CHECKING:
    from pipeline.stages.enqueue import Renderer
    from pipeline.store.statements import EventsToRemindRow

log = logging.getLogger(__name__)
KNOWN = 6 * 3600.0  # seconds for which an event is known before anybody is reminded of it
LATE = timedelta(hours=4)  # after the hour of reminders, nobody is reminded any more


@dataclass(frozen=True)
class Evening:
    """The time of one day's reminders, and the day they are about. Unix seconds."""

    begins: float
    ends: float
    since: float  # the day after
    before: float


def evening_of(config: Config, now: float) -> Evening:
    """The reminders of the day on which it is `now` in the council's zone."""
    zone = ZoneInfo(config.council.timezone)
    today = datetime.fromtimestamp(now, zone).date()
    begins = datetime.combine(today, time(config.events.reminder_hour), zone)
    midnights = (datetime.combine(today + timedelta(days), time(), zone).timestamp() for days in (1, 2))
    return Evening(begins.timestamp(), (begins + LATE).timestamp(), *midnights)


@dataclass(frozen=True)
class Reminders:
    """Makes the reminders of one channel."""

    config: Config
    store: Store
    channel: str
    open_renderer: Callable[[], Renderer]

    def write(self, now: float) -> int:
        """Make the reminders that are due, each in a transaction of its own. Returns their number."""
        evening = evening_of(self.config, now)
        if not (evening.begins <= now < evening.ends) or self.store.wants_reminders() is None:
            return 0
        return sum(self._remind(row, evening, now) for row in self._events(evening, now))

    def _events(self, evening: Evening, now: float) -> list[EventsToRemindRow]:
        """The events of tomorrow. One whose correction waits for a person is left out: its day may be wrong."""
        period = {"since": evening.since, "before": evening.before}
        rows = self.store.events_to_remind(
            channel=self.channel, mode=self.config.live, told=now - KNOWN, **period
        )
        return [row for row in rows if not self._may_be_wrong(row["id"])]

    def _may_be_wrong(self, item: int) -> bool:
        return self.store.untold_correction(item_id=item, channel=self.channel) is not None

    def _remind(self, row: EventsToRemindRow, evening: Evening, now: float) -> bool:
        """Make one reminder; False if it was made before, or its template is broken, which `check` tells."""
        from pipeline.stages.news import news_of_row

        news = news_of_row(row)
        rendered = self.open_renderer()(news, self.channel, Kind.REMINDER)
        if rendered.content is None or news.event is None:
            log.warning(event("reminder not written", item=row["id"], problem=str(rendered.problem)))
            return False
        new = NewPost(
            item_id=row["id"],
            channel=self.channel,
            revision=row["revision"],
            kind=Kind.REMINDER,
            lane=Lane.NEWS,
            mode=self.config.live,
            content=rendered.content,
            translations=rendered.translations,
            due_at=now,
            not_after=min(evening.ends, news.event.starts),
            headline=row["title"],
        )
        with self.store.transaction():
            made = posts.make(self.store, new, now) is not None
        return made
