"""The same citizen under another number or id: in whatever order that is heard, the subscription goes on."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from channels.hearing import Moved
from channels.subscribers import Applied
from pipeline.citizens.identity import lines_of
from pipeline.citizens.ledger import verify
from tests.citizens.door import NOW, PHONE, USER, Desk, element, open_desk, posted

NEW_PHONE, NEW_USER = "+393330000002", "IT.77002"


def moved(desk: Desk, **fields: str) -> None:
    move = Moved(f"wamid.m{next(desk.ids)}", NOW + 50, **fields)
    with desk.store.transaction():
        desk.door.moved(move, NOW + 50)


def test_a_changed_number_moves_the_subscription(desk: Desk) -> None:
    desk.says("iscrivimi", user=USER)
    moved(desk, old_phone=PHONE, old_user_id=USER, phone=NEW_PHONE, user_id=NEW_USER)
    assert desk.who() == [("active", NEW_PHONE, NEW_USER)]
    assert desk.says("cancellami", NOW + 90, NEW_PHONE) is Applied.LEFT


def test_a_changed_id_without_a_number_forgets_the_old_number(desk: Desk) -> None:
    desk.says("iscrivimi", user=USER)
    moved(desk, old_user_id=USER, user_id=NEW_USER)
    assert desk.who() == [("active", "", NEW_USER)]


def test_a_move_of_somebody_unknown_makes_nobody_a_subscriber(desk: Desk) -> None:
    moved(desk, old_phone=PHONE, old_user_id=USER, phone=NEW_PHONE, user_id=NEW_USER)
    assert desk.who() == []


def test_who_has_joined_anew_before_the_move_is_heard_is_one_subscriber(desk: Desk) -> None:
    desk.says("iscrivimi", user=USER)
    desk.says("iscrivimi", NOW + 10, NEW_PHONE, NEW_USER)
    moved(desk, old_phone=PHONE, old_user_id=USER, phone=NEW_PHONE, user_id=NEW_USER)
    assert desk.who() == [("active", NEW_PHONE, NEW_USER), ("left", "", "")]


def test_a_known_number_with_another_id_is_another_person(desk: Desk) -> None:
    desk.says("iscrivimi", user=USER)
    assert desk.says("iscrivimi", NOW + 10, PHONE, NEW_USER) is Applied.JOINED
    assert desk.who() == [("suspended", "", USER), ("active", PHONE, NEW_USER)]
    # The first one comes back from a new number, by the same id.
    assert desk.says("iscrivimi", NOW + 20, NEW_PHONE, USER) is Applied.JOINED
    assert desk.who() == [("active", NEW_PHONE, USER), ("active", PHONE, NEW_USER)]


# -- whichever comes first -------------------------------------------------------------------------

# What happens to a subscriber of PHONE and USER, each as Meta posts it.
SYSTEM = {"type": "system", "timestamp": str(int(NOW + 50))}
NUMBER = {
    **SYSTEM,
    "id": "wamid.number",
    "from": PHONE[1:],
    "system": {
        "type": "user_changed_number",
        "wa_id": NEW_PHONE[1:],
        "user_id": NEW_USER,
        "previous_user_id": USER,
    },
}
ID_ALONE = {
    **SYSTEM,
    "id": "wamid.id",
    "system": {"type": "user_changed_user_id", "user_id": NEW_USER, "previous_user_id": USER},
}
CHANGES = {"number": (NUMBER, NEW_PHONE), "id alone": (ID_ALONE, PHONE)}
WORDS = ("ciao", "iscrivimi", "aiuto", "solo urgenze", "dati", "")


def subscribe(desk: Desk) -> None:
    desk.hears(posted(element("iscrivimi", NOW - 999, user=USER, id_="wamid.first")))
    desk.says("no eventi", NOW - 900, user=USER)
    desk.says("solo urgenze", NOW - 800, user=USER)
    desk.settle_replies()


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("repeats", [1, 2])
def test_in_both_orders_it_is_the_same_subscriber(
    tmp_path: Path, change: str, word: str, repeats: int
) -> None:
    system, phone = CHANGES[change]
    written = element(word, NOW + 60, phone, NEW_USER, "wamid.written")
    ends = []
    for n, order in enumerate(permutations((posted(system), posted(written)))):
        (tmp_path / str(n)).mkdir()
        with open_desk(tmp_path / str(n)) as desk:
            subscribe(desk)
            desk.hears(*[body for body in order for _ in range(repeats)])
            row = desk.store.subscriber(id=1)
            assert row is not None
            ends.append((desk.who()[0], row["wants"], row["asked_at"], desk.states().count("active")))
    assert ends[0] == ends[1]
    told = phone if word or change == "number" else ""  # a number that nobody tells is no longer theirs
    assert ends[0][0] == ("active", told, NEW_USER)
    assert (ends[0][1], ends[0][3]) == ("urgent", 1)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("words", [("cancellami",), ("ciao", "cancellami"), ("iscrivimi", "cancellami")])
def test_who_leaves_from_the_new_number_first_has_left(
    desk: Desk, change: str, words: tuple[str, ...]
) -> None:
    system, phone = CHANGES[change]
    subscribe(desk)
    for n, word in enumerate(words):
        desk.hears(posted(element(word, NOW + 60 + n, phone, NEW_USER, f"wamid.w{n}")))
    desk.hears(posted(system))
    assert not {"active", "suspended"}.intersection(desk.states())
    lines = [line for one in (PHONE, USER) for line in lines_of(desk.store, desk.vault, one)]
    assert max(lines, key=lambda line: line["id"])["action"] == "left"
    assert verify(desk.store).problem is None


def test_who_left_and_came_back_from_the_new_number_stays(desk: Desk) -> None:
    subscribe(desk)
    for n, word in enumerate(("cancellami", "iscrivimi")):
        desk.hears(posted(element(word, NOW + 60 + n, NEW_PHONE, NEW_USER, f"wamid.w{n}")))
    desk.hears(posted(NUMBER))
    assert [one for one in desk.who() if one[0] == "active"] == [("active", NEW_PHONE, NEW_USER)]


def test_what_was_chosen_from_the_new_number_first_holds(desk: Desk) -> None:
    subscribe(desk)
    for n, word in enumerate(("iscrivimi", "riepilogo")):
        desk.hears(posted(element(word, NOW + 60 + n, NEW_PHONE, NEW_USER, f"wamid.w{n}")))
    desk.hears(posted(NUMBER))
    row = desk.store.subscriber(id=1)
    assert row is not None
    assert (row["state"], row["wants"]) == ("active", "digest")


def test_whom_the_old_number_no_longer_reached_is_tried_at_the_new_one(desk: Desk) -> None:
    subscribe(desk)
    desk.store.connection.execute("UPDATE subscriber SET state = 'suspended', unheard = 9")
    desk.hears(posted(NUMBER))
    assert desk.who() == [("active", NEW_PHONE, NEW_USER)]
    assert desk.store.connection.execute("SELECT unheard FROM subscriber").fetchone()[0] == 0


def test_a_welcome_that_arrived_at_the_new_number_is_not_given_up_for_one_that_failed(desk: Desk) -> None:
    desk.says("iscrivimi", NOW - 99, user=USER)
    desk.settle_replies("failed")
    desk.says("iscrivimi", NOW + 60, NEW_PHONE, NEW_USER)
    desk.hears(posted(NUMBER))
    assert [one for one in desk.who() if one[0] == "active"] == [("active", NEW_PHONE, NEW_USER)]
    [row] = desk.store.connection.execute("SELECT welcome FROM subscriber WHERE state = 'active'").fetchall()
    assert row[0] == "pending"


def test_the_number_of_somebody_else_by_now_is_left_alone(desk: Desk) -> None:
    subscribe(desk)
    desk.hears(posted(NUMBER))
    desk.says("iscrivimi", NOW + 90, PHONE, "IT.heir")
    desk.hears(posted({**NUMBER, "id": "wamid.again"}))
    desk.hears(
        posted({**NUMBER, "id": "wamid.without", "system": {**NUMBER["system"], "previous_user_id": ""}})
    )
    assert desk.who() == [("active", NEW_PHONE, NEW_USER), ("active", PHONE, "IT.heir")]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("user", [USER, ""])
def test_who_left_before_the_change_and_is_heard_after_it_has_left(
    desk: Desk, change: str, user: str
) -> None:
    """After an outage of ours Meta repeats in any order."""
    system, phone = CHANGES[change]
    subscribe(desk)
    desk.hears(posted(system), at=NOW + 200)
    desk.hears(posted(element("cancellami", NOW + 40, PHONE, user, "wamid.late")), at=NOW + 210)
    assert not {"active", "suspended"}.intersection(desk.states())
    assert desk.replies()[-1] == "arrivederci"
    assert verify(desk.store).problem is None
    assert desk.says("iscrivimi", NOW + 30, phone, NEW_USER) is Applied.OVERTAKEN


def test_whoever_has_the_old_number_by_now_ends_nobodys_subscription(desk: Desk) -> None:
    subscribe(desk)
    desk.hears(posted(NUMBER), at=NOW + 200)
    desk.hears(posted(element("cancellami", NOW + 300, PHONE, "", "wamid.heir")), at=NOW + 310)
    desk.hears(posted(element("cancellami", NOW - 9999, PHONE, "", "wamid.before")), at=NOW + 310)
    assert desk.who()[0] == ("active", NEW_PHONE, NEW_USER)


@pytest.mark.parametrize("last", ["+393330000003", PHONE])
def test_two_changes_in_one_body_are_applied_in_the_order_of_their_times(desk: Desk, last: str) -> None:
    desk.hears(posted(element("iscrivimi", NOW - 999, id_="wamid.first")))
    first, second = (
        {**SYSTEM, "id": f"wamid.{new}", "timestamp": str(int(at)), "from": old[1:], "system": system}
        for old, new, at in ((PHONE, NEW_PHONE, NOW + 50), (NEW_PHONE, last, NOW + 60))
        for system in [{"type": "user_changed_number", "wa_id": new[1:]}]
    )
    desk.hears(posted(second, first))
    assert desk.who() == [("active", last, "")]
