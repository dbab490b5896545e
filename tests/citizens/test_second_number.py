"""A citizen whose WhatsApp account has another form of the number than the one they gave."""

from __future__ import annotations

import json

import pytest

from channels.hearing import Moved
from channels.outcomes import Outcome, Sent
from channels.subscribers import Applied, State
from channels.whatsapp.api import Reply
from channels.whatsapp.messages import outcome_of_reply
from pipeline.citizens import requests
from pipeline.citizens.journal import Journal
from pipeline.citizens.number_forms import other_forms
from pipeline.citizens.phones import is_known
from pipeline.citizens.second_number import keep_number
from pipeline.stages.settle.answers import Answer, Claimed, from_json, to_json
from pipeline.words import put
from tests.citizens.door import NOW, Desk
from tests.town import Town, until

GIVEN, ACCOUNT, OTHER = "+55 41 98799 0001".replace(" ", ""), "+554187990001", "+491510000001"


def answered(wa_id: object, phone: str = GIVEN) -> Outcome:
    body = {"contacts": [{"input": phone, "wa_id": wa_id}], "messages": [{"id": "wamid.1"}]}
    return outcome_of_reply(Reply(200, json.dumps(body).encode(), {}), phone)


@pytest.mark.parametrize(
    ("wa_id", "known_as"),
    [("554187990001", ACCOUNT), (GIVEN[1:], ""), (None, ""), ("", ""), ({"a": 1}, ""), ("x" * 30, "")],
)
def test_the_answer_to_a_message_tells_the_number_of_the_account(wa_id: object, known_as: str) -> None:
    outcome = answered(wa_id)
    assert outcome == Sent("wamid.1", known_as=known_as)
    assert ACCOUNT not in repr(outcome)


def test_no_file_has_it() -> None:
    answer = Answer.of(Claimed(1, 1, 1, 1), answered("554187990001"), lambda id_: "hash")
    assert answer.known_as == ACCOUNT
    assert ACCOUNT[1:] not in json.dumps(to_json(answer.outcome)) + repr(answer)
    assert from_json(to_json(answer.outcome)) == answer.outcome


def subscribed(desk: Desk, *phones: str, at: float = NOW) -> None:
    for phone in phones:
        assert desk.says("iscrivimi", at=at, phone=phone) is Applied.JOINED


def learn(desk: Desk, subscriber: int, number: str, now: float = NOW + 5) -> None:
    keep_number(desk.store, desk.vault, subscriber, number, now)


@pytest.mark.parametrize("other", [ACCOUNT, OTHER])
def test_who_writes_from_it_is_the_same_citizen_and_leaves(desk: Desk, other: str) -> None:
    subscribed(desk, GIVEN)
    learn(desk, 1, other)
    assert desk.says("iscrivimi", at=NOW + 10, phone=other) is Applied.ALREADY_IN
    assert desk.says("solo urgenze", at=NOW + 11, phone=other) is Applied.CHOSEN
    assert desk.says("cancellami", at=NOW + 12, phone=other) is Applied.LEFT
    desk.settle_replies()
    assert desk.who() == [("left", "", "")]
    assert desk.store.connection.execute("SELECT also_lookup FROM subscriber").fetchone()[0] is None
    # Neither form comes back by what was said before, nor by a list.
    assert desk.says("iscrivimi", at=NOW + 1, phone=other) is Applied.OVERTAKEN
    assert desk.says("iscrivimi", at=NOW + 1, phone=GIVEN) is Applied.OVERTAKEN
    assert Journal(desk.folder).size() > 0


@pytest.mark.parametrize(
    ("given", "account"),
    [
        (GIVEN, ACCOUNT),
        ("+525500000001", "+5215500000001"),
        ("+541100000001", "+5491100000001"),
    ],
)
def test_the_two_forms_of_three_countries_are_one_even_before_the_first_message(
    desk: Desk, given: str, account: str
) -> None:
    assert (other_forms(given), other_forms(account)) == ([account], [given])
    subscribed(desk, given)
    assert desk.says("cancellami", at=NOW + 10, phone=account) is Applied.LEFT


def test_the_form_of_the_account_is_a_number_of_its_country() -> None:
    assert is_known(ACCOUNT)
    assert not is_known("+39 333 00000301")  # with a digit more it is a voice mail


def test_who_subscribed_from_both_stays_subscribed_once(desk: Desk) -> None:
    subscribed(desk, GIVEN, OTHER)
    learn(desk, 1, OTHER)
    assert [state for state, *_ in desk.who()] == ["left", "active"]
    assert desk.says("cancellami", at=NOW + 10, phone=GIVEN) is Applied.LEFT


def test_who_had_left_from_it_leaves(desk: Desk) -> None:
    subscribed(desk, GIVEN)
    assert desk.says("cancellami", at=NOW + 3, phone=OTHER) is Applied.NOT_IN
    learn(desk, 1, OTHER)
    assert desk.who()[0] == ("left", "", "")


def test_it_ends_with_a_change_of_number_and_is_known_at_the_office(desk: Desk) -> None:
    subscribed(desk, GIVEN)
    learn(desk, 1, OTHER)
    told = [
        put(line)
        for line in requests.leave(desk.store, desk.vault, Journal(desk.folder), "+49 1579 0000009", NOW)
    ]
    assert "non risulta iscritto" in told[0]
    with desk.store.transaction():
        desk.stored.move(Moved("m", NOW + 20, old_phone=OTHER, phone="+393330000009"), NOW + 20)
    assert desk.who() == [(State.ACTIVE, "+393330000009", "")]
    assert desk.says("cancellami", at=NOW + 30, phone=OTHER) is Applied.NOT_IN
    learn(desk, 1, OTHER, NOW + 31)
    assert desk.states()[0] == "left"


def test_a_citizen_of_a_list_leaves_from_their_account(here: Town) -> None:
    file = here.folder / "elenco.csv"
    file.write_text(f"numero;data;fonte\n{GIVEN};31/12/2025;modulo\n", encoding="utf-8")
    with here.serving():
        assert here.call("import", str(file)).returncode == 0
        here.heartbeat()
        here.call("approve", "tutto")
        here.tick()
        assert here.rows("SELECT count(*) FROM subscriber WHERE also_lookup IS NOT NULL") == [(1,)]
        here.stage.write([GIVEN], "cancellami")
        until(lambda: here.rows("SELECT 1 FROM subscriber WHERE state = 'left'"))
