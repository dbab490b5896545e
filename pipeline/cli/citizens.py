"""The commands about one citizen, and about the ledger of consents."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from channels.sentence import Sentence
from pipeline.cli.help import argument, command, confirm, group, option
from pipeline.cli.opened import opened
from pipeline.cli.terminal import EXIT_WAITS, one_line_errors
from pipeline.words import put, say

if TYPE_CHECKING:
    from pipeline.citizens.journal import Journal
    from pipeline.store import Store
    from pipeline.store.vault import Vault


@command()
@argument("number")
@click.pass_obj
@one_line_errors
def dossier(folder: Path, number: str) -> None:
    """Print all that is kept about NUMBER (`-`: ask for it), for the citizen who asks."""
    from pipeline.citizens import requests

    number = typed_number(number)
    with opened(folder) as (config, store, vault):
        for line in requests.dossier(config, store, vault, number):
            click.echo(line)


@command()
@argument("number")
@click.pass_obj
@one_line_errors
def leave(folder: Path, number: str) -> None:
    """End the subscription of NUMBER (`-`: ask for it), as if it had written cancellami. The proof of consent stays."""
    from pipeline.citizens import requests

    _end(folder, number, requests.leave)


@command()
@argument("number")
@option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
@one_line_errors
def erase(folder: Path, number: str, yes: bool) -> None:
    """Erase everything about NUMBER (`-`: ask for it), the proof of consent included."""
    number = typed_number(number)
    if not yes:
        confirm(say("Erase the proof of consent as well?"))
    from pipeline.citizens import requests

    _end(folder, number, requests.erase)


def _end(
    folder: Path, number: str, how: Callable[[Store, Vault, Journal, str, float], list[Sentence]]
) -> None:
    """End a subscription by `how`, in one transaction, then show its result."""
    from pipeline.citizens.journal import Journal

    number = typed_number(number)
    with opened(folder) as (config, store, vault), store.transaction():
        lines = how(store, vault, Journal(config.data), number, time.time())
    for line in lines:
        click.echo(put(line))


def typed_number(number: str) -> str:
    """The number, for `-` the next line of the input: arguments are in the list of processes, which every user of the
    machine can read, and in the shell's history."""
    if number != "-":
        return number
    if sys.stdin.isatty():
        click.echo(say("Number: "), nl=False, err=True)
    return sys.stdin.readline()


@group()
def consents() -> None:
    """Verify the ledger of consents, or print its head, to be kept outside."""


@consents.command()
@option("--head", default="", help="A head kept outside earlier: must be in the chain.")
@click.pass_obj
@one_line_errors
def verify(folder: Path, head: str) -> None:
    """Walk the whole ledger. Exit: 0 it holds, 3 it does not."""
    from pipeline.citizens.ledger import verify as walk

    with opened(folder) as (_, store, _vault):
        found = walk(store, head.strip().lower())
    if found.problem:
        click.echo(say("The ledger is NOT intact: {problem}", problem=found.problem))
        sys.exit(EXIT_WAITS)
    click.echo(
        say("The ledger is intact: {lines} lines, {erased} erased.", lines=found.lines, erased=found.erased)
    )
    click.echo(say("Head: {head}", head=found.head))


@consents.command()
@click.pass_obj
@one_line_errors
def head(folder: Path) -> None:
    """Print time, lines and head: what `serve` publishes at /consents/head."""
    from pipeline.citizens.ledger import head_line

    with opened(folder) as (_, store, _vault):
        click.echo(head_line(store, time.time()))


COMMANDS = (dossier, leave, erase, consents)
