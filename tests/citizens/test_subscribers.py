"""Joining and leaving, in any order, twice, and interrupted: nobody is lost and nobody comes back by accident."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from itertools import permutations

import pytest

from channels.base import Content
from channels.hearing import Marketing
from channels.outcomes import Receipt
from channels.subscribers import Applied, OwnWords, Subscribers
from pipeline.citizens import ledger
from pipeline.citizens.departures import replay_departures
from pipeline.citizens.identity import lines_of, people_of, read_address
from pipeline.citizens.journal import Journal
from pipeline.citizens.ledger import verify
from pipeline.citizens.upkeep import keep_up
from pipeline.stages.settle.applying import apply_inbox
from pipeline.stages.settle.inbox import Inbox
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Store
from pipeline.store.engine import connect
from pipeline.store.vault import Vault, VaultError
from tests.citizens.door import NOW, PHONE, USER, Desk
from tests.databases import demand_sqlite, open_store


def test_joining_keeps_a_number_a_consent_and_queues_a_welcome(desk: Desk) -> None:
    assert desk.says("Iscrivimi", user=USER) is Applied.JOINED
    assert (desk.states(), desk.replies()) == (["active"], ["benvenuto"])
    [row] = desk.store.addresses(ids="[1]")
    assert read_address(desk.vault, row).phone == PHONE
    [line] = desk.store.connection.execute("SELECT action, words, notice FROM consent").fetchall()
    assert tuple(line) == ("subscribed", "iscrivimi", "2026-11")


def test_the_same_message_twice_changes_nothing(desk: Desk) -> None:
    assert desk.says("iscrivimi", id_="wamid.x") is Applied.JOINED
    assert desk.says("iscrivimi", id_="wamid.x") is Applied.TWICE
    assert desk.replies() == ["benvenuto"]


def test_with_the_automatic_text_off_anything_else_leaves_no_trace(desk: Desk) -> None:
    desk.door = Subscribers(desk.stored, tell=False)
    assert desk.says("a che ora chiude l'anagrafe?") is Applied.NOTHING
    assert [desk.count(t) for t in ("subscriber", "consent", "applied_message", "item", "departure")] == [
        0
    ] * 5


def test_who_is_in_is_told_so_once_more(desk: Desk) -> None:
    desk.says("iscrivimi")
    assert desk.says("Iscrivimi!") is Applied.ALREADY_IN
    assert desk.replies() == ["benvenuto", "gia_iscritto"]
    assert desk.count("consent") == 1


def test_leaving_stops_everything_at_once_and_forgets_when_the_goodbye_is_settled(desk: Desk) -> None:
    desk.says("iscrivimi", user=USER)
    assert desk.says("cancellami", NOW + 60) is Applied.LEFT
    assert desk.states() == ["leaving"]
    keep_up(desk.store, NOW + 61)
    assert desk.states() == ["leaving"]
    desk.settle_replies()
    row = desk.store.connection.execute(
        "SELECT state, phone, phone_lookup, user_id, user_lookup FROM subscriber"
    ).fetchone()
    assert tuple(row) == ("left", None, None, None, None)


def test_the_number_goes_after_ten_minutes_even_if_the_goodbye_never_leaves(desk: Desk) -> None:
    desk.says("iscrivimi")
    desk.says("cancellami")
    keep_up(desk.store, NOW + 599)
    assert desk.states() == ["leaving"]
    keep_up(desk.store, NOW + 601)
    assert desk.states() == ["left"]


def test_who_was_never_in_is_a_guest_for_a_moment(desk: Desk) -> None:
    assert desk.says("stop") is Applied.NOT_IN
    assert (desk.states(), desk.replies()) == (["guest"], ["non_iscritto"])
    assert desk.count("consent") == 0
    desk.settle_replies()
    assert desk.states() == ["left"]


def test_joining_again_at_once_or_later_works(desk: Desk) -> None:
    desk.says("iscrivimi")
    desk.says("cancellami", NOW + 1)
    assert desk.says("iscrivimi", NOW + 2) is Applied.JOINED
    assert desk.states() == ["active"]
    desk.says("cancellami", NOW + 3)
    desk.settle_replies()
    assert desk.says("iscrivimi", NOW + 9000) is Applied.JOINED
    assert desk.states() == ["left", "active"]


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_late_older_message_brings_nobody_back(desk: Desk, forgotten: bool) -> None:
    desk.says("iscrivimi", NOW)
    desk.says("cancellami", NOW + 100)
    if forgotten:
        desk.settle_replies()
    assert desk.says("iscrivimi", NOW + 50) is Applied.OVERTAKEN
    assert "active" not in desk.states()


@pytest.mark.parametrize("order", list(permutations([("iscrivimi", 1), ("cancellami", 2), ("iscrivimi", 3)])))
def test_in_whatever_order_they_arrive_the_last_word_counts(
    desk: Desk, order: tuple[tuple[str, int], ...]
) -> None:
    for text, at in order:
        desk.says(text, NOW + at)
    assert desk.states().count("active") == 1


@pytest.mark.parametrize("order", list(permutations([("iscrivimi", 1), ("iscrivimi", 2), ("cancellami", 3)])))
def test_and_if_the_last_word_was_to_leave_nobody_is_in(
    desk: Desk, order: tuple[tuple[str, int], ...]
) -> None:
    for text, at in order:
        desk.says(text, NOW + at)
    assert "active" not in desk.states()


def test_a_number_and_a_user_id_are_one_citizen(desk: Desk) -> None:
    desk.says("iscrivimi", user=USER)
    assert desk.says("iscrivimi", phone="", user=USER) is Applied.ALREADY_IN
    assert desk.says("cancellami", NOW + 5, phone="", user=USER) is Applied.LEFT


def test_a_user_id_learnt_later_is_filled_in(desk: Desk) -> None:
    desk.says("iscrivimi")
    desk.says("iscrivimi", user=USER)
    assert desk.says("cancellami", NOW + 5, phone="", user=USER) is Applied.LEFT


def test_two_citizens_never_become_one(desk: Desk) -> None:
    desk.says("iscrivimi", phone="+393330000001", user="")
    desk.says("iscrivimi", phone="", user=USER)
    assert desk.says("iscrivimi", phone="+393330000001", user=USER) is Applied.ALREADY_IN
    assert desk.states() == ["active", "active"]


@pytest.mark.parametrize(
    ("outcome", "welcome"),
    [
        ("sent", "accepted"),
        ("uncertain", "accepted"),
        ("failed", "failed"),
        ("skipped", "failed"),
        ("pending", "pending"),
    ],
)
def test_the_welcomes_outcome_decides_about_broadcasts(desk: Desk, outcome: str, welcome: str) -> None:
    desk.says("iscrivimi")
    desk.settle_replies(outcome)
    assert desk.store.connection.execute("SELECT welcome FROM subscriber").fetchone()[0] == welcome


def test_who_could_not_be_welcomed_may_join_anew(desk: Desk) -> None:
    desk.says("iscrivimi")
    desk.settle_replies("failed")
    assert desk.says("iscrivimi", NOW + 60) is Applied.JOINED
    assert desk.store.connection.execute("SELECT welcome FROM subscriber").fetchone()[0] == "pending"


def test_a_broken_welcome_template_costs_nobody_the_subscription(desk: Desk) -> None:
    desk.door._store._render = lambda name, facts: None  # type: ignore[attr-defined]
    assert desk.says("iscrivimi") is Applied.JOINED
    keep_up(desk.store, NOW)
    assert desk.store.connection.execute("SELECT state, welcome FROM subscriber").fetchone()[:] == (
        "active",
        "accepted",
    )
    assert desk.says("cancellami", NOW + 1) is Applied.LEFT
    keep_up(desk.store, NOW + 2)
    assert desk.states() == ["left"]


def body(text: str, id_: str) -> bytes:
    message = {
        "from": "393330000001",
        "id": id_,
        "timestamp": "1795500000",
        "type": "text",
        "text": {"body": text},
    }
    return json.dumps({"entry": [{"changes": [{"value": {"messages": [message]}}]}]}).encode()


def test_the_inbox_applied_twice_changes_nothing(desk: Desk) -> None:
    inbox = Inbox(desk.folder / "inbox.db", desk.vault)
    inbox.append([body("iscrivimi", "wamid.a"), body("cancellami", "wamid.b")], NOW)
    done = inbox.done
    inbox.done = lambda ids: None  # type: ignore[method-assign]  # killed before it is marked
    assert apply_inbox(desk.store, inbox, desk.door, apply_receipts, now=NOW) == 2
    inbox.done = done  # type: ignore[method-assign]
    assert apply_inbox(desk.store, inbox, desk.door, apply_receipts, now=NOW) == 2
    assert (desk.states(), desk.replies()) == (["leaving"], ["benvenuto", "arrivederci"])
    assert inbox.waiting() == 0


def test_two_processes_that_apply_a_body_lose_none_that_comes_meanwhile(desk: Desk) -> None:
    one, other = (Inbox(desk.folder / "inbox.db", desk.vault) for _ in range(2))
    one.append([body("iscrivimi", "wamid.a")], NOW)
    taken = [[id_ for id_, _ in inbox.take(20)] for inbox in (one, other)]
    one.done(taken[0])
    one.append([body("cancellami", "wamid.b")], NOW)
    other.done(taken[1])
    assert [b"cancellami" in raw for _, raw in one.take(20)] == [True]


def test_an_inbox_of_an_older_release_keeps_its_bodies_and_gets_ids_that_are_never_used_again(
    desk: Desk,
) -> None:
    file = desk.folder / "older.db"
    with sqlite3.connect(file) as older:
        older.execute(
            "CREATE TABLE body (id INTEGER PRIMARY KEY, received_at REAL NOT NULL, receipts_only INTEGER NOT NULL, "
            "unreadable INTEGER NOT NULL DEFAULT 0, content BLOB NOT NULL)"
        )
        older.execute("CREATE INDEX body_waiting ON body (receipts_only, id) WHERE unreadable = 0")
        older.execute("CREATE INDEX body_unreadable ON body (received_at) WHERE unreadable = 1")
        older.execute("CREATE INDEX body_sealed ON body (received_at) WHERE unreadable = 2")
        row = (7, NOW, False, desk.vault.encrypt(body("cancellami", "wamid.a")))
        older.execute("INSERT INTO body (id, received_at, receipts_only, content) VALUES (?, ?, ?, ?)", row)
    inbox = Inbox(file, desk.vault)
    assert [(id_, b"cancellami" in raw) for id_, raw in inbox.take(20)] == [(7, True)]
    inbox.done([7])
    inbox.append([body("iscrivimi", "wamid.b")], NOW)
    assert [id_ for id_, _ in inbox.take(20)] == [8]


def test_an_unreadable_body_is_set_aside_and_stops_nothing(desk: Desk) -> None:
    inbox = Inbox(desk.folder / "inbox.db", desk.vault)
    inbox.append([b"no json", body("iscrivimi", "wamid.a")], NOW)
    while apply_inbox(desk.store, inbox, desk.door, apply_receipts, now=NOW):
        pass
    assert (desk.states(), inbox.waiting()) == (["active"], 0)


def test_what_citizens_wrote_goes_before_receipts_that_came_earlier(desk: Desk) -> None:
    def posted(key: str, elements: list[object]) -> bytes:
        change = {"value": {key: elements}, "field": "messages"}  # Meta's name of the field, for receipts too
        return json.dumps({"entry": [{"changes": [change]}]}).encode()

    receipt = {"id": "wamid.r", "status": "sent", "timestamp": "1795500000"}
    word = json.loads(body("cancellami", "wamid.a"))["entry"][0]["changes"][0]["value"]["messages"]
    inbox = Inbox(desk.folder / "inbox.db", desk.vault)
    inbox.append([posted("statuses", [receipt] * 1000)] * 10, NOW)
    inbox.append([posted("messages", word)], NOW)
    assert [b"cancellami" in raw for _, raw in inbox.take(20)] == [True]
    assert apply_inbox(desk.store, inbox, desk.door, apply_receipts, now=NOW) == 1
    assert (inbox.take(20), inbox.waiting()) == ([], 10)


def receipts(*ids: int, status: str = "delivered") -> bytes:
    """A body with a receipt of each of these messages."""
    told = [{"id": f"wamid.{n}", "status": status, "timestamp": "1795500000"} for n in ids]
    return json.dumps({"entry": [{"changes": [{"value": {"statuses": told}}]}]}).encode()


def test_bodies_of_receipts_share_a_transaction(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = Inbox(desk.folder / "inbox.db", desk.vault)
    inbox.append([receipts(n) for n in range(1, 61)], NOW)
    begin, begun = desk.store.connection.begin, list[int]()

    def counted() -> None:
        begun.append(1)
        begin()

    monkeypatch.setattr(desk.store.connection, "begin", counted)
    assert apply_inbox(desk.store, inbox, desk.door, apply_receipts, now=NOW) == 60
    assert inbox.waiting() == 0
    assert 0 < len(begun) < 20
    assert desk.store.connection.execute("SELECT count(*) FROM receipt").fetchone()[0] == 60


def test_who_leaves_in_the_middle_of_a_thousand_receipts_waits_for_one_slice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.stages.settle.applying.SLICE", 0.0)
    desk.says("iscrivimi", NOW - 60)
    inbox = Inbox(desk.folder / "inbox.db", desk.vault)
    inbox.append([receipts(*range(1000))], NOW)
    calls: list[int] = []

    def slow(store: Store, some: Iterable[Receipt], now: float) -> None:
        if not calls:
            inbox.append([body("cancellami", "wamid.z")], NOW)
        if desk.states() == ["active"]:
            calls.append(len(list(some)))
        apply_receipts(store, some, now)

    apply_inbox(desk.store, inbox, desk.door, slow, now=NOW)
    assert (desk.states(), inbox.waiting()) == (["leaving"], 0)
    assert sum(calls) <= 50, "receipts applied before the departure"


def test_one_body_that_fails_is_set_aside_alone(desk: Desk) -> None:
    inbox = Inbox(desk.folder / "inbox.db", desk.vault)
    inbox.append([receipts(n) for n in range(40)], NOW)

    def fragile(store: Store, some: Iterable[Receipt], now: float) -> None:
        apply_receipts(store, some, now)
        if any(receipt.remote_id == desk.vault.message("wamid.7") for receipt in some):
            raise KeyError("nobody foresaw this")

    assert apply_inbox(desk.store, inbox, desk.door, fragile, now=NOW) == 40
    assert inbox.waiting() == 0
    kept = {row[0] for row in desk.store.connection.execute("SELECT DISTINCT message FROM receipt")}
    assert kept == {desk.vault.message(f"wamid.{n}") for n in range(40) if n != 7}
    aside = inbox._connection.execute("SELECT count(*) FROM body WHERE unreadable = 1").fetchone()
    assert aside[0] == 1


def test_no_number_and_no_word_is_readable_in_any_file(desk: Desk) -> None:
    inbox = Inbox(desk.folder / "inbox.db", desk.vault)
    inbox.append([body("Iscrivimi subito", "wamid.SECRETID"), body("la mia domanda", "wamid.c")], NOW)
    readable = b"".join(path.read_bytes() for path in desk.folder.iterdir())
    assert b"domanda" not in readable
    apply_inbox(desk.store, inbox, desk.door, apply_receipts, now=NOW)
    readable = b"".join(path.read_bytes() for path in desk.folder.iterdir())
    for secret in (b"393330000001", b"domanda", USER.encode()):
        assert secret not in readable


def test_another_key_opens_nothing(desk: Desk) -> None:
    sealed = desk.vault.encrypt(b"+393330000001")
    assert desk.vault.encrypt(b"+393330000001") != sealed
    with pytest.raises(VaultError):
        Vault(b"x" * 32, b"l" * 32, b"p" * 32).decrypt(sealed)
    with pytest.raises(VaultError):
        desk.vault.decrypt(sealed[:-1])


# -- citizens' choices, and all their other texts ------------------------------------------


def chosen(desk: Desk) -> list[str]:
    return [row[0] for row in desk.store.connection.execute("SELECT wants FROM subscriber ORDER BY id")]


def test_a_subscriber_chooses_emergencies_only_and_everything_again(desk: Desk) -> None:
    desk.says("iscrivimi")
    assert desk.says("SOLO URGENZE", NOW + 10) is Applied.CHOSEN
    assert chosen(desk) == ["urgent"]
    assert desk.says("tutto", NOW + 20) is Applied.CHOSEN
    assert chosen(desk) == ["all"]
    assert desk.replies() == ["benvenuto", "scelta", "scelta"]
    actions = [row[0] for row in desk.store.connection.execute("SELECT action FROM consent ORDER BY id")]
    assert actions == ["subscribed", "changed", "changed"]


def test_an_older_choice_that_arrives_late_changes_nothing(desk: Desk) -> None:
    desk.says("iscrivimi")
    desk.says("solo urgenze", NOW + 20)
    desk.says("tutto", NOW + 10)
    assert chosen(desk) == ["urgent"]


def test_choosing_makes_nobody_a_subscriber_and_each_time_they_are_told(desk: Desk) -> None:
    for n, words in enumerate(("solo urgenze", "tutto", "pausa", "riprendi", "riepilogo")):
        assert desk.says(words, NOW + n) is Applied.NOT_IN
    assert (desk.states(), desk.replies(), desk.count("consent")) == (["guest"], ["non_iscritto"] * 5, 0)
    for n in range(10):
        desk.says("tutto", NOW + 10 + n)
    assert len(desk.replies()) == 10  # the daily limit


def test_who_leaves_and_comes_back_gets_everything(desk: Desk) -> None:
    desk.says("iscrivimi")
    desk.says("solo urgenze", NOW + 10)
    desk.says("cancellami", NOW + 20)
    desk.says("iscrivimi", NOW + 30)
    assert chosen(desk) == ["all"]


def test_anything_else_is_answered_once_in_thirty_days_and_not_kept(desk: Desk) -> None:
    assert desk.says("a che ora chiude l'anagrafe?") is Applied.TOLD
    assert desk.says("allora?", NOW + 60) is Applied.NOTHING
    assert desk.says("allora?", NOW + 29 * 86400) is Applied.NOTHING
    assert desk.says("allora?", NOW + 31 * 86400) is Applied.TOLD
    everything = desk.store.connection
    kept = [
        tuple(row) for table in everything.tables() for row in everything.execute(f"SELECT * FROM {table}")
    ]
    assert "anagrafe" not in repr(kept)
    assert desk.replies() == ["automatica", "automatica"]


def test_pictures_stickers_and_old_messages_are_not_answered(desk: Desk) -> None:
    assert desk.says("") is Applied.NOTHING
    assert desk.says("ciao", NOW - 3600) is Applied.NOTHING
    assert (desk.replies(), desk.count("subscriber")) == ([], 0)


def test_the_number_of_who_only_asked_something_goes_like_any_guests(desk: Desk) -> None:
    desk.says("ciao")
    desk.settle_replies()
    assert desk.states() == ["left"]
    assert desk.store.connection.execute("SELECT phone FROM subscriber").fetchone()[0] is None


OWN = OwnWords(topics=("eventi", "scuola"), zones=("centro", "correggioli"))


def test_topics_and_zones_are_kept_and_the_reply_tells_what_comes_from_now_on(desk: Desk) -> None:
    told: list[dict[str, object]] = []
    desk.stored._render = lambda name, facts: told.append(dict(facts)) or Content(text=name)  # type: ignore[func-returns-value]
    desk.door = Subscribers(desk.stored, own=OWN)
    desk.says("iscrivimi centro")
    desk.says("eventi", NOW + 10)
    desk.says("no centro", NOW + 20)
    desk.says("scuola", NOW + 5)  # older, and late
    row = desk.store.connection.execute("SELECT wants, no_topics, zones FROM subscriber").fetchone()
    assert tuple(row) == ("all", "|altro|scuola|", "|nessuna|")
    assert [(one["topics"], one["zones"]) for one in told] == [
        (None, ["centro"]),
        (["eventi"], ["centro"]),
        (["eventi"], []),
        (["eventi"], []),
    ]
    desk.says("riepilogo", NOW + 30)
    assert told[-1]["wants"] == "digest"
    desk.says("TUTTO", NOW + 40)
    row = desk.store.connection.execute("SELECT wants, no_topics, zones FROM subscriber").fetchone()
    assert tuple(row) == ("all", "", "")
    words = [line[0] for line in desk.store.connection.execute("SELECT words FROM consent ORDER BY id")]
    assert words == ["iscrivimi centro", "eventi", "no centro", "scuola", "riepilogo", "tutto"]


def test_help_and_data_are_told_to_whoever_asks_and_make_nobody_a_subscriber(desk: Desk) -> None:
    assert desk.says("AIUTO") is Applied.ANSWERED
    assert desk.says("dati") is Applied.ANSWERED
    assert (desk.states(), desk.replies(), desk.count("consent")) == (["guest"], ["aiuto", "dati"], 0)
    keep_up(desk.store, NOW + 601)
    assert desk.states() == ["left"]


def test_who_is_suspended_is_told_that_the_number_is_kept(desk: Desk) -> None:
    told: list[dict[str, object]] = []
    desk.stored._render = lambda name, facts: told.append(dict(facts)) or Content(text=name)  # type: ignore[func-returns-value]
    desk.says("iscrivimi")
    desk.store.connection.execute("UPDATE subscriber SET state = 'suspended'")
    desk.says("dati", NOW + 10)
    assert told[-1]["subscribed"] is True
    desk.says("cancellami", NOW + 20)
    desk.says("dati", NOW + 900)
    keep_up(desk.store, NOW + 1600)
    desk.says("dati", NOW + 1700)
    assert told[-1]["subscribed"] is False


def test_who_asks_for_their_data_is_told_of_ids_and_contacts_too(desk: Desk) -> None:
    told: list[dict[str, object]] = []
    desk.stored._render = lambda name, facts: told.append(dict(facts)) or Content(text=name)  # type: ignore[func-returns-value]
    desk.says("iscrivimi", user=USER)
    desk.says("solo urgenze", NOW + 10, user=USER)
    desk.store.keep_second_number(id=1, lookup=b"x" * 32)
    desk.store.connection.execute("UPDATE subscriber SET reached_at = 7.0, unheard = 3, no_marketing = 1")
    desk.says("dati", NOW + 20, user=USER)
    kept = ("number", "user_id", "second_number", "no_marketing")
    assert [told[-1][name] for name in kept] == [True] * 4
    assert (told[-1]["last_contact"], told[-1]["last_message"], told[-1]["unheard"]) == (NOW + 10, 7.0, 3)


def test_a_doubt_about_leaving_is_asked_again_each_time_within_the_daily_limit(desk: Desk) -> None:
    for n in range(12):
        assert desk.says("non cancellarmi", NOW + n) is Applied.TOLD
    assert desk.replies() == ["non_capito"] * 10
    assert desk.says("che bella giornata", NOW + 60) is Applied.NOTHING  # the doubt's answer is this month's


def test_beyond_ten_replies_a_day_commands_are_obeyed_without_a_word(desk: Desk) -> None:
    for n in range(15):
        desk.says("aiuto", NOW + n)
    assert desk.replies() == ["aiuto"] * 10
    # The first welcome and the first goodbye are always sent, and leaving always works.
    for n in range(3):
        assert desk.says("iscrivimi", NOW + 20 + 2 * n) is Applied.JOINED
        assert desk.says("cancellami", NOW + 21 + 2 * n) is Applied.LEFT
    assert desk.replies() == ["aiuto"] * 10 + ["benvenuto", "arrivederci"]
    assert desk.says("aiuto", NOW + 100, "+393330000002") is Applied.ANSWERED
    assert desk.replies()[-1] == "aiuto"
    keep_up(desk.store, NOW + 86500)
    assert desk.count("answered") == 1
    desk.says("aiuto", NOW + 86500)
    assert desk.replies().count("aiuto") == 12


# -- what else is told of a citizen ----------------------------------------------------------------


def test_the_switch_for_marketing_is_neither_joining_nor_leaving(desk: Desk) -> None:
    def switch(stop: bool, at: float) -> list[tuple[str, int]]:
        with desk.store.transaction():
            desk.door.marketing(Marketing(at, stop, PHONE))
        rows = desk.store.connection.execute("SELECT state, no_marketing FROM subscriber").fetchall()
        return [tuple(row) for row in rows]

    assert switch(True, NOW) == []
    desk.says("iscrivimi")
    assert switch(True, NOW + 10) == [("active", 1)]
    assert switch(False, NOW + 5) == [("active", 1)]  # older, and late
    assert switch(False, NOW + 20) == [("active", 0)]
    desk.says("cancellami", NOW + 30)
    assert switch(False, NOW + 40) == [("leaving", 0)]


# -- a backup is restored --------------------------------------------------------------------------


def test_who_left_after_the_backup_does_not_come_back_with_it(desk: Desk) -> None:
    demand_sqlite("its own way to make a backup")
    for n in (1, 2, 3):
        desk.says("iscrivimi", NOW, f"+39333000000{n}")
    backup = connect(desk.folder / "backup.db")
    desk.store.connection.backup(backup)
    backup.close()
    desk.says("cancellami", NOW + 60, "+393330000001")
    desk.says("cancellami", NOW + 60, "+393330000002")
    desk.says("iscrivimi", NOW + 120, "+393330000002")
    restored = open_store(desk.folder / "backup.db")
    journal = Journal(desk.folder)
    assert replay_departures(restored, desk.vault, journal, NOW + 999) == 2
    rows = restored.connection.execute("SELECT state, phone IS NULL FROM subscriber ORDER BY id").fetchall()
    # The second one's return is not in the backup either: better unsubscribed than subscribed against their will.
    assert [tuple(row) for row in rows] == [("left", 1), ("left", 1), ("active", 0)]
    assert verify(restored).problem is None
    assert replay_departures(restored, desk.vault, journal, NOW + 999) == 0
    restored.close()
    # The database that was not restored has all of it.
    assert replay_departures(desk.store, desk.vault, journal, NOW + 999) == 0


def test_the_journal_holds_no_numbers_and_forgives_a_line_cut_off(desk: Desk) -> None:
    desk.says("iscrivimi")
    desk.says("cancellami", NOW + 60)
    file = desk.folder / "departures.journal"
    assert "333000" not in file.read_text(encoding="ascii")
    with file.open("a", encoding="ascii") as more:
        more.write("abcdef 12")
    assert [at for _, at in Journal(desk.folder).after(0)] == [NOW + 60, 12.0]


# -- a new proof key -------------------------------------------------------------------------------


def test_what_was_kept_under_the_proof_key_before_is_found_under_the_new_one(desk: Desk) -> None:
    desk.says("iscrivimi", NOW, id_="wamid.in")
    desk.says("cancellami", NOW + 10)
    desk.says("che ore sono?", NOW + 20, phone="+393330000002")
    newer = Vault(b"e" * 32, b"l" * 32, b"q" * 32, old_proof=b"p" * 32)
    desk.stored._vault = newer
    assert desk.says("iscrivimi", NOW, id_="wamid.in") is Applied.TWICE
    assert desk.says("iscrivimi", NOW + 5) is Applied.OVERTAKEN
    assert desk.says("e adesso?", NOW + 30, phone="+393330000002") is Applied.NOTHING
    assert desk.says("iscrivimi", NOW + 40) is Applied.JOINED
    lines = lines_of(desk.store, newer, PHONE)
    assert [line["action"] for line in lines] == ["subscribed", "left", "subscribed"]
    assert len({line["proof_key"] for line in lines}) == 2
    assert verify(desk.store).problem is None
    needed = {row["proof_key"]: row["n"] for row in desk.store.proof_keys()}
    assert [needed[key] for key in newer.proof_keys] == [1, 2]
    assert sum(ledger.erase(desk.store, one) for one in people_of(newer, PHONE)) == 3
    assert desk.store.proof_keys() == []
    assert verify(desk.store).problem is None
