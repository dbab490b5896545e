"""One thing that a person should know or see to, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from channels.sentence import Sentence
from pipeline.reasons import Reason
from pipeline.staff.words import standing, worded
from pipeline.words import put


class Grade(IntEnum):
    """How much it needs a person. Each is also all that is below it."""

    KNOW = 1  # `status` shows it
    LOOK = 2  # the operators are told of it
    WAIT = 3  # it does not go on by itself: `run` ends with 3


@dataclass(frozen=True)
class Trouble:
    """`key` is the same as long as the trouble is the same."""

    key: str
    grade: Grade
    about: Sentence | str  # as staff know it
    reason: Reason
    item: int = 0  # the number that commands take; 0 = it is of none
    channel: str = ""  # the same of a channel; "" = of none
    feed: str = ""  # the same of a feed; "" = of none
    state: str = ""  # of a post: held, paused, or failed where a page did not get it
    plain: bool = False  # it needs no command: what it says is to be done elsewhere
    post: Mapping[str, Any] | None = field(default=None, compare=False)  # the row of what is held or paused

    @property
    def words(self) -> str:
        """What, why and the command that goes on."""
        if self.plain:
            return worded(self.reason)
        return standing(self.reason, state=self.state, item=self.item, channel=self.channel, told=True)

    def to_json(self) -> dict[str, Any]:
        """For programs; what it is about is in the language of this context."""
        return {
            **self.reason.to_json(),
            "grade": self.grade.name.lower(),
            "about": put(self.about),
            **{name: getattr(self, name) for name in ("item", "channel", "feed", "state")},
        }
