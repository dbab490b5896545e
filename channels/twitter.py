"""X, through tweepy made safe: own address, timeouts, and an outcome for every exception it can raise."""

from __future__ import annotations

import asyncio
import contextlib
import html
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from channels import sessions, settings
from channels.base import Access, Basic, Capabilities, Content, Key, Recipient, picture_of
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
    asked_wait,
    repeatable,
)
from channels.sameness import squeezed
from channels.threads import in_thread
from channels.twitter_links import links
from channels.twitter_text import LIMIT, unlink, weighted_length

_USUAL = "https://api.twitter.com"  # written into tweepy
_MEDIA = 20 * 3600.0  # seconds an uploaded picture can be used; X keeps it for a day
_ALT = 1000  # characters of a description

# X says 403 of one text (too long, a harmful link, "not permitted to perform this action") as well as of a profile or
# an app that may post nothing. What speaks of the latter, from its list of problems and reports of 2022 to 2026:
_PROBLEMS = {
    "client-forbidden": Meaning.X_PROJECT,
    "oauth1-permissions": Meaning.X_PERMISSION,
    "client-disconnected": Meaning.X_PROJECT,
    "usage-capped": Meaning.X_CREDITS,
}
_ACCOUNT = {
    **dict.fromkeys(("suspended", "locked", "deactivated"), Meaning.X_SUSPENDED),
    **dict.fromkeys(("app permissions", "read-only", "write access"), Meaning.X_PERMISSION),
    **dict.fromkeys(("attached to a project", "access level", "subset of"), Meaning.X_PROJECT),
    **dict.fromkeys(("credits", "spend cap", "usage cap"), Meaning.X_CREDITS),
    "access token": Meaning.X_TOKEN,
}
# By HTTP status, where X says nothing of the account.
_STATUSES = {
    400: Meaning.WRONG,
    401: Meaning.X_TOKEN,
    402: Meaning.X_CREDITS,
    403: Meaning.NOT_ALLOWED,
    404: Meaning.NOT_FOUND,
    429: Meaning.TOO_MANY,
}

# Dollars, from 20 April 2026. Source: X's price list.
_POST, _POST_WITH_LINK, _DESCRIPTION = 0.015, 0.200, 0.005


@dataclass(frozen=True)
class Settings:
    user_id: str  # of the profile that posts
    timeout: float = 30.0  # seconds


class Twitter(Basic):
    """One profile. X charges requests, so none is made without need."""

    Settings = Settings
    capabilities = Capabilities(
        title="X",
        broadcast=False,
        receipts=False,
        read_back=True,
        rate=1.0,  # 100 in 15 minutes are allowed: a council never comes near, and a 429 is waited out
        concurrency=1,
        limit=LIMIT,
        base_url="https://api.x.com",
        sandbox="/x",
        markup="@",
        withdraw=True,  # an edit needs a paid profile, and the first hour
        secrets=(
            "TWITTER_CONSUMER_KEY",
            "TWITTER_CONSUMER_SECRET",
            "TWITTER_ACCESS_TOKEN",
            "TWITTER_ACCESS_SECRET",
        ),
    )

    def __init__(self, access: Access) -> None:
        self._access = access
        self._settings = settings.build(Settings, access.settings)
        self._client: Any = None

    def measure(self, content: Content) -> int:
        return weighted_length(unlink(content.text))

    def cost(self, content: Content) -> float:
        post = _POST_WITH_LINK if links(unlink(content.text)) else _POST
        return post + (_DESCRIPTION if content.picture else 0.0)

    async def open(self) -> None:
        import tweepy

        names = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
        self._client = tweepy.Client(**dict(zip(names, self._secrets, strict=True)))
        self._client.session = sessions.pinned(_USUAL, self._access.base_url, timeout=self._settings.timeout)

    @property
    def _secrets(self) -> list[str]:
        return [self._access.secrets.get(name, "") for name in self.capabilities.secrets]

    async def close(self) -> None:
        if self._client is not None:
            self._client.session.close()

    async def prepare(self, content: Content) -> Content:
        """Upload the picture; if that fails, drop it and keep the text."""
        fresh = content.media and time.time() < content.media_at + _MEDIA
        if not content.picture or fresh:
            return content
        try:
            media = await in_thread(self._upload, content)
        except Exception:  # no picture, no network, refused: the text matters more
            return replace(content, picture="", alt="", media="")
        return replace(content, media=media, media_at=time.time(), uploads=content.uploads + 1)

    def _upload(self, content: Content) -> str:
        """Upload the picture with its description and return its id. tweepy has no such call.
        Raises whatever goes wrong."""
        import tweepy

        picture = picture_of(self._access, content)
        session = self._client.session
        auth = tweepy.OAuth1UserHandler(*self._secrets).apply_auth()
        file = {"media": ("immagine", picture.content, picture.kind)}
        data = {"media_category": "tweet_image"}
        answer = session.post(f"{_USUAL}/2/media/upload", auth=auth, data=data, files=file)
        answer.raise_for_status()
        media = str(answer.json()["data"]["id"])
        described = {"id": media, "metadata": {"alt_text": {"text": content.alt[:_ALT]}}}
        with contextlib.suppress(Exception):  # it costs the description, not the picture
            session.post(f"{_USUAL}/2/media/metadata", auth=auth, json=described)
        return media

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        media = [content.media] if content.media else None
        return await asyncio.to_thread(self._send, unlink(content.text), media)

    def _send(self, text: str, media: list[str] | None) -> Outcome:
        response = self._call(lambda: self._client.create_tweet(text=text, media_ids=media))
        if not hasattr(response, "data"):
            return cast(Outcome, response)
        tweet = str((response.data or {}).get("id") or "")
        if not tweet:
            return Uncertain("200", means=Meaning.STRANGE_ANSWER)
        return Sent(tweet, f"https://x.com/i/status/{tweet}")

    async def withdraw(self, remote_id: str) -> Outcome:
        return await asyncio.to_thread(self._withdraw, remote_id)

    def _withdraw(self, remote_id: str) -> Outcome:
        response = self._call(lambda: self._client.delete_tweet(remote_id))
        if hasattr(response, "data"):
            deleted = (response.data or {}).get("deleted") is True
            return Sent(remote_id) if deleted else repeatable(Uncertain("200", means=Meaning.STRANGE_ANSWER))
        gone = isinstance(response, Refused) and response.code == "404"
        return Sent(remote_id) if gone else repeatable(cast(Outcome, response))

    def _call(self, call: Callable[[], Any]) -> Any:
        """tweepy's result, or the Outcome that its exception stands for."""
        import requests
        import tweepy

        try:
            return call()
        except tweepy.TooManyRequests as error:
            return Retry("429", "", _until_reset(error), Rest.SENDER, means=Meaning.TOO_MANY)
        except tweepy.HTTPException as error:
            return _outcome(error.response.status_code, _words(error), _problem(error))
        except requests.exceptions.RequestException as error:
            if self._client.session.nothing_left:
                return Retry("network", means=Meaning.NO_CONNECTION)
            return Uncertain("network", type(error).__name__, means=Meaning.CONNECTION_LOST)
        except Exception as error:  # tweepy fails on unexpected answers
            return self._strange(type(error).__name__)

    def _strange(self, name: str) -> Outcome:
        last = self._client.session.last_response
        status = last.status_code if last is not None else 0
        if status == 429:
            return Retry("429", rest=Rest.SENDER, means=Meaning.TOO_MANY)
        return (
            _outcome(status, name)
            if 400 <= status < 500
            else Uncertain(str(status), name, means=Meaning.STRANGE_ANSWER)
        )

    async def read_back(self, content: Content, since: float) -> Reading:
        return await in_thread(self._read_back, unlink(content.text), since)

    def _read_back(self, text: str, since: float) -> Reading:
        start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(since))
        try:
            response = self._client.get_users_tweets(
                self._settings.user_id,
                start_time=start,
                max_results=20,
                tweet_fields=["created_at", "entities"],
                user_auth=True,
            )
        except Exception as error:  # on any error there is no information
            return Unknown(type(error).__name__)
        for tweet in response.data or ():
            if _says(tweet, text):
                return Found(str(tweet.id), f"https://x.com/i/status/{tweet.id}")
        return Absent()


def _says(tweet: Any, text: str) -> bool:
    """Whether a tweet has this text: the same words, with all our addresses among those X has shortened.

    X appends the address of a picture, and adds missing schemes.
    """
    theirs, expanded = str(tweet.text), set()
    for link in (tweet.entities or {}).get("urls", ()):
        theirs = theirs.replace(str(link.get("url")), "")
        expanded.add(_bare(str(link.get("expanded_url"))))
    ours, own = text, set()
    for start, end in reversed(links(text)):
        own.add(_bare(text[start:end]))
        ours = ours[:start] + ours[end:]
    return squeezed(html.unescape(theirs)) == squeezed(html.unescape(ours)) and own <= expanded


def _bare(address: str) -> str:
    return address.partition("://")[2].rstrip("/") if "://" in address else address.rstrip("/")


def _words(error: Any) -> str:
    """X's error text in one line. Its answers contain no secrets."""
    return " ".join(" ".join(error.api_messages or [str(error)]).split())[:200]


def _until_reset(error: Any) -> tuple[float, ...]:
    """Seconds until the rate limit resets; () if X does not say."""
    try:
        return asked_wait(max(1.0, float(error.response.headers["x-rate-limit-reset"]) - time.time()))
    except (KeyError, ValueError):
        return ()


def _problem(error: Any) -> str:
    """X's name for the problem; "" if it gives none."""
    try:
        return str(error.response.json()["type"]).rpartition("/")[2]
    except (ValueError, LookupError, TypeError):
        return ""


def _outcome(status: int, said: str, problem: str = "") -> Outcome:
    """The outcome of an answer with status 400 or more. Source: X's documentation and reports of 2026."""
    code, words = str(status), said.lower()
    if status == 403 and "duplicate content" in words:
        return Uncertain(code, said, duplicate=True, means=Meaning.ALREADY_THERE)
    of_the_account = _PROBLEMS.get(problem) or next(
        (_ACCOUNT[part] for part in _ACCOUNT if part in words), None
    )
    if status in (401, 402):
        return Halt(code, said, means=_STATUSES[status])
    if status == 403 and of_the_account:
        return Halt(code, said, means=of_the_account)
    if status == 403:
        # Perhaps it can be corrected: only this text waits for a person.
        return Halt(code, said, Scope.POST, means=Meaning.NOT_ALLOWED)
    if status >= 500:
        return Uncertain(code, said, means=Meaning.TROUBLE)
    return Refused(code, said, means=_STATUSES.get(status, Meaning.WRONG))
