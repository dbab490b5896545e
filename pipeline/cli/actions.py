"""The commands with which staff hold, approve, cancel and stop."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from channels.sentence import Sentence
from pipeline.cli.at_once import send_emergencies
from pipeline.cli.help import NUMBER, argument, command, confirm, option
from pipeline.cli.opened import open_for_staff
from pipeline.cli.signed import signed
from pipeline.cli.terminal import EXIT_PARTLY, one_line_errors
from pipeline.settings.reader import load
from pipeline.settings.values import Config, ConfigError
from pipeline.words import put, say

if TYPE_CHECKING:
    from pipeline.staff.acts import Act
    from pipeline.staff.deeds import Deeds
    from pipeline.staff.resending import Plan
    from pipeline.store import Store


def _by_hand(
    folder: Path,
    asked: Act,
    channel: str,
    act: Callable[[Config, Store], Deeds],
    shown: Callable[[Config, Store], Iterable[str]] = lambda config, store: (),
    *,
    only_stops: bool = False,
) -> None:
    """Act, write it down, and show the result. Exit: 0 all is as it was asked, 1 something is not.

    `shown`: what would happen, line by line; if there is any, the person is asked first. `only_stops`: nothing can
    leave by it, so that it is obeyed even with wrong keys.
    """
    from pipeline.staff import acts
    from pipeline.staff.actions import in_the_way_of_all
    from pipeline.store.clock_leaps import note_time
    from pipeline.store.deliveries import SEEN
    from pipeline.store.going_back import notice_restore
    from pipeline.store.opening import open_database

    config = load(folder)
    names = [one.name for one in config.channels]
    if channel and channel not in names:
        raise ConfigError(
            "no channel is called «{channel}»; there are: {names}", channel=channel, names=", ".join(names)
        )
    store = open_database(config) if only_stops else open_for_staff(config)
    notice_restore(store)
    note_time(store, time.time())
    if lines := list(shown(config, store)):
        click.echo("\n".join(lines))
        confirm(say("Do it?"))
    number = acts.begin(store, asked, time.time())
    deeds = act(config, store)
    acts.end(store, number, deeds)
    if not only_stops:
        deeds = deeds.but(in_the_way_of_all(store))
    time.sleep(SEEN)  # drains look more often than that, so nothing more leaves once the answer is shown
    for line in _told(deeds):
        click.echo(put(line))
    if deeds.left:
        sys.exit(EXIT_PARTLY)


def _told(deeds: Deeds) -> Iterator[Sentence]:
    """The deeds done, the deeds not done with their reasons, and the commands that go on from there."""
    from pipeline.staff.deeds import Deed, Deeds, Obstacle

    yield from (one.sentence for one in deeds.done)
    yield from (one.sentence for one in deeds.left)
    if deeds == Deeds():
        yield Sentence("nothing to approve")
    if deeds.channels(Deed.HELD) or deeds.channels(Deed.HELD_ALREADY):
        yield Sentence("goes on with `infostiglia approve {item}`", item=deeds.item)
    stopped = deeds.channels(Deed.STOPPED)
    stopped += [one.channel for one in deeds.left if one.obstacle is Obstacle.CHANNEL_STOPPED]
    for name in stopped:
        yield Sentence("{name} goes on with `infostiglia approve {name}`", name=name)
    if len(stopped) > 1:
        yield Sentence("all together: `infostiglia approve tutto`")


_yes = option("--yes", is_flag=True, help="Do not ask.")


def _asks(*, yes: bool) -> bool:
    """Whether a person at a terminal is asked; programs have decided before they call."""
    return not yes and sys.stdin.isatty()


@command()
@argument("text")
@signed
@click.pass_obj
@one_line_errors
def hold(folder: Path, asked: Act, text: str, channel: str) -> None:
    """Stop an item until it is approved. TEXT as for `why`."""
    from pipeline.staff import actions

    _by_hand(
        folder, asked, channel, lambda config, store: actions.hold(store, text, channel), only_stops=True
    )


@command()
@argument("text")
@option(
    "--recipients",
    type=NUMBER,
    default=-1,
    show_default=False,
    help="How many citizens get it: one person alone types it, 5 minutes after asking for an emergency.",
)
@signed
@_yes
@click.pass_obj
@one_line_errors
def approve(folder: Path, asked: Act, text: str, recipients: int, channel: str, yes: bool) -> None:
    """Let a held item go, `tutto` (all of them), or a stopped channel by its name."""
    from pipeline import council_channels
    from pipeline.staff import actions
    from pipeline.staff.corrections import Publisher, preview_post
    from pipeline.staff.grounds import Grounds, call_indispensable
    from pipeline.stages.render.choice import Renderer, in_period

    def act(config: Config, store: Store) -> Deeds:
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        now = time.time()
        if asked.because and text not in actions.ALL:  # each has grounds of its own
            grounds = Grounds(asked.because, asked.who)
            call_indispensable(store, config, actions.standing(store, config, text, channel), grounds, now)
        render = Renderer(in_period(config, now), channels)
        by = Publisher(store, config, channels, render, who=asked.who, recipients=recipients)
        return actions.approve(by, text, channel, now)

    def shown(config: Config, store: Store) -> Iterator[str]:
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        for post in actions.standing(store, config, text, channel) if _asks(yes=yes) else ():
            if post["channel"] in channels:
                yield from preview_post(store, channels[post["channel"]], post)

    try:
        _by_hand(folder, asked, channel, act, shown)
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

    _by_hand(
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

    _by_hand(
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
@_yes
@click.pass_obj
@one_line_errors
def retract(folder: Path, asked: Act, text: str, right: str, channel: str, yes: bool) -> None:
    """Take a published item down; where that is impossible, send a correction to those who got it."""
    from pipeline import council_channels
    from pipeline.staff import actions
    from pipeline.staff.corrections import Publisher, preview_retraction
    from pipeline.stages.render.choice import Renderer

    def by(config: Config, store: Store) -> Publisher:
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        return Publisher(store, config, channels, Renderer(config, channels), right.strip(), asked.who)

    def act(config: Config, store: Store) -> Deeds:
        return actions.retract(by(config, store), text, channel, time.time())

    def shown(config: Config, store: Store) -> Iterable[str]:
        if yes:
            return ()
        return preview_retraction(by(config, store), actions.one_item(store, text), channel)

    _by_hand(folder, asked, channel, act, shown)


@command()
@argument("text")
@signed
@option("--yes", is_flag=True, help="Send without asking.")
@click.pass_obj
@one_line_errors
def resend(folder: Path, asked: Act, text: str, channel: str, yes: bool) -> None:
    """Send an item once more to those who did not get it. Shows text and cost, and asks first."""
    from pipeline import council_channels
    from pipeline.staff import resending

    def act(config: Config, store: Store) -> Deeds:
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        planned = resending.plan(config, store, channels, text, channel, time.time())
        if planned.missed and not yes:
            _ask(planned)
        return resending.resend(store, config, planned, time.time(), asked.who)

    _by_hand(folder, asked, channel, act)


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
@_yes
@click.pass_obj
@one_line_errors
def uncertain(folder: Path, asked: Act, text: str, there: bool | None, channel: str, yes: bool) -> None:
    """Settle by hand the deliveries that may or may not be out. TEXT as for `why`, which lists them."""
    from pipeline.staff import actions

    if there is None:
        raise ConfigError(
            "look whether it is there, then: `infostiglia uncertain NUMBER --there`, or `--absent`"
        )
    now = time.time()

    def act(config: Config, store: Store) -> Deeds:
        return actions.settle_uncertain(store, text, channel, there=there, now=now)

    def shown(config: Config, store: Store) -> Iterator[str]:
        item = actions.one_item(store, text)
        n = len(store.uncertain_of_item(item_id=item["id"], channel=channel))
        if n and not there and _asks(yes=yes):
            yield say("{title}: {n} get it again, if there is still time", title=item["title"], n=n)

    _by_hand(folder, asked, channel, act, shown)


COMMANDS = (hold, approve, cancel, stop, retract, resend, uncertain)
