"""What a retraction says, and the preview of an action that writes to many: who gets which text, at what price."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from channels.base import Channel, Content
from channels.sentence import Sentence
from pipeline.model import Kind, News
from pipeline.money.budget import Forecast, forecast_of, priced
from pipeline.phase import Phase
from pipeline.settings.values import Config
from pipeline.stages.enqueue import Rendered, Renderer
from pipeline.stages.news import news_of_row
from pipeline.store import Store
from pipeline.text import one_line
from pipeline.words import put

if TYPE_CHECKING:
    from pipeline.store.statements import ItemRow, PublishedPostsRow, TargetPostsRow

COMPARED = 60  # characters by which a text is found again in another one


@dataclass(frozen=True)
class Publisher:
    """The values with which a published item is taken down or corrected. `right`: what is right, as a person typed it;
    "" = what the portal says by now, if that is something else."""

    store: Store
    config: Config
    channels: Mapping[str, Channel]
    render: Renderer
    right: str = ""
    who: str = ""  # who asks for it; "" = the program
    recipients: int = -1  # how many citizens get it, as a person alone has typed; -1 = nobody has


def retraction(by: Publisher, item: ItemRow, post: PublishedPostsRow) -> Rendered:
    """The text that takes a published post back: what was wrong, and what is right as far as that is known."""
    if by.channels[post["channel"]].capabilities.withdraw:
        return Rendered(Content(text=item["title"]))
    newer = "" if by.right else _newer(item, post)
    # The page of the item is gone, or still says what is wrong, unless the portal has corrected it.
    link = item["link"] if newer else ""
    right = by.right or newer
    told: News = replace(
        news_of_row(item),
        title=post["headline"] or item["title"],
        summary=right,
        text=right,
        link=link,
        image="",
        published=post["out_at"],
        phase=Phase.RETRACTED,
    )
    return by.render(told, post["channel"], Kind.RETRACT)


def _newer(item: ItemRow, post: PublishedPostsRow) -> str:
    """What the portal says by now, if that is not what was sent; "" = the same, or nothing any more."""
    gone = item["withdrawn_at"] or item["missing_at"] or item["taken_down_at"]
    if gone or item["revision"] <= post["revision"]:
        return ""
    text = item["summary"] or item["text"] or item["title"]
    sent = one_line(Content.from_json(json.loads(post["content"])).text) if post["content"] else ""
    return "" if one_line(text)[:COMPARED] in sent else text


def preview_retraction(by: Publisher, item: ItemRow, channel: str) -> Iterator[str]:
    """What `retract` would do, line by line; nothing if there is nothing to take back."""
    for post in by.store.published_posts(item_id=item["id"], channel=channel):
        name = post["channel"]
        if name not in by.channels or post["withdrawn_at"] is not None:
            continue
        rendered, capabilities = retraction(by, item, post), by.channels[name].capabilities
        title = post["headline"] or item["title"]
        if capabilities.withdraw:
            yield put(Sentence("{channel}: «{title}» is taken down", channel=name, title=title))
        elif rendered.content is not None:
            yield from _shown(name, rendered.content, _reached(by, item, post, rendered.content))


def _reached(by: Publisher, item: ItemRow, post: PublishedPostsRow, content: Content) -> Forecast | None:
    """How many have the wrong text, and what it costs to tell them; None = a page."""
    capabilities = by.channels[post["channel"]].capabilities
    if not capabilities.broadcast:
        return None
    citizens = by.store.have_it(item_id=item["id"], channel=post["channel"])
    return priced(by.store, capabilities, citizens, content.category)


def preview_post(store: Store, channel: Channel, post: TargetPostsRow) -> Iterator[str]:
    """A post that waits, as `approve` would let it go, line by line."""
    content = Content.from_json(json.loads(post["content"])) if post["content"] else Content(post["title"])
    known = forecast_of(store, post, channel.capabilities.rate) if channel.capabilities.broadcast else None
    yield from _shown(post["channel"], content, known)


def _shown(channel: str, content: Content, known: Forecast | None) -> Iterator[str]:
    yield f"{channel}  ({put(known.words)})" if known else channel
    yield from (f"  {line}" for line in content.text.split("\n"))
    yield ""
