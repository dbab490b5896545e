"""Reports that were signed by the provider and not obeyed: counted for a week, one line each in `status`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from channels.value import dataclass
from pipeline.concerns import Concern
from pipeline.store import Store

WEEK = 7 * 86400.0  # seconds without another one, after which counting begins anew
COUNTED = (
    Concern.REPORTS_UNREAD,
    Concern.REPORTS_OF_OTHERS,
    Concern.REPORTS_OUT_OF_TIME,
    Concern.REPORTS_OF_OTHER_KINDS,
)


@dataclass(frozen=True)
class Count:
    """The number of reports that were not obeyed for one reason."""

    why: Concern
    count: int
    at: float  # of the newest, Unix seconds


def count(store: Store, why: Concern, more: int, now: float) -> None:
    """Count `more` reports, in the caller's transaction."""
    before = _read(store, why)
    known = before.count if before and before.at > now - WEEK else 0
    value = json.dumps({"count": known + more, "at": now})
    store.set_setting(name=_name(why), value=value)


def counts(store: Store, now: float) -> Iterator[Count]:
    """The counts with a report of the last week."""
    for why in COUNTED:
        found = _read(store, why)
        if found is not None and found.at > now - WEEK:
            yield found


def _read(store: Store, why: Concern) -> Count | None:
    kept = store.setting(name=_name(why))
    return Count(why, **json.loads(kept)) if kept else None


def _name(why: Concern) -> str:
    return f"unheard:{why}"
