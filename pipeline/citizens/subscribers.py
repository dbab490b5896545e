"""The implementation of the store that `channels.subscribers` needs, over the named SQL statements."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from channels.base import Content
from channels.hearing import Incoming, Marketing, Moved
from channels.subscribers import (
    FORGET_AFTER,
    TELL_EVERY,
    Choice,
    PathSaid,
    Silence,
    State,
    Subscriber,
    Wants,
)
from channels.value import dataclass
from pipeline.citizens import ledger, moves
from pipeline.citizens.identity import (
    columns,
    departure_ever,
    last_departure,
    lines_of,
    person_of,
    read_address,
    record_departure,
    record_in_database,
    row_of,
    row_of_number,
)
from pipeline.citizens.journal import Journal
from pipeline.citizens.ledger import Line
from pipeline.citizens.paths import obey
from pipeline.citizens.replies import Reply, write_reply
from pipeline.model import Mode
from pipeline.store import Store
from pipeline.store.vault import Vault

if TYPE_CHECKING:
    from pipeline.store.statements import SubscriberRow

REPLY_DAY = 86400.0  # seconds in which a citizen's replies are counted
ALWAYS_ONCE = ("benvenuto", "arrivederci")  # said at least once in that time, however many there were
LINES_A_DAY = 5  # of a kind that one citizen may add to the ledger, where they stay for years
REMEMBER = 8 * 86400.0  # seconds: Meta repeats undelivered webhooks for up to seven days

ReplyRenderer = Callable[[str, Mapping[str, object]], Content | None]  # None: it could not be rendered


@dataclass(frozen=True)
class Terms:
    """The council's settings for its citizens' subscriptions."""

    mode: Mode
    notice: str  # version of the privacy notice
    channel: str  # by which replies go
    testers: frozenset[str] = frozenset()  # numbers in E.164 without spaces
    replies_a_day: int = 10  # to one citizen
    paths: Mapping[str, str] = field(default_factory=dict)  # channel -> kind of the addresses that it takes


class StoredSubscribers:
    """An implementation of `channels.subscribers.SubscriberStore`."""

    def __init__(
        self, store: Store, vault: Vault, journal: Journal, terms: Terms, render_reply: ReplyRenderer
    ) -> None:
        self._store, self._vault, self._journal = store, vault, journal
        self._terms, self._render = terms, render_reply

    def first_time(self, message_id: str, now: float) -> bool:
        newest, *older = self._vault.proofs(message_id)
        if any(self._store.applied(message=one) for one in older):
            return False
        return self._store.apply_message(message=newest, now=now) == 1

    def find(self, phone: str, user_id: str, at: float) -> Subscriber | None:
        """The subscriber by number, else by user id. Whichever of the two was unknown is filled in.

        A known number with another user id, without Meta's notice of a move, belongs to another person by now: the
        former owner is suspended and loses it, until they write themselves. A message from before they joined is the
        other way round: it is from an owner before them.
        """
        row, number = row_of_number(self._store, self._vault, phone), ""
        user = self._vault.lookup(user_id) if user_id else None
        if row is not None and user and row["user_lookup"] not in (None, user):
            if at < row["asked_at"]:
                phone = ""
            else:
                self._store.part_from_number(id=row["id"])
            row = None
        if row is not None and row["phone_lookup"] != self._vault.lookup(phone):
            number = read_address(self._vault, row).phone
        if row is None and user:
            row = self._store.subscriber_by_user(lookup=user)
        if row is None:
            return None
        self._store.fill_identity(id=row["id"], **columns(self._vault, phone, user_id))
        return replace(_subscriber(row), number=number)

    def moved_on(self, phone: str, user_id: str, at: float) -> Subscriber | None:
        row = moves.moved_on(self._store, self._vault, phone, user_id, at)
        return _subscriber(row) if row is not None else None

    def move(self, move: Moved, now: float) -> None:
        moves.move(self._store, self._vault, move, now)

    def switch_marketing(self, choice: Marketing) -> None:
        row = row_of(self._store, self._vault, choice.phone, choice.user_id)
        if row is not None:
            self._store.switch_marketing(id=row["id"], stop=int(choice.stop), at=choice.at)

    def last_departure(self, phone: str, user_id: str) -> float:
        return departure_ever(self._store, self._vault, phone, user_id)

    def depart(self, phone: str, user_id: str, at: float) -> None:
        row, known = row_of(self._store, self._vault, phone, user_id), {phone, user_id}
        if row is None and (row := moves.moved_on(self._store, self._vault, phone, user_id, at)) is not None:
            now = read_address(self._vault, row)
            known |= {now.phone, now.user_id}
        subscribed = row is not None and row["state"] in (State.ACTIVE, State.SUSPENDED)
        if subscribed or not last_departure(self._store, self._vault, phone, user_id):
            record_departure(self._store, self._vault, self._journal, sorted(known), at)
        else:  # the journal knows, and need not grow with each further word
            record_in_database(self._store, self._vault, (phone, user_id), at)

    def add(self, phone: str, user_id: str, state: State, at: float) -> int:
        active = state is State.ACTIVE
        added: int = self._store.insert_subscriber(
            state=state,
            **columns(self._vault, phone, user_id),
            mode=self._terms.mode,
            welcome="pending" if active else "",
            tester=int(phone in self._terms.testers),
            since=at,
            forget_at=None if active else at + FORGET_AFTER,
        )
        return added

    def change(self, subscriber: int, state: State, *, at: float, now: float) -> None:
        if state is State.ACTIVE:
            [phone] = self._store.addresses(ids=json.dumps([subscriber]))
            number = read_address(self._vault, phone).phone if phone else ""
            tester = int(number in self._terms.testers)
            self._store.subscriber_joins(id=subscriber, mode=self._terms.mode, tester=tester, at=at, now=now)
        elif state is State.LEAVING:
            self._store.subscriber_leaves(id=subscriber, now=now, forget_at=now + FORGET_AFTER)
        else:
            self._store.subscriber_asks(id=subscriber, now=now, forget_at=now + FORGET_AFTER)

    def confirm(self, subscriber: int, at: float) -> None:
        self._store.subscriber_confirms(id=subscriber, at=at)

    def prefer(self, subscriber: int, choice: Choice, at: float) -> Choice:
        self._store.subscriber_prefers(id=subscriber, at=at, **choice_columns(choice))
        row = self._store.subscriber(id=subscriber)
        assert row is not None
        return choice_of(row)

    def tell_again(self, phone: str, user_id: str, now: float) -> bool:
        names = [f"told:{one}" for one in (phone, user_id) if one]
        known = [proof for name in names for proof in self._vault.proofs(name)]
        if not names or any(self._store.told(identity=one, since=now - TELL_EVERY) for one in known):
            return False
        for name in names:
            self._store.tell(identity=self._vault.proof(name), now=now)
        return True

    def consent(self, subscriber: int, action: str, message: Incoming, words: str) -> None:
        if action == "changed" and self._lately(message, action) >= LINES_A_DAY:
            return  # the choice holds all the same, in the subscriber's row
        line = Line(
            subscriber,
            person_of(self._vault, message.phone or message.user_id),
            action,
            at=message.at,
            words=words[:100],
            message=self._vault.proof(message.id),
            notice=self._terms.notice,
        )
        ledger.append(self._store, line)

    def kept(self, subscriber: int, message: Incoming) -> Mapping[str, object]:
        lines = lines_of(self._store, self._vault, message.phone or message.user_id)
        agreed = [line["notice"] for line in lines if line["action"] == "subscribed"]
        row = self._store.subscriber(id=subscriber)
        assert row is not None
        return {
            "messages": self._store.deliveries_to(recipient=subscriber),
            "lines": len(lines),
            "notice": agreed[-1] if agreed else "",
            "number": row["phone"] is not None,
            "user_id": row["user_id"] is not None,
            "second_number": row["also_lookup"] is not None,
            "last_contact": max(row["asked_at"], row["preferred_at"]),
            "last_message": row["reached_at"] or None,
            "unheard": row["unheard"],
            "no_marketing": bool(row["no_marketing"]),
            "paths": [one["channel"] for one in self._store.paths_of(subscriber=subscriber)],
        }

    def path(self, subscriber: int, said: PathSaid, message: Incoming, now: float) -> Mapping[str, object]:
        word = obey(self._store, self._vault, self._terms.paths, subscriber, said, now)
        if word.code and self._may_answer(message, "codice", now):
            if content := self._render("codice", {"since": now, "code": word.code}):
                code = Reply("codice", word.channel, Content(text=content.text), self._terms.mode)
                write_reply(self._store, code, subscriber, now)
        elif word.done in ("confirmed", "gone"):
            self.consent(subscriber, "changed", message, f"{word.channel} {word.done}")
        return word.facts

    def may_join(self, message: Incoming) -> bool:
        return self._lately(message, "subscribed") < LINES_A_DAY

    def _lately(self, message: Incoming, action: str) -> int:
        """How often this citizen has done so in the day before the message, by the ledger."""
        lines = lines_of(self._store, self._vault, message.phone or message.user_id)
        since = message.at - REPLY_DAY
        return sum(line["action"] == action and line["at"] > since for line in lines)

    def reply(
        self, subscriber: int, template: str, message: Incoming, facts: Mapping[str, object], now: float
    ) -> None:
        row = self._store.subscriber(id=subscriber)
        content = self._render(template, {"language": row["language"] if row else "", **facts})
        if content is None or not self._may_answer(message, template, now):
            return
        alias = f"reply:{self._vault.proof(message.id).hex()}"
        answered = self._vault.encrypt(message.id.encode())
        reply = Reply(template, self._terms.channel, content, self._terms.mode, alias, answered)
        post = write_reply(self._store, reply, subscriber, now)
        self._store.note_reply(id=subscriber, post_id=post, welcomes=int(template == "benvenuto"))

    def _may_answer(self, message: Incoming, template: str, now: float) -> bool:
        """Whether another reply is allowed today, because replies may cost money.
        First welcome and first goodbye always are."""
        identities = self._vault.proofs(f"answered:{message.phone or message.user_id}")
        said = [
            row["template"]
            for one in identities
            for row in self._store.answered(identity=one, since=now - REPLY_DAY)
        ]
        if len(said) >= self._terms.replies_a_day and (template not in ALWAYS_ONCE or template in said):
            return False
        self._store.answer(identity=identities[0], template=template, now=now)
        return True


def _subscriber(row: SubscriberRow) -> Subscriber:
    return Subscriber(
        row["id"],
        State(row["state"]),
        row["since"],
        row["asked_at"],
        row["welcome"] == "failed",
        choice_of(row),
    )


def choice_of(row: SubscriberRow) -> Choice:
    """The choice stored in a subscriber's row."""
    words = unbarred(row["no_topics"]), unbarred(row["zones"])
    return Choice(
        Wants(row["wants"]),
        *words,
        row["paused_until"],
        Silence(row["quiet_from"], row["quiet_to"]),
        bool(row["reminders"]),
        row["language"],
        row["drill"],
    )


def choice_columns(choice: Choice) -> dict[str, Any]:
    """A choice as a subscriber's row has it."""
    return {
        "wants": choice.wants,
        "no_topics": bars(choice.no_topics),
        "zones": bars(choice.zones),
        "paused_until": choice.paused_until,
        "quiet_from": choice.silence.begin,
        "quiet_to": choice.silence.end,
        "reminders": int(choice.reminders),
        "language": choice.language,
        "drill": choice.drill,
    }


def bars(words: Iterable[str]) -> str:
    """The words as `|centro|scuola|`, in which SQL can find a single word."""
    return "|".join(("", *sorted(words), "")) if words else ""


def unbarred(kept: str) -> frozenset[str]:
    return frozenset(word for word in kept.split("|") if word)
