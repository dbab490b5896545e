"""What stands on top of every public page: the alert in force, and that WhatsApp is down."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from channels.value import dataclass
from pipeline.desk import cap
from pipeline.desk.told import told
from pipeline.settings.values import reply_channel
from pipeline.store import Store
from pipeline.web.layout import SITE, Site, public_page

_GRAVE = ("Severe", "Extreme")
MOST = 5  # alerts on top of a page


@dataclass(frozen=True)
class InForce:
    """An alert that holds now."""

    item: int
    title: str
    at: float  # when it was sent; Unix seconds
    until: float | None  # None = it does not say, and holds for a day
    is_grave: bool


@dataclass(frozen=True)
class Standing:
    """How things stand at this moment."""

    alerts: tuple[InForce, ...] = ()
    whatsapp_is_down: bool = False

    @property
    def is_grave(self) -> bool:
        return any(one.is_grave for one in self.alerts)


async def show(
    request: web.Request, name: str, *, frames: str = "'none'", status: int = 200, **facts: object
) -> web.Response:
    """A public page with what stands on top of it."""
    site = request.app[SITE]
    now = await standing(site)
    return public_page(
        request, name, frames=frames, status=status, standing=now, at=site.at, trial=site.config.live, **facts
    )


async def standing(site: Site) -> Standing:
    """How things stand. Nothing is known while the database cannot be asked: the pages say the rest all the same."""
    try:
        return await site.lookups.shared("standing", partial(_standing, site))
    except web.HTTPServiceUnavailable:
        return Standing()


def _standing(site: Site, store: Store) -> Standing:
    return Standing(tuple(alerts_in_force(site, store)[:MOST]), _is_down(site, store))


def alerts_in_force(site: Site, store: Store) -> list[InForce]:
    """The alerts of citizens that hold now, the newest first."""
    now = site.clock.time()
    texts = told(store, site.config, now)
    until = {one.item: one.until for one in texts}  # of the newest text of each
    found = cap.messages(texts)
    return [
        InForce(
            item=(item := int(one.name.partition("-")[0])),
            title=one.headline,
            at=one.sent,
            until=until.get(item),
            is_grave=one.severity in _GRAVE,
        )
        for one in cap.shown(found, now)
        if one.kind is not cap.MsgType.CANCEL
    ]


def _is_down(site: Site, store: Store) -> bool:
    """Whether citizens get nothing over WhatsApp until somebody has acted, or for a while."""
    channel = reply_channel(site.config)
    row = store.sender(name=channel.name) if channel else None
    if row is None or not row["halted"]:
        return False
    return row["halted_until"] == 0 or row["halted_until"] > site.clock.time()
