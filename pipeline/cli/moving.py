"""The commands for lists, keys, restored backups and a new number: work that comes once in years."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

import click

from channels.sentence import Sentence
from pipeline.cli.help import argument, command, confirm, group, option
from pipeline.cli.opened import opened
from pipeline.cli.terminal import one_line_errors
from pipeline.events import event
from pipeline.words import put, say

log = logging.getLogger("infostiglia")


@command("import")
@argument("file", type=click.Path(path_type=Path))
@option("--dry-run", is_flag=True, help="Only tell what is good and what is not.")
@option("--skip-bad", is_flag=True, help="Take the good rows although others are not.")
@click.pass_obj
@one_line_errors
def import_(folder: Path, file: Path, dry_run: bool, skip_bad: bool) -> None:
    """Take in a list of subscribers: CSV with number, date and source of each consent."""
    from pipeline import council_channels
    from pipeline.citizens import lists
    from pipeline.citizens.journal import Journal
    from pipeline.citizens.paths import ways
    from pipeline.errors import ActionError
    from pipeline.stages.render.templates import TemplateError

    with opened(folder) as (config, store, vault):
        now = time.time()
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        found = lists.read(file, config, now, ways(channels))
        for problem in found.problems:
            click.echo(put(problem))
        if found.dropped:
            click.echo(say("Columns not kept: {names}", names=", ".join(found.dropped)))
        good, bad = len(found.rows), len(found.problems)
        click.echo(say("Good rows: {good}, to be mended: {bad}", good=good, bad=bad))
        if dry_run:
            return
        if found.problems and not skip_bad:
            raise ActionError("nothing was imported: mend the rows, or use --skip-bad")
        try:
            first = lists.confirmation(config, channels, now)
            done = lists.Import(config, store, vault, first, now).take(found.rows, Journal(config.data))
        except TemplateError as error:
            raise ActionError(error.sentence) from None
    log.info(event("list imported", added=done.added, known=done.known, left=done.left, bad=bad))
    click.echo(
        say(
            "Subscribed: {added}, were subscribed: {known}, had left and are not taken back: {left}",
            added=done.added,
            known=done.known,
            left=done.left,
        )
    )
    if done.added:
        click.echo(say("Each first gets one message to confirm, and news only when that was accepted."))
        click.echo(say("That message goes out when it is approved: see `infostiglia status`."))


@command()
@argument("file", type=click.Path(path_type=Path))
@option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
@one_line_errors
def export(folder: Path, file: Path, yes: bool) -> None:
    """Write all subscribers, in clear, into a new FILE (CSV) that only its owner may read."""
    from pipeline.citizens import exports

    if not yes:
        confirm(say("The file will hold the numbers in clear. Write it?"))
    with opened(folder) as (config, store, vault):
        count = exports.export(config, store, vault, file)
    log.info(event("list exported", subscribers=count))
    click.echo(
        say(
            "{n} subscribers in {file}: keep it encrypted, and delete it once it is used.", n=count, file=file
        )
    )


@group()
def keys() -> None:
    """The keys that protect citizens' numbers."""


@keys.command()
@click.pass_obj
@one_line_errors
def rotate(folder: Path) -> None:
    """Close everything anew with KEY_ENCRYPTION; the key before it stays in KEY_ENCRYPTION_OLD until this has ended."""
    from pipeline.citizens.keys import rotate as close_anew
    from pipeline.errors import ActionError
    from pipeline.stages.settle.inbox import open_inbox

    with opened(folder) as (config, store, vault):
        if not vault.has_old_key:
            raise ActionError("INFOSTIGLIA_KEY_ENCRYPTION_OLD is missing: nothing to encrypt with a new key")
        inbox = open_inbox(config, vault)
        count = close_anew(store, inbox, vault, config.live)
        inbox.close()
    click.echo(
        say("{n} subscribers encrypted with the new key: KEY_ENCRYPTION_OLD can be removed now.", n=count)
    )


@keys.command()
@click.pass_obj
@one_line_errors
def status(folder: Path) -> None:
    """Show which proof keys the ledger still needs: one without lines can be destroyed."""
    with opened(folder) as (_, store, vault):
        lines = {row["proof_key"]: row["n"] for row in store.proof_keys()}
        for number, key in enumerate(vault.proof_keys):
            name = "KEY_PROOF_OLD" if number else "KEY_PROOF"
            count = lines.pop(key, 0)
            end = Sentence(": it can be destroyed") if number and not count else ""
            click.echo(
                say("{name} ({key}): {n} lines of the ledger{end}", name=name, key=key, n=count, end=end)
            )
        for key, count in lines.items():
            click.echo(
                say(
                    "key {key}: {n} lines, and it is MISSING here: without it nobody can find them",
                    key=key,
                    n=count,
                )
            )


@command()
@click.pass_obj
@one_line_errors
def restored(folder: Path) -> None:
    """Make a database that was put back from a backup safe to run. Before `serve` and `run` start again."""
    from pipeline.citizens.journal import Journal
    from pipeline.citizens.restore import restored as make_safe

    with opened(folder) as (config, store, vault):
        for line in make_safe(config, store, vault, Journal(config.data), time.time()):
            click.echo(put(line))


@command("move-number")
@argument("number")
@option("--yes", is_flag=True, help="Send it without approval.")
@click.pass_obj
@one_line_errors
def move_number(folder: Path, number: str, yes: bool) -> None:
    """Tell all subscribers, from the present number, that the service moves to NUMBER."""
    from pipeline import council_channels
    from pipeline.citizens.phones import number_of
    from pipeline.desk import letters
    from pipeline.errors import ActionError
    from pipeline.reasons import Code, Reason
    from pipeline.stages.render.templates import TemplateError

    with opened(folder) as (config, store, _vault):
        new, now = number_of(number), time.time()
        shown = f"{new[:3]} {new[3:6]} {new[6:9]} {new[9:]}".strip()
        try:
            channels = council_channels.channels(config, os.environ, with_secrets=False)
            content = letters.write(config, channels, "cambio_numero", shown, now)
        except TemplateError as error:
            raise ActionError(error.sentence) from None
        held = None if yes else Reason(Code.NUMBER_CHANGE)
        with store.transaction():
            title = f"Il servizio passa al numero {shown}"
            post = letters.to_everyone(
                config, store, letters.Letter(f"number:{new}", title, content, held), now
            )
    if post is None:
        raise ActionError("this change of number has been announced already: see `infostiglia status`")
    ready = Sentence("The announcement is ready: it goes out with `infostiglia approve`, see `status`.")
    click.echo(put(Sentence("The announcement is ready.") if yes else ready))
    click.echo(say("When all have got it:"))
    click.echo(
        say("  1. at Meta, register the new number in the same portfolio (its identifiers stay valid);")
    )
    click.echo(
        say(
            "  2. in config.yaml change service.number and phone_number_id, and write the old one into also_hears; "
            "then `infostiglia check`;"
        )
    )
    click.echo(say("  3. keep the old number's webhook running: citizens must still be able to leave there."))


@command()
@option("--to", required=True, help="postgresql://user@host/name, or `file` for the file in `data`.")
@click.pass_obj
@one_line_errors
def move(folder: Path, to: str) -> None:
    """Carry everything over to another database, and leave the present one behind. First stop `serve` and cron."""
    from pipeline.errors import ActionError
    from pipeline.settings.reader import load
    from pipeline.settings.rules import database_problem
    from pipeline.store import opening

    config, address = load(folder), "" if to == "file" else to
    if problem := database_problem(address):
        raise ActionError("--to: {problem}", problem=problem)
    if address == config.database:
        raise ActionError("{where}: it is there already", where=config.where("database"))
    opening.demand_database(config)
    rows = opening.move(config, address, time.time())
    setting = f"database: {address or chr(34) * 2}"
    click.echo(say("{n} rows carried over. Now in config.yaml: {setting}", n=rows, setting=setting))
    click.echo(
        say(
            "Then `infostiglia check`, and start `serve` and cron again. The old database sends nothing more;"
        )
    )
    click.echo(say("it still holds citizens' data: delete it when the new one has proved itself."))


COMMANDS = (import_, export, keys, restored, move_number, move)
