"""The judge of a year sees what is wrong with one: the same days, with something done to what came of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from pipeline.model import Lane
from pipeline.simulate.provider import Taken
from tests.moves import any_move
from tests.year.editors import HOUR, draw
from tests.year.judge import NUMBER, Judge, is_digest
from tests.year.test_year import SHORT, demand_matter
from tests.year.town import Book, Played, played


@pytest.fixture(scope="module")
def days() -> Iterator[Played]:
    logging.disable(logging.CRITICAL)
    with played(draw(1, **SHORT)) as one:
        yield one
    logging.disable(logging.NOTSET)


def doctored(days: Played, change: Callable[[list[Taken]], list[Taken]]) -> list[str]:
    """What the judge says of the same days, if the providers had taken something else."""
    book = Book(days.book.off, change(list(days.book.taken)))
    return Judge(replace(days, book=book)).judge()


def plain(days: Played, channel: str, *lanes: Lane) -> Taken:
    """A publication of an item that plainly had to go out; of one of these lanes, or of any."""
    judge = Judge(days)
    numbers = {
        n
        for n, place in judge.first_shown.items()
        if place and judge._is_plain(n, place) and judge.lane(n) in (lanes or Lane)
    }
    return next(
        one
        for one in days.book.taken
        if one.channel == channel and one.anew and set(map(int, NUMBER.findall(one.text))) & numbers
    )


def test_as_they_were_nothing_is_wrong(days: Played) -> None:
    assert doctored(days, lambda taken: taken) == []
    demand_matter(days)


def test_a_road_is_a_notice_under_whatever_name_its_category_has(days: Played) -> None:
    portal, judge = days.plan.portal, Judge(days)
    number = next(
        n for n in judge.first_shown if "Viabilità" in judge.readings[judge.first_shown[n]].public[n][1]
    )
    renamed = [
        replace(seen, public={n: (title, "Strade") for n, (title, _) in seen.public.items()})
        for seen in portal.readings
    ]
    other = Judge(replace(days, plan=replace(days.plan, portal=replace(portal, readings=renamed))))
    assert other.lane(number) is judge.lane(number) is Lane.SERVICE


@pytest.mark.parametrize("channel", ["whatsapp", "facebook"])
def test_one_that_is_missing(days: Played, channel: str) -> None:
    lost = plain(days, channel)
    wrong = doctored(days, lambda taken: [one for one in taken if one is not lost])
    assert any("not in time" in line for line in wrong)


@pytest.mark.parametrize("channel", ["whatsapp", "facebook"])
def test_one_that_went_twice(days: Played, channel: str) -> None:
    again = plain(days, channel)
    wrong = doctored(days, lambda taken: [*taken, replace(again, remote_id="another")])
    assert any("twice" in line for line in wrong)


@pytest.mark.parametrize(("lane", "hours"), [(Lane.EMERGENCY, 2), (Lane.SERVICE, 25), (Lane.NEWS, 25)])
def test_one_that_is_late(days: Played, lane: Lane, hours: int) -> None:
    """An alert waits for nothing; others may wait for one another, a day at most."""
    late = plain(days, "facebook", lane)
    wrong = doctored(
        days, lambda taken: [replace(one, at=one.at + hours * HOUR) if one is late else one for one in taken]
    )
    assert any("not in time" in line for line in wrong)


def test_a_message_of_exactly_a_week_ago_counts_no_more(days: Played) -> None:
    """Seven days count from claim to claim; a provider takes it a moment later."""
    one, cap = plain(days, "whatsapp", Lane.NEWS), Judge(days)._times.a_week
    week_ago = one.at - 7 * 24 * HOUR
    early = [replace(one, at=week_ago + n * HOUR, recipient="+393330000009") for n in range(cap)]

    def wrong(first: float) -> bool:
        last = replace(one, recipient="+393330000009")
        book = Book(days.book.off, [*days.book.taken, replace(early[0], at=first), *early[1:], last])
        return any("messages in a week" in line for line in Judge(replace(days, book=book)).above_the_cap())

    assert (wrong(week_ago + 0.02), wrong(week_ago + HOUR)) == (False, True)


def test_one_of_the_first_reading(days: Played) -> None:
    number = next(n for n, place in Judge(days).first_shown.items() if place == 0)
    old = replace(plain(days, "facebook"), text=f"Vecchia notizia (n. {number:04})")
    assert any("never news" in line for line in doctored(days, lambda taken: [*taken, old]))


def test_a_digest_that_is_missing_or_comes_again(days: Played) -> None:
    digest = next(one for one in days.book.taken if is_digest(one))
    without = doctored(days, lambda taken: [one for one in taken if one is not digest])
    assert any(line.startswith("0 digests") for line in without)
    assert any(line.startswith("2 digests") for line in doctored(days, lambda taken: [*taken, digest]))


def test_a_page_that_was_not_corrected(days: Played) -> None:
    edits = [one for one in days.book.taken if not one.anew and "rettifica" in one.text]
    assert edits
    wrong = doctored(days, lambda taken: [one for one in taken if one not in edits])
    assert any("still says" in line for line in wrong)


@pytest.mark.parametrize("code", ["unknown", "other", ""])
def test_a_decision_without_a_reason(days: Played, code: str) -> None:
    connection = days.simulation.store.connection
    [kept] = connection.execute("SELECT reason FROM decision WHERE id = 30").fetchall()
    connection.execute("UPDATE decision SET reason = ? WHERE id = 30", (code,))
    try:
        assert any("without a reason" in line for line in Judge(days).judge())
    finally:
        connection.execute("UPDATE decision SET reason = ? WHERE id = 30", (kept[0],))


@pytest.mark.database
def test_a_post_that_is_left_open(days: Played) -> None:
    store = days.simulation.store
    [kept] = store.connection.execute("SELECT id, state FROM post WHERE state = 'done' LIMIT 1").fetchall()
    with any_move(store):
        store.connection.execute("UPDATE post SET state = 'sending' WHERE id = ?", (kept[0],))
        try:
            assert any("is still sending" in line for line in Judge(days).judge())
        finally:
            store.connection.execute("UPDATE post SET state = ? WHERE id = ?", (kept[1], kept[0]))
