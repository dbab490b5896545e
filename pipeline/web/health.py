"""How the service is, for monitors: `/healthz` in words, `/metrics` as figures for Prometheus. No personal data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from aiohttp import web

from pipeline import council_channels
from pipeline.staff.health import Health, health
from pipeline.store import Store
from pipeline.web.layout import SITE, Site

UNREADABLE = "the database cannot be read"
_KEPT = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def routes() -> list[web.RouteDef]:
    return [web.get("/healthz", _healthz), web.get("/metrics", _metrics)]


async def _healthz(request: web.Request) -> web.Response:
    """200 while the service does its work, else 503; `problems` names what a person should look after."""
    said: dict[str, object]
    try:
        now = await _health(request)
    except web.HTTPServiceUnavailable:
        said = {"live": True, "ready": False, "last_run_seconds": None, "problems": [UNREADABLE]}
        return web.json_response(said, status=503, headers=_KEPT)
    age = None if now.last_run is None else round(now.last_run)
    said = {
        "live": True,
        "ready": now.is_ready,
        "last_run_seconds": age,
        "problems": now.problems,
    }
    return web.json_response(said, status=200 if now.is_ready else 503, headers=_KEPT)


async def _metrics(request: web.Request) -> web.Response:
    text = "".join(f"{line}\n" for line in lines_of(await _health(request)))
    return web.Response(
        body=text.encode(), headers={**_KEPT, "Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
    )


async def _health(request: web.Request) -> Health:
    site = request.app[SITE]
    found: Health = await site.lookups.shared("health", partial(_look, site))
    return found


def _look(site: Site, store: Store) -> Health:
    channels = council_channels.channels(site.config, {}, with_secrets=False)
    return health(site.config, store, channels, site.clock.time())


def lines_of(now: Health) -> Iterator[str]:
    """The figures in the text format of Prometheus."""
    if now.last_run is not None:
        yield from _metric("last_run_age_seconds", "Since `infostiglia run` gave a sign.", {"": now.last_run})
    yield from _metric("runs_come", "1 = as often as usual.", {"": now.runs_come})
    yield from _metric("ready", "1 = the service does its work.", {"": now.is_ready})
    yield from _metric("disk_free_bytes", "On the disk of the data.", {"": now.free_bytes})
    yield from _metric("subscribers", "Active subscribers.", {"": now.active})
    yield from _metric("deliveries_uncertain", "Perhaps arrived, perhaps not.", {"": now.uncertain})
    halted = {_label(channel=name): is_halted for name, is_halted in now.halted.items()}
    yield from _metric("sender_halted", "1 = nothing goes out there.", halted)
    ages = {_label(feed=name): age for name, (age, _) in now.feeds.items()}
    yield from _metric("feed_age_seconds", "Since the feed was asked.", ages)
    failures = {_label(feed=name): count for name, (_, count) in now.feeds.items()}
    yield from _metric("feed_failures", "Failed readings in a row.", failures)
    troubles = {_label(grade=grade, reason=code): n for (grade, code), n in now.troubles.items()}
    yield from _metric("troubles", "What needs a person: wait = it stands still, look = told.", troubles)


def _metric(name: str, help_text: str, values: Mapping[str, float]) -> Iterator[str]:
    """A gauge with its values by labels. One without any values is left out."""
    if values:
        yield f"# HELP infostiglia_{name} {help_text}"
        yield f"# TYPE infostiglia_{name} gauge"
        yield from (f"infostiglia_{name}{labels} {float(value):.15g}" for labels, value in values.items())


def _label(**labels: str) -> str:
    named = (f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{','.join(named)}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
