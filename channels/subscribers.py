"""Subscriber management: the one door through which citizens join and leave.

It decides; a store that keeps the protocol below remembers. It never sees a database, and whatever a citizen
writes besides the commands is dropped here, unread.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from channels._subscribers.commands import Command, command
from channels.whatsapp.webhook import Incoming, Marketing, Moved

TELL_EVERY = 30 * 86400.0  # seconds between two automatic texts to one citizen: each may cost money
FORGET_AFTER = 600.0  # seconds in which a goodbye is to be settled; then the number goes anyway


class State(StrEnum):
    GUEST = "guest"  # wrote without being subscribed; the number goes when the reply is settled
    ACTIVE = "active"
    LEAVING = "leaving"  # gets nothing but the goodbye
    LEFT = "left"  # a tombstone without identity
    SUSPENDED = "suspended"  # the provider says that nothing reaches them


class Wants(StrEnum):
    """When a subscriber wants what; emergencies come to all."""

    ALL = "all"  # everything at once
    DIGEST = "digest"  # news gathered in the digest, services at once
    URGENT = "urgent"  # emergencies alone


class Applied(StrEnum):
    """What became of an incoming message."""

    NOTHING = "nothing"  # no command: nothing is kept
    TWICE = "twice"  # its id was applied before
    OVERTAKEN = "overtaken"  # older than the last departure
    JOINED = "joined"
    ALREADY_IN = "already in"
    LEFT = "left"
    NOT_IN = "not in"
    CHOSEN = "chosen"  # what to receive
    TOLD = "told"  # no command; told once a month that nobody reads


@dataclass(frozen=True, slots=True)
class Subscriber:
    id: int
    state: State
    since: float  # Unix seconds
    asked: float  # when the citizen last said to be in, Unix seconds
    unwelcomed: bool = False  # the welcome could not be delivered, so nothing else comes either


class SubscriberStore(Protocol):
    """What the door needs of a store. Called inside one transaction a message."""

    def first_time(self, message_id: str, now: float) -> bool:
        """Remember that this message is applied; False if it already was."""

    def find(self, phone: str, user_id: str) -> Subscriber | None:
        """By number or user id. A known number with another user id is another person: see `move`."""

    def last_departure(self, phone: str, user_id: str) -> float:
        """When this citizen last asked to leave (Unix seconds), remembered beyond forgetting; 0 = never."""

    def depart(self, phone: str, user_id: str, at: float) -> None:
        """Remember a departure, whether or not the citizen was subscribed."""

    def add(self, phone: str, user_id: str, state: State, at: float) -> int:
        """A new row; returns its id."""

    def change(self, subscriber: int, state: State, *, at: float, now: float) -> None:
        """`at`: when the citizen said so; `now`: when we heard it."""

    def confirm(self, subscriber: int, at: float) -> None:
        """A subscriber said once more to be in."""

    def prefer(self, subscriber: int, wants: Wants, at: float) -> None:
        """What the subscriber wants, unless something newer was said."""

    def tell_again(self, phone: str, user_id: str, now: float) -> bool:
        """Whether this citizen may be told that nobody reads: not within `TELL_EVERY` of the last time; remembers."""

    def move(self, move: Moved, now: float) -> None:
        """Put the new identity in the place of the old one, if it is known."""

    def switch_marketing(self, choice: Marketing) -> None:
        """Remember the switch of a known citizen, unless something newer is known."""

    def consent(self, subscriber: int, action: str, message: Incoming) -> None:
        """Add a line to the ledger: subscribed or left, with the words and the notice's version."""

    def reply(self, subscriber: int, template: str, message: Incoming, since: float, now: float) -> None:
        """Queue an answer to the message, in the same transaction."""


class Subscribers:
    def __init__(self, store: SubscriberStore, *, tell: bool = True) -> None:
        """`tell`: whether who writes anything else is told, once a month, that nobody reads."""
        self._store, self._tell_at_all = store, tell

    def apply(self, message: Incoming, now: float) -> Applied:
        """Do what the message says. Twice, late or out of order it changes nothing that is newer."""
        said = command(message.text)
        # A picture, a sticker, a reaction; or words, where nobody is to be told anything.
        if not message.text.strip() or (said is Command.OTHER and not self._tell_at_all):
            return Applied.NOTHING
        if not self._store.first_time(message.id, now):
            return Applied.TWICE
        known = self._store.find(message.phone, message.user_id)
        if said is Command.OTHER:
            return self._tell(message, known, now)
        if message.at < self._store.last_departure(message.phone, message.user_id):
            return Applied.OVERTAKEN
        if said is Command.LEAVE and known and known.state is State.ACTIVE and message.at < known.asked:
            return Applied.OVERTAKEN
        if said is Command.JOIN:
            return self._join(message, known, now)
        if said is Command.LEAVE:
            return self._leave(message, known, now)
        return self._choose(message, known, now, Wants.URGENT if said is Command.URGENT_ONLY else Wants.ALL)

    def moved(self, move: Moved, now: float) -> None:
        """The same citizen under a new number or user id. Nothing else moves an identity."""
        if self._store.first_time(move.id, now):
            self._store.move(move, now)

    def marketing(self, choice: Marketing) -> None:
        """The switch in the citizen's app, which only they can turn; it neither joins nor leaves."""
        self._store.switch_marketing(choice)

    def _choose(self, message: Incoming, known: Subscriber | None, now: float, wants: Wants) -> Applied:
        """What to receive; it is no consent, so it makes nobody a subscriber."""
        if known is None or known.state is not State.ACTIVE:
            return self._tell(message, known, now)
        self._store.prefer(known.id, wants, message.at)
        self._store.consent(known.id, "changed", message)
        template = "solo_urgenze" if wants is Wants.URGENT else "tutto"
        self._store.reply(known.id, template, message, known.since, now)
        return Applied.CHOSEN

    def _tell(self, message: Incoming, known: Subscriber | None, now: float) -> Applied:
        """The one automatic text; what was written is not kept, nor that it was."""
        late = now - message.at > FORGET_AFTER
        if late or not self._tell_at_all or not self._store.tell_again(message.phone, message.user_id, now):
            return Applied.NOTHING
        subscriber = known.id if known else self._store.add(message.phone, message.user_id, State.GUEST, now)
        self._store.reply(subscriber, "automatica", message, known.since if known else now, now)
        return Applied.TOLD

    def _join(self, message: Incoming, known: Subscriber | None, now: float) -> Applied:
        store = self._store
        if known is not None and known.state is State.ACTIVE and not known.unwelcomed:
            store.confirm(known.id, message.at)
            store.reply(known.id, "gia_iscritto", message, known.since, now)
            return Applied.ALREADY_IN
        if known is None:
            subscriber = store.add(message.phone, message.user_id, State.ACTIVE, message.at)
        else:
            subscriber = known.id
            store.change(subscriber, State.ACTIVE, at=message.at, now=now)
        store.consent(subscriber, "subscribed", message)
        store.reply(subscriber, "benvenuto", message, message.at, now)
        return Applied.JOINED

    def _leave(self, message: Incoming, known: Subscriber | None, now: float) -> Applied:
        store = self._store
        store.depart(message.phone, message.user_id, message.at)
        if known is not None and known.state in (State.ACTIVE, State.SUSPENDED):
            store.change(known.id, State.LEAVING, at=message.at, now=now)
            store.consent(known.id, "left", message)
            store.reply(known.id, "arrivederci", message, message.at, now)
            return Applied.LEFT
        if known is None:
            subscriber = store.add(message.phone, message.user_id, State.GUEST, message.at)
        else:
            subscriber = known.id
            store.change(subscriber, known.state, at=message.at, now=now)
        store.reply(subscriber, "non_iscritto", message, message.at, now)
        return Applied.NOT_IN
