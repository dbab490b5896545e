"""Alerts to the operators: troubles that wait for a person, once and again while they last; and texts to share."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pipeline.staff import alerts
from tests.town import Town, number


@pytest.fixture
def watched(here: Town) -> Town:
    here.change('to: ""  ', "to: operatori")
    return here


def told(here: Town) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = here.stage.state()["apprise"]
    return found


def test_all_is_well_says_nothing(watched: Town) -> None:
    watched.stage.publish("Mercato", "Domenica.")
    watched.tick()
    assert told(watched) == []


def test_a_flood_is_told_once_then_again_after_a_day_and_once_more_when_it_is_over(watched: Town) -> None:
    for n in range(8):
        watched.stage.publish(f"Notizia {n}", "Testo.")
    watched.tick()
    watched.tick()
    [first] = told(watched)
    assert first["to"] == "operatori"
    assert "notizie nuove insieme" in first["text"]
    assert "8 cose da guardare" in first["text"]
    assert all(f"«Notizia {n}»" in first["text"] for n in range(8))
    watched.clock.ahead += 25 * 3600
    watched.heartbeat()
    watched.tick()
    assert len(told(watched)) == 2
    for row in watched.rows("SELECT DISTINCT item_id FROM post WHERE state = 'held'"):
        watched.call("cancel", str(row[0]))
    watched.tick()
    assert "tutto a posto" in told(watched)[-1]["text"]
    watched.tick()
    assert len(told(watched)) == 3


def test_alerts_are_italian_whatever_cron_speaks(watched: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert watched.call("check", "--alert").stdout.startswith("All is well.")
    assert "Gli avvisi arrivano qui" in told(watched)[-1]["text"]
    for n in range(8):
        watched.stage.publish(f"Notizia {n}", "Testo.")
    watched.call("run")
    text = told(watched)[-1]["text"]
    assert "8 cose da guardare" in text
    assert "Che cosa fare: infostiglia status" in text


def test_what_stands_still_is_told_with_the_command_that_goes_on(watched: Town) -> None:
    watched.stage.fault("refuse", channel="facebook", code=190)
    watched.stage.publish("Prima", "Testo.")
    watched.tick()
    assert "`infostiglia approve facebook`" in told(watched)[-1]["text"]
    assert "per riprendere `infostiglia approve facebook`" in watched.call("status").stdout
    watched.call("approve", "facebook")
    watched.stage.fault("status", channel="facebook", status=429)
    watched.tick()
    text = told(watched)[-1]["text"]
    assert "riprende da solo fra 15 minuti; subito con `infostiglia approve facebook`" in text
    item = watched.stage.publish("Seconda", "Testo.")
    watched.tick()
    watched.call("hold", "Seconda")
    number = watched.rows("SELECT id FROM item WHERE title = 'Seconda'")[0][0]
    watched.tick()
    assert f"per riprendere `infostiglia approve {number}`" in told(watched)[-1]["text"]
    assert f"`infostiglia approve {number}`" in watched.call("why", "Seconda").stdout
    assert item


def test_a_new_trouble_is_told_at_once(watched: Town) -> None:
    watched.stage.publish("Prima", "Testo.")
    watched.stage.fault("refuse", channel="facebook", code=190)
    watched.tick()
    assert "facebook" in told(watched)[-1]["text"]
    for n in range(8):
        watched.stage.publish(f"Notizia {n}", "Testo.")
    watched.tick()
    assert len(told(watched)) == 2
    assert "facebook" in told(watched)[-1]["text"]  # all lasting troubles, in one message


def test_what_could_not_be_told_is_told_by_the_next_run_and_stops_nothing(watched: Town) -> None:
    watched.stage.fault("status", channel="apprise", status=500, count=None)
    watched.join(number(1))
    watched.stage.fault("refuse", channel="facebook", code=190)
    item = watched.stage.publish("Mercato", "Domenica.")
    watched.tick()
    assert told(watched) == []
    assert watched.copies(item["link"])[number(1)] == 1
    watched.stage.clear_faults()
    watched.tick()
    assert len(told(watched)) == 1


def test_a_feed_that_cannot_be_read_for_a_while_is_told(watched: Town) -> None:
    watched.stage.fault("status", channel="portal", status=500, count=None)
    for _ in range(2):
        watched.clock.ahead += 6 * 3600
        watched.heartbeat()
        watched.tick()
    assert told(watched) == []
    watched.clock.ahead += 6 * 3600
    watched.heartbeat()
    watched.tick()
    assert "feed portal" in told(watched)[-1]["text"]


def test_no_number_of_a_citizen_is_told(watched: Town) -> None:
    watched.join(*(number(n) for n in range(1, 4)))
    watched.stage.fault("status", channel="whatsapp", status=500, accept=True)
    watched.stage.publish("Mercato", "Domenica.")
    watched.tick()
    [only] = told(watched)
    assert "consegne" in only["text"]
    assert "333000" not in only["text"]


def test_what_is_to_be_shared_comes_with_picture_link_and_page(watched: Town) -> None:
    watched.change(r"type: assisted\n    enabled: false", "type: assisted\n    enabled: true")
    watched.tick()
    watched.stage.publish("Mercato", "Domenica in piazza.")
    watched.tick()
    watched.tick()
    [only] = told(watched)
    assert only["picture"]
    assert "https://wa.me/?text=Mercato" in only["text"]
    assert f"{watched.webhook_url}/tray/" in only["text"]


def test_an_address_that_is_missing_is_one_line(watched: Town) -> None:
    watched.change("live: off", "live: testers")
    done = watched.call("run")
    assert done.returncode == 2
    assert "segreto mancante" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_operators_address_is_tried_with_check(here: Town) -> None:
    assert "alerts.to: non è indicato nessun indirizzo per gli avvisi" in here.call("check", "--alert").stderr
    here.change('to: ""  ', "to: operatori")
    assert here.call("check", "--alert").returncode == 0
    assert "Gli avvisi arrivano qui" in told(here)[-1]["text"]
    here.stage.fault("status", channel="apprise", status=500)
    failed = here.call("check", "--alert")
    assert (failed.returncode, "non ha accettato" in failed.stdout) == (2, True)


def test_a_run_waits_for_a_service_that_does_not_answer_only_once(watched: Town) -> None:
    watched.change(r"type: assisted\n    enabled: false", "type: assisted\n    enabled: true")
    watched.tick()
    watched.stage.fault("status", channel="apprise", status=500, count=None)
    for n in range(3):
        watched.stage.publish(f"Notizia {n}", "Testo.")
    watched.tick()
    asked = [one for one in watched.stage.state()["requests"] if one["path"].startswith("/apprise/")]
    assert len(asked) == 1
    watched.stage.clear_faults()
    watched.tick()
    assert len(told(watched)) == 3


@pytest.mark.parametrize("value", ["0", "-1", ".nan", ".inf"])
def test_a_rhythm_that_is_none_is_refused(here: Town, value: str) -> None:
    here.change("repeat_hours: 24", f"repeat_hours: {value}")
    done = here.call("check")
    assert done.returncode == 2
    assert "alerts.repeat_hours: deve" in done.stderr


def test_of_two_runs_one_tells_what_is_to_be_shared(watched: Town) -> None:
    watched.change(r"type: assisted\n    enabled: false", "type: assisted\n    enabled: true")
    watched.tick()
    watched.stage.publish("Mercato", "Domenica.")
    watched.tick()
    [(name,)] = watched.rows("SELECT name FROM alert WHERE name LIKE 'tray %'")
    before = len(told(watched))
    with watched.open_council() as one, watched.open_council() as other:
        one.store.forget_alert(name=name)
        one.store.connection.commit()

        async def both() -> None:
            await asyncio.gather(alerts.tell(one), alerts.tell(other))

        asyncio.run(both())
    assert len(told(watched)) == before + 1
