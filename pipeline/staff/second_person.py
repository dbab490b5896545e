"""Two people: what one of the staff asks for waits until another approves it, where the council wants that.

Of an emergency that a person has composed, one alone may do both if nobody else has come within five minutes: whoever
types how many citizens get it has seen what they are about to do. The operators are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Lane
from pipeline.money.budget import forecast_of
from pipeline.reasons import Code, Reason
from pipeline.settings.values import Config
from pipeline.staff.deeds import Deed, Left, Obstacle

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


def not_by_this_one(by: Publisher, post: TargetPostsRow, asked: Reason | None, now: float) -> Left | None:
    """Why this person does not approve a post; None = they may."""
    if not asked_by(by, asked):
        return None
    channel, title = post["channel"], post["title"]
    composed = post["lane"] == Lane.EMERGENCY and by.store.composed_steps(item_id=post["item_id"])
    if not composed or now - post["created_at"] < ALONE_AFTER:
        return Left(Obstacle.SAME_PERSON, channel, title, by.who)
    return None if by.recipients == citizens(by, post) else Left(Obstacle.NOT_ALONE, channel, title)


def asked_by(by: Publisher, asked: Reason | None) -> bool:
    """Whether this person asked for it, and a second one is wanted."""
    return asked is not None and asked.code is Code.SECOND_PERSON and asked.facts.get("who") == by.who


def approval_of(by: Publisher, asked: Reason | None) -> Deed:
    return Deed.APPROVED_ALONE if asked_by(by, asked) else Deed.APPROVED


def citizens(by: Publisher, post: TargetPostsRow) -> int:
    """How many citizens get the item of a post that waits."""
    waiting = by.store.target_posts(item_id=post["item_id"], channel="")
    known = [
        forecast_of(by.store, one)
        for one in waiting
        if one["channel"] in by.channels and by.channels[one["channel"]].capabilities.broadcast
    ]
    return sum(one.citizens for one in known)
