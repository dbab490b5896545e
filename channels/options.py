"""Answers to a free text that a citizen may tap instead of writing them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.value import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Buttons, or the rows of a list."""

    rows: tuple[tuple[str, str], ...]  # (what is shown, the words it stands for)
    opens: str = ""  # the button that opens them as a list; "" = they are buttons themselves

    def to_json(self) -> dict[str, Any]:
        return {"rows": self.rows, "opens": self.opens}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Options:
        return cls(tuple((shown, means) for shown, means in value["rows"]), value["opens"])
