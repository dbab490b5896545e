"""How far an item got: every figure recomputed from the sandbox's own log, which knows nothing of our records."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from pipeline.staff.reach import SHARES, published_tests
from pipeline.staff.register import without_names
from tests.town import Town, number, until

TITLE = "Allerta rossa: evacuare via Po"
PEOPLE = [number(n) for n in range(1, 21)]
REFUSED, OFF, FAILED = PEOPLE[:2], PEOPLE[2:5], PEOPLE[5:6]


def alert(town: Town) -> None:
    town.stage.publish(TITLE, "Lasciare le case.", categories=["Allerta"])


def sent_to_all(town: Town) -> None:
    """An emergency to twenty citizens, by the real processes: two have no WhatsApp, three phones are off, one fails."""
    town.join(*PEOPLE)
    for who in REFUSED:
        town.stage.fault("refuse", code=131026, to=who)
    for who in OFF:
        town.stage.fault("receipts_none", to=who)
    for who in FAILED:
        town.stage.fault("receipts_failed", code=131026, to=who)
    with town.serving():
        town.start("run").wait(60)  # the baseline
        alert(town)
        town.start("run").wait(60)
        until(lambda: len(told_of(town)) == len(PEOPLE) - len(REFUSED) - len(OFF) - len(FAILED))
        until(lambda: figures(town)["delivered"] == len(told_of(town)))


def log_of(town: Town) -> dict[str, dict[str, Any]]:
    """The provider's own log: who was sent it, by number."""
    return {
        one["recipient"]: one for one in town.stage.received() if TITLE in one["text"] and one["recipient"]
    }


def told_of(town: Town) -> dict[str, float]:
    """When each phone got it, as the provider told."""
    found = {}
    for who, one in log_of(town).items():
        times = [at for status, at in one["told"].items() if status in ("delivered", "read")]
        if times:
            found[who] = max(one["at"], min(times))
    return found


def figures(town: Town, channel: str = "whatsapp") -> dict[str, Any]:
    listed = json.loads(town.call("reach", TITLE, "--json").stdout)
    return next(one for one in listed if one["channel"] == channel)


def within(times: list[float], begun: float) -> dict[str, float | None]:
    place = {share: ceil(len(PEOPLE) * share / 100) - 1 for share in SHARES}
    ordered = sorted(times)
    return {str(s): ordered[at] - begun if at < len(ordered) else None for s, at in place.items()}


def test_all_figures_are_those_of_the_provider_s_own_log(here: Town, tmp_path: Path) -> None:
    sent_to_all(here)
    found, log, told = figures(here), log_of(here), told_of(here)
    failed = {who for who, one in log.items() if "failed" in one["told"]}
    assert failed == set(FAILED)
    assert found["recipients"] == len(PEOPLE)
    assert found["accepted"] == len(set(log) - failed)
    assert found["delivered"] == len(told)
    accepted = [one["at"] for who, one in log.items() if who not in failed]
    for name, times in (("accepted_within", accepted), ("delivered_within", list(told.values()))):
        expected = within(times, found["begun_at"])
        assert {k: v is None for k, v in found[name].items()} == {k: v is None for k, v in expected.items()}
        for share, seconds in expected.items():
            assert seconds is None or found[name][share] == pytest.approx(max(0.0, seconds), abs=1.0), (
                name,
                share,
            )
    missed: Counter[str] = Counter()
    for one in found["missed"]:
        missed[one["state"]] += one["n"]
    assert missed == {"failed": len(REFUSED) + len(FAILED), "sent": len(OFF)}
    assert found["delivered"] + sum(missed.values()) == found["recipients"]
    _the_views_agree(here, tmp_path)


def _the_views_agree(town: Town, folder: Path) -> None:
    """Terminal, page and PDF have the same figures; the PDF says that it is accessible."""
    shown = town.call("reach", TITLE).stdout
    assert "consegnati al telefono: 14 (70,0 %)" in shown
    assert "99 % dei destinatari: accettati entro –" in shown
    assert "3: accettato dal gestore, nessuna conferma ancora: il telefono può essere spento" in shown
    assert town.call("reach", TITLE, "--report", str(folder / "r.html")).returncode == 0
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert "14 (70,0 %)" in page
    assert "<script" not in page
    assert town.call("reach", TITLE, "--report", str(folder / "r.pdf")).returncode == 0
    pdf = (folder / "r.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid:part" in pdf
    wrong = town.call("reach", TITLE, "--report", str(folder / "r.doc"))
    assert (wrong.returncode, "deve finire in .html o .pdf" in wrong.stderr) == (2, True)


def test_while_it_is_sent_the_figures_are_of_this_moment(here: Town) -> None:
    here.join(*PEOPLE[:3])
    here.stage.publish("Notizia", "Testo.")
    here.change(r"settle_seconds: 0", "settle_seconds: 0")
    waits = here.call("reach", "Notizia")
    assert waits.returncode == 2
    here.stage.fault("status", channel="whatsapp", status=429, count=None)
    alert(here)
    here.tick()
    found = figures(here)
    assert (found["accepted"], found["is_open"]) == (0, True)
    assert [one["state"] for one in found["missed"]] == ["pending"]
    assert "L'invio è in corso" in here.call("reach", TITLE).stdout


def test_the_figures_outlive_the_records(here: Town) -> None:
    here.join(*PEOPLE[:3])
    alert(here)
    here.tick()
    before = figures(here)
    here.clock.ahead += 2 * 86400
    here.tick()
    with here.open_council() as opened:
        opened.store.connection.execute("DELETE FROM attempt")
    assert figures(here)["accepted_within"] == before["accepted_within"]
    assert here.rows("SELECT count(*) FROM reach WHERE channel = 'whatsapp'") == [(1,)]


def test_the_register_names_roles_and_no_people(here: Town) -> None:
    here.join(*PEOPLE[:2])
    here.change(r"settle_seconds: 0", "settle_seconds: 600")
    alert(here)
    here.stage.publish("Scomparso Mario Rossi, 82 anni", "Si cerca in zona.", categories=["Allerta"])
    here.stage.publish("Domani si vota", "Seggi aperti.")
    here.tick()
    because = ("--because", "lo chiede il prefetto", "--who", "Maria")
    here.call("approve", "Domani si vota", "--lane", "emergency", *because)
    here.call("approve", "Domani si vota", "--who", "Piero")
    here.tick()
    here.call("exercise", "Prova del mattino")
    here.tick()
    rows = json.loads(here.call("register", "--json").stdout)
    assert {(row["what"], row["decided"]) for row in rows} == {
        (TITLE, "portal"),
        ("Scomparso …, 82 anni", "portal"),
        ("Domani si vota", "two"),
    }
    public = json.dumps(rows, ensure_ascii=False)
    assert not any(name in public for name in ("Maria", "Piero", "Rossi", "prefetto", "Prova"))
    [row] = [row for row in rows if row["what"] == "Domani si vota"]
    assert next(one["accepted"] for one in row["reach"] if one["channel"] == "whatsapp") == 2
    assert (
        "due persone: chi l'ha chiesta e chi l'ha approvata «lo chiede il prefetto»"
        in here.call("register").stdout
    )


def test_the_register_tells_of_an_alert_by_hand_how_it_began_and_of_both_people(here: Town) -> None:
    here.change("two_people: false", "two_people: true")
    here.join(PEOPLE[0])
    here.call("alert", "frana", "--place", "via Po", "--until", "?", "--yes", "--who", "Maria")
    here.call("approve", "Frana", "--who", "Piero")
    here.call("alert", "--end", "Frana", "--yes", "--who", "Maria")
    here.call("approve", "frana", "--who", "Piero")
    [row] = json.loads(here.call("register", "--json").stdout)
    assert (row["what"], row["decided"]) == ("Frana in via Po", "two")
    assert "«Frana in via Po»" in here.call("reach", "frana").stdout
    assert "chiesta; l'approva una seconda persona" in here.call("why", "frana").stdout


def test_names_of_persons_leave_a_title() -> None:
    assert without_names("Allerta rossa in via Garibaldi") == "Allerta rossa in via Garibaldi"
    assert without_names("Scomparsa Anna Bianchi") == "Scomparsa …"
    assert without_names("Anna Bianchi non si trova") == "… non si trova"


# -- tests of reach ---------------------------------------------------------------------------------------


def test_once_a_month_the_staff_gets_a_test_and_nobody_else(here: Town) -> None:
    here.join(number(1), number(2))
    here.change(r"^canary: \[\]", f'canary: ["{number(1)}"]')
    here.change(r"^  day: 0 ", "  day: 1 ")
    here.change(r"^  hour: 10 ", "  hour: 0 ")
    for _ in range(3):
        here.tick()
    sent = [one for one in here.stage.received() if "Prova mensile" in one["text"]]
    assert [one["recipient"] for one in sent] == [number(1)]
    assert "ESERCITAZIONE" in sent[0]["text"]
    assert "Prova mensile: il giorno 1 alle 0:00, a 1 del personale, 0,02 €" in here.call("status").stdout


def test_once_a_year_an_announced_test_goes_to_everybody_and_may_be_published(here: Town) -> None:
    here.join(number(1), number(2))
    none = here.call("yearly-test")
    assert (none.returncode, "prima va annunciata" in none.stderr) == (2, True)
    today = date.today()
    days = f"from: {today - timedelta(1)}, to: {today + timedelta(1)}"
    here.change(r"^drills: \[\]", f"drills:\n  - {{name: Prova annuale 2026, {days}, test: true}}")
    assert here.call("yearly-test").stdout.strip() == "whatsapp: la prova «Prova annuale 2026» va a tutti"
    again = here.call("yearly-test")
    assert (again.returncode, "parte una volta sola" in again.stdout) == (1, True)
    here.tick()
    sent = [one for one in here.stage.received() if "Prova annuale 2026" in one["text"]]
    assert {one["recipient"] for one in sent} == {number(1), number(2)}
    assert all(one["text"].startswith("PROVA annunciata") for one in sent)
    here.clock.ahead += 2 * 86400
    here.tick()
    with here.open_council() as opened:
        [(title, reach)] = published_tests(opened.store)
    assert (title, reach.accepted, reach.recipients) == ("Prova annuale 2026", 2, 2)
