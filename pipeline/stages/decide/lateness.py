"""Whether an urgent item comes too late, counted from its publication: after an outage of ours nothing old bursts out.

Pure. Portals date things by when they were drafted, or by the day alone, so a date is believed only so far.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from pipeline.model import Lane
from pipeline.reasons import Code, Reason

HOUR, DAY = 3600.0, 86400.0
URGENT = (Lane.EMERGENCY, Lane.SERVICE)  # news have `max_age_days`
# Seconds since the last good reading of a feed, within which what is new there has just appeared.
WATCHED = HOUR
BACKDATED = 48 * HOUR  # a date is not held against what has just appeared unless it is older than this


def appeared_at(published: float | None, *, read_at: float, now: float, zone: tzinfo = UTC) -> float | None:
    """When an item seen for the first time can have been published at the earliest; None if nobody knows.

    `read_at`: when its feed was last read well, 0 = never or not known. All in Unix seconds.
    """
    moment = _moment(published, now, zone)
    if moment is None:
        return None
    just_now = 0 < read_at <= now and now - read_at <= WATCHED
    return max(moment, read_at) if just_now and now - moment <= BACKDATED else moment


def edited_at(published: float | None, *, read_at: float, now: float, zone: tzinfo = UTC) -> float | None:
    """The same of an edit: it was made after its feed was last read, and not before it was published."""
    moment = _moment(published, now, zone)
    return None if moment is None or not 0 < read_at <= now else max(moment, read_at)


def late(lane: Lane, appeared: float | None, *, due: float, hours: float) -> Reason | None:
    """Why a person must look first: it would be over before it went out; None = it is in time.

    `hours`: for which what is of this lane may go out; `due`: when it would, in Unix seconds.
    """
    if lane not in URGENT or appeared is None or appeared + hours * HOUR > due:
        return None
    return Reason(Code.LATE, hours=round((due - appeared) / HOUR))


def not_after(lane: Lane, appeared: float | None, *, due: float, hours: float) -> float:
    """Until when it may go out, in Unix seconds: counted from its publication too, where that is known."""
    end = due + hours * HOUR
    return end if lane not in URGENT or appeared is None else min(end, appeared + hours * HOUR)


def _moment(published: float | None, now: float, zone: tzinfo) -> float | None:
    """The end of the day, where the date is a day alone; None of what is dated ahead, which says nothing."""
    if published is None or published > now:
        return None
    clocks = {datetime.fromtimestamp(published, one).time() for one in (UTC, zone)}
    day_alone = any((clock.hour, clock.minute, clock.second) == (0, 0, 0) for clock in clocks)
    return min(published + DAY, now) if day_alone else published
