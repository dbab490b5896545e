"""The sentences of reasons for staff, and the commands that end a wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.sentence import Sentence, Worded, template
from pipeline.concerns import Concern
from pipeline.feed_codes import FeedCode
from pipeline.reasons import Code, Reason
from pipeline.words import put

# The next step for each reason; {item} and {channel} are filled in as far as they are known. "": the reason's own
# sentence says it. A reason that is not here goes on by the usual command for its state.
NEXT: Mapping[Worded, str] = {
    **dict.fromkeys(
        (Code.ALL_REFUSED, Code.NOT_PREPARED, Code.NOT_TAKEN, Code.TEMPLATE_BROKEN),
        template("once mended, `infostiglia approve {item}`"),
    ),
    Code.WEBHOOK_SILENT: template(
        "check with `infostiglia check`; it goes on at the first receipt, or with `infostiglia approve {channel}`"
    ),
    Concern.RESTING: template("at once with `infostiglia approve {channel}`"),
    Code.DAILY_LIMIT: template("to stop sending it `infostiglia cancel {item}`"),
    **dict.fromkeys(
        (Code.OVER_BUDGET, Code.NO_BUDGET, Concern.MONTH_OVER, Concern.MONTH_PUT_OFF),
        template("raise `money.monthly_budget` or spend less: `infostiglia plans`"),
    ),
    **dict.fromkeys(
        (Code.ELECTION_SERVICE, Code.ELECTION_VOTERS, Code.ELECTION_NAMES),
        template(
            'if it is indispensable `infostiglia approve {item} --because "…"`, else `infostiglia cancel {item}`'
        ),
    ),
    Concern.NOT_SHARED: template("`infostiglia tray`"),
    Concern.STILL_OUT: template("`infostiglia retract {item}` takes it down or corrects it"),
    **dict.fromkeys(FeedCode, template("check with `infostiglia check`")),
    **dict.fromkeys(
        (
            *(Code.TEMPLATE_WAITS, Code.NO_SERVE, FeedCode.FEED_NOT_FOUND, FeedCode.FEED_GONE),
            *(Concern.UNCERTAIN, Concern.LONG_UNCERTAIN, Concern.DIGEST_LATE, Concern.DIGEST_MISSED),
        ),
        "",
    ),
}
USUAL: Mapping[str, str] = {
    "held": template("if it is right `infostiglia approve {item}`, else `infostiglia cancel {item}`"),
    "paused": template("to go on `infostiglia approve {item}`, to end it `infostiglia cancel {item}`"),
    "failed": template("see `infostiglia why {item}`"),
    "": template("to go on `infostiglia approve {channel}`"),  # a whole sender
}
HEADS: Mapping[str, str] = {
    "held": template("held: {why}"),
    "paused": template("paused: {why}"),
    "failed": template("not published: {why}"),
}


def worded(reason: Reason | None) -> str:
    """A reason in the reader's language; a provider's or a person's own words stay as they are."""
    return put(reason.sentence) if reason else ""


def standing(
    reason: Reason | None, *, state: str = "", item: object = "", channel: str = "", told: bool = False
) -> str:
    """One line about a thing that waits: its state, the reason, and the exact command that goes on.

    `state`: of a post, or "failed" where a page did not get it; `told`: the line begins with the state; `item`: the
    item's number for commands. Where item or channel are not known, the command has NUMBER or CHANNEL in their place.
    """
    said = reason.sentence if reason else Sentence("")
    if told and state in HEADS:
        said = Sentence(HEADS[state], why=said)
    leading = reason.facts["first"] if reason and reason.code is Code.ALSO else reason  # the harder of two
    then = (
        NEXT.get(leading.code, USUAL.get(state, "")) if isinstance(leading, Reason) else USUAL.get(state, "")
    )
    if not then:
        return put(said)
    known: dict[str, Any] = {"item": item or Sentence("NUMBER"), "channel": channel or Sentence("CHANNEL")}
    joint = " " if (line := put(said)).endswith("?") else "; "
    return line + joint + put(Sentence(then, **known))
