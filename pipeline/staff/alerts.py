"""Alerts to the operators, over one address of Apprise's: troubles that need a person, and texts to share by hand.

A trouble is sent once, again after `repeat_hours` while it lasts; when none is left, one more message says so. What is
held for hours is told once more, and then to the deputy. An alert that cannot be sent now is sent by the next run:
better twice than never.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from channels.base import Picture
from channels.problems import ChannelError
from channels.threads import in_thread
from pipeline.council import OpenCouncil
from pipeline.events import event
from pipeline.model import PostState
from pipeline.reasons import Reason
from pipeline.settings.values import Config
from pipeline.staff import partings, tray
from pipeline.staff.people.pages import page_of, pages_of
from pipeline.staff.plain_words import plain
from pipeline.staff.situation import Situation
from pipeline.staff.trouble import Grade, Trouble
from pipeline.words import put, say, speaking

if TYPE_CHECKING:
    from channels.registry import Speaker

log = logging.getLogger(__name__)
PATIENCE = 20.0  # seconds for one message: libraries count theirs anew for each read of an answer that drips
KEPT = 30 * 86400.0  # seconds for which an announced item is not announced again
LISTED = 8  # at most so many things are named for one and the same reason


def trial(config: Config) -> str:
    """The message of `check --alert`."""
    with speaking("it"):
        return say("{service}: a trial\n\nAlerts arrive here.", service=config.service.name)


async def tell(council: OpenCouncil, troubles: Sequence[Trouble] | None = None) -> None:
    """Send the alerts that are due, always in Italian: cron's LANG means nothing. Errors of the service are logged.

    `troubles`: those to look at, where the caller knows them; None = find them here.
    """
    if council.operators is None:
        return
    try:
        with speaking("it"):
            await _tell_of_tray(council, council.operators)
            await _tell_of_partings(council)
            await _tell_of_troubles(council, troubles)
    except Exception as error:  # 180 services' code: none of it may stop a run
        log.warning(event("alert not told", error=type(error).__name__))
        council.operators = None


async def _tell_of_tray(council: OpenCouncil, service: Speaker) -> None:
    """Send one message, with its picture, for each text that has become ready to share."""
    store, now = council.store, council.clock.time()
    told = _told(council, "tray ")
    ready = tray.waiting(store, council.config, council.channels, now)
    for one in ready:
        key = f"tray {one.number}"
        if key not in told:
            page = tray.address(council.config, council.vault, now)
            head = say("To be shared: {place}\n\nThen tick it: {page}", place=one.place, page=page)
            text = say("{head}\nShare: {link}\n\n{text}", head=head, link=one.share, text=one.text)
            if len(text) > service.limit:
                text = f"{head}\n\n{one.text}"
            if store.claim_alert(name=key, now=now):  # else another run is sending it
                said = False
                try:
                    picture = await in_thread(_picture, council, one.picture)
                    said = await _say(council, text, [], picture)
                finally:  # also when the run must stop meanwhile
                    if not said:
                        store.forget_alert(name=key)
                if not said:
                    return
    for key in told.keys() - {f"tray {one.number}" for one in ready}:
        store.forget_alert(name=key)


async def _tell_of_partings(council: OpenCouncil) -> None:
    """Send one message about all items that are about to go out and have not been announced."""
    store, now = council.store, council.clock.time()
    told = _told(council, "parting ")
    found = [
        one
        for one in partings.partings(council.config, store, now)
        if f"parting {one.item}" not in told and store.claim_alert(name=f"parting {one.item}", now=now)
    ]
    said = False
    try:
        said = not found or await _say(
            council, partings.worded(council.config, found, now, _pages(council)), []
        )
    finally:  # also when the run must stop meanwhile
        over = {key for key, at in told.items() if at < now - KEPT}
        for key in over | (set() if said else {f"parting {one.item}" for one in found}):
            store.forget_alert(name=key)


async def _tell_of_troubles(council: OpenCouncil, found: Sequence[Trouble] | None) -> None:
    now, repeat = council.clock.time(), council.config.alerts.repeat_hours * 3600
    if found is None:
        found = Situation(council.config, council.store, council.channels, now).troubles(Grade.LOOK)
    current = {f"trouble {one.key} {_shape(one)}": one for one in found}
    told = _told(council, "trouble ")
    gone = told.keys() - current.keys()
    text = ""
    if any(now - told.get(key, float("-inf")) >= repeat for key in current):
        text = _worded(list(current.values()), _counted(council, list(current.values())), _pages(council))
    elif gone and not current:
        text = say("{name}: all is well\n\nNothing is left that needs a person.", name=_name(council))
    if text and not await _say(council, text, list(current)):
        return
    for key in gone:
        council.store.forget_alert(name=key)
    await _remind(council, [one for one in found if one.state == PostState.HELD], told_now=bool(text))


async def _remind(council: OpenCouncil, held: Sequence[Trouble], *, told_now: bool) -> None:
    """Tell once more of what waits for approval for hours, to the operators and then to their deputy.

    `told_now`: the operators have just been told of everything.
    """
    rules, now = council.config.approval, council.clock.time()
    by_key = {f"held {one.key}": one for one in held}
    told = _told(council, "held ")
    for key in by_key.keys() - told.keys():
        council.store.claim_alert(name=key, now=now)
    for name, service, hours in (
        ("reminder", council.operators, rules.remind_hours),
        ("deputy", council.deputy, rules.deputy_hours),
    ):
        known = _told(council, name)
        for key in known.keys() - {f"{name} {key}" for key in by_key}:
            council.store.forget_alert(name=key)
        due = [key for key in by_key if hours and now - told.get(key, now) >= hours * 3600]
        new = {f"{name} {key}": by_key[key] for key in due if f"{name} {key}" not in known}
        if name == "reminder" and told_now:
            for key in new:
                council.store.note_alert(name=key, now=now)
        elif new and service is not None:
            title = say(
                "{name}: waits for approval for {hours} hours", name=_name(council), hours=f"{hours:g}"
            )
            await _say(
                council, _worded(list(new.values()), title, _pages(council)), list(new), service=service
            )
    for key in told.keys() - by_key.keys():
        council.store.forget_alert(name=key)


def _told(council: OpenCouncil, prefix: str) -> dict[str, float]:
    rows = council.store.alerts()
    return {row["name"]: row["told_at"] for row in rows if row["name"].startswith(prefix)}


async def _said(service: Speaker, text: str, picture: Picture | None) -> bool:
    """Whether the service took the message in time."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await in_thread(service.say, text, picture)
    except TimeoutError:
        return False


async def _say(
    council: OpenCouncil,
    text: str,
    keys: list[str],
    picture: Picture | None = None,
    service: Speaker | None = None,
) -> bool:
    """Send a message. True if the service took it; then `keys` are noted as told."""
    service = service or council.operators
    if service is None or not await _said(service, text[: service.limit], picture):
        log.warning(event("alert not told, the next run tries again", error="the service did not agree"))
        council.operators = None  # this run does not wait for the service again
        return False
    with council.store.transaction():
        for key in keys:
            council.store.note_alert(name=key, now=council.clock.time())
    return True


def _shape(one: Trouble) -> str:
    """The part of a trouble that makes it new to operators when it changes: its state, code and facts.

    A count is a new one only when it has another digit. The provider's own words ("said") do not count.
    """
    facts = {name: fact for name, fact in one.reason.facts.items() if name != "said"}
    kept = Reason(one.reason.code, **facts).kept_facts
    return f"{one.state} {one.reason.code} {re.sub(r'[0-9]+', lambda number: '9' * len(number[0]), kept)}".strip()


def _picture(council: OpenCouncil, reference: str) -> Picture | None:
    try:
        return council.pictures(reference) if reference else None
    except ChannelError:
        return None


def _worded(found: list[Trouble], title: str, pages: str) -> str:
    """The text of an alert: its title, and one line for each reason, with all the things that wait for it; where staff
    have `pages`, with the address that opens it instead of commands."""
    by_reason: dict[tuple[str, Reason], list[Trouble]] = {}
    for one in found:
        by_reason.setdefault((one.state, one.reason), []).append(one)
    lines = []
    for own in by_reason.values():
        about = list(dict.fromkeys(put(one.about) for one in own))
        more = say(" and {n} more", n=len(about) - LISTED) if len(about) > LISTED else ""
        several = len({one.item for one in own}) > 1
        words = plain(own[0].reason) if pages else (replace(own[0], item=0) if several else own[0]).words
        lines.append(f"- {', '.join(about[:LISTED])}{more}: {words}")
        if pages and own[0].item and not several:
            lines.append(f"  {page_of(pages, own[0].item)}")
    last = say("What to do: {page}", page=pages) if pages else say("What to do: infostiglia status")
    return "\n".join([title, "", *lines, "", last])


def _counted(council: OpenCouncil, found: list[Trouble]) -> str:
    n = len({(one.state, one.reason, put(one.about)) for one in found})
    return say("{name}: {n} things to look at", one="{name}: one thing to look at", name=_name(council), n=n)


def _pages(council: OpenCouncil) -> str:
    return pages_of(council.config, council.store)


def _name(council: OpenCouncil) -> str:
    return f"{council.config.service.name}, {council.config.council.name}"
