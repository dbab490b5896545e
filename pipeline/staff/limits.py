"""What staff should know of the providers' daily limits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from channels.base import Channel
from channels.sentence import Sentence
from pipeline.model import Mode
from pipeline.stages.deliver.limits import limit_of
from pipeline.store import Store

SAFE = 1.2  # times the subscribers: below that the poster must not be printed


def limit_warnings(
    store: Store, channels: Mapping[str, Channel], mode: Mode
) -> Iterator[tuple[str, Sentence]]:
    """(channel, what to know) where the subscribers come near the limit, or are beyond it."""
    for name, channel in channels.items():
        limit = limit_of(store, name, channel.capabilities)
        if limit is None:
            continue
        count: int = store.active_count(mode=mode)
        if count > limit:
            days = math.ceil(count / limit)
            yield (
                name,
                Sentence(
                    "{n} subscribers, but Meta allows writing to {limit} people in 24 hours: every notice takes {days} "
                    "days, and some may not get it; have Meta verify the business",
                    n=count,
                    limit=limit,
                    days=days,
                ),
            )
        elif count * SAFE > limit:
            yield (
                name,
                Sentence(
                    "{n} subscribers, of {limit} people that Meta allows in 24 hours: do not print the poster before "
                    "the limit is higher",
                    n=count,
                    limit=limit,
                ),
            )
