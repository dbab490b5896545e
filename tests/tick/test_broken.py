"""A flood night on which something is broken: what still works (docs/notte-di-piena.md says it to the staff).

Elsewhere: a portal that answers wrongly (`test_run`, `test_hanging`), a locked database (`test_locked`), a
full disk and a lost database (`tests/web/test_outages.py`, `tests/stages/test_disk.py`), nobody hears the webhook
(`test_news_wait_while_nobody_hears_departures_but_an_emergency_goes`), a template paused in mid-broadcast
(`tests/providers/test_approvals.py`), a second person who cannot be reached (`tests/staff/test_raising.py`).
"""

from __future__ import annotations

import asyncio

import pytest

from pipeline.run import run
from pipeline.staff.status import status, status_lines
from pipeline.store.errors import OperationalError, what_failed
from pipeline.words import put
from tests.providers.test_approvals import hear
from tests.town import Town, number

PEOPLE = [number(n) for n in range(1, 13)]
TITLE = "Allerta rossa: evacuare via Po"


def alert(town: Town, title: str = TITLE) -> None:
    town.stage.publish(title, "Lasciare le case.", categories=["Allerta"])


def had(town: Town, words: str = "evacuare via Po") -> list[str]:
    """Everybody who got it, each as often as they did; pages by their channels' names."""
    return sorted(
        one["recipient"] or one["channel"]
        for one in town.stage.received()
        if words in one["text"] and one["channel"] != "apprise"
    )


def test_portal_down_what_was_read_can_be_approved_and_goes(here: Town) -> None:
    here.join(*PEOPLE)
    here.change(r"emergencies_an_hour: 6", "emergencies_an_hour: 0")
    alert(here)
    here.tick()
    here.stage.fault("status", channel="portal", status=503, count=None)
    assert here.call("approve", TITLE).returncode == 0
    assert here.tick().exit_code == 1  # the portal cannot be read, and all the same
    assert had(here) == sorted([*PEOPLE, "facebook", "twitter"])
    assert here.call("retract", TITLE, "--right", "Via Po è sicura.", "--yes").returncode == 0
    here.tick()
    assert set(PEOPLE) <= set(had(here, "Via Po è sicura"))


def test_database_read_only_nothing_leaves_and_the_staff_still_sees_all(here: Town) -> None:
    here.join(*PEOPLE)
    alert(here)
    with here.open_council() as council:
        council.store.connection.execute("PRAGMA query_only = ON")
        with pytest.raises(OperationalError) as failed:
            asyncio.run(run(council))
        said = put(what_failed(failed.value))
        assert "\n" not in said
        found = status(council.config, council.store, council.channels, council.clock.time())
        assert list(status_lines(council.config, found, council.clock.time()))
    assert had(here) == []
    here.tick()
    assert had(here) == sorted([*PEOPLE, "facebook", "twitter"])


def test_internet_flaky_everybody_gets_it_once(here: Town) -> None:
    here.join(*PEOPLE)
    for who in PEOPLE[::3]:
        here.stage.fault("status", channel="whatsapp", status=429, to=who)
    here.stage.fault("cut_before", channel="portal")
    here.tick()  # the portal cannot be read at first
    alert(here)
    for _ in range(4):
        here.clock.ahead += 30
        here.heartbeat()
        here.tick()
    assert had(here) == sorted([*PEOPLE, "facebook", "twitter"])


def test_provider_down_the_other_channels_go_at_once_and_it_goes_when_it_is_back(here: Town) -> None:
    here.join(*PEOPLE)
    here.stage.fault("status", channel="whatsapp", status=429, count=None)
    alert(here)
    here.tick()
    assert had(here) == ["facebook", "twitter"]
    here.stage.clear_faults()
    here.clock.ahead += 600
    here.heartbeat()
    here.tick()
    assert had(here) == sorted([*PEOPLE, "facebook", "twitter"])


def test_webhook_silent_news_wait_and_an_emergency_goes(here: Town) -> None:
    here.join(*PEOPLE)
    with here.open_council() as council:
        halt = "UPDATE sender SET halted = 'webhook_silent', protective = 1 WHERE name = 'whatsapp'"
        council.store.ensure_sender(name="whatsapp")
        council.store.connection.execute(halt)
    here.stage.publish("Concerto in piazza", "Testo.")
    alert(here)
    here.tick()
    assert set(PEOPLE) <= set(had(here))
    assert had(here, "Concerto in piazza") == ["facebook", "twitter"]


@pytest.mark.parametrize("when", ["before it is read", "while it waits"])
def test_template_paused_the_alert_takes_another_one_that_may_go(here: Town, when: str) -> None:
    """Meta has paused the text of red alerts, and the usual one too."""
    here.join(*PEOPLE)
    here.tick()
    names = [row["name"] for row in _templates(here) if row["name"].startswith("allerta")]
    assert names
    if when == "while it waits":
        here.change(r"emergencies_an_hour: 6", "emergencies_an_hour: 0")
        alert(here)
        here.tick()
    for name in names:
        here.stage.review(name, status="PAUSED")
    hear(here)
    if when == "before it is read":
        alert(here)
    here.tick()
    if when == "while it waits":
        assert here.call("approve", TITLE).returncode == 0
        here.tick()
        assert (
            here.call("approve", TITLE).returncode == 0
        )  # its own text waits for Meta: it goes by another one
    here.tick()
    assert set(PEOPLE) <= set(had(here))


def _templates(here: Town) -> list[dict[str, str]]:
    with here.open_council() as council:
        return [dict(row) for row in council.store.templates(channel="whatsapp")]
