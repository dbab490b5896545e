"""The state of templates at the provider that approves them.

A post whose template may not be sent waits, and is never lost.

The state comes from the provider's list, once a day, and from its webhook in between. If nothing is known at all, posts
go: the provider itself would refuse them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from channels.approving import AccountNews, Approval, Approving, TemplateNews
from channels.base import Channel
from channels.problems import ChannelError
from pipeline.events import event
from pipeline.model import Mode
from pipeline.providers import limits
from pipeline.reasons import Reason, columns
from pipeline.stages.release.template_gate import APPROVED, waiting_for
from pipeline.store import Store, posts

log = logging.getLogger(__name__)
LIST_EVERY = 86400.0  # seconds
PATIENCE = 120.0  # seconds for the whole list
ASK_AGAIN = 120.0  # seconds after the first time it could not be read; then twice as many, and so on
MOST_LATER = 6 * 3600.0  # seconds


def unread(store: Store, channels: Mapping[str, Channel], mode: Mode, now: float) -> list[str]:
    """The channels whose list is due: the last one is a day old, or from another mode.

    While the list cannot be read it is asked for at growing intervals.
    """
    return [
        name
        for name, channel in channels.items()
        if channel.capabilities.approved_templates
        and isinstance(channel, Approving)
        and now >= (_next_look(store, name) if _mode(store, name, mode) == mode else 0.0)
    ]


async def synchronise(
    store: Store, name: str, channel: Channel, mode: Mode, now: float, *, force: bool = False
) -> bool:
    """Read the provider's list if it is due. Returns whether it was read. Never raises for trouble at the provider.

    Approvals by the sandbox are dropped when the mode changes.
    """
    if not (force or name in unread(store, {name: channel}, mode, now)):
        return False
    if not isinstance(channel, Approving) or not channel.capabilities.approved_templates:
        return False
    if _mode(store, name, mode) != mode:
        with store.transaction():
            store.forget_templates(channel=name)
            store.set_setting(name=f"templates_mode:{name}", value=mode)
            store.set_setting(name=f"templates_at:{name}", value="0")
    try:
        async with asyncio.timeout(PATIENCE):
            found = await channel.approvals()
    except (ChannelError, TimeoutError) as error:
        log.warning(event("templates not read", channel=name, error=str(error) or "no whole answer in time"))
        failures = 1 + int(float(store.setting(name=f"templates_failures:{name}") or 0))
        later = now + min(ASK_AGAIN * 2 ** min(failures - 1, 10), MOST_LATER)
        with store.transaction():
            store.set_setting(name=f"templates_failures:{name}", value=str(failures))
            store.set_setting(name=f"templates_later:{name}", value=str(later))
        return False
    keep(store, name, found, mode, now)
    return True


def is_known(store: Store, name: str, mode: Mode) -> bool:
    """Whether the provider's list has been read in this mode: the sandbox's says nothing of the real one."""
    read_at = float(store.setting(name=f"templates_at:{name}") or 0)
    return store.setting(name=f"templates_mode:{name}") == mode and read_at > 0


def _mode(store: Store, name: str, mode: Mode) -> str:
    """The mode in which the list was last asked for; `mode` itself if that is not recorded."""
    return str(store.setting(name=f"templates_mode:{name}") or mode)


def _next_look(store: Store, name: str) -> float:
    """The time of the next request for the list (Unix seconds)."""
    read = float(store.setting(name=f"templates_at:{name}") or 0)
    later = float(store.setting(name=f"templates_later:{name}") or 0)
    return max(read + LIST_EVERY, later)


def keep(store: Store, channel: str, found: Iterable[Approval], mode: Mode, now: float) -> None:
    """Store the provider's whole list in one transaction. Posts stop and go on accordingly."""
    with store.transaction():
        for one in found:
            store.save_template(
                channel=channel,
                now=now,
                **_fields(one),
            )
        store.missing_templates(channel=channel, now=now)
        store.set_setting(name=f"templates_at:{channel}", value=str(now))
        store.set_setting(name=f"templates_failures:{channel}", value="0")
        store.set_setting(name=f"templates_later:{channel}", value="0")
        store.set_setting(name=f"templates_mode:{channel}", value=mode)
        for row in store.templates(channel=channel):
            about = {"channel": channel, "name": row["name"], "language": row["language"]}
            _enforce(store, **about, status=row["status"], now=now)
            store.recategorise(**about, category=row["category"])


def _fields(told: Approval | TemplateNews) -> dict[str, Any]:
    """The reported fields as columns of a row."""
    fields = {key: getattr(told, key) for key in told.__slots__}
    means, said = fields.pop("means"), fields.pop("said")
    facts = {"said": said} if said else {}
    return fields | columns(None if means is None else Reason(means, **facts))


def note(store: Store, channel: str, news: TemplateNews, now: float) -> None:
    """Store a template's change reported by webhook, in the caller's transaction."""
    fields = _fields(news)
    # A report dated in the future would count as newer than all that come until then.
    fields["at"] = min(news.at or now, now)
    if not store.note_template(channel=channel, now=now, **fields):
        return  # older than the known status, or of no template of ours
    if news.category:
        store.recategorise(channel=channel, name=news.name, language=news.language, category=news.category)
    if news.status:
        log.info(event("template status", channel=channel, template=news.name, status=news.status))
        _enforce(store, channel, news.name, news.language, news.status, now)


def note_account(store: Store, channel: str, news: AccountNews, now: float) -> None:
    """Store a report on the account by webhook, to be shown by `status`."""
    reason = Reason(news.told.remark, **news.told.facts)
    log.warning(event("account", channel=channel, kind=news.kind, reason=reason))
    store.insert_account_news(channel=channel, kind=news.kind, **columns(reason), now=now)
    if news.limit is not None:
        limits.note_limit(store, channel, news.limit, now)


def _enforce(store: Store, channel: str, name: str, language: str, status: str, now: float) -> None:
    if status == APPROVED:
        posts.go_on_with_template(store, channel, name, language, now)
    else:
        posts.wait_for_template(store, channel, name, language, waiting_for(status))
