"""The result of one poll. Values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from channels.value import dataclass
from pipeline.model import Identified
from pipeline.reasons import Reason


@dataclass
class Polled:
    """The result of one poll."""

    due: int = 0  # posts that became due
    items: int = 0  # items new, edited or restored
    failures: dict[str, Reason] = field(default_factory=dict)  # by feed
    unread: list[str] = field(default_factory=list)  # feeds that failed before and are not asked again yet
    # feed -> its content, if it has changed
    shown: dict[str, Sequence[Identified]] = field(default_factory=dict)
    alarms: dict[str, Reason] = field(default_factory=dict)  # by feed: what seems wrong, told once
