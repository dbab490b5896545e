"""The command line: names, options and exit codes of the commands. Other rooms hold their logic."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import signal
import sys
import time
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import (
    actions,
    alert,
    checking,
    citizens,
    drills,
    money,
    moving,
    paths,
    people,
    reaching,
    rules,
    signed,
    simulating,
    templates,
    tray,
)
from pipeline.cli.help import COUNT, Main, Option, argument, option, speak_at_terminal
from pipeline.cli.opened import open_for_staff
from pipeline.cli.terminal import Progress, one_line_errors, set_up_logging, tell
from pipeline.settings.modes import only_ours
from pipeline.settings.reader import load
from pipeline.settings.secrets_env import secrets_of
from pipeline.settings.values import ConfigError
from pipeline.words import LANGUAGES, say

if TYPE_CHECKING:
    from pipeline.council import OpenCouncil
    from pipeline.run import Report


SECRETLESS = ("simulate",)  # commands that must not be able to reach anybody


# Objects created between two looks for garbage: most of what a command makes is imported, and stays.
RARELY = 50_000


def _keep_what_is_imported() -> None:
    """Look for garbage from now on, but not in what there is already."""
    gc.freeze()
    gc.set_threshold(RARELY)
    gc.enable()


def _speak(_context: click.Context, _option: click.Parameter, language: str | None) -> None:
    if language:
        speak_at_terminal(language)


@click.group(cls=Main)
@option(
    "-C",
    "--folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    default=Path(),
    help="The working folder (default: this one).",
)
@option(
    "--lang",
    type=click.Choice(LANGUAGES),
    is_eager=True,
    expose_value=False,
    callback=_speak,
    help="The language shown (default: by LANG, else Italian).",
)
@click.version_option(
    package_name="infostiglia",
    prog_name="infostiglia",
    message="%(prog)s %(version)s",
    cls=Option,
    help="Show the version and exit.",
)
@click.pass_context
def main(context: click.Context, folder: Path) -> None:
    """Carries a council's news from its web portal to its citizens' phones."""
    _keep_what_is_imported()
    context.obj = folder
    set_up_logging()
    if context.invoked_subcommand != "init":  # settings and templates may have several editors
        only_ours()
    if context.invoked_subcommand not in SECRETLESS:
        os.environ.update(secrets_of(folder, os.environ))


@main.command()
@argument("folder", type=click.Path(path_type=Path))
@one_line_errors
def init(folder: Path) -> None:
    """Lay out a working folder: config.yaml, templates, keys."""
    from pipeline.settings.folder import lay_out

    written = lay_out(folder)
    click.echo(
        say("{n} files in {folder}. Next:", one="{n} file in {folder}. Next:", n=len(written), folder=folder)
    )
    for command, what in (
        ("check", say("is everything in order?")),
        ("sandbox --all", say("try it out: portal, WhatsApp, Facebook, X and phones in miniature")),
        ("serve", say("hears citizens and receipts")),
        ("run", say("one tick; from cron every five minutes")),
    ):
        click.echo(f"  infostiglia -C {folder} {command:<13} # {what}")


@main.command()
@option("-q", "--quiet", is_flag=True, help="Log only warnings and errors, so that cron mails nothing else.")
@click.pass_obj
@one_line_errors
def run(folder: Path, quiet: bool) -> None:
    """One tick: repair, poll the feeds, send what is due. Exit: 0 done, 1 partly, 2 settings, 3 something waits."""
    if quiet:
        logging.getLogger().setLevel(logging.WARNING)
    from pipeline.council import open_council

    config = load(folder)
    with open_council(config, os.environ) as opened:
        report = asyncio.run(_run(opened))
    sys.exit(tell(report))


async def _run(opened: OpenCouncil) -> Report:
    from pipeline.run import run as tick

    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, opened.stop.set)
    _keep_what_is_imported()
    progress = Progress(lambda: int(opened.store.remaining()))
    try:
        return await tick(opened, progress.add)
    finally:
        progress.end()


@main.command()
@click.pass_obj
@one_line_errors
def serve(folder: Path) -> None:
    """Hear WhatsApp's webhook: joins, departures, receipts. Runs until stopped."""
    from pipeline.clock import Clock
    from pipeline.settings.listening import cannot_listen
    from pipeline.web.serve import serve as listen

    config = load(folder)
    try:
        listen(config, os.environ, Clock())
    except OSError as error:
        raise cannot_listen(config, "webhook", error) or error from None


@main.command()
@argument("source")
@option("--items", type=COUNT, default=1, show_default=True, help="How many of the newest items.")
@click.pass_obj
@one_line_errors
def preview(folder: Path, source: str, items: int) -> None:
    """Show what each channel would publish of SOURCE: a feed of config.yaml, an address or a file. Writes nothing."""
    from pipeline import council_channels
    from pipeline.staff.preview import preview as show
    from pipeline.staff.preview import source_of
    from pipeline.stages.parse.exchange import FeedError
    from pipeline.stages.render.choice import Renderer
    from pipeline.store.opening import existing_database

    config = load(folder)
    read = source_of(config, source)
    channels = council_channels.channels(config, os.environ, with_secrets=False)
    store = existing_database(config)
    try:
        for line in show(config, channels, Renderer(config, channels), read, items, store):
            click.echo(line)
    except FeedError as error:
        raise ConfigError("{where}: {problem}", where=source, problem=error.sentence) from None


@main.command()
@argument("url")
@click.pass_obj
@one_line_errors
def discover(folder: Path, url: str) -> None:
    """Find the feeds of the portal at URL, judge them, and propose the lines for config.yaml."""
    from pipeline.cli.exploring import report_of
    from pipeline.stages.parse.exchange import FeedError

    try:
        for line in report_of(folder, url):
            click.echo(line)
    except FeedError as error:
        raise ConfigError(error.sentence) from None


@main.command()
@option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
@one_line_errors
def status(folder: Path, as_json: bool) -> None:
    """Show feeds, subscribers, posts, and what waits for a person."""
    from pipeline import council_channels
    from pipeline.staff.status import status as look
    from pipeline.staff.status import status_lines

    config, now = load(folder), time.time()
    channels = council_channels.channels(config, os.environ, with_secrets=False)
    found = look(config, open_for_staff(config), channels, now)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1, default=methodcaller("to_json")))
    else:
        for line in status_lines(config, found, now):
            click.echo(line)


@main.command()
@argument("text")
@click.pass_obj
@one_line_errors
def why(folder: Path, text: str) -> None:
    """Tell what became of an item and why. TEXT: its address, number, or words of its title."""
    from pipeline import council_channels
    from pipeline.staff.why import why as explain

    config = load(folder)
    channels = council_channels.channels(config, os.environ, with_secrets=False)
    for line in explain(config, open_for_staff(config), text, channels):
        click.echo(line)


@main.command()
@option("--all", "whole", is_flag=True, help="Start the service too: `serve`, and `run` every few seconds.")
@click.pass_obj
@one_line_errors
def sandbox(folder: Path, whole: bool) -> None:
    """Play portal, WhatsApp, Facebook, X and phones in miniature on this machine. Runs until stopped."""
    from pipeline.sandbox.setup import serve_sandbox

    serve_sandbox(load(folder), whole=whole)


@main.command()
@option("--once", is_flag=True, help="End when the demonstration is over.")
@option("--night", is_flag=True, help="The flood night instead: from the first bulletin to the report.")
@option("--citizens", type=COUNT, default=180, show_default=True, help="How many citizens write iscrivimi.")
@one_line_errors
def demo(once: bool, night: bool, citizens: int) -> None:
    """The whole job in the folder ./demo, on this machine alone."""
    from pipeline.sandbox.demo import demo as tell
    from pipeline.sandbox.night import night as tell_night

    if night:
        sys.exit(tell_night(Path("demo"), citizens=citizens))

    sys.exit(tell(Path("demo"), once=once, citizens=citizens))


for _command in (
    *actions.COMMANDS,
    *alert.COMMANDS,
    *checking.COMMANDS,
    *citizens.COMMANDS,
    *drills.COMMANDS,
    *money.COMMANDS,
    *moving.COMMANDS,
    *paths.COMMANDS,
    *people.COMMANDS,
    *reaching.COMMANDS,
    *rules.COMMANDS,
    *signed.COMMANDS,
    *simulating.COMMANDS,
    *templates.COMMANDS,
    *tray.COMMANDS,
):
    main.add_command(_command)
