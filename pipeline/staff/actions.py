"""The actions of staff: hold, approve, cancel, stop, retract, settle. Each returns its results (`Deeds`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.alert import Alert
from pipeline.errors import ActionError
from pipeline.model import RANK, Action, DeliveryState, Kind, Lane, PostState
from pipeline.reasons import Code, Reason, columns, read
from pipeline.settings.values import NOT_AFTER_HOURS, Config, enabled
from pipeline.staff.corrections import Publisher, retraction
from pipeline.staff.deeds import Deed, Deeds, Done, Left, Obstacle
from pipeline.staff.grounds import obstacle_of
from pipeline.staff.invitations import last_call
from pipeline.staff.second_person import approval_of, for_a_second, not_by_this_one, waits_for_a_second
from pipeline.stages.names import canonical_link
from pipeline.stages.news import news_of_row
from pipeline.stages.release.election_gate import ElectionGate
from pipeline.store import Store, deliveries, posts, publications
from pipeline.store.going_back import has_gone_back
from pipeline.store.posts import NewPost, Stored

if TYPE_CHECKING:
    from pipeline.store.statements import ItemRow, PublishedPostsRow, TargetPostsRow, UnreachedPostsRow

ALL = ("tutto", "all")  # words for everything that waits
STANDING = (PostState.HELD, PostState.PAUSED)  # these posts wait until somebody approves them


def find_items(store: Store, text: str) -> list[ItemRow]:
    """Items by number, link or words of the title, newest first."""
    text = text.encode("utf-8", "replace").decode().strip()  # a terminal may pass bytes that are no UTF-8
    words = text.replace("%", "").replace("_", "").strip()  # wildcards of LIKE would match every title
    if not words:
        return []
    if (
        text.isdecimal()
        and len(text) < 19  # larger numbers may not fit into 64 bits
        and (row := store.item(id=int(text))) is not None
        and row["source"] != "reply"
    ):
        return [row]
    alias = f"link:{canonical_link(text)}"
    return store.find_items(text=text, alias=alias, like=f"%{words}%")


def in_the_way_of_all(store: Store) -> Iterator[Left]:
    """Why nothing leaves at all, whatever was approved."""
    if has_gone_back(store):
        yield Left(Obstacle.GONE_BACK)


def one_item(store: Store, text: str) -> ItemRow:
    """The one item that matches the text. Raises ActionError if none or more than one does."""
    found = find_items(store, text)
    if not found:
        raise ActionError("no item matches «{text}»", text=text)
    if len(found) > 1:
        listed = "; ".join(f"{row['id']} {row['title'][:50]}" for row in found[:5])
        raise ActionError("several items match «{text}», give the number: {listed}", text=text, listed=listed)
    return found[0]


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


def approve(by: Publisher, text: str, channel: str, now: float) -> Deeds:
    """Let held or paused posts go (an item's, or with `tutto` all of them and all stopped channels), or one channel.

    In an election period a notice must have been called indispensable before (`pipeline.staff.grounds`).
    """
    store, config = by.store, by.config
    if store.sender(name=text) is not None or any(c.name == text for c in config.channels):
        return Deeds.of([_resume(store, text, now)])
    halted = [row["name"] for row in store.halted_senders() if channel in ("", row["name"])]
    # One transaction for each post: a long list must not keep the write lock from the drains.
    if text in ALL:
        held = [post for post in store.held_posts() if channel in ("", post["channel"])]
        came = [_approve_one(by, post, now) for post in held]
        return Deeds.of([*came, *(_resume(store, name, now) for name in halted)])
    item = one_item(store, text)
    found = store.target_posts(item_id=item["id"], channel=channel)
    came = [_approve_one(by, post, now) for post in found if post["state"] in STANDING]
    approved = {one.channel for one in came}
    came += [Left(Obstacle.CHANNEL_STOPPED, name) for name in halted if name in approved]
    return _of(item, came or _not_held(found), Obstacle.NOTHING_TO_APPROVE)


def not_after(config: Config, store: Store, post: TargetPostsRow | UnreachedPostsRow, now: float) -> float:
    """The time until which a post may go that a person lets go at `now` (Unix seconds). Quiet hours do not count."""
    opens = config.quiet_hours(post["channel"]).until(now, Alert(post["alert"]))
    end = opens + config.schedule.hours_for(Lane(post["lane"])) * 3600
    return min(end, last_call(store, post["item_id"], Kind(post["kind"]), now))


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


def _approve_one(by: Publisher, post: TargetPostsRow, now: float) -> Done | Left:
    store, asked = by.store, read(post)
    if wrong_person := not_by_this_one(by, post, asked, now):
        return wrong_person
    if objection := ElectionGate.of(by.config).objection(store, post, now):
        return Left(obstacle_of(objection), post["channel"], post["title"])
    content = Stored(post["content"], post["category"], post["template"])
    item = store.item(id=post["item_id"])
    assert item is not None
    # The program itself paused this post (text refused, picture not made). The cause may be mended by now: render anew.
    stopped_itself = post["state"] == PostState.PAUSED and post["reason"] != Code.HELD_BY_HAND
    if not content.content or (
        stopped_itself and item["source"] != "desk" and Kind(post["kind"]).tells_an_item
    ):
        rendered = by.render(news_of_row(item), post["channel"], Kind(post["kind"]))
        if rendered.content is None:
            return Left(Obstacle.NOT_RENDERED, post["channel"], post["title"], rendered.problem or "")
        content = Stored.of(rendered.content)
    end = not_after(by.config, store, post, now)
    with store.transaction():
        if not posts.approve(store, post, content, now, end):
            return Left(Obstacle.CHANGED, post["channel"], post["title"])
    return Done(approval_of(by, asked), post["channel"], post["title"], item=post["item_id"])


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
    for post in store.target_posts(item_id=item["id"], channel=channel):
        if post["state"] == "done" or Kind(post["kind"]).takes_back:
            continue  # posts that are out, or may be, are taken back below
        if posts.cancel(store, post["id"], Reason(Code.TAKEN_BACK), now):
            came.append(Done(Deed.CANCELLED, post["channel"], post["title"]))
    published = store.published_posts(item_id=item["id"], channel=channel)
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
    lane = min(Lane(item["lane"]), Lane.SERVICE, key=RANK.__getitem__)  # a retraction is always urgent
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
        if posts.make(store, new, now) is None and not _once_more(store, new, now):
            return Done(Deed.CORRECTED_ALREADY, name, title)
    return Done(Deed.TO_TAKE_DOWN if withdraws else Deed.TO_CORRECT, name, title)


def _once_more(store: Store, new: NewPost, now: float) -> bool:
    """Begin a retraction anew that ended before it was done. False if it is under way, or done."""
    post = posts.ask_again(store, new, now)
    if post is None:
        return False
    deliveries.open_again(store, post, now)
    if new.held:
        posts.hold(store, post, new.held)
    return True


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
