"""The actions of staff: hold, approve, cancel, stop, retract, settle. Each returns its results (`Deeds`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.alert import Alert
from pipeline.errors import ActionError
from pipeline.model import RANK, Action, DeliveryState, Kind, Lane, PostState
from pipeline.reasons import Code, Reason, columns
from pipeline.settings.values import NOT_AFTER_HOURS, Config, enabled
from pipeline.staff import raising
from pipeline.staff.corrections import Publisher, retraction
from pipeline.staff.deeds import Deed, Deeds, Done, Left, Obstacle
from pipeline.staff.finding import one_item
from pipeline.staff.leaving import leaves
from pipeline.staff.letting_go import let_go
from pipeline.staff.second_person import for_a_second, waits_for_a_second
from pipeline.store import Store, deliveries, posts, publications
from pipeline.store.going_back import has_gone_back
from pipeline.store.posts import NewPost

if TYPE_CHECKING:
    from pipeline.store.statements import ItemRow, PublishedPostsRow, TargetPostsRow

ALL = ("tutto", "all")  # words for everything that waits
STANDING = (PostState.HELD, PostState.PAUSED)  # these posts wait until somebody approves them


def in_the_way_of_all(store: Store) -> Iterator[Left]:
    """Why nothing leaves at all, whatever was approved."""
    if has_gone_back(store):
        yield Left(Obstacle.GONE_BACK)


def hold(store: Store, text: str, channel: str) -> Deeds:
    """Stop an item's posts until they are approved."""
    item = one_item(store, text)
    done = []
    for post in store.target_posts(item_id=item["id"], channel=channel):
        if posts.hold(store, post["id"], Reason(Code.HELD_BY_HAND)):
            done.append(_ended(store, Deed.HELD, post))
        elif post["state"] in STANDING:
            done.append(Done(Deed.HELD_ALREADY, post["channel"], post["title"]))
    return _of(item, done, Obstacle.NOTHING_TO_HOLD)


def cancel(store: Store, text: str, channel: str, now: float) -> Deeds:
    """End an item's posts. Messages that have gone out stay out."""
    item = one_item(store, text)
    done = [
        _ended(store, Deed.CANCELLED, post)
        for post in store.target_posts(item_id=item["id"], channel=channel)
        if posts.cancel(store, post["id"], Reason(Code.CANCELLED_BY_HAND), now)
    ]
    return _of(item, done, Obstacle.NOTHING_TO_CANCEL)


def _of(item: ItemRow, came: Sequence[Done | Left], nothing: Obstacle) -> Deeds:
    """The results of an action for one item; `nothing`: the obstacle to name if there is no result at all."""
    return Deeds.of(came or [Left(nothing, title=item["title"])], item["id"])


def _ended(store: Store, deed: Deed, post: TargetPostsRow) -> Done:
    """The result for a post that was held or cancelled, with the number of its deliveries that are out already.

    Drains look at the post before every request, so no others leave.
    """
    counts = store.tallied_results(post_id=post["id"])
    sent, of = (counts["sent"] or 0, counts["total"] or 0) if counts else (0, 0)
    return Done(deed, post["channel"], post["title"], sent, of)


def approve(by: Publisher, text: str, channel: str, now: float, lane: Lane | None = None) -> Deeds:
    """Let held or paused posts go (an item's, or with `tutto` all of them and all stopped channels), or one channel.

    In an election period a notice must have been called indispensable before (`pipeline.staff.grounds`). `lane`:
    EMERGENCY asks that an item travels as one, any other lets it go as usual after all.
    """
    store, config = by.store, by.config
    if store.sender(name=text) is not None or any(c.name == text for c in config.channels):
        return Deeds.of([_resume(store, text, now)])
    halted = [row["name"] for row in store.halted_senders() if channel in ("", row["name"])]
    # One transaction for each post: a long list must not keep the write lock from the drains.
    if text in ALL:
        held = [post for post in store.held_posts() if channel in ("", post["channel"])]
        came = [one for post in held for one in _each_on_its_own(store, post) or let_go(by, post, now)]
        return Deeds.of([*came, *(_resume(store, name, now) for name in halted)])
    item = one_item(store, text)
    if lane is not None and lane is not Lane.EMERGENCY:
        raising.as_usual(by, item)
    found = store.target_posts(item_id=item["id"], channel=channel)
    if lane is Lane.EMERGENCY:
        return Deeds.of(raising.ask(by, item, found, by.because, now), item["id"])
    standing_ones = [post for post in found if post["state"] in STANDING]
    came = [one for post in standing_ones for one in let_go(by, post, now)]
    approved = {post["channel"] for post in standing_ones}
    came += [Left(Obstacle.CHANNEL_STOPPED, name) for name in halted if name in approved]
    return _of(item, came or _not_held(found), Obstacle.NOTHING_TO_APPROVE)


def standing(store: Store, config: Config, text: str, channel: str) -> list[TargetPostsRow]:
    """The posts that `approve` would let go."""
    if store.sender(name=text) is not None or any(c.name == text for c in config.channels):
        return []
    if text in ALL:
        return [post for post in store.held_posts() if channel in ("", post["channel"])]
    item = one_item(store, text)
    found = store.target_posts(item_id=item["id"], channel=channel)
    return [post for post in found if post["state"] in STANDING]


def _not_held(found: Sequence[TargetPostsRow]) -> list[Done | Left]:
    return [Done(Deed.NOT_HELD, post["channel"], post["title"]) for post in found]


def _resume(store: Store, name: str, now: float) -> Done | Left:
    row = store.sender(name=name)
    if row is not None and not store.resume_sender(name=name, seen=row["halted"], now=now):
        return Left(Obstacle.STOPPED_AGAIN, name)
    halted = row is not None and (row["halted"] or row["not_before"] > now)
    return Done(Deed.GOES_ON if halted else Deed.NOT_STOPPED, name)


def _each_on_its_own(store: Store, post: TargetPostsRow) -> list[Done | Left]:
    """What is to be an emergency is not approved in a heap with others."""
    waits = raising.is_pending(store, post["item_id"])
    return [Left(Obstacle.NEEDS_REASON, post["channel"], post["title"])] if waits else []


def settle_uncertain(store: Store, text: str, channel: str, *, there: bool, now: float) -> Deeds:
    """Settle uncertain deliveries after a person has looked: they are out, or they are not and are sent once more.

    The finding is kept among the item's decisions.
    """
    item = one_item(store, text)
    by_channel: dict[str, int] = {}
    with store.transaction():
        for row in store.uncertain_of_item(item_id=item["id"], channel=channel):
            again = (
                not there
                and row["post_state"] in ("sending", "done", "superseded")
                and row["not_after"] > now
                and not (row["kind"] == Kind.PUBLISH and _is_taken_back(store, item["id"], row["channel"]))
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
    deed = Deed.THERE if there else Deed.NOT_THERE
    done = [Done(deed, name, n=count, of=count) for name, count in by_channel.items()]
    return _of(item, done, Obstacle.NOTHING_UNCERTAIN)


def _is_taken_back(store: Store, item: int, channel: str) -> bool:
    """Whether somebody has asked to take an item back on a channel: then it is not sent once more."""
    out = store.publication(item_id=item, channel=channel)
    return out is not None and out["taken_back_at"] is not None


def retract(by: Publisher, text: str, channel: str, now: float) -> Deeds:
    """Take a published item down; where that is impossible, send a correction to exactly those who got it."""
    store, channels = by.store, by.channels
    item = one_item(store, text)
    came: list[Done | Left] = []
    published = store.published_posts(item_id=item["id"], channel=channel)
    out_there = {one["channel"] for one in published}
    for post in store.target_posts(item_id=item["id"], channel=channel):
        # What is out, or may be, is taken back below. A post may be done although the delivery of an older revision, of
        # which somebody has found that it is not there, is about to come over to it.
        done = post["state"] == "done" and post["channel"] in out_there
        if done or Kind(post["kind"]).takes_back:
            continue
        if posts.cancel(store, post["id"], Reason(Code.TAKEN_BACK), now):
            came.append(Done(Deed.CANCELLED, post["channel"], post["title"]))
    for out in (one for one in published if one["channel"] in channels):
        came.append(_retract_one(by, item, out, now))
        if isinstance(came[-1], Done) and came[-1].deed in (Deed.TO_CORRECT, Deed.TO_TAKE_DOWN):
            came += waits_for_a_second(by.config, by.who, out["channel"], item["title"])
    return _of(item, came, Obstacle.NOTHING_PUBLISHED)


def _retract_one(by: Publisher, item: ItemRow, post: PublishedPostsRow, now: float) -> Done | Left:
    store, name, title = by.store, post["channel"], item["title"]
    channel = by.channels[name]
    if post["withdrawn_at"] is not None:
        return Done(Deed.TAKEN_DOWN_ALREADY, name, title)
    left = channel.capabilities.by_hand and deliveries.leave_tray(store, item["id"], name)
    if left and store.shared_by_hand(item_id=item["id"], channel=name) is None:
        return Done(Deed.NOT_TO_SHARE, name, title)
    withdraws, rendered = channel.capabilities.withdraw, retraction(by, item, post)
    if rendered.content is None:
        return Left(Obstacle.NOT_CORRECTED, name, title, rendered.problem or "")
    # Always urgent, and as urgent as what it takes back, which people may have raised above the item's own lane.
    lane = min(Lane(item["lane"]), Lane(post["lane"]), Lane.SERVICE, key=RANK.__getitem__)
    kind = Kind.WITHDRAW if withdraws else Kind.RETRACT
    new = NewPost(
        item_id=item["id"],
        channel=name,
        revision=item["revision"],
        kind=kind,
        lane=lane,
        mode=by.config.live,
        content=rendered.content,
        translations=rendered.translations,
        audience="everyone",
        due_at=now,
        not_after=now + NOT_AFTER_HOURS[Lane.NEWS] * 3600,
        alert=Alert(post["alert"]),
        held=for_a_second(by.config, by.who),
    )
    with store.transaction():
        made = posts.make(store, new, now) or _once_more(store, new, now)
    if made is None:
        return Done(Deed.CORRECTED_ALREADY, name, title)
    when = leaves(by.config, store, by.channels, made, now)
    return Done(Deed.TO_TAKE_DOWN if withdraws else Deed.TO_CORRECT, name, title, when=when)


def _once_more(store: Store, new: NewPost, now: float) -> int | None:
    """Begin a retraction anew that ended before it was done. None if it is under way, or done."""
    post = posts.ask_again(store, new, now)
    if post is None:
        return None
    deliveries.open_again(store, post, now)
    if new.held:
        posts.hold(store, post, new.held)
    return post


def stop(store: Store, config: Config, channel: str, now: float) -> Deeds:
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
    return Deeds(tuple(Done(Deed.STOPPED, name) for name in names))
