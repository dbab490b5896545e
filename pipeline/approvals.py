"""approvals: what the provider says of the texts it approves.

A post whose template may not be sent waits, and is never lost.

What is known comes from the provider's list, once a day, and from its webhook in between. With no knowledge at all a
post goes: the provider itself would refuse it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable

from channels.approving import AccountNews, Approval, Approving, TemplateNews
from channels.base import Channel, ChannelError
from pipeline import limits
from pipeline.model import Mode
from pipeline.store import Row, Store

log = logging.getLogger(__name__)
LIST_EVERY = 86400.0  # seconds
APPROVED = "APPROVED"


async def synchronise(
    store: Store, name: str, channel: Channel, mode: Mode, now: float, *, force: bool = False
) -> bool:
    """Read the provider's list if the last look is a day old; whether it was read. Never raises for the provider.

    What the sandbox approved counts for nothing when the mode changes.
    """
    if not (channel.capabilities.approved_templates and isinstance(channel, Approving)):
        return False
    if (store.value("setting", name=f"templates_mode:{name}") or mode) != mode:
        store.run("forget_templates", channel=name)
        force = True
    if not force and now - float(store.value("setting", name=f"templates_at:{name}") or 0) < LIST_EVERY:
        return False
    try:
        found = await channel.approvals()
    except ChannelError as error:
        log.warning("templates of %s not read: %s", name, error)
        return False
    keep(store, name, found, mode, now)
    return True


def keep(store: Store, channel: str, found: Iterable[Approval], mode: Mode, now: float) -> None:
    """The provider's whole list, in one transaction; posts stop and go on accordingly."""
    with store.transaction():
        for one in found:
            store.run(
                "save_template",
                channel=channel,
                now=now,
                **{key: getattr(one, key) for key in Approval.__slots__},
            )
        store.run("missing_templates", channel=channel, now=now)
        store.run("set_setting", name=f"templates_at:{channel}", value=str(now))
        store.run("set_setting", name=f"templates_mode:{channel}", value=mode)
        for row in store.rows("templates", channel=channel):
            _enforce(store, channel, row["name"], row["status"])
            store.run("recategorise", channel=channel, name=row["name"], category=row["category"])


def note(store: Store, channel: str, news: TemplateNews, now: float) -> None:
    """What the webhook reports, in the caller's transaction."""
    fields = {key: getattr(news, key) for key in TemplateNews.__slots__}
    fields["at"] = news.at or now
    if not store.run("note_template", channel=channel, now=now, **fields):
        return  # older than what is known, or of no template of ours
    if news.category:
        store.run("recategorise", channel=channel, name=news.name, category=news.category)
    if news.status:
        log.info("template %s: %s", news.name, news.status)
        _enforce(store, channel, news.name, news.status)


def note_account(store: Store, channel: str, news: AccountNews, now: float) -> None:
    """What the webhook reports of the account: told by `status`."""
    log.warning("account %s: %s", news.kind, news.text)
    store.run("insert_account_news", channel=channel, kind=news.kind, text=news.text, now=now)
    if news.limit is not None:
        limits.note_limit(store, channel, news.limit, now)


def waits(store: Store, post: Row) -> str:
    """Why a post's template may not be sent; "" = it may, or nothing is known."""
    channel, name = post["channel"], post["template"]
    if not name or store.row("knows_templates", channel=channel) is None:
        return ""
    language = json.loads(post["content"]).get("language", "it")
    row = store.row("template", channel=channel, name=name, language=language)
    status = row["status"] if row else "MISSING"
    return "" if status == APPROVED else waiting_for(status)


def waiting_for(status: str) -> str:
    """The reason of a post that waits for its template."""
    return f"template waits: {status.lower()}"


def _enforce(store: Store, channel: str, name: str, status: str) -> None:
    if status == APPROVED:
        store.run("resume_for_template", channel=channel, name=name)
    else:
        store.run("pause_for_template", channel=channel, name=name, reason=waiting_for(status))
