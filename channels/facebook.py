"""A Facebook Page, through facebook-sdk made safe: version, timeouts, tokens, answers."""

from __future__ import annotations

import asyncio
import io
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from channels import _graph, _sessions, settings
from channels.base import Access, Basic, Capabilities, ChannelError, Content, Key, Recipient
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

_USUAL = "https://graph.facebook.com"

# Source: Meta's error-handling page (2026) and reports named in the project's facts.
_STOP = frozenset((10, 102, 190, 2635, *range(200, 300)))
_SLOW = {4: 900.0, 17: 900.0, 32: 900.0, 613: 900.0, 80001: 900.0, 341: 3600.0, 368: 3600.0}  # seconds
_DOUBTFUL = frozenset((1, 2))
_DUPLICATE = 506


@dataclass(frozen=True)
class Settings:
    page_id: str
    graph_version: str = "v26.0"
    timeout: float = 30.0  # seconds
    seen_by_others: bool = False  # somebody has looked, logged out: the app is in Live mode


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
        unit="caratteri",
        base_url=_USUAL,
        sandbox="/graph",
        edit=True,
        withdraw=True,
        secrets=("FACEBOOK_TOKEN",),
        optional_secrets=("FACEBOOK_APP_SECRET",),
    )

    def __init__(self, access: Access) -> None:
        self._access = access
        self._settings = settings.build(Settings, access.settings)
        self._graph: Any = None

    async def open(self) -> None:
        import facebook

        timeout, token = self._settings.timeout, self._access.secrets.get("FACEBOOK_TOKEN", "")
        proof = _sessions.proof(token, self._access.secrets.get("FACEBOOK_APP_SECRET", ""))
        session = _sessions.pinned(_USUAL, self._access.base_url, timeout=timeout, always=proof)
        self._graph = facebook.GraphAPI(access_token=token, timeout=timeout, session=session)
        # Its constructor only takes versions that are long dead.
        self._graph.version = self._settings.graph_version

    async def close(self) -> None:
        if self._graph is not None:
            self._graph.session.close()

    async def prepare(self, content: Content) -> Content:
        """A picture that cannot be had: the text goes without it."""
        if not content.picture:
            return content
        try:
            await asyncio.to_thread(self._picture, content)
        except ChannelError:
            return replace(content, picture="", alt="")
        return content

    def _picture(self, content: Content) -> bytes:
        if self._access.picture is None:
            raise ChannelError("no pictures here")
        return self._access.picture(content.picture).content

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        return await asyncio.to_thread(self._send, content)

    def _send(self, content: Content) -> Outcome:
        page = self._settings.page_id
        if content.picture:
            photo = io.BytesIO(self._picture(content))
            fields = {"message": content.text, "alt_text_custom": content.alt}
            answer = self._call(lambda: self._graph.put_photo(photo, f"{page}/photos", **fields))
        else:
            fields = {"message": content.text, **({"link": content.link} if content.link else {})}
            answer = self._call(lambda: self._graph.put_object(page, "feed", **fields))
        if not isinstance(answer, dict):
            return answer
        post = answer.get("post_id") or answer.get("id")
        if self._status() == 200 and isinstance(post, str) and post:
            return Sent(post, f"https://www.facebook.com/{post}")
        if 400 <= self._status() < 500:  # the SDK takes whatever has no "error" for a success
            return _outcome(self._status(), {}, None)
        return Uncertain(str(self._status()), "answer without an id")

    async def edit(self, content: Content, remote_id: str) -> Outcome:
        path, fields = f"{self._graph.version}/{remote_id}", {"message": content.text}
        change = partial(self._graph.request, path, post_args=fields, method="POST")
        return await asyncio.to_thread(self._change, remote_id, change)

    async def withdraw(self, remote_id: str) -> Outcome:
        return await asyncio.to_thread(
            self._change, remote_id, partial(self._graph.delete_object, remote_id), gone=True
        )

    def _change(self, remote_id: str, call: Callable[[], Any], gone: bool = False) -> Outcome:
        """`gone`: what is no longer there is as it should be."""
        answer = self._call(call)
        if isinstance(answer, dict):
            if self._status() == 200 and answer.get("success") is True:
                return Sent(remote_id)
            return repeatable(Uncertain(str(self._status()), "answer without success"))
        last = self._graph.session.last_response
        if gone and last is not None and '"error_subcode":33' in last.text.replace(" ", ""):
            return Sent(remote_id)
        return repeatable(answer)

    def _call(self, call: Callable[[], Any]) -> dict[str, Any] | Outcome:
        """What the SDK gives, or what its stumbling means."""
        import facebook
        import requests

        try:
            answer = call()
        except facebook.GraphAPIError as error:
            return _outcome(
                self._status(), error.result if isinstance(error.result, dict) else {}, error.code
            )
        except requests.exceptions.RequestException as error:
            if _sessions.certainly_not_sent(error):
                return Retry("network", "no connection to Facebook")
            return Uncertain("network", type(error).__name__)
        except Exception as error:  # the SDK stumbles over answers without a content type, and the like
            return Uncertain(str(self._status()), f"unreadable answer ({type(error).__name__})")
        return answer if isinstance(answer, dict) else {}

    def _status(self) -> int:
        last = self._graph.session.last_response
        return last.status_code if last is not None else 0

    async def read_back(self, content: Content, since: float) -> Reading:
        return await asyncio.to_thread(self._read_back, content, since)

    def _read_back(self, content: Content, since: float) -> Reading:
        try:
            answer = self._graph.get_object(
                f"{self._settings.page_id}/published_posts",
                fields="id,message,created_time,permalink_url",
                since=int(since),
                limit=50,
            )
            posts = answer["data"]
            for post in posts:
                # The text alone: two items may share a link, as an item and its correction do.
                if _squeezed(post.get("message", "")) == _squeezed(content.text):
                    return Found(post["id"], post.get("permalink_url", ""))
        except Exception as error:  # #10 without App Review, network, anything: nothing was learnt
            return Unknown(type(error).__name__)
        return Absent()

    async def examine(self) -> list[str]:
        page, fields = self._settings.page_id, "id,is_published"
        answer = await asyncio.to_thread(self._call, lambda: self._graph.get_object(page, fields=fields))
        if isinstance(answer, dict) and answer.get("is_published") is False:
            return ["la Pagina non è pubblicata: nessuno ne vede i post"]
        return _graph.troubles(answer)

    def warnings(self, now: float) -> list[str]:
        found = _graph.warnings(self._settings.graph_version, now)
        if self._access.base_url == _USUAL and not self._settings.seen_by_others:
            # Meta takes posts of an app in Development mode and shows them to nobody, without a word.
            found.append(
                "guardare l'ultimo post da un browser senza accesso a Facebook: se non si vede, l'app è in modalità "
                "Sviluppo; se si vede, scrivere seen_by_others: true"
            )
        return found


def _squeezed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _outcome(status: int, result: Mapping[str, Any], code: object) -> Outcome:
    """What an error of the Graph API means."""
    error = result.get("error")
    error = error if isinstance(error, dict) else {}
    reason = " ".join(str(error.get("message", "")).split())[:200] or f"HTTP {status}"
    if status == 429:
        return Retry(str(code or status), reason, after=(900.0,), rest=Rest.SENDER)
    if not isinstance(code, int):
        certain = 400 <= status < 500
        return Refused(str(status), reason) if certain else Uncertain(str(status), "unreadable answer")
    if code == _DUPLICATE:
        return Uncertain(str(code), reason, duplicate=True)
    if status >= 500 or code in _DOUBTFUL or error.get("is_transient") is True:
        return Uncertain(str(code), reason)
    if code in _STOP:
        return Halt(str(code), reason)
    if code in _SLOW:
        return Retry(str(code), reason, after=(_SLOW[code],), rest=Rest.SENDER)
    return Refused(str(code), reason)
