"""Two feeds of one portal: their numberings, their equal titles, and items that both of them show.

Each step has the items of both feeds, and the titles and lanes to be published then.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model import Entry, Identity
from pipeline.reasons import Code
from pipeline.stages.decide.known import Titles, known_of
from pipeline.stages.names import guid_name
from tests.loopback import loopback
from tests.portals.test_sequences import DAY, LONG, SITE, Item, Poll, Portal, feed, is_because
from tests.town import change_config

BODY = LONG + " Le auto vanno spostate entro le sei del mattino, altrimenti sono rimosse."


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Callable[[], Portal]]:
    """A portal with the feeds `portal` (news) and `avvisi` (service notices)."""

    def made() -> Portal:
        here = Portal(tmp_path / "office", server)
        second = f"\\g<0>  - name: avvisi\n    url: {server.url}/avvisi/\n    category: Avvisi\n    lane: service\n"
        change_config(here.folder, r"feeds:\n", second)
        return here

    with loopback() as server:
        yield made


Step = tuple[list[Item], list[Item], str]  # the feed of news, the feed of notices, what goes out

A, B = Item("A", ago=10 * DAY), Item("B", ago=10 * DAY)


def numbered(title: str, number: int, section: str, **fields: object) -> Item:
    """An item with a numbering of its own feed."""
    return Item(title, guid=str(number), link=f"{SITE}/{section}/{number}", **fields)  # type: ignore[arg-type]


FESTA, ACQUA = numbered("Festa", 306, "notizie"), numbered("Acqua", 306, "avvisi")
OFFICE = numbered("Chiusura", 1, "notizie", text="L'anagrafe.")
MUSEUM = numbered("Chiusura", 2, "avvisi", text="Il museo.")
MARKET = numbered("Mercato", 1, "notizie", text=LONG)
MARKET_TOO = numbered("Mercato", 7, "avvisi", text=LONG)
FLOOD = Item("Piena", text=LONG)
FLOOD_ALERT = replace(FLOOD, text=LONG[:60] + " […]", category="Allerta")
YELLOW = numbered("Avviso", 1, "notizie", text="Gialla.", category="Allerta")
RED = numbered("Avviso", 1, "avvisi", text="ROSSA.", category="Allerta")

STEPS: dict[str, list[Step]] = {
    "each feed has a numbering of its own": [
        ([A], [B], ""),
        ([FESTA, A], [B], "Festa"),
        ([FESTA, A], [ACQUA, B], "Acqua"),
        ([FESTA, A], [ACQUA, B], ""),
    ],
    "two offices close on one day": [
        ([A], [B], ""),
        ([OFFICE, A], [MUSEUM, B], "Chiusura Chiusura"),
        ([OFFICE, A], [MUSEUM, B], ""),
    ],
    "one news in both, with names of their own": [
        ([A], [B], ""),
        ([MARKET, A], [MARKET_TOO, B], "Mercato"),
        ([A], [MARKET_TOO, B], ""),
    ],
    "news that the other feed shows as an alert later": [
        ([A], [B], ""),
        ([FLOOD, A], [B], "Piena"),
        ([FLOOD, A], [FLOOD_ALERT, B], "Piena"),
        ([FLOOD, A], [FLOOD_ALERT, B], ""),
        ([A], [FLOOD_ALERT, B], ""),
    ],
    "an alert of the evening in the other feed": [
        ([A], [B], ""),
        ([YELLOW, A], [B], "Avviso"),
        ([YELLOW, A], [RED, B], "Avviso"),
    ],
}


@pytest.mark.parametrize("name", STEPS)
def test_every_news_of_two_feeds_goes_once(portal: Callable[[], Portal], name: str) -> None:
    here = portal()
    for number, (news, notices, out) in enumerate(STEPS[name], 1):
        found, _ = here.poll(Poll(feed(*news), also={"/avvisi/": feed(*notices)}))
        assert found == sorted(out.split()), f"poll {number}"


def test_equal_titles_without_a_word_more_are_looked_at(portal: Callable[[], Portal]) -> None:
    here = portal()
    here.poll(Poll(feed(A), also={"/avvisi/": feed(B)}))
    both = numbered("Sciopero", 1, "notizie", text=""), numbered("Sciopero", 2, "avvisi", text="")
    found, _ = here.poll(Poll(feed(both[0], A), also={"/avvisi/": feed(both[1], B)}))
    assert found == ["Sciopero"]
    assert is_because(here.reason("Sciopero"), Code.SAME_NEWS)


def posts(portal: Portal, state: str = "due") -> list[tuple[str, str, list[str]]]:
    """Lane, text and categories of the posts in this state."""
    rows = portal.store.connection.execute(
        "SELECT p.lane, p.content, i.categories FROM post p JOIN item i ON i.id = p.item_id WHERE p.state = ?",
        (state,),
    ).fetchall()
    return [(lane, json.loads(content)["text"], json.loads(categories)) for lane, content, categories in rows]


def test_news_of_both_feeds_have_their_categories_the_higher_lane_and_the_fuller_text(
    portal: Callable[[], Portal],
) -> None:
    here = portal()
    here.poll(Poll(feed(A), also={"/avvisi/": feed(B)}))
    excerpt = Item("D", text=LONG + " […]", category="Eventi")
    whole = replace(excerpt, text=BODY, category="Mercati")
    both = Poll(feed(excerpt, A), also={"/avvisi/": feed(whole, B)})
    here.look(both)
    [(lane, text, categories)] = posts(here)
    assert (lane, sorted(categories)) == ("service", ["Eventi", "Mercati"])
    assert "rimosse" in text
    assert here.poll(both) == (["D"], {})  # and once it is out, no feed edits the other's words
    for _ in range(2):
        here.look(Poll(feed(replace(excerpt, ago=0), A), also={"/avvisi/": feed(replace(whole, ago=1), B)}))
        assert posts(here) == []


def test_a_lane_that_rises_while_it_waits_is_honoured(portal: Callable[[], Portal]) -> None:
    here = portal()
    here.poll(Poll(feed(A), also={"/avvisi/": feed(B)}))
    here.look(Poll(feed(Item("D"), A), also={"/avvisi/": feed(B)}))
    here.look(Poll(feed(Item("D", category="Allerta"), A)))
    assert [lane for lane, *_ in posts(here)] == ["emergency"]
    assert [lane for lane, *_ in posts(here, "superseded")] == ["news"]


def test_a_guid_that_an_older_release_stored_is_known_in_the_feed_of_its_item(
    portal: Callable[[], Portal],
) -> None:
    here = portal()
    here.poll(Poll(feed(replace(A, guid="306")), also={"/avvisi/": feed(B)}))
    here.store.connection.execute("DELETE FROM alias WHERE name NOT LIKE 'guid:%'")
    here.store.connection.execute("UPDATE alias SET name = 'guid:306' WHERE name = 'guid:portal 306'")
    for name, knows in (("portal", True), ("avvisi", False)):
        entry = Entry("306", f"{SITE}/altro/", "Altro", "", "")
        known = known_of(here.store, [entry], name, Identity.AUTO, Titles(here.now))
        assert (guid_name(entry, name) in known.aliases) is knows


def test_an_alert_of_two_feeds_keeps_its_fullest_words(portal: Callable[[], Portal]) -> None:
    here = portal()
    here.poll(Poll(feed(A), also={"/avvisi/": feed(B)}))
    here.poll(Poll(feed(FLOOD, A), also={"/avvisi/": feed(B)}))
    for more in ([], [Item("C")], [Item("D"), Item("C")]):
        here.poll(Poll(feed(A), also={"/avvisi/": feed(*more, FLOOD_ALERT, B)}))
    kinds = here.store.connection.execute(
        "SELECT p.kind, p.state FROM post p JOIN item i ON i.id = p.item_id WHERE i.title = 'Piena'"
    ).fetchall()
    assert [tuple(row) for row in kinds] == [("publish", "done")] * 2
    [text] = here.store.connection.execute("SELECT DISTINCT text FROM item WHERE title = 'Piena'").fetchall()
    assert text[0] == LONG
