"""The look-ups of pages: strangers who search cannot keep the other pages waiting."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from aiohttp import web

from pipeline.store import Store
from pipeline.web.lookups import SEARCHES, Lookups
from tests.town import Town


@pytest.fixture
def slow() -> Iterator[threading.Event]:
    """Set at the end of a test: until then a slow look-up lasts."""
    ends = threading.Event()
    yield ends
    ends.set()


def test_a_crowd_of_searches_leaves_a_thread_for_everybody_else(here: Town, slow: threading.Event) -> None:
    async def crowd() -> None:
        lookups = Lookups(here.config)
        searches = [asyncio.create_task(lookups.search(lambda _: slow.wait(60))) for _ in range(SEARCHES)]
        await asyncio.sleep(0)
        with pytest.raises(web.HTTPServiceUnavailable):
            await lookups.search(lambda _: None)
        async with asyncio.timeout(30):
            assert await lookups.read(lambda store: isinstance(store, Store))
            assert await lookups.do(lambda store: isinstance(store, Store))
        slow.set()
        assert all(await asyncio.gather(*searches))
        assert await lookups.search(lambda _: "again") == "again"
        lookups.close()

    asyncio.run(crowd())


def test_who_goes_away_does_not_make_room_before_the_search_has_ended(
    here: Town, slow: threading.Event
) -> None:
    async def crowd() -> None:
        lookups = Lookups(here.config)
        for _ in range(SEARCHES):
            gone = asyncio.create_task(lookups.search(lambda _: slow.wait(60)))
            await asyncio.sleep(0)
            gone.cancel()
        with pytest.raises(web.HTTPServiceUnavailable):
            await lookups.search(lambda _: None)
        slow.set()
        lookups.close()

    asyncio.run(crowd())
