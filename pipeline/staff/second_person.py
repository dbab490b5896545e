"""Two people: what one of the staff asks for waits until another approves it, where the council wants that.

Of an emergency that a person has composed, one alone may do both if nobody else has come within five minutes: whoever
types how many citizens get it has seen what they are about to do. The operators are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Kind, Lane
from pipeline.money.budget import forecast_of
from pipeline.reasons import Code, Reason
from pipeline.settings.values import Config
from pipeline.staff.deeds import Left, Obstacle

if TYPE_CHECKING:
    from pipeline.staff.corrections import Publisher
    from pipeline.store.statements import TargetPostsRow

ALONE_AFTER = 300.0  # seconds after which one person alone may let a composed emergency go


def for_a_second(config: Config, who: str) -> Reason | None:
    """Why a post that `who` asks for is held; None = one person is enough. "" = the program itself asks."""
    return Reason(Code.SECOND_PERSON, who=who) if who and config.approval.two_people else None


def waits_for_a_second(config: Config, who: str, channel: str, title: str) -> list[Left]:
    """What the person is told besides."""
    return [Left(Obstacle.SECOND_PERSON, channel, title)] if for_a_second(config, who) else []


def asked_by(by: Publisher, asked: Reason | None) -> bool:
    """Whether this person asked for it, and a second one is wanted."""
    return asked is not None and asked.code is Code.SECOND_PERSON and asked.facts.get("who") == by.who


def alone_obstacle(by: Publisher, post: TargetPostsRow, now: float) -> Left | None:
    """Why the person who asked may not let a post go alone; None = may: a correction with a reason, a composed
    emergency after a while. Whoever does types how many citizens get it."""
    kind, about = Kind(post["kind"]), (post["channel"], post["title"])
    corrects = kind.takes_back or kind is Kind.FOLLOW_UP
    composed = post["lane"] == Lane.EMERGENCY and by.store.composed_steps(item_id=post["item_id"])
    early = now - post["created_at"] < ALONE_AFTER
    if not (corrects or composed) or (by.alone is None if corrects else early):
        return Left(Obstacle.SAME_PERSON, *about, by.who)
    if corrects and not by.because:
        return Left(Obstacle.NEEDS_REASON, *about)
    return None if by.alone == citizens(by, post) else Left(Obstacle.NOT_ALONE, *about)


def citizens(by: Publisher, post: TargetPostsRow) -> int:
    """How many citizens get what waits of an item; 0 = it goes to pages only."""
    waiting = by.store.target_posts(item_id=post["item_id"], channel="")
    known = [
        forecast_of(by.store, one).citizens
        for one in waiting
        if one["channel"] in by.channels and by.channels[one["channel"]].capabilities.broadcast
    ]
    return max(known, default=0)  # of several texts to the same citizens
