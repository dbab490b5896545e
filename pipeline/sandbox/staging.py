"""A stage for demonstrations: a folder of their own, and the processes of a live service, as cron starts them."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
import httpx

from pipeline.model import Mode
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from pipeline.settings.values import FILE, ConfigError
from pipeline.words import say

OURS = ".demo"  # the file by which a demonstration knows its own folder, which it makes anew each time


@contextmanager
def stage(folder: Path, changes: Mapping[str, str]) -> Iterator[str]:
    """The service and its sandbox in a folder made anew; gives the sandbox's address. `changes`: in config.yaml, by
    regular expressions. Raises ConfigError if the folder is somebody else's."""
    make_room(folder)
    folder.mkdir()
    (folder / OURS).touch()
    lay_out(folder)
    sandbox_url, webhook_url = _shorten(folder, changes)
    with (
        _process(folder, "sandbox", sandbox_url + "/sandbox"),
        _process(folder, "serve", webhook_url + "/health"),
    ):
        yield sandbox_url


def make_room(folder: Path) -> None:
    """Remove the folder of an earlier demo. Raises ConfigError for any other: it may be a council's service."""
    if not (folder.exists() or folder.is_symlink()):
        return
    ours = (folder / OURS).is_file() and not folder.is_symlink()
    if not ours or ((folder / FILE).exists() and load(folder).live is not Mode.OFF):
        raise ConfigError(
            "{folder}: is not a folder of the demo, and stays as it is; move it away, or start the demo elsewhere",
            folder=folder,
        )
    shutil.rmtree(folder)


def tell(text: str) -> None:
    click.echo(f"• {text}")


def command_of(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", "-C", str(folder), *words]


def _shorten(folder: Path, changes: Mapping[str, str]) -> tuple[str, str]:
    """Shorten settle delay and polling, make the changes, choose other ports where one is taken.
    Returns the addresses of sandbox and webhook."""
    file = folder / "config.yaml"
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"(poll_seconds: )\d+", r"\g<1>1", text)
    text = text.replace("type: twitter\n    enabled: false", "type: twitter\n    enabled: true")
    text = re.sub(r"(settle_seconds: )\d+", r"\g<1>2", text)
    for pattern, new in changes.items():
        text, found = re.subn(pattern, new, text)
        assert found, pattern
    for port in ("8099", "8080"):
        text = re.sub(rf"\b{port}\b", str(_free(int(port))), text)
    file.write_text(text, encoding="utf-8")
    ports = re.findall(r"^  port: (\d+)", text, re.M)
    return f"http://127.0.0.1:{ports[1]}", f"http://127.0.0.1:{ports[0]}"


def _free(port: int) -> int:
    """This port, or another if it is taken."""
    for wanted in (port, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on this machine")


@contextmanager
def _process(folder: Path, command: str, ready: str) -> Iterator[None]:
    """A command running in a process of its own, for the length of a `with`."""
    with (folder / f"{command}.log").open("wb") as log:
        running = subprocess.Popen(command_of(folder, command), stderr=log, stdout=log)
        try:
            _await(ready, running)
            yield
        finally:
            running.terminate()
            running.wait(30)


def _await(url: str, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and running.poll() is None:
        try:
            httpx.get(url, timeout=1, trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    command = " ".join(running.args[3:])  # type: ignore[index,arg-type]
    raise click.ClickException(say("{command} did not start; see its log in the folder", command=command))
