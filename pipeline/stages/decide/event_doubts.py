"""What speaks against an item's event: it is called off, or its own page says another time. Pure."""

from __future__ import annotations

from datetime import datetime

from pipeline.happening import Event
from pipeline.model import Entry, Lane
from pipeline.phase import Phase
from pipeline.reasons import Code, Reason
from pipeline.stages.decide.lanes import urgency_of
from pipeline.stages.decide.view import View


def doubt_of_event(entry: Entry, view: View) -> Reason | None:
    """The reason why a person should look at an item's event first, or None."""
    event = entry.event
    if event is None or not (event.off or event.elsewhere):
        return None
    urgency = urgency_of(entry, view)
    if urgency.lane is Lane.EMERGENCY:  # it waits for no date
        return None
    if event.elsewhere is not None:
        return Reason(Code.OTHER_DATE, here=_written(event, view), page=_written(event.elsewhere, view))
    return None if urgency.phase is Phase.CALLED_OFF else Reason(Code.EVENT_OFF)


def _written(event: Event, view: View) -> str:
    day = datetime.fromtimestamp(event.starts, view.zone)
    words = f"{day:%d/%m/%Y}" if event.all_day else f"{day:%d/%m/%Y %H:%M}"
    if not event.lasts_days:
        return words
    return f"{words} – {datetime.fromtimestamp(event.over - 1, view.zone):%d/%m/%Y}"
