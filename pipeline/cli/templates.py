"""The commands about templates that Meta approves: check, preview, push, status, diff."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from channels.sentence import Sentence
from pipeline.cli.help import argument, group, option
from pipeline.cli.opened import open_for_staff
from pipeline.cli.terminal import EXIT_CONFIG, EXIT_WAITS, one_line_errors
from pipeline.model import Mode
from pipeline.settings.reader import load
from pipeline.settings.values import ConfigError
from pipeline.terms import STANDINGS, term
from pipeline.words import put, say

if TYPE_CHECKING:
    from channels.base import Channel
    from pipeline.settings.values import ChannelConfig, Config
    from pipeline.staff import catalogue
    from pipeline.store import Store

_HEADS = (
    *(Sentence("Template"), Sentence("Name at Meta"), Sentence("Price")),
    *(Sentence("State"), Sentence("Quality"), Sentence("Used for")),
)
QUALITY = {"GREEN": Sentence("good"), "YELLOW": Sentence("medium"), "RED": Sentence("LOW")}


@group()
def templates() -> None:
    """The texts that Meta approves beforehand: check, preview, push, status, diff."""


@contextmanager
def _opened(folder: Path, *, secrets: bool) -> Iterator[tuple[Config, Store, ChannelConfig, Channel]]:
    """Open settings, store and the channel with approved templates. Raises ConfigError."""
    from channels.problems import ChannelError
    from pipeline import council_channels
    from pipeline.settings.values import enabled
    from pipeline.stages.render.templates import TemplateError

    config = load(folder)
    for configured in enabled(config):
        adapter = council_channels.build(config, os.environ, configured, with_secrets=secrets)
        if adapter.capabilities.approved_templates:
            break
    else:
        raise config.error("channels", Sentence("no enabled channel has approved templates"))
    store = open_for_staff(config)
    try:
        yield config, store, configured, adapter
    except (TemplateError, ChannelError) as error:
        raise ConfigError(error.sentence) from None
    finally:
        store.close()


def _say_where(config: Config, channel: ChannelConfig, adapter: Channel) -> None:
    """Say at whose door a command asks, on standard error: the sandbox's answers are not the provider's."""
    if config.live is Mode.OFF:
        where = say("Sandbox at {url} (live: off): nothing of this is at Meta.", url=config.sandbox.url)
        _demand_sandbox(config)
    else:
        url = channel.base_url or adapter.capabilities.base_url
        account = channel.settings.get("waba_id", "")
        where = say("Meta at {url}, WhatsApp account {account}.", url=url, account=account)
    click.echo(where, err=True)


def _demand_sandbox(config: Config) -> None:
    """Raises ConfigError if no sandbox is running: Meta is not the one who does not answer."""
    import socket

    try:
        socket.create_connection((config.sandbox.host, config.sandbox.port), timeout=5).close()
    except OSError:
        raise ConfigError(
            "no sandbox answers at {url}: start `infostiglia sandbox` in another terminal",
            url=config.sandbox.url,
        ) from None


@templates.command()
@click.pass_obj
@one_line_errors
def check(folder: Path) -> None:
    """Find what Meta would refuse."""
    from pipeline.stages.render.registration import registration_problems
    from pipeline.stages.render.templates import TemplateSet

    with _opened(folder, secrets=False) as (config, _store, channel, _adapter):
        found = list(registration_problems(TemplateSet(config.templates), channel.name))
    for line in found:
        click.echo(put(line))
    if found:
        sys.exit(EXIT_CONFIG)
    click.echo(say("All templates keep Meta's rules."))


@templates.command()
@argument("name", default="")
@click.pass_obj
@one_line_errors
def preview(folder: Path, name: str) -> None:
    """Show the approved text filled with an example, of one template or of all."""
    from pipeline.staff import catalogue

    with _opened(folder, secrets=False) as (config, store, channel, adapter):
        for entry in _chosen(catalogue.entries(config, store, channel.name), name):
            values = catalogue.examples(config, channel, adapter, entry.name)
            own = entry.registration
            click.echo(f"─── {entry.template.file}  ({own.name}, {own.category})")
            if own.header:
                click.echo(f"  [{say('picture')}]")
            for line in own.fill(values).split("\n"):
                click.echo(f"  {line}")
            if own.footer:
                click.echo(click.style(f"  {own.footer}", dim=True))
            if own.button_text:
                click.echo(f"  [ {own.button_text} → {own.button_prefix}{values.get('button', '')} ]")
            click.echo()


@templates.command()
@option("--dry-run", is_flag=True, help="Only tell what would be sent.")
@click.pass_obj
@one_line_errors
def push(folder: Path, dry_run: bool) -> None:
    """Register at Meta what is new here, and what has changed."""
    from pipeline.staff import catalogue
    from pipeline.stages.render.registration import registration_problems
    from pipeline.stages.render.templates import TemplateSet

    with _opened(folder, secrets=True) as (config, store, channel, adapter):
        if config.live is Mode.OFF and catalogue.has_own_account(channel):
            pretending = Sentence(
                "off: nothing would reach the account in config.yaml, and the sandbox approves everything; set live: "
                "testers first"
            )
            raise config.error("live", pretending)
        if problems := list(registration_problems(TemplateSet(config.templates), channel.name)):
            raise ConfigError("{problem} (`infostiglia templates check` lists all)", problem=problems[0])
        _say_where(config, channel, adapter)
        for line in asyncio.run(catalogue.push(config, store, channel, adapter, time.time(), dry=dry_run)):
            click.echo(put(line))


@templates.command()
@click.pass_obj
@one_line_errors
def status(folder: Path) -> None:
    """Show what Meta says of each template now. Exit: 0 all approved, 3 not all."""
    from pipeline.providers.templates import synchronise
    from pipeline.reasons import read
    from pipeline.staff import catalogue
    from pipeline.staff.words import worded
    from pipeline.stages.release.template_gate import APPROVED

    with _opened(folder, secrets=True) as (config, store, channel, adapter):
        _say_where(config, channel, adapter)
        fresh = asyncio.run(synchronise(store, channel.name, adapter, config.live, time.time(), force=True))
        if not fresh:
            click.echo(say("Meta did not answer: this is what was known."), err=True)
        found = catalogue.entries(config, store, channel.name)
        for line in _table([_HEADS, *(_row(config, channel, entry) for entry in found)]):
            click.echo(line)
        for entry in found:
            if entry.row and entry.row["reason"]:
                click.echo(f"{entry.name}: {worded(read(entry.row))}")
        if any(entry.drift is catalogue.Drift.CHANGED for entry in found):
            click.echo(
                say(
                    "* the text here differs from the approved one: `infostiglia templates diff`, then `push`"
                )
            )
        waiting = [entry for entry in found if entry.status != APPROVED]
    sys.exit(EXIT_WAITS if waiting else 0)


@templates.command()
@argument("name", default="")
@click.pass_obj
@one_line_errors
def diff(folder: Path, name: str) -> None:
    """Show where the text here and the approved one differ."""
    from pipeline.staff import catalogue

    with _opened(folder, secrets=False) as (config, store, channel, _adapter):
        same = True
        for entry in _chosen(catalogue.entries(config, store, channel.name), name):
            if entry.drift is not catalogue.Drift.SAME:
                same = False
                click.echo(f"─── {entry.template.file}: {say(entry.drift)}")
                for line in catalogue.difference(entry):
                    click.echo(f"  {line}")
        if same:
            click.echo(say("No difference."))


def _row(config: Config, channel: ChannelConfig, entry: catalogue.Entry) -> tuple[str, ...]:
    """What Meta says of one template; a star where the text here is another."""
    from pipeline.staff.catalogue import Drift, uses

    row = entry.row
    category = (row["category"] if row else "") or entry.registration.category
    return (
        entry.name,
        entry.registration.name + (" *" if row and entry.drift is Drift.CHANGED else ""),
        category.lower(),
        put(term(STANDINGS, entry.status or "MISSING")),
        put(QUALITY.get(row["quality"], "")) if row else "",
        uses(channel, entry.name, config.desk_rules),
    )


def _table(rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """The rows as lines, each column as wide as its longest cell."""
    cells = [[put(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _chosen(found: list[catalogue.Entry], name: str) -> list[catalogue.Entry]:
    if name and not any(name in (entry.name, entry.registration.name) for entry in found):
        known = ", ".join(entry.name for entry in found)
        raise ConfigError("no template is called {name!r}; known: {known}", name=name, known=known)
    return [entry for entry in found if name in ("", entry.name, entry.registration.name)]


COMMANDS = (templates,)
