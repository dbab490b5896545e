"""What all commands share by which staff act: do it, write it down, show what came of it; and what is asked first."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from channels.sentence import Sentence
from pipeline.cli.help import confirm, option
from pipeline.cli.opened import open_for_staff
from pipeline.cli.terminal import EXIT_PARTLY
from pipeline.settings.reader import load
from pipeline.settings.values import Config, ConfigError
from pipeline.words import put, say

if TYPE_CHECKING:
    from pipeline.model import Lane
    from pipeline.staff.acts import Act
    from pipeline.staff.deeds import Deeds
    from pipeline.store import Store
    from pipeline.store.statements import TargetPostsRow, UnreachedPostsRow


def by_hand(
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
    from pipeline.staff.signing import carry_out
    from pipeline.store.clock_leaps import note_time
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
    deeds = carry_out(store, asked, lambda: act(config, store), time.time(), only_stops=only_stops)
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


yes_option = option("--yes", is_flag=True, help="Do not ask.")


real_option = option(
    "--real", default="", metavar="REALE", help="On the day of a drill: REALE, if the emergency is real."
)


def typed(config: Config, posts: Iterable[TargetPostsRow | UnreachedPostsRow], given: str, now: float) -> str:
    """What the person types on the day of a drill, who is about to send a real emergency; else what was given."""
    from pipeline.model import Lane

    return typed_for(config, [(Lane(post["lane"]), post["exercise"]) for post in posts], given, now)


def typed_for(config: Config, about: Iterable[tuple[Lane, str]], given: str, now: float) -> str:
    """The same of texts that are no posts yet, by their lanes and the drill that each is an exercise of."""
    from pipeline.staff.real_word import objection

    if not sys.stdin.isatty():
        return given
    for lane, exercise in about:
        if drill := objection(config, lane, exercise, given, now):
            asked = say(
                "Today is the drill «{drill}». If the emergency is real, type REALE", drill=drill.name
            )
            return str(click.prompt(asked, default="", show_default=False))
    return given


def asks(*, yes: bool) -> bool:
    """Whether a person at a terminal is asked; programs have decided before they call."""
    return not yes and sys.stdin.isatty()
