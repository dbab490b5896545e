"""The command that shows a council the likely cost of its service."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from channels.sentence import Sentence
from pipeline.cli.help import COUNT, argument, command, option
from pipeline.cli.terminal import one_line_errors
from pipeline.settings.reader import load
from pipeline.settings.values import ConfigError

if TYPE_CHECKING:
    from pipeline.model import Lane
    from pipeline.settings.values import Config


@command()
@argument("source", default="")
@option("--subscribers", type=COUNT, help="How many (default: the present subscribers, else 1,000).")
@click.pass_obj
@one_line_errors
def plans(folder: Path, source: str, subscribers: int | None) -> None:
    """Show what four ways of telling the news would cost a month. SOURCE as for `preview` (default: what is stored)."""
    from pipeline import council_channels
    from pipeline.staff import plans as planning
    from pipeline.stages.render.choice import Renderer

    config, now = load(folder), time.time()
    citizens, past = _known(config, source, now)
    found = planning.rates_of(past, now)
    if found is None:
        raise ConfigError(
            "{source}: less than a week of dated items; name a feed with a longer past",
            source=source or Sentence("what is stored"),
        )
    whom, reserve = subscribers or citizens or 1000, config.money.reserve
    for line in planning.report(*found, whom, _prices(config, now), reserve):
        click.echo(line)
    channels = council_channels.channels(config, os.environ, with_secrets=False)
    for line in planning.page_lines(config, channels, Renderer(config, channels), found[0]):
        click.echo(line)


def _known(config: Config, source: str, now: float) -> tuple[int, list[tuple[Lane, float]]]:
    """The number of subscribers, and the past of SOURCE: from the store or read now, whichever is longer."""
    from pipeline.staff import plans as planning
    from pipeline.staff.preview import source_of
    from pipeline.stages.parse.exchange import FeedError
    from pipeline.stages.parse.parse import parse
    from pipeline.store.opening import existing_database

    citizens, stored = 0, []
    feed_name = next((feed.name for feed in config.feeds if source in (feed.name, feed.url)), "")
    if (store := existing_database(config)) is not None:
        citizens = {row["state"]: row["n"] for row in store.subscriber_counts()}.get("active", 0)
        if feed_name or not source:
            stored = planning.remembered(store, feed_name)
        store.close()
    if not source:
        return citizens, stored
    feed, document = source_of(config, source)
    try:
        fresh = planning.read(parse(document), feed, config, now)
    except FeedError as error:
        raise ConfigError("{where}: {problem}", where=source, problem=error.sentence) from None
    return citizens, max(stored, fresh, key=len)


def _prices(config: Config, now: float) -> dict[str, float]:
    """Today's prices by category, in euros."""
    from datetime import UTC, datetime

    from channels import registry
    from pipeline.money.budget import EURO, prices_at

    table = registry.load("whatsapp").capabilities.prices
    today = datetime.fromtimestamp(now, UTC).date().isoformat()
    return {name: price / EURO for name, price in prices_at(table, today, config.money.prices).items()}


COMMANDS = (plans,)
