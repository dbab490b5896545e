"""The register of the emergency lane: when, what, who decided and how far it got. Everybody may read it: no names.

`uses` gives its rows to the command and to a page; `Use.to_json` is what may be published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from channels.base import Channel
from channels.sentence import Sentence, Worded, template
from pipeline.staff.deeds import Deed
from pipeline.staff.reach import Reach, begun_title, reach_of
from pipeline.stages.decide.person_names import names_in
from pipeline.store import Store
from pipeline.words import put

Reader = Callable[[Store, Mapping[str, Channel], int], Sequence[Reach]]
_MISSING = re.compile(r"(?:scompars|ricerc|cercas)\w*\s+", re.I)  # before a name it is no part of it


class Decided(Worded):
    """Who decided that it travels as an emergency: roles, never names. The value is for programs: it never changes."""

    PORTAL = "portal", template("the program: the portal calls it an emergency")
    COLOUR = (
        "colour",
        template("the program: an official colour, which goes by itself by the council's decision"),
    )
    ONE = "one", template("the operator on duty")
    TWO = "two", template("two people: who asked and who approved")
    ALONE = "alone", template("one person alone: nobody else could be reached")


@dataclass(frozen=True)
class Use:
    """One use of the lane."""

    item: int
    at: float  # Unix seconds
    what: str  # its title, without the names of persons
    decided: Decided
    reach: tuple[Reach, ...]
    because: str = ""  # the reason given, for the staff: it may hold names

    def to_json(self) -> dict[str, Any]:
        """What may be published."""
        return {
            "at": f"{datetime.fromtimestamp(self.at, UTC):%Y-%m-%dT%H:%M:%SZ}",
            "what": self.what,
            "decided": self.decided.value,
            "reach": [
                {
                    "channel": one.channel,
                    "recipients": one.recipients,
                    "accepted": one.accepted,
                    "delivered": one.delivered,
                    "delivered_within": dict(one.delivered_within),
                }
                for one in self.reach
            ],
        }


def uses(store: Store, channels: Mapping[str, Channel], since: float, reach: Reader = reach_of) -> list[Use]:
    """The uses since a moment (Unix seconds), the newest first, each once. `reach`: reads how far an item got."""
    found: dict[int, Use] = {}
    for name in channels:
        for row in store.uses_of_lane(channel=name, since=since):
            known, at = found.get(row["item_id"]), float(row["begun_at"] or 0.0)
            if known is None or at < known.at:
                found[row["item_id"]] = Use(
                    row["item_id"],
                    at,
                    without_names(begun_title(store, row["item_id"], row["title"])),
                    _decided(store, row),
                    (),
                    row["because"] or "",
                )
    whole = [replace(use, reach=tuple(reach(store, channels, use.item))) for use in found.values()]
    return sorted(whole, key=lambda use: -use.at)


def _decided(store: Store, row: Mapping[str, Any]) -> Decided:
    approvals = store.approvers(item_id=row["item_id"])
    people = {one["who"] for one in approvals}
    if any(one["deed"] == Deed.APPROVED_ALONE for one in approvals):
        return Decided.ALONE
    if row["approved_by"]:
        return Decided.TWO
    if len(people) > 1:
        return Decided.TWO
    if people or row["source"] == "desk":
        return Decided.ONE
    return Decided.PORTAL if row["level"] is None else Decided.COLOUR


def without_names(title: str) -> str:
    """A title without the names of persons: the register stays when the missing person has long been found."""
    begin = found.end() if (found := _MISSING.match(title)) else 0
    head, rest = title[:begin], title[begin:]
    for name in sorted(names_in(rest), key=lambda one: -one.start):
        rest = f"{rest[: name.start]}…{rest[name.end :]}"
    return head + rest


def decided_words(decided: Decided) -> str:
    return put(Sentence(decided.template))
