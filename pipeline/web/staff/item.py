"""One item: how it looks and stands on each channel, and what may be done with it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

from pipeline.errors import ActionError
from pipeline.staff import actions, resending
from pipeline.staff.acts import Act
from pipeline.staff.corrections import Publisher, preview_retraction
from pipeline.staff.deeds import Deeds
from pipeline.staff.grounds import Grounds, call_indispensable
from pipeline.staff.item_page import ItemPage, Ways, item_page
from pipeline.staff.people.roster import Role
from pipeline.staff.plain_words import results
from pipeline.staff.reach import Reach, reach_of
from pipeline.staff.signing import publisher
from pipeline.store import Store
from pipeline.web.staff.doing import do
from pipeline.web.staff.visit import Visit
from pipeline.words import put, say, spoken

if TYPE_CHECKING:
    from pipeline.store.statements import ItemRow

LONGEST = 600  # characters of what is right
LIVE = 3600.0  # seconds from its beginning in which receipts are looked for anew


def _by(visit: Visit, store: Store, right: str = "") -> Publisher:
    """What a look at the page publishes with: nothing is done by it."""
    asked = Act("look", who=visit.person.name)
    return replace(publisher(visit.config, store, visit.office.channels, asked, visit.now), right=right)


async def show(visit: Visit) -> web.Response:
    def look(store: Store) -> ItemPage | None:
        row = store.item(id=int(visit.parts["n"]))
        if row is None or row["source"] == "reply":
            return None
        office = visit.office
        ways = Ways(
            office.picture,
            partial(office.whom, store),
            lambda name, count: office.memo.get((name, spoken()), count),
        )
        return item_page(_by(visit, store), row, ways, visit.now)

    found = await visit.ask(look)
    if found is None:
        return visit.not_there()
    return visit.page(
        "item.html",
        found.item["title"],
        found=found,
        item=found.item,
        council_short=visit.config.council.name,
        may_act=visit.person.role.may(Role.EDITOR),
    )


async def reach(visit: Visit) -> web.Response:
    """How far it got, channel by channel; while it is being sent the page asks anew."""

    def look(store: Store) -> tuple[ItemRow, list[Reach]] | None:
        row = store.item(id=int(visit.parts["n"]))
        if row is None:
            return None
        office, key = visit.office, ("reach", row["id"], spoken())
        return row, office.memo.get(key, lambda: reach_of(store, office.channels, row["id"]))

    found = await visit.ask(look)
    if found is None:
        return visit.not_there()
    row, counted = found
    since = max((one.begun_at for one in counted), default=row["first_seen_at"])
    awaited = any(one.is_open or any(missed.is_open for missed in one.missed) for one in counted)
    live = (awaited or not counted) and visit.now - since < LIVE
    return visit.page("reach.html", say("How far it got"), item_title=row["title"], reach=counted, live=live)


async def approve(visit: Visit) -> web.Response:
    number, channel = visit.parts["n"], visit.get("channel")

    def act(by: Publisher) -> Deeds:
        if by.because:
            standing = actions.standing(by.store, by.config, number, channel)
            call_indispensable(by.store, by.config, standing, Grounds(by.because, by.who), visit.now)
        return actions.approve(by, number, channel, visit.now)

    return await do(visit, "approve", number, act)


async def hold(visit: Visit) -> web.Response:
    number, channel = visit.parts["n"], visit.get("channel")
    return await do(
        visit, "hold", number, lambda by: actions.hold(by.store, number, channel), only_stops=True
    )


async def cancel(visit: Visit) -> web.Response:
    number, channel = visit.parts["n"], visit.get("channel")
    return await do(
        visit,
        "cancel",
        number,
        lambda by: actions.cancel(by.store, number, channel, visit.now),
        only_stops=True,
    )


# -- taking it back --------------------------------------------------------------------------------


async def ask_to_retract(visit: Visit) -> web.Response:
    return await _retraction(visit, "")


async def preview_retraction_page(visit: Visit) -> web.Response:
    return await _retraction(visit, visit.get("right")[:LONGEST])


async def _retraction(visit: Visit, right: str) -> web.Response:
    """What would be sent, to how many and at what price, before anything is."""

    def look(store: Store) -> tuple[str, list[str]] | None:
        row = store.item(id=int(visit.parts["n"]))
        if row is None:
            return None
        return row["title"], list(preview_retraction(_by(visit, store, right), row, ""))

    found = await visit.ask(look)
    if found is None:
        return visit.not_there()
    title, lines = found
    if not lines:
        raise ActionError("«{title}»: nothing published", title=title)
    return visit.page(
        "retract.html",
        say("Take it back or correct it"),
        item_title=title,
        preview="\n".join(lines),
        right=right,
        longest=LONGEST,
        number=visit.parts["n"],
    )


async def retract(visit: Visit) -> web.Response:
    number, right = visit.parts["n"], visit.get("right")[:LONGEST]
    return await do(
        visit, "retract", number, lambda by: actions.retract(replace(by, right=right), number, "", visit.now)
    )


# -- once more -------------------------------------------------------------------------------------


async def ask_to_resend(visit: Visit) -> web.Response:
    def look(store: Store) -> tuple[resending.Plan, list[tuple[bool, str]]]:
        office = visit.office
        planned = resending.plan(office.config, store, office.channels, visit.parts["n"], "", visit.now)
        return planned, list(results(Deeds.of(planned.left)))

    planned, left = await visit.ask(look)
    missed = [{"title": one.title, "to": put(one.to), "text": one.text} for one in planned.missed]
    return visit.page(
        "resend.html",
        say("Send it once more"),
        item_title=planned.title,
        missed=missed,
        left=[words for _, words in left],
        number=visit.parts["n"],
    )


async def resend(visit: Visit) -> web.Response:
    number = visit.parts["n"]

    def act(by: Publisher) -> Deeds:
        planned = resending.plan(by.config, by.store, by.channels, number, "", visit.now)
        return resending.resend(by, planned, visit.now)

    return await do(visit, "resend", number, act)
