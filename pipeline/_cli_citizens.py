"""The commands about one citizen, and about the ledger of consents."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline._terminal import EXIT_WAITS, one_line_errors
from pipeline.settings import load

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.store import Store
    from pipeline.vault import Vault


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[Config, Store, Vault]]:
    from pipeline import secrets
    from pipeline.store import open_store
    from pipeline.vault import Vault

    config = load(folder)
    vault = Vault.open(lambda name: secrets.get(name, mode=config.live, data=config.data, env=os.environ))
    store = open_store(config.database)
    try:
        yield config, store, vault
    finally:
        store.close()


@click.command()
@click.argument("number")
@click.pass_obj
@one_line_errors
def dossier(folder: Path, number: str) -> None:
    """Print all that is kept about NUMBER, for the citizen who asks."""
    from pipeline import citizens

    with _opened(folder) as (config, store, vault):
        for line in citizens.dossier(config, store, vault, number):
            click.echo(line)


@click.command()
@click.argument("number")
@click.pass_obj
@one_line_errors
def leave(folder: Path, number: str) -> None:
    """End the subscription of NUMBER, as if it had written cancellami. The proof of consent stays."""
    from pipeline import citizens
    from pipeline._journal import Journal

    with _opened(folder) as (config, store, vault), store.transaction():
        lines = citizens.leave(store, vault, Journal(config.data), number, time.time())
    for line in lines:
        click.echo(line)


@click.command()
@click.argument("number")
@click.confirmation_option("--yes", prompt="Cancellare anche la prova del consenso?")
@click.pass_obj
@one_line_errors
def erase(folder: Path, number: str) -> None:
    """Erase everything about NUMBER, the proof of consent included."""
    from pipeline import citizens
    from pipeline._journal import Journal

    with _opened(folder) as (config, store, vault), store.transaction():
        lines = citizens.erase(store, vault, Journal(config.data), number, time.time())
    for line in lines:
        click.echo(line)


@click.command()
@click.option("--head", default="", help="A head kept outside earlier: must be in the chain.")
@click.pass_obj
@one_line_errors
def consents(folder: Path, head: str) -> None:
    """Verify the ledger of consents, and print its head: keep it outside. Exit: 0 it holds, 3 it does not."""
    from pipeline.ledger import verify

    with _opened(folder) as (_, store, _vault):
        found = verify(store, head.strip().lower())
    if found.problem:
        click.echo(f"Il registro NON è integro: {found.problem}")
        sys.exit(EXIT_WAITS)
    click.echo(f"Il registro è integro: {found.lines} righe, {found.erased} cancellate.")
    click.echo(f"Testa: {found.head}")


COMMANDS = (dossier, leave, erase, consents)
