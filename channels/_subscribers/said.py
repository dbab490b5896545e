"""What a citizen's message may mean, as values. The readers (`commands`) are loaded only when somebody writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from channels._subscribers.choices import NO_PICK, Pick

USUAL = 30  # days of a pause whose end is not said
LONGEST = 366  # days of any


class Command(Enum):
    JOIN = auto()
    LEAVE = auto()
    URGENT_ONLY = auto()
    DIGEST = auto()
    EVERYTHING = auto()
    PICK = auto()  # topics or zones
    PAUSE = auto()  # only emergencies until a day
    RESUME = auto()
    LANGUAGE = auto()
    DATA = auto()  # asks for the data kept about the writer
    HELP = auto()
    UNSURE = auto()  # about joining or leaving, unclear which
    OTHER = auto()  # not read, not kept


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause as somebody asks for it. Its end depends on the day on which they ask."""

    last: Callable[[date], date | None]

    def last_day(self, today: date) -> date:
        """The last day of it, at most `LONGEST` days from now."""
        day = self.last(today) or today + timedelta(USUAL)
        return min(max(day, today), today + timedelta(LONGEST))


@dataclass(frozen=True, slots=True)
class Said:
    """The interpretation of a citizen's message."""

    command: Command
    pick: Pick = NO_PICK
    pause: Pause | None = None
    language: str = ""  # that it asks for, or is written in; "" = Italian, or nothing is known
    words: str = ""  # those that make the command, for the ledger; never the names beside them
