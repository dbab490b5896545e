"""A Facebook Page: links and photos, edits and deletions of our posts, read-back after a lost answer."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from channels import graph, settings
from channels.base import Access, Basic, Capabilities, Content, Key, Recipient, picture_of, pictured
from channels.meanings import Meaning
from channels.outcomes import (
    Absent,
    Found,
    Halt,
    Outcome,
    Reading,
    Refused,
    Rest,
    Retry,
    Sent,
    Uncertain,
    Unknown,
    repeatable,
)
from channels.remarks import Remark, Remarked
from channels.sameness import squeezed
from channels.threads import in_thread

# Source: Meta's error-handling page (2026) and reports named in the project's facts.
_STOP = frozenset((10, 102, 190, 2635, *range(200, 300)))
_SLOW = {4: 900.0, 17: 900.0, 32: 900.0, 613: 900.0, 80001: 900.0, 341: 3600.0}  # seconds
_DOUBTFUL = frozenset((1, 2))
_DUPLICATE = 506
_UNREAD = 1609005  # the page of the link could not be read
_IN_TEXT = 3  # from this attempt on the link is in the text, and its preview costs no post


@dataclass(frozen=True)
class Settings:
    page_id: str
    graph_version: str = "v26.0"
    timeout: float = 30.0  # seconds
    seen_by_others: bool = False  # a person has seen a post while logged out: the app is in Live mode


class Facebook(Basic):
    """One Page."""

    Settings = Settings
    capabilities = Capabilities(
        title="Facebook",
        broadcast=False,
        receipts=False,
        read_back=True,
        rate=1.0,
        concurrency=1,
        limit=63206,
        base_url=graph.USUAL,
        sandbox="/graph",
        markup="@",
        preview=True,
        edit=True,
        withdraw=True,
        secrets=("FACEBOOK_TOKEN",),
        optional_secrets=("FACEBOOK_APP_SECRET",),
    )

    def __init__(self, access: Access) -> None:
        self._access = access
        self._settings = settings.build(Settings, access.settings)
        self._api: graph.Api = None  # type: ignore[assignment]  # until opened

    async def open(self) -> None:
        own = self._settings
        self._api = graph.Api(self._access, "FACEBOOK_TOKEN", own.graph_version, own.timeout, _outcome)

    async def close(self) -> None:
        if self._api is not None:
            self._api.close()

    async def prepare(self, content: Content) -> Content:
        return await pictured(self._access, content)

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        return await asyncio.to_thread(self._send, content, key.attempt < _IN_TEXT)

    def _send(self, content: Content, preview: bool) -> Outcome:
        page = self._settings.page_id
        if content.picture:
            photo = io.BytesIO(picture_of(self._access, content).content)
            fields = {"message": content.text, "alt_text_custom": content.alt}
            answer = self._api.call(lambda sdk: sdk.put_photo(photo, f"{page}/photos", **fields))
        else:
            link = {"link": content.link} if content.link and preview else {}
            fields = {"message": content.text if preview else _with_link(content), **link}
            answer = self._api.call(lambda sdk: sdk.put_object(page, "feed", **fields))
        if not isinstance(answer, dict):
            return answer
        post = answer.get("post_id") or answer.get("id")
        if self._api.status == 200 and isinstance(post, str) and post:
            return Sent(post, f"https://www.facebook.com/{post}")
        if 400 <= self._api.status < 500:  # the SDK takes any answer without "error" for a success
            return _outcome(self._api.status, None, {})
        return Uncertain(str(self._api.status), means=Meaning.STRANGE_ANSWER)

    async def edit(self, content: Content, remote_id: str) -> Outcome:
        return await asyncio.to_thread(self._edit, content, remote_id)

    def _edit(self, content: Content, remote_id: str) -> Outcome:
        path = f"{self._settings.graph_version}/{remote_id}"
        shown = self._shows_link(content.link, remote_id)
        fields = {"message": _with_link(content) if shown else content.text}
        return self._change(remote_id, lambda sdk: sdk.request(path, post_args=fields, method="POST"))

    def _shows_link(self, link: str, remote_id: str) -> bool:
        """Whether a post has its link in the text, because the preview failed. An edit would drop it."""
        listed = self._posts(0) if link else ""
        return isinstance(listed, list) and any(
            post.get("id") == remote_id and link in str(post.get("message", "")) for post in listed
        )

    async def withdraw(self, remote_id: str) -> Outcome:
        return await asyncio.to_thread(
            self._change, remote_id, lambda sdk: sdk.delete_object(remote_id), gone=True
        )

    def _change(self, remote_id: str, request: Callable[[Any], Any], gone: bool = False) -> Outcome:
        """Make one repeatable request. `gone`: whether a post that is no longer there counts as success."""
        answer = self._api.call(request)
        if isinstance(answer, dict):
            if self._api.status == 200 and answer.get("success") is True:
                return Sent(remote_id)
            return repeatable(Uncertain(str(self._api.status), means=Meaning.STRANGE_ANSWER))
        if gone and self._is_gone(answer, remote_id):
            return Sent(remote_id)
        if isinstance(answer, Halt) and answer.code not in graph.TOKEN:
            return Refused(
                answer.code, answer.said, means=answer.means
            )  # concerns this post only: another program wrote it
        return repeatable(answer)

    def _is_gone(self, answer: Outcome, remote_id: str) -> bool:
        """Whether the post is gone. Meta gives the same error for missing and for forbidden posts, so our list of posts
        decides."""
        if not (isinstance(answer, Refused) and answer.code == "100"):
            return False
        listed = self._posts(0)
        return isinstance(listed, list) and all(post.get("id") != remote_id for post in listed)

    async def read_back(self, content: Content, since: float) -> Reading:
        return await in_thread(self._read_back, content, since)

    def _read_back(self, content: Content, since: float) -> Reading:
        posts = self._posts(int(since))
        if not isinstance(posts, list):  # #10 without App Review, network, anything: no information
            return Unknown(posts)
        ours = {squeezed(content.text), squeezed(_with_link(content))}
        for post in posts:
            # The text alone: two items may share a link, as an item and its correction do.
            if squeezed(str(post.get("message", ""))) in ours:
                return Found(str(post.get("id", "")), str(post.get("permalink_url", "")))
        return Absent()

    def _posts(self, since: int) -> list[dict[str, Any]] | str:
        """The Page's newest posts after `since` (Unix seconds), or the reason why they cannot be read."""
        path, fields = f"{self._settings.page_id}/published_posts", "id,message,created_time,permalink_url"
        answer = self._api.call(lambda sdk: sdk.get_object(path, fields=fields, since=since, limit=100))
        posts = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(posts, list):
            return str(getattr(answer, "said", "")) or "unreadable answer"
        return [post for post in posts if isinstance(post, dict)]

    async def examine(self) -> list[Remarked]:
        page, fields = self._settings.page_id, "id,is_published"
        answer = await in_thread(self._api.call, lambda sdk: sdk.get_object(page, fields=fields))
        if isinstance(answer, dict) and answer.get("is_published") is False:
            return [Remarked(Remark.PAGE_HIDDEN)]
        return graph.troubles(answer)

    def warnings(self, now: float) -> list[Remarked]:
        found = graph.warnings(self._settings.graph_version, now)
        if self._access.base_url == graph.USUAL and not self._settings.seen_by_others:
            # Meta silently accepts posts of an app in Development mode, and shows them to nobody.
            found.append(Remarked(Remark.UNSEEN))
        return found


def _with_link(content: Content) -> str:
    """The text, with the link that would be apart below it."""
    return content.text if content.link in content.text else f"{content.text}\n\n{content.link}"


def _outcome(status: int, code: object, result: Mapping[str, Any]) -> Outcome:
    """The outcome that an error of the Graph API stands for."""
    error = result.get("error")
    error = error if isinstance(error, dict) else {}
    said, means = graph.words(error), graph.meaning_of(status, code)
    if status == 429:
        return Retry(str(code or status), said, (900.0,), Rest.SENDER, means=means)
    if _UNREAD in (code, error.get("error_subcode")):
        return Retry(str(_UNREAD), said, (60.0, 300.0), means=Meaning.FB_PREVIEW)
    if not isinstance(code, int):
        certain = 400 <= status < 500
        return (
            Refused(str(status), said, means=means) if certain else Uncertain(str(status), said, means=means)
        )
    if code == _DUPLICATE:
        return Uncertain(str(code), said, duplicate=True, means=means)
    if status >= 500 or code in _DOUBTFUL or error.get("is_transient") is True:
        return Uncertain(str(code), said, means=means)
    if code in _STOP:
        return Halt(str(code), said, means=means)
    if code in _SLOW:
        return Retry(str(code), said, (_SLOW[code],), Rest.SENDER, means=means)
    if code == graph.BLOCKED:
        return graph.blocked(said, error.get("error_subcode"))
    return Refused(str(code), said, means=means)
