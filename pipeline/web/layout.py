"""The common ground of all pages: one layout, the reader's language, strict headers, errors as pages.

`render_page` is for pages of one reader (nothing is kept by anybody); `public_page` for those that all see alike.
Both fill a template below `pages/` that extends `base.html`, or `public/layout.html` if it has the public navigation.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web

from channels.value import dataclass
from pipeline.clock import Clock
from pipeline.pages import render
from pipeline.settings.values import Config
from pipeline.stages.render.filters import articled
from pipeline.web.assets import asset
from pipeline.web.lookups import Lookups
from pipeline.words import LANGUAGES, language_asked, say, speaking, spoken

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
COOKIE = "lang"  # the language a reader has chosen; nothing else is kept in it
YEAR = 31_536_000  # seconds
FRESH = 60  # seconds for which a public page may be shown again without asking
# All that a page needs comes from here, as files: nothing within it runs or colours by itself.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
)
_HEADERS = {
    "Referrer-Policy": "same-origin",  # with `no-referrer` a browser names no origin of our own forms either
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Vary": "Accept-Language, Cookie",
}
_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True)
class Site:
    """What the pages know of the service. `app[SITE]`."""

    config: Config
    clock: Clock
    lookups: Lookups

    @property
    def home(self) -> str:
        """The address of the pages as the world has it, without a slash at its end; "" = not known."""
        return self.config.webhook.public_url.rstrip("/")

    @property
    def is_secure(self) -> bool:
        return self.home.startswith("https:")

    def at(self, moment: float) -> datetime:
        """A moment (Unix seconds) in the council's time zone."""
        return datetime.fromtimestamp(moment, ZoneInfo(self.config.council.timezone))

    def origin(self, request: web.Request) -> str:
        """Where this page stands: the public address, else the one it was asked for at."""
        return self.home or f"http://{request.host}"


SITE = web.AppKey("site", Site)


def render_page(request: web.Request, name: str, *, status: int = 200, **facts: object) -> web.Response:
    """The template `pages/name` as an answer that nobody keeps and no search engine lists: for staff and errors."""
    return _answer(request, _filled(request, name, facts), status, _PRIVATE)


def public_page(
    request: web.Request, name: str, *, frames: str = "'none'", status: int = 200, **facts: object
) -> web.Response:
    """The same for pages that everybody sees alike: browsers and proxies keep it for a minute, then ask whether it has
    changed. `frames`: the sites that may show it within theirs."""
    text = _filled(request, name, facts)
    return kept(
        request, _answer(request, text, status, {"Cache-Control": f"public, max-age={FRESH}"}, frames)
    )


def kept(request: web.Request, answer: web.Response) -> web.Response:
    """The answer with its mark (ETag), or 304 if the reader has just this one."""
    assert isinstance(answer.body, bytes)
    answer.etag = mark = sha256(answer.body).hexdigest()[:20]
    if any(one.value in (mark, "*") for one in request.if_none_match or ()):
        answer.set_status(304)
        answer.body = None
    return answer


def language_for(request: web.Request) -> str:
    """What the address says (`?lang=en`), else what the reader has chosen before, else what the browser asks for."""
    for asked in (request.query.get("lang", ""), request.cookies.get(COOKIE, "")):
        if asked in LANGUAGES:
            return asked
    return language_asked(request.headers.get("Accept-Language", ""))


@web.middleware
async def speak_their_language(request: web.Request, handler: Handler) -> web.StreamResponse:
    with speaking(language_for(request)):
        return await handler(request)


def error_page(request: web.Request, status: int, text: str = "") -> web.Response | None:
    """An error as a page, for whoever reads pages; None for programs, which get a line of text."""
    if "text/html" not in request.headers.get("Accept", "") or SITE not in request.app:
        return None
    with speaking(language_for(request)):
        title, advice = _error_words(status)
        return render_page(request, "error.html", status=status, title=title, advice=advice)


def _error_words(status: int) -> tuple[str, str]:
    match status:
        case 404 | 405 | 410:
            return say("This page does not exist"), say(
                "The address may be mistyped, or the page is no longer there."
            )
        case 403:
            return say("You may not do this"), say(
                "Go back to the page you came from, and try again from there."
            )
        case 503:
            return say("Not now"), say("Too much is being asked at this moment. Try again in a few seconds.")
        case status if status >= 500:
            return say("Something has failed here"), say(
                "It is not your fault. Try again in a minute; messages to subscribers go on meanwhile."
            )
    return say("This cannot be done"), say("Go back to the page you came from, and try again from there.")


def _filled(request: web.Request, name: str, facts: dict[str, object]) -> str:
    config = request.app[SITE].config
    return render(
        "pipeline.web",
        name,
        council=config.council,
        service=config.service,
        declaration=config.pages.accessibility_url,
        of_council=_of(config.council.name),
        asset=asset,
        path=request.path,
        other_language=_other_language(request),
        **facts,
    )


def _of(council: str) -> str:
    """`del Comune di Ostiglia`, or `of Comune di Ostiglia`."""
    return articled(council, "di") if spoken() == "it" else f"of {council}"


def _other_language(request: web.Request) -> tuple[str, str]:
    """The language that this page is not in, and the address of the page in it. A form's answer leads to the home."""
    other = next(one for one in LANGUAGES if one != spoken())
    asked = {name: value for name, value in request.query.items() if name != "lang"}
    path = request.path if request.method in ("GET", "HEAD") else "/"
    return other, f"{urlsplit(path).path}?{urlencode({**asked, 'lang': other})}"


def _answer(
    request: web.Request, text: str, status: int, headers: dict[str, str], frames: str = "'none'"
) -> web.Response:
    answer = web.Response(text=text, content_type="text/html", status=status, headers={**_HEADERS, **headers})
    answer.headers["Content-Security-Policy"] = POLICY.format(frames=frames)
    if frames == "'none'":
        answer.headers["X-Frame-Options"] = "DENY"  # for browsers that know no frame-ancestors
    if request.query.get("lang") in LANGUAGES:
        answer.headers["Cache-Control"] = "no-store" if status >= 400 else "private, no-cache"
        answer.set_cookie(
            COOKIE, spoken(), max_age=YEAR, secure=request.app[SITE].is_secure, httponly=True, samesite="Lax"
        )
    return answer
