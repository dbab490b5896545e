"""The program's commands, each in a process of its own: forked from one that has imported the program already."""

from __future__ import annotations

import atexit
import itertools
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


class Zygote:
    """The other side of `zygote.py`."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.zygote"]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, cwd=ROOT
        )
        assert self._process.stdout is not None
        self.answers = self._process.stdout
        self._one = threading.Lock()

    def ask(self, **request: Any) -> int:
        with self._one:
            self.tell(**request)
            return self.answer()

    def tell(self, **request: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()

    def answer(self) -> int:
        return int(json.loads(self.answers.readline()))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


class Command:
    """A running command, with the part of `subprocess.Popen` that tests need."""

    def __init__(self, words: Sequence[str], cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> None:
        """`cwd`: the working directory; `env`: additional variables."""
        self._zygote, scratch = _zygote()
        self.args = list(words)
        self.out, self.err, modules = (scratch / f"{next(_NUMBERS)}" for _ in range(3))
        self._modules = str(modules)
        self.pid = self._zygote.ask(
            words=self.args,
            out=str(self.out),
            err=str(self.err),
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            folder=str(cwd),
            modules=self._modules,
        )
        self._end = os.pidfd_open(self.pid)  # readable when it has ended
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self._end], [], [], 0)[0]:
            self._reap()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit code. Raises TimeoutExpired."""
        if self.returncode is None and not select.select([self._end], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
        return self._reap()

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _reap(self) -> int:
        if self.returncode is None:
            self.returncode = self._zygote.ask(wait=self.pid, modules=self._modules)
            os.close(self._end)
        return self.returncode


def call(
    *words: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end. Raises TimeoutExpired."""
    command = Command(words, cwd, env)
    try:
        code = command.wait(timeout)
    except subprocess.TimeoutExpired:
        command.kill()
        command.wait(30)
        raise
    said = [file.read_text(encoding="utf-8") for file in (command.out, command.err)]
    return subprocess.CompletedProcess(command.args, code, *said)


_NUMBERS = itertools.count()


@cache
def _zygote() -> tuple[Zygote, Path]:
    """This process's zygote and the folder of its commands' output; both end with the process."""
    folder = tempfile.TemporaryDirectory(prefix="commands-")
    zygote = Zygote()
    atexit.register(folder.cleanup)
    atexit.register(zygote.close)
    return zygote, Path(folder.name)
