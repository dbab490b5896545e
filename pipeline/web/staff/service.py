"""`Servizio`: feeds, channels, money, runs, and everything to know of. Settings are changed in their file."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from pipeline.money.budget import month
from pipeline.staff.plain_words import plain
from pipeline.staff.running import RAN_AT
from pipeline.staff.situation import Situation
from pipeline.store import Store
from pipeline.terms import MODES, STANDINGS, term
from pipeline.web.staff.visit import Visit
from pipeline.words import euro, put, say

ALIVE = 60.0  # seconds since the last sign of `serve`


async def show(visit: Visit) -> web.Response:
    found = await visit.ask(lambda store: _look(visit, store))
    mode = put(term(MODES, f"{visit.config.live}"))
    return visit.page("service.html", say("Service"), mode=mode, **found)


def _look(visit: Visit, store: Store) -> dict[str, Any]:
    config, channels, now = visit.config, visit.office.channels, visit.now
    known = {feed.name for feed in config.feeds}
    money = month(store, config, now)
    troubles = Situation(config, store, channels, now).troubles()
    return {
        "feeds": [dict(row) for row in store.feeds() if row["name"] in known],
        "channels": [_channel(store, name, channel.capabilities.title) for name, channel in channels.items()],
        "templates": [
            {"name": row["name"], "status": put(term(STANDINGS, row["status"])), "quality": row["quality"]}
            for name in channels
            for row in store.templates(channel=name)
        ],
        "spent": euro(money.spent),
        "committed": euro(money.committed - money.spent),
        "budget": euro(money.budget) if money.budget else "",
        "share": min(100, round(100 * money.committed / money.budget)) if money.budget else 0,
        "free": money.free_left,
        "ran_at": float(store.setting(name=RAN_AT) or 0.0),
        "alive": now - (store.uptime_last() or 0.0) < ALIVE,
        "troubles": [(put(one.about), plain(one.reason)) for one in troubles if not one.post],
    }


def _channel(store: Store, name: str, title: str) -> dict[str, Any]:
    row = store.sender(name=name)
    halted = row is not None and bool(row["halted"])
    last = row["receipt_at"] if row is not None else 0.0
    return {"title": title, "halted": halted, "receipt_at": last or 0.0}
