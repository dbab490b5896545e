"""The commands that tell how far messages got: `reach` of one item, `register` of all emergencies."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from pipeline.cli.help import argument, command, option
from pipeline.cli.opened import open_for_staff
from pipeline.cli.terminal import one_line_errors
from pipeline.settings.reader import load
from pipeline.words import number, say

if TYPE_CHECKING:
    from pipeline.settings.values import Config
    from pipeline.staff.register import Use


@command()
@argument("text")
@option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it as a page (.html) or an accessible PDF (.pdf).",
)
@option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
@one_line_errors
def reach(folder: Path, text: str, report: Path | None, as_json: bool) -> None:
    """Tell how far an item got: accepted, delivered and when, not reached and why. TEXT as for `why`."""
    from pipeline import council_channels
    from pipeline.errors import ActionError
    from pipeline.staff.finding import one_item
    from pipeline.staff.reach import begun_title, reach_of
    from pipeline.staff.reach_report import account_of, lines, write

    config, now = load(folder), time.time()
    channels = council_channels.channels(config, os.environ, with_secrets=False)
    store = open_for_staff(config)
    item = one_item(store, text)
    reaches = reach_of(store, channels, item["id"])
    if as_json:
        click.echo(json.dumps([one.to_json() for one in reaches], ensure_ascii=False, indent=1))
        return
    if not reaches:
        raise ActionError("«{title}» has not begun to go out", title=item["title"])
    account = account_of(config, begun_title(store, item["id"], item["title"]), reaches, now)
    if report is not None:
        write(account, report)
        click.echo(say("written: {file}", file=report))
        return
    for line in lines(account):
        click.echo(line)


@command()
@option("--days", default=366, show_default=True, metavar="DAYS", help="How far back.")
@option("--json", "as_json", is_flag=True, help="For everybody: no names, no reasons.")
@click.pass_obj
@one_line_errors
def register(folder: Path, days: int, as_json: bool) -> None:
    """Show the register of the emergency lane: when, what, who decided, how far it got."""
    from pipeline import council_channels
    from pipeline.staff.register import uses

    config = load(folder)
    channels = council_channels.channels(config, os.environ, with_secrets=False)
    found = uses(open_for_staff(config), channels, time.time() - days * 86400.0)
    if as_json:
        click.echo(json.dumps([use.to_json() for use in found], ensure_ascii=False, indent=1))
        return
    if not found:
        click.echo(say("nothing went as an emergency"))
    for use in found:
        for line in _lines(config, use):
            click.echo(line)


def _lines(config: Config, use: Use) -> Iterator[str]:
    from pipeline.staff.register import decided_words

    at = datetime.fromtimestamp(use.at, ZoneInfo(config.council.timezone))
    yield f"{at:%d/%m/%Y %H:%M}  {use.what} (n. {use.item})"
    yield "    " + decided_words(use.decided) + (f" «{use.because}»" if use.because else "")
    for one in use.reach:
        counts = {"n": number(one.delivered), "of": number(one.recipients)}
        told = say("{n} of {of} delivered", **counts) if one.is_broadcast else say("published")
        yield f"    {one.channel}: {told}"


COMMANDS = (reach, register)
