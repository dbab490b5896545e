"""How many deliveries may be claimed at a moment, and what citizens are spared then. Values only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Courtesy:
    """What citizens are spared at a moment: messages in their own quiet hours, and news beyond a week's number."""

    second: int = 0  # of the day, as the clock on the wall shows it
    leap: float = 4e9  # Unix seconds of the next change of the clocks: who waits is looked at again then
    passes: Sequence[str] = ()  # alerts that go out at any hour
    a_week: int = 0  # messages to one citizen; 0 = any number
    week: float = 0.0  # Unix seconds: when that week began


NOT_SPARED = Courtesy()


@dataclass(frozen=True)
class Allowance:
    """How many deliveries may be claimed, and to whom."""

    limit: int
    full: bool = False  # the daily limit is used up: only for citizens who had a message within the day
    reached_since: float = 0.0  # Unix seconds: the beginning of that day
    room_at: float = 0.0  # Unix seconds: from then on there is room for other citizens
    courtesy: Courtesy = NOT_SPARED
    to_paths: bool = False  # the channel writes to addresses that citizens have given besides their number

    @property
    def parameters(self) -> dict[str, Any]:
        """The same for the statement that claims."""
        return {
            "limit": self.limit,
            "full": int(self.full),
            "reached_since": self.reached_since,
            "room_at": self.room_at,
            "to_paths": int(self.to_paths),
            **vars(self.courtesy),
            "passes": json.dumps(list(self.courtesy.passes)),
        }
