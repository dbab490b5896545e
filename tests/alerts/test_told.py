"""What a person composed, as CAP and the archive tell it: by its facts, step by step, and nothing that nobody got."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import httpx
import pytest
from capvalidator import Validator

from pipeline.composed import Draft, Step
from pipeline.desk.cap import OPEN_END, MsgType, messages
from pipeline.desk.cap_xml import alert_xml
from pipeline.desk.library import Sort, library
from pipeline.desk.raising import next_step
from pipeline.desk.told import Told, told_of
from tests.alerts.test_on_channels import PLACE, drafted
from tests.colours import google
from tests.colours.test_cap import CONFIG, HOUR, NOW, ROME, valid
from tests.town import Town, number

if TYPE_CHECKING:
    from pipeline.store.statements import WarningsRow

ATOM, CAP = "{http://www.w3.org/2005/Atom}", "{urn:oasis:names:tc:emergency:cap:1.2}"


def told(*steps: Draft) -> list[Told]:
    """The steps of one item, an hour after each other."""
    rows: list[WarningsRow] = [
        {
            "id": 7,
            "title": "?",
            "summary": "",
            "text": "",
            "link": "",
            "phase": "",
            "hazard": "",
            "level": None,
            "valid_from": None,
            "valid_until": None,
            "follows": None,
            "item_revision": len(steps),
            "revision": n,
            "taken_back": 0,
            "at": NOW + (n - 1) * HOUR,
            "alert": "by_hand",
            "headline": "?",
            "correction": None,
            "draft": step.to_json(),
        }
        for n, step in enumerate(steps, 1)
    ]
    return list(told_of(rows, ROME))


@pytest.mark.parametrize("key", library())
def test_each_step_is_a_message_with_its_own_facts(key: str) -> None:
    entry = library()[key]
    begun = replace(drafted(key, Step.BEGIN), starts=NOW, until=NOW + 28 * HOUR)
    changed = replace(begun, step=Step.UPDATE, words="Chiusa anche via Roma")
    ended = next_step(begun, Step.END)
    first, update, end = found = messages(told(begun, changed, ended))
    assert [one.kind for one in found] == [MsgType.ALERT, MsgType.UPDATE, MsgType.CANCEL]
    assert [name for name, _ in end.earlier] == [first.name, update.name]
    assert (first.expires, first.place, first.event, first.category) == (
        begun.until,
        PLACE,
        entry.name,
        entry.cap,
    )
    assert first.instruction.startswith(entry.actions[0])
    assert entry.impacts[0] in first.description
    assert "alle 20:00 di sabato 28 novembre" in first.description
    assert update.description.startswith("Chiusa anche via Roma.")
    assert end.headline.startswith(entry.end)
    assert (end.response, end.urgency) == ("AllClear", "Past")
    for one in found:
        body = alert_xml(one, CONFIG)
        valid(body)
        assert f"<areaDesc>Comune di Ostiglia: {PLACE}</areaDesc>" in body.decode()


def test_what_holds_until_further_notice_stands_for_a_week() -> None:
    [one] = messages(told(replace(drafted("ponte", Step.BEGIN), until=None, open_end=True)))
    assert one.expires - one.sent == OPEN_END


@pytest.mark.parametrize("key", [key for key, one in library().items() if one.sort is Sort.STATE])
def test_a_state_is_no_grave_danger(key: str) -> None:
    [one] = messages(told(drafted(key, Step.BEGIN)))
    assert one.severity in ("Minor", "Moderate")


def listed(here: Town) -> list[ElementTree.Element]:
    """The messages that `/cap` lists, as they are fetched."""

    def get(path: str) -> bytes:
        return httpx.get(here.webhook_url + path, trust_env=False).content

    with here.serving():
        links = [one.get("href", "") for one in ElementTree.fromstring(get("/cap")).iter(f"{ATOM}link")]
        bodies = [
            get(link.removeprefix("https://news.example.it")) for link in links if link.endswith(".xml")
        ]
    for body in bodies:
        assert Validator(body).schema()[0]
        assert list(google.faults(body)) == ["no test"]  # the sandbox's alerts are tests
    return [ElementTree.fromstring(body) for body in bodies]


def said(message: ElementTree.Element, name: str) -> str:
    return message.findtext(f".//{CAP}{name}") or ""


@pytest.fixture
def with_cap(here: Town) -> Town:
    here.change(r'sender: ""', "sender: cap@example.it")
    here.change(r'area: ""', 'area: "45.07,11.13 8"')
    here.change(r'public_url: ""', 'public_url: "https://news.example.it"')
    here.join(number(1))
    return here


def test_an_alert_its_update_and_its_end_by_hand(with_cap: Town) -> None:
    here = with_cap
    here.call("alert", "evacuazione", "--place", "golena di Correggioli", "--until", "?", "--yes")
    [one] = listed(here)
    assert (said(one, "msgType"), said(one, "responseType")) == ("Alert", "Evacuate")
    here.call("alert", "--update", "Evacuazione", "--words", "Punto di raccolta in palestra", "--yes")
    [one] = listed(here)
    assert said(one, "msgType") == "Update"
    assert said(one, "description").startswith("Punto di raccolta in palestra.")
    here.call("alert", "--end", "Evacuazione", "--yes")
    [one] = listed(here)
    assert (said(one, "msgType"), said(one, "headline")) == (
        "Cancel",
        "Si può tornare nelle case nella golena di Correggioli",
    )
    assert len(said(one, "references").split()) == 2  # both of them still stand


def test_a_state_that_goes_by_day_is_there_too_and_what_waits_for_a_second_person_is_not(
    with_cap: Town,
) -> None:
    here = with_cap
    here.change("two_people: false", "two_people: true")
    here.call("alert", "ponte", "--place", "Ponte di Revere", "--until", "?", "--yes", "--who", "Maria")
    assert listed(here) == []
    here.call("approve", "Ponte chiuso", "--who", "Piero")
    here.tick()
    [one] = listed(here)
    assert (said(one, "event"), said(one, "category")) == ("Ponte o strada chiusi", "Transport")


def test_what_was_wrong_is_cancelled_and_not_told_as_if_it_were_right(with_cap: Town) -> None:
    here = with_cap
    here.call("alert", "frana", "--place", "via Po", "--until", "?", "--yes")
    here.call("retract", "Frana", "--right", "La strada è libera", "--yes")
    here.tick()
    [one] = listed(here)
    assert said(one, "msgType") == "Cancel"
    assert said(one, "headline").startswith("Annullato perché errato: ")
    assert "La strada è libera" in said(one, "description")
    assert library()["frana"].actions[0] not in said(one, "instruction")
