"""watch: the usual silence of a feed is learnt; and a page of news is found to have more than its feed."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.feed_codes import FeedCode
from pipeline.portals.rhythm import DAY, YEAR, longest_usual, quiet
from pipeline.reasons import Reason, read
from tests.loopback import answer, loopback
from tests.portals.test_sequences import HOUR, SITE, Item, Poll, Portal, feed
from tests.town import change_config

ROME = ZoneInfo("Europe/Rome")
JUNE = 1_780_300_800.0  # Monday 1 June 2026


def test_too_few_items_make_no_rhythm() -> None:
    assert longest_usual([JUNE + n * DAY for n in range(7)], JUNE + 60 * DAY, ROME) is None


def test_a_daily_portal_may_be_silent_for_a_week_but_not_for_two() -> None:
    usual = longest_usual([JUNE + n * DAY for n in range(60)], JUNE + 60 * DAY, ROME)
    assert usual is not None
    assert 7 * DAY < usual < 14 * DAY


def test_a_long_weekend_is_never_a_silence() -> None:
    usual = longest_usual([JUNE + n * 600 for n in range(2000)], JUNE + 14 * DAY, ROME)
    assert usual == 4 * DAY


def test_christmas_and_august_count_for_less() -> None:
    christmas = datetime(2026, 12, 24, tzinfo=ROME).timestamp()
    assert quiet(christmas, christmas + 14 * DAY, ROME) < 6 * DAY
    assert quiet(JUNE, JUNE + 14 * DAY, ROME) == 14 * DAY


def simulated_year(rate: float, seed: int) -> tuple[list[float], float]:
    """Items of a council that publishes `rate` a day: on working days, unevenly, less in August and at Christmas."""
    chance, start, mood, items = random.Random(seed), JUNE + seed * 23 * DAY, 1.0, []
    begin = start + 12 / rate * DAY
    for number in range(int((begin + YEAR - start) / DAY)):
        day = datetime.fromtimestamp(start + number * DAY, ROME)
        if day.weekday() == 0:
            mood = chance.gammavariate(2, 0.5)
        season = 0.4 if day.month == 8 else 0.15 if (day.month, day.day) >= (12, 24) else 1.0
        left, count = chance.random(), 0
        limit = math.exp(-rate * mood * season * (1.35 if day.weekday() < 5 else 0.12))
        while left > limit:
            left, count = left * chance.random(), count + 1
        items += [start + number * DAY + chance.uniform(8, 18) * 3600 for _ in range(count)]
    return sorted(items), begin


def false_alarms(rate: float, seed: int) -> int:
    items, begin = simulated_year(rate, seed)
    known = [time for time in items if time <= begin][-10:]  # as much as a feed shows at first
    alarms = 0
    for time in [*(time for time in items if time > begin), begin + YEAR]:
        usual = longest_usual(known, known[-1], ROME) if known else None
        alarms += usual is not None and quiet(known[-1], time, ROME) > usual
        known.append(time)
    return alarms


@pytest.mark.parametrize("rate", [0.1, 0.5, 1.0, pytest.param(3.0, marks=pytest.mark.full)])
def test_at_most_one_false_alarm_a_portal_year(rate: float) -> None:
    years = 12
    assert sum(false_alarms(rate, seed) for seed in range(years)) <= years


# -- with a portal ---------------------------------------------------------------------------------


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with loopback() as server:
        yield Portal(tmp_path / "office", server)


def alarm(portal: Portal) -> Reason | None:
    row = portal.store.feed(name="portal")
    assert row is not None
    return read(row, "alarm", "alarm_facts")


def test_silence_is_told_once_and_ends_with_the_next_item(portal: Portal) -> None:
    past = [Item(f"N{n}", ago=n * DAY) for n in range(10)]
    portal.poll(Poll(feed(*past)))
    portal.poll(Poll(feed(*past), later=5 * DAY))
    assert alarm(portal) is None
    portal.poll(Poll(feed(*past), later=20 * DAY))
    told = alarm(portal)
    assert told is not None
    assert (told.code, told.facts["days"]) == (FeedCode.FEED_SILENT, 25)
    assert portal.alarms == {"portal": told}
    portal.poll(Poll(feed(*past), later=DAY))
    assert portal.alarms == {}
    assert alarm(portal) == Reason(FeedCode.FEED_SILENT, days=26, usual=told.facts["usual"])
    portal.poll(Poll(feed(Item("Nuova", ago=-26 * DAY), *past), "Nuova"))
    assert alarm(portal) is None


def news_page(*slugs: str) -> bytes:
    items = "".join(f'<h3><a href="{SITE}/{slug}/">Notizia {slug}</a></h3>' for slug in slugs)
    return f"<html><body><main>{items}</main></body></html>".replace(SITE, "").encode()


@pytest.fixture
def watched(portal: Portal) -> Portal:
    """A portal whose page of news is watched; its items link to the loopback server."""
    change_config(portal.folder, 'news_page: ""', f"news_page: {portal.server.url}/novita/")
    return portal


def items(portal: Portal, *titles: str) -> list[Item]:
    return [Item(title, link=f"{portal.server.url}/{title.lower()}/") for title in titles]


def test_a_page_with_news_that_the_feed_lacks_for_a_day_raises_an_alarm(watched: Portal) -> None:
    def poll(page: list[str], titles: list[str], later: float = HOUR) -> Reason | None:
        answers = {"/novita/": answer(200, news_page(*page))}
        watched.poll(Poll(feed(*items(watched, *titles)), later=later, also=answers))
        return alarm(watched)

    assert poll(["a", "b", "vecchia"], ["A", "B"]) is None  # older than the feed's window
    assert poll(["nuova", "a", "b", "vecchia"], ["A", "B"], 7 * HOUR) is None  # the feed may be slow
    assert "«Notizia nuova»" in str(poll(["nuova", "a", "b", "vecchia"], ["A", "B"], 25 * HOUR))
    assert poll(["nuova", "a", "b"], ["Nuova", "A", "B"]) is None


def test_a_feed_that_has_nothing_of_its_page_raises_an_alarm_at_once(watched: Portal) -> None:
    answers = {"/novita/": answer(200, news_page("x", "y", "z"))}
    watched.poll(Poll(feed(*items(watched, "A", "B")), also=answers))
    told = alarm(watched)
    assert told is not None
    assert (told.code, told.facts["count"]) == (FeedCode.FEED_LACKS, 3)


def test_a_page_that_cannot_be_read_raises_no_alarm(watched: Portal) -> None:
    watched.poll(Poll(feed(*items(watched, "A")), also={"/novita/": answer(500)}))
    assert alarm(watched) is None
