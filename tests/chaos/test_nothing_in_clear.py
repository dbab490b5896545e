"""In all kinds of failure, no citizen's number or user id is in clear in any file or output of the program."""

from __future__ import annotations

import base64
import json
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from channels import registry
from channels.hearing import sign
from pipeline.settings.credentials import sandbox_secret
from pipeline.store.engine import connect
from tests.databases import demand_sqlite
from tests.town import Town, number, town, until
from tests.unreadable import assert_unreadable, files_of, numbers

KEYS = "sandbox.keys"  # where the sandbox keeps the keys of our own, in clear
CAPABILITIES = [registry.load(name).capabilities for name in registry.OWN]
SECRETS = {
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
    "PING_SECRET",
    *(secret for caps in CAPABILITIES for secret in (*caps.secrets, *caps.optional_secrets)),
}
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


def secrets_of(here: Town) -> set[str]:
    """What opens the providers' doors, and the keys of our own, as they are given to the program."""
    keys = json.loads((here.folder / "data" / KEYS).read_text())
    return {*(sandbox_secret(name) for name in SECRETS), *keys.values()}


def assert_nothing_in_clear(here: Town, contents: Mapping[str, bytes]) -> None:
    keys = secrets_of(here)
    contents = {where: content for where, content in contents.items() if not where.endswith(KEYS)}
    own = [base64.urlsafe_b64decode(key + "==") for key in keys if not key.startswith("sandbox-")]
    assert_unreadable(numbers(CITIZENS) | keys, contents)
    assert [where for where, content in contents.items() if any(key in content for key in own)] == []


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path / "city") as here:
        here.tick()
        yield here


def served(here: Town) -> subprocess.Popen[bytes]:
    """`serve`, with its output written into the folder."""
    log = (here.folder / "serve.log").open("ab")
    process = subprocess.Popen(here.command("serve"), stdout=log, stderr=log, env=here.env())
    until(here.healthy)
    return process


def attempts_files(here: Town) -> dict[str, bytes]:
    return files_of(here.folder / "data" / "attempts")


def provoke(here: Town) -> None:
    """Cause all kinds of trouble that make programs talkative."""
    stage = here.stage
    for code, citizen in zip((131026, 131050, 131056, 100, 999), CITIZENS[:5], strict=True):
        stage.fault("refuse", code=code, to=citizen)
    stage.fault("status", status=500, to=CITIZENS[5])
    stage.fault("wrong_json", to=CITIZENS[6])
    stage.fault("cut_after", to=CITIZENS[7])
    stage.fault("receipts_failed", code=131026, to=CITIZENS[8], count=None)
    stage.fault("receipts_failed", code=131049, to=CITIZENS[9], count=None)


def post(here: Town, raw: bytes) -> None:
    """A body signed by Meta, of any content."""
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
        listed.unlink()  # it holds numbers, as was asked for
        city.stage.write(CITIZENS[5:7], "cancellami")
        got = [
            one["recipient"] for one in city.stage.received() if "Ponte" in one["text"] and one["recipient"]
        ]
        slow = next(one for one in got if one not in CITIZENS[:7])
        # The run waits for this one, and is still there when the others have theirs.
        city.stage.fault("delay", seconds=60.0, to=slow)
        city.stage.publish("Scuole chiuse", "Da lunedì.")
        run = subprocess.Popen(city.command("run"), stderr=subprocess.PIPE, env=city.env())
        until(lambda: any("Scuole" in one["text"] for one in city.stage.received() if one["recipient"]))
        until(lambda: any(b'"Sent"' in content for content in attempts_files(city).values()))
        run.send_signal(signal.SIGKILL)
        outputs["killed run"] = run.communicate()[1]
        killed = files_of(city.folder)
    finally:
        serving.send_signal(signal.SIGKILL)  # its write-ahead logs stay there
        serving.wait(30)
    with connect(city.config.database_file) as live, connect(city.folder / "backup.db") as copy:
        live.backup(copy)
    outputs["restored"] = city.call("restored").stdout.encode()
    outputs["run after a restored backup"] = city.call("run").stderr.encode()
    files = files_of(city.folder)
    names = {where.rpartition("/")[2] for where in files}
    assert {
        "infostiglia.db",
        "infostiglia.db-wal",
        "inbox.db",
        "serve.log",
        "backup.db",
        "departures.journal",
    } <= names
    outputs |= {f"after the kill: {where}": content for where, content in killed.items()}
    assert any(b'"Sent"' in content for where, content in killed.items() if "attempts/" in where)
    assert_nothing_in_clear(city, outputs | files)
