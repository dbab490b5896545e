"""What `run` shows: a counting line at a terminal, one line an event in a log."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.run import Report


class _Lines(logging.Formatter):
    """One line an event: time, level, then what happened."""

    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        return f"{at} {record.levelname.lower()} {record.getMessage()}"


def set_up_logging() -> None:
    """Everything to standard error; libraries only when something is wrong."""
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
    """A line that counts, at a terminal only."""

    def __init__(self) -> None:
        self._sent: dict[str, int] = {}
        self._shown = sys.stderr.isatty()

    def add(self, sender: str, sent: int) -> None:
        self._sent[sender] = self._sent.get(sender, 0) + sent
        if self._shown:
            counts = "  ".join(f"{name} {count}" for name, count in self._sent.items())
            click.echo(f"\r\033[Kinvio: {counts}", err=True, nl=False)

    def end(self) -> None:
        if self._shown and self._sent:
            click.echo("", err=True)


def tell(report: Report) -> int:
    """One line for the log, then one for each thing that waits."""
    log = logging.getLogger("infostiglia")
    code = report.exit_code
    sent = " ".join(f"{name}={count}" for name, count in sorted(report.sent.items()))
    log.info("run items=%d due=%d sent(%s) exit=%d", report.polled.items, report.polled.due, sent, code)
    if report.poll_elsewhere:
        log.info("another run is polling")
    for name in report.elsewhere:
        log.info("another run is sending through %s", name)
    for what, reason in report.waiting.items():
        log.warning("waits %s: %s", what, reason)
    if report.uncertain:
        log.warning("uncertain deliveries: %d", report.uncertain)
    return code
