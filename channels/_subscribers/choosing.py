"""What a choice makes of the one before it. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from channels._subscribers.choices import EVERYTHING, NO_WORDS, Choice, OwnWords, Wants
from channels._subscribers.said import Command, Pause, Said
from channels.value import dataclass


@dataclass(frozen=True, slots=True)
class Choosing:
    """The council's words, and the zone of the days that citizens name."""

    own: OwnWords = NO_WORDS
    zone: tzinfo = UTC

    def chosen(self, said: Said, before: Choice, at: float) -> Choice:
        """The choice of a citizen who had chosen `before`, and said so at `at` (Unix seconds)."""
        if said.pause is not None:
            return replace(before, paused_until=self._end(said.pause, at))
        if said.silence is not None:
            return replace(before, silence=said.silence)
        if said.command in (Command.RESUME, Command.JOIN):
            before = replace(before, paused_until=0.0)
        if said.command in (Command.REMIND, Command.NO_REMINDERS):
            return replace(before, reminders=said.command is Command.REMIND)
        if said.command in (Command.DRILL, Command.NO_DRILL):
            return replace(before, drill=self.own.drill(at) if said.command is Command.DRILL else "")
        if said.command in (Command.URGENT_ONLY, Command.DIGEST):
            wants = Wants.URGENT if said.command is Command.URGENT_ONLY else Wants.DIGEST
            return replace(before, wants=wants)
        if said.command is Command.LANGUAGE:
            return replace(before, language=self.language(said))
        # "Everything" says which news, and neither when nor how often nor in which language.
        kept = {name: getattr(before, name) for name in ("silence", "reminders", "language", "drill")}
        everything = said.command is Command.EVERYTHING
        return replace(EVERYTHING, **kept) if everything else before.picked(said.pick, self.own)

    def day(self, at: float) -> date:
        return datetime.fromtimestamp(at, self.zone).date()

    def language(self, said: Said) -> str:
        """The language that a message asks for, or is written in; "" = the council's first."""
        return "" if said.language in self.own.languages[:1] else said.language

    def _end(self, pause: Pause, at: float) -> float:
        """The end of the last day of a pause that was asked for at `at`."""
        last = pause.last_day(self.day(at))
        return datetime.combine(last + timedelta(1), time.min, self.zone).timestamp()
