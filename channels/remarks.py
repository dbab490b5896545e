"""Remarks: a channel's reports about its settings, its access and its account, without any message sent.

A remark is a code and its facts, like all other sentences for people; the Italian is in the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from channels.discreet import discreet
from channels.sentence import Worded, template
from channels.value import dataclass


class Remark(Worded):
    """The value is stored: it never changes."""

    # -- of its settings
    GRAPH_UNKNOWN = (
        "graph_unknown",
        template("graph_version: Meta no longer serves {version}: change to v26.0 or later"),
    )
    GRAPH_ENDED = (
        "graph_ended",
        template("graph_version: Meta has not served {version} since {day}: change to a newer one"),
    )
    GRAPH_ENDS = "graph_ends", template("graph_version: {version} ends on {day}: change to a newer one")
    UNSEEN = (
        "unseen",
        template(
            "look at the last post with a browser that is not logged in to Facebook: if it is not there, the "
            "app is in Development mode; if it is, write seen_by_others: true"
        ),
    )

    # -- of its access
    TOKEN_ENDED = (
        "token_ended",
        template("Meta no longer accepts the token: make a new one, or the next news does not go out"),
    )
    PAGE_HIDDEN = (
        "page_hidden",
        template("the Page is not published and nobody sees its posts: publish it in its settings"),
    )

    # -- of its account at Meta
    ACCOUNT_DISABLED = (
        "account_disabled",
        template("Meta disables the account, or is about to: ask for a review in Meta's panel"),
    )
    ACCOUNT_BACK = "account_back", template("Meta lets the account work again")
    ACCOUNT_VIOLATION = (
        "account_violation",
        template("Meta says that a rule was broken: read which one in Meta's panel, and object there"),
    )
    ACCOUNT_RESTRICTED = (
        "account_restricted",
        template("Meta restricts what the account may send: see in Meta's panel why, and until when"),
    )
    ACCOUNT_DELETED = (
        "account_deleted",
        template("the WhatsApp account was deleted: if nobody meant to, write to Meta's support at once"),
    )
    ACCOUNT_APPROVED = "account_approved", template("Meta has approved the account")
    ACCOUNT_REJECTED = (
        "account_rejected",
        template("Meta has not approved the account: see why in Meta's panel"),
    )
    NAME_APPROVED = "name_approved", template("Meta has approved the number's display name")
    NAME_REJECTED = (
        "name_rejected",
        template("Meta has rejected the number's display name: choose another one in WhatsApp Manager"),
    )
    QUALITY_LOW = (
        "quality_low",
        template(
            "citizens block or report the number, and Meta may limit it: write fewer messages, and only what "
            "they expect"
        ),
    )
    QUALITY_BACK = "quality_back", template("the quality of the number is good again")
    LIMIT_SET = "limit_set", template("Meta lets the service write to {limit} people in 24 hours")
    LIMIT_LIFTED = "limit_lifted", template("Meta no longer limits how many people the service writes to")
    PIN_TOUCHED = (
        "pin_touched",
        template(
            "somebody has changed the number's PIN, or asked for that: if it was nobody of the council, set a "
            "new one in WhatsApp Manager and check who has access"
        ),
    )
    META_ERROR = (
        "meta_error",
        template("Meta reports an error to the webhook: if it comes again, see metastatus.com"),
    )
    ACCOUNT_SAYS = (
        "account_says",
        template("Meta says something of the account or its number: read it in Meta's panel"),
    )

    # -- of a channel of somebody's own
    OWN_WORDS = "own_words", template("it says: {said}")


# Good news, or news that need no action.
ASKS_NOTHING = frozenset(
    {
        *(Remark.ACCOUNT_BACK, Remark.ACCOUNT_APPROVED, Remark.NAME_APPROVED),
        *(Remark.QUALITY_BACK, Remark.LIMIT_SET, Remark.LIMIT_LIFTED),
    }
)


@dataclass(frozen=True, slots=True)
class Remarked:
    """One remark. Facts: those in braces in its sentence, and `said`, what the provider says in its own words."""

    remark: Remark
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(said := self.facts.get("said"), str):
            object.__setattr__(self, "facts", {**self.facts, "said": discreet(said)})
