"""A process that has everything imported, and forks the program's commands: `python -m tests.chaos.zygote`.

Thousands of runs need not import the program thousands of times. A child is the command line itself
(`pipeline.cli.main`), in a process of its own, killed like any other. It can be held at its start, and so can its
threads, until a tracer has been attached to each: strace counts the calls of each thread for itself, so that
"the third call of the second thread" can be named only where threads are traced one by one.

One request a line on standard input, one answer a line on standard output, both JSON:
`{"words": [...], "log": path, "hold": [thread, ...], "fifo": path}` → process id; `{"wait": pid}` → exit code;
`{"learn": [...], "log": path}` → how many modules are imported now. Thread 0 is the main one, the others are
counted in the order of their birth; [-1] holds all. A held thread writes "number tid" into the fifo.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import itertools
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

ALL = -1
LONGEST = 20.0  # seconds a held thread waits for its tracer


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        if "wait" in request:
            answer = os.waitstatus_to_exitcode(os.waitpid(request["wait"], 0)[1])
        elif "learn" in request:
            answer = _learn(request["learn"], request["log"])
        else:
            answer = _fork(request)
        print(json.dumps(answer), flush=True)


def _fork(request: dict[str, Any], modules: Path | None = None) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        _redirect(request["log"])
        _hold(request.get("hold", []), request.get("fifo", ""))
        code = _command(request["words"])
    finally:
        if modules is not None:
            modules.write_text("\n".join(sys.modules), encoding="utf-8")
        # As at the end of any interpreter: what stands in buffers is written, and threads are waited for.
        with contextlib.suppress(Exception):
            threading._shutdown()  # type: ignore[attr-defined]
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _command(words: list[str]) -> int:
    """Its exit code, a traceback on standard error for what it does not catch: as the interpreter does."""
    from pipeline.cli import main as command

    try:
        command(words, prog_name="infostiglia")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _redirect(log: str) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for opened, number in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(opened, number)
    os.close(nothing)
    os.close(out)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _hold(threads: list[int], fifo: str) -> None:
    """Hold these threads, this one perhaps among them, until they are traced."""
    if not threads:
        return
    number = itertools.count(1)

    def born(frame: object, event: str, argument: object) -> None:
        sys.setprofile(None)
        mine = next(number)
        if mine in threads or ALL in threads:
            _wait_for_tracer(mine, fifo)

    if threads != [0]:
        threading.setprofile(born)
    if 0 in threads or ALL in threads:
        _wait_for_tracer(0, fifo)


def _wait_for_tracer(number: int, fifo: str) -> None:
    thread = threading.get_native_id()
    told = os.open(fifo, os.O_WRONLY | os.O_CLOEXEC)
    os.write(told, f"{number} {thread}\n".encode())
    os.close(told)
    status, deadline = Path(f"/proc/self/task/{thread}/status"), time.monotonic() + LONGEST
    while "TracerPid:\t0\n" in status.read_text(encoding="ascii"):
        if time.monotonic() > deadline:
            os._exit(71)
        time.sleep(0.002)
    time.sleep(0.01)  # attached; a moment later it also stops at calls


def _learn(words: list[str], log: str) -> int:
    """Run a command once, and import whatever it has imported."""
    modules = Path(log + ".modules")
    os.waitpid(_fork({"words": words, "log": log}, modules), 0)
    for name in modules.read_text(encoding="utf-8").split("\n"):
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    return len(sys.modules)


if __name__ == "__main__":
    main()
