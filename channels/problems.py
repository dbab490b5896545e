"""Errors that a channel raises; each is one line for a person."""

from __future__ import annotations

from typing import Any

from channels.outcomes import Refused
from channels.sentence import OneLineError, Sentence


class ChannelError(OneLineError):
    """A channel's setting or template is wrong. The message is one line: what, where, what to do."""


class SettingError(ChannelError):
    """One of the channel's own settings is wrong: `key: what is wrong`."""

    def __init__(self, problem: str | Sentence, /, *, key: str, **facts: Any) -> None:
        self.key = key
        self.problem = problem if isinstance(problem, Sentence) else Sentence(problem, **facts)
        super().__init__("{key}: {problem}", key=key, problem=self.problem)


class NotTaken(ChannelError):
    """The provider refused a preparation of the post, such as the upload of its picture."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__("{code}: {said}", code=refusal.code, said=refusal.said)
        self.refusal = refusal
