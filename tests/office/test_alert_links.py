"""Alerts to an office that has pages: their addresses open the very thing, and they tell no commands."""

from __future__ import annotations

from tests.office.browser import link_for
from tests.town import Town


def told(here: Town) -> list[str]:
    return [one["text"] for one in here.stage.state()["apprise"]]


def test_an_alert_gives_the_address_of_what_waits(here: Town) -> None:
    here.change('to: ""  ', "to: operatori")
    here.change(r'public_url: ""', "public_url: https://news.comune.example")
    link_for(here, "Anna Rossi", "amministratore")
    here.stage.publish("Mercato", "Domenica.")
    here.tick()
    item = here.rows("SELECT max(id) FROM item")[0][0]
    here.stage.fault("refuse", channel="facebook", code=100)
    here.stage.publish("Fiera", "Domenica.")
    here.tick()
    here.tick()
    [text] = [one for one in told(here) if "Fiera" in one]
    assert f"https://news.comune.example/ufficio/notizia/{item + 1}" in text
    assert "Che cosa fare: https://news.comune.example/ufficio" in text
    assert "infostiglia " not in text


def test_what_is_about_to_leave_is_stopped_by_its_page(here: Town) -> None:
    here.change('to: ""  ', "to: operatori")
    here.change(r'public_url: ""', "public_url: https://news.comune.example")
    here.change(r"settle_seconds: \d+", "settle_seconds: 3000")
    link_for(here, "Anna Rossi", "amministratore")
    here.stage.publish("Mercato", "Domenica.")
    here.tick()
    item = here.rows("SELECT max(id) FROM item")[0][0]
    [text] = [one for one in told(here) if "Mercato" in one]
    assert f"Per fermarla: https://news.comune.example/ufficio/notizia/{item}" in text
