"""Claiming: the choice of the deliveries to send next.

The post is chosen first, then its next recipients. Post, sender, consent and choices are checked in the same statement.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from channels.base import Channel, Content, Recipient
from channels.value import dataclass
from pipeline.model import RANK, Kind, Lane, Mode
from pipeline.reasons import Code
from pipeline.settings.values import RESEND_AFTER_SILENCE
from pipeline.stages.deliver.lease import Lease
from pipeline.stages.deliver.limits import DAY, Room
from pipeline.stages.deliver.pace import owed_to_replies, shares
from pipeline.stages.deliver.prepare import Preparer
from pipeline.stages.release.gates import Gate, stay_open
from pipeline.stages.release.release import Releasing
from pipeline.stages.release.template_gate import TemplateGate, translation_may_go
from pipeline.stages.release.versions import NO_VERSIONS, VersionWriter
from pipeline.stages.release.waves import AT_ONCE, Waves
from pipeline.stages.settle.answers import Claimed
from pipeline.stages.settle.probe import Writer
from pipeline.store import Store, deliveries, posts, publications
from pipeline.store.allowance import NOT_SPARED, Allowance, Courtesy
from pipeline.store.deliveries import Holder
from pipeline.store.going_back import advance
from pipeline.store.vault import Vault

if TYPE_CHECKING:
    from pipeline.store.statements import AddressesRow, PostRow

AddressReader: TypeAlias = "Callable[[AddressesRow], Recipient]"
# Records the number under which the provider knows a subscriber: (store, subscriber, number, now).
NumberKeeper: TypeAlias = Callable[[Store, int, str, float], None]


@dataclass(frozen=True)
class Target:
    """The publication on a page that a post changes or takes down."""

    kind: str  # edit or withdraw
    remote_id: str


Ready = tuple[Claimed, Content, Recipient | Target]  # a claimed delivery with everything needed to send it


@dataclass(frozen=True)
class Sender:
    """One sending account: a channel, ready to be opened, with its settings and its surroundings."""

    name: str
    channel: Channel
    mode: Mode
    retries: int  # attempts spent on temporary refusals before a delivery fails
    folder: Path  # of the attempts files
    read_address: AddressReader  # from a row of `addresses`, decrypting
    vault: Vault  # hides the ids of citizens' messages
    keep_number: NumberKeeper = lambda store, subscriber, number, now: None
    waves: Waves = AT_ONCE  # in which broadcasts go
    gates: tuple[Gate, ...] = (TemplateGate(),)  # asked before a post begins
    write_version: VersionWriter = NO_VERSIONS  # of digests
    spares: Callable[[float], Courtesy] = lambda now: NOT_SPARED  # what citizens are spared at a moment
    # Seconds without a receipt after which an uncertain message is sent once more; 0 = never.
    resend: Mapping[Lane, float] = field(default_factory=lambda: dict(RESEND_AFTER_SILENCE))
    write_probe: Writer = lambda store: None  # what asks the staff's number for a receipt

    @property
    def releasing(self) -> Releasing:
        broadcast = self.channel.capabilities.broadcast
        return Releasing(self.name, self.mode, broadcast, self.waves, self.gates, self.write_version)


class Claimer:
    """A claimer of deliveries for the holder of a lease."""

    def __init__(self, store: Store, sender: Sender, lease: Lease, preparer: Preparer) -> None:
        self.store, self.sender, self.preparer = store, sender, preparer
        self.holder = Holder(lease.holder, lease.epoch)
        self._owed = 0.0  # claims that an emergency leaves to replies
        self._room = Room(store, sender.name, sender.channel.capabilities)

    def claim(self, lanes: Sequence[Lane], room: int, now: float) -> list[Ready]:
        """Claim at most `room` deliveries of these lanes, the most urgent first.
        Posts that are not ready are skipped."""
        ready: list[Ready] = []
        self._owed = owed_to_replies(self._owed, room)
        for lane, share in shares(room, int(self._owed)):
            before = len(ready)
            while lane in lanes and (wanted := min(share + before, room) - len(ready)) > 0:
                post = self._next_post(lane, now)
                if post is None:
                    break
                content = self.preparer.ready(post, now)
                if content is None and self.preparer.is_full:
                    break  # the others of this lane wait as well
                if content is None:
                    continue  # it is skipped from now on
                taken = self._take(post, content, wanted, now)
                if taken is None:
                    return ready  # somebody has stopped the sender, or the lease is another's
                if lane is Lane.REPLY:
                    self._owed = max(0.0, self._owed - len(taken))
                ready += taken
        return ready

    def give_back(self, claimed: Sequence[Claimed], now: float) -> None:
        """Return claimed deliveries that shall not leave now."""
        with self.store.transaction():
            deliveries.give_back(self.store, [(one.delivery, one.attempt, one.post) for one in claimed], now)

    def still_allowed(self, claimed: Sequence[Claimed], now: float) -> set[int]:
        """The ids of the claimed posts that nobody has stopped since."""
        return deliveries.may_leave(self.store, {one.post for one in claimed}, self.holder, now)

    def _next_post(self, lane: Lane, now: float) -> PostRow | None:
        about: dict[str, Any] = {"channel": self.sender.name, "rank": RANK[lane], "mode": self.sender.mode}
        return self.store.next_post(**about, now=now, but=json.dumps(self.preparer.busy))

    def _take(self, post: PostRow, content: Content, wanted: int, now: float) -> list[Ready] | None:
        """Claim the next deliveries of a post; None if it may not be sent at this moment."""
        store, lane = self.store, Lane(post["lane"])
        if post["reply_to"] is not None:
            content = replace(content, reply_to=self.sender.vault.decrypt(post["reply_to"]).decode())
        room = None if lane is Lane.REPLY else self._room.left(lane, now)
        room_at = self._room.next_at(lane, now) if room == 0 else 0.0
        limit = min(wanted, room) if room else wanted
        spared = self.sender.spares(now)
        allowance = Allowance(limit, room == 0, now - DAY, room_at, spared, self._to_paths)
        with store.transaction():
            advance(store)
            if not stay_open(store, self.sender.gates, post, now):
                return []  # the next post is looked at
            posts.go_on(store, post)
            rows = deliveries.claim(store, post["id"], self.holder, self.sender.mode, allowance, now)
            if not rows:
                return None
            sending = [row for row in rows if row["state"] == "sending"]
            ids = json.dumps([row["recipient"] for row in sending])
            if post["kind"] != Kind.REPLY and not self._to_paths:
                if room:
                    self._room.take(store.not_reached(ids=ids, since=now - DAY))
                store.reached(ids=ids, now=now)
            found = self._addresses(ids, lane)
            if len(sending) < len(rows):
                posts.settle(store, (post["id"],), now)
        if any(row["reason"] == Code.DAILY_LIMIT for row in rows):
            self._room.wait(post, room_at, now)
        if not sending and any(row["state"] == "pending" for row in rows):
            return None  # the next slice comes after other work
        claimed = [Claimed(row["id"], row["recipient"], row["attempt"], post["id"]) for row in sending]
        if claimed and Kind(post["kind"]).is_repeatable:
            out = publications.of(store, post["item_id"], post["channel"])
            assert out is not None  # else it would have been skipped
            return [(one, content, Target(post["kind"], out["remote_id"])) for one in claimed]
        texts = self._texts(post["id"], content, {row["version"] for row in sending})
        return [
            (one, texts.get(row["version"], content), found.get(one.recipient, Recipient()))
            for one, row in zip(claimed, sending, strict=True)
        ]

    @property
    def _to_paths(self) -> bool:
        return bool(self.sender.channel.capabilities.address)

    def _addresses(self, ids: str, lane: Lane) -> dict[int, Recipient]:
        """The addresses of subscribers, given as JSON. A code goes to one that nobody has confirmed yet."""
        if not self._to_paths:
            return {row["id"]: self.sender.read_address(row) for row in self.store.addresses(ids=ids)}
        read = self.store.code_addresses if lane is Lane.REPLY else self.store.path_addresses
        return {
            row["subscriber"]: Recipient(address=self.sender.vault.decrypt(row["address"]).decode())
            for row in read(channel=self.sender.name, ids=ids)
        }

    def _texts(self, post: int, content: Content, wanted: set[str]) -> dict[str, Content]:
        """The contents of a post by the names of its versions; "" is its own, with its picture uploaded."""
        found = {"": content}
        if wanted - {""}:
            for row in self.store.versions(post_id=post):
                version = Content.from_json(json.loads(row["content"]))
                translated = version.language != content.language
                if translated and not translation_may_go(self.store, self.sender.name, version):
                    version = content  # it lost its approval since the release
                # A picture would have to be uploaded.
                found[row["name"]] = version if version is content else version.without_picture or version
        return found
