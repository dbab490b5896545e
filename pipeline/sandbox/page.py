"""The sandbox's page: what portal, phones and pages show, with the forms to write, to publish and to break things."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from aiohttp import web

from channels.sentence import Sentence
from pipeline.pages import render
from pipeline.sandbox.failures import FAILURES, FOREVER
from pipeline.words import language_asked, speaking

if TYPE_CHECKING:
    from pipeline.sandbox.webhook import Reporter
    from pipeline.sandbox.world import Message, Post, World

PHONES, MESSAGES, POSTS, ITEMS = 4, 6, 3, 5  # shown at once
NAMES = {"facebook": "Facebook", "twitter": "X", "instagram": "Instagram"}
NAMES |= {"telegram": "Telegram", "mastodon": "Mastodon", "apprise": "Apprise", "whatsapp": "WhatsApp"}
CATEGORIES = {
    "Notizie": Sentence("news"),
    "Eventi": Sentence("news"),
    "Viabilità": Sentence("service notice"),
    "Interruzioni": Sentence("service notice"),
    "Allerta": Sentence("emergency"),
}
LATE = 20.0  # seconds after which somebody should have read the portal, or heard the citizens


@dataclass(frozen=True)
class Shown:
    """One message on a phone."""

    at: float
    text: str
    own: bool  # written by the citizen
    picture: str = ""
    button: str = ""
    link: str = ""
    id: str = ""
    opens: str = ""
    rows: tuple[tuple[str, str], ...] = ()


def answer(
    request: web.Request, world: World, reporter: Reporter, mistake: Sentence | str = ""
) -> web.Response:
    """The page, in the language that the browser asks for; `mistake`: shown above it, "" = none."""
    with speaking(language_asked(request.headers.get("Accept-Language", ""))):
        text = page(world, reporter, mistake)
    status = 400 if mistake else 200
    return web.Response(text=text, content_type="text/html", charset="utf-8", status=status)


def page(world: World, reporter: Reporter, mistake: Sentence | str = "") -> str:
    """The whole page, in the language of this context."""
    return render(
        "pipeline.sandbox",
        "sandbox.html",
        mistake=mistake,
        hints=list(_hints(world, reporter)),
        items=[_item(world, item) for item in world.portal.window()[:ITEMS]],
        categories=CATEGORIES,
        places=[(name, posts[-POSTS:][::-1], len(posts)) for name, posts in _places(world)],
        by_hand="assisted" in world.settings.types,
        media=world.media,
        failures={name: words for name, (words, _, _) in FAILURES.items()},
        forever=FOREVER,
        breakable=_breakable(world),
        faults=[_broken(fault) for fault in world.faults.active],
        delivered=reporter.delivered,
        waiting=reporter.waiting(),
        phones=dict(_phones(world)),
        count=len(world.phones),
        next_number=_next_number(world),
        service=_spaced(world.settings.number),
    )


def _hints(world: World, reporter: Reporter) -> Iterator[Sentence]:
    """What the person must still start, in the order in which it is needed."""
    now = time.time()
    if reporter.failures and (oldest := reporter.waiting_since()) and now - oldest > 2:
        yield Sentence("Nobody hears the citizens: start `infostiglia serve`.")
    if not world.read_at:
        yield Sentence(
            "Nobody has read the portal yet: start `infostiglia run`; its first reading publishes nothing."
        )
    elif any(item.modified > world.read_at and now - item.modified > LATE for item in world.portal.window()):
        yield Sentence("The portal has news that nobody has read yet: start `infostiglia run` again.")


def _item(world: World, item: Any) -> dict[str, object]:
    return {"id": item.id, "title": item.title, "text": item.text, "link": world.portal.link(item)}


def _places(world: World) -> Iterator[tuple[str, list[Post]]]:
    """The pages of the enabled channels, and every other page that has posts."""
    found = {"facebook": world.page, "twitter": world.tweets, **world.squares}
    own = {place.name for place in world.settings.own}
    for name, posts in found.items():
        if posts or name in own or name in world.settings.types:
            yield NAMES.get(name, name), posts


def _breakable(world: World) -> dict[str, Sentence | str]:
    """What can be broken: the portal and the enabled channels, by the name of the fault's channel."""
    own = [place.name for place in world.settings.own]
    types = [name for name in world.settings.types if name in NAMES]
    named: dict[str, Sentence | str] = {name: NAMES.get(name, name) for name in (*types, *own)}
    return {**named, "portal": Sentence("the portal")}


def _broken(fault: Any) -> tuple[str, Sentence | str]:
    """A fault in words: where, and what."""
    known = next(
        (words for words, values, _ in FAILURES.values() if values["kind"] == fault.kind), fault.kind
    )
    return NAMES.get(fault.channel, fault.channel), known


def _phones(world: World) -> Iterator[tuple[str, tuple[str, list[Shown]]]]:
    """The phones that were last heard of, newest first: number, the same in groups, and the last messages."""
    wrote: dict[str, list[Shown]] = {}
    for number, message in world.written:
        wrote.setdefault(number, []).append(Shown(message.at, message.text, own=True))
    last = {number: shown[-1].at for number, shown in wrote.items()}
    for number in list(world.phones)[-PHONES:]:
        last.setdefault(number, 0.0)
    last = {
        number: max([at, *(m.at for m in world.phones.get(number, ())[-1:])]) for number, at in last.items()
    }
    for number in sorted(last, key=last.__getitem__, reverse=True)[:PHONES]:
        got = [_got(message) for message in world.phones.get(number, ())[-MESSAGES:]]
        both = sorted([*wrote.get(number, ()), *got], key=lambda one: one.at)[-MESSAGES:]
        yield number, (_spaced(number), [replace(one, text=one.text.strip()) for one in both])


def _got(message: Message) -> Shown:
    same = {name: getattr(message, name) for name in ("picture", "button", "link", "id", "opens", "rows")}
    return Shown(message.at, message.text, own=False, **same)


def _next_number(world: World) -> str:
    """An invented number that no phone has yet."""
    taken = {number for number, _ in world.written} | set(world.phones)
    return _spaced(next(one for n in range(1, 10_000) if (one := f"+39333000{n:04d}") not in taken))


def _spaced(number: str) -> str:
    """+39 333 000 0001"""
    if number.startswith("+39") and len(number) == 13:
        return f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"
    return number


def shown_items(world: World) -> list[dict[str, str]]:
    """The portal's newest items, as its own page lists them."""
    portal = world.portal
    return [{"link": portal.link(item), "title": item.title} for item in portal.window()]
