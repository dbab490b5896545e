"""Our own alerts as CAP 1.2: valid by the schema and by Google's profile, and no old alert is left standing."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import httpx
import pytest
from capvalidator import Validator
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.alert import Alert
from pipeline.colour import Hazard
from pipeline.desk.cap import MsgType, messages, shown
from pipeline.desk.cap_xml import LARGEST, alert_xml, feed_xml, identifier
from pipeline.desk.told import Told
from pipeline.model import Mode
from pipeline.settings.sections import Cap, Webhook
from pipeline.settings.values import Config, Council, Service
from tests.colours import google
from tests.colours.test_town import BY, LOM, sets, tomorrow, with_colours
from tests.town import Town, number

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 11, 27, 16, tzinfo=ROME).timestamp()
HOUR = 3600.0
CONFIG = Config(
    folder=Path("."),
    live=Mode.ALL,
    council=Council("Comune di Ostiglia", "https://www.comune.ostiglia.mn.it/", phone="0386 300 211"),
    service=Service("+39 333 000 0000", "https://example.it/", "1"),
    feeds=(),
    channels=(),
    cap=Cap("protezionecivile@comune.ostiglia.mn.it", "020038", "45.07,11.13 8"),
    webhook=Webhook(public_url="https://news.comune.ostiglia.mn.it"),
)
ORANGE = Told(
    item=12,
    revision=1,
    at=NOW,
    title="Allerta arancione per rischio idraulico: sabato 28 novembre",
    text="Per tutta la giornata di sabato. Fonte: X.",
    link="",
    advice="evitare gli spostamenti non necessari.",
    alert=Alert.ORANGE,
    hazard=Hazard.HYDRAULIC,
    begins=NOW + 8 * HOUR,
    until=NOW + 32 * HOUR,
)
RED = replace(ORANGE, item=13, follows=12, at=NOW + HOUR, title="Allerta rossa", alert=Alert.RED)
END = replace(ORANGE, item=14, follows=13, at=NOW + 2 * HOUR, title="Revocata l'allerta rossa", ends=True)
BY_WORDS = Told(
    20,
    1,
    NOW,
    "Acqua non potabile in via Roma",
    "Non bere l'acqua.",
    "https://www.comune.ostiglia.mn.it/a/",
    alert=Alert.DANGER,
)


def valid(body: bytes) -> None:
    assert Validator(body).schema() == (True, "CAP alert follows the CAP v1.2 schema.")
    assert list(google.faults(body)) == []


def test_thirteen_errors_and_seventeen_recommendations_are_asked() -> None:
    assert (len(google.ERRORS), len(google.RECOMMENDED)) == (13, 17)


TITLES = st.text(min_size=1, max_size=400)
TOLD = st.builds(
    Told,
    item=st.integers(1, 6),
    revision=st.integers(1, 3),
    at=st.floats(NOW, NOW + 40 * HOUR),
    title=TITLES,
    text=st.one_of(st.just(""), TITLES),
    advice=st.one_of(st.just(""), TITLES),
    link=st.sampled_from(["", "https://www.comune.ostiglia.mn.it/x", "https://altrove.example.it/"]),
    ends=st.booleans(),
    mistake=st.booleans(),
    follows=st.one_of(st.none(), st.integers(1, 6)),
    alert=st.sampled_from(Alert),
    hazard=st.sampled_from(["", *Hazard]),
    begins=st.one_of(st.none(), st.floats(NOW, NOW + 40 * HOUR)),
    until=st.one_of(st.none(), st.floats(NOW, NOW + 40 * HOUR)),
)


@settings(deadline=None)
@given(st.lists(TOLD, max_size=8, unique_by=lambda one: (one.item, one.revision, one.ends)))
def test_whatever_went_out_every_message_is_valid(told: list[Told]) -> None:
    for one in messages(told):
        valid(alert_xml(one, CONFIG))


@settings(deadline=None)
@given(st.lists(TOLD, max_size=8, unique_by=lambda one: (one.item, one.revision, one.ends)))
def test_an_update_and_a_cancel_name_every_earlier_one_that_stands(told: list[Told]) -> None:
    found = messages(told)
    by_name = {one.name: one for one in found}
    for one in found:
        assert (one.kind is MsgType.ALERT) == (one.earlier == ())
        for name, sent in one.earlier:
            assert by_name[name].sent == sent <= one.sent < by_name[name].expires
        assert one.expires > one.sent
    # Whatever is shown stands alone: of what it follows nothing is shown any more.
    listed = {one.name for one in shown(found, NOW)}
    assert not listed & {name for one in found for name, _ in one.earlier}


def test_an_alert_its_update_and_its_end() -> None:
    first, second, third = messages([END, ORANGE, RED])
    assert [one.kind for one in (first, second, third)] == ["Alert", "Update", "Cancel"]
    assert second.earlier == ((first.name, first.sent),)
    assert third.earlier == ((first.name, first.sent), (second.name, second.sent))
    assert shown([first, second, third], END.at) == [third]
    body = alert_xml(second, CONFIG).decode()
    assert (
        "<references>protezionecivile@comune.ostiglia.mn.it,news.comune.ostiglia.mn.it-12-1,2026-11-27T16:00:00+01:00"
        in body
    )
    assert "<instruction>Evitare gli spostamenti non necessari.</instruction>" in body


def test_what_has_expired_is_named_no_more_and_its_end_says_nothing() -> None:
    late = replace(RED, at=NOW + 40 * HOUR, until=NOW + 50 * HOUR, begins=None)
    assert [one.kind for one in messages([ORANGE, late])] == ["Alert", "Alert"]
    assert [one.kind for one in messages([ORANGE, replace(END, follows=12, at=NOW + 33 * HOUR)])] == ["Alert"]


def test_after_a_cancel_a_matter_begins_anew() -> None:
    again = replace(ORANGE, item=15, follows=14, at=NOW + 3 * HOUR)
    assert [one.kind for one in messages([ORANGE, RED, END, again])] == ["Alert", "Update", "Cancel", "Alert"]


def test_an_alert_by_words_holds_a_day_and_leads_to_the_council() -> None:
    [one] = messages([BY_WORDS])
    assert (one.expires - one.sent, one.urgency, one.certainty) == (24 * HOUR, "Immediate", "Observed")
    assert "<web>https://www.comune.ostiglia.mn.it/a/</web>" in alert_xml(one, CONFIG).decode()


@pytest.mark.parametrize("live", [Mode.OFF, Mode.TESTERS])
def test_only_what_all_citizens_get_is_actual(live: Mode) -> None:
    [one] = messages([BY_WORDS])
    assert b"<status>Test</status>" in alert_xml(one, replace(CONFIG, live=live))
    assert b"<status>Actual</status>" in alert_xml(one, CONFIG)


def test_the_list_stays_below_its_size_and_keeps_the_newest() -> None:
    [one] = messages([replace(BY_WORDS, text="è" * 2_000, title="à" * 200)])
    many = [replace(one, name=f"{n}-1", sent=one.sent - n) for n in range(200)]
    body = feed_xml(many, CONFIG, NOW)
    assert len(body) <= LARGEST
    assert b"/cap/0-1.xml" in body


def test_an_identifier_has_no_sign_that_cap_forbids() -> None:
    assert not set(identifier("12-1", CONFIG)) & set(" ,<&")


def get(here: Town, path: str) -> httpx.Response:
    return httpx.get(here.webhook_url + path, trust_env=False)


def test_serve_gives_the_list_and_each_alert_and_no_draft(here: Town) -> None:
    with_colours(here, LOM, BY)
    here.change(r'sender: ""', "sender: cap@example.it")
    here.change(r'area: ""', 'area: "45.07,11.13 8"')
    here.change(r'public_url: ""', 'public_url: "https://news.example.it"')
    here.join(number(1))
    here.tick()
    sets(here, hours={"10": tomorrow(here, 2), "7": tomorrow(here, 1)})
    here.tick()
    here.stage.publish("Esercitazione: evacuazione della scuola", "Domani.", categories=["Allerta"])
    here.tick()
    with here.serving():
        listed = ElementTree.fromstring(get(here, "/cap").content)
        links = [
            one.get("href", "") for one in listed.iter("{http://www.w3.org/2005/Atom}link") if one.get("type")
        ]
        assert len(links) == 1  # neither the yellow draft nor the exercise
        answer = get(here, links[0].removeprefix("https://news.example.it"))
        assert answer.headers["content-type"].startswith("application/cap+xml")
        assert Validator(answer.content).schema()[0]
        assert list(google.faults(answer.content)) == ["no test"]  # the sandbox's alerts are tests
        assert get(here, "/cap/999-1.xml").status_code == 404
    time.sleep(1.1)  # validators have whole seconds, and this town's clock is ahead of its portal's
    sets(here, hours={"10": tomorrow(here, 0)})
    here.tick()
    here.tick()
    with here.serving():
        [link] = [
            one.get("href", "")
            for one in ElementTree.fromstring(get(here, "/cap").content).iter(
                "{http://www.w3.org/2005/Atom}link"
            )
            if one.get("type")
        ]
        body = get(here, link.removeprefix("https://news.example.it")).content
        assert b"<msgType>Cancel</msgType>" in body
        assert Validator(body).schema()[0]


def test_without_a_sender_there_is_no_such_page(here: Town) -> None:
    with here.serving():
        assert get(here, "/cap").status_code == 404
