"""A process with all imports done, which forks the program's commands: `python -m tests.zygote`.

Thousands of commands need not import the program thousands of times. A child is the command line itself
(`pipeline.cli.main`), in a process of its own, killed like any other. It can be held at its start, and so can its
threads, until a tracer has been attached to each: strace counts the calls of each thread for itself, so that
"the third call of the second thread" can be named only where threads are traced one by one.

One request a line on standard input, one answer a line on standard output, both JSON:
`{"words": [...], "out": path, "err": path, "env": {...}, "folder": path, "hold": [thread, ...], "fifo": path}` →
process id;
`{"wait": pid}` → exit code. Where both have `"modules": path`, the command notes there what it has imported, and the
next ones find it here. Thread 0 is the main one, the others are counted in the order of their birth; [-1] holds all.
A held thread writes "number tid" into the fifo.
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
    import pipeline.cli  # noqa: F401 (every command needs it)

    for line in sys.stdin:
        request = json.loads(line)
        answer = _wait(request) if "wait" in request else _fork(request)
        print(json.dumps(answer), flush=True)


def _wait(request: dict[str, Any]) -> int:
    """The exit code of a child; negative = its signal."""
    code = os.waitstatus_to_exitcode(os.waitpid(request["wait"], 0)[1])
    modules = Path(request.get("modules", os.devnull))
    for name in modules.read_text(encoding="utf-8").split() if modules.exists() else ():
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    return code


def _fork(request: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code, known = 70, set(sys.modules)
    try:
        _redirect(request["out"], request["err"])
        _settle_in(request)
        _hold(request.get("hold", []), request.get("fifo", ""))
        code = _command(request["words"])
    finally:
        if "modules" in request:
            learnt = "\n".join(name for name in sys.modules if name not in known)
            Path(request["modules"]).write_text(learnt, encoding="utf-8")
        # As at the end of any interpreter: buffers are written, and threads are waited for.
        with contextlib.suppress(Exception):
            threading._shutdown()  # type: ignore[attr-defined]
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _command(words: list[str]) -> int:
    """Run a command and return its exit code. Uncaught exceptions print a traceback, as in the interpreter."""
    from pipeline.cli import main as command

    try:
        command(words, prog_name="infostiglia")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _redirect(out: str, err: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    opened = [os.open(os.devnull, os.O_RDONLY), os.open(out, flags, 0o600), os.open(err, flags, 0o600)]
    for number, one in enumerate(opened):
        os.dup2(one, number)
        os.close(one)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)  # not the zygote's standard input
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _settle_in(request: dict[str, Any]) -> None:
    """Set the command's environment and folder, if given."""
    if "env" in request:
        os.environ.clear()
        os.environ.update(request["env"])
        time.tzset()
    os.chdir(request.get("folder", "."))


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


if __name__ == "__main__":
    main()
