"""What a citizen's message may mean, as values. The readers (`commands`) are loaded only when somebody writes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from channels._subscribers.choices import NO_PICK, Pick


class Command(Enum):
    JOIN = auto()
    LEAVE = auto()
    URGENT_ONLY = auto()
    DIGEST = auto()
    EVERYTHING = auto()
    PICK = auto()  # topics or zones
    DATA = auto()  # asks for the data kept about the writer
    HELP = auto()
    UNSURE = auto()  # about joining or leaving, unclear which
    OTHER = auto()  # not read, not kept


@dataclass(frozen=True, slots=True)
class Said:
    """The interpretation of a citizen's message."""

    command: Command
    pick: Pick = NO_PICK
    words: str = ""  # those that make the command, for the ledger; never the names beside them
