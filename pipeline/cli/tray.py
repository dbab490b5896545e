"""The command for the tray: what is to be shared by hand."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from channels.sentence import Sentence
from pipeline.cli.help import NUMBER, command, option
from pipeline.cli.opened import opened
from pipeline.cli.terminal import EXIT_PARTLY, one_line_errors
from pipeline.words import put, say

if TYPE_CHECKING:
    from pipeline.settings.values import Config
    from pipeline.store import Store


@command()
@option("--done", type=NUMBER, default=None, metavar="N", help="Number N has been shared.")
@option(
    "--undo", type=NUMBER, default=None, metavar="N", help="Number N has not been shared: it waits again."
)
@click.pass_obj
@one_line_errors
def tray(folder: Path, done: int | None, undo: int | None) -> None:
    """List the texts to be shared by hand, each with a link that opens WhatsApp, and the address of the tray's page."""
    from pipeline.staff.tray import address, tick, untick

    with opened(folder) as (config, store, vault):
        now = time.time()
        if done is not None:
            _told(tick(store, done, now), say("{n}: done", n=done), say("{n}: is not to be shared", n=done))
        elif undo is not None:
            again = say("{n}: waits again", n=undo)
            _told(untick(store, config, undo, now), again, say("{n}: was not shared today", n=undo))
        else:
            for line in _listed(config, store, now):
                click.echo(line)
            click.echo(_where(config, address(config, vault, now)))


def _told(was: bool, then: str, otherwise: str) -> None:
    click.echo(then if was else otherwise)
    if not was:
        sys.exit(EXIT_PARTLY)


def _listed(config: Config, store: Store, now: float) -> Iterator[str]:
    """What waits, and what was shared today."""
    from pipeline import council_channels
    from pipeline.staff.tray import ticked, waiting

    channels = council_channels.channels(config, os.environ, with_secrets=False)
    found = waiting(store, config, channels, now)
    for one in found:
        late = say(", late") if one.late else ""
        yield f"{one.number}  {one.place}{late}: {put(one.title)}\n\n{one.text}\n\n{one.share}\n"
    if not found:
        yield say("Nothing to share.")
    for was in ticked(store, config, channels, now):
        yield say("shared today: {n}  {place}: {title}", n=was.number, place=was.place, title=put(was.title))


def _where(config: Config, page: str) -> str:
    only_here = Sentence("only on this computer, as long as webhook.public_url is not set")
    where = Sentence("on phones too") if config.webhook.public_url else only_here
    return say(
        "The page, while `infostiglia serve` is running, for two weeks, {where}: {page}",
        where=where,
        page=page,
    )


COMMANDS = (tray,)
