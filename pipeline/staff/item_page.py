"""One item as the office looks at it: what each channel shows, how it stands there, what may be done. Reads only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from channels.base import Channel, Content
from pipeline.model import Kind, Lane, PostState
from pipeline.reasons import Code, read
from pipeline.settings.values import Config
from pipeline.staff.deeds import Deed, Done
from pipeline.staff.paths import path_lines
from pipeline.staff.plain_words import plain, without_commands
from pipeline.staff.post_lines import KINDS, failures, moment
from pipeline.staff.real_word import objection
from pipeline.staff.second_person import citizens
from pipeline.staff.today import Whom, results_of, title_of
from pipeline.staff.why import ACTIONS
from pipeline.staff.words import worded
from pipeline.store import Store
from pipeline.terms import term
from pipeline.words import euro, number, put, say

if TYPE_CHECKING:
    from pipeline.staff.corrections import Publisher
    from pipeline.store.statements import ItemRow, PostsOfItemRow

BEGINNING = 600  # characters of the portal's text that are shown at once


@dataclass(frozen=True)
class Look:
    """One post on one channel, as people see it there."""

    channel: str  # its name, for forms
    title: str
    type: str
    content: Content | None
    length: int
    limit: int
    picture: str  # the address of its picture; "" = none, or not fetched yet
    kind: str  # `correction`, …; "" = it tells the item itself
    state: PostState
    how: str  # how it stands, in words
    to: str  # to how many, and what it costs; "" = it has begun
    why: str  # why it waits
    failed: list[str] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        return self.state in (PostState.HELD, PostState.PAUSED)

    @property
    def is_open(self) -> bool:
        return self.state in (PostState.DUE, PostState.SENDING)


@dataclass(frozen=True)
class ItemPage:
    item: ItemRow
    looks: list[Look]
    history: list[str]
    attempts: list[str]
    is_out: bool  # somebody may have seen it
    missed: int  # who should have got it and did not
    asks_real: str  # the drill of today, if approving needs the word REALE; "" = it does not
    asks_alone: int | None  # how many citizens the only person types; None = it is not to be asked


@dataclass(frozen=True)
class Ways:
    """What the page gets from elsewhere: figures that take long to count may be some seconds old."""

    picture: Callable[[str], str]  # the address of a picture
    whom: Whom  # to how many a post would go
    counted: Callable[[str, Callable[[], list[str]]], list[str]]  # lines, by a name


def item_page(by: Publisher, item: ItemRow, ways: Ways, now: float) -> ItemPage:
    """The page as values; its words are in the language of this context."""
    store, config = by.store, by.config
    posts = [post for post in store.posts_of_item(item_id=item["id"]) if post["kind"] != Kind.REPLY]
    shown = sorted(_newest(posts), key=lambda post: _is_page(by.channels, post["channel"]))
    looks = [_look(by, post, ways) for post in shown]
    waiting = [post for post in posts if post["state"] in (PostState.HELD, PostState.PAUSED)]
    drills = (objection(config, Lane(post["lane"]), post["exercise"], "", now) for post in waiting)
    return ItemPage(
        item=item,
        looks=looks,
        history=list(_history(config, store, by.channels, item)),
        attempts=ways.counted(f"attempts {item['id']}", lambda: list(path_lines(config, store, posts))),
        is_out=bool(store.published_posts(item_id=item["id"], channel="")),
        missed=sum(row["n"] for row in store.unreached_posts(item_id=item["id"], channel="", now=now)),
        asks_real=next((drill.name for drill in drills if drill), ""),
        asks_alone=_alone(by, item),
    )


def _newest(posts: list[PostsOfItemRow]) -> list[PostsOfItemRow]:
    """Of each channel the newest post of each kind, those that tell the item itself first."""
    found: dict[tuple[str, str], PostsOfItemRow] = {}
    for post in posts:
        if post["state"] != PostState.SUPERSEDED:
            found[post["channel"], post["kind"]] = post
    return sorted(found.values(), key=lambda one: (one["channel"], one["kind"] != Kind.PUBLISH, one["id"]))


def _is_page(channels: Mapping[str, Channel], name: str) -> bool:
    """Sorts the channels that write to citizens before the pages."""
    return not (name in channels and channels[name].capabilities.broadcast)


def _look(by: Publisher, post: PostsOfItemRow, ways: Ways) -> Look:
    store, name = by.store, post["channel"]
    channel = by.channels.get(name)
    content = Content.from_json(json.loads(post["content"])) if post["content"] else None
    settings = next((one for one in by.config.channels if one.name == name), None)
    return Look(
        channel=name,
        title=title_of(by.channels, name),
        type=settings.type if settings else "",
        content=content,
        length=channel.measure(content) if channel and content else 0,
        limit=channel.capabilities.limit if channel else 0,
        picture=ways.picture(content.picture) if content and content.picture else "",
        kind=put(KINDS.get(post["kind"], "")),
        state=PostState(post["state"]),
        how=_how(store, by.channels, post),
        to=_to_whom(ways.whom, channel, post),
        why=plain(read(post)) if post["state"] != PostState.DONE else "",
        failed=ways.counted(f"failed {post['id']}", lambda: _failed(store, post["id"])),
    )


def _failed(store: Store, post: int) -> list[str]:
    return [f"{number(n)}: {without_commands(worded(why))}" for n, _, why in failures(store, post)]


def _how(store: Store, channels: Mapping[str, Channel], post: PostsOfItemRow) -> str:
    match PostState(post["state"]):
        case PostState.HELD | PostState.PAUSED:
            return say("waits for you")
        case PostState.DUE:
            return say("waits")
        case PostState.CANCELLED:
            return say("not sent")
        case PostState.EXPIRED:
            return say("expired, not sent")
    return results_of(store, channels, post)


def _to_whom(whom: Whom, channel: Channel | None, post: PostsOfItemRow) -> str:
    if channel is None or post["state"] not in (PostState.HELD, PostState.PAUSED, PostState.DUE):
        return ""
    if not channel.capabilities.broadcast:
        return say("to the page")
    known = whom(post, channel.capabilities.rate)
    people = say(
        "to {whom} subscribers", one="to 1 subscriber", n=known.citizens, whom=number(known.citizens)
    )
    return f"{people}, {euro(known.millionths)}" if known.millionths else people


def _history(config: Config, store: Store, channels: Mapping[str, Channel], item: ItemRow) -> Iterator[str]:
    for row in store.decisions_of_item(item_id=item["id"]):
        what, why = put(term(ACTIONS, row["action"])), plain(read(row))
        yield f"{moment(row['at'], config)}  {title_of(channels, row['channel'])} {what}: {why}"
    for act in store.acts_on_item(item_id=item["id"]):
        because = f" «{act['because']}»" if act["because"] else ""
        what = act["deed"]
        if what in set(Deed):
            what = put(Done(Deed(what), title_of(channels, act["channel"]), act["title"]).sentence)
        yield f"{moment(act['at'], config)}  {act['who']}{because}: {what}"


def _alone(by: Publisher, item: ItemRow) -> int | None:
    """The number to type for who asked for it, and finds nobody else."""
    for post in by.store.target_posts(item_id=item["id"], channel=""):
        asked = read(post)
        if asked is not None and asked.code is Code.SECOND_PERSON and asked.facts.get("who") == by.who:
            return citizens(by, post)
    return None
