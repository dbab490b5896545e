"""A channel's own settings, from what config.yaml says to its frozen dataclass."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar, get_type_hints

from channels.problems import SettingError
from channels.sentence import Sentence

T = TypeVar("T")
# Keys that every channel has.
COMMON = ("type", "enabled", "base_url", "templates", "by_category", "exclude", "edits", "withdraw", "times")

MUST_BE = {
    str: Sentence("must be text (use quotes)"),
    int: Sentence("must be a whole number"),
    float: Sentence("must be a number"),
    bool: Sentence("must be true or false"),
}


def unknown_key(near: Sequence[str], known: Iterable[str]) -> Sentence:
    """The message about an unknown key. `near`: known keys of similar spelling."""
    if near:
        return Sentence("unknown key; did you mean {near}?", near=near[0])
    return Sentence("unknown key; known here: {known}", known=", ".join(known))


def build(cls: type[T], values: Mapping[str, Any]) -> T:
    """An instance of the frozen dataclass `cls` from config.yaml's values. Raises SettingError."""
    hints = get_type_hints(cls)
    known = [f.name for f in fields(cls)]  # type: ignore[arg-type]
    checked = {}
    for key, value in values.items():
        if key not in hints:
            near = difflib.get_close_matches(key, [*known, *COMMON], 1)
            raise SettingError(unknown_key(near, known), key=key)
        if hints[key] is float and type(value) is int:
            value = float(value)
        if type(value) is not hints[key]:
            raise SettingError(MUST_BE[hints[key]], key=key)
        if (type(value) is float and not 0 < value < math.inf) or (key == "limit" and value <= 0):
            raise SettingError("must be more than 0", key=key)
        if type(value) is int and value < 0:
            raise SettingError("must not be negative", key=key)
        checked[key] = value
    try:
        return cls(**checked)
    except TypeError:
        missing = [name for name in known if name not in checked and not hasattr(cls, name)]
        raise SettingError("missing", key=", ".join(missing)) from None
