"""`why` and `status` say what came of a post: what failed with its reason and place, and no amount twice."""

from __future__ import annotations

import re

import pytest

from channels.sentence import Sentence
from pipeline.money.budget import Month
from pipeline.staff.post_lines import IN_TRAY, NOT_OUT, TO_NOBODY, UNCERTAIN, results_of, state_of
from pipeline.staff.spending import month_lines
from pipeline.terms import STATES
from pipeline.words import speaking
from tests.town import Town, number

NONE = dict.fromkeys(("total", "sent", "failed", "skipped", "uncertain", "waiting", "again", "no_room"), 0)


@pytest.mark.parametrize(
    ("state", "counts", "in_tray", "words"),
    [
        ("done", {"total": 1, "sent": 1}, False, STATES["done"]),
        ("done", {"total": 9, "sent": 1, "failed": 8}, False, STATES["done"]),
        ("done", {"total": 1, "failed": 1}, False, NOT_OUT),
        ("done", {"total": 1, "uncertain": 1}, False, UNCERTAIN),
        ("done", {"total": 2, "failed": 1, "uncertain": 1}, False, UNCERTAIN),
        ("done", {"total": 3, "skipped": 3}, False, TO_NOBODY),
        ("done", {"total": 1, "sent": 1}, True, IN_TRAY),
        ("sending", {"total": 1, "failed": 1}, False, STATES["sending"]),
        ("expired", {"total": 1, "skipped": 1}, False, STATES["expired"]),
        ("done", {}, False, TO_NOBODY),  # nobody has subscribed
    ],
)
def test_the_state_of_a_post_in_words(
    state: str, counts: dict[str, int], in_tray: bool, words: Sentence
) -> None:
    post = {"state": state, "results": NONE | counts, "in_tray": in_tray, "revision": 1}
    assert state_of(post) == words


def test_an_edit_before_the_end_that_finds_all_served_is_done() -> None:
    assert state_of({"state": "done", "results": NONE, "in_tray": False, "revision": 2}) == STATES["done"]


def test_what_is_in_the_tray_is_not_counted_as_sent() -> None:
    assert results_of({"results": NONE | {"total": 1, "sent": 1}, "in_tray": True}) == ""


def test_what_is_spent_is_not_set_apart_once_more() -> None:
    with speaking("en"):
        [first, _] = month_lines(Month(spent=3_000_000, committed=5_000_000, budget=0, free_left=0))
    assert re.findall(r"\d\.\d\d", first) == ["3.00", "2.00"]


def test_a_page_that_refuses_is_named_with_its_reason(here: Town) -> None:
    here.change(r"type: twitter\n    enabled: true", "type: twitter\n    enabled: false")
    here.tick()
    here.stage.fault("refuse", channel="facebook", code=100)
    here.stage.publish("Mercato in piazza", "Domenica.")
    here.tick()
    for command in (("status",), ("why", "Mercato in piazza")):
        said = here.call(*command).stdout
        assert "NON PUBBLICATA" in said, said
        assert "sulla pagina" in said, said
        assert "fatta" not in said, said


def test_citizens_who_were_not_reached_are_counted_by_reason(here: Town) -> None:
    here.tick()
    here.heartbeat()
    here.join(*(number(n) for n in range(1, 4)))
    for n in (1, 2):
        here.stage.fault("refuse", code=131026, to=number(n))
    here.stage.publish("Mercato in piazza", "Domenica.")
    here.tick()
    for command in (("status",), ("why", "Mercato in piazza")):
        [line] = {
            line.strip() for line in here.call(*command).stdout.splitlines() if "2 non riuscite" in line
        }
        assert "WhatsApp" in line


def test_what_waits_in_the_tray_is_said_to(here: Town) -> None:
    here.change(r"type: assisted\n    enabled: false", "type: assisted\n    enabled: true")
    here.tick()
    here.stage.publish("Mercato in piazza", "Domenica.")
    here.tick()
    for command in (("status",), ("why", "Mercato in piazza")):
        assert "nel vassoio" in here.call(*command).stdout
    assert "`infostiglia tray`" in here.call("why", "Mercato in piazza").stdout
    here.call("tray", "--done", here.call("tray").stdout.split()[0])
    assert "nel vassoio" not in here.call("status").stdout


def test_the_cost_of_a_held_item_is_told_once(here: Town) -> None:
    here.change("settle_seconds: 0", "settle_seconds: 3600")
    here.tick()
    here.join(number(1))
    here.stage.publish("Mercato in piazza", "Domenica.")
    here.tick()
    here.call("hold", "Mercato in piazza", "--channel", "whatsapp")
    said = here.call("status").stdout
    assert said.count("a 1 iscritto") == 1, said
