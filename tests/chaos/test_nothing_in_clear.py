"""Whatever goes wrong: no citizen's number or user id stands in clear in any file or output of the program."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from channels.hearing import sign
from pipeline.store.engine import connect
from tests.databases import demand_sqlite
from tests.town import Town, number, town, until

CITIZENS = [number(n) for n in range(4001, 4013)]
COMMANDS = (
    ("run",),
    ("status",),
    ("status", "--json"),
    ("why", "Ponte chiuso"),
    ("check",),
    ("templates", "status"),
    ("plans",),
    ("consents", "verify"),
    ("consents", "head"),
    ("keys", "rotate"),
    ("import", "list.csv", "--skip-bad"),
    ("dossier", CITIZENS[0]),
    ("leave", CITIZENS[1]),
    ("erase", "--yes", CITIZENS[2]),
    ("dossier", "0039 333 000"),
)


def forms(phone: str) -> Iterator[bytes]:
    """How a number may be written, and the user id that the sandbox gives it."""
    digits = phone.removeprefix("+39")
    yield digits.encode()
    yield f"{digits[:3]} {digits[3:6]} {digits[6:]}".encode()
    yield f"{digits[:3]} {digits[3:]}".encode()
    yield f"IT.{int(phone.removeprefix('+')) * 7919}".encode()


def assert_nothing_in_clear(where: str, content: bytes) -> None:
    found = [form for phone in CITIZENS for form in forms(phone) if form in content]
    assert found == [], where


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path / "city") as here:
        here.tick()
        yield here


def served(here: Town) -> subprocess.Popen[bytes]:
    """`serve`, writing what it says into the folder."""
    log = (here.folder / "serve.log").open("ab")
    process = subprocess.Popen(here.command("serve"), stdout=log, stderr=log, env=here.env())
    until(here.healthy)
    return process


def provoke(here: Town) -> None:
    """Everything that makes programs talkative."""
    stage = here.stage
    for code, citizen in zip((131026, 131050, 131056, 100, 999), CITIZENS[:5], strict=True):
        stage.fault("refuse", code=code, to=citizen)
    stage.fault("status", status=500, to=CITIZENS[5])
    stage.fault("wrong_json", to=CITIZENS[6])
    stage.fault("cut_after", to=CITIZENS[7])
    stage.fault("receipts_failed", code=131026, to=CITIZENS[8], count=None)
    stage.fault("receipts_failed", code=131049, to=CITIZENS[9], count=None)


def post(here: Town, raw: bytes) -> None:
    """Something Meta has signed, whatever it is."""
    headers = {"X-Hub-Signature-256": sign("sandbox-whatsapp_app_secret", raw)}
    httpx.post(f"{here.webhook_url}/webhook", content=raw, headers=headers, trust_env=False)


def test_no_number_in_any_log_file_output_database_or_backup(city: Town) -> None:
    demand_sqlite("it reads the file and a backup of it")
    outputs: dict[str, bytes] = {}
    serving = served(city)
    try:
        provoke(city)  # the welcomes fail
        city.stage.write(CITIZENS, "Iscrivimi")
        city.stage.write(CITIZENS[:3], f"chiamatemi al {CITIZENS[0]}, sono Mario Rossi")
        post(city, b'{"entry": [{"changes": [{"value": {"messages": [{"from": "' + CITIZENS[3][1:].encode())
        post(city, json.dumps({"entry": [{"from": CITIZENS[4], "changes": CITIZENS}]}).encode())
        until(lambda: city.stage.state()["updates_waiting"] == 0)
        until(lambda: city.rows("SELECT count(*) FROM subscriber WHERE state = 'active'")[0][0] >= 10)
        city.stage.clear_faults()
        city.stage.publish("Ponte chiuso", "Da domani.")
        provoke(city)  # the broadcast fails
        listed = city.folder / "list.csv"
        rows = [f"{CITIZENS[10]};01/02/2025;modulo", f"{CITIZENS[11]};mai;modulo", "333;x;y"]
        listed.write_text("\n".join(["numero;data;fonte", *rows]), encoding="utf-8")
        for words in COMMANDS:
            done = city.call(*(str(listed) if word == "list.csv" else word for word in words))
            outputs[" ".join(words[:2])] = done.stdout.encode() + done.stderr.encode()
        city.stage.write(CITIZENS[5:7], "cancellami")
        city.stage.publish("Scuole chiuse", "Da lunedì.")
        run = subprocess.Popen(city.command("run"), stderr=subprocess.PIPE, env=city.env())
        until(lambda: any("Scuole" in one["text"] for one in city.stage.received() if one["recipient"]))
        run.send_signal(signal.SIGKILL)
        outputs["killed run"] = run.communicate()[1]
    finally:
        serving.send_signal(signal.SIGKILL)  # what it had in its logs of writing stays there
        serving.wait(30)
    with connect(city.config.database_file) as live, connect(city.folder / "backup.db") as copy:
        live.backup(copy)
    listed.unlink()
    outputs["restored"] = city.call("restored").stdout.encode()
    outputs["run after a restored backup"] = city.call("run").stderr.encode()
    for where, content in outputs.items():
        assert_nothing_in_clear(where, content)
    files = [path for path in city.folder.rglob("*") if path.is_file()]
    names = {path.name for path in files}
    assert {
        "infostiglia.db",
        "infostiglia.db-wal",
        "inbox.db",
        "serve.log",
        "backup.db",
        "departures.journal",
    } <= names
    for path in files:
        assert_nothing_in_clear(str(path.relative_to(city.folder)), path.read_bytes())
