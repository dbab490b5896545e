"""A model of a portal and of its reader: for any actions of an editor, in any order, the poller agrees with it.

`HYPOTHESIS_STEPS=20000 pytest tests/portals/test_model.py` takes more steps than the few of every day.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from channels.base import Content
from pipeline.model import Document, Identity, Lane, Mode
from pipeline.settings.values import Feed, Safety, Schedule
from pipeline.stages.decide.decide import decide
from pipeline.stages.decide.known import Titles, identified, known_items
from pipeline.stages.decide.view import ChannelView, View
from pipeline.stages.enqueue import FeedPoll, Rendered, enqueue
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.identify import settle
from pipeline.stages.parse.parse import parse
from tests.databases import open_store
from tests.portals.model_portal import ROME, URL, Portal

pytestmark = pytest.mark.database

STEPS = int(os.environ.get("HYPOTHESIS_STEPS", "5000"))
SETTLE, DAY = 300.0, 86400.0


@dataclass
class Seen:
    """The model's knowledge of an item of the portal."""

    baseline: bool = False
    too_old: bool = False  # when it was first seen


class PortalAndPoller(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.store = open_store(Path(self._folder.name) / "model.db")
        # Only durability costs time, and nobody is killed here.
        self.store.connection.execute("PRAGMA synchronous = OFF")
        self.now = 1_795_500_000.0
        self.portal = Portal()
        self.seen: dict[int, Seen] = {}
        self.first = True

    def teardown(self) -> None:
        self.store.close()
        self._folder.cleanup()

    @initialize(past=st.integers(0, 15))
    def a_past(self, past: int) -> None:
        for n in range(past):
            self.portal.publish(self.now - n * DAY)
        self.poll("whole", 0.0)

    # -- editors ----------------------------------------------------------------------------------

    @rule(count=st.integers(1, 4), lane=st.sampled_from(["Eventi", "Avvisi", "Allerta"]))
    def publish(self, count: int, lane: str) -> None:
        for _ in range(count):
            self.portal.publish(self.now, lane)

    @rule(days=st.integers(1, 20))
    def publish_back_dated(self, days: int) -> None:
        self.portal.publish(self.now - days * DAY)

    @precondition(lambda self: self.portal.items)
    @rule(
        data=st.data(), what=st.sampled_from(["edit", "rename", "bump", "trash", "restore", "https", "lock"])
    )
    def change(self, data: st.DataObject, what: str) -> None:
        number = data.draw(st.sampled_from(sorted(self.portal.items)))
        getattr(self.portal, what)(number, self.now)

    @rule()
    def staff_approve(self) -> None:
        self.store.connection.execute(
            "UPDATE post SET state = 'due', due_at = ? WHERE state = 'held'", (self.now,)
        )

    # -- the poller -------------------------------------------------------------------------------

    @rule(
        how=st.sampled_from(["whole", "whole", "whole", "cut", "maintenance", "shrunk"]),
        later=st.sampled_from([60.0, 301.0, 3600.0, DAY, 9 * DAY]),
    )
    def poll(self, how: str, later: float) -> None:
        self.now += later
        body = self.portal.feed(how)
        if body is not None:
            self._read(body)
        self._deliver()

    def _read(self, body: bytes) -> None:
        parsed = parse(Document(body, URL, ROME))
        feed = Feed("portal", URL)
        assert settle(parsed.entries, Identity.AUTO) == (Identity.AUTO, None)
        found = identified(self.store, parsed, feed, Identity.AUTO, Titles(0.0))
        view = View(
            now=self.now,
            feed=feed,
            channels=(ChannelView("page", broadcast=False),),
            lanes={"allerta": Lane.EMERGENCY, "avvisi": Lane.SERVICE},
            schedule=Schedule(settle_seconds=SETTLE),
            safety=Safety(),
            first_poll=self.first,
            degraded=parsed.degraded,
        )
        decisions = decide(found, known_items(self.store, found), view)
        here = {one.item for one in found}
        waiting = self.store.unreleased_items(feed="portal")
        gone = [
            row["id"]
            for row in waiting
            if row["id"] not in here and not parsed.degraded and not self.portal.answers(row["link"])
        ]
        enqueue(
            self.store,
            FeedPoll("portal", decisions, Memory(URL), next_poll_at=0.0, withdrawn=gone),
            lambda news, channel, kind="publish": Rendered(Content(text=news.title)),
            Mode.OFF,
            self.now,
        )
        for entry in parsed.entries:
            number = self.portal.number_of(entry.guid)
            old = entry.published is not None and self.now - entry.published > 7 * DAY
            self.seen.setdefault(number, Seen(self.first, old))
        self.first = False

    def _deliver(self) -> None:
        """All that is due goes out at once."""
        self.store.expire_posts(channel="page", now=self.now)
        self.store.connection.execute(
            "UPDATE post SET state = 'sending', release_to = 0, released_at = ? WHERE state = 'due' AND due_at <= ?",
            (self.now, self.now),
        )
        self.store.connection.execute(
            "UPDATE post SET state = 'done', done_at = ? WHERE state = 'sending'", (self.now,)
        )

    # -- promises --------------------------------------------------------------------------------

    def _published(self) -> list[tuple[int, int]]:
        """(item of the portal, how often it was published)."""
        rows = self.store.connection.execute(
            "SELECT a.name, count(DISTINCT p.id) FROM alias a JOIN post p ON p.item_id = a.item_id AND p.state = 'done'"
            " WHERE a.name LIKE 'guid:%' GROUP BY a.name"
        ).fetchall()
        return [(self.portal.number_of(row[0].removeprefix("guid:")), row[1]) for row in rows]

    @invariant()
    def nothing_is_published_twice(self) -> None:
        assert all(count == 1 for _, count in self._published())

    @invariant()
    def nothing_old_is_ever_published(self) -> None:
        for number, _ in self._published():
            assert not self.seen[number].baseline, f"{number} was there before"
            assert not self.seen[number].too_old, f"{number} was history"

    @invariant()
    def every_item_seen_is_known_once_and_its_fate_has_a_reason(self) -> None:
        # What was retitled, renamed and dated anew at once is held as new; its guid stays with the item it had named.
        known = self.store.connection.execute(
            "SELECT count(DISTINCT item_id) FROM alias WHERE name LIKE 'guid:%'"
        ).fetchone()[0]
        assert known == len(self.seen)
        silent = self.store.connection.execute(
            "SELECT count(*) FROM item i WHERE NOT EXISTS (SELECT 1 FROM decision d WHERE d.item_id = i.id)"
        ).fetchone()[0]
        assert silent == 0

    @invariant()
    def nothing_protected_is_published_after_it_was_seen_protected(self) -> None:
        for number, _ in self._published():
            assert not self.portal.items[number].locked_from_the_start


PortalAndPoller.TestCase.settings = settings(
    max_examples=max(1, STEPS // 50),
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestPortalAndPoller = PortalAndPoller.TestCase
