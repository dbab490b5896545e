"""What staff do by hand: hold, approve, cancel, stop. Each answers with lines for people, in Italian."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from channels.base import Channel, Content
from pipeline.config import NOT_AFTER_HOURS, Config
from pipeline.enqueue import Rendered, Renderer, insert_post, news_of_row
from pipeline.identify import canonical_link
from pipeline.model import RANK, Lane
from pipeline.store import Row, Store

TAKE_BACK = ("withdraw", "retract")  # kinds of posts


class ActionError(Exception):
    """What was asked cannot be done. One line, in Italian."""


def find_items(store: Store, text: str) -> list[Row]:
    """Items by number, link or words of the title, newest first."""
    text = text.encode("utf-8", "replace").decode().strip()
    words = text.replace("%", "").replace("_", "").strip()
    if not words:
        return []
    if (
        text.isdecimal()
        and len(text) < 19
        and (row := store.row("item", id=int(text))) is not None
        and row["source"] != "reply"
    ):
        return [row]
    alias = f"link:{canonical_link(text)}"
    return store.rows("find_items", text=text, alias=alias, like=f"%{words}%")


def one_item(store: Store, text: str) -> Row:
    """The one item meant. Raises ActionError if there is none or more than one."""
    found = find_items(store, text)
    if not found:
        raise ActionError(f"nessuna notizia corrisponde a «{text}»")
    if len(found) > 1:
        listed = "; ".join(f"{row['id']} {row['title'][:50]}" for row in found[:5])
        raise ActionError(f"più notizie corrispondono a «{text}», indica il numero: {listed}")
    return found[0]


def hold(store: Store, text: str, channel: str) -> list[str]:
    """Stop an item's posts until they are approved."""
    item = one_item(store, text)
    done = []
    for post in store.rows("target_posts", item_id=item["id"], channel=channel):
        if store.run("hold_by_hand", id=post["id"], reason="fermata a mano"):
            done.append(f"{post['channel']}: «{post['title']}» fermata")
    return done or [f"«{item['title']}»: nulla da fermare"]


def cancel(store: Store, text: str, channel: str, now: float) -> list[str]:
    """End an item's posts; what has gone out stays out."""
    item = one_item(store, text)
    done = []
    for post in store.rows("target_posts", item_id=item["id"], channel=channel):
        if store.run("cancel_post", id=post["id"], reason="annullata a mano", now=now):
            done.append(f"{post['channel']}: «{post['title']}» annullata")
    return done or [f"«{item['title']}»: nulla da annullare"]


def approve(store: Store, config: Config, render: Renderer, text: str, channel: str, now: float) -> list[str]:
    """Let held or paused posts go: an item's, `tutto` (all), or a stopped channel."""
    if store.row("sender", name=text) is not None or any(c.name == text for c in config.channels):
        resumed = store.run("resume_sender", name=text, now=now)
        return [f"{text}: riprende" if resumed else f"{text}: non era fermo"]
    if text in ("tutto", "all"):
        posts = store.rows("held_posts")
    else:
        item = one_item(store, text)
        posts = store.rows("target_posts", item_id=item["id"], channel=channel)
    waiting = [post for post in posts if post["state"] in ("held", "paused")]
    return [_approve_one(store, config, render, post, now) for post in waiting] or ["nulla da approvare"]


def _approve_one(store: Store, config: Config, render: Renderer, post: Row, now: float) -> str:
    content, category, template = post["content"], post["category"], post["template"]
    what = f"{post['channel']}: «{post['title']}»"
    # Its template failed, or its picture or card could not be made: perhaps that has been mended.
    if not content or post["reason"].startswith("prepare: "):
        item = store.row("item", id=post["item_id"])
        assert item is not None
        rendered = render(news_of_row(item), post["channel"], post["kind"])
        if rendered.content is None:
            return f"{what} resta ferma: {rendered.problem}"
        content = json.dumps(rendered.content.to_json(), ensure_ascii=False)
        category, template = rendered.content.category, rendered.content.template
    lane = Lane(post["lane"])
    hours = config.schedule.not_after_hours.get(lane, NOT_AFTER_HOURS.get(lane, 24.0))
    store.run(
        "approve_post",
        id=post["id"],
        content=content,
        category=category,
        template=template,
        now=now,
        not_after=now + hours * 3600,
    )
    return f"{what} approvata"


def retract(
    store: Store,
    config: Config,
    channels: Mapping[str, Channel],
    render: Renderer,
    text: str,
    channel: str,
    now: float,
) -> list[str]:
    """Take down what was published; where that cannot be, tell exactly those who got it that it was wrong."""
    item = one_item(store, text)
    cancelled = []
    for post in store.rows("target_posts", item_id=item["id"], channel=channel):
        if post["kind"] not in TAKE_BACK and store.run(
            "cancel_post", id=post["id"], reason="ritirata", now=now
        ):
            cancelled.append(f"{post['channel']}: «{item['title']}» annullata")
    published = store.rows("published_posts", item_id=item["id"], channel=channel)
    return cancelled + [
        _retract_one(store, config, channels[post["channel"]], render, item, post, now)
        for post in published
        if post["channel"] in channels
    ] or [f"«{item['title']}»: nulla di pubblicato"]


def _retract_one(
    store: Store, config: Config, channel: Channel, render: Renderer, item: Row, post: Row, now: float
) -> str:
    what = f"{post['channel']}: «{item['title']}»"
    if post["withdrawn_at"] is not None:
        return f"{what} era già stata tolta"
    own = {"item_id": item["id"], "channel": post["channel"]}
    left = channel.capabilities.by_hand and store.run("leave_tray", **own)
    if left and store.row("shared_by_hand", **own) is None:
        return f"{what} non è più da condividere"
    news = news_of_row(item)
    withdraws = channel.capabilities.withdraw
    rendered = (
        Rendered(Content(text=item["title"])) if withdraws else render(news, post["channel"], "retract")
    )
    if rendered.content is None:
        return f"{what} non si può rettificare: {rendered.problem}"
    lane = min(news.lane, Lane.SERVICE, key=RANK.__getitem__)  # it is urgent, whatever it corrects
    own |= {"revision": item["revision"], "kind": "withdraw" if withdraws else "retract"}
    not_after = now + NOT_AFTER_HOURS[Lane.NEWS] * 3600
    new = insert_post(
        store,
        **own,
        lane=lane,
        mode=config.live,
        content=rendered.content,
        audience="everyone",
        now=now,
        due_at=now,
        not_after=not_after,
    )
    if new is None and not _once_more(store, own, now, not_after):
        return f"{what}: rettifica già chiesta"
    return f"{what} sarà tolta" if withdraws else f"{what}: chi l'ha ricevuta avrà una rettifica"


def _once_more(store: Store, own: Mapping[str, Any], now: float, not_after: float) -> bool:
    """A retraction that ended before it was done begins anew; False if it is under way, or done."""
    post: int | None = store.value("take_back_again", **own, now=now, not_after=not_after)
    if post is None:
        return False
    store.run("rest_again", post_id=post, now=now)
    return True


def stop(store: Store, config: Config, channel: str, now: float) -> list[str]:
    """Stop channels at once, emergencies included, until they are approved by name."""
    names = [c.name for c in config.channels if channel in ("", c.name)]
    if not names:
        raise ActionError(f"nessun canale si chiama «{channel}»")
    for name in names:
        store.run("ensure_sender", name=name)
        store.run("halt_sender", name=name, reason="fermato a mano", now=now, until=0.0, protective=0)
    return [f"{name}: fermo (riprende con `infostiglia approve {name}`)" for name in names]
