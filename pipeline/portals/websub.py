"""WebSub: a feed's hub is asked to notify us of news. Its content is never trusted: a notice only causes a poll.

Source: the W3C recommendation of 23 January 2018.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from typing import TYPE_CHECKING

from pipeline.events import event
from pipeline.portals.reading import Reader
from pipeline.settings.values import Config
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import FeedRow

log = logging.getLogger(__name__)
LEASE = 10 * 86400  # seconds we ask for
RENEW = 86400.0  # seconds before its end
PATIENCE = 6 * 3600.0  # seconds until a hub that has not confirmed is asked again
SHORTEST, LONGEST = 3600, 3 * LEASE  # seconds of a lease that we take
A_MOMENT = 60.0  # seconds in which a hub may repeat its confirmation; so much two clocks may differ, too
WAITED = PATIENCE + A_MOMENT
PATH = "/websub/"
# Hexadecimal digits. A shorter secret is of an older release, whose hub calls back where nobody hears any more.
SECRET = 40


async def keep(config: Config, store: Store, reader: Reader, feed: str, now: float) -> None:
    """Subscribe at the feed's hub, if it has one, `serve` has a public address, and no subscription is running."""
    row = store.feed(name=feed)
    if row is None or not (config.webhook.public_url and row["hub"] and row["hub_topic"]):
        return
    known = row["hub_secret"] if len(row["hub_secret"]) == SECRET else ""
    if known and (row["hub_until"] - now > RENEW or 0 < row["hub_until"] - now <= PATIENCE):
        return
    secret = known or secrets.token_hex(SECRET // 2)
    # Before the request: the hub may call back at once.
    store.hub_asked(name=feed, secret=secret, until=now + PATIENCE)
    form = {
        "hub.mode": "subscribe",
        "hub.topic": row["hub_topic"],
        "hub.callback": f"{config.webhook.public_url.rstrip('/')}{PATH}{feed}/{token(secret, feed)}",
        "hub.lease_seconds": str(LEASE),
        "hub.secret": secret,
    }
    if not await reader.subscribe(row["hub"], form):
        log.warning(event("hub does not answer, asked again in some hours", feed=feed))


def token(secret: str, feed: str) -> str:
    """The last part of the callback's address, which nobody but we and the hub know."""
    return hmac.new(secret.encode(), f"callback {feed}".encode(), hashlib.sha256).hexdigest()[:32]


def until(lease: str, now: float) -> float:
    """The end of a subscription, which a hub gives in seconds. Ours if it gives none; never a moment, nor for years."""
    asked = int(lease) if lease.isascii() and lease.isdecimal() and len(lease) < 10 else LEASE
    return now + min(max(asked, SHORTEST), LONGEST)


def asked_for(row: FeedRow, topic: str, end: float, now: float) -> bool:
    """Whether we have asked for exactly this topic and wait for the hub's confirmation, or had the same a moment ago:
    a hub that did not get our answer asks once more."""
    if not row["hub_secret"] or not topic or topic != row["hub_topic"]:
        return False
    return 0 < row["hub_until"] - now <= WAITED or abs(row["hub_until"] - end) < A_MOMENT


def confirm(store: Store, feed: str, topic: str, end: float, now: float) -> bool:
    """Record a hub's confirmation, and return whether it was asked for. Said again, it changes nothing."""
    row = store.feed(name=feed)
    if row is None or not asked_for(row, topic, end, now):
        return False
    store.hub_confirmed(name=feed, topic=topic, until=end, now=now, before=now + WAITED)
    return True


def genuine(secret: str, body: bytes, signature: str) -> bool:
    """Whether the hub signed this body. `signature`: the header X-Hub-Signature."""
    method, _, digest = signature.partition("=")
    if not secret or method not in ("sha1", "sha256", "sha384", "sha512"):
        return False
    expected = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    return hmac.compare_digest(expected.encode(), digest.encode("utf-8", "replace"))
