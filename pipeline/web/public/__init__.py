"""The pages for citizens: how to join, what has gone out, the privacy notice, sheets to be printed."""

from __future__ import annotations

from aiohttp import web

from pipeline.web.public import about, archive, join, privacy, register, sheets


def routes() -> list[web.RouteDef]:
    return [
        *join.routes(),
        *archive.routes(),
        *register.routes(),
        *sheets.routes(),
        *privacy.routes(),
        *about.routes(),
    ]
