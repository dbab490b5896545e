"""One matter that a person should know of or deal with, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import IntEnum
from typing import Any

from channels.sentence import Sentence
from channels.value import dataclass
from pipeline.reasons import Reason
from pipeline.staff.words import standing, worded
from pipeline.words import put


class Grade(IntEnum):
    """How much a trouble needs a person. Each grade includes those below it."""

    KNOW = 1  # `status` shows it
    LOOK = 2  # the operators get an alert
    WAIT = 3  # it does not go on without a person: `run` ends with 3


@dataclass(frozen=True)
class Trouble:
    """`key` is the same as long as the trouble is the same."""

    key: str
    grade: Grade
    about: Sentence | str  # the thing in trouble, by the name that staff know
    reason: Reason
    item: int = 0  # the item's number for commands; 0 = the trouble concerns no item
    channel: str = ""  # the channel's name for commands; "" = no channel
    feed: str = ""  # the feed's name; "" = no feed
    state: str = ""  # of a post: held, paused, or failed where a page did not get it
    plain: bool = False  # the remedy is no command: the reason's sentence says what to do elsewhere
    post: Mapping[str, Any] | None = field(default=None, compare=False)  # the row of the held or paused post

    @property
    def words(self) -> str:
        """The trouble in one line: state, reason, and the command that goes on."""
        if self.plain:
            return worded(self.reason)
        return standing(self.reason, state=self.state, item=self.item, channel=self.channel, told=True)

    def to_json(self) -> dict[str, Any]:
        """The trouble for programs; `about` is in the language of this context."""
        return {
            **self.reason.to_json(),
            "grade": self.grade.name.lower(),
            "about": put(self.about),
            **{name: getattr(self, name) for name in ("item", "channel", "feed", "state")},
        }
