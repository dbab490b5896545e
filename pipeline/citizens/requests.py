"""What the office does for one citizen who asks: the dossier, leaving, erasing. By the number, typed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from channels.subscribers import FORGET_AFTER, State, Wants
from pipeline.citizens import ledger
from pipeline.citizens.journal import Journal
from pipeline.citizens.ledger import Line
from pipeline.citizens.phones import masked, number_of
from pipeline.citizens.subscribers import choice_of, lines_of, people_of, person_of, record_departure
from pipeline.settings.values import Config
from pipeline.store import Store
from pipeline.store.slices import LIMIT
from pipeline.store.vault import Vault

WORDS = {
    "subscribed": "iscrizione",
    "left": "cancellazione",
    "changed": "scelta",
    "erased": "riga cancellata",
}
RECEIVES = {
    Wants.ALL: "tutto",
    Wants.DIGEST: "emergenze e servizi subito, le notizie nel riepilogo",
    Wants.URGENT: "solo le emergenze",
}
STATES = {
    State.GUEST: "ha scritto senza essere iscritto",
    State.ACTIVE: "iscritto",
    State.LEAVING: "in uscita",
    State.SUSPENDED: "sospeso: i messaggi non arrivano",
}


def dossier(config: Config, store: Store, vault: Vault, typed: str) -> Iterator[str]:
    """All that is kept about a number, in Italian, to be printed."""
    number, zone = number_of(typed), ZoneInfo(config.council.timezone)

    def when(at: float) -> str:
        return f"{datetime.fromtimestamp(at, zone):%d/%m/%Y %H:%M:%S}"

    row = store.row("subscriber_by_phone", lookup=vault.lookup(number))
    lines = lines_of(store, vault, number)
    yield f"{config.service.name}: dati conservati sul numero {masked(number)}"
    if row is None:
        yield "Il numero non è tra gli iscritti."
    else:
        yield f"Stato: {STATES[State(row['state'])]}, dal {when(row['since'])}"
        yield f"Riceve: {RECEIVES[Wants(row['wants'])]}"
        choice = choice_of(row)
        if choice.no_topics:
            yield f"  senza i temi: {', '.join(sorted(choice.no_topics))}"
        if choice.zones:
            yield f"  zone: {', '.join(sorted(choice.zones))}"
        sent = store.rows("messages_to", recipient=row["id"])
        yield f"Messaggi inviati a questo numero ancora a registro: {len(sent)}"
        for one in sent:
            title = f"risposta automatica: {one['title']}" if one["source"] == "reply" else one["title"]
            yield f"  {when(one['attempted_at'])}  {title[:70]}"
    yield "Registro dei consensi:" if lines else "Registro dei consensi: nessuna riga"
    for line in lines:
        yield (
            f"  {when(line['at'])}  {WORDS.get(line['action'], line['action']):<14} "
            f"parole: «{line['words']}»  informativa: {line['notice'] or '-'}"
        )
    for version in dict.fromkeys(line["notice"] for line in lines if line["notice"]):
        if (notice := store.row("notice", version=version)) is not None:
            yield f"Informativa {version}: {notice['url']} (in uso dal {when(notice['first_seen'])})"
            if notice["sha256"]:
                yield f"  impronta SHA-256 del testo: {notice['sha256']}"
    yield f"Informativa in vigore: {config.service.privacy_version}, {config.service.privacy_url}"
    yield "Per uscire: scrivere CANCELLAMI al servizio, o chiederlo qui."
    yield "Altro non è conservato: né nomi, né testi, né foto."


def leave(store: Store, vault: Vault, journal: Journal, typed: str, now: float) -> list[str]:
    """End a subscription at the office, as if the citizen had written cancellami; the proof stays."""
    number = number_of(typed)
    row = store.row("subscriber_by_phone", lookup=vault.lookup(number))
    if row is None or row["state"] not in (State.ACTIVE, State.SUSPENDED):
        return [f"{masked(number)}: non risulta iscritto; nulla è cambiato"]
    record_departure(store, vault, journal, [number], now)
    store.run("subscriber_leaves", id=row["id"], now=now, forget_at=now)
    asked = vault.proof(f"office:{now}")
    line = Line(row["id"], person_of(vault, number), "left", at=now, words="allo sportello", message=asked)
    ledger.append(store, line)
    store.run("forget_subscribers", now=now + FORGET_AFTER, limit=LIMIT)
    return [f"{masked(number)}: cancellato; il numero non è più conservato"]


def erase(store: Store, vault: Vault, journal: Journal, typed: str, now: float) -> list[str]:
    """Everything about a number, the proof of consent included; what is left of the ledger tells nothing."""
    number = number_of(typed)
    lines = leave(store, vault, journal, typed, now)
    count = sum(ledger.erase(store, one) for one in people_of(vault, number))
    return [*lines, f"{masked(number)}: {count} righe del registro cancellate; la catena resta verificabile"]
