"""What one poll gave. Values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model import Identified


@dataclass
class Polled:
    """What one poll gave."""

    due: int = 0  # posts that became due
    items: int = 0  # items new, edited or restored
    failures: dict[str, str] = field(default_factory=dict)  # feed -> reason
    # feed -> what it shows, if it has changed
    shown: dict[str, Sequence[Identified]] = field(default_factory=dict)
    alarms: dict[str, str] = field(default_factory=dict)  # feed -> what seems wrong, told once
