"""How long versions of Meta's Graph API last. Source: Meta's changelog, 24 November 2026; v26.0 is the newest."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from channels.outcomes import Halt

_ENDS = {
    23: date(2027, 10, 8),
    24: date(2028, 2, 18),
    25: date(2028, 7, 29),
}  # of newer ones nothing is known
_DAYS = 90  # before its end that a version is told of


def warnings(version: str, now: float) -> list[str]:
    """In Italian, one line; none if the version will do for a while. `now`: Unix seconds."""
    found = re.fullmatch(r"v(\d+)\.\d+", version)
    number = int(found[1]) if found else 0
    if number > max(_ENDS):
        return []
    end = _ENDS.get(number)
    if end is None:
        return [f"graph_version: {version} non è più servita da Meta: passare a v26.0 o successiva"]
    left = (end - datetime.fromtimestamp(now, UTC).date()).days
    if left < 0:
        return [
            f"graph_version: {version} non è più servita da Meta dal {end:%d/%m/%Y}: passare a una più recente"
        ]
    if left <= _DAYS:
        return [f"graph_version: {version} finisce il {end:%d/%m/%Y}: passare a una più recente"]
    return []


def troubles(answer: object) -> list[str]:
    """What is wrong with our token, if the answer to a simple question tells. In Italian.

    Other refusals say little: some fields need permissions that publishing does not.
    """
    if isinstance(answer, Halt) and answer.code in ("190", "102"):
        return [f"Meta non accetta più il token ({answer.reason}): rifarlo, o la prossima notizia non esce"]
    return []
