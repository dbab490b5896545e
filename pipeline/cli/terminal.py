"""The output of commands: one line for a mistake, one line of the log for an event, a bar at a terminal."""

from __future__ import annotations

import errno
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from channels.sentence import OneLineError, Sentence
from pipeline.errors import said
from pipeline.events import event
from pipeline.store import Error
from pipeline.store.errors import what_failed
from pipeline.words import put

if TYPE_CHECKING:
    from pipeline.run import Report

# Errors of a disk that is full or fails, or of a file system that cannot be written (any more).
DISK = {errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
RIGHTS = {errno.EACCES, errno.EPERM}
EXIT_PARTLY, EXIT_CONFIG, EXIT_WAITS = 1, 2, 3
WIDTH = 30  # characters of the bar


def one_line_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a person's mistakes end with one line and exit code 2, and errors of disk or database with exit code 1.

    Neither shows a traceback.
    """

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except Exception as error:
            if (code := _told(error)) is None:
                raise
            sys.exit(code)

    return wrapped


def _told(error: Exception) -> int | None:
    """Tell an error of a known kind, and return the exit code; None = of no known kind."""
    if isinstance(error, Error) or (
        isinstance(error, OSError) and error.errno in DISK
    ):  # no person's mistake
        say_fault(what_failed(error))
        return EXIT_PARTLY
    if isinstance(error, OneLineError):
        for fault in getattr(error, "faults", (error,)):
            say_fault(fault.sentence)
        return EXIT_CONFIG
    if isinstance(error, OSError) and error.errno not in (None, errno.EPIPE):
        say_fault(_refused(error))
        return EXIT_CONFIG
    return None


def say_fault(fault: Sentence) -> None:
    """Write a line to standard error. If that fails, go on: the exit code must still be right."""
    with suppress(OSError):
        click.echo(f"infostiglia: {put(fault)}", err=True)


def _refused(error: OSError) -> Sentence:
    """What the system refuses, and where: rights, a folder in a file's place, an address."""
    problem: Sentence = said(error)
    if error.errno in RIGHTS:
        whose = Sentence("run this as the account that owns the folder, or change its owner (chown)")
        problem = Sentence("{error}; {remedy}", error=problem, remedy=whose)
    where = error.filename
    return Sentence("{where}: {problem}", where=where, problem=problem) if where else problem


class _Lines(logging.Formatter):
    """One line for each event: time, level, then the event."""

    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        return f"{at} {record.levelname.lower()} {record.getMessage()}"


def set_up_logging() -> None:
    """Log everything to standard error; of libraries only warnings and errors."""
    logging.raiseExceptions = False  # a line that cannot be written is lost, without a traceback
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in (
        "httpx",
        "httpcore",
        "tweepy",
        "urllib3",
        "requests_oauthlib",
        "oauthlib",
        "aiohttp",
        "asyncio",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class Progress:
    """A bar that grows while messages are sent; shown only at a terminal."""

    def __init__(self, remaining: Callable[[], int]) -> None:
        """`remaining`: returns the number of deliveries still to be sent."""
        self._remaining = remaining
        self._sent: dict[str, int] = {}
        self._shown = sys.stderr.isatty()
        self._drawn = 0.0

    def add(self, sender: str, sent: int) -> None:
        self._sent[sender] = self._sent.get(sender, 0) + sent
        if self._shown and time.monotonic() - self._drawn > 0.2:
            self._drawn = time.monotonic()
            self._draw(self._remaining())

    def end(self) -> None:
        if self._shown and self._sent:
            self._draw(self._remaining())
            with suppress(OSError):
                click.echo("", err=True)

    def _draw(self, remaining: int) -> None:
        done = sum(self._sent.values())
        share = done / max(1, done + remaining)
        counts = "  ".join(f"{name} {count}" for name, count in self._sent.items())
        bar = ("█" * round(share * WIDTH)).ljust(WIDTH, "░")
        with suppress(OSError):  # a terminal that is gone must not end the sending
            click.echo(f"\r\033[K{bar} {share:4.0%}  {counts}", err=True, nl=False)


def tell(report: Report) -> int:
    """Log the end of a run, then one line for each reason to wait. Returns the run's exit code."""
    log = logging.getLogger("infostiglia")
    code = report.exit_code
    log.info(event("run ended", items=report.polled.items, due=report.polled.due, exit=code))
    for name, count in sorted(report.sent.items()):
        log.info(event("answered", channel=name, count=count))
    if report.poll_elsewhere:
        log.info(event("another run is polling"))
    for name in report.elsewhere:
        log.info(event("another run is sending", channel=name))
    why = Counter((one.feed, one.state, one.reason) for one in report.waiting.values())
    for (feed, state, reason), count in why.items():
        known = {name: value for name, value in (("feed", feed), ("state", state)) if value}
        log.warning(event("waits", count=count, **known, reason=reason))
    return code
