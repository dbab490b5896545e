"""The commands about the rules of the desk: the list, and the trial on past items."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.help import argument, group, option
from pipeline.cli.terminal import one_line_errors
from pipeline.settings.reader import load
from pipeline.settings.values import Config, ConfigError

if TYPE_CHECKING:
    from pipeline.staff.rulebook import Past


@group()
@click.pass_context
@one_line_errors
def rules(context: click.Context) -> None:
    """List the rules of the desk, each with the items of 90 days that met it; `rules test` tries them."""
    if context.invoked_subcommand is not None:
        return
    from pipeline.staff.rulebook import rule_lines
    from pipeline.store.opening import existing_database

    config = load(context.obj)
    for line in rule_lines(config, existing_database(config), time.time()):
        click.echo(line)


rules.invoke_without_command, rules.no_args_is_help = True, False


@rules.command()
@argument("source", default="")
@option("--days", default=90, show_default=True, metavar="DAYS", help="Past items of so many days.")
@click.pass_obj
@one_line_errors
def test(folder: Path, source: str, days: int) -> None:
    """Tell what the rules would have changed in past items, or in SOURCE (feed, address, file). Writes nothing."""
    from pipeline.staff.rulebook import trial_lines

    config = load(folder)
    for line in trial_lines(config, _of_feed(config, source) if source else _of_database(config, days)):
        click.echo(line)


def _of_database(config: Config, days: int) -> list[Past]:
    from pipeline.staff.rulebook import past_items
    from pipeline.store.opening import existing_database

    store = existing_database(config)
    return past_items(config, store, time.time() - days * 86400.0) if store is not None else []


def _of_feed(config: Config, source: str) -> list[Past]:
    from pipeline.staff.preview import source_of
    from pipeline.staff.rulebook import entries_as_past
    from pipeline.stages.parse.exchange import FeedError
    from pipeline.stages.parse.parse import parse

    feed, document = source_of(config, source)
    try:
        return entries_as_past(parse(document).entries, feed, time.time())
    except FeedError as error:
        raise ConfigError("{where}: {problem}", where=source, problem=error.sentence) from None


COMMANDS = (rules,)
