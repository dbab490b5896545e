"""What speaks against a new entry: history, a flood, or a place in the feed where no news stand. Pure.

Many at once look like a migration of the portal, and so does a feed of which almost nothing is left. What stands above
the known entries has just appeared, whatever its date; what stands below them without a date may have moved up, unless
the feed is known to grow at its end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from channels.value import dataclass
from pipeline.model import Entry, Identified
from pipeline.reasons import Code, Reason
from pipeline.stages.decide.view import View

DAY = 86400.0
NEVER: Mapping[int, float] = {}
FEW = 3  # fewer new entries than this are no migration, even if nothing else is left
REMAINDER = 4  # the known part of a feed, as one n-th, below which it looks like another portal's


@dataclass(frozen=True, slots=True)
class Sight:
    """A new entry as it is first seen."""

    skip: Reason | None = None  # why it is never published on any channel
    hold: Reason | None = None  # why a person must look first


def first_sights(
    identified: Sequence[Identified],
    view: View,
    urgent: Callable[[Entry], bool],
    seen: Mapping[int, float] = NEVER,
) -> Mapping[int, Sight]:
    """What speaks against the new ones among the entries, by `id()` of what was identified. A few emergencies pass a
    flood. `seen`: when each known item was first seen."""
    place = _Place.of(identified, view, seen)
    sights = {
        id(one): _sight(one.entry, position, place, view)
        for position, one in enumerate(identified)
        if one.item is None
    }
    news = [one for one in identified if id(one) in sights]
    fresh = [one for one in news if sights[id(one)] == Sight()]
    if not view.first_poll and _is_flood(len(news), len(fresh), identified, view):
        reason = Reason(Code.FLOOD, count=len(fresh))
        passing = [one for one in fresh if urgent(one.entry)][: view.safety.emergency_cap]
        through = {id(one) for one in passing}
        sights |= {id(one): Sight(hold=reason) for one in fresh if id(one) not in through}
    return sights


def never(entry: Entry, view: View) -> Reason | None:
    """The reason why a new entry is never published on any channel, or None."""
    if view.first_poll:
        return Reason(Code.BASELINE)
    if entry.reject:
        return Reason(entry.reject)
    if not entry.title and not entry.text:
        return Reason(Code.EMPTY)
    if view.feed.events_only and entry.event is None:
        return Reason(Code.NO_EVENT)
    return past(entry, view)


def past(entry: Entry, view: View) -> Reason | None:
    """The reason why nobody is told of an entry, or of an edit of it: it is over, or too old to be news; or None."""
    end = entry.until if entry.until is not None or entry.event is None else entry.event.over
    if end is not None and end < view.now:
        return Reason(Code.OVER, days=round((view.now - end) / DAY))
    return stale(entry, view)


def stale(entry: Entry, view: View) -> Reason | None:
    """The reason why an entry is too old to be news, or None."""
    age = (view.now - entry.published) / DAY if entry.published is not None else 0.0
    return Reason(Code.STALE, days=round(age)) if age > view.safety.max_age_days else None


# -- where it stands ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """The places of a feed where news stand, and where they do not."""

    first: int | None  # position of the first known entry; None = none is known
    last: int = -1  # of the last one
    top: int = 0  # the entries before it are old by their date and stand above all others
    newest: float = 0.0  # the latest date of a known entry
    is_sound: bool = False  # whether what stands above the known ones has just appeared
    grows_down: bool = False  # whether new ones stand at its end

    @classmethod
    def of(cls, identified: Sequence[Identified], view: View, seen: Mapping[int, float]) -> _Place:
        known = [
            n for n, one in enumerate(identified) if one.item is not None and one.item not in view.just_stored
        ]
        if not known:
            return cls(None)
        dates = [date for n in known if (date := identified[n].entry.published) is not None]
        old = (one.item is None and stale(one.entry, view) is not None for one in identified)
        top = next(n for n, is_old in enumerate(old) if not is_old)
        sound = _nothing_vanished(identified, known[0], view) and (len(dates) < 2 or dates[0] >= dates[-1])
        times = [seen.get(identified[n].item or 0, 0.0) for n in known]
        here = {one.item for one in identified}
        grows_down = times == sorted(times) and times[0] < times[-1] and here.issuperset(view.shown or (0,))
        return cls(known[0], known[-1], top, max(dates, default=0.0), sound, grows_down)

    def has_just_appeared(self, position: int, entry: Entry, view: View) -> bool:
        """Whether an entry with an old date is new: the feed was read after that date, and did not show it."""
        if self.first is None or position > self.first or entry.published is None:
            return False
        stands_out = position < self.top or entry.published < self.newest
        return self.is_sound and stands_out and entry.published < view.read_at


def _nothing_vanished(identified: Sequence[Identified], new: int, view: View) -> bool:
    """Whether everything shown before is here, but for as many of the last as new ones have pushed out."""
    here, before = {one.item for one in identified}, list(view.shown or ())
    gone = [item for item in before if item not in here]
    return not gone or (len(gone) <= new and gone == before[-len(gone) :])


def _sight(entry: Entry, position: int, place: _Place, view: View) -> Sight:
    above = place.first is not None and position < place.first
    if view.partial and not above:
        return Sight(skip=Reason(Code.BASELINE))  # the damaged first reading lacked it
    skip = never(entry, view)
    if skip is not None:
        if skip.code is Code.STALE and place.has_just_appeared(position, entry, view):
            return Sight(hold=Reason(Code.BACK_DATED, **skip.facts))
        return Sight(skip=skip)
    at_the_end = place.first is not None and position > place.last and not place.grows_down
    if at_the_end and entry.published is None and entry.until is None:
        return Sight(hold=Reason(Code.SLID_IN))
    return Sight()


# -- how many there are ------------------------------------------------------------------------------


def _is_flood(news: int, fresh: int, identified: Sequence[Identified], view: View) -> bool:
    """`news`: the new entries; `fresh`: those of them that would go out."""
    most, window = view.safety.flood_items, len(identified)
    return (
        fresh > max(most, 3 * view.usual_daily_peak)
        or (fresh >= most and 2 * fresh > window)
        or (fresh > 0 and _is_migration(news, fresh, identified, view))
    )


def _is_migration(news: int, fresh: int, identified: Sequence[Identified], view: View) -> bool:
    left = {one.item for one in identified if one.item is not None} - view.just_stored
    if view.shown is None:  # not known what was there before
        return not left and news >= view.safety.flood_items and 2 * fresh >= news
    return news >= FEW and REMAINDER * len(left) < len(view.shown)
