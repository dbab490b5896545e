"""A Telegram channel, through the Bot API: free, with edits and deletions. Its bot must be an administrator there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from channels import settings, transport
from channels.base import Access, Basic, Capabilities, Content, Key, Recipient, picture_of, pictured
from channels.meanings import Meaning
from channels.outcomes import (
    Halt,
    Outcome,
    Refused,
    Rest,
    Retry,
    Scope,
    Sent,
    Uncertain,
    asked_wait,
    repeatable,
)
from channels.problems import SettingError

_CAPTION = 1024  # UTF-16 units of a caption; longer texts go without the photo
_GONE = ("message to delete not found", "message_id_invalid")
_SAME = "message is not modified"
_STOP = {
    **dict.fromkeys(("chat not found", "channel_private"), Meaning.TG_CHAT),
    **dict.fromkeys(("not enough rights", "need administrator rights", "bot was kicked"), Meaning.TG_RIGHTS),
    **dict.fromkeys(("chat_write_forbidden", "chat_admin_required", "chat_restricted"), Meaning.TG_RIGHTS),
}
_STATUSES = {
    401: Meaning.TG_TOKEN,
    403: Meaning.TG_RIGHTS,
    404: Meaning.TG_TOKEN,
}  # 404: no bot has this token
# Refusals of one kind of message, such as photos: texts go on.
_OF_A_KIND = re.compile(r"not enough rights to send (?!text|messages)|chat_send_(?!plain)\w+_forbidden", re.I)


@dataclass(frozen=True)
class Settings:
    chat_id: str  # @name of the public channel
    timeout: float = 30.0  # seconds


class Telegram(Basic):
    """One channel. A bot cannot read back its own posts, so an uncertain one stays uncertain until a person has
    looked."""

    Settings = Settings
    capabilities = Capabilities(
        title="Telegram",
        broadcast=False,
        receipts=False,
        read_back=False,
        rate=1.0,
        concurrency=1,
        limit=4096,
        base_url="https://api.telegram.org",
        sandbox="/telegram",
        markup="@",
        edit=True,
        withdraw=True,
        silent=True,
        secrets=("TELEGRAM_TOKEN",),
    )

    def __init__(self, access: Access) -> None:
        self._access = access
        self._settings = settings.build(Settings, access.settings)
        if not re.fullmatch(r"@\w{4,}|-100\d+", self._settings.chat_id):
            raise SettingError(
                'must be the public channel\'s name with @, e.g. "@comune_di_esempio"', key="chat_id"
            )
        self._http: Any = None

    def measure(self, content: Content) -> int:
        """The length in UTF-16 code units, as Telegram counts."""
        return len(content.text.encode("utf-16-le", "surrogatepass")) // 2

    async def open(self) -> None:
        self._http = transport.client(self._access.base_url, self._settings.timeout)

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()

    async def prepare(self, content: Content) -> Content:
        """Fetch the picture. It is dropped if that fails, or if the text is too long for a caption."""
        if self.measure(content) > _CAPTION:
            return replace(content, picture="", alt="")
        return await pictured(self._access, content)

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        chat = self._settings.chat_id
        if content.picture:
            picture = picture_of(self._access, content)
            files = {"photo": ("immagine", picture.content, picture.kind)}
            fields = {"chat_id": chat, "caption": content.text, **_sound(content)}
            answer = await self._ask("sendPhoto", data=fields, files=files)
        else:
            fields = {"chat_id": chat, "text": content.text, **_preview(content), **_sound(content)}
            answer = await self._ask("sendMessage", json=fields)
        if not isinstance(answer, transport.Answer):
            return answer
        result = answer.body.get("result")
        number = result.get("message_id") if isinstance(result, dict) else None
        if answer.status == 200 and isinstance(number, int):
            url = f"https://t.me/{chat[1:]}/{number}" if chat.startswith("@") else ""
            return Sent(f"photo:{number}" if content.picture else str(number), url)
        return _outcome(answer)

    async def edit(self, content: Content, remote_id: str) -> Outcome:
        kind, _, number = remote_id.rpartition(":")
        if kind and self.measure(content) > _CAPTION:
            return Refused("length", means=Meaning.TG_TOO_LONG)
        method, name = ("editMessageCaption", "caption") if kind else ("editMessageText", "text")
        fields: dict[str, Any] = {"chat_id": self._settings.chat_id, "message_id": int(number)}
        fields |= {name: content.text, **({} if kind else _preview(content))}
        return await self._change(remote_id, method, fields, _SAME)

    async def withdraw(self, remote_id: str) -> Outcome:
        number = int(remote_id.rpartition(":")[2])
        fields = {"chat_id": self._settings.chat_id, "message_id": number}
        return await self._change(remote_id, "deleteMessage", fields, *_GONE)

    async def _change(self, remote_id: str, method: str, fields: dict[str, Any], *done: str) -> Outcome:
        """Make one repeatable request. `done`: words in a refusal that mean the change is already in place."""
        answer = await self._ask(method, json=fields)
        if not isinstance(answer, transport.Answer):
            return repeatable(answer)
        words = str(answer.body.get("description", "")).lower()
        if answer.body.get("ok") is True or any(part in words for part in done):
            return Sent(remote_id)
        outcome = _outcome(answer)
        if isinstance(outcome, Halt) and answer.status == 400:
            return replace(outcome, scope=Scope.POST)  # a post that may not be changed stops no other post
        return repeatable(outcome)

    async def _ask(self, method: str, **options: Any) -> transport.Answer | Outcome:
        token = self._access.secrets.get("TELEGRAM_TOKEN", "")
        return await transport.ask(self._http, "POST", f"/bot{token}/{method}", **options)


def _preview(content: Content) -> dict[str, Any]:
    """The parameter that names the page to be previewed; without it that is the first one in the text."""
    return {"link_preview_options": {"url": content.link}} if content.link else {}


def _sound(content: Content) -> dict[str, Any]:
    """The parameter without which phones ring."""
    return {"disable_notification": True} if content.silent else {}


def _outcome(answer: transport.Answer) -> Outcome:
    """The outcome of an answer that contains no message. Source: the Bot API's documentation, 2026."""
    code, words = str(answer.status), str(answer.body.get("description", ""))[:200]
    if answer.status == 429:
        asked = answer.body.get("parameters")
        seconds = asked.get("retry_after") if isinstance(asked, dict) else None
        after = asked_wait(seconds) or answer.retry_after
        return Retry(code, words, after, Rest.SENDER, means=Meaning.TOO_MANY)
    if _OF_A_KIND.search(words):
        return Halt(code, words, Scope.POST, means=Meaning.TG_KIND)
    stops = next((_STOP[part] for part in _STOP if part in words.lower()), _STATUSES.get(answer.status))
    if stops is not None:
        return Halt(code, words, means=stops)
    if 400 <= answer.status < 500:
        return Refused(code, words, means=Meaning.WRONG)
    return Uncertain(code, words, means=Meaning.TROUBLE if answer.doubtful else Meaning.STRANGE_ANSWER)
