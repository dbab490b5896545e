"""The commands as a clerk types them: one line for a mistake, exit codes that cron and systemd understand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from channels.registry import OWN
from pipeline.settings.folder import lay_out
from tests.commands import call
from tests.town import Town, change_config, number, until


def test_init_lays_out_a_folder_that_passes_check_and_never_overwrites(tmp_path: Path) -> None:
    assert call("init", "town", cwd=tmp_path).returncode == 0
    assert sorted(p.name for p in (tmp_path / "town").iterdir()) == [
        "config.yaml",
        "secrets.env",
        "templates",
    ]
    assert (tmp_path / "town" / "secrets.env").stat().st_mode & 0o077 == 0
    checked = call("-C", "town", "check", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    again = call("init", "town", cwd=tmp_path)
    assert again.returncode == 2
    assert "esiste già; nulla è stato cambiato" in again.stderr


@pytest.mark.parametrize("command", ["check", "run", "serve", "status", "sandbox", "stop"])
def test_outside_a_working_folder_every_command_says_what_to_do(tmp_path: Path, command: str) -> None:
    done = call(command, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "infostiglia init CARTELLA" in done.stderr


def test_a_wrong_setting_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    call("init", ".", cwd=tmp_path)
    change_config(tmp_path, "settle_seconds", "settel_seconds")
    done = call("run", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("infostiglia: config.yaml:")
    assert done.stderr.count("\n") == 1


def test_check_finds_a_number_with_a_digit_too_few(tmp_path: Path) -> None:
    lay_out(tmp_path / "office")
    change_config(tmp_path / "office", r'number: "\+39 333 000 0000"', 'number: "+39 333 000"')
    done = call("-C", "office", "check", cwd=tmp_path)
    assert done.returncode == 2
    assert "non può essere un numero del suo paese" in done.stdout
    assert "333 000" not in done.stdout.replace("+39 333 ···", "")


def test_check_finds_a_bad_selector_before_it_matters(tmp_path: Path) -> None:
    lay_out(tmp_path / "office")
    change_config(tmp_path / "office", r"select: \{\}", 'select: {item: ".card", date: "div["}')
    done = call("-C", "office", "check", cwd=tmp_path)
    assert done.returncode == 2
    lines = (tmp_path / "office" / "config.yaml").read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines, 1) if "select: {item" in line)
    assert done.stdout.splitlines() == [
        f"config.yaml:{at}: feeds.0.select.date: 'div[' non è un selettore CSS"
    ]
    change_config(tmp_path / "office", r"select: .*", 'select: {date: ".d"}')
    assert "manca item" in call("-C", "office", "check", cwd=tmp_path).stdout


def test_a_hubs_secret_is_not_in_status(here: Town) -> None:
    here.rows("UPDATE feed SET hub_secret = 'segretissimo' RETURNING name")
    done = here.call("status", "--json")
    assert done.returncode == 0
    assert "segretissimo" not in done.stdout
    assert '"alarm"' in done.stdout


def test_check_finds_a_bad_template_before_it_matters(tmp_path: Path) -> None:
    call("init", ".", cwd=tmp_path)
    (tmp_path / "templates" / "facebook" / "allerta.j2").write_text("{{ item.titolo }}", encoding="utf-8")
    done = call("check", cwd=tmp_path)
    assert done.returncode == 2
    assert "templates/facebook/allerta.j2:1" in done.stdout


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        (
            "telegram/notizia",
            "---\npicture: item\n{{ item.title }}",
            "inizia con --- ma nessuna riga di --- la chiude",
        ),
        (
            "mastodon/notizia",
            "---\nlink: apart\n---\n{{ item.title }}",
            "link: Mastodon non mostra collegamenti a parte",
        ),
        (
            "facebook/notizia",
            "---\nlink: apart\npicture: item\n---\nx",
            "link: apart non va insieme a un'immagine",
        ),
        ("facebook/notizia", "---\nfooter: x\n---\nx", "footer: solo per i modelli che WhatsApp approva"),
    ],
)
def test_a_template_that_would_lose_something_is_refused(
    tmp_path: Path, file: str, text: str, problem: str
) -> None:
    call("init", ".", cwd=tmp_path)
    for name in ("telegram", "mastodon"):
        change_config(tmp_path, rf"type: {name}\n    enabled: false", f"type: {name}\n    enabled: true")
    (tmp_path / "templates" / f"{file}.j2").write_text(text, encoding="utf-8")
    done = call("check", cwd=tmp_path)
    assert done.returncode == 2
    assert problem in done.stdout
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("channel", "line", "problem"),
    [
        ("telegram", "chat_id: comune", "chat_id: deve essere il nome del canale pubblico con @"),
        ("telegram", "timout: 5", "timout: chiave sconosciuta; forse timeout?"),
        ("telegram", "enabld: true", "enabld: chiave sconosciuta; forse enabled?"),
        ("mastodon", 'account_id: "@comune"', "account_id: deve essere il numero del profilo"),
        ("assisted", "limit: 0", "limit: deve essere maggiore di 0"),
        ("assisted", "remind_hours: .nan", "remind_hours: deve essere maggiore di 0"),
        ("telegram", "edits: sometimes", "'sometimes' non è tra ignore, ask, edit, follow-up, delete"),
    ],
)
def test_a_wrong_setting_of_a_channel_is_one_line(
    tmp_path: Path, channel: str, line: str, problem: str
) -> None:
    call("init", ".", cwd=tmp_path)
    key = line.partition(":")[0]
    config = (tmp_path / "config.yaml").read_text(encoding="utf-8")
    head, found, block = config.partition(f"    type: {channel}\n")
    block = re.sub(rf"    {key}: .*\n", "", block, count=1) if f"    {key}: " in block else block
    block = block.replace("enabled: false", "enabled: true", 1)
    (tmp_path / "config.yaml").write_text(f"{head}{found}    {line}\n{block}", encoding="utf-8")
    done = call("check", cwd=tmp_path)
    assert done.returncode == 2
    assert problem in done.stderr, done.stdout + done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("edits", ["", "edits: follow-up"])
def test_with_every_channel_there_is_all_is_well_as_shipped(tmp_path: Path, edits: str) -> None:
    call("init", ".", cwd=tmp_path)
    change_config(tmp_path, r"    enabled: (true|false).*\n", f"    enabled: true\n    {edits}\n")
    if edits:
        change_config(tmp_path, r"    edits: edit\n", "")
    done = call("check", cwd=tmp_path)
    assert done.stdout.startswith("Tutto a posto."), done.stdout + done.stderr
    with_texts = set(OWN) - {"gateway", "contact"}  # those have WhatsApp's
    assert [name for name in with_texts if name not in done.stdout] == []


def test_with_another_key_nothing_is_sent_and_one_line_says_why(here: Town) -> None:
    here.join(number(1))
    (here.folder / "data" / "sandbox.keys").unlink()
    here.stage.publish("Avviso", "Testo.")
    done = until(lambda: (found := here.call("run")).returncode == 2 and found)
    assert "KEY_ENCRYPTION è quella giusta?" in done.stderr
    assert "Traceback" not in done.stderr
    assert [one for one in here.stage.received() if one["channel"] == "whatsapp"] == []


def test_a_database_that_is_none_is_one_line(tmp_path: Path) -> None:
    call("init", ".", cwd=tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "infostiglia.db").write_bytes(
        b"not a database at all, but long enough to be read" * 50
    )
    done = call("status", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_a_run_with_no_news_loads_neither_sdk_nor_template_engine_and_looks_for_no_garbage(
    here: Town,
) -> None:
    change_config(here.folder, "  reminders: false", "  reminders: true")
    here.tick()
    code = (
        "import gc, sys, pipeline.__main__ as program\n"
        "gc.callbacks.append(lambda phase, info: looks.append(phase))\n"
        "looks = []\n"
        "sys.argv[:] = ['infostiglia', '-C', sys.argv[1], 'run']\n"
        "try: program.main()\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        "heavy = {'feedparser', 'jinja2', 'tweepy', 'facebook', 'aiohttp', 'requests', 'sqlite_utils', 'babel'}\n"
        "heavy |= {'uvloop', 'phonenumbers', 'channels._subscribers.commands', 'pipeline.stages.enqueue'}\n"
        "assert gc.isenabled() and gc.get_freeze_count() > 10_000 and looks == []\n"
        "heavy |= {'pipeline.desk.digest_text', 'pipeline.stages.render.cards', 'pipeline.stages.render.choice'}\n"
        "heavy |= {name for name in sys.modules if name.startswith('pipeline.stages.decide.')}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(here.folder)],
        capture_output=True,
        text=True,
        env=here.env(),
        timeout=60,
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_exit_codes_of_run(here: Town) -> None:
    here.join(number(1))
    assert here.call("run").returncode == 0
    here.stage.fault("status", channel="portal", status=500)
    until(lambda: here.call("run").returncode == 1)
    for n in range(8):
        here.stage.publish(f"Notizia {n}", "Testo.")
    until(lambda: here.call("run").returncode == 3)


def test_a_run_ends_with_1_also_while_the_next_try_of_a_feed_is_awaited(here: Town) -> None:
    here.tick()
    here.stage.fault("status", channel="portal", status=500, count=None)
    for _ in range(5):
        here.clock.ahead += 7200
        tried = here.tick()
    assert (bool(tried.polled.failures), tried.exit_code) == (True, 1)
    awaited = here.tick()
    assert (bool(awaited.polled.failures), awaited.exit_code) == (False, 1)


def test_two_runs_at_once_are_no_error_and_send_once(here: Town) -> None:
    here.join(*(number(n) for n in range(1, 100)))
    with here.serving():
        item = here.stage.publish("Avviso", "Testo.")
        runs = [here.start("run") for _ in range(3)]
        assert {process.wait(60) for process in runs} == {0}
    assert set(here.copies(item["link"]).values()) == {1}


def test_run_stopped_by_systemd_ends_cleanly_and_the_next_goes_on(here: Town) -> None:
    here.join(*(number(n) for n in range(1, 300)))
    with here.serving():
        item = here.stage.publish("Avviso", "Testo.")
        process = here.start("run")
        until(lambda: len(here.stage.received()) > 40)
        process.terminate()
        assert process.wait(30) == 0
        sent = len(here.stage.received())
        assert sent < 299
        assert here.rows("SELECT count(*) FROM delivery WHERE state IN ('sending', 'uncertain')") == [(0,)]
        assert here.call("run").returncode == 0
    copies = here.copies(item["link"])
    assert {copies[number(n)] for n in range(1, 300)} == {1}


def test_preview_shows_every_channel_and_writes_nothing(tmp_path: Path, shared: Path) -> None:
    call("init", ".", cwd=tmp_path)
    change_config(tmp_path, r"type: twitter\n    enabled: false", "type: twitter\n    enabled: true")
    done = call("preview", str(shared / "samples" / "portals" / "01-wordpress.xml"), cwd=tmp_path)
    assert done.returncode == 0
    for words in ("WhatsApp", "Facebook", "X  (", "di 280 caratteri", "Rispondi CANCELLAMI"):
        assert words in done.stdout
    assert not (tmp_path / "data").exists()


def test_preview_of_an_address_shows_the_newest_item(here: Town) -> None:
    here.stage.publish("La più nuova", "Testo.")
    before = here.rows("SELECT count(*) FROM item")
    done = here.call("preview", here.config.feeds[0].url)
    assert "La più nuova" in done.stdout
    assert here.rows("SELECT count(*) FROM item") == before


def test_preview_of_what_is_no_feed_is_one_line(tmp_path: Path) -> None:
    call("init", ".", cwd=tmp_path)
    (tmp_path / "x.html").write_text("<html></html>", encoding="utf-8")
    done = call("preview", "x.html", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_status_and_why_tell_the_story(here: Town) -> None:
    here.join(number(1))
    item = here.stage.publish("Ponte chiuso", "Testo.")
    here.tick()
    status = here.call("status").stdout
    assert "Iscritti: 1" in status
    assert "Ponte chiuso" in status
    for text in (item["link"], "ponte", "Ponte chiuso"):
        told = here.call("why", text).stdout
        assert "pubblica: nuova" in told
        assert "fatta [1 di 1]" in told
    assert "mai comparsa" in here.call("why", "https://elsewhere.example/").stdout
    assert '"uncertain": 0' in here.call("status", "--json").stdout


def test_why_lists_who_is_uncertain_with_the_reason_and_no_number(here: Town) -> None:
    here.join(number(1), number(2))
    here.stage.fault("cut_before", to=number(2))
    here.stage.publish("Ponte chiuso", "Testo.")
    here.tick()
    told = here.call("why", "ponte").stdout
    assert "incerta: cittadino n. 2: la rete si è interrotta durante l'invio" in told
    assert "39333" not in told
    assert "INCERTE 1" in here.call("status").stdout


def test_what_staff_ask_for_must_be_clear(here: Town) -> None:
    for n in range(2):
        here.stage.publish(f"Gemella {n}", "Testo.")
    here.tick()
    assert "più notizie" in here.call("cancel", "Gemella").stderr
    assert "nessuna notizia" in here.call("hold", "inesistente").stderr
    assert "nessun canale" in here.call("stop", "--channel", "fax").stderr


def test_every_command_has_help() -> None:
    from pipeline.cli import main

    assert set(main.commands) == set(
        (
            "init check run serve preview discover status why hold approve cancel stop retract resend uncertain tray "
            "sandbox demo dossier leave erase consents templates plans import export keys restored move-number move "
            "log rules simulate exercise yearly-test reach register alert paths people"
        ).split()
    )
    assert all(command.help for command in main.commands.values())


def test_without_uvloop_pythons_own_loop_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio
    import sys

    from pipeline.tasks import fast_loop

    assert fast_loop() is not asyncio.new_event_loop
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert fast_loop() is asyncio.new_event_loop
