"""A share of the fuzzing in every run of the tests; `make fuzz` does the 100,000."""

from __future__ import annotations

import random
import time

import pytest

from pipeline.model import Document, Source
from pipeline.stages.parse.box import SECONDS, parse_boxed
from pipeline.stages.parse.exchange import FeedError
from tests.fuzz.feeds import ROME, URL, check, make


@pytest.mark.parametrize("seed", range(8))
def test_whatever_comes_is_read_or_refused_in_one_line(seed: int) -> None:
    outcomes = [check(make(random.Random(seed * 1_000_000_007 + number))) for number in range(250)]
    assert 50 < sum(outcomes) < 200  # both happen


BOMBS = {
    "a million tags that never end": b"<rss><channel>" + b"<a>" * 1_000_000,
    "a million attributes": b"<rss><channel><item "
    + b" ".join(b'a%d=""' % n for n in range(400_000))
    + b"/>",
    "entities of entities": b'<!DOCTYPE r [<!ENTITY a "'
    + b"x" * 50_000
    + b'">]><rss version="2.0"><channel><item><title>'
    + b"&a;" * 100_000,
    "comments that never end": b'<rss version="2.0"><channel><item><description>' + b"&lt;!--" * 800_000,
}


# A document that reaches the limit takes a core for twenty seconds; the one in `make test` does not.
LONG = {"a million tags that never end", "a million attributes"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.full if name in LONG else ()) for name in BOMBS]
)
def test_a_bomb_costs_no_more_than_the_limit_and_is_one_line(name: str) -> None:
    started = time.monotonic()
    try:
        parsed = parse_boxed(Document(BOMBS[name], URL, ROME, source=Source.FEED))
    except FeedError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert len(parsed.entries) <= 1
    assert time.monotonic() - started < 3 * SECONDS + 5  # the limit itself, not a speed
