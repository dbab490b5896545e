"""The state of a feed between two polls. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from channels.value import dataclass
from pipeline.model import Identity
from pipeline.reasons import Reason, columns, read
from pipeline.settings.values import Feed

ADOPT_AFTER = 7 * 86400.0  # seconds for which a feed must say that it has moved for good


@dataclass(frozen=True)
class Memory:
    """The part of a feed's row that polls write. Validators are kept exactly as the server sent them."""

    url: str = ""  # of config.yaml at the last poll; "" = never polled there
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    moved_to: str = ""  # the address it says it has moved to for good
    moved_since: float = 0.0
    adopted: bool = False  # the adopted address, which is polled
    identity: Identity = Identity.AUTO  # the strongest its entries have allowed
    identity_why: Reason | None = None  # the reason against a stronger one
    shown: str = ""  # the items of the last sound reading (JSON); "" = there was none, "null" = not known

    @classmethod
    def of(cls, row: Mapping[str, Any] | None, feed: Feed) -> Memory:
        """The stored state. If config.yaml names another address now, only the identity is kept."""
        if row is None:
            return cls()
        known = cls(
            identity=Identity(row["identity"]),
            identity_why=read(row, "identity_why", "identity_facts"),
            shown=row["shown"],
        )
        if row["url"] != feed.url:
            return known
        names = ("url", "etag", "last_modified", "body_hash", "moved_to", "moved_since")
        return replace(known, **{name: row[name] for name in names}, adopted=bool(row["adopted"]))

    @property
    def address(self) -> str:
        """The address to poll."""
        return self.moved_to if self.adopted else self.url

    @property
    def last_shown(self) -> tuple[int, ...] | None:
        """The items of the last sound reading; None = not known."""
        items = json.loads(self.shown or "null")
        return None if items is None else tuple(items)

    def redirected(self, moved: str, now: float, *, ours: bool) -> Memory:
        """The state after an answer whose redirects, all permanent, led to `moved` ("" = no such redirect).

        `ours`: the feed there has our items. The new address is adopted after a week of the same answer.
        """
        if self.adopted and not moved:
            return self
        if not moved or moved != self.moved_to:
            return replace(self, moved_to=moved, moved_since=now, adopted=False)
        return replace(self, adopted=ours and now - self.moved_since >= ADOPT_AFTER)

    def weaker(self, identity: Identity, why: Reason | None) -> Memory:
        """The state with a weaker identity: names that have named several items are never trusted again."""
        return replace(self, identity=identity, identity_why=why) if why else self

    def columns(self) -> dict[str, Any]:
        known = {one.name: getattr(self, one.name) for one in fields(self)}
        why = columns(self.identity_why, "identity_why", "identity_facts")
        return {**known, "adopted": int(self.adopted), **why}
