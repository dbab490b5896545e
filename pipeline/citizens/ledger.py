"""The consent ledger: who agreed to what, when and in which words, as evidence that cannot be altered unnoticed.

Every line is committed to (HMAC-SHA256 of its content under a salt of its own), and every commitment goes into a chain
of heads. A head kept outside proves later that no earlier line was changed, inserted or removed.
Erasing a line destroys
its content and salt: the rest reveals nothing, and the chain stays valid.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime
from typing import Any

from channels.sentence import Sentence
from channels.value import dataclass
from pipeline.store import Store

BEGINNING = bytes(32)
ERASED = "erased"  # what a line's action becomes
UNDONE = "undone"  # an import whose confirmation did not go out; not a departure


@dataclass(frozen=True)
class Person:
    """The person a line is about, by keyed hash: found only by someone who has the number."""

    identity: bytes  # keyed hash
    key: str  # name of the proof key it was made with; the key is destroyed when its last line has expired


@dataclass(frozen=True)
class Verified:
    """The result of verifying the chain."""

    lines: int
    erased: int
    head: str  # hexadecimal; to be kept outside
    problem: Sentence | None = None  # None = it holds; else the first line that does not, and how


@dataclass(frozen=True)
class Line:
    """One act of giving or ending consent."""

    subscriber: int
    person: Person
    action: str
    at: float
    words: str  # as the citizen wrote them, or how it came about
    message: bytes = b""  # keyed hash of the message's id, never the id itself
    notice: str = ""  # version of the privacy notice agreed to

    def columns(self) -> dict[str, Any]:
        return {
            "subscriber_id": self.subscriber,
            "identity": self.person.identity,
            "proof_key": self.person.key,
            "action": self.action,
            "at": self.at,
            "message": self.message,
            "words": self.words,
            "notice": self.notice,
        }


def append(store: Store, line: Line) -> None:
    """Add a line, in the caller's transaction."""
    columns, salt = line.columns(), secrets.token_bytes(16)
    commitment = _commit(columns, salt)
    last = store.consent_head() or BEGINNING
    store.insert_consent(**columns, salt=salt, commitment=commitment, head=_next(last, commitment))


def verify(store: Store, head: str = "") -> Verified:
    """Verify the whole chain. `head`: one kept outside, which must occur in it."""
    last, lines, erased, found = BEGINNING, 0, 0, not head
    for row in store.consent_chain():
        lines += 1
        last = _next(last, row["commitment"])
        if row["head"] != last:
            moved = Sentence("line {n}: a line before it was put in, taken out or replaced", n=lines)
            return Verified(lines, erased, "", moved)
        if row["salt"] is None:
            erased += 1
        elif _commit(dict(row), row["salt"]) != row["commitment"]:
            return Verified(lines, erased, "", Sentence("line {n}: its content was changed", n=lines))
        found = found or last.hex() == head
    missing = Sentence("the head that was kept is not in it: lines are missing at the end")
    return Verified(lines, erased, last.hex(), None if found else missing)


def head_line(store: Store, now: float) -> str:
    """Time, number of lines and head, to be published: anybody who keeps it can check the ledger against it."""
    lines, head = head_of(store)
    at = datetime.fromtimestamp(now, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%SZ} lines={lines} head={head}"


def head_of(store: Store) -> tuple[int, str]:
    """(number of lines, head of the chain in hexadecimal)."""
    return store.consent_count(), (store.consent_head() or BEGINNING).hex()


def erase(store: Store, identity: bytes) -> int:
    """Turn all lines of a person into tombstones. Returns their number."""
    return store.erase_consents(identity=identity, action=ERASED)


def _commit(line: dict[str, Any], salt: bytes) -> bytes:
    names = ("subscriber_id", "action", "at", "words", "notice", "proof_key")
    content = [*(line[name] for name in names), line["identity"].hex(), line["message"].hex()]
    return hmac.new(salt, json.dumps(content, ensure_ascii=False).encode(), hashlib.sha256).digest()


def _next(head: bytes, commitment: bytes) -> bytes:
    return hashlib.sha256(head + commitment).digest()
