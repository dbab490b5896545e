"""A channel's own settings, from what config.yaml says to its frozen dataclass."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar, get_type_hints

from channels.base import ChannelError

T = TypeVar("T")
# Keys that every channel has.
COMMON = ("type", "enabled", "base_url", "templates", "by_category", "exclude", "edits", "withdraw")


def build(cls: type[T], values: Mapping[str, Any]) -> T:
    """An instance of `cls`. Raises ChannelError: `key: what is wrong`."""
    hints = get_type_hints(cls)
    known = [f.name for f in fields(cls)]  # type: ignore[arg-type]
    checked = {}
    for key, value in values.items():
        if key not in hints:
            near = difflib.get_close_matches(key, [*known, *COMMON], 1)
            hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
            raise ChannelError(f"{key}: unknown key; {hint}")
        if hints[key] is float and type(value) is int:
            value = float(value)
        if type(value) is not hints[key]:
            names = {
                str: "text (use quotes)",
                int: "a whole number",
                float: "a number",
                bool: "true or false",
            }
            raise ChannelError(f"{key}: must be {names[hints[key]]}")
        if (type(value) is float and not 0 < value < math.inf) or (key == "limit" and value <= 0):
            raise ChannelError(f"{key}: must be more than 0")
        if type(value) is int and value < 0:
            raise ChannelError(f"{key}: must not be negative")
        checked[key] = value
    try:
        return cls(**checked)
    except TypeError:
        missing = [name for name in known if name not in checked and not hasattr(cls, name)]
        raise ChannelError(f"{', '.join(missing)}: missing") from None
