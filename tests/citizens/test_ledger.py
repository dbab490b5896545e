"""The ledger of consents: nobody can change a line unnoticed, and erased data are gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.citizens import ledger
from pipeline.citizens.ledger import Line
from pipeline.citizens.retention import retain
from pipeline.store import Store
from tests.databases import open_store
from tests.town import Town, number, until

ROME = ZoneInfo("Europe/Rome")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "main.db")
    for n in range(6):
        opened.connection.execute(
            "INSERT INTO subscriber (id, state, mode, since, asked_at, changed_at) VALUES (?, 'left', 'all', 1, 1, 1)",
            (n,),
        )
        with opened.transaction():
            person, message = ledger.Person(bytes([n % 3]) * 32, "k1"), bytes([n]) * 32
            line = Line(n, person, "subscribed", 1e9 + n, "iscrivimi", message, notice="2026-11")
            ledger.append(opened, line)
    yield opened
    opened.close()


def test_an_untouched_ledger_holds(store: Store) -> None:
    found = ledger.verify(store)
    assert (found.lines, found.erased, found.problem) == (6, 0, None)
    assert ledger.verify(store, found.head).problem is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consent SET words = 'cancellami' WHERE id = 3",
        "UPDATE consent SET at = at + 1 WHERE id = 3",
        "UPDATE consent SET notice = '2027-01' WHERE id = 1",
        "UPDATE consent SET identity = x'00' WHERE id = 6",
        "UPDATE consent SET commitment = x'00' WHERE id = 2",
        "DELETE FROM consent WHERE id = 3",
        "INSERT INTO consent SELECT 99, subscriber_id, action, at, message, words, notice, identity, salt, commitment,"
        " head, proof_key FROM consent WHERE id = 2",
        "UPDATE consent SET id = -id WHERE id = 4",
    ],
)
def test_a_line_changed_put_in_or_taken_out_is_seen(store: Store, change: str) -> None:
    store.connection.execute(change)
    assert ledger.verify(store).problem


def test_lines_cut_off_at_the_end_are_seen_by_who_kept_a_head(store: Store) -> None:
    head = ledger.verify(store).head
    store.connection.execute("DELETE FROM consent WHERE id = 6")
    assert ledger.verify(store).problem is None
    assert "missing at the end" in str(ledger.verify(store, head).problem)


def test_erasing_leaves_tombstones_and_the_chain(store: Store) -> None:
    head = ledger.verify(store).head
    assert ledger.erase(store, bytes([1]) * 32) == 2
    found = ledger.verify(store, head)
    assert (found.lines, found.erased, found.problem) == (6, 2, None)
    rows = store.connection.execute("SELECT words, notice, at, salt FROM consent WHERE action = 'erased'")
    assert [tuple(row) for row in rows] == [("", "", 0, None)] * 2


def test_a_dossier_tells_all_that_is_kept_and_no_names(here: Town) -> None:
    with here.serving():
        here.stage.write([number(1)], "Iscrivimi Mario Rossi")
        here_is(here, "active")
    told = here.call("dossier", "333 000 0001").stdout
    assert "Stato: iscritto" in told
    assert "parole: «iscrivimi»" in told
    assert "Rossi" not in told
    assert number(1) not in told
    assert "non è tra gli iscritti" in here.call("dossier", number(9)).stdout


def test_a_dossier_names_ids_and_contacts_too(here: Town) -> None:
    here.join(number(1))
    days = [f"0{day}/11/2026 08:00" for day in range(1, 6)]
    moments = (f"{datetime(2026, 11, day, 8, tzinfo=ROME).timestamp()}" for day in range(1, 6))
    dated = ("reached_at", "asked_at", "preferred_at", "unheard_since", "marketing_at")
    kept = ", ".join(f"{name} = {at}" for name, at in zip(dated, moments, strict=True))
    more = "user_id = phone, unheard = 3, no_marketing = 1, tester = 1"
    here.rows(f"UPDATE subscriber SET {kept}, {more} WHERE id = 1 RETURNING id")
    with here.open_council() as council, council.store.transaction():
        council.store.keep_second_number(id=1, lookup=council.vault.lookup(number(2)))
    told = here.call("dossier", number(1)).stdout
    words = ("Codice utente", "Altra forma del numero", "fra chi prova o il personale", *days)
    assert [one for one in words if one not in told] == []


def here_is(here: Town, state: str) -> None:
    until(lambda: here.rows("SELECT state FROM subscriber WHERE id = 1") == [(state,)])


def test_leaving_at_the_office_is_leaving_and_erasing_leaves_a_whole_chain(here: Town) -> None:
    with here.serving():
        here.stage.write([number(1)], "iscrivimi")
        here_is(here, "active")
        here.stage.write([number(2)], "iscrivimi")
        until(lambda: here.rows("SELECT count(*) FROM consent") == [(2,)])
    assert "cancellato" in here.call("leave", number(1)).stdout
    assert here.rows("SELECT state, phone FROM subscriber WHERE id = 1") == [("left", None)]
    assert "cancellazione" in here.call("dossier", number(1)).stdout
    assert "2 righe del registro" in here.call("erase", "--yes", number(1)).stdout
    assert "nessuna riga" in here.call("dossier", number(1)).stdout
    done = here.call("consents", "verify")
    assert (done.returncode, "3 righe, 2 cancellate" in done.stdout) == (0, True)
    here.rows("UPDATE consent SET words = 'x' WHERE salt IS NOT NULL RETURNING id")
    broken = here.call("consents", "verify")
    assert (broken.returncode, "NON è integro" in broken.stdout) == (3, True)


@pytest.mark.parametrize("typed", ["", "pippo", "12", "+00", "333"])
def test_what_is_no_number_is_one_line(here: Town, typed: str) -> None:
    done = here.call("dossier", typed)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


DAY = 86400.0


def test_the_proof_of_who_left_long_ago_goes_and_of_who_came_back_stays(here: Town) -> None:
    with here.open_council() as council:
        store, now = council.store, here.clock.time()
        here_, gone, back = (bytes([n]) * 32 for n in (1, 2, 3))
        with store.transaction():
            for identity, action, months in (
                *((here_, "subscribed", 40), (gone, "subscribed", 40), (gone, "left", 25)),
                *((back, "subscribed", 40), (back, "left", 30), (back, "subscribed", 29)),
            ):
                at = now - months * 30.44 * DAY
                store.insert_subscriber(**nobody(now))
                ledger.append(store, Line(1, ledger.Person(identity, "k1"), action, at, words=""))
        now += DAY
        assert retain(council.config, store, now) == (0, 2)
        assert retain(council.config, store, now + 60) == (0, 0)
        assert ledger.verify(store).erased == 2
        left = {row["identity"] for row in store.consent_chain()}
        assert left == {here_, back, b""}


def nobody(now: float) -> dict[str, object]:
    names = ("phone_lookup", "phone", "user_lookup", "user_id", "forget_at")
    return {**dict.fromkeys(names), "state": "left", "mode": "off", "welcome": "", "tester": 0, "since": now}


def test_after_a_month_nobody_can_tell_who_got_a_message(here: Town) -> None:
    here.join(number(1), number(2))
    item = here.stage.publish("Sagra")
    here.tick()
    assert here.copies(item["link"])[number(1)] == 1
    here.rows("DELETE FROM setting WHERE name = 'retained_at' RETURNING name")
    here.clock.ahead += 29 * DAY
    here.tick()
    assert here.rows("SELECT count(*) FROM delivery WHERE recipient > 0") == [(2,)]
    here.clock.ahead += 2 * DAY
    here.tick()
    assert here.rows("SELECT count(*) FROM delivery WHERE recipient > 0") == [(0,)]
    assert here.rows("SELECT count(*) FROM delivery WHERE recipient < 0 AND state = 'sent'") == [(2,)]
    assert here.rows("SELECT count(*) FROM delivery WHERE recipient = 0") == [(2,)]  # the pages
    assert here.call("why", "Sagra").returncode == 0
