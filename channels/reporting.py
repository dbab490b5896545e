"""Receipts of a gateway of the council's own (`gateway.py`): one for each request, by the key that it was sent with.

The web side has checked the signature; the inbox keeps the report behind a line of ours, which says of which channel it
is and when it came, and no provider can write.
"""

from __future__ import annotations

import json
import math

from channels.hearing import Update
from channels.outcomes import Receipt

MARK = b"gateway "
LARGEST = 2000  # bytes of a report
STATUSES = ("sent", "delivered", "failed")


def marked(channel: str, raw: bytes, now: float) -> bytes:
    """A report as the inbox keeps it. Raises ValueError if it is none."""
    body = MARK + f"{channel} {now}\n".encode() + raw
    reported(body)
    return body


def is_report(body: bytes) -> bool:
    return body.startswith(MARK)


def reported(body: bytes) -> Update:
    """What a kept report tells. Raises ValueError."""
    head, _, raw = body.removeprefix(MARK).partition(b"\n")
    channel, _, at = head.decode().partition(" ")
    told = json.loads(raw)
    if not isinstance(told, dict):
        raise ValueError("no report")
    key, status = told.get("key"), told.get("status")
    if not isinstance(key, str) or status not in STATUSES or not math.isfinite(float(at)):
        raise ValueError("a report has a key and a status")
    return Update(receipts=(Receipt("", status, float(at), key=key, channel=channel),))
