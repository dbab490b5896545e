"""A feed that has changed: identify → decide → render → enqueue, after the necessary questions to its portal.

The portal is asked first. Between the read from the store and the commit nothing waits, so that no two feeds decide
about the same item at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from channels.base import Channel
from channels.value import dataclass
from pipeline.addresses import site_of
from pipeline.desk.standing import typed_alerts
from pipeline.events import event
from pipeline.feed_codes import FeedCode
from pipeline.model import Change, Entry, Identified, Identity, Lane, Parsed, Source
from pipeline.portals.polled import Polled
from pipeline.portals.reading import Reader
from pipeline.portals.renamed import note_renamed
from pipeline.reasons import Reason
from pipeline.settings.values import Config, Feed
from pipeline.stages.decide.decide import decide
from pipeline.stages.decide.first_sight import Sight, first_sights
from pipeline.stages.decide.known import (
    Titles,
    alerts_in_force,
    channel_views,
    coming_events,
    daily_peak,
    earlier_items,
    emergencies_started,
    identified,
    known_items,
    known_of,
)
from pipeline.stages.decide.lanes import lane_of
from pipeline.stages.decide.places import Places, places_of
from pipeline.stages.decide.view import ChannelView, View, view_of
from pipeline.stages.enqueue import FeedPoll, enqueue
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.fetch.fetch import Fetched
from pipeline.stages.identify import settle
from pipeline.stages.release.template_gate import approved_names
from pipeline.stages.render.choice import Renderer, in_period
from pipeline.stages.wandering import wandering
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import FeedRow, UnreleasedItemsRow

log = logging.getLogger(__name__)
MOST_PAGES = 5  # of one feed, read in one poll
MOST_GONE = 20  # items asked for at their own address in one poll


@dataclass
class Changed:
    """The feeds of one poll that have changed."""

    config: Config
    store: Store
    channels: Mapping[str, Channel]
    reader: Reader
    polled: Polled
    now: float
    next_poll_at: float
    views: Sequence[ChannelView] = field(init=False)
    render: Renderer = field(init=False)
    titles: Titles = field(init=False)
    commits: int = 0
    places: Places = field(init=False)
    looks: dict[str, tuple[Parsed, Identity, int, list[Identified]]] = field(default_factory=dict)  # by feed

    def __post_init__(self) -> None:
        self.titles = Titles(self.now)
        self.views = tuple(channel_views(self.config, self.store, self.channels))
        self.places = places_of(self.config)
        self.render = Renderer(
            in_period(self.config, self.now), self.channels, partial(approved_names, self.store)
        )

    async def feed(
        self, feed: Feed, row: FeedRow | None, memory: Memory, fetched: Fetched, parsed: Parsed
    ) -> Reason | None:
        """Store a changed feed. Returns the reason if it cannot be trusted, else None.
        `row`, `memory`: its state before."""
        if feed.type is Source.COLOURS:
            from pipeline.changed_colours import store_colours  # most councils have none

            store_colours(
                self, feed, self._view(feed, row, memory, parsed, ours=False), memory, fetched, parsed
            )
            return None
        before = memory
        if feed.identity is not Identity.AUTO:
            memory = replace(memory, identity=feed.identity, identity_why=None)
        urgent: Collection[int] = ()
        page = parsed
        if memory.url and _read_before(row):
            urgent = self._urgent_first(feed, row, before, fetched, parsed, memory.identity)
            parsed = await self._with_older(feed, parsed, memory.identity, urgent)
        memory = memory.weaker(*settle(parsed.entries, memory.identity))
        if _read_before(row):  # else there is nothing that its names could have named before
            known = known_of(self.store, parsed.entries, feed.name, memory.identity, self.titles)
            memory = memory.weaker(*wandering(parsed.entries, feed.name, memory.identity, known))
        gone = await self._withdrawn(feed, parsed, memory.identity)
        if feed.page_event and _read_before(row):
            parsed = await self._with_page_events(feed, row, memory, parsed, urgent)
        # From here to the commit nothing waits.
        found = self._identified(feed, parsed, memory.identity)
        ours = any(one.item is not None and one.item not in urgent for one in found)
        if _elsewhere(feed, row, memory, fetched, ours=ours or not found):
            return Reason(FeedCode.FEED_ELSEWHERE, site=site_of(fetched.url))
        here = {one.item for one in found}
        after = memory.redirected(fetched.moved, self.now, ours=ours)
        after = replace(
            after,
            url=feed.url,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            body_hash=fetched.body_hash,
        )
        view = self._view(feed, row, memory, parsed, ours=ours, stored=urgent)
        if parsed.degraded and view.first_poll:
            after = replace(after, shown="")
        window = None if parsed.degraded else len(self._identified(feed, page, memory.identity))
        self._store(feed, found, view, after, [item for item in gone if item not in here], window)
        if not parsed.degraded:
            self.polled.shown[feed.name] = found
        if parsed.shortened:
            log.warning(event("entries too long, cut", feed=feed.name, entries=parsed.shortened))
        hub, topic = fetched.hub or parsed.hub, fetched.topic or parsed.topic
        self.store.save_hub(name=feed.name, hub=hub, topic=topic)
        return None

    def _view(
        self,
        feed: Feed,
        row: FeedRow | None,
        memory: Memory,
        parsed: Parsed,
        *,
        ours: bool,
        stored: Collection[int] = (),
    ) -> View:
        return replace(
            view_of(self.config, feed, self.now, tuple(self.views)),
            places=self.places,
            # Another address under the same name is the same feed only if it knows our items.
            first_poll=not _read_before(row) or (not memory.url and not ours),
            put_back=row is not None and not _read_before(row),
            degraded=parsed.degraded,
            shown=memory.last_shown,
            partial=_read_before(row) and not memory.shown,
            just_stored=frozenset(stored),
            usual_daily_peak=daily_peak(self.store, feed, row["baseline_at"] if row else None, self.now),
            emergencies_started=emergencies_started(self.store, self.now),
            read_at=row["polled_at"] if row is not None and not row["failures"] else 0.0,
            alerts=alerts_in_force(self.store, self.now),
            events=coming_events(self.store, self.config.live, self.now),
            earlier=earlier_items(self.store, parsed.entries, self.now) if _read_before(row) else (),
            typed=typed_alerts(self.store, self.now),
        )

    def _store(
        self,
        feed: Feed,
        found: Sequence[Identified],
        view: View,
        memory: Memory,
        gone: Sequence[int] = (),
        window: int | None = None,
    ) -> None:
        self.commits += 1
        known = known_items(self.store, found)
        decisions = decide(found, known, view)
        if known and not view.degraded:
            note_renamed(self.store, self.config, found, known)
        poll = FeedPoll(feed.name, decisions, memory, self.next_poll_at, gone, window)
        due = enqueue(self.store, poll, self.render, self.config.live, self.now)
        self.titles.rename(decisions)
        changed = sum(decision.change is not Change.SAME for decision in decisions)
        self.polled.due += due
        self.polled.items += changed
        log.info(event("feed read", feed=feed.name, entries=len(decisions), changed=changed, due=due))

    def _identified(self, feed: Feed, parsed: Parsed, identity: Identity) -> list[Identified]:
        """The entries matched with the store's present items. Looked up again only if something was committed since."""
        last = self.looks.get(feed.name)
        if last and last[0] is parsed and last[1:3] == (identity, self.commits):
            return last[3]
        found = identified(self.store, parsed, feed, identity, self.titles, self.urgent(feed))
        self.looks[feed.name] = parsed, identity, self.commits, found
        return found

    def urgent(self, feed: Feed) -> Callable[[Entry], bool]:
        """The question whether an entry of this feed is an emergency."""
        view = view_of(self.config, feed, self.now)
        return lambda entry: lane_of(entry, view) is Lane.EMERGENCY

    # -- questions to the portal beforehand ------------------------------------------------------------

    def _urgent_first(
        self,
        feed: Feed,
        row: FeedRow | None,
        memory: Memory,
        fetched: Fetched,
        parsed: Parsed,
        identity: Identity,
    ) -> Collection[int]:
        """Commit emergencies before the portal is asked anything else, and return their item ids.

        Limited to the number that passes the flood breaker in any case. The feed's stored state stays unchanged, so
        that a run killed meanwhile reads the feed again.
        """
        found = self._identified(feed, parsed, identity)
        ours = any(one.item is not None for one in found)
        if ours and not self._absent(feed, found) and not feed.page_event:
            return ()  # no request is needed
        view = self._view(feed, row, memory, parsed, ours=ours)
        is_urgent = self.urgent(feed)
        sights = first_sights(found, view, is_urgent)
        sure = [one for one in found if one.item is None and not one.doubt and sights[id(one)] == Sight()]
        new = [one for one in sure if is_urgent(one.entry)]
        doubtful = settle(parsed.entries, identity)[1] or _elsewhere(
            feed, row, memory, fetched, ours=ours or not found
        )
        if not new or doubtful:
            return ()
        self._store(feed, new[: self.config.safety.emergency_cap], view, memory)
        names = {one.aliases[0] for one in new}
        again = self._identified(feed, parsed, identity)
        return {one.item for one in again if one.item is not None and one.aliases[0] in names}

    async def _with_older(
        self, feed: Feed, parsed: Parsed, identity: Identity, urgent: Collection[int]
    ) -> Parsed:
        """The feed with its older pages, read until a known entry appears: more was published than one page shows."""
        older = parsed.older
        for _ in range(MOST_PAGES - 1):
            found = self._identified(feed, parsed, identity)
            known = any(one.item is not None and one.item not in urgent for one in found)
            if parsed.degraded or not older or known:
                break
            page = await self.reader.page(feed, older)
            if page.degraded or not page.entries:
                break
            parsed = replace(parsed, entries=(*parsed.entries, *page.entries))
            older = page.older
        return parsed

    async def _with_page_events(
        self, feed: Feed, row: FeedRow | None, memory: Memory, parsed: Parsed, urgent: Collection[int]
    ) -> Parsed:
        """The feed with the events that the own pages of new and edited items declare."""
        from pipeline.portals.page_event import Asking, events_of, wanted  # few feeds ask for it

        found = self._identified(feed, parsed, memory.identity)
        view = self._view(feed, row, memory, parsed, ours=True, stored=urgent)
        is_urgent = self.urgent(feed)
        known = known_items(self.store, found)
        sights = first_sights(found, view, is_urgent)
        asked = [one for one in wanted(found, known, sights, feed) if not is_urgent(one)]
        zone = ZoneInfo(self.config.council.timezone)
        asking = Asking(feed, self.reader, zone, self.config.data / "pictures")
        return await asking.events(parsed, asked, events_of(found, known))

    async def _withdrawn(self, feed: Feed, parsed: Parsed, identity: Identity) -> list[int]:
        """The ids of waiting items that have left the feed and whose own page is gone."""
        if parsed.degraded:
            return []
        absent = self._absent(feed, self._identified(feed, parsed, identity))
        return [row["id"] for row in absent if await self.reader.gone(row["link"])]

    def _absent(self, feed: Feed, found: Sequence[Identified]) -> list[UnreleasedItemsRow]:
        here = {one.item for one in found}
        waiting = self.store.unreleased_items(feed=feed.name)
        return [row for row in waiting if row["id"] not in here and row["link"]][:MOST_GONE]


def _read_before(row: FeedRow | None) -> bool:
    return row is not None and row["baseline_at"] is not None


def _elsewhere(feed: Feed, row: FeedRow | None, memory: Memory, fetched: Fetched, *, ours: bool) -> bool:
    """Whether a redirect led to another site's feed."""
    moved = memory.url and _read_before(row) and site_of(fetched.url) != site_of(feed.url)
    return bool(moved and not ours)
