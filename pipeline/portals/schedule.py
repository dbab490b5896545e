"""The feeds to read now, and their order. Pure."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from channels.value import dataclass
from pipeline.events import event
from pipeline.model import Lane, Source
from pipeline.settings.values import Feed

if TYPE_CHECKING:
    from pipeline.store.statements import FeedRow


log = logging.getLogger(__name__)
EARLY = 0.1  # share of the interval by which cron may come early
GONE_PAUSE = 86400.0  # seconds between two polls of a feed that is gone for good
MOST_BACKOFF = 6 * 3600.0  # seconds at most between two polls of a failing feed


@dataclass(frozen=True)
class Turn:
    """A feed that is to be read now."""

    feed: Feed
    row: FeedRow | None  # the stored state; None = never read
    urgent: bool  # emergencies come by it

    @property
    def host(self) -> str:
        """The host and port that are asked."""
        return urlsplit(self.feed.url).netloc.casefold()


def in_turn(
    feeds: Collection[Feed],
    rows: Mapping[str, FeedRow],
    lanes: Mapping[str, Lane],
    known: Collection[str],
    *,
    interval: float,
    now: float,
) -> list[Turn]:
    """The feeds that are due: first those that carry emergencies, then in the order of config.yaml.

    `lanes`: of categories; `known`: feeds that have had emergencies before.
    """
    turns = [
        Turn(feed, rows.get(feed.name), feed.name in known or _for_emergencies(feed, lanes))
        for feed in feeds
        if is_due(rows.get(feed.name), interval, now)
        or rows[feed.name]["url"] != feed.url  # a corrected address
    ]
    return sorted(turns, key=lambda turn: not turn.urgent)


def _for_emergencies(feed: Feed, lanes: Mapping[str, Lane]) -> bool:
    named = (feed.lane, lanes.get(feed.category.casefold()))
    return feed.type is Source.COLOURS or Lane.EMERGENCY in named


def is_due(row: FeedRow | None, interval: float, now: float) -> bool:
    """Whether a feed is due. Also after the clock was set back, so that a poll put off by a wrong clock is not lost."""
    if row is None:
        return True
    if row["polled_at"] > now + 60:
        log.warning(event("feed was read in the future: the clock was wrong", feed=row["name"]))
        return True
    return bool(row["next_poll_at"] <= now + EARLY * interval)


def backoff(failures: int) -> float:
    """Seconds to wait after a failure that follows `failures` others: none, then 2, 4, 8 … minutes."""
    return min(60.0 * 2 ** min(failures, 20), MOST_BACKOFF) if failures else 0.0
