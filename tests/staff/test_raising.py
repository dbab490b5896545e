"""Lane discipline: what does not sound like an emergency travels as one for a reason, and by two people."""

from __future__ import annotations

import pytest

from tests.town import Town, number

TITLE = "Domenica si vota al referendum"
TWO = ("--who", "Piero")


@pytest.fixture
def town(here: Town) -> Town:
    here.join(number(1), number(2))
    here.change(r"settle_seconds: 0", "settle_seconds: 600")
    here.stage.publish(TITLE, "Seggi aperti dalle 7 alle 23.")
    here.tick()
    return here


def reached(town: Town) -> set[str]:
    return {one["recipient"] or one["channel"] for one in town.stage.received() if "vota" in one["text"]} - {
        "apprise"
    }


def edited(town: Town) -> None:
    [shown] = [one["id"] for one in town.stage.portal_items() if one["title"] == TITLE]
    town.stage.edit(shown, title=f"{TITLE}: seggi aperti")


def asks(town: Town, *more: str) -> str:
    words = ("--lane", "emergency", "--because", "lo chiede il prefetto", "--who", "Maria", *more)
    return town.call("approve", TITLE, *words).stdout


def test_it_needs_a_reason_and_a_second_person(town: Town) -> None:
    bare = town.call("approve", TITLE, "--lane", "emergency", "--who", "Maria")
    assert (bare.returncode, "serve un motivo" in bare.stdout) == (1, True)
    assert f"whatsapp: «{TITLE}» aspetta che l'approvi una seconda persona" in asks(town)
    same = town.call("approve", TITLE, "--who", "Maria")
    assert "l'ha chiesta Maria: l'approva un'altra persona" in same.stdout
    heap = town.call("approve", "tutto", *TWO)
    assert "serve un motivo, una per una" in heap.stdout
    town.tick()
    assert reached(town) == set()
    assert "Maria chiede che parta come emergenza (lo chiede il prefetto)" in town.call("status").stdout
    assert town.call("approve", TITLE, *TWO).returncode == 0
    town.tick()
    assert {number(1), number(2), "facebook"} <= reached(town)
    assert town.rows("SELECT DISTINCT lane, alert FROM post WHERE kind = 'publish'") == [
        ("emergency", "by_hand")
    ]
    [text] = {one["text"] for one in town.stage.received() if one["recipient"] == number(1)}
    assert text.startswith("ALLERTA")


def test_the_second_person_may_let_it_go_as_usual(town: Town) -> None:
    asks(town)
    assert town.call("approve", TITLE, "--lane", "usual", *TWO).returncode == 0
    town.tick()
    assert town.rows("SELECT DISTINCT lane FROM post WHERE kind = 'publish'") == [("news",)]
    assert number(1) in reached(town)


def test_a_rule_alone_makes_no_emergency(town: Town) -> None:
    town.change(r"^rules: \[\]", "rules:\n  - {name: voto, title_words: [urne], lane: emergency}")
    town.stage.publish("Urne aperte fino alle 23", "Si vota anche lunedì.")
    town.tick()
    assert reached(town) == set()
    bare = town.call("approve", "Urne", "--who", "Maria")
    assert "serve un motivo" in bare.stdout
    asked = town.call("approve", "Urne", "--because", "pochi votanti", "--who", "Maria")
    assert (asked.returncode, "aspetta che l'approvi una seconda persona" in asked.stdout) == (1, True)
    assert town.call("approve", "Urne", "--who", "Maria").returncode == 1
    assert town.call("approve", "Urne", *TWO).returncode == 0
    town.tick()
    assert number(1) in reached(town)


def test_what_a_rule_raised_goes_as_a_notice_where_a_person_says_so(town: Town) -> None:
    town.change(r"^rules: \[\]", "rules:\n  - {name: voto, title_words: [urne], lane: emergency}")
    town.stage.publish("Urne aperte fino alle 23", "Si vota anche lunedì.")
    town.tick()
    assert town.call("approve", "Urne", "--lane", "usual", "--who", "Maria").returncode == 0
    town.tick()
    assert town.rows(
        "SELECT DISTINCT p.lane FROM post p JOIN item i ON i.id = item_id WHERE title LIKE 'Urne%'"
    ) == [("service",)]
    [text] = {one["text"] for one in town.stage.received() if one["recipient"] == number(1)}
    assert "ALLERTA" not in text


def test_a_rule_for_what_sounds_like_an_emergency_needs_nobody(town: Town) -> None:
    town.change(r"^rules: \[\]", "rules:\n  - {name: gas, title_words: [fuga di gas], lane: emergency}")
    town.stage.publish("Fuga di gas in via Roma: si vota altrove", "Allontanarsi.")
    town.tick()
    assert number(1) in reached(town)


def test_what_two_people_raised_stays_an_emergency_when_the_portal_edits_it(town: Town) -> None:
    """A corrected typing error must not make the rest of the town wait for the morning."""
    asks(town)
    town.call("stop", "--channel", "whatsapp")
    town.call("approve", TITLE, *TWO)
    town.tick()
    assert "facebook" in reached(town)
    edited(town)
    town.tick()
    assert set(town.rows("SELECT kind, revision, lane, alert FROM post WHERE revision = 2")) == {
        ("publish", 2, "emergency", "by_hand"),
        ("edit", 2, "emergency", "by_hand"),
    }
    assert town.rows("SELECT lane FROM item WHERE title LIKE '%seggi%'") == [
        ("news",)
    ]  # as the portal has it
    town.call("approve", "whatsapp")
    town.tick()
    [text] = {one["text"] for one in town.stage.received() if one["recipient"] == number(1)}
    assert text.startswith("ALLERTA")
    assert "seggi aperti" in text


def test_its_retraction_is_as_urgent(town: Town) -> None:
    asks(town)
    town.call("approve", TITLE, *TWO)
    town.call("retract", TITLE, "--yes")
    assert set(town.rows("SELECT DISTINCT lane FROM post WHERE kind IN ('retract', 'withdraw')")) == {
        ("emergency",)
    }


def test_an_edit_before_the_second_name_raises_nothing(town: Town) -> None:
    asks(town)
    edited(town)
    town.tick()
    assert set(town.rows("SELECT lane, state FROM post WHERE revision = 2")) == {("news", "held")}
    town.tick()
    assert reached(town) == set()


def test_nobody_alone_makes_an_emergency_of_a_notice(town: Town) -> None:
    asks(town)
    because = ("--because", "Piero non risponde", "--who", "Maria")
    alone = town.call("approve", TITLE, "--alone", "2", *because)
    assert (alone.returncode, "l'approva un'altra persona" in alone.stdout) == (1, True)
    town.tick()
    assert reached(town) == set()


def test_corrections_that_wait_for_a_second_person_may_be_approved_alone_too(here: Town) -> None:
    here.change("two_people: false", "two_people: true")
    here.join(number(1))
    here.stage.publish("Ponte chiuso", "Testo.")
    here.tick()
    here.call("retract", "Ponte chiuso", "--right", "Il ponte è aperto.", "--yes", "--who", "Maria")
    because = ("--because", "di notte non risponde nessuno", "--who", "Maria")
    assert here.call("approve", "Ponte chiuso", *because).returncode == 1
    assert "scrive quanti cittadini" in here.call("approve", "Ponte chiuso", "--alone", "7", *because).stdout
    assert "serve un motivo" in here.call("approve", "Ponte chiuso", "--alone", "1", "--who", "Maria").stdout
    assert here.call("approve", "Ponte chiuso", "--alone", "1", *because).returncode == 0
    here.tick()
    assert any("Il ponte è aperto" in one["text"] for one in here.stage.received())
