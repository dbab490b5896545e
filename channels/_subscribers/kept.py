"""What the door for citizens asks of a store: its protocol, and the values in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Protocol

from channels._subscribers.choices import EVERYTHING, Choice
from channels._subscribers.paths import PathSaid
from channels.hearing import Incoming, Marketing, Moved
from channels.value import dataclass


class State(StrEnum):
    GUEST = "guest"  # wrote without being subscribed; the number is erased when the reply is settled
    ACTIVE = "active"
    LEAVING = "leaving"  # gets nothing but the goodbye
    LEFT = "left"  # a tombstone without identity
    SUSPENDED = "suspended"  # the provider says that nothing reaches them


class Applied(StrEnum):
    """The effect of an incoming message."""

    NOTHING = "nothing"  # no command: nothing is kept
    TWICE = "twice"  # its id was applied before
    OVERTAKEN = "overtaken"  # older than the last departure, or a departure older than the last subscription
    OUT_OF_TIME = "out of time"  # so old that it is a replay, or dated in the future
    TOO_OFTEN = "too often"  # subscribed and left several times today
    JOINED = "joined"
    ALREADY_IN = "already in"
    LEFT = "left"
    NOT_IN = "not in"
    CHOSEN = "chosen"  # what to receive
    ANSWERED = "answered"  # asked for help, or for what is kept
    TOLD = "told"  # no command; answered once a month: nobody reads


@dataclass(frozen=True, slots=True)
class Subscriber:
    id: int
    state: State
    since: float  # Unix seconds
    asked: float  # when the citizen last asked to join, Unix seconds
    unwelcomed: bool = False  # the welcome could not be delivered, so nothing else comes either
    choice: Choice = EVERYTHING
    # The number they are subscribed with, where they write from its other form; else "".
    number: str = field(default="", repr=False)


class SubscriberStore(Protocol):
    """The storage the door needs. All calls for one message happen in one transaction."""

    def first_time(self, message_id: str, now: float) -> bool:
        """Record that this message has been applied. False if it had been already."""

    def find(self, phone: str, user_id: str, at: float) -> Subscriber | None:
        """The subscriber with this number or user id, who wrote at `at` (Unix seconds). A known number with a different
        user id is a different person: see `move`. The number may be the one under which the provider knows them."""

    def moved_on(self, phone: str, user_id: str, at: float) -> Subscriber | None:
        """The subscriber who had this number or user id at `at` (Unix seconds), and has another one by now."""

    def last_departure(self, phone: str, user_id: str) -> float:
        """The time this citizen last asked to leave (Unix seconds; 0 = never). It outlives the erasure of the
        subscriber, whatever our clock does, for as long as an older message may still arrive or be replayed."""

    def depart(self, phone: str, user_id: str, at: float) -> None:
        """Record a departure, whether or not the citizen was subscribed."""

    def add(self, phone: str, user_id: str, state: State, at: float) -> int:
        """Insert a subscriber and return its id."""

    def change(self, subscriber: int, state: State, *, at: float, now: float) -> None:
        """`at`: when the citizen said so; `now`: when we heard it."""

    def confirm(self, subscriber: int, at: float) -> None:
        """Record that a subscriber asked again to join."""

    def prefer(self, subscriber: int, choice: Choice, at: float) -> Choice:
        """Record a choice unless a newer one is known, and return the choice now in force."""

    def tell_again(self, phone: str, user_id: str, now: float) -> bool:
        """Whether to send this citizen the automatic text; False within `TELL_EVERY` of the last one.
        Also records the time."""

    def move(self, move: Moved, now: float) -> None:
        """Replace the old identity by the new one, if the old one is known."""

    def switch_marketing(self, choice: Marketing) -> None:
        """Record a known citizen's marketing switch, unless a newer state is known."""

    def consent(self, subscriber: int, action: str, message: Incoming, words: str) -> None:
        """Add a line to the ledger: subscribed, changed or left, with the words and the notice's version. Of the
        changes of one day only the first few."""

    def kept(self, subscriber: int, message: Incoming) -> Mapping[str, object]:
        """The data kept about this citizen: `messages`, `lines` of the ledger and `unheard` messages (counts), `notice`
        (the version agreed to); the names of other `paths`; whether there are `number`, `user_id`, `second_number` and
        `no_marketing`; the times `last_contact` and `last_message` (Unix seconds; None = there was none)."""

    def path(self, subscriber: int, said: PathSaid, message: Incoming, now: float) -> Mapping[str, object]:
        """Keep an address that is still to be confirmed, confirm one, or take one back. The facts of the answer: `done`
        (asked, confirmed, gone, wrong, unclear) and the `path`'s name."""

    def may_join(self, message: Incoming) -> bool:
        """False for a citizen who has subscribed so often today that it is a game, whose every round would stay in the
        ledger for years. Leaving is always possible."""

    def reply(
        self, subscriber: int, template: str, message: Incoming, facts: Mapping[str, object], now: float
    ) -> None:
        """Queue an answer in the same transaction, unless this citizen has reached the daily limit of replies.

        `facts`: the template's values; always has `since`, Unix seconds.
        """
