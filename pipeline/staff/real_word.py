"""On the days of a drill whoever sends a real emergency says so: REALE. Else it is taken for a mistake.

Whatever starts a real emergency by hand asks `objection` first: `approve`, `resend`, a typed alert. What the portal
starts is not asked: nobody sits there.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pipeline.model import Lane
from pipeline.settings.drills import Drill
from pipeline.settings.period import period_at
from pipeline.settings.values import Config

REAL = "REALE"


def drill_on(config: Config, now: float) -> Drill | None:
    """The drill of this day (`now`: Unix seconds); None = there is none."""
    return period_at(config.drills, now, ZoneInfo(config.council.timezone))


def is_said(word: str) -> bool:
    """Whether a person has typed that it is real."""
    return word.strip().casefold() == REAL.casefold()


def objection(config: Config, lane: Lane, exercise: str, word: str, now: float) -> Drill | None:
    """The drill because of which a person must type REALE first; None = nothing speaks against it.

    `exercise`: the drill that the post is an exercise of, "" = it is real.
    """
    if lane is not Lane.EMERGENCY or exercise or is_said(word):
        return None
    return drill_on(config, now)
