"""The commands with which staff hold, approve, cancel and stop."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.at_once import send_emergencies
from pipeline.cli.by_hand import asks, by_hand, real_option, typed, yes_option
from pipeline.cli.help import NUMBER, argument, command, confirm, option
from pipeline.cli.signed import signed
from pipeline.cli.terminal import one_line_errors
from pipeline.model import Lane
from pipeline.settings.values import Config, ConfigError
from pipeline.words import put, say

if TYPE_CHECKING:
    from pipeline.staff.acts import Act
    from pipeline.staff.deeds import Deeds
    from pipeline.staff.resending import Plan
    from pipeline.store import Store


@command()
@argument("text")
@signed
@click.pass_obj
@one_line_errors
def hold(folder: Path, asked: Act, text: str, channel: str) -> None:
    """Stop an item until it is approved. TEXT as for `why`."""
    from pipeline.staff import actions

    by_hand(folder, asked, channel, lambda config, store: actions.hold(store, text, channel), only_stops=True)


@command()
@argument("text")
@signed
@real_option
@option(
    "--lane",
    type=click.Choice(["emergenza", "normale", "emergency", "usual"]),
    metavar="LANE",
    help="`emergenza`: ask that it goes as one (a second person approves that); `normale`: as usual after all.",
)
@option(
    "--alone",
    type=NUMBER,
    metavar="N",
    help="Nobody else can be reached: how many citizens get it. For an emergency, 5 minutes after it was asked for.",
)
@yes_option
@click.pass_obj
@one_line_errors
def approve(folder: Path, asked: Act, text: str, channel: str, yes: bool, **said: Any) -> None:
    """Let a held item go, `tutto` (all of them), or a stopped channel by its name."""
    from pipeline import council_channels
    from pipeline.staff import actions
    from pipeline.staff.corrections import preview_post
    from pipeline.staff.grounds import Grounds, call_indispensable
    from pipeline.staff.signing import publisher

    def act(config: Config, store: Store) -> Deeds:
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        now = time.time()
        if asked.because and text not in actions.ALL and not said["lane"]:  # each has grounds of its own
            grounds = Grounds(asked.because, asked.who)
            call_indispensable(store, config, actions.standing(store, config, text, channel), grounds, now)
        word = typed(config, actions.standing(store, config, text, channel), said["real"], now)
        by = replace(publisher(config, store, channels, asked, now), real=word, alone=said["alone"])
        return actions.approve(by, text, channel, now, LANES.get(said["lane"]))

    def shown(config: Config, store: Store) -> Iterator[str]:
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        for post in actions.standing(store, config, text, channel) if asks(yes=yes) else ():
            if post["channel"] in channels:
                yield from preview_post(store, channels[post["channel"]], post)

    try:
        by_hand(folder, asked, channel, act, shown)
    finally:
        send_emergencies(folder)


@command()
@argument("text")
@signed
@click.pass_obj
@one_line_errors
def cancel(folder: Path, asked: Act, text: str, channel: str) -> None:
    """Never send an item (again). What has gone out stays out."""
    from pipeline.staff import actions

    by_hand(
        folder,
        asked,
        channel,
        lambda config, store: actions.cancel(store, text, channel, time.time()),
        only_stops=True,
    )


@command()
@signed
@click.pass_obj
@one_line_errors
def stop(folder: Path, asked: Act, channel: str) -> None:
    """Stop all sending at once, emergencies too. Goes on with `approve CHANNEL`."""
    from pipeline.staff import actions

    by_hand(
        folder,
        asked,
        channel,
        lambda config, store: actions.stop(store, config, channel, time.time()),
        only_stops=True,
    )


@command()
@argument("text")
@option(
    "--right",
    default="",
    metavar="TEXT",
    help="What is right; else what the portal says by now.",
)
@signed
@yes_option
@click.pass_obj
@one_line_errors
def retract(folder: Path, asked: Act, text: str, right: str, channel: str, yes: bool) -> None:
    """Take a published item down; where that is impossible, send a correction to those who got it."""
    from pipeline import council_channels
    from pipeline.staff import actions
    from pipeline.staff.corrections import Publisher, preview_retraction
    from pipeline.staff.finding import one_item
    from pipeline.stages.render.choice import Renderer

    def by(config: Config, store: Store) -> Publisher:
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        return Publisher(store, config, channels, Renderer(config, channels), right.strip(), asked.who)

    def act(config: Config, store: Store) -> Deeds:
        return actions.retract(by(config, store), text, channel, time.time())

    def shown(config: Config, store: Store) -> Iterable[str]:
        if yes:
            return ()
        return preview_retraction(by(config, store), one_item(store, text), channel)

    by_hand(folder, asked, channel, act, shown)


@command()
@argument("text")
@signed
@real_option
@option("--yes", is_flag=True, help="Send without asking.")
@click.pass_obj
@one_line_errors
def resend(folder: Path, asked: Act, text: str, channel: str, real: str, yes: bool) -> None:
    """Send an item once more to those who did not get it. Shows text and cost, and asks first."""
    from pipeline import council_channels
    from pipeline.staff import resending
    from pipeline.staff.corrections import Publisher
    from pipeline.stages.render.choice import Renderer

    def act(config: Config, store: Store) -> Deeds:
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        planned = resending.plan(config, store, channels, text, channel, time.time())
        if planned.missed and not yes:
            _ask(planned)
        word = typed(config, [one.post for one in planned.missed], real, time.time())
        by = Publisher(store, config, channels, Renderer(config, channels), who=asked.who, real=word)
        return resending.resend(by, planned, time.time())

    by_hand(folder, asked, channel, act)


def _ask(planned: Plan) -> None:
    """Show what would be sent, to how many and what it costs, and go on only if the person says yes."""
    for one in planned.missed:
        click.echo(f"{one.title}, {put(one.to)}:\n")
        click.echo("\n".join(f"  {line}" for line in one.text.split("\n")) + "\n")
    confirm(say("Send it?"))


@command()
@argument("text")
@option("--there/--absent", default=None, help="I looked: it is there, or it is not.")
@signed
@yes_option
@click.pass_obj
@one_line_errors
def uncertain(folder: Path, asked: Act, text: str, there: bool | None, channel: str, yes: bool) -> None:
    """Settle by hand the deliveries that may or may not be out. TEXT as for `why`, which lists them."""
    from pipeline.staff import actions
    from pipeline.staff.finding import one_item

    if there is None:
        raise ConfigError(
            "look whether it is there, then: `infostiglia uncertain NUMBER --there`, or `--absent`"
        )
    now = time.time()

    def act(config: Config, store: Store) -> Deeds:
        return actions.settle_uncertain(store, text, channel, there=there, now=now)

    def shown(config: Config, store: Store) -> Iterator[str]:
        item = one_item(store, text)
        n = len(store.uncertain_of_item(item_id=item["id"], channel=channel))
        if n and not there and asks(yes=yes):
            yield say("{title}: {n} get it again, if there is still time", title=item["title"], n=n)

    by_hand(folder, asked, channel, act, shown)


LANES = dict.fromkeys(("emergenza", "emergency"), Lane.EMERGENCY) | dict.fromkeys(
    ("normale", "usual"), Lane.NEWS
)
COMMANDS = (hold, approve, cancel, stop, retract, resend, uncertain)
