"""What of the sandbox outlives a restart: the portal, the posts on pages, and the ids given. No citizen's phone.

A portal does not lose its news when a computer starts anew, and no provider gives an id twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.sandbox.portal import Item
from pipeline.sandbox.world import Post, World

OFTEN = 0.5  # seconds between two looks whether anything has changed


def restore(world: World, file: Path) -> None:
    """Put back what an earlier sandbox wrote. A file that cannot be read is none."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        items = [Item(**{**one, "categories": tuple(one["categories"])}) for one in kept["items"]]
        posts = {name: [Post(**one) for one in found] for name, found in kept["posts"].items()}
        ids = {str(kind): int(count) for kind, count in kept["ids"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return
    world.portal.items = {item.id: item for item in items}
    world.ids.update(ids)
    for name, found in posts.items():
        _places(world).get(name, []).extend(found)


async def keep(world: World, file: Path) -> None:
    """Write what has changed, until cancelled, and once more then."""
    written = ""
    try:
        while True:
            written = _write(world, file, written)
            await asyncio.sleep(OFTEN)
    finally:
        _write(world, file, written)


def _write(world: World, file: Path, written: str) -> str:
    """Write the state unless it is as `written`, and return it."""
    if (now := _worded(world)) != written:
        with contextlib.suppress(OSError):  # a full disk must not stop the sandbox
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = file.with_suffix(".new")
            fresh.write_text(now, encoding="utf-8")
            fresh.replace(file)
    return now


def _worded(world: World) -> str:
    posts = {name: [asdict(post) for post in found] for name, found in _places(world).items()}
    kept: dict[str, Any] = {
        "items": [asdict(item) for item in world.portal.items.values()],
        "posts": posts,
        "ids": dict(world.ids),
    }
    return json.dumps(kept)  # ASCII: an item may hold half a character, which no file can


def _places(world: World) -> dict[str, list[Post]]:
    return {"facebook": world.page, "twitter": world.tweets, **world.squares}
