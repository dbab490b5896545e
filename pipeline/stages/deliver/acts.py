"""What a request does on a page besides publishing, and what an answer means for the requests after it."""

from __future__ import annotations

from channels.base import Channel, Content
from channels.outcomes import Halt, Outcome, Rest, Retry
from pipeline._claims import Target


def stops_more(outcome: Outcome) -> bool:
    """Whether what is claimed must not leave before this answer is in the database."""
    if isinstance(outcome, Retry):
        return outcome.rest in (Rest.SENDER, Rest.POST)
    return isinstance(outcome, Halt)


async def change(channel: Channel, content: Content, target: Target) -> Outcome:
    """Edit or take down what was published."""
    if target.kind == "withdraw":
        return await channel.withdraw(target.remote_id)
    return await channel.edit(content, target.remote_id)
