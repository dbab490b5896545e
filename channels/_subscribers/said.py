"""What a citizen's message may mean, as values. The readers (`commands`) are loaded only when somebody writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY
from datetime import date, timedelta
from enum import Enum, auto

from channels._subscribers.choices import NO_PICK, Pick, Silence
from channels._subscribers.paths import PathSaid
from channels.value import dataclass

USUAL = 30  # days of a pause whose end is not said
LONGEST = 366  # days of any


class Command(Enum):
    JOIN = auto()
    LEAVE = auto()
    URGENT_ONLY = auto()
    DIGEST = auto()
    EVERYTHING = auto()
    PICK = auto()  # topics or zones
    FEWER = auto()  # of some kind, or to leave: unclear which
    SILENCE = auto()  # quiet hours of their own
    PAUSE = auto()  # only emergencies until a day
    RESUME = auto()
    REMIND = auto()  # a message on the day before events
    NO_REMINDERS = auto()
    DRILL = auto()  # takes part in the next exercise
    NO_DRILL = auto()
    LANGUAGE = auto()
    DATA = auto()  # asks for the data kept about the writer
    ZONES = auto()  # asks which zones there are
    HELP = auto()
    PATH = auto()  # another address, for emergencies that do not arrive
    UNSURE = auto()  # about joining or leaving, unclear which
    OTHER = auto()  # not read, not kept


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause as somebody asks for it. Its end depends on the day on which they ask."""

    last: Callable[[date], date | None]

    def last_day(self, today: date) -> date:
        """The last day of it, at most `LONGEST` days from now."""
        day = today + timedelta(USUAL) if self.is_guessed(today) else self.last(today) or today
        return min(day, today + timedelta(LONGEST))

    def is_guessed(self, today: date) -> bool:
        """Whether no end was named, or none that can be understood, so that the usual one holds."""
        day = self.last(today)
        return day is None or day < today


@dataclass(frozen=True, slots=True)
class Said:
    """The interpretation of a citizen's message."""

    command: Command
    _: KW_ONLY
    pick: Pick = NO_PICK
    pause: Pause | None = None
    silence: Silence | None = None
    path: PathSaid | None = None
    language: str = ""  # that it asks for, or is written in; "" = Italian, or nothing is known
    page: int = 1  # of the zones
    strange: bool = False  # no command, and not talk either: a subscriber is asked
    words: str = ""  # those that make the command, for the ledger; never the names beside them
