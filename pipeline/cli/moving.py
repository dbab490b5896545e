"""The commands for lists, keys, restored backups and a new number: what happens once in years."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

import click

from pipeline.cli.opened import opened
from pipeline.cli.terminal import one_line_errors

log = logging.getLogger("infostiglia")


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what is good and what is not.")
@click.option("--skip-bad", is_flag=True, help="Take the good rows although others are not.")
@click.pass_obj
@one_line_errors
def import_(folder: Path, file: Path, dry_run: bool, skip_bad: bool) -> None:
    """Take in a list of subscribers: CSV with number, date and source of each consent."""
    from pipeline import council_channels
    from pipeline.citizens import lists
    from pipeline.citizens.journal import Journal
    from pipeline.errors import ActionError
    from pipeline.stages.render.templates import TemplateError

    with opened(folder) as (config, store, vault):
        now = time.time()
        found = lists.read(file, config, now)
        for problem in found.problems:
            click.echo(problem)
        if found.dropped:
            click.echo(f"Colonne non conservate: {', '.join(found.dropped)}")
        click.echo(f"Righe buone: {len(found.rows)}, da correggere: {len(found.problems)}")
        if dry_run:
            return
        if found.problems and not skip_bad:
            raise ActionError("nulla è stato importato: correggere le righe, o usare --skip-bad")
        channels = council_channels.channels(config, os.environ, with_secrets=False)
        try:
            first = lists.confirmation(config, channels, now)
            done = lists.Import(config, store, vault, first, now).take(found.rows, Journal(config.data))
        except TemplateError as error:
            raise ActionError(str(error)) from None
    log.info(
        "import added=%d known=%d left=%d bad=%d", done.added, done.known, done.left, len(found.problems)
    )
    click.echo(
        f"Iscritti: {done.added}, già iscritti: {done.known}, usciti in passato e non ripresi: {done.left}"
    )
    if done.added:
        click.echo(
            "Ognuno riceve prima un messaggio di conferma, e le notizie solo quando è stato accettato."
        )
        click.echo("Il messaggio parte quando lo si approva: vedi `infostiglia status`.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.confirmation_option("--yes", prompt="Il file conterrà i numeri in chiaro. Scriverlo?")
@click.pass_obj
@one_line_errors
def export(folder: Path, file: Path) -> None:
    """Write all subscribers, in clear, into a new FILE (CSV) that only its owner may read."""
    from pipeline.citizens import lists

    with opened(folder) as (config, store, vault):
        count = lists.export(config, store, vault, file)
    log.info("export subscribers=%d", count)
    click.echo(f"{count} iscritti in {file}: conservarlo cifrato, e cancellarlo appena usato.")


@click.group()
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
            raise ActionError("INFOSTIGLIA_KEY_ENCRYPTION_OLD manca: nulla da cifrare con una chiave nuova")
        inbox = open_inbox(config, vault)
        count = close_anew(store, inbox, vault)
        inbox.close()
    click.echo(f"{count} iscritti cifrati con la chiave nuova: ora KEY_ENCRYPTION_OLD si può togliere.")


@keys.command()
@click.pass_obj
@one_line_errors
def status(folder: Path) -> None:
    """Show which proof keys the ledger still needs: one without lines can be destroyed."""
    with opened(folder) as (_, store, vault):
        lines = {row["proof_key"]: row["n"] for row in store.rows("proof_keys")}
        for number, key in enumerate(vault.proof_keys):
            name = "KEY_PROOF_OLD" if number else "KEY_PROOF"
            count = lines.pop(key, 0)
            end = ": si può distruggere" if number and not count else ""
            click.echo(f"{name} ({key}): {count} righe del registro{end}")
        for key, count in lines.items():
            click.echo(f"chiave {key}: {count} righe, e qui MANCA: senza, nessuno può ritrovarle")


@click.command()
@click.pass_obj
@one_line_errors
def restored(folder: Path) -> None:
    """Make a database that was put back from a backup safe to run. Before `serve` and `run` start again."""
    from pipeline.citizens.journal import Journal
    from pipeline.citizens.restore import restored as make_safe

    with opened(folder) as (config, store, vault):
        for line in make_safe(store, vault, Journal(config.data), time.time()):
            click.echo(line)


@click.command(name="move-number")
@click.argument("number")
@click.option("--yes", is_flag=True, help="Send it without approval.")
@click.pass_obj
@one_line_errors
def move_number(folder: Path, number: str, yes: bool) -> None:
    """Tell all subscribers, from the present number, that the service moves to NUMBER."""
    from pipeline import council_channels
    from pipeline.citizens.phones import number_of
    from pipeline.desk import letters
    from pipeline.errors import ActionError
    from pipeline.stages.render.templates import TemplateError

    with opened(folder) as (config, store, _vault):
        new, now = number_of(number), time.time()
        shown = f"{new[:3]} {new[3:6]} {new[6:9]} {new[9:]}".strip()
        try:
            channels = council_channels.channels(config, os.environ, with_secrets=False)
            content = letters.write(config, channels, "cambio_numero", shown, now)
        except TemplateError as error:
            raise ActionError(str(error)) from None
        held = "" if yes else "cambio di numero: da approvare"
        with store.transaction():
            title = f"Il servizio passa al numero {shown}"
            post = letters.to_everyone(
                config, store, letters.Letter(f"number:{new}", title, content, held), now
            )
    if post is None:
        raise ActionError("questo cambio di numero è già stato annunciato: vedi `infostiglia status`")
    click.echo(
        "Annuncio pronto." if yes else "Annuncio pronto: parte con `infostiglia approve`, vedi `status`."
    )
    click.echo("Quando è arrivato a tutti:")
    click.echo(
        "  1. da Meta, registrare il numero nuovo nello stesso portfolio (gli identificativi restano validi);"
    )
    click.echo("  2. in config.yaml cambiare service.number e phone_number_id; poi `infostiglia check`;")
    click.echo(
        "  3. tenere acceso il webhook del numero vecchio: chi scrive CANCELLAMI lì deve essere sentito."
    )


COMMANDS = (import_, export, keys, restored, move_number)
