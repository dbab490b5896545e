"""The verdict after the worst failures: the sandbox's own log is compared with the program's books.

Only two tables of the program are read: deliveries (recipient and state) and posts (channel and state).
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import on_postgres, url_of

OPEN_POSTS = ("due", "sending")  # their work is not done
OPEN_DELIVERIES = ("pending", "sending")
LISTED = "uncertain"  # a person sees it
OUT = "sent"  # by the books, the provider has it

Book = dict[tuple[str, str], set[str]]  # (channel, number or "") -> states of its deliveries


@dataclass
class Verdict:
    """The faults, and the deliveries that are listed."""

    twice: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # neither sent nor listed
    books: list[str] = field(default_factory=list)  # the program's books differ from the sandbox's log
    uncertain: list[str] = field(default_factory=list)

    def violations(self) -> list[str]:
        """The verdict in words, without any number of a citizen."""
        found = []
        for what, names in (("twice", self.twice), ("missing", self.missing), ("books", self.books)):
            if names:
                found.append(f"{what}: {', '.join(names)}")
        return found


def look(database: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Read the program's database from outside, without opening the program."""
    if on_postgres():
        import psycopg

        with psycopg.connect(url_of(database)) as server:
            return [tuple(row) for row in server.execute(sql.replace("?", "%s"), values).fetchall()]
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)
    try:
        return [tuple(row) for row in connection.execute(sql, values).fetchall()]
    finally:
        connection.close()


def settled(database: Path) -> bool:
    """Whether an item has been read, and none of its messages is on its way."""
    posts = [row[0] for row in look(database, "SELECT state FROM post")]
    waiting = look(
        database,
        f"SELECT 1 FROM delivery WHERE state IN ({', '.join('?' * len(OPEN_DELIVERIES))}) LIMIT 1",
        *OPEN_DELIVERIES,
    )
    return bool(posts) and not waiting and not any(state in OPEN_POSTS for state in posts)


def book(database: Path, citizens: Sequence[str]) -> Book:
    """The states of all deliveries; `citizens`: numbers in the order of their joining."""
    found: Book = defaultdict(set)
    sql = "SELECT p.channel, d.recipient, d.state FROM delivery d JOIN post p ON p.id = d.post_id"
    for channel, recipient, state in look(database, sql):
        found[str(channel), citizens[int(str(recipient)) - 1] if recipient else ""].add(str(state))
    return found


def judge(
    copies: Counter[str],
    states: Book,
    citizens: Sequence[str],
    pages: Sequence[str],
    *,
    sender: str = "whatsapp",
) -> Verdict:
    """`copies`: how often each number, and each page by its name, was sent the one item, by the sandbox's log."""
    verdict = Verdict()
    everybody = [(f"citizen {n}", number, (sender, number)) for n, number in enumerate(citizens, 1)]
    for name, key, entry in everybody + [(page, page, (page, "")) for page in pages]:
        count, known = copies[key], states.get(entry, set())
        if LISTED in known:
            verdict.uncertain.append(name)
        if count > 1:
            verdict.twice.append(f"{name} ({count} times)")
        elif count == 0 and LISTED not in known:
            verdict.missing.append(f"{name} ({'/'.join(sorted(known)) or 'unknown'})")
        if (count == 0 and OUT in known) or (count > 0 and not known & {OUT, LISTED}):
            verdict.books.append(f"{name}: {count} out, {'/'.join(sorted(known)) or 'unknown'} by the books")
    return verdict
