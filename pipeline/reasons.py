"""Reasons: a code and its facts. Stored and compared as such, worded when shown.

`pipeline.codes` has what this program decides by itself, `pipeline.feed_codes` why a feed cannot be read,
`pipeline.concerns` what else a person should know, `channels.meanings` what a provider's answer means,
`channels.remarks` what a channel tells unasked. What a provider or a person said in words of their own is a fact
(`said`) like any other: nothing is ever decided by it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import partial
from string import Formatter
from typing import Any, TypeAlias, cast

from channels.meanings import Meaning
from channels.outcomes import Halt, Refused, Retry, Uncertain
from channels.remarks import Remark
from channels.sentence import Sentence, Worded
from channels.value import dataclass
from pipeline.codes import Code as Code
from pipeline.concerns import Concern
from pipeline.feed_codes import FeedCode
from pipeline.terms import LANES, STATES, term
from pipeline.words import euro

# Our own stand-ins where the provider gave no code. They are not shown to people.
OUR_OWN = frozenset("address apprise container defect interrupted length network quota".split())
Fact: TypeAlias = "str | int | float | Reason | Sentence"


@dataclass(frozen=True, init=False)
class Reason:
    """`Reason(Code.STALE, days=12)`. A fact is a text, a number, a sentence, or a reason (`because`)."""

    code: Worded
    facts: Mapping[str, Fact]

    def __init__(self, code: Worded, /, **facts: Fact) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "facts", facts)

    def __hash__(self) -> int:
        return hash((self.code, self.kept_facts))

    def __str__(self) -> str:
        """The sentence in English, for logs."""
        return str(self.sentence)

    @property
    def sentence(self) -> Sentence:
        """The sentence for people, not yet translated."""
        # A fact that another release did not store leaves a "?" in the sentence, and raises no error.
        shown: dict[str, Any] = {name: "?" for _, name, _, _ in Formatter().parse(self.code.template) if name}
        shown |= {name: _shown(name, fact) for name, fact in self.facts.items()}
        said = Sentence(self.code.template, **shown)
        if not isinstance(self.code, Meaning | Remark):
            return said
        for name in ("code", "said"):  # the provider's own words follow our sentence
            if name in self.facts and f"{{{name}}}" not in self.code.template:
                said = Sentence("{what} ({own})", what=said, own=shown[name])
        return said

    @property
    def kept_facts(self) -> str:
        """The facts in their stored form: JSON; "" = no facts."""
        return json.dumps(self.to_json()["facts"], ensure_ascii=False, sort_keys=True) if self.facts else ""

    def to_json(self) -> dict[str, Any]:
        """Code and facts as JSON values."""
        facts = {
            name: fact.to_json() if isinstance(fact, Reason | Sentence) else fact
            for name, fact in self.facts.items()
        }
        return {"code": str(self.code), "facts": facts}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Reason:
        """The reason that `to_json` was made from. An unknown code, such as a newer release's, is shown as it is."""
        code = _CODES.get(value["code"])
        if code is None:
            return cls(Code.OTHER, said=value["code"])
        return cls(code, **{name: _fact(fact) for name, fact in value["facts"].items()})


def columns(reason: Reason | None, code: str = "reason", facts: str = "facts") -> dict[str, Any]:
    """A reason as two parameters of a statement; None = two empty ones."""
    return {code: str(reason.code) if reason else "", facts: reason.kept_facts if reason else ""}


def read(row: Any, code: str = "reason", facts: str = "facts") -> Reason | None:
    """The reason in two columns of a row; None = there is none."""
    if not row[code]:
        return None
    return Reason.from_json({"code": row[code], "facts": json.loads(row[facts] or "{}")})


def of_outcome(outcome: Refused | Retry | Halt | Uncertain) -> Reason:
    """The reason why an attempt failed: the answer's meaning, the provider's code, and its words."""
    known = {"code": "" if outcome.code in OUR_OWN else outcome.code, "said": outcome.said}
    found = Reason(outcome.means, **{name: fact for name, fact in known.items() if fact})
    if isinstance(outcome, Uncertain) and outcome.duplicate:
        return Reason(Code.DUPLICATE, because=found)
    return found


def _fact(kept: Any) -> Fact:
    if not isinstance(kept, dict):
        return cast(Fact, kept)
    return Reason.from_json(kept) if "code" in kept else Sentence.from_json(kept)


def _shown(name: str, fact: Fact) -> object:
    if isinstance(fact, Reason):
        return fact.sentence
    return _SHOWN[name](fact) if name in _SHOWN else fact


def _day(fact: object) -> str:
    return f"{date.fromisoformat(str(fact)):%d/%m/%Y}"


_SHOWN: Mapping[str, Any] = {
    "day": _day,
    "committed": euro,
    "budget": euro,
    "lane": partial(term, LANES),
    "state": partial(term, STATES),
}
_CODES = {str(code): code for kind in (Code, FeedCode, Concern, Meaning, Remark) for code in kind}
