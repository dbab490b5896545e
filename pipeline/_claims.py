"""Claiming: which deliveries go next.

The post is chosen first, then its next recipients; consent and choice are asked at this very moment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from channels.base import Channel, ChannelError, Content, Recipient
from pipeline import _lease
from pipeline._outcomes import Claimed
from pipeline._pace import shares
from pipeline.limits import DAY, Room
from pipeline.model import RANK, REPEATABLE, Action, Lane, Mode
from pipeline.money import Budget
from pipeline.store import Row, Store
from pipeline.waves import AT_ONCE, Waves

MOST_CONTENTS = 100  # posts whose prepared content is kept at hand

AddressReader = Callable[[Row], Recipient]


@dataclass(frozen=True)
class Target:
    """What a post changes."""

    kind: str  # edit or withdraw
    remote_id: str  # "" = not known (yet)
    withdrawn: bool  # it was taken down, or never came to be


Ready = tuple[Claimed, Content, Recipient | Target]  # claimed, and everything needed to send it


@dataclass(frozen=True)
class Sender:
    """One identity that sends: a channel, ready to be opened, and what it needs from outside."""

    name: str
    channel: Channel
    mode: Mode
    retries: int  # attempts spent on temporary refusals before a delivery fails
    folder: Path  # of the attempts files
    read_address: AddressReader  # from a row of `addresses`, decrypting
    waves: Waves = AT_ONCE  # in which broadcasts go
    budget: Budget | None = None  # None = it costs nothing


class Claimer:
    """Takes deliveries for the holder of a lease."""

    def __init__(self, store: Store, sender: Sender, lease: _lease.Lease) -> None:
        self.store, self.sender, self.lease = store, sender, lease
        self.lost = False  # the lease is somebody else's by now
        self._contents: dict[int, tuple[str, Content]] = {}  # prepared, with its text in the store, by post
        self._room = Room(store, sender.name, sender.channel.capabilities)

    async def claim(self, lanes: Sequence[Lane], room: int, now: float) -> list[Ready]:
        """At most `room` deliveries of these lanes, the most urgent first."""
        ready: list[Ready] = []
        for lane, share in shares(room):
            while lane in lanes and (wanted := min(share, room - len(ready))) > 0:
                post = self._next_post(lane, now)
                if post is None:
                    break
                content = await self._prepared(post, now)
                if content is not None:
                    ready += self._take(post, content, wanted, now)
                if self.lost:
                    return ready
        return ready

    def _next_post(self, lane: Lane, now: float) -> Row | None:
        return self.store.row(
            "next_post", channel=self.sender.name, rank=RANK[lane], mode=self.sender.mode, now=now
        )

    async def _prepared(self, post: Row, now: float) -> Content | None:
        """The post's content, uploads done; a post that cannot be prepared is paused."""
        text: str = post["content"]
        known = self._contents.get(post["id"])
        if known is not None and known[0] == text:
            return known[1]
        content = Content.from_json(json.loads(text))
        try:
            prepared = await self.sender.channel.prepare(content)
        except Exception as error:  # a defect of one channel must not stop the others
            reason = str(error) if isinstance(error, ChannelError) else type(error).__name__
            self.store.run("pause_post", id=post["id"], reason=f"prepare: {reason}")
            return None
        if content.picture and prepared.picture != content.picture:
            self._without_picture(post, now)
        if prepared != content:
            text = json.dumps(prepared.to_json(), ensure_ascii=False)
            about = {"template": prepared.template, "category": prepared.category}
            self.store.run("set_content", id=post["id"], content=text, **about)
        if len(self._contents) > MOST_CONTENTS:
            self._contents.clear()
        if prepared.media or not prepared.picture:  # what is not ready is prepared again
            self._contents[post["id"]] = (text, prepared)
        return prepared

    def _without_picture(self, post: Row, now: float) -> None:
        """Told by `why`."""
        about = {key: post[key] for key in ("item_id", "channel", "revision")}
        self.store.run(
            "insert_decision", **about, at=now, action=Action.PUBLISH, reason="without its picture"
        )

    def _take(self, post: Row, content: Content, wanted: int, now: float) -> list[Ready]:
        """In one transaction that also proves the lease."""
        lane = Lane(post["lane"])
        room = None if lane is Lane.REPLY else self._room.left(lane, now)
        room_at = self._room.next_at(lane, now) if room == 0 else 0.0
        with self.store.transaction():
            if not self.lease.held():
                self.lost = True
                return []
            rows = self.store.rows(
                "claim_deliveries",
                post_id=post["id"],
                epoch=self.lease.epoch,
                now=now,
                limit=min(wanted, room) if room else wanted,
                full=int(room == 0),
                reached_since=now - DAY,
                room_at=room_at,
            )
            sending = [row for row in rows if row["state"] == "sending"]
            ids = json.dumps([row["recipient"] for row in sending])
            if post["kind"] != "reply":
                if room:
                    self._room.take(self.store.value("not_reached", ids=ids, since=now - DAY))
                self.store.run("reached", ids=ids, now=now)
            if any(row["reason"] == "daily limit" for row in rows):
                self._room.wait(post, room_at, now)
            found = {
                row["id"]: self.sender.read_address(row) for row in self.store.rows("addresses", ids=ids)
            }
            if len(sending) < len(rows):
                self.store.run("finish_post", id=post["id"], now=now)
        claimed = [Claimed(row["id"], row["recipient"], row["attempt"], post["id"]) for row in sending]
        if post["kind"] in REPEATABLE:
            target = self._target(post)
            return [(one, content, target) for one in claimed]
        return [(one, content, found.get(one.recipient, Recipient())) for one in claimed]

    def _target(self, post: Row) -> Target:
        row = self.store.row("remote_of", item_id=post["item_id"], channel=post["channel"])
        if row is None:
            never = self.store.row("unsettled", item_id=post["item_id"], channel=post["channel"]) is None
            return Target(post["kind"], "", withdrawn=never)
        return Target(post["kind"], row["remote_id"], row["withdrawn_at"] is not None)
