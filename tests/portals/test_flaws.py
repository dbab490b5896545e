"""A damaged feed: what is read all the same, and how it is told when it stays so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.feed_codes import FeedCode
from pipeline.reasons import Code
from tests.loopback import Answer, answer, loopback
from tests.portals.test_sequences import DAY, START, Item, Poll, Portal, letters, play, rss

OLD = letters("A B C", ago=10 * DAY)


def damaged(body: bytes) -> Answer:
    return answer(200, body, ETag='"same"')


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with loopback() as server:
        yield Portal(tmp_path / "office", server)


def flaw(portal: Portal) -> tuple[int, str]:
    row = portal.store.feed(name="portal")
    assert row is not None
    return row["flawed"], row["flaw"]


CUT = rss(Item("D"), *OLD, Item("E", text="Mezzo testo"))
CUT = CUT[: CUT.index(b"Mezzo")]


def test_a_damage_that_passes_costs_nothing(portal: Portal) -> None:
    play(portal, [START, Poll(damaged(CUT), "D")])
    assert flaw(portal) == (1, "feed_broken")
    play(portal, [Poll(damaged(rss(Item("D"), *OLD, Item("E"))), "E")])
    assert flaw(portal) == (0, "")


def test_of_a_feed_that_stays_damaged_nothing_is_lost(portal: Portal) -> None:
    """Although the server says that it has not changed: at first no validators are kept."""
    play(portal, [START, Poll(damaged(CUT), "D"), Poll(damaged(CUT), why={"E": Code.CUT})])
    assert flaw(portal) == (2, "feed_broken")
    play(portal, [Poll(damaged(CUT))])
    assert flaw(portal) == (2, "feed_broken")


def test_a_feed_that_is_damaged_at_first_has_a_whole_baseline(portal: Portal) -> None:
    play(portal, [Poll(damaged(CUT)), Poll(answer(200, rss(Item("D"), *OLD, Item("E"))))])


@pytest.mark.parametrize(("category", "waits"), [("Eventi", True), ("Allerta", False)])
def test_damaged_news_waits_for_the_next_reading_and_an_alert_does_not(
    portal: Portal, category: str, waits: bool
) -> None:
    fresh = Item("D", text="Perché", category=category)
    bad = rss(fresh, Item("E"), *OLD).replace("é".encode(), b"\xc3")
    play(portal, [START, Poll(damaged(bad), "E" if waits else "D E")])
    play(portal, [Poll(answer(200, rss(fresh, Item("E"), *OLD)), "D" if waits else "")])


def test_damaged_text_never_rewrites_what_is_known(portal: Portal) -> None:
    whole = rss(Item("D", text="Perché no"), Item("F", text="Uno"), *OLD)
    play(portal, [START, Poll(answer(200, whole), "D F")])
    bad = whole.replace("é".encode(), b"\xc3").replace(b"Uno", b"Due")
    play(portal, [Poll(damaged(bad)) for _ in range(3)])
    texts = {
        row["title"]: row["text"] for row in portal.store.connection.execute("SELECT title, text FROM item")
    }
    assert (texts["D"], texts["F"]) == ("Perché no", "Due")
    assert flaw(portal)[1] == FeedCode.FEED_CHARACTERS
