"""Digests and election periods (L. 28/2000): none falls into one, and none tells afterwards what was before."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pipeline.settings.election import election_at, last_begun
from pipeline.settings.values import Config


def skipped_for_election(config: Config, end: float, now: float) -> bool:
    """Whether a digest whose period ended at `end` (Unix seconds) may not be sent, now or ever."""
    zone = ZoneInfo(config.council.timezone)
    return any(election_at(config.elections, at, zone) for at in (end, now))


def last_end(config: Config, at: float) -> float:
    """The end of the last election period before a moment (Unix seconds); 0 = there was none."""
    zone = ZoneInfo(config.council.timezone)
    election = last_begun(config.elections, at, zone)
    return election.ends(zone) if election else 0.0
