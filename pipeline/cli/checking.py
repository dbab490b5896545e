"""The command that finds what is wrong before it matters."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from channels.sentence import Sentence
from pipeline.cli.help import command, option
from pipeline.cli.terminal import EXIT_CONFIG, one_line_errors, say_fault
from pipeline.settings.reader import load
from pipeline.settings.values import Config, ConfigError, enabled
from pipeline.words import put, say

if TYPE_CHECKING:
    from channels.base import Channel
    from channels.registry import Speaker


@command()
@option("--alert", is_flag=True, help="Send the operators a trial alert.")
@click.pass_obj
@one_line_errors
def check(folder: Path, alert: bool) -> None:
    """Find what is wrong with settings, secrets and templates. The feeds are read too."""
    from pipeline.staff.check import feeds, problems, warnings
    from pipeline.staff.check.machine import clock_problems, closed_now
    from pipeline.staff.check.secrets_given import key_problems, secret_problems

    config = load(folder)
    closed = list(closed_now(config))
    channels, operators, faults = _built(config)
    faults += secret_problems(config, os.environ)
    if alert and operators is None and not config.alerts.to:
        faults.append(config.error("alerts.to", Sentence("no address for alerts is set")).sentence)
    found = [
        *clock_problems(time.time()),
        *problems(config, channels),
        *key_problems(config, os.environ),
    ]
    unread, remarks, all_there = asyncio.run(feeds.read_all(config, time.time()))
    found += unread
    found += _trial(config, operators) if alert and operators else ()
    for fault in dict.fromkeys(faults):
        say_fault(fault)
    for line in (*closed, *found, *remarks, *warnings(config, channels, time.time())):
        click.echo(put(line))
    if faults or found:
        sys.exit(EXIT_CONFIG)
    _all_is_well(config)
    if not all_there:
        click.echo(say("(Not read: the sandbox's feeds; `infostiglia sandbox` is not running.)"))


def _built(config: Config) -> tuple[dict[str, Channel], Speaker | None, list[Sentence]]:
    """The channels that can be built, without their secrets if need be, the operators, and what is wrong with them."""
    from pipeline import council_channels
    from pipeline.money.budget import demand_budget

    channels, operators, faults = {}, None, []
    for configured in enabled(config):
        for secrets in (False, True):  # without them the rest of it can be looked at
            try:
                channels[configured.name] = council_channels.build(
                    config, os.environ, configured, with_secrets=secrets
                )
            except ConfigError as error:
                faults.append(error.sentence)
    for name, channel in channels.items():
        try:
            demand_budget(config, name, channel.capabilities.prices)
        except ConfigError as error:
            faults.append(error.sentence)
    try:
        operators = council_channels.operators(config, os.environ)
        council_channels.speaker(config, os.environ, "approval.deputy", config.approval.deputy)
    except ConfigError as error:
        faults.append(error.sentence)
    return channels, operators, faults


def _trial(config: Config, operators: Speaker) -> Iterator[Sentence]:
    """Send the trial alert."""
    from pipeline.staff.alerts import trial

    if not operators.say(trial(config)):
        refused = Sentence("the service did not agree, or not in time")
        yield config.error("alerts.to", refused).sentence


def _all_is_well(config: Config) -> None:
    from pipeline.store.opening import engine_name

    names = ", ".join(channel.name for channel in enabled(config))
    click.echo(
        say(
            "All is well. live: {live}; feeds: {feeds}; channels: {channels}",
            live=config.live,
            feeds=len(config.feeds),
            channels=names,
        )
    )
    click.echo(engine_name(config))


COMMANDS = (check,)
