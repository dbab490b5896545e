"""Lines of the log: an event in English, then its fields; for people and for `grep`."""

from __future__ import annotations

import json


def event(happened: str, /, **fields: object) -> str:
    """`feed not read feed=news error="no answer"`: a value with a space in it is quoted as in JSON.

    Never a phone number or a secret: citizens are known by the number of their row.
    """
    return " ".join([happened, *(f"{name}={_plain(value)}" for name, value in fields.items())])


def _plain(value: object) -> str:
    text = str(value)
    needs_quotes = not text or any(sign.isspace() or sign in '"=' or not sign.isprintable() for sign in text)
    return json.dumps(text, ensure_ascii=False) if needs_quotes else text
