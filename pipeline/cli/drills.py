"""The command for exercises, and the word that tells a real emergency from one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.by_hand import by_hand
from pipeline.cli.help import argument, command, option
from pipeline.cli.signed import signed
from pipeline.cli.terminal import one_line_errors
from pipeline.words import put

if TYPE_CHECKING:
    from pipeline.settings.values import Config
    from pipeline.staff.acts import Act
    from pipeline.staff.deeds import Deeds
    from pipeline.store import Store


@command()
@argument("text")
@option("--details", default="", metavar="TEXT", help="What happens, in one or two sentences.")
@option("--drill", default="", metavar="NAME", help="The drill of config.yaml; left out: the staff alone.")
@signed
@option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
@one_line_errors
def exercise(folder: Path, asked: Act, text: str, channel: str, yes: bool, **said: str) -> None:
    """Send an exercise to the staff, and to the citizens who have joined the drill; to nobody else."""
    from pipeline import council_channels
    from pipeline.staff import exercises

    now = time.time()

    def prepared(config: Config) -> exercises.Exercise:
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        return exercises.prepare(config, channels, text, said["details"].strip(), said["drill"], now)

    def act(config: Config, store: Store) -> Deeds:
        return exercises.send(config, store, prepared(config), now, who=asked.who)

    def shown(config: Config, store: Store) -> Iterator[str]:
        if yes or not sys.stdin.isatty():
            return
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        it = prepared(config)
        yield f"{it.channel}  ({put(exercises.forecast(config, store, channels, it).words)})"
        yield from (f"  {line}" for line in it.content.text.split("\n"))

    by_hand(folder, asked, channel, act, shown)


@command("yearly-test")
@signed
@option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
@one_line_errors
def yearly_test(folder: Path, asked: Act, channel: str, yes: bool) -> None:
    """Send the announced test of once a year to everybody, on its day in config.yaml; how far it gets is kept."""
    from pipeline import council_channels
    from pipeline.staff import tests_of_reach as tests

    now = time.time()

    def act(config: Config, store: Store) -> Deeds:
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        return tests.send_yearly(config, store, channels, now, asked.who)

    def shown(config: Config, store: Store) -> Iterator[str]:
        if yes or not sys.stdin.isatty():
            return
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        name, content = tests.text_of(config, channels, tests.of_today(config, now), now)
        yield f"{name}  ({put(tests.yearly_forecast(store, config, channels[name], content).words)})"
        yield from (f"  {line}" for line in content.text.split("\n"))

    by_hand(folder, asked, channel, act, shown)


COMMANDS = (exercise, yearly_test)
