"""A number's standing at Meta: how many citizens it may write to first in 24 hours, and its quality. Pure.

Source: messaging limits, September 2026. Since October 2025 the limit is the whole portfolio's.
"""

from __future__ import annotations

import re

from channels.outcomes import UNLIMITED, Standing, Unknown
from channels.whatsapp.plain import object_of

FIELDS = "whatsapp_business_manager_messaging_limit,quality_rating,throughput,name_status,status"


def limit_of(value: object) -> int | None:
    """The limit in `TIER_250`, `TIER_2K`, `TIER_UNLIMITED`, 2000, -1 or "2000", all of which occur.
    None for other values."""
    text = str(value).upper().removeprefix("TIER_")
    if text in ("UNLIMITED", str(UNLIMITED)):
        return UNLIMITED
    found = re.fullmatch(r"([1-9]\d{0,8})(K?)", text)
    return int(found[1]) * (1000 if found[2] else 1) if found else None


def standing_of(status: int, body: bytes) -> Standing | Unknown:
    """The standing in the answer to a request for `FIELDS`."""
    answer = object_of(body)
    if status != 200 or not answer:
        return Unknown(f"HTTP {status}")
    limit = limit_of(answer.get("whatsapp_business_manager_messaging_limit"))
    if limit is None:
        return Unknown("Meta does not tell the messaging limit")
    quality = answer.get("quality_rating")
    return Standing(limit, quality if isinstance(quality, str) else "")
