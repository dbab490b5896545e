"""What monitors see: that the service does its work, and what a person should look after. No personal data."""

from __future__ import annotations

import asyncio
import re
from types import SimpleNamespace

import httpx
import pytest
from aiohttp import web

from pipeline.concerns import Concern
from pipeline.staff.health import health
from pipeline.staff.situation import Situation
from pipeline.staff.trouble import Grade
from pipeline.web.health import lines_of
from pipeline.web.lookups import Lookups
from tests import databases
from tests.town import Town, number, until

LINE = re.compile(r'# (HELP|TYPE) \w+ .+|infostiglia_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [-+0-9.e]+')


def get(here: Town, path: str) -> httpx.Response:
    return httpx.get(here.webhook_url + path, trust_env=False, timeout=30)


def look(here: Town, ahead: float = 0.0):  # type: ignore[no-untyped-def]
    with here.open_council() as opened:
        return health(opened.config, opened.store, opened.channels, opened.clock.time() + ahead)


def test_a_service_at_work_is_ready_and_tells_no_personal_data(here: Town) -> None:
    here.join(*(number(n) for n in range(1, 4)))
    here.tick()
    with here.serving():
        answer, figures = get(here, "/healthz"), get(here, "/metrics").text
    said = answer.json()
    assert (answer.status_code, said["live"], said["ready"], said["problems"]) == (200, True, True, [])
    assert said["last_run_seconds"] < 60
    assert [line for line in figures.splitlines() if not LINE.fullmatch(line)] == []
    assert "infostiglia_subscribers 3\n" in figures
    assert 'infostiglia_sender_halted{channel="whatsapp"} 0' in figures
    assert 'infostiglia_feed_failures{feed="portal"} 0' in figures
    assert "333" not in re.sub(r" [-+0-9.e]+$", "", figures, flags=re.M)


def test_a_dead_cron_is_seen(here: Town) -> None:
    now = here.clock.time()
    with here.open_council() as opened:
        opened.store.set_setting(name="ran_at", value=str(now - 7200))
        for minute in range(120):
            opened.store.connection.execute(
                "INSERT INTO uptime (started_at, seen_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (now - 7200 + minute * 60, now - 7140 + minute * 60),
            )
    found = look(here)
    assert (found.runs_come, found.is_ready) == (False, False)
    assert "no run" in found.problems
    assert found.troubles["wait", Concern.NOT_RUNNING.value] == 1
    with here.serving():
        assert get(here, "/healthz").status_code == 503
        assert get(here, "/health").status_code == 200, "it lives"


def test_a_full_disk_is_seen_and_told(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=5_000_000))
    found = look(here)
    assert (found.is_ready, found.free_bytes) == (False, 5_000_000)
    assert "disk nearly full" in found.problems
    with here.open_council() as opened:
        troubles = Situation(opened.config, opened.store, opened.channels, here.clock.time()).troubles(
            Grade.LOOK
        )
    assert [one.words for one in troubles if one.reason.code is Concern.LITTLE_ROOM] == [
        "sul disco dei dati restano liberi solo 5 MB: fare spazio, o non si potrà più conservare nulla"
    ]


def test_a_halted_sender_is_a_problem_and_the_service_stays_ready(here: Town) -> None:
    here.call("stop", "--channel", "whatsapp")
    found = look(here)
    assert (found.halted["whatsapp"], found.halted["facebook"], found.is_ready) == (True, False, True)
    assert "a sender is halted" in found.problems


@pytest.mark.skipif(databases.on_postgres(), reason="a file is taken away")
def test_a_database_that_cannot_be_read_is_seen(here: Town) -> None:
    with here.serving():
        (here.config.data / "infostiglia.db").rename(here.config.data / "away.db")
        try:
            answer = until(lambda: (found := get(here, "/healthz")).status_code == 503 and found, 30)
            assert answer.json()["problems"] == ["the database cannot be read"]
            assert get(here, "/").status_code == 200, "how to join is told all the same"
        finally:
            (here.config.data / "away.db").rename(here.config.data / "infostiglia.db")


def test_names_cannot_break_a_line_of_the_figures(here: Town) -> None:
    found = look(here)
    object.__setattr__(found, "feeds", {'a"b\\c\nd': (1.0, 0)})
    assert r'infostiglia_feed_failures{feed="a\"b\\c\nd"} 0' in list(lines_of(found))


def test_pages_read_through_a_connection_that_refuses_to_write(here: Town) -> None:
    async def write() -> None:
        lookups = Lookups(here.config)
        try:
            await lookups.read(lambda store: store.set_setting(name="x", value="1"))
        finally:
            lookups.close()

    with pytest.raises(web.HTTPServiceUnavailable):
        asyncio.run(write())
    with here.open_council() as opened:
        assert opened.store.setting(name="x") is None
