"""Texts that a regular expression matches, made at random: for expressions that are too many to think of examples."""

from __future__ import annotations

import random
import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LETTERS = "abeimorst"
MOST = 2  # repetitions beyond the least


def matching(pattern: re.Pattern[str], chance: random.Random) -> str:
    """A text that the pattern finds, if its assertions allow; to be tried again if they do not."""
    return _of(parser.parse(pattern.pattern), chance)


def _of(parts: Any, chance: random.Random) -> str:
    return "".join(_one(kind, value, chance) for kind, value in parts)


def _one(kind: Any, value: Any, chance: random.Random) -> str:
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.BRANCH:
        return _of(chance.choice(value[1]), chance)
    if kind is op.SUBPATTERN:
        return _of(value[-1], chance)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, most, part = value
        times = chance.randint(least, min(most, least + MOST))
        return "".join(_of(part, chance) for _ in range(times))
    if kind is op.IN:
        return _of([chance.choice(value)], chance) if value[0][0] is not op.NEGATE else chance.choice(LETTERS)
    if kind in (op.RANGE, op.CATEGORY):
        return chance.choice(LETTERS) if value is not op.CATEGORY_DIGIT else str(chance.randint(0, 9))
    return ""  # an assertion
