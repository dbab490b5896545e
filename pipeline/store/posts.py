"""The states of posts: every statement that writes one is called from here, and `settle` is called after every move.

`pipeline.store.states` has the table of allowed moves. Every function may run inside a transaction of the caller.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from channels.base import Content
from channels.value import dataclass
from pipeline.alert import Alert
from pipeline.model import RANK, Kind, Lane, Mode, PostState
from pipeline.reasons import Reason, columns
from pipeline.store.base import Store

if TYPE_CHECKING:
    from pipeline.store.statements import CancelUnreleasedRow, PostRow, TargetPostsRow


@dataclass(frozen=True)
class NewPost:
    """One item rendered for one channel; immutable except for the results of uploads."""

    item_id: int
    channel: str
    kind: Kind
    lane: Lane
    mode: Mode
    content: Content | None  # None: not rendered yet
    due_at: float
    not_after: float
    translations: Mapping[str, Content] = field(default_factory=dict)  # language -> what its citizens get
    revision: int = 1
    audience: str = ""
    held: Reason | None = None  # why a person must look first; None = it goes by itself
    topics: Sequence[str] = ()
    zones: Sequence[str] = ()
    zones_by: Sequence[tuple[str, str]] = ()  # zone, and the words or the category that name it
    headline: str = ""  # the title that it tells
    reply_to: bytes | None = None  # of a reply: the encrypted id of the message it answers
    alert: Alert = Alert.NONE  # of an emergency: what it warns of
    corrects: Sequence[int] = ()  # items whose recipients get it too, the newest first


def make(store: Store, new: NewPost, now: float) -> int | None:
    """The one way to make a post: its id; None if there is one of that item, channel, kind and revision already."""
    content = new.content
    post: int | None = store.insert_post(
        item_id=new.item_id,
        channel=new.channel,
        revision=new.revision,
        kind=new.kind,
        lane=new.lane,
        rank=RANK[new.lane],
        mode=new.mode,
        category=content.category if content else "",
        template=content.template if content else "",
        content=json.dumps(content.to_json(), ensure_ascii=False) if content else "",
        audience=new.audience,
        topics=json.dumps(new.topics, ensure_ascii=False) if new.topics else "",
        zones=json.dumps(new.zones, ensure_ascii=False) if new.zones else "",
        zones_by=json.dumps(new.zones_by, ensure_ascii=False) if new.zones_by else "",
        headline=new.headline,
        reply_to=new.reply_to,
        alert=new.alert,
        corrects=json.dumps(list(new.corrects)) if new.corrects else "",
        state=PostState.HELD if new.held else PostState.DUE,
        **columns(new.held),
        now=now,
        due_at=new.due_at,
        not_after=new.not_after,
    )
    if post is not None:
        _keep_translations(store, post, new.translations)
    if post is not None and new.kind.takes_back:
        store.take_back(item_id=new.item_id, channel=new.channel, revision=new.revision, now=now)
    return post


def _keep_translations(store: Store, post: int, translations: Mapping[str, Content]) -> None:
    for language, content in translations.items():
        kept = json.dumps(content.to_json(), ensure_ascii=False)
        store.insert_version(post_id=post, name=language, content=kept)


def begin(store: Store, post: int, now: float, *, broadcast: bool) -> PostRow:
    """Move a due post to `sending`, and fix its recipients at this moment."""
    row = store.begin_release(id=post, broadcast=int(broadcast), now=now)
    assert row is not None
    return row


def begin_for(store: Store, post: int, now: float, *, held: Reason | None = None) -> None:
    """Begin a post whose few recipients are known. `held`: the reason why a person must approve it first."""
    store.release_letter(id=post, now=now, **columns(held))


def released(store: Store, post: int, to: int, now: float) -> None:
    """Record that recipients up to id `to` have their delivery."""
    store.release_progress(id=post, to=to, now=now)
    settle(store, (post,), now)


def settle(store: Store, posts: Iterable[int], now: float) -> None:
    """After every move: mark posts `done`, or open them again if something is left to send. Posts that correct these
    are settled too: they stay open while the original is being sent."""
    ids = list(set(posts))
    if not ids:
        return
    corrections = [row["id"] for row in store.corrected(posts=json.dumps(ids))]
    store.settle_posts(posts=json.dumps([*ids, *corrections]), now=now)


# -- by people --------------------------------------------------------------------------------------


def hold(store: Store, post: int, reason: Reason) -> bool:
    """Stop a post until it is approved. False if it has ended or is stopped already."""
    return store.hold_by_hand(id=post, **columns(reason)) == 1


@dataclass(frozen=True)
class Stored:
    """A content in the form of a post's columns."""

    content: str  # JSON
    category: str
    template: str

    @classmethod
    def of(cls, content: Content) -> Stored:
        kept = json.dumps(content.to_json(), ensure_ascii=False)
        return cls(kept, content.category, content.template)


def approve(
    store: Store, post: PostRow | TargetPostsRow, content: Stored, now: float, not_after: float
) -> bool:
    """Let a held post become due, and a paused one go on where it was. `post`: as the person saw it. False if it has
    changed since."""
    if content.content != post["content"]:
        store.drop_translations(post_id=post["id"])
    seen = {"was": post["state"], "why": post["reason"], "old": post["content"]}
    done = store.approve_post(id=post["id"], **seen, **vars(content), now=now, not_after=not_after) == 1
    settle(store, (post["id"],) if done else (), now)
    return done


def cancel(store: Store, post: int, reason: Reason, now: float) -> bool:
    """Cancel a post; messages already sent stay. False if it had ended."""
    done = store.cancel_post(id=post, now=now, **columns(reason)) == 1
    _leave_out(store, [post] if done else [])
    return done


def send_again(
    store: Store, post: int, now: float, not_after: float, waits: Reason | None = None
) -> int | None:
    """Open a post again for those it did not reach: their number, 0 of one that is due again; None if it has changed
    meanwhile. `waits`: why a person must approve it."""
    with store.transaction():
        if store.resend_post(id=post, now=now, not_after=not_after) is None:
            return None
        opened: int = store.open_unreached(post_id=post, now=now)
        settle(store, (post,), now)
        if waits:
            hold(store, post, waits)
    return opened


def ask_again(store: Store, new: NewPost, now: float) -> int | None:
    """Restart a retraction that ended unfinished, and return its id; None if it is under way or done."""
    own: dict[str, Any] = {"item_id": new.item_id, "channel": new.channel, "revision": new.revision}
    post: int | None = store.take_back_again(**own, kind=new.kind, now=now, not_after=new.not_after)
    if post is not None:
        store.take_back(**own, now=now)
    return post


def edit_again(store: Store, post: int, now: float, not_after: float) -> None:
    """Open an edit again that a page has refused."""
    if store.open_edit(id=post, now=now, not_after=not_after):
        store.open_edit_delivery(post_id=post, now=now)


# -- by the program ---------------------------------------------------------------------------------


def supersede(store: Store, item: int, channel: str, kind: str, revision: int, now: float) -> None:
    """End older revisions; the newer one takes over the recipients they have not reached."""
    store.supersede_posts(item_id=item, channel=channel, kind=kind, revision=revision, now=now)


def cancel_unreleased(store: Store, item: int, reason: Reason, now: float) -> list[CancelUnreleasedRow]:
    """Cancel an item's posts that have not begun. Returns rows with `channel` and `revision`."""
    return store.cancel_unreleased(item_id=item, now=now, **columns(reason))


def pause(store: Store, post: int, reason: Reason) -> bool:
    """Pause a post that is being sent, until a person approves it."""
    return store.pause_post(id=post, **columns(reason)) == 1


def pause_before(store: Store, post: int, reason: Reason) -> None:
    """Pause a post that has not begun, because its template may not be sent."""
    store.pause_unreleased(id=post, **columns(reason))


def wait(store: Store, post: int, reason: Reason, until: float) -> None:
    """Postpone a post until a moment (Unix seconds); one that has begun goes on then where it was."""
    store.wait_until(id=post, until=until, **columns(reason))


def go_on(store: Store, post: PostRow) -> None:
    """The time has come for which a post in the middle of its sending has waited."""
    if post["reason"] and post["not_before"]:
        store.time_has_come(id=post["id"])


def pause_rejected(store: Store, post: int, answered: int, rejected: int) -> None:
    """Count certain answers, and refusals that concern the post itself. Too many refusals pause it."""
    store.count_answers(id=post, answered=answered, rejected=rejected)
    if rejected:
        store.pause_rejected(id=post)


def pause_refused(store: Store, post: int, reason: Reason, now: float) -> None:
    """Pause a post after one code refused several recipients in a row, which makes it the post's own fault."""
    store.pause_refused(id=post, now=now, **columns(reason))


def keep_prepared(store: Store, post: int, old: str, new: str, content: Content) -> bool:
    """Store the content with the results of its uploads. False if the content has changed since they began."""
    about = {"template": content.template, "category": content.category}
    return store.set_content(id=post, old=old, content=new, **about) == 1


def wait_for_template(store: Store, channel: str, template: str, language: str, reason: Reason) -> None:
    """Pause the posts whose own text is this template in this language; a translation never holds one."""
    store.pause_for_template(channel=channel, name=template, language=language, **columns(reason))


def go_on_with_template(store: Store, channel: str, template: str, language: str, now: float) -> None:
    """Resume the posts that waited for this template. Posts held or stopped by a person stay as they are."""
    ids = [row["id"] for row in store.resume_for_template(channel=channel, name=template, language=language)]
    settle(store, ids, now)


def put_off(
    store: Store, post: PostRow, reason: Reason, *, deferred: bool, estimate: int, now: float
) -> None:
    """End a post before it begins. `deferred`: its news go into the next digest."""
    store.put_off(
        id=post["id"],
        state=PostState.CANCELLED if deferred else PostState.EXPIRED,
        **columns(reason),
        deferred=int(deferred),
        estimate=estimate,
        now=now,
    )


def end_overdue(store: Store, channel: str, mode: Mode, now: float) -> None:
    """End posts whose not-after has passed, and posts of another mode."""
    ended = store.expire_posts(channel=channel, now=now)
    ended += store.drop_other_modes(channel=channel, mode=mode, now=now)
    _leave_out(store, [row["id"] for row in ended])


def revive(store: Store, now: float) -> None:
    """Let posts stand as they stood before they expired by a clock that was ahead, and go on to whom they had not
    reached."""
    rows = store.revive_posts(now=now)
    for row in rows:
        if row["kind"] in (Kind.WITHDRAW, Kind.RETRACT):
            store.take_back(item_id=row["item_id"], channel=row["channel"], revision=row["revision"], now=now)
    ids = json.dumps([row["id"] for row in rows])
    store.open_expired(posts=ids, now=now)
    store.mend_welcomes(posts=ids)


def end_all_open(store: Store, now: float, last: int | None = None) -> int:
    """End the open posts (up to id `last`) after a backup was restored: they may be out. Returns their number."""
    last = store.last_post() if last is None else last
    ended = [row["id"] for row in store.restored_posts(last=last, now=now)]
    _leave_out(store, ended)
    return len(ended)


def _leave_out(store: Store, ended: Sequence[int]) -> None:
    """Let the texts be sent again that these ended posts were to take back."""
    if ended:
        store.leave_out(posts=json.dumps(ended))
