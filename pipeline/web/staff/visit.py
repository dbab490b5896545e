"""One request of the staff's pages: who asks, with what, and the ways to answer."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import web

from pipeline.clock import Clock
from pipeline.settings.values import Config
from pipeline.staff.people.pages import home_of
from pipeline.staff.people.passkeys import Challenger, Site
from pipeline.staff.people.roster import Person
from pipeline.staff.people.sessions import Session, form_token
from pipeline.store import Store
from pipeline.store.vault import Vault
from pipeline.web.layout import SITE, render_page
from pipeline.web.lookups import Lookups
from pipeline.web.staff.memo import Memo
from pipeline.words import say, spoken

if TYPE_CHECKING:
    from channels.base import Channel
    from pipeline.money.budget import Forecast

_T = TypeVar("_T")


@dataclass(frozen=True)
class Office:
    """What all requests of these pages share."""

    config: Config
    env: Mapping[str, str]
    clock: Clock
    vault: Vault
    lookups: Lookups  # of who is signed in
    strangers: Lookups  # of who is not: they may keep each other waiting, and nobody else
    wake: Callable[[], object]  # tells the worker that something may be due now
    memo: Memo = field(default_factory=Memo)

    @cached_property
    def channels(self) -> dict[str, Channel]:
        """All enabled channels, without secrets: enough to render and to count."""
        from pipeline import council_channels

        return council_channels.channels(self.config, {}, with_secrets=False)

    def whom(self, store: Store, post: Any, rate: float) -> Forecast:
        """To how many a post would go, and at what price, as it was some seconds ago."""
        from pipeline.money.budget import forecast_of

        return self.memo.get(("whom", post["id"]), lambda: forecast_of(store, post, rate))

    def picture(self, reference: str) -> str:
        """The address of a picture that has been fetched or drawn already; "" = it has not."""
        from pipeline import council_channels

        name = council_channels.pictures(self.config).name(reference)
        there = (self.config.data / "pictures" / name).is_file()
        return f"/pictures/{name}.jpg" if there else ""

    @property
    def home(self) -> str:
        """Where these pages are reached, without a slash at the end. Passkeys hold for this host alone."""
        return home_of(self.config)

    @property
    def is_secure(self) -> bool:
        return self.home.startswith("https:")

    @property
    def site(self) -> Site:
        return Site("/".join(self.home.split("/")[:3]), self.config.service.name)


@dataclass(frozen=True)
class Visit:
    """One request that has been let in."""

    office: Office
    request: web.Request
    parts: Mapping[str, str]  # of the path
    cookie: str  # the session's, or that of a browser that is not signed in
    session: Session | None
    origin: str  # the network it comes from, without its last part
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of the form that was sent
    body: str = ""  # of a script's request

    @property
    def now(self) -> float:
        return self.office.clock.time()

    @property
    def config(self) -> Config:
        return self.office.config

    @property
    def person(self) -> Person:
        """Who is signed in. Only for routes that need a role."""
        assert self.session is not None
        return self.session.person

    @property
    def challenger(self) -> Challenger:
        return Challenger(self.office.vault, self.cookie)

    def get(self, name: str) -> str:
        """A field of the form, in one piece; "" = not sent."""
        return next(iter(self.fields.get(name, ())), "").strip()

    async def ask(self, use: Callable[[Store], _T]) -> _T:
        """What `use` returns, called in another thread, in the language of this request. Raises what `use` raises, and
        503 if the database cannot be asked now."""
        context = contextvars.copy_context()
        lookups = self.office.lookups if self.session else self.office.strangers
        return await lookups.do(lambda store: context.run(use, store))

    def page(self, name: str, title: str, *, status: int = 200, **facts: Any) -> web.Response:
        """A page of the folder `pages/staff`."""
        return render_page(
            self.request,
            f"staff/{name}",
            status=status,
            title=title,
            person=self.session.person if self.session else None,
            form=form_token(self.cookie),
            at=self.request.app[SITE].at,
            when=self.when,
            **facts,
        )

    def when(self, moment: float) -> str:
        """A moment as the office says it: of today only the hour."""
        from babel.dates import format_skeleton

        at = self.request.app[SITE].at
        hour = f"{at(moment):%H:%M}"
        if at(moment).date() == at(self.now).date():
            return say("today at {hour}", hour=hour)
        return say("{day}, at {hour}", day=format_skeleton("MMMMd", at(moment), locale=spoken()), hour=hour)

    def refused(self, status: int, title: str, advice: str) -> web.Response:
        """A page that says why not; for a script the same as JSON."""
        if self.request.content_type == "application/json":
            return web.json_response({"error": f"{title}. {advice}"}, status=status)
        return self.page("refused.html", title, status=status, advice=advice)

    def back(self, path: str) -> web.Response:
        """Go on at a page of these, after a form was sent."""
        return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})

    def not_there(self) -> web.Response:
        return self.refused(404, say("This is not there"), say("It may have been removed meanwhile."))
