"""How to join, also as a small box that the portal may show within its pages."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote, urlsplit

from aiohttp import web
from markupsafe import Markup

from pipeline.settings.values import Config, reply_channel
from pipeline.web.layout import SITE, public_page
from pipeline.web.public.standing import show
from pipeline.words import say

WORD = "iscrivimi"


def routes() -> list[web.RouteDef]:
    return [web.get("/", _join), web.get("/iscriviti", _home), web.get("/box", _box)]


async def _join(request: web.Request) -> web.Response:
    config = request.app[SITE].config
    return await show(
        request,
        "public/join.html",
        title=say("Join"),
        number=shown_number(config.service.number),
        link=join_link(config),
        code=code_of(join_link(config)),
        joinable=reply_channel(config) is not None,
        months=round(config.retention.proof_months),
        topics=sorted(config.topics),
        zones=sorted(config.zones),
        reminders=config.events.reminders,
    )


async def _home(request: web.Request) -> web.Response:
    raise web.HTTPMovedPermanently("/")


async def _box(request: web.Request) -> web.Response:
    """The only page that another site may show within its own: the council's portal."""
    config = request.app[SITE].config
    return public_page(
        request,
        "public/box.html",
        frames=" ".join(frames_of(config)),
        title=say("Join"),
        number=shown_number(config.service.number),
        link=join_link(config),
        home=request.app[SITE].origin(request),
    )


def frames_of(config: Config) -> list[str]:
    """The sites of the council: its portal's, and the hosts of config.yaml."""
    portal = urlsplit(config.council.portal)
    own = [f"{portal.scheme}://{portal.netloc}"]
    for host in config.council.hosts:
        bare = host.removeprefix("www.")
        own += [f"https://{bare}", f"https://www.{bare}"]
    return ["'self'", *dict.fromkeys(own)]


def join_link(config: Config) -> str:
    """The address that opens WhatsApp with the word in it."""
    digits = "".join(char for char in config.service.number if char.isdigit())
    return f"https://wa.me/{digits}?text={quote(WORD)}"


def shown_number(number: str) -> str:
    """The number in groups, as people read it: +39 333 000 0001."""
    import phonenumbers  # only where a page shows it

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@cache
def code_of(address: str) -> Markup:
    """The QR code of an address, as SVG to be put into a page."""
    import segno

    code = segno.make_qr(address, error="m")
    return Markup(
        code.svg_inline(scale=4, border=4, omitsize=True, svgclass="qr", lineclass=None, dark="#000")
    )
