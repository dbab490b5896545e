"""Subscriber management: the one door through which citizens join and leave.

It makes the decisions; a store that implements the protocol below keeps the data. It never sees a database, and any
text of a citizen that is no command is dropped here, unread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from channels._subscribers.choices import EVERYTHING, NO_WORDS, NO_ZONE, OTHER_TOPICS, Choice, OwnWords, Wants
from channels._subscribers.commands import Command, Said, read
from channels.hearing import Incoming, Marketing, Moved

__all__ = [
    "FORGET_AFTER",
    "NO_ZONE",
    "OTHER_TOPICS",
    "TELL_EVERY",
    "Applied",
    "Choice",
    "OwnWords",
    "State",
    "Subscriber",
    "SubscriberStore",
    "Subscribers",
    "Wants",
]

TELL_EVERY = 30 * 86400.0  # seconds between two automatic texts to one citizen: each may cost money
FORGET_AFTER = 600.0  # seconds for settling a goodbye; then the number is erased anyway


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
    OVERTAKEN = "overtaken"  # older than the last departure
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


class SubscriberStore(Protocol):
    """The storage the door needs. All calls for one message happen in one transaction."""

    def first_time(self, message_id: str, now: float) -> bool:
        """Record that this message has been applied. False if it had been already."""

    def find(self, phone: str, user_id: str) -> Subscriber | None:
        """The subscriber with this number or user id. A known number with a different user id is a different person:
        see `move`."""

    def last_departure(self, phone: str, user_id: str) -> float:
        """The time this citizen last asked to leave (Unix seconds; 0 = never).
        It outlives the erasure of the subscriber."""

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
        """Add a line to the ledger: subscribed, changed or left, with the words and the notice's version."""

    def kept(self, subscriber: int, message: Incoming) -> Mapping[str, object]:
        """The data kept about this citizen: `messages` and `lines` of the ledger (counts), `notice` (the version agreed
        to)."""

    def reply(
        self, subscriber: int, template: str, message: Incoming, facts: Mapping[str, object], now: float
    ) -> None:
        """Queue an answer in the same transaction, unless this citizen has reached the daily limit of replies.

        `facts`: the template's values; always has `since`, Unix seconds.
        """


class Subscribers:
    def __init__(self, store: SubscriberStore, *, tell: bool = True, own: OwnWords = NO_WORDS) -> None:
        """`tell`: whether to answer any other message, once a month, with the text that nobody reads them."""
        self._store, self._tell_at_all, self._own = store, tell, own

    def apply(self, message: Incoming, now: float) -> Applied:
        """Carry out the message's command. A repeated, late or misordered message never overrides a newer one."""
        said = read(message.text, self._own)
        other = said.command in (Command.OTHER, Command.UNSURE)
        # A picture, a sticker, a reaction; or words, where nobody is to be told anything.
        if not message.text.strip() or (other and not self._tell_at_all):
            return Applied.NOTHING
        if not self._store.first_time(message.id, now):
            return Applied.TWICE
        known = self._store.find(message.phone, message.user_id)
        if other:
            template = "non_capito" if said.command is Command.UNSURE else "automatica"
            return self._tell(message, known, now, template)
        if message.at < self._store.last_departure(message.phone, message.user_id):
            return Applied.OVERTAKEN
        if said.command is Command.LEAVE:
            if known and known.state is State.ACTIVE and message.at < known.asked:
                return Applied.OVERTAKEN
            return self._leave(message, said, known, now)
        if said.command is Command.JOIN:
            return self._join(message, said, known, now)
        if said.command in (Command.HELP, Command.DATA):
            return self._answer(message, said, known, now)
        return self._choose(message, said, known, now)

    def moved(self, move: Moved, now: float) -> None:
        """Move a citizen to a new number or user id. Nothing else moves an identity."""
        if self._store.first_time(move.id, now):
            self._store.move(move, now)

    def marketing(self, choice: Marketing) -> None:
        """Record the marketing switch in the citizen's app. It neither subscribes nor unsubscribes."""
        self._store.switch_marketing(choice)

    def _choose(self, message: Incoming, said: Said, known: Subscriber | None, now: float) -> Applied:
        """Apply a choice of what to receive. It is no consent, so it never creates a subscriber."""
        if known is None or known.state is not State.ACTIVE:
            return self._tell(message, known, now, "automatica")
        holds = self._store.prefer(known.id, self._chosen(said, known.choice), message.at)
        self._store.consent(known.id, "changed", message, said.words)
        facts = {"since": known.since, **self._receives(holds)}
        self._store.reply(known.id, "scelta", message, facts, now)
        return Applied.CHOSEN

    def _chosen(self, said: Said, before: Choice) -> Choice:
        if said.command is Command.URGENT_ONLY:
            return replace(before, wants=Wants.URGENT)
        if said.command is Command.DIGEST:
            return replace(before, wants=Wants.DIGEST)
        return EVERYTHING if said.command is Command.EVERYTHING else before.picked(said.pick, self._own)

    def _receives(self, choice: Choice) -> dict[str, object]:
        """The choice as template values: `wants`; `topics`, None = all; `zones`, None = the whole town."""
        topics = list(choice.topics(self._own))
        zones = [zone for zone in self._own.zones if zone in choice.zones]
        return {
            "wants": str(choice.wants),
            "topics": topics if choice.no_topics else None,
            "zones": zones if choice.zones else None,
        }

    def _answer(self, message: Incoming, said: Said, known: Subscriber | None, now: float) -> Applied:
        """Answer a request for help or for the data kept. Non-subscribers get an answer too."""
        # A citizen whose number is kept learns that, even if messages do not reach them.
        ours = known is not None and known.state in (State.ACTIVE, State.SUSPENDED)
        subscriber = known.id if known else self._guest(message, now)
        since = known.since if known else now
        facts: dict[str, object] = {"since": since, "subscribed": ours, **self._words()}
        if said.command is Command.HELP:
            self._store.reply(subscriber, "aiuto", message, facts, now)
            return Applied.ANSWERED
        facts |= self._receives(known.choice if known else EVERYTHING)
        facts |= dict(self._store.kept(subscriber, message))
        self._store.reply(subscriber, "dati", message, facts, now)
        return Applied.ANSWERED

    def _words(self) -> dict[str, object]:
        return {"topic_words": list(self._own.topics), "zone_words": list(self._own.zones)}

    def _guest(self, message: Incoming, now: float) -> int:
        return self._store.add(message.phone, message.user_id, State.GUEST, now)

    def _tell(self, message: Incoming, known: Subscriber | None, now: float, template: str) -> Applied:
        """Send the automatic text. Neither the citizen's message nor the fact that there was one is stored."""
        late = now - message.at > FORGET_AFTER
        if late or not self._tell_at_all or not self._store.tell_again(message.phone, message.user_id, now):
            return Applied.NOTHING
        subscriber = known.id if known else self._guest(message, now)
        self._store.reply(subscriber, template, message, {"since": known.since if known else now}, now)
        return Applied.TOLD

    def _join(self, message: Incoming, said: Said, known: Subscriber | None, now: float) -> Applied:
        store = self._store
        if known is not None and known.state is State.ACTIVE and not known.unwelcomed:
            store.confirm(known.id, message.at)
            if said.pick.words:
                return self._choose(message, said, known, now)
            store.reply(known.id, "gia_iscritto", message, {"since": known.since}, now)
            return Applied.ALREADY_IN
        if known is None:
            subscriber = store.add(message.phone, message.user_id, State.ACTIVE, message.at)
        else:
            subscriber = known.id
            store.change(subscriber, State.ACTIVE, at=message.at, now=now)
        choice = EVERYTHING.picked(said.pick, self._own)
        if said.pick.words:
            store.prefer(subscriber, choice, message.at)
        store.consent(subscriber, "subscribed", message, said.words)
        facts = {"since": message.at, **self._receives(choice), **self._words()}
        store.reply(subscriber, "benvenuto", message, facts, now)
        return Applied.JOINED

    def _leave(self, message: Incoming, said: Said, known: Subscriber | None, now: float) -> Applied:
        store = self._store
        store.depart(message.phone, message.user_id, message.at)
        facts = {"since": message.at}
        if known is not None and known.state in (State.ACTIVE, State.SUSPENDED):
            store.change(known.id, State.LEAVING, at=message.at, now=now)
            store.consent(known.id, "left", message, said.words)
            store.reply(known.id, "arrivederci", message, facts, now)
            return Applied.LEFT
        if known is None:
            subscriber = store.add(message.phone, message.user_id, State.GUEST, message.at)
        else:
            subscriber = known.id
            store.change(subscriber, known.state, at=message.at, now=now)
        store.reply(subscriber, "non_iscritto", message, facts, now)
        return Applied.NOT_IN
