"""Versions: the text of a post for some of its recipients. A digest leaves out what a citizen has been told already;
of other posts they are translations, named by the language."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from channels.base import Content
from pipeline.model import Kind
from pipeline.stages.release.template_gate import translation_may_go
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import ItemsOfDigestRow, PostRow

MOST = 200  # versions of one digest: each is rendered in the transaction that releases
# The content of a post with these of its items alone; None if there is no template for so many.
VersionWriter: TypeAlias = "Callable[[Store, PostRow, Sequence[ItemsOfDigestRow]], Content | None]"


def NO_VERSIONS(store: Store, post: PostRow, items: Sequence[ItemsOfDigestRow]) -> Content | None:
    """Of senders that write no digests."""
    return None


def give_versions(store: Store, post: PostRow, write: VersionWriter, now: float) -> None:
    """Give each delivery of a digest that was released at `now` the version with what is new to its citizen.

    Where there is no such version, because they are too many or have no template, a citizen gets the fullest one that
    repeats nothing, or else the whole digest.
    """
    if post["kind"] != Kind.DIGEST:
        _give_translations(store, post, now)
        return
    items = store.items_of_digest(post_id=post["id"])
    whole = sum(item["bit"] for item in items)
    shares: defaultdict[int, list[int]] = defaultdict(list)
    for row in store.digest_shares(post_id=post["id"], channel=post["channel"], now=now):
        shares[row["share"]].append(row["id"])
    shares.pop(whole, None)
    there = {int(row["name"], 16) for row in store.versions(post_id=post["id"])} if shares else set[int]()
    for share, deliveries in shares.items():
        if share not in there and len(there) < MOST:
            content = write(store, post, [item for item in items if share & item["bit"]])
            if content is not None:
                _keep(store, post["id"], share, content)
                there.add(share)
        fitting = max((one for one in there if one | share == share), key=int.bit_count, default=0)
        if fitting:
            store.name_version(version=name_of(fitting), ids=json.dumps(deliveries))


def _give_translations(store: Store, post: PostRow, now: float) -> None:
    """Give each delivery that was released at `now` its citizen's language, if there is a translation that may go."""
    for row in store.versions(post_id=post["id"]):
        if translation_may_go(store, post["channel"], Content.from_json(json.loads(row["content"]))):
            store.give_language(post_id=post["id"], language=row["name"], now=now)


def name_of(share: int) -> str:
    """The name of the version with these items, each of them a bit."""
    return f"{share:x}"


def _keep(store: Store, post: int, share: int, content: Content) -> None:
    text = json.dumps(content.to_json(), ensure_ascii=False)
    store.insert_version(post_id=post, name=name_of(share), content=text)
