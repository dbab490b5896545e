"""Lists of subscribers: import with the consent of each row, and export to another supplier.

An imported subscriber first gets one message (`conferma_iscrizione`), and nothing else until that was accepted. They
never wrote to us, so it cannot be free text, and they must learn at once how to leave.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from channels.base import Channel, Content
from channels.sentence import Sentence
from channels.subscribers import State
from pipeline.citizens import ledger, table
from pipeline.citizens.identity import last_departure, lines_of, person_of, read_address
from pipeline.citizens.journal import Journal
from pipeline.citizens.ledger import Line
from pipeline.citizens.phones import has_number, number_of
from pipeline.desk import letters
from pipeline.errors import ActionError, said
from pipeline.reasons import Code, Reason
from pipeline.settings.values import Config
from pipeline.store import Store
from pipeline.store.slices import in_slices
from pipeline.store.vault import Vault

COLUMNS = {
    "number": ("number", "numero", "telefono", "cellulare"),
    "date": ("date", "data", "data consenso"),
    "source": ("source", "fonte", "origine", "consenso"),
    "zone": ("zone", "zona", "frazione"),
}
NEEDED = ("number", "date", "source")
PATIENCE = 3600.0  # seconds for which an import waits for a database that another program holds
LONGEST_SOURCE = 60  # characters kept in the ledger
EXPORTED = ("number", "user_id", "since", "wants", "without_topics", "zones", "notice", "agreed_at", "words")


@dataclass(frozen=True)
class Row:
    """A valid line of a list."""

    number: str = field(repr=False)  # E.164
    at: float  # of the consent, Unix seconds
    source: str  # where it was given
    zone: str = ""


@dataclass(frozen=True)
class Listing:
    """A parsed file: its valid rows, and its problems by line."""

    rows: tuple[Row, ...]
    problems: tuple[Sentence, ...]
    dropped: tuple[str, ...]  # columns that are not kept


def read(path: Path, config: Config, now: float) -> Listing:
    """Read a CSV file with a header, as spreadsheets write it. Raises ActionError for any other file."""
    try:
        return _listing(table.read(path), path, config, now)
    except csv.Error as error:
        problem = table.what_is_wrong(error)
        raise ActionError("{where}: {problem}", where=path, problem=problem) from None


def _listing(lines: table.Table, path: Path, config: Config, now: float) -> Listing:
    reader = lines.reader
    given = [name or "" for name in reader.fieldnames or ()]
    found = {
        key: next((n for n in given if n.strip().casefold() in names), "") for key, names in COLUMNS.items()
    }
    if missing := [COLUMNS[key][1] for key in NEEDED if not found[key]]:
        raise ActionError(
            "{path}:{line}: missing columns: {names}",
            path=path,
            line=lines.line,
            names=", ".join(missing),
        )
    rows, problems, seen = [], [], set()
    for line in reader:
        values = {key: (line.get(name) or "").strip() for key, name in found.items() if name}
        if any("\n" in value for value in values.values()):
            raise csv.Error(table.OPEN)
        try:
            row = _row(values, config, now)
            if row.number in seen:
                raise ActionError("the number is in an earlier row already")
            seen.add(row.number)
            rows.append(row)
        except ActionError as error:
            problems.append(Sentence("row {n}: {problem}", n=lines.line, problem=error.sentence))
    return Listing(tuple(rows), tuple(problems), tuple(n for n in given if n and n not in found.values()))


def _row(values: Mapping[str, str], config: Config, now: float) -> Row:
    number = number_of(values["number"])
    source = " ".join(values["source"].split())
    if not source or re.search(r"\d{6}", source) or has_number(source):
        raise ActionError("the source of the consent is missing, or has a number in it")
    zone = values.get("zone", "").casefold()
    if zone and zone not in config.zones:
        raise ActionError("unknown zone: it is not in config.yaml")
    return Row(
        number, _time(values["date"], ZoneInfo(config.council.timezone), now), source[:LONGEST_SOURCE], zone
    )


def _time(text: str, zone: ZoneInfo, now: float) -> float:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"):
        try:
            at = datetime.strptime(text, form).replace(tzinfo=zone).timestamp()
        except ValueError:
            continue
        if 1e9 < at <= now:
            return at
    raise ActionError("the date of the consent is missing, in the future or unreadable (e.g. 31/12/2025)")


@dataclass
class Imported:
    """The result of an import, in numbers of rows."""

    added: int = 0
    known: int = 0  # subscribed already
    left: int = 0  # had left: nobody comes back by a list


def confirmation(config: Config, channels: Mapping[str, Channel], now: float) -> Content:
    """The first message to imported subscribers. Raises TemplateError."""
    return letters.write(config, channels, "conferma_iscrizione", config.service.name, now)


class Import:
    """One import. Each new subscriber is stored with ledger line and message in one transaction.

    `content`: the first message. A person must approve it, so that a wrong list writes to nobody by itself.
    """

    def __init__(self, config: Config, store: Store, vault: Vault, content: Content, now: float) -> None:
        self._config, self._store, self._vault = config, store, vault
        self._content, self._now = content, now
        self._testers = {number.replace(" ", "") for number in config.testers}
        self.result = Imported()

    def take(self, rows: Sequence[Row], journal: Journal) -> Imported:
        """Subscribe the rows, in slices. After a kill, a repeated import goes on where it stopped."""
        gone = {one for one, _ in journal.after(0)}
        new = [row for row in rows if self._is_new(row, gone)]
        if new:
            # The same list gets the same letter: a command repeated after a kill leaves one to approve, not two.
            letter = letters.Growing(
                self._config,
                self._store,
                letters.Letter(
                    f"import:{self._hash(rows)}",
                    f"Conferma a {len(new)} iscritti da un elenco",
                    self._content,
                    held=Reason(Code.IMPORTED_LIST),
                ),
                self._now,
                welcome=True,
            )
            pieces = ((row, self._columns(row)) for row in new)
            in_slices(self._store, pieces, lambda piece: self._add(*piece, letter), patience=PATIENCE)
        return self.result

    def _hash(self, rows: Sequence[Row]) -> str:
        return self._vault.proof("import:" + " ".join(sorted(row.number for row in rows))).hex()[:16]

    def _is_new(self, row: Row, gone: Set[bytes]) -> bool:
        lookup = self._vault.lookup(row.number)
        known = self._store.subscriber_by_phone(lookup=lookup)
        if known is not None and known["state"] in (State.ACTIVE, State.SUSPENDED):
            self.result.known += 1
        elif known is not None or lookup in gone or _has_left(self._store, self._vault, row.number):
            self.result.left += 1
        else:
            return True
        return False

    def _add(self, row: Row, columns: Mapping[str, Any], letter: letters.Growing) -> None:
        if not self._is_new(row, frozenset()):  # joined or left a moment ago
            return
        subscriber: int = self._store.insert_subscriber(**columns)
        if row.zone:
            self._store.zone_of(id=subscriber, zones=f"|{row.zone}|")
        line = Line(
            subscriber,
            person_of(self._vault, row.number),
            action="subscribed",
            at=row.at,
            words=f"importazione: {row.source}",
            message=self._vault.proof(f"import:{row.number}:{self._now}"),
        )
        ledger.append(self._store, line)
        letter.add(subscriber)
        self.result.added += 1

    def _columns(self, row: Row) -> Mapping[str, Any]:
        return {
            "state": State.ACTIVE,
            "phone_lookup": self._vault.lookup(row.number),
            "phone": self._vault.encrypt(row.number.encode()),
            "user_lookup": None,
            "user_id": None,
            "mode": self._config.live,
            "welcome": "pending",
            "tester": int(row.number in self._testers),
            "since": row.at,
            "forget_at": None,
        }


def _has_left(store: Store, vault: Vault, number: str) -> bool:
    lines = lines_of(store, vault, number)
    return any(line["action"] == "left" for line in lines) or last_departure(store, vault, number, number) > 0


def export(config: Config, store: Store, vault: Vault, path: Path) -> int:
    """Write all subscribers in clear into a new file readable by its owner only. Returns their number.
    Raises ActionError."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ActionError("{where}: {problem}", where=path, problem=said(error)) from None
    with os.fdopen(file, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(EXPORTED)
        count = 0
        for line in _exported(config, store, vault):
            writer.writerow(line)
            count += 1
    return count


def _exported(config: Config, store: Store, vault: Vault) -> Iterator[list[str]]:
    zone = ZoneInfo(config.council.timezone)

    def day(at: float | None) -> str:
        return f"{datetime.fromtimestamp(at, zone).isoformat(timespec='seconds')}" if at else ""

    for row in store.exported(mode=config.live):
        address = read_address(vault, row)
        words = (row["no_topics"].strip("|"), row["zones"].strip("|"))
        yield [
            *(address.phone, address.user_id, day(row["since"]), row["wants"], *words),
            *(row["notice"] or "", day(row["agreed_at"]), row["words"] or ""),
        ]
