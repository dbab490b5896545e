"""The sandbox's page: what portal, phones, Page and profile show, for who tries the system out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.pages import render

if TYPE_CHECKING:
    from pipeline.sandbox.webhook import Reporter
    from pipeline.sandbox.world import Post, World


def page(world: World, reporter: Reporter) -> str:
    """The whole page, in the language of this context; it renews itself every five seconds."""
    last = list(world.phones.items())[-6:]
    return render(
        "pipeline.sandbox",
        "sandbox.html",
        items=shown_items(world)[:6],
        page=[f"{post.text}\n{post.link}".rstrip() for post in world.page],
        tweets=[post.text for post in world.tweets],
        others={name: [post.text for post in posts] for name, posts in _other_places(world)},
        faults=world.faults.active,
        delivered=reporter.delivered,
        waiting=reporter.waiting(),
        phones=len(world.phones),
        shown=[(number, [one.text for one in messages[-2:]]) for number, messages in reversed(last)],
    )


def _other_places(world: World) -> list[tuple[str, list[Post]]]:
    """Channels with posts, and those of the council's own from the start: their authors look for them."""
    own = {place.name for place in world.settings.own}
    return [(name, posts) for name, posts in world.squares.items() if posts or name in own]


def shown_items(world: World) -> list[dict[str, str]]:
    """The portal's newest items, as its own page lists them."""
    portal = world.portal
    return [{"link": portal.link(item), "title": item.title} for item in portal.window()]
