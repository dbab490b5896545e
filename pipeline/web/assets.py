"""Files that the pages need: style sheet, letters, scripts. Below one version, so that browsers keep them for ever."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

from aiohttp import web

PATH = "/assets/"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "X-Robots-Tag": "noindex"}


def asset(name: str) -> str:
    """The address of the file `name`. Raises KeyError if there is none."""
    _files()[name]
    return f"{PATH}{_version()}/{name}"


def routes() -> list[web.RouteDef]:
    return [web.get(PATH + "{version:[0-9a-f]+}/{name:[a-z0-9.-]+}", _serve)]


async def _serve(request: web.Request) -> web.Response:
    """A file, whatever version is asked for: a page from before an update still finds its style."""
    name = request.match_info["name"]
    if (body := _files().get(name)) is None:
        return web.Response(status=404, text="no such file")
    return web.Response(body=body, headers={**_HEADERS, "Content-Type": _type(name)})


@cache
def _files() -> dict[str, bytes]:
    folder = files("pipeline.web") / "static"
    return {file.name: file.read_bytes() for file in folder.iterdir() if _type(file.name)}


@cache
def _version() -> str:
    whole = sha256()
    for name, body in sorted(_files().items()):
        whole.update(name.encode() + body)
    return whole.hexdigest()[:10]


def _type(name: str) -> str:
    return _TYPES.get(name[name.rfind(".") :], "")
