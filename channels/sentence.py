"""A sentence for a person, before it has a language: an English template and the facts in it.

It is created where the event is known, and `pipeline.words` translates it where it is shown. No behaviour may depend on
the wording of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import reduce
from typing import Any, Self


class Sentence:
    """`Sentence("{feeds} feeds failed", feeds=3)`: equal if template and facts are; `str` of it is English.

    The template is the key of its translation, so it must stand there as one literal. A fact may be a sentence itself.
    Without facts, braces in the template are its own. Of two forms (`one=`) the fact `n` decides:
    `Sentence("{n} items wait", one="{n} item waits", n=1)`.
    """

    __slots__ = ("facts", "one", "template")

    def __init__(self, template: str, /, *, one: str = "", **facts: object) -> None:
        self.template, self.one = template, one
        self.facts: Mapping[str, object] = facts

    def __str__(self) -> str:
        words = self.one if self.one and self.facts["n"] == 1 else self.template
        return words.format(**self.facts) if self.facts else words

    def __repr__(self) -> str:
        return f"Sentence({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sentence):
            return NotImplemented
        return (self.template, self.facts) == (other.template, other.facts)

    def __hash__(self) -> int:
        return hash((self.template, tuple(sorted(self.facts))))

    def to_json(self) -> dict[str, Any]:
        """The sentence as JSON, to be stored and translated later."""
        facts = {
            name: fact.to_json() if isinstance(fact, Sentence) else _plain(fact)
            for name, fact in self.facts.items()
        }
        return {"template": self.template, "one": self.one, "facts": facts}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Sentence:
        """The sentence that `to_json` was made from."""
        facts = {
            name: cls.from_json(fact) if isinstance(fact, dict) else fact
            for name, fact in value["facts"].items()
        }
        return cls(value["template"], one=value["one"], **facts)


def _plain(fact: object) -> str | int | float:
    return fact if isinstance(fact, int | float) else str(fact)


class OneLineError(Exception):
    """The base of all errors that are one line for a person: what, where, what to do.

    Raised with a template and its facts, like `Sentence`; with a sentence, such as that of another error; or with a
    text that has no translation, such as the one line of another library's error.
    """

    def __init__(self, said: str | Sentence = "", /, **facts: Any) -> None:
        self.sentence = said if isinstance(said, Sentence) else Sentence(said, **facts)
        super().__init__(str(self.sentence))


def joined(sentences: Iterable[Sentence]) -> Sentence:
    """Several sentences joined into one: `first; second`."""
    return reduce(lambda first, second: Sentence("{first}; {second}", first=first, second=second), sentences)


def template(text: str) -> str:
    """Mark a template that gets its facts later, so that `make words` collects it for translation."""
    return text


class Worded(StrEnum):
    """The base of enumerations whose members carry a sentence: `STALE = "stale", template("{days} days old")`."""

    template: str

    def __new__(cls, value: str, template: str = "") -> Self:
        code = str.__new__(cls, value)
        code._value_, code.template = value, template
        return code
