"""What staff do by hand: hold, approve, cancel, stop. Each answers with sentences for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from channels.base import Channel, Content
from channels.sentence import Sentence
from pipeline.errors import ActionError
from pipeline.model import RANK, Action, DeliveryState, Kind, Lane, PostState
from pipeline.reasons import Code, Reason, columns
from pipeline.settings.values import NOT_AFTER_HOURS, Config, enabled
from pipeline.stages.enqueue import Rendered, Renderer, news_of_row
from pipeline.stages.identify import canonical_link
from pipeline.store import Store, deliveries, posts, publications
from pipeline.store.posts import NewPost, Stored

if TYPE_CHECKING:
    from pipeline.store.statements import ItemRow, PublishedPostsRow, TargetPostsRow


def find_items(store: Store, text: str) -> list[ItemRow]:
    """Items by number, link or words of the title, newest first."""
    text = text.encode("utf-8", "replace").decode().strip()
    words = text.replace("%", "").replace("_", "").strip()
    if not words:
        return []
    if (
        text.isdecimal()
        and len(text) < 19
        and (row := store.item(id=int(text))) is not None
        and row["source"] != "reply"
    ):
        return [row]
    alias = f"link:{canonical_link(text)}"
    return store.find_items(text=text, alias=alias, like=f"%{words}%")


def one_item(store: Store, text: str) -> ItemRow:
    """The one item meant. Raises ActionError if there is none or more than one."""
    found = find_items(store, text)
    if not found:
        raise ActionError("no item matches «{text}»", text=text)
    if len(found) > 1:
        listed = "; ".join(f"{row['id']} {row['title'][:50]}" for row in found[:5])
        raise ActionError("several items match «{text}», give the number: {listed}", text=text, listed=listed)
    return found[0]


def hold(store: Store, text: str, channel: str) -> list[Sentence]:
    """Stop an item's posts until they are approved."""
    item = one_item(store, text)
    done = []
    for post in store.target_posts(item_id=item["id"], channel=channel):
        if posts.hold(store, post["id"], Reason(Code.HELD_BY_HAND)):
            done.append(Sentence("{post} held{out}", post=_named(post), out=_on_its_way(store, post)))
    go_on = Sentence("goes on with `infostiglia approve {item}`", item=item["id"])
    return [*done, go_on] if done else [Sentence("«{title}»: nothing to hold", title=item["title"])]


def cancel(store: Store, text: str, channel: str, now: float) -> list[Sentence]:
    """End an item's posts; what has gone out stays out."""
    item = one_item(store, text)
    done = []
    for post in store.target_posts(item_id=item["id"], channel=channel):
        if posts.cancel(store, post["id"], Reason(Code.CANCELLED_BY_HAND), now):
            done.append(Sentence("{post} cancelled{out}", post=_named(post), out=_on_its_way(store, post)))
    return done or [Sentence("«{title}»: nothing to cancel", title=item["title"])]


def _named(post: TargetPostsRow | PublishedPostsRow, title: str = "") -> str:
    return f"{post['channel']}: «{title or post['title']}»"


def _on_its_way(store: Store, post: TargetPostsRow) -> Sentence | str:
    """What can no longer be stopped; "" = nothing. Who drains looks at the post before every request."""
    counts = store.tallied_results(post_id=post["id"])
    out = counts["sent"] or 0 if counts else 0
    if not out:
        return ""
    if counts and counts["total"] == 1:
        return Sentence(" (it was out already)")
    return Sentence(" ({n} have got it already)", one=" ({n} has got it already)", n=out)


def approve(
    store: Store, config: Config, render: Renderer, text: str, channel: str, now: float
) -> list[Sentence]:
    """Let held or paused posts go: an item's, `tutto` (all of them and all stopped channels), or a stopped channel."""
    if store.sender(name=text) is not None or any(c.name == text for c in config.channels):
        return [_resume(store, text, now)]
    everything = text in ("tutto", "all")
    if everything:
        found = store.held_posts()
    else:
        item = one_item(store, text)
        found = store.target_posts(item_id=item["id"], channel=channel)
    waiting = [
        post for post in found if post["state"] in ("held", "paused") and channel in ("", post["channel"])
    ]
    # One transaction a post: a long list must not keep the write lock from the drains.
    lines = [_approve_one(store, config, render, post, now) for post in waiting]
    halted = [row["name"] for row in store.halted_senders() if channel in ("", row["name"])]
    if everything:
        lines += [_resume(store, name, now) for name in halted]
    else:
        names = {post["channel"] for post in waiting}
        lines += [
            Sentence("{name} stays stopped: it goes on with `infostiglia approve {name}`", name=name)
            for name in halted
            if name in names
        ]
    return lines or [Sentence("nothing to approve")]


def _resume(store: Store, name: str, now: float) -> Sentence:
    row = store.sender(name=name)
    halted = row is not None and (row["halted"] or row["not_before"] > now)
    store.resume_sender(name=name, now=now)
    return (
        Sentence("{name}: goes on", name=name) if halted else Sentence("{name}: was not stopped", name=name)
    )


def _approve_one(
    store: Store, config: Config, render: Renderer, post: TargetPostsRow, now: float
) -> Sentence:
    content = Stored(post["content"], post["category"], post["template"])
    item = store.item(id=post["item_id"])
    assert item is not None
    # What the program itself stopped (its text was refused, its picture not made) has perhaps been mended since.
    stopped_itself = post["state"] == PostState.PAUSED and post["reason"] != Code.HELD_BY_HAND
    if not content.content or (
        stopped_itself and item["source"] != "desk" and Kind(post["kind"]).tells_an_item
    ):
        rendered = render(news_of_row(item), post["channel"], Kind(post["kind"]))
        if rendered.content is None:
            return Sentence("{post} stays held: {problem}", post=_named(post), problem=rendered.problem)
        content = Stored.of(rendered.content)
    lane = Lane(post["lane"])
    hours = config.schedule.not_after_hours.get(lane, NOT_AFTER_HOURS.get(lane, 24.0))
    with store.transaction():
        posts.approve(store, post["id"], content, now, now + hours * 3600)
    return Sentence("{post} approved", post=_named(post))


def settle_uncertain(store: Store, text: str, channel: str, *, there: bool, now: float) -> list[Sentence]:
    """A person has looked: what nobody could know is out, or is not and goes once more. Kept with the item."""
    item = one_item(store, text)
    rows = store.uncertain_of_item(item_id=item["id"], channel=channel)
    by_channel: dict[str, int] = {}
    with store.transaction():
        for row in rows:
            again = (
                not there
                and row["post_state"] in ("sending", "done", "superseded")
                and row["not_after"] > now
            )
            to = DeliveryState.SENT if there else DeliveryState.PENDING if again else DeliveryState.FAILED
            reason = None if there else Reason(Code.IS_NOT_THERE)
            if deliveries.settled_by_hand(store, row, to, reason, now):
                by_channel[row["channel"]] = by_channel.get(row["channel"], 0) + 1
                if there and row["recipient"] == 0:
                    publications.note(store, row["post_id"], "", "", now)
        for name in by_channel:
            decision: dict[str, Any] = {
                "item_id": item["id"],
                "channel": name,
                "revision": item["revision"],
                "at": now,
                "action": Action.PUBLISH,
                **columns(Reason(Code.IS_THERE if there else Code.IS_NOT_THERE)),
            }
            store.insert_decision([decision])
    found = [_settled(name, count, there) for name, count in by_channel.items()]
    return found or [Sentence("«{title}»: nothing uncertain", title=item["title"])]


def _settled(channel: str, count: int, there: bool) -> Sentence:
    if there:
        return Sentence("{channel}: {n} taken to be out", channel=channel, n=count)
    return Sentence(
        "{channel}: {n} taken not to be out; they are sent again if there is still time",
        channel=channel,
        n=count,
    )


@dataclass(frozen=True)
class Publisher:
    """What takes back, and says otherwise, what was published."""

    store: Store
    config: Config
    channels: Mapping[str, Channel]
    render: Renderer


def retract(by: Publisher, text: str, channel: str, now: float) -> list[Sentence]:
    """Take down what was published; where that cannot be, tell exactly those who got it that it was wrong."""
    store, channels = by.store, by.channels
    item = one_item(store, text)
    cancelled = []
    for post in store.target_posts(item_id=item["id"], channel=channel):
        if post["state"] == "done" or Kind(post["kind"]).takes_back:
            continue  # what is out, or may be, is taken back below
        if posts.cancel(store, post["id"], Reason(Code.TAKEN_BACK), now):
            cancelled.append(Sentence("{post} cancelled{out}", post=_named(post, item["title"]), out=""))
    published = store.published_posts(item_id=item["id"], channel=channel)
    return cancelled + [
        _retract_one(by, item, post, now) for post in published if post["channel"] in channels
    ] or [Sentence("«{title}»: nothing published", title=item["title"])]


def _retract_one(by: Publisher, item: ItemRow, post: PublishedPostsRow, now: float) -> Sentence:
    store, channel = by.store, by.channels[post["channel"]]
    what = _named(post, item["title"])
    if post["withdrawn_at"] is not None:
        return Sentence("{post} had been taken down already", post=what)
    own: dict[str, Any] = {"item_id": item["id"], "channel": post["channel"]}
    left = channel.capabilities.by_hand and deliveries.leave_tray(store, item["id"], post["channel"])
    if left and store.shared_by_hand(**own) is None:
        return Sentence("{post} is no longer to be shared", post=what)
    news = news_of_row(item)
    withdraws = channel.capabilities.withdraw
    rendered = (
        Rendered(Content(text=item["title"])) if withdraws else by.render(news, post["channel"], Kind.RETRACT)
    )
    if rendered.content is None:
        return Sentence("{post} cannot be corrected: {problem}", post=what, problem=rendered.problem)
    lane = min(news.lane, Lane.SERVICE, key=RANK.__getitem__)  # it is urgent, whatever it corrects
    kind = Kind.WITHDRAW if withdraws else Kind.RETRACT
    not_after = now + NOT_AFTER_HOURS[Lane.NEWS] * 3600
    new = NewPost(
        item_id=item["id"],
        channel=post["channel"],
        revision=item["revision"],
        kind=kind,
        lane=lane,
        mode=by.config.live,
        content=rendered.content,
        audience="everyone",
        due_at=now,
        not_after=not_after,
    )
    with store.transaction():
        if posts.make(store, new, now) is None and not _once_more(store, new, now):
            return Sentence("{post}: a correction has been asked for already", post=what)
    if withdraws:
        return Sentence("{post} will be taken down", post=what)
    return Sentence("{post}: who got it will get a correction", post=what)


def _once_more(store: Store, new: NewPost, now: float) -> bool:
    """A retraction that ended before it was done begins anew; False if it is under way, or done."""
    post = posts.ask_again(store, new, now)
    if post is None:
        return False
    deliveries.open_again(store, post, now)
    return True


def stop(store: Store, config: Config, channel: str, now: float) -> list[Sentence]:
    """Stop channels that publish at once, emergencies included, until they are approved by name."""
    names = [c.name for c in enabled(config) if channel in ("", c.name)]
    if not names:
        known = ", ".join(c.name for c in enabled(config))
        raise ActionError(
            "no active channel is called «{channel}»; there are: {names}", channel=channel, names=known
        )
    with store.transaction():
        for name in names:
            store.ensure_sender(name=name)
            store.stop_sender(name=name, now=now, **columns(Reason(Code.STOPPED_BY_HAND)))
    lines = [
        Sentence("{name}: stopped (goes on with `infostiglia approve {name}`)", name=name) for name in names
    ]
    return [*lines, Sentence("all together: `infostiglia approve tutto`")] if len(names) > 1 else lines
