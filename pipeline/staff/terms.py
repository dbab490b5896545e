"""On which terms a post may be let go by a person: until when, and what speaks against it at all."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline.alert import Alert
from pipeline.model import Kind, Lane
from pipeline.settings.drills import last_moment
from pipeline.settings.values import Config
from pipeline.staff import real_word
from pipeline.staff.deeds import Left, Obstacle
from pipeline.staff.invitations import last_call
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import TargetPostsRow, UnreachedPostsRow


def not_after(config: Config, store: Store, post: TargetPostsRow | UnreachedPostsRow, now: float) -> float:
    """The time until which a post may go that a person lets go at `now` (Unix seconds). Quiet hours do not count."""
    if post["exercise"]:
        return last_moment(config.drills, post["exercise"], now, ZoneInfo(config.council.timezone))
    opens = config.quiet_hours(post["channel"]).until(now, Alert(post["alert"]))
    end = opens + config.schedule.hours_for(Lane(post["lane"])) * 3600
    return min(end, last_call(store, post["item_id"], Kind(post["kind"]), now))


def objection(
    config: Config, store: Store, post: TargetPostsRow | UnreachedPostsRow, title: str, word: str, now: float
) -> Left | None:
    """Why a post cannot be let go in this mode and on this day; None = nothing speaks against it. `word`: what the
    person has typed on the day of a drill."""
    about = post["channel"], title
    if post["mode"] != config.live:
        return Left(Obstacle.OTHER_MODE, *about, post["mode"])
    if post["exercise"] and not_after(config, store, post, now) <= now:
        return Left(Obstacle.DRILL_OVER, *about)
    told = not Kind(post["kind"]).takes_back  # what was wrong is put right at once
    if told and (drill := real_word.objection(config, Lane(post["lane"]), post["exercise"], word, now)):
        return Left(Obstacle.SAY_REAL, *about, drill.name)
    return None
