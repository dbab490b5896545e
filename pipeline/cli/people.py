"""`people`: who signs in to the pages for staff. Whoever may use this machine lets the first administrator in."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.help import command, option
from pipeline.cli.opened import open_for_staff
from pipeline.cli.terminal import one_line_errors
from pipeline.settings.reader import load
from pipeline.words import put, say

if TYPE_CHECKING:
    from pipeline.settings.values import Config
    from pipeline.staff.people.roster import Role
    from pipeline.store import Store

ROLES = ("lettore", "redattore", "amministratore", "reader", "editor", "administrator")


@command()
@option("--add", default="", metavar="NAME", help="Add a person: prints a link that lets them in once.")
@option(
    "--reset", default="", metavar="NAME", help="A lost phone: all ways to sign in end, a link begins anew."
)
@option("--remove", default="", metavar="NAME", help="Remove a person, and end their sessions.")
@option(
    "--role", type=click.Choice(ROLES), default="lettore", metavar="ROLE", help="Of whom you add, or change."
)
@option("--change", default="", metavar="NAME", help="Give a person another role (--role).")
@click.pass_obj
@one_line_errors
def people(folder: Path, add: str, reset: str, remove: str, role: str, change: str) -> None:
    """List, add, reset or remove the staff who sign in to the pages. Links hold for one hour."""
    from pipeline.staff import acts
    from pipeline.staff.deeds import Deed, Deeds, Done
    from pipeline.staff.people import roster

    config, now = load(folder), time.time()
    store = open_for_staff(config)
    try:
        if not (add or reset or remove or change):
            for line in _listed(config, store):
                click.echo(line)
            return
        name = add or reset or remove or change
        wanted, verb = _role(role), "add" if add else "reset" if reset else "remove" if remove else "role"
        about = f"{verb} {name} {wanted if add or change else ''}".strip()
        link = ""
        with store.transaction():
            if add:
                link = roster.invite(store, roster.add(store, name, wanted, now), now)
            elif reset:
                link = roster.reset(store, roster.find(store, name), now)
            elif remove:
                roster.remove(store, roster.find(store, name))
            else:
                roster.set_role(store, roster.find(store, name), wanted)
            number = acts.begin(store, acts.Act("people", about, acts.name_of(os.environ)), now)
            acts.end(store, number, Deeds.of([Done(Deed.RIGHTS_CHANGED, "")]))
        click.echo(_told(config, name, link))
    finally:
        store.close()


def _role(word: str) -> Role:
    from pipeline.staff.people.roster import Role

    return list(Role)[ROLES.index(word) % 3]


def _told(config: Config, name: str, link: str) -> str:
    if not link:
        return say("{name}: done", name=name)
    from pipeline.staff.people.pages import link_of

    return say(
        "{name}: this link lets them in once, for one hour, while `infostiglia serve` is running: {link}",
        name=name,
        link=link_of(config, link),
    )


def _listed(config: Config, store: Store) -> Iterator[str]:
    from pipeline.staff.people.roster import ROLES as WORDS
    from pipeline.staff.people.roster import STATES, PersonState, Role
    from pipeline.staff.post_lines import moment

    rows = store.people()
    if not rows:
        yield say('Nobody yet: `infostiglia people --add "Anna Rossi" --role amministratore`')
    for row in rows:
        role, state, seen = (
            put(WORDS[Role(row["role"])]),
            put(STATES[PersonState(row["state"])]),
            moment(row["seen_at"], config),
        )
        yield f"{row['name']}  ({role}, {state})  " + say("last sign-in: {when}", when=seen)


COMMANDS = (people,)
