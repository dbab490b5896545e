"""Preparation of pictures, uploads and containers, in parallel to the sending.

A post that is not ready is skipped, and delays nothing.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from channels.base import Channel, Content
from channels.problems import ChannelError, NotTaken
from pipeline.model import Action, Lane
from pipeline.reasons import Code, Reason, columns, of_outcome
from pipeline.store import Store, posts

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow

MOST_CONTENTS = 100  # posts whose prepared content is kept at hand
MOST_AT_ONCE = 25  # preparations under way, after which no further one begins but of an emergency


class Preparer:
    """The preparations under way. Owned by the sender's one holder."""

    def __init__(self, store: Store, channel: Channel) -> None:
        self._store, self._channel = store, channel
        self._contents: dict[int, tuple[str, Content]] = {}  # prepared, with its text in the store, by post
        self._tasks: dict[int, asyncio.Task[None]] = {}

    @property
    def is_full(self) -> bool:
        """Whether nothing but an emergency is prepared at the moment."""
        return len(self.busy) >= MOST_AT_ONCE

    @property
    def busy(self) -> list[int]:
        """The ids of posts being prepared, which are not claimed."""
        self._tasks = {post: task for post, task in self._tasks.items() if not task.done()}
        return list(self._tasks)

    def ready(self, post: PostRow, now: float) -> Content | None:
        """The post's content with its uploads done. None while they are under way; the first call starts them."""
        known = self._contents.get(post["id"])
        if known is not None and known[0] == post["content"]:
            if known[1].picture and not known[1].media:
                del self._contents[
                    post["id"]
                ]  # pictures without an id at the provider are fetched again each time
            else:
                self._contents[post["id"]] = self._contents.pop(post["id"])  # the youngest, kept longest
            return known[1]
        if post["id"] not in self.busy and (not self.is_full or post["lane"] == Lane.EMERGENCY):
            self._tasks[post["id"]] = asyncio.create_task(self._prepare(dict(post), now))
        return None

    async def wait(self, seconds: float) -> None:
        """Wait until one preparation is done, for `seconds` at most."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)

    async def close(self) -> None:
        """Cancel all preparations. The next holder makes them again."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _prepare(self, post: dict[str, object], now: float) -> None:
        id_, text = int(str(post["id"])), str(post["content"])
        content = Content.from_json(json.loads(text))
        try:
            prepared = await self._channel.prepare(content)
        except Exception as error:  # a defect of one channel must not stop the others
            posts.pause(self._store, id_, _why_not(error))
            return
        if content.picture and prepared.picture != content.picture:
            self._without_picture(post, now)
        if prepared != content:
            kept = json.dumps(prepared.to_json(), ensure_ascii=False)
            if not posts.keep_prepared(self._store, id_, text, kept, prepared):
                return  # its text has changed meanwhile, so it is prepared again
            text = kept
        if len(self._contents) >= MOST_CONTENTS:
            # Only the one not used for longest: thousands of replies must not push the emergency out that is going out.
            del self._contents[next(iter(self._contents))]
        self._contents[id_] = (text, prepared)

    def _without_picture(self, post: dict[str, object], now: float) -> None:
        """Record, for `why`, that a post goes without its picture."""
        about = {key: post[key] for key in ("item_id", "channel", "revision")}
        reason = columns(Reason(Code.NO_PICTURE))
        self._store.insert_decision([{**about, "at": now, "action": Action.PUBLISH, **reason}])


def _why_not(error: Exception) -> Reason:
    """The reason why a post cannot be prepared."""
    if isinstance(error, NotTaken):
        return Reason(Code.NOT_TAKEN, because=of_outcome(error.refusal))
    said = str(error) if isinstance(error, ChannelError) else type(error).__name__
    return Reason(Code.NOT_PREPARED, said=said)
