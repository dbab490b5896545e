"""Subscriber management: the one door through which citizens join and leave.

It makes the decisions; a store that implements the protocol below keeps the data. It never sees a database, and any
text of a citizen that is no command is dropped here, unread.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, tzinfo

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
from channels._subscribers.choosing import Choosing
from channels._subscribers.kept import Applied, State, Subscriber, SubscriberStore
from channels._subscribers.paths import PathSaid
from channels._subscribers.said import Command, Said
from channels._subscribers.shown import receives, words_of, zones_on
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
    "PathSaid",
    "Silence",
    "State",
    "Subscriber",
    "SubscriberStore",
    "Subscribers",
    "Wants",
]

TELL_EVERY = 30 * 86400.0  # seconds between two automatic texts to one citizen: each may cost money
FORGET_AFTER = 600.0  # seconds for settling a goodbye; then the number is erased anyway
_ASKED = {Command.UNSURE: "non_capito", Command.FEWER: "meno"}  # and by which question
_NO_COMMAND = (Command.OTHER, *_ASKED)
_GONE = (State.GUEST, State.LEAVING)


class Subscribers:
    def __init__(
        self, store: SubscriberStore, *, tell: bool = True, own: OwnWords = NO_WORDS, zone: tzinfo = UTC
    ) -> None:
        """`tell`: whether to answer any other message, once a month, with the text that nobody reads them (a doubt
        about joining or leaving is always answered); `zone`: of the days that citizens name."""
        self._store, self._tell_at_all, self._own = store, tell, own
        self._choosing = Choosing(own, zone)

    def apply(self, message: Incoming, now: float, moment: Moment | None = None) -> Applied:
        """Carry out the message's command. A repeated, late or misordered message never overrides a newer one.

        `moment`: when it arrived, None = now. Only leaving is heard whatever its age: it must not be lost.
        """
        moment, said = moment or Moment(now), self._read(message)
        other, doubt = said.command in _NO_COMMAND, said.command in _ASKED or said.strange
        # A picture, a sticker, a reaction; or words, where the council wants no automatic answer.
        if (other and not doubt and not self._tell_at_all) or not (message.text.strip() or message.edited):
            return Applied.NOTHING
        if not (said.command is Command.LEAVE or moment.is_timely(message.at)):
            return Applied.OUT_OF_TIME
        if not self._store.first_time(message.applied_as, now):
            return Applied.TWICE
        known = self._store.find(message.phone, message.user_id, message.at)
        if other:
            return self._ask(message, said, known, now) if doubt else self._tell(message, known, now)
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
            sober = replace(message, at=moment.not_ahead(message.at))
            return self._leave(sober, said, known, now, moment, wrote.phone)
        if said.command is Command.JOIN:
            return self._join(message, said, known, now)
        if said.command in (Command.HELP, Command.DATA, Command.ZONES):
            return self._answer(message, said, known, now)
        if said.path is not None and known is not None and known.state is State.ACTIVE:
            facts = self._store.path(known.id, said.path, message, now)
            self._store.reply(known.id, "recapito", message, {"since": known.since, **facts}, now)
            return Applied.CHOSEN
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
        if known is None or known.state in _GONE:
            return self._not_in(message, known, now, self._choosing.language(said))
        if known.state is not State.ACTIVE:
            return self._tell(message, known, now)
        if said.command is Command.DRILL and not self._own.drill(message.at):
            return self._tell(message, known, now)
        holds = self._store.prefer(
            known.id, self._choosing.chosen(said, known.choice, message.at), message.at
        )
        self._store.consent(known.id, "changed", message, said.words)
        facts = {
            "since": known.since,
            **receives(self._own, holds, now),
            "guessed": said.pause is not None and said.pause.is_guessed(self._choosing.day(message.at)),
        }
        self._store.reply(known.id, "scelta", message, facts, now)
        return Applied.CHOSEN

    def _answer(self, message: Incoming, said: Said, known: Subscriber | None, now: float) -> Applied:
        """Answer a request for help or for the data kept. Non-subscribers get an answer too."""
        # A citizen whose number is kept learns that, even if messages do not reach them.
        ours = known is not None and known.state in (State.ACTIVE, State.SUSPENDED)
        subscriber, since = (known.id, known.since) if known else (self._guest(message, now), now)
        language = known.choice.language if ours and known else self._choosing.language(said)
        facts: dict[str, object] = {
            "since": since,
            "subscribed": ours,
            "language": language,
            **words_of(self._own, now),
        }
        if said.command is not Command.DATA:
            template = "aiuto" if said.command is Command.HELP else "zone"
            facts |= zones_on(self._own, said.page)
            self._store.reply(subscriber, template, message, facts, now)
            return Applied.ANSWERED
        facts |= receives(self._own, known.choice if known else EVERYTHING, now) | {"language": language}
        facts |= dict(self._store.kept(subscriber, message))
        self._store.reply(subscriber, "dati", message, facts, now)
        return Applied.ANSWERED

    def _guest(self, message: Incoming, now: float) -> int:
        return self._store.add(message.phone, message.user_id, State.GUEST, now)

    def _ask(self, message: Incoming, said: Said, known: Subscriber | None, now: float) -> Applied:
        """Answer who may have meant to join or leave with the words to write, each time: a doubt is never let lie.
        What is strange may be a departure in words that nobody foresaw, so only a subscriber is asked about it."""
        if now - message.at > FORGET_AFTER:
            return Applied.NOTHING
        gone = known is None or known.state in _GONE
        if gone and said.command is Command.OTHER:
            return self._tell(message, known, now)
        if gone and said.command is Command.FEWER:
            return self._not_in(message, known, now, self._choosing.language(said))
        # So that the automatic text need not follow.
        self._store.tell_again(message.phone, message.user_id, now)
        facts = {"subscribed": not gone, "named": sorted(said.pick.words), **words_of(self._own, now)}
        return self._say(message, known, now, _ASKED.get(said.command, "non_capito"), facts)

    def _tell(self, message: Incoming, known: Subscriber | None, now: float) -> Applied:
        """Send the automatic text. Neither the citizen's message nor the fact that there was one is stored."""
        if (
            now - message.at > FORGET_AFTER
            or not self._tell_at_all
            or not self._store.tell_again(message.phone, message.user_id, now)
        ):
            return Applied.NOTHING
        return self._say(message, known, now, "automatica", {})

    def _say(
        self,
        message: Incoming,
        known: Subscriber | None,
        now: float,
        template: str,
        facts: dict[str, object],
    ) -> Applied:
        subscriber = known.id if known else self._guest(message, now)
        facts = {"since": known.since if known else now, **facts}
        self._store.reply(subscriber, template, message, facts, now)
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
        choice = replace(EVERYTHING, language=self._choosing.language(said)).picked(said.pick, self._own)
        if choice != EVERYTHING:
            store.prefer(subscriber, choice, message.at)
        store.consent(subscriber, "subscribed", message, said.words)
        facts = {"since": message.at, **receives(self._own, choice, now), **words_of(self._own, now)}
        facts |= zones_on(self._own, 1)
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
