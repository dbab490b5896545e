"""X, through tweepy made safe: own address, timeouts, and every exception it can raise told apart."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from channels import _sessions, _settings
from channels._twitter_text import LIMIT, unlink, weighted_length
from channels.base import Access, Basic, Capabilities, Content, Key, Recipient
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
)

_USUAL = "https://api.twitter.com"  # written into tweepy


@dataclass(frozen=True)
class Settings:
    user_id: str  # of the profile that posts
    timeout: float = 30.0  # seconds


class Twitter(Basic):
    """One profile. Posts cost money: nothing here asks X for anything it need not know."""

    Settings = Settings
    capabilities = Capabilities(
        title="X",
        broadcast=False,
        receipts=False,
        read_back=True,
        rate=1.0,  # 100 in 15 minutes are allowed: a council never comes near, and a 429 is waited out
        concurrency=1,
        limit=LIMIT,
        unit="caratteri di X",
        base_url="https://api.x.com",
        sandbox="/x",
        secrets=(
            "TWITTER_CONSUMER_KEY",
            "TWITTER_CONSUMER_SECRET",
            "TWITTER_ACCESS_TOKEN",
            "TWITTER_ACCESS_SECRET",
        ),
    )

    def __init__(self, access: Access) -> None:
        self._access = access
        self._settings = _settings.build(Settings, access.settings)
        self._client: Any = None

    def measure(self, content: Content) -> int:
        return weighted_length(unlink(content.text))

    async def open(self) -> None:
        import tweepy

        names = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
        secrets = [self._access.secrets.get(name, "") for name in self.capabilities.secrets]
        self._client = tweepy.Client(**dict(zip(names, secrets, strict=True)))
        self._client.session = _sessions.pinned(_USUAL, self._access.base_url, timeout=self._settings.timeout)

    async def close(self) -> None:
        if self._client is not None:
            self._client.session.close()

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        return await asyncio.to_thread(self._send, unlink(content.text))

    def _send(self, text: str) -> Outcome:
        import requests
        import tweepy

        try:
            response = self._client.create_tweet(text=text)
        except tweepy.TooManyRequests as error:
            return Retry("429", "rate limit", after=_until_reset(error), rest=Rest.SENDER)
        except tweepy.HTTPException as error:
            return _outcome(error.response.status_code, _words(error))
        except requests.exceptions.RequestException as error:
            if _sessions.certainly_not_sent(error):
                return Retry("network", "no connection to X")
            return Uncertain("network", type(error).__name__)
        except Exception as error:  # tweepy stumbles over answers that are not what it expects
            return self._strange(type(error).__name__)
        tweet = str((response.data or {}).get("id") or "")
        if not tweet:
            return Uncertain("200", "answer without an id")
        return Sent(tweet, f"https://x.com/i/status/{tweet}")

    def _strange(self, name: str) -> Outcome:
        last = self._client.session.last_response
        status = last.status_code if last is not None else 0
        if status == 429:
            return Retry("429", "rate limit", rest=Rest.SENDER)
        return (
            _outcome(status, name)
            if 400 <= status < 500
            else Uncertain(str(status), f"unreadable answer ({name})")
        )

    async def read_back(self, content: Content, since: float) -> Reading:
        return await asyncio.to_thread(self._read_back, unlink(content.text), since)

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
        except Exception as error:  # whatever goes wrong, nothing was learnt
            return Unknown(type(error).__name__)
        for tweet in response.data or ():
            if _expanded(tweet) == _squeezed(text):
                return Found(str(tweet.id), f"https://x.com/i/status/{tweet.id}")
        return Absent()


def _expanded(tweet: Any) -> str:
    """The text with the addresses we wrote instead of X's short ones."""
    text = str(tweet.text)
    for link in (tweet.entities or {}).get("urls", ()):
        text = text.replace(str(link.get("url")), str(link.get("expanded_url")))
    return _squeezed(text)


def _squeezed(text: str) -> str:
    import html
    import unicodedata

    return " ".join(unicodedata.normalize("NFC", html.unescape(text)).split())


def _words(error: Any) -> str:
    """What X says, one line; answers hold no secrets."""
    return " ".join(" ".join(error.api_messages or [str(error)]).split())[:200]


def _until_reset(error: Any) -> tuple[float, ...]:
    """Seconds until the limit is over; () if X does not say."""
    try:
        return (max(1.0, float(error.response.headers["x-rate-limit-reset"]) - time.time()),)
    except (KeyError, ValueError):
        return ()


def _outcome(status: int, reason: str) -> Outcome:
    """What an answer of 400 or more means. Source: X's documentation and reports of 2026."""
    code = str(status)
    if status == 402:
        return Halt(code, f"credits used up: {reason}")
    if status == 403 and "duplicate content" in reason.lower():
        return Uncertain(code, reason, duplicate=True)
    if status in (401, 403):
        return Halt(code, reason)
    if status >= 500:
        return Uncertain(code, reason)
    return Refused(code, reason)
