"""Whether what a provider reports is of its time. Pure.

A signed report can be played back years later, and our own clock may jump. So the clock by which the age of a report is
judged is the provider's: the newest time that it has told in signed reports. Only while it has told none is it ours.
"""

from __future__ import annotations

from channels.value import dataclass

DAY = 86400.0
# Seconds for which Meta repeats a report that was not answered (facts of the Cloud API, 2026).
LONGEST = 7 * DAY
AHEAD = 366 * DAY  # seconds by which our clock may be behind the provider's; meanwhile citizens are heard
# Seconds ahead of ours that the provider's clock is believed: one wrong time must not end all others.
BELIEVED = DAY
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Moment:
    """The moment at which a report arrived. Unix seconds."""

    heard: float  # by our clock, when the report arrived: it may be applied much later
    told: float = 0.0  # the newest time that the provider had told before; 0 = none

    @property
    def latest(self) -> float:
        """Nothing true is younger than this, but for a clock of ours that is behind."""
        return max(self.heard, self.told)

    def is_old(self, at: float) -> bool:
        """Whether the provider would have stopped repeating it: it is a replay."""
        return at < (self.told or self.heard) - LONGEST

    def is_ahead(self, at: float) -> bool:
        """Whether it is dated so far in the future that no clock explains it."""
        return at > self.latest + AHEAD

    def not_ahead(self, at: float) -> float:
        """The time to keep of a departure: one dated far in the future counts from now, or nobody could come back until
        then."""
        return self.latest if self.is_ahead(at) else at

    def sets_the_clock(self, at: float) -> bool:
        """Whether the provider's clock may be set by it."""
        return not self.is_old(at) and at <= self.latest + BELIEVED

    def is_timely(self, at: float) -> bool:
        return not (self.is_old(at) or self.is_ahead(at))

    def departed(self, at: float, written: float) -> float:
        """The time to assume for a departure recorded at `at`, when a message of the time `written` is judged.

        A departure in the future was recorded by a clock of ours that was ahead, and must not keep anybody out until
        then; unless the message is as far in the future, because our clock is behind now.
        """
        latest = max(self.latest, written)
        return at if at <= latest + HOUR else latest - HOUR
