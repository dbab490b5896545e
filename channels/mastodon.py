"""A profile on Mastodon: free, with edits, deletions, described pictures and a true key against doubles."""

from __future__ import annotations

import asyncio
import html
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from channels import mastodon_text, settings, transport
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
    Scope,
    Sent,
    Uncertain,
    Unknown,
    repeatable,
)
from channels.problems import SettingError
from channels.sameness import squeezed
from channels.threads import in_thread

_UNREADY = (202, 206)  # of a picture that it still works on
_PROCESSING = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds between two looks at such a picture
_ALT = 1500  # characters of a description
# Texts of a 403 when the profile or the token may post nothing at all.
_ACCOUNT = ("scope", "token", "login", "suspended", "disabled")
_STATUSES = {404: Meaning.NOT_FOUND, 410: Meaning.NOT_FOUND}


@dataclass(frozen=True)
class Settings:
    account_id: str  # of the council's profile there
    limit: int = 500  # characters; some instances allow more
    timeout: float = 30.0  # seconds


class Mastodon(Basic):
    """One profile on the instance at `base_url`."""

    Settings = Settings
    capabilities = Capabilities(
        title="Mastodon",
        broadcast=False,
        receipts=False,
        read_back=True,
        rate=1.0,
        concurrency=1,
        limit=500,
        base_url="https://mastodon.social",
        sandbox="/mastodon",
        markup="@",
        edit=True,
        withdraw=True,
        secrets=("MASTODON_TOKEN",),
    )

    def __init__(self, access: Access) -> None:
        self._access = access
        self._settings = settings.build(Settings, access.settings)
        if not self._settings.account_id.isdecimal():
            raise SettingError(
                "must be the profile's number, as the instance's API tells it", key="account_id"
            )
        self.capabilities = replace(type(self).capabilities, limit=self._settings.limit)
        self._http: Any = None

    def measure(self, content: Content) -> int:
        return mastodon_text.length(content.text)

    async def open(self) -> None:
        self._http = transport.client(self._access.base_url, self._settings.timeout)
        self._http.headers["Authorization"] = "Bearer " + self._access.secrets.get("MASTODON_TOKEN", "")

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()

    async def prepare(self, content: Content) -> Content:
        """Upload the picture; if that fails, drop it and keep the text."""
        if content.media:
            return content
        content = await pictured(self._access, content)
        if not content.picture:
            return content
        picture = await in_thread(picture_of, self._access, content)
        files = {"file": ("immagine", picture.content, picture.kind)}
        media = await self._uploaded(files, {"description": content.alt[:_ALT]})
        return replace(content, media=media) if media else replace(content, picture="", alt="")

    async def _uploaded(self, files: dict[str, Any], data: dict[str, str]) -> str:
        """The id of an uploaded picture, once a status may show it; "" if Mastodon does not take it."""
        answer = await transport.ask(self._http, "POST", "/api/v2/media", files=files, data=data)
        media = str(answer.body.get("id") or "") if isinstance(answer, transport.Answer) else ""
        for wait in _PROCESSING if media else ():
            if isinstance(answer, transport.Answer) and answer.status not in _UNREADY:
                break
            await asyncio.sleep(wait)
            answer = await transport.ask(self._http, "GET", f"/api/v1/media/{media}")
        return media if isinstance(answer, transport.Answer) and answer.status == 200 else ""

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        # The same for every attempt of this delivery: for an hour a repetition returns the first status.
        once = {"Idempotency-Key": f"{key.nonce}.{key.delivery}"}
        fields: dict[str, Any] = {"status": content.text, "language": content.language}
        if content.media:
            fields["media_ids"] = [content.media]
        answer = await transport.ask(self._http, "POST", "/api/v1/statuses", json=fields, headers=once)
        return _sent(answer) or _outcome(answer)

    async def edit(self, content: Content, remote_id: str) -> Outcome:
        """Replace the text. The picture is named again, because Mastodon drops pictures that an edit leaves out."""
        fields: dict[str, Any] = {"status": content.text, "language": content.language}
        try:
            fields["media_ids"] = [content.media] if content.media else await self._pictures(remote_id)
        except Exception as error:  # network, refusal, anything: better later than without its picture
            return Retry("network", type(error).__name__, means=Meaning.MD_PICTURES)
        answer = await transport.ask(self._http, "PUT", f"/api/v1/statuses/{remote_id}", json=fields)
        return _sent(answer) or repeatable(_outcome(answer))

    async def _pictures(self, remote_id: str) -> list[str]:
        status = await transport.read(self._http, f"/api/v1/statuses/{remote_id}")
        return [str(one["id"]) for one in status["media_attachments"]]

    async def withdraw(self, remote_id: str) -> Outcome:
        answer = await transport.ask(self._http, "DELETE", f"/api/v1/statuses/{remote_id}")
        if isinstance(answer, transport.Answer) and answer.status in (200, 404):
            return Sent(remote_id)
        return repeatable(_outcome(answer))

    async def read_back(self, content: Content, since: float) -> Reading:
        try:
            found = await transport.read(
                self._http, f"/api/v1/accounts/{self._settings.account_id}/statuses", params={"limit": 40}
            )
            for status in found:
                at = datetime.fromisoformat(status["created_at"].replace("Z", "+00:00")).timestamp()
                if at >= since and _plain(status["content"]) == squeezed(content.text):
                    return Found(str(status["id"]), str(status.get("url") or ""))
        except Exception as error:  # network, refusal, anything: no information
            return Unknown(type(error).__name__)
        return Absent()


def _sent(answer: transport.Answer | Outcome) -> Sent | None:
    if not isinstance(answer, transport.Answer) or answer.status != 200:
        return None
    status = answer.body.get("id")
    return Sent(str(status), str(answer.body.get("url") or "")) if status else None


def _outcome(answer: transport.Answer | Outcome) -> Outcome:
    """The outcome of any answer that is not a status. Source: Mastodon's API documentation, 2026."""
    if not isinstance(answer, transport.Answer):
        return answer
    code, words = str(answer.status), str(answer.body.get("error", ""))[:200]
    if answer.status == 429:
        return Retry(code, words, answer.retry_after, Rest.SENDER, means=Meaning.TOO_MANY)
    if answer.status == 401 or (answer.status == 403 and any(part in words.lower() for part in _ACCOUNT)):
        return Halt(code, words, means=Meaning.MD_TOKEN)
    if answer.status == 403:  # concerns this status, or its words upset a filter in front of the instance
        return Halt(code, words, Scope.POST, means=Meaning.NOT_ALLOWED)
    if 300 <= answer.status < 500:
        return Refused(code, words, means=_STATUSES.get(answer.status, Meaning.WRONG))
    return Uncertain(code, words, means=Meaning.TROUBLE if answer.doubtful else Meaning.STRANGE_ANSWER)


def _plain(markup: str) -> str:
    """The text of a status as we wrote it. Mastodon returns HTML with addresses split into pieces."""
    broken = re.sub(r"</p>\s*<p>|<br\s*/?>", "\n", markup)
    return squeezed(html.unescape(re.sub(r"<[^>]+>", "", broken)))
