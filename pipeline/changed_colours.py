"""A source of colours that has changed: what of it is news becomes entries, which go the way of all others.

Between the read from the store and the commit nothing waits. What was known and the items of its changes are stored in
one transaction, so that a change is told once, whatever is killed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from pipeline.colour import KnownColour, Level
from pipeline.events import event
from pipeline.model import Change, Identified, Identity, Parsed
from pipeline.portals.polled import Polled
from pipeline.portals.reading import about_of
from pipeline.settings.values import Config, Feed
from pipeline.stages.colour_entries import entries_of
from pipeline.stages.decide.colours import ColourChange, columns, name_of, of_rows, outlook
from pipeline.stages.decide.decide import decide
from pipeline.stages.decide.known import Titles, known_items
from pipeline.stages.decide.notices import in_force
from pipeline.stages.decide.view import View
from pipeline.stages.enqueue import FeedPoll, enqueue
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.fetch.fetch import Fetched
from pipeline.stages.names import guid_name
from pipeline.stages.render.choice import Renderer
from pipeline.store import Store

log = logging.getLogger(__name__)
DAY = timedelta(1)


class Poll(Protocol):
    """The poll under way (`pipeline.changed.Changed`)."""

    config: Config
    store: Store
    polled: Polled
    now: float
    next_poll_at: float
    render: Renderer
    titles: Titles
    commits: int


def store_colours(
    poll: Poll, feed: Feed, view: View, memory: Memory, fetched: Fetched, parsed: Parsed
) -> None:
    """Store what a source of colours says, and the posts of what has changed. `view`: of the feed; `memory`: before."""
    config, store = poll.config, poll.store
    zone, place = ZoneInfo(config.council.timezone), about_of(feed, config.council.name).name
    # A day is forgotten when its last hour is over in every zone of Italy's clock.
    today = (datetime.fromtimestamp(poll.now, zone) - DAY).date().isoformat()
    known = list(of_rows(store.colours(feed=feed.name, oldest_day=today)))
    if _is_elsewhere(known, place):
        view = replace(view, first_poll=True)
    readings = (*parsed.colours.found, *in_force(parsed.colours.notices, place, zone))
    seen = outlook([one for one in known if one.reading.place == place], readings, poll.now)
    items = _items(store, [name_of(one.known) for one in seen.changes], feed)
    entries = entries_of([_as_told(store, one, items) for one in seen.changes], feed, config.council)
    found = [Identified(one, (guid_name(one, feed.name),), items.get(one.guid)) for one in entries]
    decisions = decide(found, known_items(store, found), view)
    after = replace(
        memory,
        url=feed.url,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        body_hash=fetched.body_hash,
        identity=Identity.GUID,
    )
    rows = [columns(feed.name, one) for one in seen.known]
    due = enqueue(
        store,
        FeedPoll(feed.name, decisions, after, poll.next_poll_at, known_colours=rows, today=today),
        poll.render,
        config.live,
        poll.now,
    )
    poll.commits += 1
    poll.titles.rename(decisions)
    poll.polled.due += due
    poll.polled.items += sum(one.change is not Change.SAME for one in decisions)
    log.info(event("colours read", feed=feed.name, readings=len(readings), changed=len(entries), due=due))


def _items(store: Store, guids: Sequence[str], feed: Feed) -> dict[str, int]:
    """The items by guid. The names are our own, so that no witness is needed."""
    names = {f"guid:{feed.name} {guid}": guid for guid in guids}
    return {names[row["name"]]: row["item_id"] for row in store.known_aliases(names=json.dumps(list(names)))}


def _as_told(store: Store, change: ColourChange, items: Mapping[str, int]) -> ColourChange:
    """The change as citizens see it: from the colour that they were told of last, whatever drafts there were since."""
    item = items.get(name_of(change.known))
    chain = store.told_before(id=item) if item is not None else []
    told = next((row["level"] for row in chain if row["released"]), None)
    return replace(change, colour=replace(change.colour, before=Level(told or 0)))


def _is_elsewhere(known: list[KnownColour], place: str) -> bool:
    """Whether the settings name another place than the one whose colours are known: its colours are no changes."""
    return bool(known) and all(one.reading.place != place for one in known)
