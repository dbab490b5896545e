"""The lateness of items, counted from publication, so that nothing old bursts out after an outage of ours.

Pure. Portals date items by the time of drafting, or by the day alone, so dates are trusted only to a degree.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from pipeline.reasons import Code, Reason

HOUR, DAY = 3600.0, 86400.0
# Seconds since a feed's last successful poll within which a new item counts as just published.
WATCHED = HOUR
BACKDATED = 48 * HOUR  # the age in seconds from which a date overrides "just published"


def appeared_at(published: float | None, *, read_at: float, now: float, zone: tzinfo = UTC) -> float | None:
    """The earliest time a new item can have been published (Unix seconds); None if unknown.

    `read_at`: the time of the feed's last successful poll, 0 = never or unknown. All in Unix seconds.
    """
    moment = _moment(published, now, zone)
    if moment is None:
        return None
    just_now = 0 < read_at <= now and now - read_at <= WATCHED
    return max(moment, read_at) if just_now and now - moment <= BACKDATED else moment


def edited_at(published: float | None, *, read_at: float, now: float, zone: tzinfo = UTC) -> float | None:
    """The earliest time of an edit: after the feed's last successful poll and after the item's publication."""
    moment = _moment(published, now, zone)
    return None if moment is None or not 0 < read_at <= now else max(moment, read_at)


def late(appeared: float | None, *, due: float, hours: float) -> Reason | None:
    """The reason why a person must look first, because the item would expire before it went out; None = in time.

    `hours`: the lane's lifetime after publication; `due`: the planned time of sending, Unix seconds.
    """
    if appeared is None or appeared + hours * HOUR > due:
        return None
    return Reason(Code.LATE, hours=round((due - appeared) / HOUR))


def not_after(appeared: float | None, *, due: float, hours: float) -> float:
    """The time until which it may go out (Unix seconds), counted from publication too, where that is known."""
    end = due + hours * HOUR
    return end if appeared is None else min(end, appeared + hours * HOUR)


def _moment(published: float | None, now: float, zone: tzinfo) -> float | None:
    """The moment of a date: the end of the day if it has no time; None for a future date, which proves nothing."""
    if published is None or published > now:
        return None
    clocks = {datetime.fromtimestamp(published, one).time() for one in (UTC, zone)}
    day_alone = any((clock.hour, clock.minute, clock.second) == (0, 0, 0) for clock in clocks)
    return min(published + DAY, now) if day_alone else published
