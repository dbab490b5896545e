"""WebSub: a feed's hub is asked to notify us of news. Its content is never trusted: a notice only causes a poll.

Source: the W3C recommendation of 23 January 2018.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets

from pipeline.events import event
from pipeline.portals.reading import Reader
from pipeline.settings.values import Config
from pipeline.store import Store

log = logging.getLogger(__name__)
LEASE = 10 * 86400  # seconds we ask for
RENEW = 86400.0  # seconds before its end
PATIENCE = 6 * 3600.0  # seconds until a hub that has not confirmed is asked again
PATH = "/websub/"


async def keep(config: Config, store: Store, reader: Reader, feed: str, now: float) -> None:
    """Subscribe at the feed's hub, if it has one, `serve` has a public address, and no subscription is running."""
    row = store.feed(name=feed)
    if row is None or not (config.webhook.public_url and row["hub"] and row["hub_topic"]):
        return
    if row["hub_until"] - now > RENEW or 0 < row["hub_until"] - now <= PATIENCE:
        return
    secret = row["hub_secret"] or secrets.token_hex(16)
    # Before the request: the hub may call back at once.
    store.hub_asked(name=feed, secret=secret, until=now + PATIENCE)
    form = {
        "hub.mode": "subscribe",
        "hub.topic": row["hub_topic"],
        "hub.callback": f"{config.webhook.public_url.rstrip('/')}{PATH}{feed}",
        "hub.lease_seconds": str(LEASE),
        "hub.secret": secret,
    }
    if not await reader.subscribe(row["hub"], form):
        log.warning(event("hub does not answer, asked again in some hours", feed=feed))


def confirm(store: Store, feed: str, topic: str, lease: str, now: float) -> bool:
    """Answer a hub's verification of a subscription: True if we asked for exactly this topic. `lease`: seconds."""
    seconds = int(lease) if lease.isdecimal() and len(lease) < 9 else LEASE
    return bool(store.hub_confirmed(name=feed, topic=topic, until=now + min(seconds, 3 * LEASE)))


def genuine(secret: str, body: bytes, signature: str) -> bool:
    """Whether the hub signed this body. `signature`: the header X-Hub-Signature."""
    method, _, digest = signature.partition("=")
    if not secret or method not in ("sha1", "sha256", "sha384", "sha512"):
        return False
    expected = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    return hmac.compare_digest(expected.encode(), digest.encode("utf-8", "replace"))
