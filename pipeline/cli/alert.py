"""`alert`: an alert or a state by hand, from the phrase library; its updates and its end."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.at_once import send_at_once
from pipeline.cli.by_hand import by_hand, real_option, typed_for
from pipeline.cli.help import argument, command, option
from pipeline.cli.signed import signed
from pipeline.cli.terminal import one_line_errors
from pipeline.settings.reader import load
from pipeline.settings.values import Config
from pipeline.words import say

if TYPE_CHECKING:
    from pipeline.desk.raising import Raised
    from pipeline.staff.acts import Act
    from pipeline.staff.composing import Asked
    from pipeline.staff.corrections import Publisher
    from pipeline.staff.deeds import Deeds
    from pipeline.staff.drafting import Flags
    from pipeline.store import Store


_OPTIONS = (
    option("--place", default="", metavar="TEXT", help="Where: a street, a hamlet, the whole territory."),
    option("--zone", "zones", multiple=True, metavar="NAME", help="A zone of config.yaml; may be repeated."),
    option("--level", default="", metavar="TEXT", help="Of a weather alert: gialla, arancione, rossa."),
    option("--impact", default="", metavar="TEXT", help="What may happen; else what the library says."),
    option("--action", "actions", multiple=True, metavar="TEXT", help="What to do; may be repeated."),
    option("--from", "since", default="", metavar="TEXT", help="Since when (default: now)."),
    option(
        "--until", default="", metavar="TEXT", help="Until when: 20:30, domani 8:00, 28/11 20; ? = not known."
    ),
    option("--words", default="", metavar="TEXT", help="What you add in your own words."),
    option("--urgent", is_flag=True, help="At once, also at night, what otherwise goes by day."),
    option("--key", default="", metavar="TEXT", help="One-time key: said twice, it goes out once."),
    option("--update", default="", metavar="NUMBER", help="Tell those who got this item what has changed."),
    option("--end", default="", metavar="NUMBER", help="Tell those who got this item that it is over."),
)


def _with_flags(own: Any) -> Any:
    for one in reversed(_OPTIONS):
        own = one(own)
    return own


@command()
@argument("hazard", required=False, default="")
@_with_flags
@option("--list", "listed", is_flag=True, help="List hazards and states with their keys.")
@option("--dry", is_flag=True, help="Show everything, send nothing.")
@option("--yes", is_flag=True, help="Send without asking.")
@real_option
@signed
@click.pass_obj
@one_line_errors
def alert(folder: Path, asked: Act, channel: str, dry: bool, yes: bool, **flags: Any) -> None:
    """Compose an alert or a state and send it at once. HAZARD: its key; without it a form asks."""
    if flags.pop("listed"):
        click.echo("\n".join(_catalogue()))
        return
    from pipeline.staff.drafting import Flags  # no other command needs what it imports

    real = flags.pop("real")
    config, given = load(folder), Flags(**flags)
    if not (given.hazard or given.update or given.end):
        from pipeline.cli.alert_form import filled_in

        given = filled_in(config, given)
    about = given.update or given.end or given.hazard
    act = _Act(given, channel, replace(asked, about=about), time.time(), real)
    if dry:
        _show(config, act)
        return
    try:
        by_hand(folder, act.asked, channel, act.send, (lambda *_: ()) if yes else act.shown)
    finally:  # also where a channel stands still: the others go
        for item in act.made:
            click.echo(
                say(
                    "number {item}: `infostiglia alert --update {item}` and `--end {item}` tell those who got it",
                    item=item,
                )
            )
        if act.goes:
            send_at_once(folder)


def _catalogue() -> Iterator[str]:
    from pipeline.desk.library import Sort, library

    for sort, head in ((Sort.HAZARD, say("Dangers")), (Sort.STATE, say("What opens, shuts and ends"))):
        yield f"{head}:"
        yield from (f"  {one.key:<22} {one.name}" for one in library().values() if one.sort is sort)


def _show(config: Config, act: _Act) -> None:
    from pipeline.cli.opened import open_for_staff

    store = open_for_staff(config)
    try:
        click.echo("\n".join(act.shown(config, store)))
    finally:
        store.close()


@dataclass(frozen=True)
class _Act:
    """One `alert` as a person asked for it."""

    given: Flags
    channel: str
    asked: Act
    now: float
    real: str = ""  # what was typed on the day of a drill
    made: list[int] = field(default_factory=list)  # the new item, when it is made
    goes: list[str] = field(default_factory=list)  # the channels on which something is to be sent

    def shown(self, config: Config, store: Store) -> Iterator[str]:
        from pipeline.staff import composing

        by, asked, raised = self._prepared(config, store)
        yield from composing.preview(by, raised, asked.item)
        yield say("key: {key}", key=asked.key)

    def send(self, config: Config, store: Store) -> Deeds:
        from pipeline.composed import Step
        from pipeline.staff.deeds import Deed
        from pipeline.staff.drafting import send

        by, asked, raised = self._prepared(config, store)
        if raised.draft.step is not Step.END:
            by = replace(by, real=typed_for(config, [(raised.news.lane, "")], self.real, self.now))
        deeds = send(replace(by, because=self.asked.because), raised, asked.item, self.now)
        self.made.extend([deeds.item] if asked.item is None else [])
        self.goes.extend(deeds.channels(Deed.RAISED))
        return deeds

    def _prepared(self, config: Config, store: Store) -> tuple[Publisher, Asked, Raised]:
        from pipeline import council_channels
        from pipeline.staff import composing
        from pipeline.staff.corrections import Publisher
        from pipeline.staff.drafting import asked_for
        from pipeline.stages.release.template_gate import approved_names
        from pipeline.stages.render.choice import Renderer, in_period

        channels = council_channels.channels(config, os.environ, with_secrets=False)
        channels = {name: one for name, one in channels.items() if self.channel in ("", name)}
        render = Renderer(in_period(config, self.now), channels, lambda name: approved_names(store, name))
        by = Publisher(store, config, channels, render, who=self.asked.who)
        asked = asked_for(by, self.given, self.now)
        return by, asked, composing.prepare(by, asked, self.now)


COMMANDS = (alert,)
