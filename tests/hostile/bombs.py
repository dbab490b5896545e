"""Feeds whose content is made to do harm: texts that are slow to read, and pictures that unpack into gigabytes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from xml.sax.saxutils import escape, quoteattr

from tests.loopback import Answer, answer
from tests.portals.test_picture_box import READ, REFUSED
from tests.stages.test_bounds import HOSTILE

A_FEED = 5  # items of each feed
MANY = 5_000
ANSWERS = dict[str, Answer]


@dataclass(frozen=True)
class Bomb:
    title: str
    text: str = "Testo."
    html: str = ""
    tags: Sequence[str] = ()
    images: Sequence[str] = ()


def texts(url: str) -> ANSWERS:
    """Runs of the same 60,000 characters, and thousands of links, categories, pictures and tags in one item."""
    runs = [Bomb(f"{n}{text}", text) for n, text in enumerate(HOSTILE.values())]
    return _feeds([*runs, *_crowds(url)])


def _crowds(url: str) -> Iterator[Bomb]:
    links = "".join(f'<a href="{url}/{n}">https://a.example.it/{n}</a> ' for n in range(MANY))
    yield Bomb("Links", html=links)
    yield Bomb("Categories", tags=[f"Categoria{n}" for n in range(MANY)])
    yield Bomb("One long category", tags=["a" * 60_000])
    yield Bomb("Pictures in the text", html="".join(f'<img src="{url}/{n}.png"/>' for n in range(MANY)))
    yield Bomb("Pictures declared", images=[f"{url}/missing/{n}" for n in range(MANY)])
    yield Bomb("Tags in tags", html="<b>" * MANY + "a" + "</b>" * MANY)
    yield Bomb("Tags left open", html="<p><i>" * MANY)


def pictures(url: str) -> ANSWERS:
    """Pictures that claim to be huge, are cut off, or have hundreds of frames; each is fetched for a message."""
    made = [make() for make in (*REFUSED.values(), *READ.values())]
    shown = {f"/picture/{n}": answer(200, content) for n, content in enumerate(made)}
    return shown | _feeds([Bomb(f"Foto {path[9:]}", images=[url + path]) for path in shown])


def _feeds(bombs: Sequence[Bomb]) -> ANSWERS:
    groups = [bombs[start : start + A_FEED] for start in range(0, len(bombs), A_FEED)]
    return {
        f"/{n}/feed": answer(200, _rss(n, group), Content_Type="application/rss+xml")
        for n, group in enumerate(groups)
    }


def _rss(feed: int, bombs: Sequence[Bomb]) -> bytes:
    items = "".join(_item(f"{feed}-{n}", bomb) for n, bomb in enumerate(bombs))
    return f"<rss version='2.0'><channel><title>Bombe</title>{items}</channel></rss>".encode()


def _item(name: str, bomb: Bomb) -> str:
    tags = "".join(f"<category>{escape(tag)}</category>" for tag in bomb.tags)
    images = "".join(
        f'<enclosure url={quoteattr(image)} type="image/png" length="1"/>' for image in bomb.images
    )
    return (
        f"<item><guid>{name}</guid><title>{escape(bomb.title)}</title><pubDate>{formatdate(time.time())}</pubDate>"
        f"<description>{escape(bomb.html or bomb.text)}</description>{tags}{images}</item>"
    )
