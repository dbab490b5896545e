"""A clumsy hand at a terminal: folders that are not the program's, ports that are taken, accounts without rights."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from channels.sentence import OneLineError
from pipeline.cli.terminal import _told
from pipeline.sandbox.staging import OURS, make_room
from pipeline.settings.folder import lay_out
from pipeline.settings.listening import cannot_listen
from pipeline.settings.reader import load
from pipeline.settings.values import ConfigError
from tests.commands import call
from tests.town import change_config


def test_init_adds_missing_templates_to_a_folder_and_nothing_else(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (tmp_path / "templates" / "whatsapp" / "allerta.j2").unlink()
    (tmp_path / "templates" / "facebook" / "notizia.j2").write_text("mio", encoding="utf-8")
    (tmp_path / "secrets.env").unlink()
    (tmp_path / "config.yaml").write_text("mio", encoding="utf-8")
    assert [path.name for path in lay_out(tmp_path)] == ["allerta.j2"]
    assert not (tmp_path / "secrets.env").exists(), "new keys would not be those of the database"
    for name in ("config.yaml", "templates/facebook/notizia.j2"):
        assert (tmp_path / name).read_text(encoding="utf-8") == "mio"
    with pytest.raises(ConfigError, match="exists already; nothing was changed"):
        lay_out(tmp_path)


def test_init_where_nothing_can_be_written_says_so_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()  # rights would not stop a test that runs as root
    with pytest.raises(ConfigError, match="choose a folder you may write to"):
        lay_out(tmp_path / "file" / "prova")


def mine(folder: Path) -> None:
    folder.mkdir()
    (folder / "tesi.txt").write_text("tre anni di lavoro", encoding="utf-8")


def a_service(folder: Path) -> None:
    lay_out(folder)
    (folder / OURS).touch()  # it began as a demo
    change_config(folder, r"^live: off", "live: all")


def a_file(folder: Path) -> None:
    folder.write_text("x", encoding="utf-8")


def a_link(folder: Path) -> None:
    lay_out(folder.parent / "elsewhere")
    (folder.parent / "elsewhere" / OURS).touch()
    folder.symlink_to(folder.parent / "elsewhere")


@pytest.mark.parametrize("make", [mine, a_service, a_file, a_link, lay_out])
def test_the_demo_deletes_no_folder_but_its_own(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "demo")
    before = sorted(tmp_path.rglob("*"))
    done = call("demo", "--once", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert sorted(tmp_path.rglob("*")) == before


def test_the_demo_makes_its_own_folder_anew(tmp_path: Path) -> None:
    lay_out(tmp_path / "demo")
    (tmp_path / "demo" / OURS).touch()
    make_room(tmp_path / "demo")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.EADDRINUSE, "error while attempting to bind"), "webhook.port: the port is taken"),
        (PermissionError(errno.EACCES, "Permission denied"), "webhook.port: this account may not listen"),
        (OSError(errno.EADDRNOTAVAIL, "x"), "webhook.host: is no address of this machine"),
        (socket.gaierror(socket.EAI_NONAME, "x"), "webhook.host: is no address of this machine"),
        (PermissionError(errno.EACCES, "Permission denied", "data/poll.lock"), ""),
        (OSError(errno.ENOSPC, "No space left on device"), ""),
    ],
)
def test_a_server_that_cannot_listen_names_the_real_fault(tmp_path: Path, error: OSError, words: str) -> None:
    lay_out(tmp_path)
    told = cannot_listen(load(tmp_path), "webhook", error)
    assert words in str(told) if words else told is None


@pytest.mark.parametrize("command", ["serve", "sandbox"])
def test_a_port_that_is_taken_and_a_host_that_is_not_ours(tmp_path: Path, command: str) -> None:
    lay_out(tmp_path)
    part = "webhook" if command == "serve" else "sandbox"
    change_config(tmp_path, rf"^{part}:\n  host: 127.0.0.1", f"{part}:\n  host: 192.0.2.7")
    done = call("-C", str(tmp_path), command)
    assert (done.returncode, f"{part}.host: " in done.stderr) == (2, True), done.stderr
    change_config(tmp_path, r"host: 192.0.2.7", "host: 127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        change_config(tmp_path, r"port: 8080|port: 8099", f"port: {port}")
        done = call("-C", str(tmp_path), command)
    assert (done.returncode, f"{part}.port: " in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (PermissionError(errno.EACCES, "x", "data/poll.lock"), 2, "data/poll.lock: permesso negato; "),
        (NotADirectoryError(errno.ENOTDIR, "x", "data"), 2, "data: "),
        (OSError(errno.ENOSPC, "x", "data/x"), 1, "data/x: "),
        (OneLineError("una riga"), 2, "una riga"),
    ],
)
def test_what_the_system_refuses_is_one_line(
    capsys: pytest.CaptureFixture[str], error: Exception, code: int, words: str
) -> None:
    assert _told(error) == code
    said = capsys.readouterr().err
    assert words.casefold() in said.casefold()
    assert said.count("\n") == 1


def test_what_is_no_fault_of_a_persons_shows_where_it_is() -> None:
    assert _told(ValueError("a mistake of ours")) is None
    assert _told(TimeoutError()) is None
    assert _told(BrokenPipeError(errno.EPIPE, "x")) is None
