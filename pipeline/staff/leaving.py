"""When a post leaves that a person has let go: the sender's own gates are asked, and nothing is changed by that."""

from __future__ import annotations

from collections.abc import Mapping

from channels.base import Channel
from channels.sentence import Sentence
from pipeline.model import PostState
from pipeline.settings.values import Config
from pipeline.stages.release.gates import GO, End, Gate, Go, Opening, Wait, asked_of
from pipeline.store import Store

AT_ONCE = Sentence("it leaves now")


class _AskedError(Exception):
    """The gates have been asked: what they wrote is undone."""


def leaves(
    config: Config, store: Store, channels: Mapping[str, Channel], post: int, now: float
) -> Sentence | str:
    """When a post leaves, or why it does not, in words; "" = nothing leaves by it now. Not in a transaction."""
    from pipeline.council_channels import gates

    row = store.post(id=post)
    if (
        row is None
        or row["channel"] not in channels
        or row["state"] not in (PostState.DUE, PostState.SENDING)
    ):
        return ""
    sender = store.sender(name=row["channel"])
    if sender is not None and (sender["halted"] or sender["not_before"] > now):
        return ""  # the whole channel waits, which is told beside it
    channel = channels[row["channel"]]
    opening: Opening = GO
    try:
        with store.transaction():
            opening = _first(gates(config, row["channel"], channel), store, post, now)
            raise _AskedError
    except _AskedError:
        return _worded(opening)


def _first(gates: tuple[Gate, ...], store: Store, post: int, now: float) -> Opening:
    """The answer of the first gate that does not let it go at once."""
    row = store.post(id=post)
    assert row is not None
    answers = (gate.ask(store, row, now) for gate in asked_of(gates, row))
    return next((one for one in answers if not isinstance(one, Go)), GO)


def _worded(opening: Opening) -> Sentence | str:
    match opening:
        case Wait(reason):
            return reason.sentence
        case End(reason):
            return reason.sentence
    return AT_ONCE
