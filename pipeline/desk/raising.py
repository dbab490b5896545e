"""An alert or a state that a person has composed becomes posts: its beginning, an update, its end.

They are one item. Its end and its updates go to exactly those who have, or may have, its beginning; who has not got it
yet gets the update instead, or, of an end, nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from channels.base import Channel
from channels.value import dataclass
from pipeline.alert import Alert
from pipeline.composed import Draft, Step
from pipeline.model import Edits, Kind, Lane, News, PostState
from pipeline.quiet import QuietHours
from pipeline.reasons import Code, Reason
from pipeline.settings.values import Config
from pipeline.stages.enqueue import Rendered
from pipeline.store import Store, deliveries, posts
from pipeline.store.posts import NewPost

if TYPE_CHECKING:
    from pipeline.store.statements import ItemRow


@dataclass(frozen=True)
class Raised:
    """A draft with its texts, ready to go."""

    draft: Draft
    news: News
    on: Mapping[str, Rendered]  # channel -> its text there
    key: str  # one-time: said twice, it is done once
    held: Reason | None = None  # why somebody must approve it first

    @property
    def alert(self) -> Alert:
        if self.draft.step is Step.END:
            return Alert.OVER
        return Alert.BY_HAND if self.news.lane is Lane.EMERGENCY else Alert.NONE


@dataclass(frozen=True)
class Made:
    """What became of it: its item, and the channels on which it goes out."""

    item: int
    channels: tuple[str, ...] = field(default=())
    before: bool = False  # the key was used already: nothing was done


def alias_of(key: str) -> str:
    """The name under which the item of a key is found."""
    return f"desk:alert:{key}"


def begin(store: Store, config: Config, raised: Raised, now: float) -> Made:
    """Make an item and its posts, or find those that the key has made."""
    with store.transaction():
        if (known := store.desk_item(alias=alias_of(raised.key))) is not None:
            return Made(int(known), before=True)
        item = store.insert_item(
            source="desk", now=now, published_at=now, withdrawn_at=None, **_fields(raised, 1)
        )
        _keep(store, item, raised, 1, now)
        for name in raised.on:
            _post(store, config, raised, _Aim(item, name, 1, Kind.PUBLISH), now)
    return Made(item, tuple(raised.on))


def follow(
    store: Store, config: Config, channels: Mapping[str, Channel], item: ItemRow, raised: Raised, now: float
) -> Made:
    """Update or end an item, for exactly those who were told of it."""
    with store.transaction():
        if store.desk_item(alias=alias_of(raised.key)) is not None:
            return Made(item["id"], before=True)
        current = store.item(id=item["id"])
        assert current is not None
        revision = current["revision"] + 1
        taken, going = _take_over(store, config, raised, item["id"], revision, now)
        store.update_item(id=item["id"], **_fields(raised, revision))
        _keep(store, item["id"], raised, revision, now)
        out = {one["channel"] for one in store.published_posts(item_id=item["id"], channel="")} | going
        for name in sorted(out & raised.on.keys()):
            kind = _kind(config, channels[name], name)
            if channels[name].capabilities.by_hand and not _was_shared(store, item["id"], name):
                if raised.draft.step is Step.END:
                    continue
                kind = Kind.PUBLISH  # in the place of the text that nobody has shared
            _post(store, config, raised, _Aim(item["id"], name, revision, kind), now)
            taken.add(name)
    return Made(item["id"], tuple(sorted(taken)))


def _take_over(
    store: Store, config: Config, raised: Raised, item: int, revision: int, now: float
) -> tuple[set[str], set[str]]:
    """Let nobody get the old text any more: who has not got it gets the update; of an end, nothing. What waits for a
    second person stops no alert, and takes the place of what a person has stopped. Returns the channels taken over, and
    those on which the old text goes on."""
    taken, going = set(), set()
    for post in store.open_publishing(item_id=item):
        stopped = post["state"] == PostState.HELD or post["reason"] == Code.HELD_BY_HAND
        if raised.held and not stopped:
            going.add(post["channel"])
        elif raised.draft.step is Step.END:
            posts.cancel(store, post["id"], Reason(Code.ENDED, item=item), now)
        elif post["channel"] in raised.on:
            posts.supersede(store, item, post["channel"], Kind.PUBLISH, revision, now)
            _post(store, config, raised, _Aim(item, post["channel"], revision, Kind.PUBLISH), now)
            taken.add(post["channel"])
    return taken, going


def _was_shared(store: Store, item: int, channel: str) -> bool:
    """Whether a person has shared it; what still lies in the tray is taken away."""
    deliveries.leave_tray(store, item, channel)
    return store.shared_by_hand(item_id=item, channel=channel) is not None


def _kind(config: Config, channel: Channel, name: str) -> Kind:
    """A page whose posts are edited is edited; everybody else gets a message of its own."""
    own = next(one for one in config.channels if one.name == name)
    return Kind.EDIT if own.edits is Edits.EDIT and channel.capabilities.edit else Kind.FOLLOW_UP


def _fields(raised: Raised, revision: int) -> dict[str, Any]:
    """The columns of the item."""
    news = raised.news
    return {
        "title": news.title,
        "summary": news.summary,
        "text": news.text,
        "link": "",
        "image": "",
        "image_alt": "",
        "place": raised.draft.place,
        "category": "",
        "categories": "[]",
        "lane": news.lane,
        "revision": revision,
        "content_hash": "",
        "phase": news.phase,
    }


def _keep(store: Store, item: int, raised: Raised, revision: int, now: float) -> None:
    """Keep the facts and the key."""
    draft = raised.draft
    store.insert_alias([{"name": alias_of(raised.key), "item_id": item}])
    kept = {"item_id": item, "revision": revision, "step": draft.step, "hazard": draft.hazard}
    store.insert_composed([{**kept, "now": now, "draft": draft.to_json()}])


@dataclass(frozen=True)
class _Aim:
    """Where a post goes, and as what."""

    item: int
    channel: str
    revision: int
    kind: Kind


def _post(store: Store, config: Config, raised: Raised, aim: _Aim, now: float) -> None:
    made, lane = raised.on[aim.channel], raised.news.lane
    held = raised.held
    if made.content is None:
        held = Reason(Code.TEMPLATE_BROKEN, said=made.problem or "?")
    hours: QuietHours = config.quiet_hours(aim.channel)
    opens = hours.until(now, raised.alert)
    new = NewPost(
        item_id=aim.item,
        channel=aim.channel,
        revision=aim.revision,
        kind=aim.kind,
        lane=lane,
        mode=config.live,
        content=made.content,
        translations=made.translations,
        audience="everyone",
        zones=raised.draft.zones if lane is not Lane.EMERGENCY else (),  # an emergency goes to everybody
        held=held,
        due_at=now,
        not_after=opens + config.schedule.hours_for(lane) * 3600,
        headline=raised.news.title,
        alert=raised.alert,
    )
    posts.make(store, new, now)


def newest(store: Store, item: int) -> Draft | None:
    """The last step of what was composed; None = the item was not composed."""
    steps = store.composed_steps(item_id=item)
    return Draft.from_json(steps[0]["draft"]) if steps else None


def next_step(draft: Draft, step: Step, **changed: Any) -> Draft:
    """The draft that follows: what is not said anew stays as it was."""
    from pipeline.desk.compose import proposed

    if step is Step.END:
        _, after = proposed(draft.hazard, step)
        draft = replace(
            draft, impact="", actions=tuple(after), starts=None, until=None, open_end=False, words=""
        )
    return replace(draft, step=step, **changed)
