"""The provider's daily limit: never exceeded, shared fairly, partly kept for emergencies, with a warning in time."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from channels.approving import AccountNews
from channels.base import Content
from channels.remarks import Remark, Remarked
from channels.whatsapp.standing import limit_of
from pipeline.model import Kind, Lane, Mode
from pipeline.providers import templates
from pipeline.providers.limits import ask, note_limit
from pipeline.staff.limits import limit_warnings
from pipeline.stages.deliver import limits
from pipeline.store import deliveries, posts
from pipeline.store.allowance import Allowance
from pipeline.store.posts import NewPost
from pipeline.words import put
from tests.contract.stub import Stub
from tests.databases import demand_sqlite
from tests.sending import Post
from tests.town import number, town

DAY = 86400.0
FAST = 1000.0  # messages a second


class Ledger:
    """The recipients of requests to Meta, and their times by the hurried clock."""

    def __init__(self, post: Post, meta: Stub) -> None:
        self.post, self.meta = post, meta
        self.times: list[tuple[float, str]] = []

    def drain(self) -> list[str]:
        """The recipients of one drain, in order."""
        before = len(self.meta.posts)
        self.post.drain()
        new = [str(body["to"]) for _, body in self.meta.posts[before:]]
        self.times += [(self.post.clock.time(), one) for one in new]
        self.post.store.seen_receipt(name="whatsapp", at=self.post.clock.time())
        return new

    def most_in_a_day(self) -> int:
        return max(
            len({one for at, one in self.times if end - DAY < at <= end}) for end, _ in set(self.times)
        )


def limited_town(tmp_path: Path, meta: Stub, citizens: int, **settings: Any) -> tuple[Post, Ledger]:
    post = Post(tmp_path, meta.url, citizens=citizens, rate=FAST, **settings)
    return post, Ledger(post, meta)


def test_the_rest_waits_for_the_next_day_and_nobody_gets_it_twice(tmp_path: Path, meta: Stub) -> None:
    post, ledger = limited_town(tmp_path, meta, 600, messaging_limit=250, emergency_reserve=0.01)
    post.announce(hours=100)
    days = []
    for _ in range(3):
        days.append(ledger.drain())
        assert ledger.drain() == []  # also if asked again on the same day
        post.clock.now += DAY + 120
    assert [len(day) for day in days] == [247, 247, 106]
    assert len({one for day in days for one in day}) == 600
    assert ledger.most_in_a_day() <= 250
    assert post.value("SELECT state FROM post") == "done"


def test_what_has_no_room_in_time_is_never_sent(tmp_path: Path, meta: Stub) -> None:
    post, ledger = limited_town(tmp_path, meta, 300, messaging_limit=100)
    post.announce(hours=20)
    assert len(ledger.drain()) == 80
    post.clock.now += DAY + 120
    assert ledger.drain() == []
    assert post.rows("SELECT state FROM post") == [("expired",)]
    assert post.rows("SELECT state, count(*) FROM delivery GROUP BY 1 ORDER BY 1") == [
        ("sent", 80),
        ("skipped", 220),
    ]


def test_whom_we_wrote_to_today_costs_nothing(tmp_path: Path, meta: Stub) -> None:
    post, ledger = limited_town(tmp_path, meta, 300, messaging_limit=100)
    post.announce()
    first = ledger.drain()
    post.clock.now += 3600
    post.announce()
    assert sorted(ledger.drain()) == sorted(first)
    assert ledger.most_in_a_day() <= 100


def test_an_emergency_may_use_the_reserve_and_nothing_else_may(tmp_path: Path, meta: Stub) -> None:
    post, ledger = limited_town(tmp_path, meta, 300, messaging_limit=100, emergency_reserve=0.3)
    post.announce()
    first = ledger.drain()
    assert len(first) == 70
    post.announce(lane=Lane.EMERGENCY)
    second = ledger.drain()
    assert set(first) < set(second)
    assert len(second) == 100


def test_a_thousand_citizens_and_a_limit_of_250_miss_equally_often(tmp_path: Path, meta: Stub) -> None:
    post, ledger = limited_town(tmp_path, meta, 1000, messaging_limit=250)
    got: Counter[str] = Counter()
    for _ in range(10):  # one item a day, for which there is room for 200
        post.announce(hours=20)
        got.update(ledger.drain())
        post.clock.now += DAY + 120
    assert ledger.most_in_a_day() <= 250
    assert Counter(got[number(n)] for n in range(1, 1001)) == {2: 1000}


def test_several_items_a_day_go_to_the_same_citizens_before_others(tmp_path: Path, meta: Stub) -> None:
    post, ledger = limited_town(tmp_path, meta, 1000, messaging_limit=250)
    items: Counter[str] = Counter()
    for _ in range(5):
        for _ in range(3):
            post.announce(hours=20)
            items.update(ledger.drain())
            post.clock.now += 3600
        post.clock.now += DAY
    assert ledger.most_in_a_day() <= 250
    assert Counter(items[number(n)] for n in range(1, 1001)) == {3: 1000}


def test_welcomes_are_not_counted(tmp_path: Path, meta: Stub) -> None:
    post, ledger = limited_town(tmp_path, meta, 50, messaging_limit=10)
    store, now = post.store, post.clock.time()
    with_numbers = [(b"%d" % citizen, citizen) for citizen in range(1, 51)]
    store.connection.executemany("UPDATE subscriber SET phone_lookup = ? WHERE id = ?", with_numbers)
    for citizen in range(1, 51):
        item = store.insert_reply_item(title="benvenuto", now=now)
        new = NewPost(item, "whatsapp", Kind.REPLY, Lane.REPLY, Mode.ALL, Content("Ciao"), now, now + 3600)
        reply = posts.make(store, new, now)
        assert reply is not None
        posts.begin_for(store, reply, now)
        deliveries.write_to(store, reply, Mode.ALL, [citizen], now)
    assert len(ledger.drain()) == 50
    post.announce()
    assert len(ledger.drain()) == 8


def test_who_joins_while_others_wait_for_room_costs_no_scan_of_them(tmp_path: Path, meta: Stub) -> None:
    """The claim must find its rows by index however many wait."""
    demand_sqlite("its plans")
    post, ledger = limited_town(tmp_path, meta, 300, messaging_limit=100)
    post.announce()
    ledger.drain()
    statement = post.store._statements["claim_deliveries"]
    given = dict.fromkeys(("post_id", "now", "epoch", "mode", "holder", *Allowance(1).parameters), 1)
    plan = [row[3] for row in post.store.connection.execute(f"EXPLAIN QUERY PLAN {statement}", given)]
    assert any("delivery_pending" in line for line in plan)
    assert not [
        line
        for line in plan
        if line.startswith("SCAN")
        and line not in ("SCAN next", "SCAN t", "SCAN z", "SCAN x")
        and "VIRTUAL" not in line
    ]
    statement = post.store._statements["reached_count"]
    plan = [row[3] for row in post.store.connection.execute(f"EXPLAIN QUERY PLAN {statement}", {"since": 1})]
    assert "subscriber_reached" in plan[0]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *[
            ("TIER_250", 250),
            ("TIER_1K", 1000),
            ("TIER_2K", 2000),
            ("TIER_10K", 10_000),
            ("TIER_100K", 100_000),
        ],
        *[("TIER_UNLIMITED", -1), (2000, 2000), ("2000", 2000), (-1, -1)],
        *[("TIER_NOT_SET", None), (None, None), (0, None)],
    ],
)
def test_limits_are_read_in_every_form_meta_uses(said: object, meant: int | None) -> None:
    assert limit_of(said) == meant


def test_meta_is_asked_once_a_day_and_without_an_answer_the_smallest_limit_holds(
    tmp_path: Path, meta: Stub
) -> None:
    post, _ = limited_town(tmp_path, meta, 10)
    channels = {"whatsapp": post.sender.channel}

    def asked(answer: Any) -> int | None:
        meta.reads = answer
        asyncio.run(ask(post.store, channels, post.clock.time()))
        return limits.limit_of(post.store, "whatsapp", post.sender.channel.capabilities)

    assert asked({"error": {"code": 190}}) == 250
    assert asked({"whatsapp_business_manager_messaging_limit": "TIER_2K"}) == 250  # not asked again so soon
    post.clock.now += 3700
    assert asked({"whatsapp_business_manager_messaging_limit": "TIER_2K", "quality_rating": "GREEN"}) == 2000
    post.clock.now += 3700
    assert asked({"whatsapp_business_manager_messaging_limit": "TIER_10K"}) == 2000
    post.clock.now += DAY
    assert asked({"whatsapp_business_manager_messaging_limit": "TIER_UNLIMITED"}) is None
    note_limit(post.store, "whatsapp", 2000, post.clock.time())
    assert limits.limit_of(post.store, "whatsapp", post.sender.channel.capabilities) == 2000
    assert post.value("SELECT quality FROM sender") == "GREEN"


@pytest.mark.parametrize(
    ("citizens", "words"), [(300, "300 iscritti, ma Meta"), (240, "manifesto"), (200, "")]
)
def test_it_is_told_when_subscribers_come_near_the_limit(
    tmp_path: Path, meta: Stub, citizens: int, words: str
) -> None:
    post, _ = limited_town(tmp_path, meta, citizens)
    found = list(limit_warnings(post.store, {"whatsapp": post.sender.channel}, Mode.ALL))
    assert [words in put(reason.sentence) for _, reason in found] == ([True] if words else [])


def test_a_real_run_never_asks_meta_for_more_than_its_limit_and_says_so(tmp_path: Path) -> None:
    with town(tmp_path / "town", rate=400, limit=50) as here:
        here.tick()
        here.heartbeat()
        here.join(*(number(n) for n in range(1, 81)))
        item = here.stage.publish("Avviso", "Testo.")
        report = here.tick()
        assert report.exit_code == 3
        assert "80 iscritti" in " ".join(one.words for one in report.waiting.values())
        copies = here.copies(item["link"])
        assert sum(copies[number(n)] for n in range(1, 81)) == 40
        alert = here.stage.publish("Allerta", "Testo.", categories=["Allerta"])
        here.tick()
        assert sum(here.copies(alert["link"])[number(n)] for n in range(1, 81)) == 50
        assert here.rows("SELECT halted FROM sender WHERE name = 'whatsapp'") == [("",)]
        assert "80 iscritti" in here.call("status").stdout
        assert "40 attendono" in here.call("why", "Avviso").stdout


def test_a_limit_told_by_webhook_holds_from_then_on(tmp_path: Path, meta: Stub) -> None:
    post, _ = limited_town(tmp_path, meta, 10)
    news = AccountNews("business_capability_update", Remarked(Remark.LIMIT_SET, {"limit": 2000}), 2000)
    templates.note_account(post.store, "whatsapp", news, post.clock.time())
    assert limits.limit_of(post.store, "whatsapp", post.sender.channel.capabilities) == 2000
