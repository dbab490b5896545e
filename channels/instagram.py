"""Instagram, through facebook-sdk: a picture always, a container first, and its state as evidence."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from channels import graph, settings
from channels.base import Access, Basic, Capabilities, Content, Key, Recipient, picture_of, pictured
from channels.meanings import Meaning
from channels.outcomes import (
    About,
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
)
from channels.problems import ChannelError, NotTaken
from channels.remarks import Remarked
from channels.sameness import squeezed
from channels.sentence import Sentence
from channels.threads import in_thread

_CONTAINER = 23 * 3600.0  # seconds after which a container is made anew; Meta's expire after 24 hours
_TAGS, _MENTIONS, _ALT = 30, 20, 1000

# Source: Meta's tables of errors for content publishing and for the Graph API, 2026.
_STOP = frozenset((10, 25, 102, 190, 2635, *range(200, 300)))
_SLOW = frozenset((4, 9, 17, 32, 613, 80001, 80002, 341))
_PASSING = frozenset((-1, -2, 1, 2))
_MISSING = ("24", "100")
_WAIT = (1.0, 5.0, 30.0, 60.0)  # seconds between two looks at a container that is not ready
_UNFETCHED = "9004"  # Meta could not fetch the picture from us: `serve` may have been restarting
_UNREADY = Retry("container", about=About.PICTURE, means=Meaning.IG_CONTAINER)


class State(StrEnum):
    """The state of a container. Source: Meta's reference of IG Container, 2026; MISSING and UNKNOWN are our own."""

    IN_PROGRESS = "IN_PROGRESS"  # not decided: it may not be published yet, or be on its way
    FINISHED = "FINISHED"  # ready, and not published
    PUBLISHED = "PUBLISHED"
    ERROR = "ERROR"  # could not be made or published
    EXPIRED = "EXPIRED"  # was not published within 24 hours
    MISSING = "MISSING"  # Meta knows no such container
    UNKNOWN = ""  # Meta could not be asked, or gave an unknown answer: no information

    @property
    def absent(self) -> bool:
        """Whether this state proves that nothing was published."""
        return self in (State.FINISHED, *REMADE)

    @property
    def remade(self) -> bool:
        """Whether the container is dead, so that the post needs a new one."""
        return self in REMADE


REMADE = frozenset((State.ERROR, State.EXPIRED, State.MISSING))


@dataclass(frozen=True)
class Settings:
    ig_user_id: str  # of the professional account linked to the Page
    graph_version: str = "v26.0"
    timeout: float = 30.0  # seconds


class Instagram(Basic):
    """One account. The API can neither edit nor delete a published post."""

    Settings = Settings
    capabilities = Capabilities(
        title="Instagram",
        broadcast=False,
        receipts=False,
        read_back=True,
        rate=1.0,
        concurrency=1,
        limit=2200,
        base_url=graph.USUAL,
        sandbox="/graph",
        markup="@",
        fetches=True,
        secrets=("INSTAGRAM_TOKEN",),
        optional_secrets=("FACEBOOK_APP_SECRET",),
    )

    def __init__(self, access: Access) -> None:
        self._access = access
        self._settings = settings.build(Settings, access.settings)
        self._api: graph.Api = None  # type: ignore[assignment]  # until opened
        self._trouble: Retry | Halt = _UNREADY  # why the last container could not be made

    def problems(self, content: Content) -> list[Sentence]:
        found = super().problems(content)
        if not content.picture:
            found.append(
                Sentence("the picture is missing: write `picture: always` at the top of the template")
            )
        if (count := _signs("#", content.text)) > _TAGS:
            found.append(Sentence("{n} hashtags: Instagram takes {most}", n=count, most=_TAGS))
        if (count := _signs("@", content.text)) > _MENTIONS:
            found.append(Sentence("{n} mentions: Instagram takes {most}", n=count, most=_MENTIONS))
        return found

    async def open(self) -> None:
        own = self._settings
        self._api = graph.Api(self._access, "INSTAGRAM_TOKEN", own.graph_version, own.timeout, _outcome)

    async def close(self) -> None:
        if self._api is not None:
            self._api.close()

    async def prepare(self, content: Content) -> Content:
        """Create the container, which publishes nothing yet. Its id is stored before anything is published.

        A temporary failure shows later, in `send`. Raises ChannelError if the picture cannot be served.
        """
        if content.media and time.time() < content.media_at + _CONTAINER:
            return content
        if self._access.public is None:
            raise ChannelError("no public address for pictures")
        shown = await pictured(self._access, content)
        if not shown.picture:
            await in_thread(picture_of, self._access, content)  # says why
        content = shown
        address = await in_thread(self._access.public, content.picture)
        fields = {"image_url": address, "caption": content.text, "alt_text": content.alt[:_ALT]}
        answer = await in_thread(self._post, "media", fields)
        if isinstance(answer, dict) and answer.get("id"):
            uploads = content.uploads + 1
            return replace(content, media=str(answer["id"]), media_at=time.time(), uploads=uploads)
        if isinstance(answer, Refused) and answer.code != _UNFETCHED:
            raise NotTaken(answer)
        self._trouble = _told(answer) or _UNREADY
        return replace(content, media="")

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        return await asyncio.to_thread(self._send, content)

    def _send(self, content: Content) -> Outcome:
        if not content.media:
            return self._trouble
        state, trouble = self._state(content.media)
        if trouble is not None:
            return trouble
        if state is State.PUBLISHED:
            return Uncertain(state, duplicate=True, means=Meaning.ALREADY_THERE)
        if state.remade:
            return Retry(state, tries=3, about=About.PICTURE, means=Meaning.IG_REMADE)
        if state is not State.FINISHED:
            return Retry(state or "container", "", _WAIT, Rest.POST, means=Meaning.IG_CONTAINER)
        if self._quota_used_up():
            return Retry("quota", "", (3600.0,), Rest.SENDER, means=Meaning.IG_QUOTA)
        answer = self._post("media_publish", {"creation_id": content.media})
        if not isinstance(answer, dict):
            return answer
        post = answer.get("id")
        if self._api.status == 200 and isinstance(post, str) and post:
            return Sent(post, self._permalink(post))
        if 400 <= self._api.status < 500:
            return _outcome(self._api.status, None, {})
        return Uncertain(str(self._api.status), means=Meaning.STRANGE_ANSWER)

    async def read_back(self, content: Content, since: float) -> Reading:
        return await in_thread(self._read_back, content, since)

    def _read_back(self, content: Content, since: float) -> Reading:
        """Read the container's state; without a container (any longer), search the newest posts."""
        if not content.media:
            return self._posted(content.text, since)
        state, _ = self._state(content.media)
        if state is State.PUBLISHED:
            found = self._posted(content.text, 0.0)
            return found if isinstance(found, Found) else Unknown("published, and not found among the newest")
        if state is State.MISSING:
            found = self._posted(content.text, min(since, content.media_at or since))
            return found if isinstance(found, Found) else Absent()
        return Absent() if state.absent else Unknown(state or "its container cannot be asked")

    def _posted(self, text: str, since: float) -> Reading:
        """Search the newest posts for this text, ignoring equal posts from before `since` (Unix seconds)."""
        fields = "id,caption,permalink,timestamp"
        answer = self._get(f"{self._settings.ig_user_id}/media", fields=fields, limit=25)
        listed = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(listed, list):
            return Unknown("the newest posts cannot be read")
        for post in listed:
            if squeezed(str(post.get("caption", ""))) == squeezed(text) and _at(post) >= since:
                return Found(str(post["id"]), str(post.get("permalink", "")))
        return Absent()

    def _state(self, container: str) -> tuple[State, Retry | Halt | None]:
        """A container's state, and the outcome for the sender where the request failed (else None).
        All reads go through here."""
        answer = self._get(container, fields="status_code")
        if isinstance(answer, Refused | Retry) and answer.code in _MISSING:
            return State.MISSING, None
        if not isinstance(answer, dict):
            return State.UNKNOWN, _told(answer)
        said = str(answer.get("status_code", ""))
        return State(said) if said in set(State) else State.UNKNOWN, None

    def _quota_used_up(self) -> bool:
        path = f"{self._settings.ig_user_id}/content_publishing_limit"
        answer = self._get(path, fields="quota_usage,config")
        try:
            [usage] = answer["data"]  # type: ignore[index]
            return bool(usage["quota_usage"] >= usage["config"]["quota_total"])
        except (KeyError, TypeError, ValueError):
            return False  # Meta's answer will show it

    def _permalink(self, post: str) -> str:
        answer = self._get(post, fields="permalink")
        return str(answer.get("permalink", "")) if isinstance(answer, dict) else ""

    def _post(self, what: str, fields: dict[str, str]) -> dict[str, Any] | Outcome:
        return self._api.call(lambda sdk: sdk.put_object(self._settings.ig_user_id, what, **fields))

    def _get(self, what: str, **fields: Any) -> dict[str, Any] | Outcome:
        return self._api.call(lambda sdk: sdk.get_object(what, **fields))

    async def examine(self) -> list[Remarked]:
        return graph.troubles(await in_thread(self._get, self._settings.ig_user_id, fields="id"))

    def warnings(self, now: float) -> list[Remarked]:
        return graph.warnings(self._settings.graph_version, now)


def _outcome(status: int, code: object, result: dict[str, Any]) -> Outcome:
    """The outcome that an error stands for."""
    told = result.get("error")
    error: dict[str, Any] = told if isinstance(told, dict) else {}
    subcode, said = error.get("error_subcode"), graph.words(error)
    means = graph.meaning_of(status, code, subcode)
    slow = code in _SLOW and status < 500 and subcode != graph.SPAM
    if status == 429 or slow:
        return Retry(str(code or status), said, (3600.0,), Rest.SENDER, means=means)
    if not isinstance(code, int):
        certain = 400 <= status < 500
        return (
            Refused(str(status), said, means=means) if certain else Uncertain(str(status), said, means=means)
        )
    doubtful = code in _PASSING or error.get("is_transient") is True or subcode == graph.SPAM
    if status >= 500 or doubtful:
        return Uncertain(str(code), said, means=means)
    if code == 9007:
        return Retry(str(code), said, _WAIT, Rest.POST, means=means)
    if code == graph.BLOCKED:
        return graph.blocked(said, subcode)
    if code == 24:
        return Retry(str(code), said, tries=3, about=About.PICTURE, means=means)
    if code in _STOP:
        return Halt(str(code), said, means=means)
    return Refused(str(code), said, means=means)


def _told(answer: dict[str, Any] | Outcome) -> Retry | Halt | None:
    """The outcome for the sender after a failed request about a container, which publishes nothing."""
    if isinstance(answer, Halt) or (isinstance(answer, Retry) and answer.rest is not Rest.DELIVERY):
        return answer
    return None


def _at(post: dict[str, Any]) -> float:
    """The post's time of publication, Unix seconds; one without a date counts as recent."""
    try:
        return datetime.fromisoformat(str(post["timestamp"])).timestamp()
    except (KeyError, ValueError):
        return float("inf")


def _signs(sign: str, text: str) -> int:
    """The number of words in `text` that begin with `sign`."""
    return len(re.findall(rf"(?<!\w){sign}\w", text))
