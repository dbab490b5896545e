"""What becomes of one entry on one channel: its action, times and reason, by the channel's rules and by doubt. Pure."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from pipeline.model import Action, Entry, Kind, Lane, Mode, Verdict
from pipeline.reasons import Code, Reason
from pipeline.stages.decide.case import Case
from pipeline.stages.decide.event_doubts import doubt_of_event
from pipeline.stages.decide.grading import alert_of
from pipeline.stages.decide.lateness import appeared_at, late, not_after
from pipeline.stages.decide.ruling import Ruling, both, ruling_of
from pipeline.stages.decide.view import ChannelView, View


def checked(
    verdict: Verdict, channel: ChannelView, case: Case, appeared: float | None, flood: Reason | None = None
) -> Verdict:
    """The verdict with its times, after the channel's rules and the checks for which a person must look first."""
    entry, view = case.entry, case.view
    action, reason = verdict.action, verdict.reason
    # What takes something back is in nobody's way.
    ruling = Ruling() if verdict.kind.takes_back else ruling_of(case, channel.name)
    if action is not Action.SKIP and (skip := skip_reason(entry, channel, view) or ruling.skip):
        action, reason = Action.SKIP, skip
    if action is Action.PUBLISH:
        doubt = flood or doubt_of(entry, view)
        if verdict.kind in (
            Kind.PUBLISH,
            Kind.FOLLOW_UP,
        ):  # a change of published news is never too late
            doubt = doubt or late_reason(case.lane, appeared, view)
        doubt = both(doubt, ruling.hold)
        action, reason = (Action.HOLD, doubt) if doubt else (action, warning_of(ruling) or reason)
    known = appeared if verdict.kind is Kind.PUBLISH else None
    return timed(replace(verdict, action=action, reason=reason), channel, case, known)


def warning_of(ruling: Ruling) -> Reason | None:
    """Why a person is told of what goes out all the same; None = a rule has only changed it."""
    told = ruling.tell
    return told if told and told.code in (Code.PASSED_RULE, Code.PASSED_NAMES) else None


def timed(verdict: Verdict, channel: ChannelView, case: Case, appeared: float | None) -> Verdict:
    """The verdict with its due time, at least the one it has, and its not-after. `appeared`: the time of publication,
    if known; a held post counts from now. Quiet hours for which it must wait do not count."""
    if verdict.action is Action.SKIP:  # it becomes no post, and a first reading may skip thousands
        return verdict
    lane, held = case.lane, verdict.action is Action.HOLD
    due, hours = max(_due(lane, case.view), verdict.due), _hours(lane, case.view)
    end = not_after(None if held else appeared, due=due, hours=hours)
    end += channel.quiet.until(due, alert_of(case.entry, case.urgency)) - due
    if case.entry.colour:  # it holds as long as it holds
        end = inf
    return replace(verdict, due=due, not_after=min(end, _last_call(case.entry, due, verdict.kind)))


def _last_call(entry: Entry, due: float, kind: Kind) -> float:
    """The time after which nobody is told any more (Unix seconds): an event has begun, or it is no longer news."""
    told = kind in (Kind.PUBLISH, Kind.FOLLOW_UP)  # a page that is put right stays readable afterwards
    starts = entry.event.last_call(due) if entry.event and told else inf
    return min(starts, inf if entry.until is None else entry.until)


def skip_reason(entry: Entry, channel: ChannelView, view: View) -> Reason | None:
    """The reason why this channel skips an entry, or None."""
    if channel.baseline:
        return Reason(Code.NEW_CHANNEL)
    if view.mode is Mode.TESTERS and not channel.broadcast:
        return Reason(Code.TESTERS)
    for category in entry.categories:
        if category.casefold() in channel.exclude:
            return Reason(Code.EXCLUDED, category=category)
    return None


def doubt_of(entry: Entry, view: View) -> Reason | None:
    """The reason why a person should check an entry first, or None."""
    if entry.colour:
        return None if entry.colour.by else Reason(Code.COLOUR_WAITS)
    ahead = (entry.published - view.now) / 3600 if entry.published is not None else 0.0
    if ahead > view.safety.future_hours:
        return Reason(Code.FUTURE, days=round(ahead / 24))
    if "\ufffd" in entry.title:
        return Reason(Code.BROKEN_TITLE)
    if entry.cut:
        return Reason(Code.CUT)
    return doubt_of_event(entry, view)


def by_whom(entry: Entry) -> Reason | None:
    """Of a colour that goes out by itself: who decided that."""
    by = entry.colour.by if entry.colour else ""
    return Reason(Code.COLOUR_BY, by=by) if by else None


def late_reason(lane: Lane, appeared: float | None, view: View) -> Reason | None:
    return late(appeared, due=_due(lane, view), hours=_hours(lane, view))


def appeared_of(entry: Entry, view: View) -> float | None:
    """The earliest possible publication of a new item (Unix seconds); None = not known."""
    return appeared_at(entry.published, read_at=view.read_at, now=view.now, zone=view.zone)


def _due(lane: Lane, view: View) -> float:
    return view.now if lane is Lane.EMERGENCY else view.now + view.schedule.settle_seconds


def _hours(lane: Lane, view: View) -> float:
    return view.schedule.hours_for(lane)
