"""Sending at once what a person has let go, instead of waiting for cron."""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path

import click

from channels.sentence import OneLineError
from pipeline.cli.terminal import tell
from pipeline.model import Lane
from pipeline.settings.reader import load
from pipeline.settings.values import Config, enabled
from pipeline.words import say


def send_at_once(folder: Path) -> None:
    """One tick, now. An account without keys leaves it to the next `run`."""
    from pipeline.council import open_council
    from pipeline.run import run

    try:
        with open_council(load(folder), os.environ) as opened:
            tell(asyncio.run(run(opened)))
    except OneLineError:
        click.echo(say("it goes out with the next `run`"))


def send_emergencies(folder: Path) -> None:
    """One tick, if an emergency is due: five minutes until cron comes are too long."""
    if _waits(load(folder)):
        send_at_once(folder)


def _waits(config: Config) -> bool:
    from pipeline.store.opening import open_database

    store, lanes = open_database(config), json.dumps([Lane.EMERGENCY])
    try:
        now = time.time()
        return any(
            store.waits_in_lanes(channel=one.name, lanes=lanes, now=now) is not None
            for one in enabled(config)
        )
    finally:
        store.close()
