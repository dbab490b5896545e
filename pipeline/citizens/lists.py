"""Lists of subscribers: import with the consent of each row. `exports` writes them.

An imported subscriber first gets one message (`conferma_iscrizione`), and nothing else until that was accepted. They
never wrote to us, so it cannot be free text, and they must learn at once how to leave.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from channels.base import Channel, Content
from channels.sentence import Sentence
from channels.subscribers import EVERYTHING, NO_ZONE, Choice, Silence, State, Wants
from pipeline.citizens import ledger, list_headers, paths, table
from pipeline.citizens.identity import columns, last_departure, lines_of, person_of, row_of
from pipeline.citizens.journal import Journal
from pipeline.citizens.ledger import Line
from pipeline.citizens.list_dates import Dates
from pipeline.citizens.number_forms import other_forms
from pipeline.citizens.phones import has_number, listed
from pipeline.citizens.subscribers import choice_columns, unbarred
from pipeline.desk import letters
from pipeline.errors import ActionError
from pipeline.reasons import Code, Reason
from pipeline.settings.values import Config
from pipeline.store import Store
from pipeline.store.slices import in_slices
from pipeline.store.vault import Vault

NO_PATHS: Mapping[str, str] = {}
NEEDED = {"number": "numero", "date": "data", "source": "fonte"}  # columns, and what a clerk calls them
TAKEN_IN = "importazione: "  # begins the words in the ledger
PATIENCE = 3600.0  # seconds for which an import waits for a database that another program holds
EXTRA = "extra"  # fields of a row that no column of the header is for
HASHED = (
    "hmac:"  # before the keyed hash of a second number; without it a spreadsheet may read 1e10 as a number
)
_USER_ID = re.compile(r"[A-Z]{2}(?:\.[A-Za-z0-9]{1,140}){1,2}")
LONGEST_SOURCE = 60  # characters kept in the ledger


@dataclass(frozen=True)
class Row:
    """A valid line of a list."""

    number: str = field(repr=False)  # E.164; "" = only the user id is known
    at: float  # of the consent, Unix seconds
    source: str  # where it was given
    choice: Choice = EVERYTHING
    notice: str = ""  # the version agreed to; "" = none of ours
    user_id: str = field(default="", repr=False)
    second_number: bytes | None = field(default=None, repr=False)  # see `second_number.py`
    paths: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # channel and address: see `paths.py`

    @property
    def identity(self) -> str:
        return self.number or self.user_id


@dataclass(frozen=True)
class Listing:
    """A parsed file: its valid rows, and its problems by line."""

    rows: tuple[Row, ...]
    problems: tuple[Sentence, ...]
    dropped: tuple[str, ...]  # columns that are not kept


def read(path: Path, config: Config, now: float, kinds: Mapping[str, str] = NO_PATHS) -> Listing:
    """Read a CSV file with a header, as spreadsheets write it. `kinds`: of the channels that reach single citizens, the
    kind of address. Raises ActionError for any other file."""
    try:
        return _listing(table.read(path), path, kinds, config, now)
    except csv.Error as error:
        problem = table.what_is_wrong(error)
        raise ActionError("{where}: {problem}", where=path, problem=problem) from None


def _listing(lines: table.Table, path: Path, kinds: Mapping[str, str], config: Config, now: float) -> Listing:
    reader = lines.reader
    given = [name or "" for name in reader.fieldnames or ()]
    found = list_headers.by_meaning(given)
    if missing := [name for key, name in NEEDED.items() if not found[key]]:
        raise ActionError(
            "{path}:{line}: missing columns: {names}",
            path=path,
            line=lines.line,
            names=", ".join(missing),
        )
    lines_read = [(_values(line, found), lines.line) for line in reader]
    dates = Dates((values["date"] for values, _ in lines_read), ZoneInfo(config.council.timezone))
    rows, problems, seen = [], [], set[str]()
    for values, number in lines_read:
        try:
            row = replace(
                _row(values, config, dates, now), paths=paths.listed(values.get("paths", ""), kinds)
            )
            if row.identity in seen:
                raise ActionError("the number is in an earlier row already")
            seen.update((row.identity, *other_forms(row.identity)))
            rows.append(row)
        except ActionError as error:
            problems.append(Sentence("row {n}: {problem}", n=number, problem=error.sentence))
    return Listing(tuple(rows), tuple(problems), tuple(n for n in given if n and n not in found.values()))


def _values(line: Mapping[str | None, Any], found: Mapping[str, str]) -> dict[str, str]:
    """The fields of a row by their meaning. Raises csv.Error."""
    values = {key: (line.get(name) or "").strip() for key, name in found.items() if name}
    if any("\n" in value for value in values.values()):
        raise csv.Error(table.OPEN)
    return values | {EXTRA: "".join(line.get(None) or ()).strip()}


def _row(values: Mapping[str, str], config: Config, dates: Dates, now: float) -> Row:
    if values[EXTRA]:
        raise ActionError(
            "it has more fields than the header: put a field with the separator in it into quotation marks"
        )
    user_id = values.get("user_id", "")
    number = listed(values["number"]) if values["number"] or not _USER_ID.fullmatch(user_id) else ""
    source = " ".join(values["source"].split()).removeprefix(TAKEN_IN)
    if not source or re.search(r"\d{6}", source) or has_number(source):
        raise ActionError("the source of the consent is missing, or has a number in it")
    return Row(
        number,
        dates.time(values["date"], now),
        source[:LONGEST_SOURCE],
        _choice(values, config),
        values.get("notice", ""),
        user_id,
        _second_number(values.get("second_number", "")),
    )


def _choice(values: Mapping[str, str], config: Config) -> Choice:
    zones = unbarred(values.get("zone", "").casefold())
    if not zones <= {*config.zones, NO_ZONE}:
        raise ActionError("unknown zone: it is not in config.yaml")
    wants, until = values.get("wants") or Wants.ALL, values.get("paused_until", "")
    if wants not in list(Wants):
        raise ActionError("unknown choice: {choice}", choice=wants[:20])
    try:
        paused = datetime.fromisoformat(until).timestamp() if until else 0.0
    except ValueError:
        raise ActionError("the end of the pause is unreadable") from None
    language = values.get("language", "").casefold()
    if language not in ("", *config.languages):
        raise ActionError("unknown language: it is not in config.yaml")
    language = "" if language in config.languages[:1] else language
    try:
        silence = Silence.parse(values.get("quiet", ""))
    except ValueError:
        raise ActionError("the quiet hours are unreadable; write e.g. 22:00-08:00") from None
    return Choice(
        Wants(wants),
        unbarred(values.get("without_topics", "")),
        zones,
        paused,
        silence,
        bool(values.get("reminders")),
        language,
    )


def _second_number(text: str) -> bytes | None:
    found = re.fullmatch(rf"{HASHED}([0-9a-f]{{64}})", text)
    return bytes.fromhex(found[1]) if found else None


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
        return self._vault.proof("import:" + " ".join(sorted(row.identity for row in rows))).hex()[:16]

    def _is_new(self, row: Row, gone: Set[bytes]) -> bool:
        forms = (row.identity, *other_forms(row.identity))
        known = row_of(self._store, self._vault, row.number, row.user_id)
        if known is not None and known["state"] in (State.ACTIVE, State.SUSPENDED):
            self.result.known += 1
        elif known is not None or any(self._has_left(one, gone) for one in forms):
            self.result.left += 1
        else:
            return True
        return False

    def _add(self, row: Row, columns: Mapping[str, Any], letter: letters.Growing) -> None:
        if not self._is_new(row, frozenset()):  # joined or left a moment ago
            return
        subscriber: int = self._store.insert_subscriber(**columns)
        if row.choice != EVERYTHING:
            self._store.subscriber_prefers(id=subscriber, at=row.at, **choice_columns(row.choice))
        if row.second_number is not None:
            self._store.keep_second_number(id=subscriber, lookup=row.second_number)
        line = Line(
            subscriber,
            person_of(self._vault, row.identity),
            action="subscribed",
            at=row.at,
            words=f"{TAKEN_IN}{row.source}",
            message=self._vault.proof(f"import:{row.identity}:{self._now}"),
            notice=row.notice,
        )
        ledger.append(self._store, line)
        for path in row.paths:
            paths.give(self._store, self._vault, subscriber, path, self._now)
            own = self._vault.proof(f"import:{row.identity}:{path[0]}:{self._now}")
            words = f"{path[0]}: {line.words}"[:100]
            ledger.append(self._store, replace(line, action="changed", words=words, message=own))
        letter.add(subscriber)
        self.result.added += 1

    def _columns(self, row: Row) -> Mapping[str, Any]:
        return {
            "state": State.ACTIVE,
            **columns(self._vault, row.number, row.user_id),
            "mode": self._config.live,
            "welcome": "pending",
            "tester": int(row.number in self._testers),
            "since": row.at,
            "forget_at": None,
        }

    def _has_left(self, identity: str, gone: Set[bytes]) -> bool:
        store, vault = self._store, self._vault
        lines = lines_of(store, vault, identity)
        left = any(line["action"] == "left" for line in lines)
        return left or vault.lookup(identity) in gone or last_departure(store, vault, identity, identity) > 0
