"""Two people: what one of the staff asks for waits until another approves it, where the council wants that."""

from __future__ import annotations

from pipeline.reasons import Code, Reason
from pipeline.settings.values import Config
from pipeline.staff.deeds import Left, Obstacle


def for_a_second(config: Config, who: str) -> Reason | None:
    """Why a post that `who` asks for is held; None = one person is enough. "" = the program itself asks."""
    return Reason(Code.SECOND_PERSON, who=who) if who and config.approval.two_people else None


def waits_for_a_second(config: Config, who: str, channel: str, title: str) -> list[Left]:
    """What the person is told besides."""
    return [Left(Obstacle.SECOND_PERSON, channel, title)] if for_a_second(config, who) else []
