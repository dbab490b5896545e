"""The other paths by which a citizen can be reached in an emergency: given at the office, or by a word to the service.

An address is encrypted, and found by a keyed hash, as numbers are. Who leaves loses all of them.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from channels.base import Channel
from channels.sentence import Sentence
from channels.subscribers import PathSaid, State
from channels.value import dataclass
from pipeline.citizens import ledger
from pipeline.citizens.identity import person_of, row_of_number
from pipeline.citizens.ledger import Line
from pipeline.citizens.number_forms import masked
from pipeline.errors import ActionError
from pipeline.store import Store
from pipeline.store.vault import Vault
from pipeline.words import put

if TYPE_CHECKING:
    from pipeline.store.statements import SubscriberRow

OFFICE, CITIZEN = "office", "citizen"
TRIES = 5  # wrong codes, after which an address must be given anew
UNCONFIRMED = 86400.0  # seconds for which an address that nobody has confirmed is kept
LONGEST = 200  # characters of an address
_EMAIL = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"'.]+(?:\.[^@\s,;<>\"'.]+)+")


def address_of(kind: str, typed: str) -> str:
    """An address as it is kept. `kind`: email, phone or any. Raises ActionError."""
    text = typed.strip()
    if kind == "phone":
        from pipeline.citizens.phones import number_of  # a library that a tick can do without

        return number_of(text)
    if kind == "email" and not _EMAIL.fullmatch(text):
        raise ActionError("the address must be written in full, e.g. nome@example.it")
    if not text or len(text) > LONGEST or re.search(r"\s", text):
        raise ActionError("the address must be one word")
    return text


def hidden(address: str) -> str:
    """An address as it may be shown where others look on: `n…@example.it`, `+39 333 ···0001`."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}…@{host}"
    return masked(address) if address.startswith("+") else f"{address[:1]}…"


def ways(channels: Mapping[str, Channel]) -> dict[str, str]:
    """The channels that take such addresses, each with the kind of address."""
    found = {name: channel.capabilities.address for name, channel in channels.items()}
    return {name: kind for name, kind in found.items() if kind}


def listed(text: str, kinds: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The paths in one field of a list: `sms=+39… posta=nome@example.it`. `kinds`: channel -> kind of address. Raises
    ActionError."""
    found: dict[str, str] = {}
    for pair in text.split():
        channel, _, address = pair.partition("=") if "=" in pair else pair.partition(":")
        kind = kind_of(kinds, channel)
        if channel in found:
            raise ActionError("two addresses for {channel}", channel=channel)
        found[channel] = address_of(kind, address)
    return tuple(found.items())


def kind_of(kinds: Mapping[str, str], channel: str) -> str:
    """The kind of address of a channel. Raises ActionError if it reaches no single citizen."""
    if channel not in kinds:
        names = ", ".join(kinds) or put(Sentence("nothing"))
        raise ActionError(
            "«{channel}» reaches no single citizen; there are: {names}", channel=channel, names=names
        )
    return kinds[channel]


def give(store: Store, vault: Vault, subscriber: int, path: tuple[str, str], now: float) -> None:
    """Keep a path (channel and address) that the office answers for. In the caller's transaction."""
    channel, address = path
    store.give_path(
        subscriber=subscriber,
        channel=channel,
        address=vault.encrypt(address.encode()),
        lookup=vault.lookup(address),
        given_by=OFFICE,
        now=now,
        confirmed_at=now,
        code_hash=None,
    )


@dataclass(frozen=True)
class Paths:
    """The paths of one citizen, whose number was typed at the office."""

    store: Store
    vault: Vault
    kinds: Mapping[str, str]  # channel -> kind of address

    def add(self, typed: str, channel: str, address: str, because: str, now: float) -> Sentence:
        """Add a path that the citizen asks for at the office; `because`: how they agreed to it, for the ledger."""
        number, row, kind = *self._citizen(typed), kind_of(self.kinds, channel)
        if not because.strip():
            raise ActionError("write how the citizen agreed: --because «signed form of …»")
        kept = address_of(kind, address)
        with self.store.transaction():
            give(self.store, self.vault, row["id"], (channel, kept), now)
            self._note(row["id"], number, f"{channel}: {because.strip()}", now)
        return Sentence(
            "{number}: emergencies that do not arrive go by {channel} to {address}",
            **{"number": masked(number), "channel": channel, "address": hidden(kept)},
        )

    def remove(self, typed: str, channel: str, now: float) -> Sentence:
        """Remove a path, or all of them (""), of a citizen."""
        number, row = self._citizen(typed)
        if channel:
            kind_of(self.kinds, channel)
        with self.store.transaction():
            gone = self.store.drop_path(subscriber=row["id"], channel=channel)
            if gone:
                self._note(row["id"], number, f"{channel} -".strip(), now)
        if not gone:
            return Sentence("{number}: has no such path; nothing was changed", number=masked(number))
        return Sentence("{number}: {n} paths removed", number=masked(number), n=gone)

    def _citizen(self, typed: str) -> tuple[str, SubscriberRow]:
        from pipeline.citizens.phones import number_of

        number = number_of(typed)
        row = row_of_number(self.store, self.vault, number)
        if row is None or row["state"] not in (State.ACTIVE, State.SUSPENDED):
            raise ActionError("{number}: is not subscribed; nothing was changed", number=masked(number))
        return number, row

    def _note(self, subscriber: int, number: str, words: str, now: float) -> None:
        """One line of the ledger, as for any choice. It never has the address."""
        person, asked = person_of(self.vault, number), self.vault.proof(f"office:{now}")
        line = Line(subscriber, person, "changed", at=now, words=words[:100], message=asked)
        ledger.append(self.store, line)


@dataclass(frozen=True)
class Word:
    """What a citizen's word about a path came to: the answer's facts, and the code that goes to the new address."""

    done: str  # asked, confirmed, gone, wrong, unclear
    channel: str = ""
    code: str = ""

    @property
    def facts(self) -> Mapping[str, object]:
        return {"done": self.done, "path": self.channel}


def obey(
    store: Store, vault: Vault, kinds: Mapping[str, str], subscriber: int, said: PathSaid, now: float
) -> Word:
    """Keep an address that a citizen gives, until its code confirms it; confirm it; or take a path back. In the
    caller's transaction."""
    if said.code:
        about: dict[str, Any] = {
            "subscriber": subscriber,
            "code_hash": code_hash(vault, subscriber, said.code),
        }
        found = store.confirm_path(**about, now=now, since=now - UNCONFIRMED, most=TRIES)
        store.count_path_try(subscriber=subscriber)
        return Word("confirmed", found[0]["channel"]) if found else Word("wrong")
    if not said.address:
        store.drop_path(subscriber=subscriber, channel=said.channel)
        return Word("gone", said.channel)
    try:
        address = address_of(kinds[said.channel], said.address)
    except ActionError:
        return Word("unclear", said.channel)
    code = f"{secrets.randbelow(10**6):06}"
    store.give_path(
        subscriber=subscriber,
        channel=said.channel,
        address=vault.encrypt(address.encode()),
        lookup=vault.lookup(address),
        given_by=CITIZEN,
        now=now,
        confirmed_at=None,
        code_hash=code_hash(vault, subscriber, code),
    )
    return Word("asked", said.channel, code)


def code_hash(vault: Vault, subscriber: int, code: str) -> bytes:
    """The keyed hash by which a code is recognised, of this citizen's only."""
    return vault.proof(f"path code:{subscriber}:{code}")


def in_clear(store: Store, vault: Vault, subscriber: int) -> Iterator[tuple[str, str, float, bool]]:
    """A citizen's paths: channel, address, since when (Unix seconds), and whether it is confirmed."""
    for row in store.paths_of(subscriber=subscriber):
        address = vault.decrypt(row["address"]).decode()
        yield row["channel"], address, row["given_at"], row["confirmed_at"] is not None
