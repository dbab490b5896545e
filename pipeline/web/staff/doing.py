"""How a page lets staff act: by the same functions as the terminal, signed with the name of who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from pipeline.staff.acts import Act
from pipeline.staff.corrections import Publisher
from pipeline.staff.deeds import Deeds
from pipeline.staff.plain_words import results
from pipeline.staff.signing import carry_out, publisher
from pipeline.store import Store
from pipeline.web.staff.visit import Visit
from pipeline.words import say

LONGEST = 300  # characters of a reason
_Told = list[tuple[bool, str]]


def results_page(visit: Visit, told: _Told, item: str = "", *, reach: bool = False) -> web.Response:
    """The results of an act, with the ways on from there. `reach`: how far it gets is the next thing to look at."""
    done = [words for good, words in told if good]
    left = [words for good, words in told if not good]
    title = say("Done") if done and not left else say("Not all was done") if done else say("Nothing was done")
    return visit.page("results.html", title, done=done, left=left, item=item, reach=reach)


def _usual(visit: Visit, deeds: Deeds, told: _Told) -> web.Response:
    return results_page(visit, told, visit.parts.get("n", ""))


async def do(
    visit: Visit,
    verb: str,
    about: str,
    act: Callable[[Publisher], Deeds],
    *,
    only_stops: bool = False,
    then: Callable[[Visit, Deeds, _Told], web.Response] = _usual,
) -> web.Response:
    """Act, write it down, and show what came of it."""
    deeds, told = await visit.ask(lambda store: _done(visit, store, Act(verb, about), act, only_stops))
    visit.office.wake()
    visit.office.memo.forget()
    return then(visit, deeds, told)


def _done(
    visit: Visit, store: Store, named: Act, act: Callable[[Publisher], Deeds], only_stops: bool
) -> tuple[Deeds, _Told]:
    asked = replace(named, who=visit.person.name, because=visit.get("because")[:LONGEST], origin=visit.origin)
    by = publisher(visit.config, store, visit.office.channels, asked, visit.now)
    alone = visit.get("alone").replace(".", "")
    by = replace(by, real=visit.get("real"), alone=int(alone) if alone.isdecimal() else None)
    deeds = carry_out(store, asked, lambda: act(by), visit.now, only_stops=only_stops)
    return deeds, list(results(deeds))
