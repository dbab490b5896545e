"""The input of decisions besides the entries. Values only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from channels.value import dataclass
from pipeline.known import Earlier, KnownEvent, StandingAlert, TypedAlert
from pipeline.model import Edits, Lane, Mode
from pipeline.quiet import ALWAYS_OPEN, QuietHours
from pipeline.settings.election import Election
from pipeline.settings.rule import Rule
from pipeline.settings.values import Config, Feed, Safety, Schedule
from pipeline.stages.decide.places import NO_PLACES, Places


@dataclass(frozen=True)
class ChannelView:
    """A channel as decisions see it."""

    name: str
    broadcast: bool  # to citizens; otherwise a page
    baseline: bool = False  # seen for the first time, or in a new mode: nothing old goes there
    exclude: frozenset[str] = frozenset()  # casefolded categories
    edits: Edits = Edits.IGNORE  # what an edit of news that is out leads to
    by_hand: bool = False  # people share there: what waits for them is simply replaced
    # No item goes there by itself: only alerts that have not reached somebody (`desk/chase.py`), and corrections.
    chases: bool = False
    quiet: QuietHours = ALWAYS_OPEN  # which do not count among the hours in which a post must go out


@dataclass(frozen=True)
class View:
    """All input of decisions besides the entries."""

    now: float
    feed: Feed
    channels: tuple[ChannelView, ...]  # `publishing`: those where an item goes by itself
    lanes: Mapping[str, Lane] = field(default_factory=dict)  # casefolded category -> lane
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # word -> categories
    places: Places = NO_PLACES  # the council's zones and streets
    rules: tuple[Rule, ...] = ()  # of the desk, in their order
    elections: tuple[Election, ...] = ()
    digests: bool = True  # whether there are digests; without them their subscribers get news at once
    schedule: Schedule = field(default_factory=Schedule)
    safety: Safety = field(default_factory=Safety)
    mode: Mode = Mode.OFF
    first_poll: bool = False
    put_back: bool = False  # the first poll since an older database was put back: edits may be out already
    degraded: str = ""  # why changed entries prove nothing
    shown: tuple[int, ...] | None = (
        None  # the items of the last sound reading, in its order; None = not known
    )
    partial: bool = False  # no reading was sound yet: the baseline may lack items
    just_stored: frozenset[int] = frozenset()  # emergencies of this very reading, which are known already
    usual_daily_peak: int = 0  # new items of a busy day
    emergencies_started: tuple[int, int] = (0, 0)  # by the portal alone, in the last hour and in the last day
    read_at: float = 0.0  # when the feed was last read well; 0 = never, or not known
    zone: tzinfo = UTC  # of the council
    alerts: tuple[StandingAlert, ...] = ()  # that may be in force
    council: str = ""  # its name
    events: tuple[KnownEvent, ...] = ()  # that are to come and went out
    earlier: tuple[Earlier, ...] = ()  # of the last weeks, if anything in the reading may correct one
    typed: tuple[TypedAlert, ...] = ()  # composed by hand of late

    @property
    def publishing(self) -> Iterator[ChannelView]:
        return (channel for channel in self.channels if not channel.chases)


def view_of(config: Config, feed: Feed, now: float, channels: tuple[ChannelView, ...] = ()) -> View:
    """What the settings alone say of a feed, without what is known of its past."""
    return View(
        now,
        feed,
        channels,
        lanes=config.lanes,
        topics=config.topics,
        rules=config.desk_rules,
        elections=config.elections,
        digests=config.digest.every_days > 0,
        schedule=config.schedule,
        safety=config.safety,
        mode=config.live,
        council=config.council.name,
        zone=ZoneInfo(config.council.timezone),
    )
