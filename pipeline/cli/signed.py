"""Who does something, and why: the options of all commands by which staff act, and the log they leave."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from pipeline.cli.help import command, option
from pipeline.cli.opened import open_for_staff
from pipeline.cli.terminal import one_line_errors
from pipeline.settings.reader import load

_CHANNEL = option("--channel", default="", help="Only this channel.")
_BECAUSE = option(
    "--because",
    default="",
    metavar="TEXT",
    help="Why; the log keeps it. In an election period it is needed.",
)
_WHO = option("--who", default="", metavar="NAME", help="Your name, where several share an account.")


def signed(own: Callable[..., Any]) -> Callable[..., Any]:
    """The command with `--channel`, `--because` and `--who`; it is given the act as it goes into the log (`asked`)."""

    @wraps(own)
    def act(*parts: Any, because: str, who: str, **others: Any) -> None:
        from pipeline.staff.acts import Act, name_of

        verb, about = click.get_current_context().info_name or "", others.get("text") or others["channel"]
        own(*parts, asked=Act(verb, about, name_of(os.environ, who), because.strip()), **others)

    found: Callable[..., Any] = _CHANNEL(_BECAUSE(_WHO(act)))
    return found


@command()
@option("--days", default=30, show_default=True, metavar="DAYS", help="How far back.")
@click.pass_obj
@one_line_errors
def log(folder: Path, days: int) -> None:
    """Show what staff did: who, when, what and why."""
    from pipeline.staff import acts

    config = load(folder)
    store = open_for_staff(config)
    for line in acts.lines(config, store, time.time() - days * 86400.0):
        click.echo(line)


COMMANDS = (log,)
