"""Digests: the news of a period in one message.

Citizens who chose it get all news; everybody gets news that did not go out at once, over budget or because the council
gathers its news. Nobody reads again what they were told, nor of topics they refused: a digest remembers its items,
and the release gives each citizen the version with what is new (`stages/release/versions.py`). The end of its period is
the idempotency key of a digest.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from channels.base import Channel
from channels.value import dataclass
from pipeline.concerns import Concern
from pipeline.events import event
from pipeline.model import Kind, Lane, News
from pipeline.reasons import Code, Reason
from pipeline.settings.election import last_end
from pipeline.settings.sections import DigestConfig, Weekday
from pipeline.settings.values import Config
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.stages.enqueue import Renderer

log = logging.getLogger(__name__)
DAY, HOUR = 86400.0, 3600.0
OUT = DAY  # seconds for which a digest may go out
# Seconds after the end of a period in which its digest is still made, and at most half the period.
LATE = 3 * DAY
UNSEEN = HOUR  # seconds by which a digest may be late without a person being told
# Seconds before a period (or its own length) from which a digest carries over news that no other has told.
CARRIED = 7 * DAY
TOLD = DAY  # seconds for which a late digest is shown
MOST = 60  # items of one digest: each is a bit of a number
Gone = Callable[[str], Awaitable[bool]]  # whether the page at an address has been removed


@dataclass(frozen=True)
class Period:
    start: float  # Unix seconds, not in it
    end: float  # in it
    name: str  # ISO date of its end

    @property
    def until(self) -> float:
        """The deadline for making its digest (Unix seconds): later the next one would follow too soon."""
        return self.end + min(LATE, (self.end - self.start) / 2)

    @property
    def oldest(self) -> float:
        """The time from which news missed by an earlier digest are carried into this one (Unix seconds)."""
        return self.start - max(CARRIED, self.end - self.start)


@dataclass(frozen=True)
class Gathered:
    """One item of a period."""

    news: News
    deferred: bool  # not sent at once to anybody
    item: int = 0  # its id in the store
    topics: str = ""  # as its post has them
    zones: str = ""


# -- which news, in which slots: pure ---------------------------------------------------------------


def last_period(settings: DigestConfig, zone: ZoneInfo, now: float) -> Period | None:
    """The last completed period; None if there are no digests.
    In wall time: a week with a change of the clock is a week too."""
    if not settings.every_days:
        return None
    moment = datetime.fromtimestamp(now, zone)
    weekday = list(Weekday).index(settings.weekday)
    day = moment.date()
    while True:
        # Day 1 of the calendar was a Monday: so periods of several weeks always keep their rhythm.
        fits = settings.every_days == 1 or (day.toordinal() - 1 - weekday) % settings.every_days == 0
        end = datetime(day.year, day.month, day.day, settings.hour, tzinfo=zone)
        if fits and end <= moment:
            start = end - timedelta(days=settings.every_days)
            return Period(start.timestamp(), end.timestamp(), day.isoformat())
        day -= timedelta(days=1)


# -- making it --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    """The desk that writes digests."""

    config: Config
    store: Store
    channels: Mapping[str, Channel]
    open_renderer: Callable[[], Renderer]  # for a single item, which is sent like an item of its own
    gone: Gone

    async def write(self, now: float) -> None:
        """Write the digests whose period has ended; `trouble_of` tells of those that cannot be written."""
        period = last_period(self.config.digest, ZoneInfo(self.config.council.timezone), now)
        for name, channel in self.channels.items():
            if period is None or not (channel.capabilities.broadcast or name in self._pages):
                continue
            if self._told(name) >= period.end:
                continue
            if now > period.until:
                self._miss(name, period, now)
                continue
            from pipeline.desk.digest_text import DigestError
            from pipeline.stages.render.templates import TemplateError

            try:
                await self._write(name, period, now)
            except (TemplateError, DigestError) as error:
                broken = Reason(Code.TEMPLATE_BROKEN, said=str(error))
                note_trouble(self.store, name, broken, until=now + DAY)

    @property
    def _pages(self) -> set[str]:
        """The pages whose news come in digests."""
        return {one.name for one in self.config.channels if one.digest}

    def _miss(self, channel: str, period: Period, now: float) -> None:
        """Record a missed digest: its news go into the next one, and staff are told until then."""
        told = self._told(channel)
        if told >= period.end or not self._found(channel, period):
            return
        next_end = period.end + (period.end - period.start)
        note_trouble(
            self.store, channel, Reason(Concern.DIGEST_MISSED, day=period.name), until=next_end + HOUR
        )

    def _told(self, channel: str) -> float:
        """The end of the last digest's period (Unix seconds); 0 = there was none."""
        return float(self.store.setting(name=_mark(channel)) or 0)

    def _found(self, channel: str, period: Period) -> list[Gathered]:
        """The news for this digest: none an earlier one has told, whatever the settings were; missed ones are carried
        over."""
        zone = ZoneInfo(self.config.council.timezone)
        start = max(period.oldest, self._told(channel), last_end(self.config.elections, period.end, zone))
        found = gathered(self.store, self.config, channel, replace(period, start=start))
        # What a page did not put off is there already.
        return [one for one in found if one.deferred or channel not in self._pages][:MOST]

    async def _write(self, channel: str, period: Period, now: float) -> None:
        from pipeline.desk.announce import Announcement, announce
        from pipeline.desk.digest_text import DigestWriter

        store = self.store
        if self._told(channel) >= period.end:
            return
        found = self._found(channel, period)
        coming = [one for one in found if one.news.event is None or one.news.event.over > now]
        items = [one for one in coming if not await self._is_gone(one.news)]
        writer = DigestWriter(self.config, channel, self.channels[channel], self.open_renderer())
        content = writer.content([one.news for one in items]) if items else None
        with store.transaction():
            if content is not None:
                said = Announcement(
                    name=f"digest:{period.name}:all",
                    title=f"Riepilogo del {period.name}",
                    channel=channel,
                    content=content,
                    lane=Lane.NEWS,
                    kind=Kind.DIGEST,
                    audience="",
                )
                post = announce(store, said, mode=self.config.live, now=now, due_at=now, not_after=now + OUT)
                if post is not None:
                    store.insert_digest_item(_remembered(post, items))
            store.set_setting(name=_mark(channel), value=str(period.end))
            forget_trouble(store, channel)
            if items and now - period.end > UNSEEN:
                late = Reason(Concern.DIGEST_LATE, hours=round((now - period.end) / HOUR))
                note_trouble(store, channel, late, until=now + TOLD)
        log.info(event("digest written", channel=channel, period=period.name, items=len(items)))

    async def _is_gone(self, news: News) -> bool:
        return bool(news.link) and await self.gone(news.link)


def _remembered(post: int, items: Sequence[Gathered]) -> list[dict[str, object]]:
    """The rows by which a digest remembers its items."""
    facts = ("deferred", "topics", "zones")
    return [
        {
            "post_id": post,
            "bit": 1 << number,
            "item_id": one.item,
            **{fact: getattr(one, fact) for fact in facts},
        }
        for number, one in enumerate(items)
    ]


def count_as_told(config: Config, store: Store, now: float) -> None:
    """After a backup was put back: the last digest may be out, and is not made again."""
    period = last_period(config.digest, ZoneInfo(config.council.timezone), now)
    for channel in config.channels if period else ():
        store.set_setting(name=_mark(channel.name), value=str(period.end if period else 0.0))


# -- troubles of digests for staff -------------------------------------------------------------------


def note_trouble(store: Store, channel: str, reason: Reason, *, until: float) -> None:
    """Record a trouble for `status` and alerts until `until` (Unix seconds), or until the next digest."""
    store.set_setting(name=_trouble(channel), value=json.dumps([reason.to_json(), until]))


def forget_trouble(store: Store, channel: str) -> None:
    store.set_setting(name=_trouble(channel), value="")


def trouble_of(store: Store, channel: str, now: float) -> Reason | None:
    """The reason to alert staff about a channel's digests; None = none."""
    reason, until = json.loads(store.setting(name=_trouble(channel)) or "[null, 0]")
    return Reason.from_json(reason) if now < until else None


def _mark(channel: str) -> str:
    return f"digest of {channel}"


def _trouble(channel: str) -> str:
    return f"digest trouble of {channel}"


def gathered(store: Store, config: Config, channel: str, period: Period) -> list[Gathered]:
    """The news of a period on a channel, newest first, in their current wording."""
    rows = store.digest_items(channel=channel, mode=config.live, start=period.start, end=period.end)
    if not rows:  # of most ticks
        return []
    from pipeline.stages.news import news_of_row

    return [
        Gathered(news_of_row(row), bool(row["deferred"]), row["id"], row["topics"], row["zones"])
        for row in rows
    ]
