"""Money: every delivered message is counted once, and items without room in the budget never go out on their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Content, Key
from channels.outcomes import Receipt
from channels.whatsapp.prices import PRICES
from pipeline import council_channels
from pipeline.desk.announce import Announcement, announce
from pipeline.desk.digest_text import DigestWriter
from pipeline.model import Kind, Lane, Mode
from pipeline.money.budget import EURO, Budget, Month, month, prices_at
from pipeline.reasons import Code, columns
from pipeline.settings.reader import load
from pipeline.settings.sections import Money, Prices
from pipeline.settings.values import Config, reply_channel
from pipeline.stages.release.release import Releasing, release_chunk
from pipeline.stages.release.template_gate import waiting_for
from pipeline.stages.render.choice import Renderer
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Store, posts
from pipeline.store.posts import NewPost, Stored
from pipeline.words import euro
from tests.databases import open_store
from tests.town import ROOT

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=ROME).timestamp()
DAY = 86400.0
CITIZENS = 100
MARKETING, UTILITY = 57_200, 24_800  # millionths of a euro


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = town_hall(tmp_path / "money.db")
    yield opened
    opened.close()


def town_hall(path: Path, citizens: int = CITIZENS) -> Store:
    """A database with citizens and prices."""
    store = open_store(path)
    for n in range(citizens):
        store.insert_subscriber(
            state="active",
            phone_lookup=b"%d" % n,
            phone=b"x",
            user_lookup=None,
            user_id=None,
            mode=Mode.OFF,
            welcome="accepted",
            tester=0,
            since=NOW - DAY,
            forget_at=None,
        )
    for category, price in (("MARKETING", MARKETING), ("UTILITY", UTILITY), ("SERVICE", UTILITY)):
        store.save_price(category=category, millionths=price)
    return store


def council(budget: float) -> Config:
    """A council that may spend so many euros a month."""
    return replace(load(ROOT), money=Money(monthly_budget=budget, reserve=0.3))


def account(store: Store, config: Config, now: float = NOW) -> Month:
    return month(store, config, now)


def news(store: Store, lane: Lane = Lane.NEWS, *, revision: int = 1, item: int = 0, now: float = NOW) -> int:
    category = "MARKETING" if lane is Lane.NEWS else "UTILITY"
    if not item:
        item = store.insert_desk_item(title="Notizia", text="", lane=lane, phase="", exercise="", now=now)
    new = NewPost(
        item_id=item,
        channel="whatsapp",
        revision=revision,
        kind=Kind.PUBLISH,
        lane=lane,
        mode=Mode.OFF,
        content=Content("Testo", template="notizia", category=category),
        audience="now" if lane is Lane.NEWS else "",
        due_at=now,
        not_after=now + 2 * DAY,
    )
    post = posts.make(store, new, now)
    assert post is not None
    return post


def releasing(config: Config) -> Releasing:
    configured = reply_channel(config)
    assert configured is not None
    channel = council_channels.build(config, {}, configured, with_secrets=False)
    write = DigestWriter(config, "whatsapp", channel, Renderer(config, {"whatsapp": channel})).version
    return Releasing(
        "whatsapp",
        Mode.OFF,
        broadcast=True,
        gates=council_channels.gates(config, "whatsapp", channel),
        write_version=write,
    )


def release(store: Store, config: Config, now: float = NOW) -> None:
    while release_chunk(store, releasing(config), list(Lane), now):
        pass


def state(store: Store, post: int) -> tuple[str, int]:
    row = store.post(id=post)
    assert row is not None
    return row["state"], row["deferred"]


def reason(store: Store, post: int) -> Code:
    row = store.post(id=post)
    assert row is not None
    return Code(row["reason"])


def receipt(store: Store, delivery: int, status: str = "delivered", category: str = "MARKETING") -> Receipt:
    return Receipt(
        f"wamid.{delivery}", status, NOW, key=str(Key(store.nonce, delivery, 0)), category=category
    )


def test_service_messages_cost_since_october_and_the_councils_own_prices_go_before() -> None:
    before, after = (prices_at(PRICES, day, Prices()) for day in ("2026-09-30", "2026-10-01"))
    assert before["SERVICE"] == 0
    assert after == {"MARKETING": 57_200, "UTILITY": 24_800, "SERVICE": 24_800}
    assert after["UTILITY"] == round(0.03 * 0.0572 / 0.0691, 4) * EURO
    assert prices_at(PRICES, "2026-10-01", Prices(marketing=0.06))["MARKETING"] == 60_000


def test_news_beyond_the_budget_wait_for_the_digest_and_service_notices_use_the_reserve(store: Store) -> None:
    town = council(10.0)  # of which news may use 7: one broadcast costs 5.72, a notice 2.48
    first, second = news(store), news(store)
    release(store, town)
    notice, another = news(store, Lane.SERVICE), news(store, Lane.SERVICE)
    release(store, town)
    alarm = news(store, Lane.EMERGENCY)
    release(store, town)
    assert [state(store, one) for one in (first, second, notice, another, alarm)] == [
        ("sending", 0),
        ("cancelled", 1),
        ("sending", 0),
        ("cancelled", 1),
        ("sending", 0),
    ]
    found = account(store, town)
    assert (found.spent, found.committed) == (0, 100 * (MARKETING + 2 * UTILITY))
    assert found.over
    # When there is money again, deferred news still do not go out in a burst.
    release(store, council(1000.0), NOW + 10 * DAY)
    assert state(store, second) == ("cancelled", 1)


def test_no_budget_blocks_nothing(store: Store) -> None:
    posts = [news(store) for _ in range(20)]
    release(store, council(0.0))
    assert {state(store, post) for post in posts} == {("sending", 0)}


def test_a_digest_over_budget_expires_and_is_put_off_no_further(store: Store) -> None:
    content = Content("x", category="MARKETING")
    said = Announcement("digest:x", "Riepilogo", "whatsapp", content, lane=Lane.NEWS, kind=Kind.DIGEST)
    with store.transaction():
        post = announce(store, said, mode=Mode.OFF, now=NOW, due_at=NOW, not_after=NOW + DAY)
    assert post is not None
    release(store, council(1.0))
    assert state(store, post) == ("expired", 0)
    assert reason(store, post) is Code.NO_BUDGET  # and no next digest is promised


def test_what_has_no_room_goes_into_a_digest_only_where_there_are_any(store: Store) -> None:
    with_digests = council(1.0)
    without = replace(with_digests, digest=replace(with_digests.digest, every_days=0))
    for town, why, ended in (
        (with_digests, Code.OVER_BUDGET, "cancelled"),
        (without, Code.NO_BUDGET, "expired"),
    ):
        post = news(store)
        release(store, town)
        assert (reason(store, post), state(store, post)[0]) == (why, ended)
    assert store.put_off_count(since=0) == 2


def test_a_correction_of_what_is_going_out_is_paid_already(store: Store) -> None:
    town = council(9.0)
    first = news(store)
    release(store, town)
    item = store.post(id=first)["item_id"]  # type: ignore[index]
    store.supersede_posts(item_id=item, channel="whatsapp", kind="publish", revision=2, now=NOW)
    second = news(store, revision=2, item=item)
    release(store, town)
    assert state(store, second) == ("sending", 0)
    assert account(store, town).committed == 100 * MARKETING


def test_an_estimate_stands_until_receipts_tell_and_ends_three_days_after_the_post(store: Store) -> None:
    town = council(100.0)
    post = news(store)
    release(store, town)
    apply_receipts(store, [receipt(store, n) for n in range(1, 41)], NOW)
    found = account(store, town)
    assert (found.spent, found.committed) == (40 * MARKETING, 100 * MARKETING)
    store.connection.execute("UPDATE post SET state = 'done', done_at = ? WHERE id = ?", (NOW, post))
    assert account(store, town, NOW + 2.9 * DAY).committed == 100 * MARKETING
    assert account(store, town, NOW + 3.1 * DAY).committed == 40 * MARKETING


def test_a_month_begins_at_midnight_of_the_town_and_takes_along_what_is_under_way(store: Store) -> None:
    end = datetime(2026, 11, 30, 23, 59, tzinfo=ROME).timestamp()
    town = council(100.0)
    news(store, now=end)
    release(store, town, end)
    apply_receipts(store, [receipt(store, n) for n in range(1, 31)], end)
    assert account(store, town, end).spent == 30 * MARKETING
    december = account(store, town, end + 120)
    assert (december.spent, december.committed) == (0, 70 * MARKETING)
    apply_receipts(store, [receipt(store, n) for n in range(31, 41)], end + 120)
    assert account(store, town, end + 120).spent == 10 * MARKETING
    assert Budget(0, 0.3, ROME).month(end + 120) == datetime(2026, 12, 1, tzinfo=ROME).timestamp()


def test_free_service_messages_are_counted_down(store: Store) -> None:
    news(store)
    release(store, council(0.0))
    store.connection.execute("UPDATE post SET kind = 'reply'")
    free = [replace(receipt(store, n, category="SERVICE"), free=True) for n in range(1, 2)]
    apply_receipts(store, free, NOW)
    found = account(store, council(100.0))
    assert (found.spent, found.free_left) == (0, 999)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_disorder_and_doubles_never_charge_twice(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    store = town_hall(tmp_path_factory.mktemp("receipts") / "money.db", citizens=6)
    news(store)
    release(store, council(0.0))
    # Meta tells the price with `sent` and with one of the two that follow.
    priced = {"sent": "MARKETING", "delivered": "MARKETING", "read": ""}
    everything = [
        receipt(store, n, status, category) for n in range(1, 7) for status, category in priced.items()
    ]
    told = data.draw(st.lists(st.sampled_from(everything), max_size=40))
    while told:
        size = data.draw(st.integers(1, len(told)))
        apply_receipts(store, told[:size], NOW)
        told = told[size:]
    apply_receipts(store, everything, NOW)
    assert store.connection.execute("SELECT sum(spent) FROM post").fetchone()[0] == 6 * MARKETING
    store.close()


def test_amounts_are_written_as_italians_do() -> None:
    assert [euro(57_200_000), euro(1_382_000_000_000), euro(0)] == ["57,20 €", "1.382.000,00 €", "0,00 €"]


def test_an_approved_post_without_room_in_the_budget_does_not_stand_in_the_way(store: Store) -> None:
    """A post that was stopped before its release and approved is `sending`: it must end like any other."""
    post = news(store)
    store.pause_unreleased(id=post, **columns(waiting_for("PENDING")))
    row = store.post(id=post)
    assert row is not None
    assert posts.approve(
        store, row, Stored(row["content"], row["category"], row["template"]), NOW, row["not_after"]
    )
    next_one = news(store)
    for _ in range(2):
        release_chunk(store, releasing(council(1.0)), list(Lane), NOW)
    assert state(store, post) == state(store, next_one) == ("cancelled", 1)
