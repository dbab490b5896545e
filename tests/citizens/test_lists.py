"""Imported lists have a consent for each row, nobody who left is subscribed again; keys, backups, numbers change."""

from __future__ import annotations

import csv
import stat
import threading
import time
from pathlib import Path

import pytest

from pipeline.citizens import keys, lists
from pipeline.citizens.identity import read_address
from pipeline.citizens.journal import Journal
from pipeline.citizens.ledger import verify
from pipeline.errors import ActionError
from pipeline.model import Mode
from pipeline.settings.reader import load
from pipeline.stages.settle.inbox import Inbox
from pipeline.store.engine import connect
from pipeline.store.vault import Vault, VaultError
from pipeline.words import put
from tests.databases import copy_database, demand_sqlite, put_back
from tests.town import ROOT, Town, number, until

NOW = 1_795_500_000.0
GOOD = "+39 333 000 0001;15/03/2025;modulo allo sportello"


def written(folder: Path, *lines: str, head: str = "Numero;Data;Fonte;Nome") -> Path:
    path = folder / "elenco.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8-sig")
    return path


def test_a_list_is_read_row_by_row_and_names_are_dropped(tmp_path: Path) -> None:
    config = load(ROOT)
    found = lists.read(
        written(tmp_path, f"{GOOD};Mario Rossi", "333 000 0002;2025-03-15;modulo;x", "", GOOD), config, NOW
    )
    assert [row.number for row in found.rows] == [number(1), number(2)]
    assert found.dropped == ("Nome",)
    [problem] = found.problems
    assert "presente" in put(problem)
    assert "333" not in put(problem)
    assert "333" not in repr(found.rows)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("ciao;15/03/2025;modulo", "riga 2: il numero va scritto"),
        ("333 000 0077;;modulo", "riga 2: data del consenso mancante"),
        ("333 000 0077;15/03/2077;modulo", "riga 2: data del consenso mancante, futura"),
        ("333 000 0077;15/03/2025;", "riga 2: fonte del consenso mancante"),
        ("333 000 0077;15/03/2025;dal 333000 0009", "riga 2: fonte del consenso mancante, o con un numero"),
        ("333 000 0077;15/03/2025;tel. 333 000 0077", "riga 2: fonte del consenso mancante, o con un numero"),
        ("333 000 0077;15/03/2025;dal 333.000.0077", "riga 2: fonte del consenso mancante, o con un numero"),
        ("333 000 0077;15/03/2025;33 30 00 00 77", "riga 2: fonte del consenso mancante, o con un numero"),
        ("333 000 0077;15/03/2025;٣٣٣ ٠٠٠ ٠٠٧٧", "riga 2: fonte del consenso mancante, o con un numero"),
    ],
)
def test_a_bad_row_is_one_line_without_the_number(tmp_path: Path, line: str, problem: str) -> None:
    found = lists.read(written(tmp_path, line), load(ROOT), NOW)
    assert found.rows == ()
    assert put(found.problems[0]).startswith(problem)
    assert "0077" not in put(found.problems[0])


def test_dates_and_protocols_in_a_source_are_no_numbers_of_citizens(tmp_path: Path) -> None:
    sources = ["modulo del 15/03/2025", "prot. 1234/2025 del 15.03.2025", "delibera n. 12 del 2025-03-15"]
    lines = [f"333 000 000{n};15/03/2025;{source}" for n, source in enumerate(sources)]
    assert [row.source for row in lists.read(written(tmp_path, *lines), load(ROOT), NOW).rows] == sources


def test_a_file_that_is_no_list_is_one_line(tmp_path: Path) -> None:
    config = load(ROOT)
    with pytest.raises(ActionError, match="missing columns: data, fonte"):
        lists.read(written(tmp_path, head="Telefono,Nome"), config, NOW)
    (tmp_path / "latin.csv").write_bytes("Numero;Data;Fonte\n1;2;città".encode("latin-1"))
    with pytest.raises(ActionError, match="UTF-8"):
        lists.read(tmp_path / "latin.csv", config, NOW)
    with pytest.raises(ActionError):
        lists.read(tmp_path / "none.csv", config, NOW)


TWO = ["333 000 0001;15/03/2025;modulo", "333 000 0002;15/03/2025;modulo"]
READ = {
    "UTF-16 of a spreadsheet": lambda text: text.encode("utf-16"),
    "UTF-16, the other way round": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "tabs": lambda text: text.replace(";", "\t").encode(),
    "commas": lambda text: text.replace(";", ",").encode(),
    "UTF-16 with tabs": lambda text: text.replace(";", "\t").encode("utf-16"),
    "sep=;": lambda text: ("sep=;\r\n" + text).encode(),
    "sep=, in quotation marks": lambda text: ('"sep=,"\n' + text.replace(";", ",")).encode("utf-8-sig"),
    "sep= a bar": lambda text: ("SEP=|\n" + text.replace(";", "|")).encode(),
    "lines of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "lines of an old Mac": lambda text: text.replace("\n", "\r").encode(),
    "sep=; and lines of an old Mac": lambda text: ("sep=;\r" + text.replace("\n", "\r")).encode(),
    "quotation marks": lambda text: text.replace("modulo", '"modulo; allo sportello"').encode(),
}
REFUSED = {
    "an open quotation mark": b'Numero;Data;Fonte\n333 000 0001;15/03/2025;"modulo\n333 000 0002;15/03/2025;modulo\n',
    "one that closes rows later": b'Numero;Data;Fonte\n333 000 0001;15/03/2025;"modulo\n3;4;"\n333 000 0002;1;2\n',
    "an open one in the last row": b'Numero;Data;Fonte\n333 000 0001;15/03/2025;"modulo',
    "one in the header": b'"Numero;Data;Fonte\n333 000 0001;15/03/2025;modulo\n',
    "a huge field": b"Numero;Data;Fonte\n333 000 0001;15/03/2025;" + b"x" * 200_000,
    "a huge header": b"Numero;Data;Fonte;" + b"x" * 200_000 + b"\n",
    "UTF-16 without its mark": "Numero;Data;Fonte\n".encode("utf-16-le"),
    "UTF-16 cut off": "Numero;Data;Fonte\n".encode("utf-16")[:-1],
    "a NUL": b"Numero;Data;Fonte\n333 000 0001;15/03/2025;mod\0ulo\n",
    "a separator that is none": b'sep="\nNumero;Data;Fonte\n',
    "nothing": b"",
    "brackets": b"[" * 100_000,
    "a table without separators": b"Numero Data Fonte\n",
}


@pytest.mark.parametrize("form", READ)
def test_a_list_is_read_in_every_form_that_spreadsheets_write(tmp_path: Path, form: str) -> None:
    (tmp_path / "elenco.csv").write_bytes(READ[form]("\n".join(["Numero;Data;Fonte", *TWO, ""])))
    found = lists.read(tmp_path / "elenco.csv", load(ROOT), NOW)
    assert [row.number for row in found.rows] == [number(1), number(2)]
    assert found.problems == ()


def test_the_line_of_a_bad_row_is_that_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "elenco.csv").write_text(
        "sep=;\nNumero;Data;Fonte\nciao;15/03/2025;modulo\n", encoding="utf-8"
    )
    [problem] = lists.read(tmp_path / "elenco.csv", load(ROOT), NOW).problems
    assert put(problem).startswith("riga 3: ")


@pytest.mark.parametrize("form", REFUSED)
def test_any_other_file_is_one_line_and_no_row_of_it_is_taken(tmp_path: Path, form: str) -> None:
    (tmp_path / "elenco.csv").write_bytes(REFUSED[form])
    with pytest.raises(ActionError) as refused:
        lists.read(tmp_path / "elenco.csv", load(ROOT), NOW)
    line = put(refused.value.sentence)
    assert line.startswith(str(tmp_path))
    assert len(line.replace(str(tmp_path), "")) < 200
    assert "\n" not in line
    assert "0001" not in line


def test_an_import_waits_while_another_program_holds_the_database(
    here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    demand_sqlite("how it is locked")
    monkeypatch.setattr("pipeline.store.engine.BUSY", 0.02)
    monkeypatch.setattr("pipeline.store.slices.SLICE", 0.0)
    rows = lists.read(written(here.folder, *TWO, head="Numero;Data;Fonte"), here.config, time.time()).rows
    holder = connect(here.config.database_file, one_thread=False)
    with here.open_council() as council:
        first = lists.confirmation(here.config, council.channels, time.time())
        holder.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.5, holder.rollback)
        release.start()
        importing = lists.Import(here.config, council.store, council.vault, first, time.time())
        assert importing.take(rows, Journal(here.config.data)).added == 2
        release.join()
    holder.close()
    assert here.rows("SELECT count(*) FROM subscriber WHERE state = 'active'") == [(2,)]


def test_who_comes_from_a_list_is_told_first_and_gets_news_only_then(here: Town) -> None:
    with here.serving():
        here.stage.write([number(5)], "iscrivimi")
        here.stage.write([number(6)], "iscrivimi")
        until(lambda: len(here.rows("SELECT 1 FROM subscriber WHERE welcome = 'accepted'")) == 2)
        here.stage.write([number(6)], "cancellami")
        until(lambda: here.rows("SELECT 1 FROM subscriber WHERE state = 'left'"))
    rows = [f"{number(n)};15/03/2025;modulo;Nome" for n in (1, 2, 3, 5, 6)]
    file = written(here.folder, *rows, "333;x;;")
    assert here.call("import", str(file)).returncode == 2  # a bad row: nothing happens
    assert here.rows("SELECT count(*) FROM subscriber") == [(2,)]
    assert here.call("import", str(file), "--skip-bad", "--dry-run").returncode == 0
    assert here.rows("SELECT count(*) FROM subscriber") == [(2,)]
    here.stage.fault("refuse", code=131026, to=number(2))
    done = here.call("import", str(file), "--skip-bad")
    assert "Iscritti: 3, già iscritti: 1, usciti in passato e non ripresi: 1" in done.stdout, done.stderr
    again = here.call("import", str(file), "--skip-bad")
    assert "Iscritti: 0, già iscritti: 4" in again.stdout
    here.heartbeat()
    here.tick()
    assert not any(one["template"] for one in here.stage.received())
    assert "elenco importato: da approvare" in here.call("status").stdout
    assert here.call("approve", "tutto").returncode == 0
    here.tick()
    here.tick()
    told = {one["recipient"] for one in here.stage.received() if one["template"] == "conferma_iscrizione"}
    assert told == {number(1), number(3)}  # Meta cannot deliver to number 2
    link = here.stage.publish("Festa in piazza", "Domenica.")["link"]
    here.tick()
    assert {who for who in here.copies(link) if who.startswith("+")} == {number(1), number(3), number(5)}
    with here.open_council() as opened:
        assert verify(opened.store).problem is None
    words = here.rows("SELECT words FROM consent WHERE words LIKE 'importazione%'")
    assert words == [("importazione: modulo",)] * 3

    exported = here.folder / "tutti.csv"
    assert here.call("export", str(exported), "--yes").returncode == 0
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600
    with exported.open(encoding="utf-8-sig", newline="") as file_:
        numbers = {row["number"] for row in csv.DictReader(file_, delimiter=";")}
    assert numbers == {f"+39 333 000 {n:04}" for n in (1, 2, 3, 5)}
    assert here.call("export", str(exported), "--yes").returncode == 2  # never over a file that exists


def test_a_new_key_closes_everything_anew_and_a_kill_halfway_loses_nothing(here: Town) -> None:
    here.join(*(number(n) for n in range(1, 6)))
    with here.open_council() as opened:
        store, first = opened.store, opened.vault
        old = b"o" * 32
        closed = Vault(old, b"l" * 32, b"p" * 32)
        for row in store.encrypted(after=0, mode="off", limit=10):
            phone = closed.encrypt(first.decrypt(row["phone"]))
            store.connection.execute("UPDATE subscriber SET phone = ? WHERE id = ?", (phone, row["id"]))
        both = Vault(b"n" * 32, b"l" * 32, b"p" * 32, old)
        new = Vault(b"n" * 32, b"l" * 32, b"p" * 32)
        inbox = Inbox(here.folder / "other.db", closed)
        inbox.append([b"damaged", b"{}"], 1.0)
        inbox._connection.execute("UPDATE body SET content = x'01ff' WHERE id = 1")
        inbox = Inbox(here.folder / "other.db", both)
        rotated = both.renewed(store.encrypted(after=0, mode="off", limit=1)[0]["phone"])
        store.connection.execute("UPDATE subscriber SET phone = ? WHERE id = 1", (rotated,))  # killed here
        ids = "[1, 2, 3, 4, 5]"
        numbers = {n: number(n) for n in range(1, 6)}
        assert {row["id"]: read_address(both, row).phone for row in store.addresses(ids=ids)} == numbers
        assert keys.rotate(store, inbox, both, Mode.OFF) == 5
        assert {row["id"]: read_address(new, row).phone for row in store.addresses(ids=ids)} == numbers
        with pytest.raises(VaultError):
            closed.decrypt(store.addresses(ids="[1]")[0]["phone"])
        assert Inbox(here.folder / "other.db", new).take_receipts()[0][1] == b"{}"


def test_without_the_old_key_nothing_is_closed_anew(here: Town) -> None:
    assert "KEY_ENCRYPTION_OLD manca" in here.call("keys", "rotate").stderr


def test_a_restored_backup_sends_nothing_that_went_out_since_and_brings_nobody_back(here: Town) -> None:
    here.join(number(1), number(2))
    backup = here.folder / "backup"
    here.change(r"settle_seconds: \d+", "settle_seconds: 30")
    waiting = here.stage.publish("In attesa", "Prima del backup.")["link"]
    here.tick()
    copy_database(here.config.database_file, backup)
    here.clock.ahead += 31
    later = here.stage.publish("Dopo il backup", "Uscita.")["link"]
    here.tick()
    here.clock.ahead += 31
    here.heartbeat()
    here.tick()
    here.call("leave", number(2))
    sent = {link: here.copies(link)[number(1)] for link in (waiting, later)}
    assert sent == {waiting: 1, later: 1}
    put_back(backup, here.config.database_file)
    shown = here.call("restored").stdout
    assert "riprese dal giornale: 1" in shown
    assert "annullate (possono essere già uscite): 3" in shown
    for _ in range(3):
        here.clock.ahead += 31
        here.heartbeat()
        here.tick()
    assert {link: here.copies(link)[number(1)] for link in (waiting, later)} == sent
    assert here.rows("SELECT count(*) FROM subscriber WHERE state = 'active'") == [(1,)]
    fresh = here.stage.publish("Nuova davvero", "Dopo il ripristino.")["link"]
    here.tick()
    here.clock.ahead += 31
    here.heartbeat()
    here.tick()
    assert here.copies(fresh)[number(1)] == 1


def test_a_new_number_is_announced_once_to_everybody_when_a_person_says_so(here: Town) -> None:
    here.join(number(1), number(2))
    here.public = number(9999).encode()
    here.rows("UPDATE subscriber SET wants = 'urgent' WHERE id = 2 RETURNING id")
    assert here.call("move-number", "+39 333 000 9999").returncode == 0
    here.tick()
    assert [one for one in here.stage.received() if one["template"] == "cambio_numero"] == []
    assert here.call("move-number", "+39 333 000 9999").returncode == 2
    assert here.call("approve", "tutto").returncode == 0
    here.tick()
    told = [one["recipient"] for one in here.stage.received() if one["template"] == "cambio_numero"]
    assert sorted(told) == [number(1), number(2)]
    assert "+39 333 000 9999" in next(m["text"] for m in here.stage.phones()[number(1)])


def test_a_changed_notice_is_recorded_and_told_only_when_a_person_says_so(here: Town) -> None:
    with here.serving():
        here.stage.write([number(1)], "iscrivimi")
        until(lambda: here.rows("SELECT 1 FROM subscriber WHERE welcome = 'accepted'"))
    here.change(r'privacy_version: ".*?"', 'privacy_version: "2027-01"')
    here.heartbeat()
    report = here.tick()
    assert report.exit_code == 3
    here.tick()
    assert here.rows("SELECT version FROM notice ORDER BY version") == [("2026-11",), ("2027-01",)]
    assert here.rows("SELECT state FROM post WHERE template = 'informativa_aggiornata'") == [("held",)]
    here.call("approve", "tutto")
    here.tick()
    assert any("versione 2027-01" in m["text"] for m in here.stage.phones()[number(1)])
    assert "Informativa 2026-11" in here.call("dossier", number(1)).stdout


@pytest.mark.parametrize("end", ["cancelled", "refused"])
def test_an_import_that_nobody_confirms_is_undone(here: Town, end: str) -> None:
    file = written(here.folder, f"{number(1)};15/03/2025;modulo;x")
    if end == "refused":
        here.stage.fault("refuse", code=131026, to=number(1))
    assert here.call("import", str(file)).returncode == 0
    here.heartbeat()
    if end == "cancelled":
        cancelled = here.call("cancel", "Conferma")
        assert cancelled.returncode == 0, cancelled.stderr
    else:
        assert here.call("approve", "tutto").returncode == 0
        here.tick()
        here.tick()
        assert "la conferma non è arrivata a 1" in here.call("status").stdout
        here.clock.ahead += 31 * 86400
        here.heartbeat()
    here.tick()
    here.tick()
    assert here.rows("SELECT state, phone FROM subscriber") == [("left", None)]
    assert here.rows("SELECT action FROM consent ORDER BY id") == [("subscribed",), ("undone",)]
    with here.open_council() as opened:
        assert verify(opened.store).problem is None
    assert "Iscritti: 1" in here.call("import", str(file)).stdout  # it was no departure
