"""Subscriber management: the one door through which citizens join and leave.

It makes the decisions; a store that implements the protocol below keeps the data. It never sees a database, and any
text of a citizen that is no command is dropped here, unread.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from channels._subscribers.choices import (
    EVERYTHING,
    NO_WORDS,
    NO_ZONE,
    OTHER_TOPICS,
    Choice,
    OwnWords,
    Silence,
    Wants,
)
from channels._subscribers.kept import State, Subscriber, SubscriberStore
from channels._subscribers.said import Command, Pause, Said
from channels._subscribers.shown import receives, words_of
from channels.hearing import Incoming, Marketing, Moved
from channels.moment import Moment

__all__ = [
    "EVERYTHING",
    "FORGET_AFTER",
    "NO_ZONE",
    "OTHER_TOPICS",
    "TELL_EVERY",
    "Applied",
    "Choice",
    "OwnWords",
    "Silence",
    "State",
    "Subscriber",
    "SubscriberStore",
    "Subscribers",
    "Wants",
]

TELL_EVERY = 30 * 86400.0  # seconds between two automatic texts to one citizen: each may cost money
FORGET_AFTER = 600.0  # seconds for settling a goodbye; then the number is erased anyway
_NO_COMMAND = (Command.OTHER, Command.UNSURE)
_WANTS = {Command.URGENT_ONLY: Wants.URGENT, Command.DIGEST: Wants.DIGEST}


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


class Subscribers:
    def __init__(
        self, store: SubscriberStore, *, tell: bool = True, own: OwnWords = NO_WORDS, zone: tzinfo = UTC
    ) -> None:
        """`tell`: whether to answer any other message, once a month, with the text that nobody reads them (a doubt
        about joining or leaving is always answered); `zone`: of the days that citizens name."""
        self._store, self._tell_at_all, self._own, self._zone = store, tell, own, zone

    def apply(self, message: Incoming, now: float, moment: Moment | None = None) -> Applied:
        """Carry out the message's command. A repeated, late or misordered message never overrides a newer one.

        `moment`: when it arrived, None = now. Only leaving is heard whatever its age: it must not be lost.
        """
        moment, said = moment or Moment(now), self._read(message)
        other, doubt = said.command in _NO_COMMAND, said.command is Command.UNSURE
        # A picture, a sticker, a reaction; or words, where the council wants no automatic answer.
        if (other and not doubt and not self._tell_at_all) or not (message.text.strip() or message.edited):
            return Applied.NOTHING
        if not (said.command is Command.LEAVE or moment.is_timely(message.at)):
            return Applied.OUT_OF_TIME
        if not self._store.first_time(message.applied_as, now):
            return Applied.TWICE
        known = self._store.find(message.phone, message.user_id, message.at)
        if other:
            return self._ask(message, known, now) if doubt else self._tell(message, known, now, "automatica")
        return self._obey(message, said, known, now, moment)

    def _obey(
        self, wrote: Incoming, said: Said, known: Subscriber | None, now: float, moment: Moment
    ) -> Applied:
        # Whichever of their numbers it came from, all is kept under the one they are subscribed with.
        message = replace(wrote, phone=known.number) if known and known.number else wrote
        departed = self._store.last_departure(message.phone, message.user_id)
        if message.at < moment.departed(departed, message.at):
            return Applied.OVERTAKEN
        if said.command is Command.LEAVE:
            return self._leave(_not_ahead(message, moment), said, known, now, moment, wrote.phone)
        if said.command is Command.JOIN:
            return self._join(message, said, known, now)
        if said.command in (Command.HELP, Command.DATA):
            return self._answer(message, said, known, now)
        return self._choose(message, said, known, now)

    def _read(self, message: Incoming) -> Said:
        """Of the two wordings of a button each may mean leaving, and where the first is no command (the payload of
        another program's button), the second is read. An edit never joins: the ledger must show one message that asks
        for it, and not a history of one; the writer is asked to write it anew."""
        from channels._subscribers.commands import read  # most ticks hear nobody

        said = read(message.text, self._own)
        if said.command is not Command.LEAVE and message.also:
            other = read(message.also, self._own)
            said = other if Command.LEAVE is other.command or said.command in _NO_COMMAND else said
        if message.edited and (said.command is Command.JOIN or not message.text.strip()):
            return Said(Command.UNSURE)
        return said

    def moved(self, move: Moved, now: float, moment: Moment | None = None) -> bool:
        """Move a citizen to a new number or user id. Nothing else moves an identity. False: it is out of time."""
        if not (moment or Moment(now)).is_timely(move.at):
            return False
        if self._store.first_time(move.id, now):
            self._store.move(move, now)
        return True

    def marketing(self, choice: Marketing, moment: Moment | None = None) -> bool:
        """Record the marketing switch in the citizen's app. It neither subscribes nor unsubscribes. False: it is out of
        time; to stop is like leaving, and is heard whatever its age."""
        if moment is not None and moment.is_ahead(choice.at):
            return False
        if moment is not None and moment.is_old(choice.at) and not choice.stop:
            return False
        self._store.switch_marketing(choice)
        return True

    def _choose(self, message: Incoming, said: Said, known: Subscriber | None, now: float) -> Applied:
        """Apply a choice of what to receive. It is no consent, so it never creates a subscriber."""
        if known is None or known.state in (State.GUEST, State.LEAVING):
            return self._not_in(message, known, now, self._language(said))
        if known.state is not State.ACTIVE:
            return self._tell(message, known, now, "automatica")
        holds = self._store.prefer(known.id, self._chosen(said, known.choice, message.at), message.at)
        self._store.consent(known.id, "changed", message, said.words)
        facts = {
            "since": known.since,
            **receives(self._own, holds, now),
            "guessed": said.pause is not None and said.pause.is_guessed(self._day(message.at)),
        }
        self._store.reply(known.id, "scelta", message, facts, now)
        return Applied.CHOSEN

    def _chosen(self, said: Said, before: Choice, at: float) -> Choice:
        if said.pause is not None:
            return replace(before, paused_until=self._end(said.pause, at))
        if said.silence is not None:
            return replace(before, silence=said.silence)
        if said.command in (Command.RESUME, Command.JOIN):
            before = replace(before, paused_until=0.0)
        if said.command in (Command.REMIND, Command.NO_REMINDERS):
            return replace(before, reminders=said.command is Command.REMIND)
        if said.command in (Command.DRILL, Command.NO_DRILL):
            return replace(before, drill=self._own.drill(at) if said.command is Command.DRILL else "")
        if wants := _WANTS.get(said.command):
            return replace(before, wants=wants)
        if said.command is Command.LANGUAGE:
            return replace(before, language=self._language(said))
        kept = {name: getattr(before, name) for name in ("silence", "reminders", "language", "drill")}
        whole = said.command is Command.EVERYTHING
        return replace(EVERYTHING, **kept) if whole else before.picked(said.pick, self._own)

    def _day(self, at: float) -> date:
        return datetime.fromtimestamp(at, self._zone).date()

    def _language(self, said: Said) -> str:
        """The language that a message asks for, or is written in; "" = the council's first."""
        return "" if said.language in self._own.languages[:1] else said.language

    def _end(self, pause: Pause, at: float) -> float:
        """The end of the last day of a pause that was asked for at `at`."""
        last = pause.last_day(self._day(at))
        return datetime.combine(last + timedelta(1), time.min, self._zone).timestamp()

    def _answer(self, message: Incoming, said: Said, known: Subscriber | None, now: float) -> Applied:
        """Answer a request for help or for the data kept. Non-subscribers get an answer too."""
        # A citizen whose number is kept learns that, even if messages do not reach them.
        ours = known is not None and known.state in (State.ACTIVE, State.SUSPENDED)
        subscriber = known.id if known else self._guest(message, now)
        since = known.since if known else now
        language = known.choice.language if ours and known else self._language(said)
        facts: dict[str, object] = {
            "since": since,
            "subscribed": ours,
            "language": language,
            **words_of(self._own, now),
        }
        if said.command is Command.HELP:
            self._store.reply(subscriber, "aiuto", message, facts, now)
            return Applied.ANSWERED
        facts |= receives(self._own, known.choice if known else EVERYTHING, now) | {"language": language}
        facts |= dict(self._store.kept(subscriber, message))
        self._store.reply(subscriber, "dati", message, facts, now)
        return Applied.ANSWERED

    def _guest(self, message: Incoming, now: float) -> int:
        return self._store.add(message.phone, message.user_id, State.GUEST, now)

    def _ask(self, message: Incoming, known: Subscriber | None, now: float) -> Applied:
        """Answer who may have meant to join or leave with the words to write, each time: a doubt is never let lie."""
        if now - message.at > FORGET_AFTER:
            return Applied.NOTHING
        self._store.tell_again(
            message.phone, message.user_id, now
        )  # so that the automatic text need not follow
        return self._say(message, known, now, "non_capito")

    def _tell(self, message: Incoming, known: Subscriber | None, now: float, template: str) -> Applied:
        """Send the automatic text. Neither the citizen's message nor the fact that there was one is stored."""
        late = now - message.at > FORGET_AFTER
        if late or not self._tell_at_all or not self._store.tell_again(message.phone, message.user_id, now):
            return Applied.NOTHING
        return self._say(message, known, now, template)

    def _say(self, message: Incoming, known: Subscriber | None, now: float, template: str) -> Applied:
        subscriber = known.id if known else self._guest(message, now)
        self._store.reply(subscriber, template, message, {"since": known.since if known else now}, now)
        return Applied.TOLD

    def _join(self, message: Incoming, said: Said, known: Subscriber | None, now: float) -> Applied:
        store = self._store
        if known is not None and known.state is State.ACTIVE and not known.unwelcomed:
            store.confirm(known.id, message.at)
            if said.pick.words or known.choice.paused_until > now:
                return self._choose(message, said, known, now)
            store.reply(known.id, "gia_iscritto", message, {"since": known.since}, now)
            return Applied.ALREADY_IN
        if not store.may_join(message):
            return Applied.TOO_OFTEN
        if known is None:
            subscriber = store.add(message.phone, message.user_id, State.ACTIVE, message.at)
        else:
            subscriber = known.id
            store.change(subscriber, State.ACTIVE, at=message.at, now=now)
        choice = replace(EVERYTHING, language=self._language(said)).picked(said.pick, self._own)
        if choice != EVERYTHING:
            store.prefer(subscriber, choice, message.at)
        store.consent(subscriber, "subscribed", message, said.words)
        facts = {"since": message.at, **receives(self._own, choice, now), **words_of(self._own, now)}
        store.reply(subscriber, "benvenuto", message, facts, now)
        return Applied.JOINED

    def _leave(
        self,
        message: Incoming,
        said: Said,
        known: Subscriber | None,
        now: float,
        moment: Moment,
        wrote_from: str,
    ) -> Applied:
        """`wrote_from`: the number the message came from, which may be another than the one they subscribed with."""
        store = self._store
        # Sent before a change of number that was heard first.
        known = known or store.moved_on(message.phone, message.user_id, message.at)
        if known and known.state in (State.ACTIVE, State.SUSPENDED) and message.at < known.asked:
            return Applied.OVERTAKEN
        for phone in dict.fromkeys((message.phone, wrote_from)):
            store.depart(phone, message.user_id, message.at)
        facts = {"since": message.at}
        if known is not None and known.state in (State.ACTIVE, State.SUSPENDED):
            store.change(known.id, State.LEAVING, at=message.at, now=now)
            store.consent(known.id, "left", message, said.words)
            store.reply(known.id, "arrivederci", message, facts, now)
            return Applied.LEFT
        if moment.is_old(message.at):
            return Applied.NOT_IN  # nobody waits for an answer
        return self._not_in(message, known, now)

    def _not_in(self, message: Incoming, known: Subscriber | None, now: float, language: str = "") -> Applied:
        """Answer who is not subscribed, and how to subscribe."""
        if known is None:
            subscriber = self._guest(message, message.at)
        else:
            subscriber = known.id
            self._store.change(subscriber, known.state, at=message.at, now=now)
        facts = {"since": message.at, **({"language": language} if language else {})}
        self._store.reply(subscriber, "non_iscritto", message, facts, now)
        return Applied.NOT_IN


def _not_ahead(message: Incoming, moment: Moment) -> Incoming:
    """A departure dated far in the future counts from now, or nobody could come back until then."""
    return replace(message, at=moment.latest) if moment.is_ahead(message.at) else message
