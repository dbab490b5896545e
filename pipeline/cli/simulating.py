"""The command that plays a portal's past."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from pipeline.cli.help import argument, command, option
from pipeline.cli.terminal import one_line_errors
from pipeline.settings.reader import load_as_written
from pipeline.settings.values import ConfigError
from pipeline.words import say

YEAR = timedelta(days=365)
DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@command()
@argument("source")
@option(
    "--from",
    "start",
    type=DAY,
    metavar="DATE",
    help="The first day, 2026-01-31 or 31/01/2026 (default: a year before --to).",
)
@option("--to", "end", type=DAY, metavar="DATE", help="The day after the last one (default: tomorrow).")
@option(
    "--subscribers",
    type=click.IntRange(1),
    metavar="N",
    default=1000,
    show_default=True,
    help="How many; a tenth of them get the digest.",
)
@option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page with charts into this file.",
)
@click.pass_obj
@one_line_errors
def simulate(
    folder: Path,
    source: str,
    start: datetime | None,
    end: datetime | None,
    subscribers: int,
    page: Path | None,
) -> None:
    """Play a portal's past: what would have gone out when, to how many, at what cost. Sends nothing.

    SOURCE as for `preview`; of an address the older pages are read too. The service's database and secrets stay closed.
    """
    from pipeline.simulate.page import page_of
    from pipeline.simulate.recorded import record
    from pipeline.simulate.report import report
    from pipeline.simulate.simulation import simulate as play
    from pipeline.simulate.stage import Crowd

    config = load_as_written(folder)
    since, until = _span(start, end, ZoneInfo(config.council.timezone))
    recording = record(config, source, since)
    since = max(since, recording.archive.oldest)
    if since >= until:
        raise ConfigError("{source}: nothing in it is dated between these days", source=source)
    with _quiet_log(), _bar(since, until) as progress:
        played = play(config, recording, since, until, Crowd(subscribers), progress)
    for line in report(played):
        click.echo(line)
    if page is not None:
        page.write_text(page_of(played), encoding="utf-8")
        click.echo("\n" + say("All items and the charts are in {page}", page=page))


def _span(start: datetime | None, end: datetime | None, zone: ZoneInfo) -> tuple[float, float]:
    """The first and the last moment, Unix seconds. Raises ConfigError."""
    tomorrow = datetime.now(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(
        1
    )
    until = end or (start + YEAR if start and start + YEAR < tomorrow else tomorrow)
    since = start or until - YEAR
    if since >= until:
        raise ConfigError("--from must be before --to")
    return since.replace(tzinfo=zone).timestamp(), until.replace(tzinfo=zone).timestamp()


@contextmanager
def _quiet_log() -> Iterator[None]:
    """What a run logs of the past would look like the present."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _bar(since: float, until: float) -> Iterator[Callable[[float], None]]:
    """At a terminal, the month that is being played."""
    shown = sys.stderr.isatty()

    def show(reached: float) -> None:
        if shown:
            click.echo(f"\r{(reached - since) / (until - since):4.0%} ", err=True, nl=False)

    yield show
    if shown:
        click.echo("\r     \r", err=True, nl=False)


COMMANDS = (simulate,)
