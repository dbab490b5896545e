"""The privacy notice that is in force, and every one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from channels.value import dataclass
from pipeline.settings.values import Config
from pipeline.web.layout import SITE
from pipeline.web.public.standing import show
from pipeline.words import say

if TYPE_CHECKING:
    from pipeline.store.statements import NoticesRow

PATH = "/privacy"


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph of a notice."""

    text: str
    is_heading: bool = False


def routes() -> list[web.RouteDef]:
    return [web.get(PATH, _privacy)]


async def _privacy(request: web.Request) -> web.Response:
    site = request.app[SITE]
    config = site.config
    versions = await site.lookups.shared("notices", lambda store: store.notices())
    asked = request.query.get("versione", config.service.privacy_version)
    one = next((row for row in versions if row["version"] == asked), None)
    if one is None and asked != config.service.privacy_version:
        raise web.HTTPNotFound(text="no such version")
    address = one["url"] if one else config.service.privacy_url
    return await show(
        request,
        "public/privacy.html",
        title=say("Privacy notice"),
        version=asked,
        is_old=asked != config.service.privacy_version,
        since=one["first_seen"] if one else None,
        blocks=blocks_of(_text(config, one)),
        address="" if address.rstrip("/") == f"{site.home}{PATH}" else address,
        versions=versions,
        months=round(config.retention.proof_months),
    )


def _text(config: Config, row: NoticesRow | None) -> str:
    """The text that was kept with a version; of one that no run has kept yet, that of the file."""
    if row is not None:
        return row["text"]
    if not config.service.privacy_text:
        return ""
    try:
        return (config.folder / config.service.privacy_text).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def blocks_of(text: str) -> list[Block]:
    """A plain text in blocks: empty lines part them, `#` begins a heading."""
    parts = (part.strip() for part in text.replace("\r\n", "\n").split("\n\n"))
    return [Block(part.lstrip("# "), part.startswith("#")) for part in parts if part]
