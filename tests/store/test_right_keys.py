"""A key that is not the database's own is refused by every command, before anything is done."""

from __future__ import annotations

import base64
import json
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.citizens import exports, keys
from pipeline.citizens.unreachable import end_unreachable
from pipeline.model import Mode
from pipeline.store import Store
from pipeline.store.embedded import open_store
from pipeline.store.opening import open_database
from pipeline.store.right_keys import demand_right_keys, only_newest_key, wrong_key
from pipeline.store.vault import Vault, VaultError
from tests.town import Town, number, until

A, B, C = (bytes([n]) * 32 for n in (1, 2, 3))
LIVE = Mode.ALL


def swap(here: Town, name: str) -> None:
    file = here.folder / "data" / "sandbox.keys"
    keys = json.loads(file.read_text())
    keys[name] = base64.urlsafe_b64encode(b"x" * 32).decode()
    file.write_text(json.dumps(keys))


@pytest.mark.parametrize("name", ["KEY_ENCRYPTION", "KEY_LOOKUP", "KEY_PROOF"])
@pytest.mark.parametrize("old_release", [False, True])
def test_every_command_but_those_that_only_stop_refuses_a_wrong_key(
    here: Town, name: str, old_release: bool
) -> None:
    with here.serving():
        here.stage.write([number(1)], "iscrivimi")
        until(lambda: here.rows("SELECT count(*) FROM subscriber WHERE state = 'active'") == [(1,)])
    if old_release:
        with here.open_council() as opened:
            opened.store.connection.execute("DELETE FROM setting WHERE name LIKE 'check value %'")
    right = (here.folder / "data" / "sandbox.keys").read_text()
    swap(here, name)
    before = len(here.stage.received())
    here.stage.publish("Avviso", "Testo.")
    commands = (
        ["run"], ["serve"], ["check"], ["restored"], ["keys", "status"], ["dossier", number(1)],
        ["leave", number(1)], ["export", str(here.folder / "list.csv"), "--yes"],
        ["status"], ["why", "Avviso"], ["approve", "tutto"], ["retract", "Avviso"], ["templates", "status"],
    )  # fmt: skip
    # What reads the values is the same everywhere; a database without them is a case of its own.
    for words in commands[:4] if old_release else commands:
        done = here.call(*words)
        assert done.returncode == 2, (words, done)
        line = done.stdout + done.stderr
        assert name in line, (words, line)
        assert "Traceback" not in line
    assert here.call("stop").returncode == 0  # a false alert must be stoppable from any account
    assert len(here.stage.received()) == before
    (here.folder / "data" / "sandbox.keys").write_text(right)
    assert here.call("leave", number(1)).returncode == 0


def test_a_wrong_key_hides_no_id_that_an_older_release_kept(here: Town) -> None:
    with here.serving():
        here.stage.write([number(1)], "iscrivimi")
        until(lambda: here.rows("SELECT count(*) FROM attempt WHERE message <> ''") == [(1,)])
    with here.open_council() as opened:
        for sql in (
            "UPDATE attempt SET remote_id = 'wamid.OLD', message = ''",
            "DELETE FROM setting WHERE name = 'ids_hidden'",
        ):
            opened.store.connection.execute(sql)
    swap(here, "KEY_LOOKUP")
    assert here.call("keys", "status").returncode == 2
    with closing(open_database(here.config)) as store:
        [row] = store.connection.execute("SELECT remote_id, message FROM attempt").fetchall()
    assert tuple(row) == ("wamid.OLD", "")


def with_citizen(path: Path, vault: Vault, mode: Mode = LIVE) -> Store:
    store = open_store(path)
    store.insert_subscriber(
        state="active", phone_lookup=vault.lookup(number(1)), phone=vault.encrypt(number(1).encode()),
        user_lookup=None, user_id=None, mode=mode, welcome="accepted", tester=0, since=0.0, forget_at=None,
    )  # fmt: skip
    return store


def test_a_change_of_keys_needs_the_one_before_until_it_has_ended(tmp_path: Path) -> None:
    store = with_citizen(tmp_path / "one.db", Vault(A, A, A))
    demand_right_keys(store, Vault(A, A, A), LIVE, tmp_path)
    assert wrong_key(store, Vault(B, A, A), LIVE) == "KEY_ENCRYPTION"
    assert wrong_key(store, Vault(B, A, A, C), LIVE) == "KEY_ENCRYPTION"  # not the one before
    both = Vault(B, A, A, A)
    demand_right_keys(store, both, LIVE, tmp_path)
    for too_early in (Vault(A, A, A), Vault(B, A, A)):  # something is closed with each of them
        assert wrong_key(store, too_early, LIVE) == "KEY_ENCRYPTION"
    only_newest_key(store, both, LIVE)
    assert wrong_key(store, both, LIVE) is None  # not removed yet
    assert wrong_key(store, Vault(B, A, A), LIVE) is None
    assert wrong_key(store, Vault(A, A, A), LIVE) == "KEY_ENCRYPTION"


def test_the_proof_key_before_may_be_destroyed_but_never_be_another(tmp_path: Path) -> None:
    store = open_store(tmp_path / "one.db")
    demand_right_keys(store, Vault(A, A, A), LIVE, tmp_path)
    assert wrong_key(store, Vault(A, A, B), LIVE) == "KEY_PROOF"
    demand_right_keys(store, Vault(A, A, B, None, A), LIVE, tmp_path)
    assert wrong_key(store, Vault(A, A, B), LIVE) is None
    assert wrong_key(store, Vault(A, A, B, None, C), LIVE) == "KEY_PROOF_OLD"
    assert wrong_key(store, Vault(A, A, A), LIVE) == "KEY_PROOF"  # gone back without the newer one
    demand_right_keys(store, Vault(A, A, A, None, B), LIVE, tmp_path)


def test_the_sandbox_and_the_live_service_have_keys_of_their_own(tmp_path: Path) -> None:
    store = with_citizen(tmp_path / "one.db", Vault(A, A, A), Mode.OFF)
    demand_right_keys(store, Vault(A, A, A), Mode.OFF, tmp_path)
    demand_right_keys(store, Vault(B, B, B), Mode.TESTERS, tmp_path)  # no citizen of the live service yet
    assert wrong_key(store, Vault(B, B, B), Mode.ALL) is None
    assert wrong_key(store, Vault(A, A, A), Mode.ALL) == "KEY_ENCRYPTION"
    assert wrong_key(store, Vault(A, A, A), Mode.OFF) is None


def test_a_database_of_an_older_release_is_looked_at_before_its_keys_are_believed(tmp_path: Path) -> None:
    store = with_citizen(tmp_path / "one.db", Vault(A, A, A))
    with pytest.raises(VaultError, match="INFOSTIGLIA_KEY_ENCRYPTION"):
        demand_right_keys(store, Vault(B, A, A), LIVE, tmp_path)
    with pytest.raises(VaultError, match="INFOSTIGLIA_KEY_LOOKUP"):
        demand_right_keys(store, Vault(A, B, A), LIVE, tmp_path)
    demand_right_keys(store, Vault(C, A, A, A), LIVE, tmp_path)  # in the middle of a change
    assert wrong_key(store, Vault(C, A, A), LIVE) == "KEY_ENCRYPTION"
    store.connection.execute("DELETE FROM setting WHERE name LIKE 'check value %'")
    demand_right_keys(store, Vault(A, A, A, C), LIVE, tmp_path)  # the older one opens nothing: not needed
    assert wrong_key(store, Vault(A, A, A), LIVE) is None


def test_one_damaged_row_is_not_taken_for_a_wrong_key(tmp_path: Path) -> None:
    store = with_citizen(tmp_path / "one.db", Vault(A, A, A))
    store.connection.execute("UPDATE subscriber SET phone = x'0100'")
    store.connection.execute(
        "INSERT INTO subscriber (state, mode, since, asked_at, changed_at, phone, phone_lookup)"
        " VALUES ('active', 'all', 0, 0, 0, ?, ?)",
        (Vault(A, A, A).encrypt(b"+393330000002"), Vault(A, A, A).lookup("+393330000002")),
    )
    assert wrong_key(store, Vault(A, A, A), LIVE) is None


def test_a_check_value_reveals_nothing_of_its_key() -> None:
    values = Vault(A, B, C).check_values
    assert len({value for own in values.values() for value in own}) == 3
    assert not any(key.hex() in value for key in (A, B, C) for own in values.values() for value in own)


def test_citizens_of_the_sandbox_are_in_the_way_of_nothing_once_the_service_is_live(here: Town) -> None:
    here.join(number(1))
    with here.open_council() as opened:
        store, config, live = opened.store, opened.config, Vault(B, B, B, A)
        object.__setattr__(config, "live", LIVE)
        store.connection.execute("UPDATE subscriber SET unheard = 2, unheard_since = 1")
        store.uptime_begin(now=1.0)
        store.connection.execute("UPDATE uptime SET seen_at = ?", (here.clock.time(),))
        store.ensure_sender(name="whatsapp")
        store.seen_receipt(name="whatsapp", at=here.clock.time())
        assert end_unreachable(store, live, "whatsapp", here.clock.time()) == 0
        assert exports.export(config, store, live, here.folder / "list.csv") == 0
        assert keys.rotate(store, opened.inbox, live, LIVE) == 0
