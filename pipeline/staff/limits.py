"""Warnings for staff about the providers' daily limits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from channels.base import Channel
from pipeline.concerns import Concern
from pipeline.model import Mode
from pipeline.reasons import Reason
from pipeline.stages.deliver.limits import limit_of
from pipeline.store import Store

SAFE = 1.2  # times the subscribers: with a limit below that, the poster that invites citizens must not be printed


def limit_warnings(store: Store, channels: Mapping[str, Channel], mode: Mode) -> Iterator[tuple[str, Reason]]:
    """(channel, warning) for each channel whose subscribers come near the limit, or are beyond it."""
    for name, channel in channels.items():
        limit = limit_of(store, name, channel.capabilities)
        if limit is None:
            continue
        count: int = store.active_count(mode=mode)
        if count > limit:
            yield name, Reason(Concern.OVER_LIMIT, n=count, limit=limit, days=math.ceil(count / limit))
        elif count * SAFE > limit:
            yield name, Reason(Concern.NEAR_LIMIT, n=count, limit=limit)
