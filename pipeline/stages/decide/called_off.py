"""An item that calls an event off: the event it means, if that is certain. Pure.

Certain is: every telling word of the event's title is in the item's; the days it names, if any, have the event's among
them; and no other event fits. Then those who were told of the event are told, and nobody else.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from pipeline.known import KnownEvent, KnownItem
from pipeline.model import Action, Entry, Identified, Kind, Lane, Verdict
from pipeline.phase import Phase
from pipeline.reasons import Code, Reason
from pipeline.stages.decide.lanes import Urgency
from pipeline.stages.decide.phases import folded
from pipeline.stages.decide.view import ChannelView, View

_SHORTEST = 4  # letters of a telling word
_ENOUGH = 2  # telling words without a day
_LOOKED_AT = 1_000  # characters of a text
# What many titles have; and words of calling off.
_COMMON = frozenset(
    """evento eventi comune comunale della delle dello degli dell alla alle nella nelle sulla dalla lunedi martedi
    mercoledi giovedi venerdi sabato domenica annullato annullata annullati annullate rinviato rinviata rinviati
    rinviate sospeso sospesa rimandato rimandata posticipato posticipata""".split()
)


def event_called_off(entry: Entry, urgency: Urgency, view: View) -> KnownEvent | None:
    """The event that went out and is called off by this item; None = none, or that is not certain."""
    if urgency.phase is not Phase.CALLED_OFF or urgency.lane is Lane.EMERGENCY:
        return None
    fitting = [one for one in view.events if _fits(entry, one, view)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(entry: Entry, known: KnownEvent, view: View) -> bool:
    words, days = _telling(known.title), _days(entry, view)
    if not words or days is None or not words <= _telling(entry.title):
        return False
    day = datetime.fromtimestamp(known.event.starts, view.zone).date()
    return any(first <= day <= last for first, last in days) if days else len(words) >= _ENOUGH


def _telling(title: str) -> set[str]:
    words = folded(title).replace("|", " ").split()
    return {word for word in words if len(word) >= _SHORTEST and not word.isdigit()} - _COMMON


def _days(entry: Entry, view: View) -> list[tuple[date, date]] | None:
    """The days that an item names; None = it names one that there is not."""
    from pipeline.stages.parse.moments import DoubtError, days_in  # most news call nothing off

    published = datetime.fromtimestamp(
        view.now if entry.published is None else entry.published, view.zone
    ).date()
    text = f"{entry.title}\n{(entry.text or entry.summary)[:_LOOKED_AT]}"
    try:
        return [(one.first, one.last) for one in days_in(text, published)]
    except DoubtError:
        return None


def told_so(channel: ChannelView, known: KnownEvent | None, verdict: Verdict) -> Verdict:
    """The verdict, or that those who were told of the event are told: on a page everybody reads the item itself."""
    if (
        known is None
        or verdict.action is Action.SKIP
        or not channel.broadcast
        or channel.name not in known.channels
    ):
        return verdict
    if verdict.action is Action.PUBLISH:
        verdict = replace(verdict, reason=Reason(Code.CALLS_OFF, item=known.id))
    return replace(verdict, kind=Kind.FOLLOW_UP, about=known.id)


def with_old_event(one: Identified, item: KnownItem | None, urgency: Urgency) -> Identified:
    """The entry of an event that is called off, whose words name its day no longer: its entry in calendars ends."""
    stored = item.stored if item else None
    if urgency.phase is not Phase.CALLED_OFF or one.entry.event is not None or stored is None:
        return one
    return replace(one, entry=replace(one.entry, event=stored.news.event))
