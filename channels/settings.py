"""A channel's own settings, from what config.yaml says to its frozen dataclass."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar, get_type_hints

from channels.base import ChannelError

T = TypeVar("T")


def build(cls: type[T], values: Mapping[str, Any]) -> T:
    """An instance of `cls`. Raises ChannelError: `key: what is wrong`."""
    hints = get_type_hints(cls)
    known = [f.name for f in fields(cls)]  # type: ignore[arg-type]
    checked = {}
    for key, value in values.items():
        if key not in hints:
            near = difflib.get_close_matches(key, known, 1)
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
        if isinstance(value, float) and value <= 0:
            raise ChannelError(f"{key}: must be more than 0")
        checked[key] = value
    try:
        return cls(**checked)
    except TypeError:
        missing = [name for name in known if name not in checked and not hasattr(cls, name)]
        raise ChannelError(f"{', '.join(missing)}: missing") from None
