"""What is remembered of a feed from one poll to the next. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from pipeline.model import Identity
from pipeline.reasons import Reason, columns, read
from pipeline.settings.values import Feed

ADOPT_AFTER = 7 * 86400.0  # seconds for which a feed must say that it has moved for good


@dataclass(frozen=True)
class Memory:
    """The row of a feed, as far as polls make it; validators are the server's exact words."""

    url: str = ""  # of config.yaml at the last poll; "" = never polled there
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    moved_to: str = ""  # where it says it has moved for good
    moved_since: float = 0.0
    adopted: bool = False  # and we believe it: it is asked there
    identity: Identity = Identity.AUTO  # the strongest its entries have allowed
    identity_why: Reason | None = None  # what forbids a stronger one

    @classmethod
    def of(cls, row: Mapping[str, Any] | None, feed: Feed) -> Memory:
        """Nothing, if config.yaml names another address now; what its names are worth stays known."""
        if row is None:
            return cls()
        known = cls(
            identity=Identity(row["identity"]), identity_why=read(row, "identity_why", "identity_facts")
        )
        if row["url"] != feed.url:
            return known
        names = ("url", "etag", "last_modified", "body_hash", "moved_to", "moved_since")
        return replace(known, **{name: row[name] for name in names}, adopted=bool(row["adopted"]))

    @property
    def address(self) -> str:
        """Where it is asked."""
        return self.moved_to if self.adopted else self.url

    def redirected(self, moved: str, now: float, *, ours: bool) -> Memory:
        """After an answer whose redirects, all of them permanent, led to `moved` ("" = there were none).

        `ours`: the feed there knew our items. A week of the same answer is believed.
        """
        if self.adopted and not moved:
            return self
        if not moved or moved != self.moved_to:
            return replace(self, moved_to=moved, moved_since=now, adopted=False)
        return replace(self, adopted=ours and now - self.moved_since >= ADOPT_AFTER)

    def weaker(self, identity: Identity, why: Reason | None) -> Memory:
        """Once names have named several items, they are never trusted again."""
        return replace(self, identity=identity, identity_why=why) if why else self

    def columns(self) -> dict[str, Any]:
        known = {one.name: getattr(self, one.name) for one in fields(self)}
        why = columns(self.identity_why, "identity_why", "identity_facts")
        return {**known, "adopted": int(self.adopted), **why}
