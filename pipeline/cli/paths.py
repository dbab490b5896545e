"""The commands about citizens' other paths."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from pipeline.cli.citizens import typed_number
from pipeline.cli.help import argument, group, option
from pipeline.cli.opened import opened
from pipeline.cli.terminal import one_line_errors
from pipeline.words import put


@group()
def paths() -> None:
    """Other ways to reach a citizen whom an emergency has not reached: add one, or remove it."""


@paths.command()
@argument("number")
@argument("channel")
@argument("address")
@option("--because", default="", metavar="TEXT", help="How the citizen agreed; the ledger keeps it.")
@click.pass_obj
@one_line_errors
def add(folder: Path, number: str, channel: str, address: str, because: str) -> None:
    """Add ADDRESS, by CHANNEL, to NUMBER (`-`: ask for it), after the citizen has agreed at the office."""
    from pipeline import council_channels
    from pipeline.citizens.paths import Paths, ways

    number = typed_number(number)
    with opened(folder) as (config, store, vault):
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        done = Paths(store, vault, ways(channels)).add(number, channel, address, because, time.time())
    click.echo(put(done))


@paths.command()
@argument("number")
@option("--channel", default="", help="Only this channel.")
@click.pass_obj
@one_line_errors
def remove(folder: Path, number: str, channel: str) -> None:
    """Remove the paths of NUMBER (`-`: ask for it)."""
    from pipeline import council_channels
    from pipeline.citizens.paths import Paths, ways

    number = typed_number(number)
    with opened(folder) as (config, store, vault):
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        done = Paths(store, vault, ways(channels)).remove(number, channel, time.time())
    click.echo(put(done))


COMMANDS = (paths,)
