"""Values of Meta's JSON, which come as the wrong type at times. Pure."""

from __future__ import annotations

import json
from typing import Any

LONGEST = 4096  # characters of one text, as long as WhatsApp lets a message be
LONGEST_NUMBER = 20  # digits


def object_of(body: bytes) -> dict[str, Any]:
    """The JSON object in an answer; {} for anything else, also for one that is nested too deeply."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def text_of(value: Any) -> str:
    """A text that every database can store: JSON may contain lone surrogates and NULs. "" for anything else."""
    if not isinstance(value, str):
        return ""
    return value[:LONGEST].encode("utf-8", "replace").decode().replace("\0", "")


def name_of(value: Any) -> str:
    """An id, or a number that is not counted with: a text, or digits without quotation marks. "" for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text_of(value)


def time_of(value: Any) -> float:
    """A time in Unix seconds. Raises ValueError for anything else, and for times outside our era."""
    at = value if isinstance(value, float) else float(name_of(value))
    if not 1e9 < at < 1e11:
        raise ValueError
    return at


def phone_of(value: Any) -> str:
    """The number in E.164 with "+", which Meta omits. "" if it is none."""
    digits = name_of(value).removeprefix("+")
    right = digits.isascii() and digits.isdigit() and 5 <= len(digits) <= LONGEST_NUMBER
    return f"+{digits}" if right else ""
