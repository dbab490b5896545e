"""The list of all subscribers, for another supplier or to be taken back: `lists` reads it.

A spreadsheet changes nothing in it: numbers have spaces and hashes a mark, or they would become sums; semicolons and
the byte order mark are what an Italian one expects.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.citizens.identity import read_address
from pipeline.citizens.lists import HASHED
from pipeline.citizens.paths import in_clear
from pipeline.citizens.phones import spaced
from pipeline.citizens.subscribers import choice_of
from pipeline.errors import ActionError, said
from pipeline.settings.values import Config
from pipeline.store import Store
from pipeline.store.vault import Vault

EXPORTED = (
    *("number", "user_id", "since", "wants", "without_topics", "zones"),
    *("notice", "agreed_at", "words", "paused_until", "quiet", "second_number", "reminders", "language"),
    "paths",
)


def export(config: Config, store: Store, vault: Vault, path: Path) -> int:
    """Write all subscribers in clear into a new file readable by its owner only. Returns their number.
    Raises ActionError."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ActionError("{where}: {problem}", where=path, problem=said(error)) from None
    with os.fdopen(file, "w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
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
        second = f"{HASHED}{row['also_lookup'].hex()}" if row["also_lookup"] is not None else ""
        yield [
            *(spaced(address.phone) if address.phone else "", address.user_id, day(row["since"])),
            *(row["wants"], row["no_topics"].strip("|"), row["zones"].strip("|")),
            *(row["notice"] or "", day(row["agreed_at"] or row["since"]), row["words"] or "iscrizione"),
            *(
                day(row["paused_until"]),
                str(choice_of(row).silence),
                second,
                "sì" if row["reminders"] else "",
                row["language"],
            ),
            " ".join(
                f"{name}={address}" for name, address, _, sure in in_clear(store, vault, row["id"]) if sure
            ),
        ]
