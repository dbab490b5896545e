"""A signed report that comes again, or very late: nobody comes back against their will, and no departure is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.hearing import Incoming, Moved
from channels.moment import DAY, Moment
from channels.subscribers import Applied
from pipeline.citizens.departures import let_go
from pipeline.citizens.journal import Journal
from pipeline.citizens.requests import erase, leave
from pipeline.citizens.upkeep import keep_up
from pipeline.stages.settle import provider_clock
from tests.citizens.door import NOW, PHONE, USER, Desk, element, posted

OTHER = "+393330000009"
JOINS = posted(element("iscrivimi", id_="wamid.in"))
LEAVES = posted(element("cancellami", NOW + 60, id_="wamid.out"))


def somebody_writes(desk: Desk, at: float) -> None:
    """Meta goes on telling the time, by what others write."""
    desk.hears(posted(element("ciao", at, OTHER, id_=f"wamid.{at}")), at=at)


@pytest.mark.parametrize("days", [1.0, 6.9, 8.1, 400.0])
@pytest.mark.parametrize("others_write", [False, True])
def test_a_replayed_subscription_brings_nobody_back(desk: Desk, days: float, others_write: bool) -> None:
    desk.hears(JOINS, LEAVES, at=NOW + 61)
    later = NOW + days * DAY
    if others_write:
        somebody_writes(desk, later)
    keep_up(desk.store, later)
    desk.hears(JOINS, at=later)
    assert "active" not in desk.states()


@pytest.mark.parametrize("way", ["leaves", "left at the office", "erased", "unreachable"])
@pytest.mark.parametrize("jump", [9.0, 40.0, 4000.0])
def test_nor_after_the_clock_has_jumped_ahead_and_back(desk: Desk, way: str, jump: float) -> None:
    desk.hears(JOINS, at=NOW)
    journal = Journal(desk.folder)
    with desk.store.transaction():
        if way == "left at the office":
            leave(desk.store, desk.vault, journal, PHONE, NOW + 60)
        elif way == "erased":
            erase(desk.store, desk.vault, journal, PHONE, NOW + 60)
        elif way == "unreachable":
            row = desk.store.subscriber(id=1)
            assert row is not None
            let_go(desk.store, desk.vault, row, "non raggiungibile", at=NOW + 60, now=NOW + 60)
    if way == "leaves":
        desk.hears(LEAVES, at=NOW + 61)
    keep_up(desk.store, NOW + jump * DAY)  # everything short-lived is forgotten, by that clock
    desk.hears(JOINS, at=NOW + jump * DAY)
    keep_up(desk.store, NOW + 120)
    desk.hears(JOINS, at=NOW + 120)
    somebody_writes(desk, NOW + 9 * DAY)
    keep_up(desk.store, NOW + 9 * DAY)
    desk.hears(JOINS, at=NOW + 9 * DAY)
    assert "active" not in desk.states()


def test_what_was_remembered_is_forgotten_when_meta_says_that_eight_days_have_passed(desk: Desk) -> None:
    desk.hears(JOINS, LEAVES, at=NOW + 61)
    keep_up(desk.store, NOW + 9 * DAY)
    assert (desk.count("departure"), desk.count("applied_message")) == (1, 2)
    somebody_writes(desk, NOW + 9 * DAY)
    keep_up(desk.store, NOW + 9 * DAY)
    assert (desk.count("departure"), desk.count("applied_message")) == (0, 1)


def test_a_message_of_years_ago_or_ahead_subscribes_nobody_and_is_counted(desk: Desk) -> None:
    for n, days in enumerate((-3 * 365, -7.1, 367, 9 * 365)):
        desk.hears(posted(element("iscrivimi", NOW + days * DAY, id_=f"wamid.{n}")))
    assert (desk.states(), desk.not_obeyed()) == ([], {"reports_out_of_time": 4})
    assert provider_clock.read_time(desk.store) == 0.0, "a replay sets no clock"


def test_while_our_clock_is_days_behind_citizens_are_heard_and_replays_are_not(desk: Desk) -> None:
    desk.hears(JOINS, LEAVES, at=NOW + 61)
    behind = NOW - 5 * DAY
    desk.hears(JOINS, at=behind)
    assert "active" not in desk.states()
    desk.hears(posted(element("iscrivimi", NOW + DAY, id_="wamid.later")), at=behind + DAY)
    assert desk.states()[-1] == "active"


@pytest.mark.parametrize("days", [0.0, 6.9])
def test_what_meta_delivers_late_counts(desk: Desk, days: float) -> None:
    desk.hears(JOINS, at=NOW + days * DAY)
    assert desk.states() == ["active"]
    desk.hears(LEAVES, at=NOW + days * DAY + 60)
    assert desk.states() == ["leaving"]


def test_a_body_that_waited_in_the_inbox_counts_from_when_it_arrived(desk: Desk) -> None:
    moment = Moment(heard=NOW + 60)
    message = Incoming("wamid.1", NOW, PHONE, "", "iscrivimi")
    with desk.store.transaction():
        assert desk.door.apply(message, NOW + 30 * DAY, moment) is Applied.JOINED


@pytest.mark.parametrize("days", [-20.0, -2.0, 10.0, 400.0])
def test_with_a_clock_that_is_wrong_by_days_joining_and_leaving_still_work(desk: Desk, days: float) -> None:
    somebody_writes(desk, NOW)  # while it was right
    wrong = NOW + days * DAY
    desk.hears(posted(element("iscrivimi", NOW + 100, id_="wamid.a")), at=wrong)
    assert desk.states()[-1] == "active"
    desk.hears(posted(element("cancellami", NOW + 200, id_="wamid.b")), at=wrong + 100)
    assert desk.states()[-1] == "leaving"
    desk.hears(posted(element("iscrivimi", NOW + 300, id_="wamid.c")), at=NOW + 300)
    assert desk.states()[-1] == "active"


@pytest.mark.parametrize("days", [-30.0, 30.0])
def test_a_departure_at_the_office_while_the_clock_was_wrong_keeps_nobody_out_and_lets_nobody_back(
    desk: Desk, days: float
) -> None:
    desk.hears(JOINS)
    with desk.store.transaction():
        leave(desk.store, desk.vault, Journal(desk.folder), PHONE, NOW + days * DAY)
    keep_up(desk.store, NOW + days * DAY)
    desk.hears(JOINS, at=NOW + 60)
    assert "active" not in desk.states()
    desk.hears(posted(element("iscrivimi", NOW + 3600, id_="wamid.again")), at=NOW + 3600)
    assert desk.states()[-1] == "active"


def test_a_clock_that_was_behind_all_along_forgets_no_departure_when_it_is_set_right(desk: Desk) -> None:
    somebody_writes(desk, NOW - DAY)  # by which Meta told the time
    behind = -30 * DAY
    desk.hears(JOINS, at=NOW + behind)
    with desk.store.transaction():
        erase(desk.store, desk.vault, Journal(desk.folder), PHONE, NOW + behind + 60)
    keep_up(desk.store, NOW + 120)
    desk.hears(JOINS, at=NOW + 180)
    assert "active" not in desk.states()


def test_the_ledger_knows_who_left_whatever_else_was_forgotten(desk: Desk) -> None:
    desk.hears(JOINS, LEAVES, at=NOW + 61)
    desk.settle_replies()
    for table in ("departure", "applied_message"):
        desk.store.connection.execute(f"DELETE FROM {table}")
    desk.hears(JOINS, at=NOW + 2 * DAY)
    assert "active" not in desk.states()


@pytest.mark.parametrize("days", [8.1, 30.0, 1000.0])
def test_a_departure_that_comes_after_weeks_is_heard_all_the_same(desk: Desk, days: float) -> None:
    desk.hears(JOINS)
    somebody_writes(desk, NOW + days * DAY)
    desk.hears(LEAVES, at=NOW + days * DAY)
    assert desk.states()[0] == "leaving"


def test_one_dated_in_the_future_counts_from_now(desk: Desk) -> None:
    desk.hears(JOINS)
    desk.hears(posted(element("cancellami", NOW + 900 * DAY, id_="wamid.far")), at=NOW + 10)
    assert desk.states() == ["leaving"]
    desk.hears(posted(element("iscrivimi", NOW + 60, id_="wamid.back")), at=NOW + 60)
    assert desk.states() == ["active"]


@pytest.mark.parametrize("state", ["active", "suspended"])
def test_a_replayed_departure_takes_nobody_out_who_has_come_back_since(desk: Desk, state: str) -> None:
    desk.hears(JOINS, LEAVES, at=NOW + 61)
    desk.settle_replies()
    back = NOW + 20 * DAY
    desk.hears(posted(element("iscrivimi", back, id_="wamid.back")), at=back)
    desk.store.connection.execute("UPDATE subscriber SET state = ? WHERE state = 'active'", (state,))
    keep_up(desk.store, back + 20 * DAY)
    desk.hears(LEAVES, at=back + 20 * DAY)
    assert desk.states()[-1] == state


def test_a_replayed_departure_of_who_is_out_costs_no_answer(desk: Desk) -> None:
    desk.hears(JOINS, LEAVES, at=NOW + 61)
    desk.settle_replies()
    somebody_writes(desk, NOW + 20 * DAY)
    keep_up(desk.store, NOW + 20 * DAY)
    desk.hears(LEAVES, at=NOW + 20 * DAY)
    assert "non_iscritto" not in desk.replies()


def test_what_a_number_said_under_its_former_owner_does_not_touch_the_new_one(desk: Desk) -> None:
    desk.hears(posted(element("cancellami", NOW, user="IT.1", id_="wamid.former")), at=NOW + 10)
    later = NOW + 60 * DAY
    desk.hears(posted(element("iscrivimi", later, user=USER, id_="wamid.new")), at=later)
    keep_up(desk.store, later + 9 * DAY)
    desk.hears(posted(element("cancellami", NOW, user="IT.1", id_="wamid.former")), at=later + 9 * DAY)
    assert desk.who()[-1] == ("active", PHONE, USER)


def test_a_replayed_change_of_number_moves_nobody(desk: Desk) -> None:
    told_ = Moved("wamid.m", NOW + 50, PHONE, "", "+393330000002", "IT.77002")
    desk.hears(posted(element("iscrivimi", NOW)))
    with desk.store.transaction():
        assert desk.door.moved(told_, NOW + 50)
    later = NOW + 60 * DAY
    desk.hears(posted(element("iscrivimi", later, user="IT.3", id_="wamid.heir")), at=later)
    keep_up(desk.store, later)
    with desk.store.transaction():
        assert not desk.door.moved(told_, later)
        desk.stored.move(told_, later)  # and even in time it is not theirs
    assert desk.who()[-1] == ("active", PHONE, "IT.3")


def test_the_journal_does_not_grow_with_every_further_word(desk: Desk) -> None:
    for n in range(50):
        desk.says("cancellami", NOW + n)
    lines = Path(desk.folder / "departures.journal").read_text(encoding="ascii").splitlines()
    assert len(lines) == 1


def test_two_thousand_commands_of_one_citizen_leave_a_few_lines_and_replies(desk: Desk) -> None:
    words = ("iscrivimi", "solo urgenze", "tutto", "cancellami", "riepilogo", "aiuto", "dati")
    for n in range(2000):
        desk.says(words[n % len(words)], NOW + n * 3)
    assert desk.count("consent") <= 15
    assert len(desk.replies()) <= 12
    assert desk.says("cancellami", NOW + 6100) in (Applied.LEFT, Applied.NOT_IN)
    assert "active" not in desk.states()
    assert desk.says("iscrivimi", NOW + 2 * DAY) is Applied.JOINED
