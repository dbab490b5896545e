"""How far an item got: accepted, delivered and when, not reached and why. Live while it is sent, and afterwards.

All figures are counted in the records of attempts and receipts. Those are forgotten after some weeks; of emergencies
and tests the figures are kept before (`keep`). They hold no personal data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from channels.base import Channel
from channels.sentence import Sentence
from pipeline.reasons import Code, Reason, read
from pipeline.staff.words import worded
from pipeline.store import Store
from pipeline.words import put

if TYPE_CHECKING:
    from pipeline.store.statements import ReachBegunRow

SHARES = (50, 90, 99)  # percent of the recipients
NO_RECEIPT = Sentence("accepted by the provider, no receipt yet: the phone may be off")
NOT_SENT_YET = Sentence("not sent yet")


@dataclass(frozen=True)
class Missed:
    """Recipients who have not got it, for one reason."""

    n: int
    state: str  # of their deliveries: failed, skipped, uncertain, pending, sending; sent = no receipt yet
    why: str  # in words, in the language of whoever counted

    @property
    def is_open(self) -> bool:
        """Whether it may still reach them."""
        return self.state in ("pending", "sending", "sent", "uncertain")


@dataclass(frozen=True)
class Reach:
    """The figures of one item on one channel. Times are seconds from its beginning, None = not (yet) so many."""

    channel: str
    title: str  # of the channel
    begun_at: float  # Unix seconds
    recipients: int  # all who were to get it, but for those who chose otherwise
    accepted: int  # by the provider
    delivered: int  # by receipt; where a channel has no receipts as many as were accepted
    accepted_within: Mapping[str, float | None]  # "50", "90", "99" percent of the recipients
    delivered_within: Mapping[str, float | None]
    missed: tuple[Missed, ...] = ()
    chose_otherwise: int = 0  # citizens who did not want it: topics, pauses, digests
    is_open: bool = False  # it is still being sent
    receipts: bool = True  # the channel tells who got it
    is_broadcast: bool = True  # to citizens; else it is a page

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Reach:
        return cls(**{**kept, "missed": tuple(Missed(**one) for one in kept["missed"])})


# Skipped because of a citizen's own choice, or because they are no subscribers any more: nobody failed to reach them.
CHOSEN = frozenset(
    f"{code}"
    for code in (
        *(Code.WANTS_URGENT, Code.WANTS_DIGEST, Code.WANTS_ALL, Code.OTHER_TOPICS, Code.OTHER_ZONE),
        *(Code.PAUSES, Code.NO_MARKETING, Code.WEEK_IS_FULL, Code.EXERCISE, Code.NO_SUBSCRIBER),
        *(Code.LEFT, Code.LEAVING, Code.GUEST, Code.OTHER_MODE),
    )
)


def begun_title(store: Store, item: int, newest: str) -> str:
    """The title by which an item went out first: the newest one may be that of its end."""
    return store.first_headline(item_id=item) or newest


def reach_of(store: Store, channels: Mapping[str, Channel], item: int) -> list[Reach]:
    """The figures of an item on each channel on which it began; those that were kept, where the records are gone."""
    kept = {
        row["channel"]: Reach.from_json(json.loads(row["figures"])) for row in store.kept_reach(item_id=item)
    }
    found = []
    for row in store.reach_channels(item_id=item):
        name = row["channel"]
        counted = kept.get(name) or count(store, name, channels.get(name), item)
        if counted is not None:
            found.append(counted)
    return found


def reach_in_short(store: Store, channels: Mapping[str, Channel], item: int) -> list[Reach]:
    """The same without times and reasons, from tallies: quick enough for a page that anybody may ask for."""
    kept = {row["channel"]: row["figures"] for row in store.kept_reach(item_id=item)}
    found = []
    for row in store.reach_channels(item_id=item):
        name = row["channel"]
        if name in kept:
            found.append(Reach.from_json(json.loads(kept[name])))
        elif (begun := store.reach_begun(item_id=item, channel=name)) and begun["begun_at"] is not None:
            found.append(_tallied(store, name, channels.get(name), item, begun))
    return found


def _tallied(store: Store, name: str, channel: Channel | None, item: int, begun: ReachBegunRow) -> Reach:
    counted = store.reach_in_short(item_id=item, channel=name)
    assert counted is not None  # sums
    receipts = channel is None or channel.capabilities.receipts
    return Reach(
        channel=name,
        title=channel.capabilities.title if channel is not None else name,
        begun_at=begun["begun_at"] or 0.0,
        recipients=counted["total"],
        accepted=counted["sent"],
        delivered=counted["delivered"] if receipts else counted["sent"],
        accepted_within={},
        delivered_within={},
        is_open=bool(begun["open"]),
        receipts=receipts,
        is_broadcast=channel is None or channel.capabilities.broadcast,
    )


def count(store: Store, name: str, channel: Channel | None, item: int) -> Reach | None:
    """Count an item's figures on one channel; None = it has not begun there."""
    begun = store.reach_begun(item_id=item, channel=name)
    if begun is None or begun["begun_at"] is None:
        return None
    rows = store.reach_states(item_id=item, channel=name)
    receipts = channel is None or channel.capabilities.receipts
    chosen = sum(row["n"] for row in rows if row["state"] == "skipped" and row["reason"] in CHOSEN)
    recipients = sum(row["n"] for row in rows) - chosen
    accepted = sum(row["n"] for row in rows if row["state"] == "sent")
    delivered = sum(row["delivered"] for row in rows) if receipts else accepted
    about = {"item_id": item, "channel": name}

    def within(nth: Any) -> dict[str, float | None]:
        times = {share: nth(**about, skip=max(0, ceil(recipients * share / 100) - 1)) for share in SHARES}
        return {
            str(share): None if at is None or not recipients else max(0.0, at - begun["begun_at"])
            for share, at in times.items()
        }

    return Reach(
        channel=name,
        title=channel.capabilities.title if channel is not None else name,
        begun_at=begun["begun_at"],
        recipients=recipients,
        accepted=accepted,
        delivered=delivered,
        accepted_within=within(store.accepted_nth),
        delivered_within=within(store.delivered_nth if receipts else store.accepted_nth),
        missed=tuple(_missed(rows, receipts=receipts)),
        chose_otherwise=chosen,
        is_open=bool(begun["open"]),
        receipts=receipts,
        is_broadcast=channel is None or channel.capabilities.broadcast,
    )


def _missed(rows: Sequence[Any], *, receipts: bool) -> Iterator[Missed]:
    counted: dict[tuple[str, str], int] = {}
    for row in rows:
        if row["state"] == "sent":
            silent = row["n"] - row["delivered"] if receipts else 0
            key, n = ("sent", put(NO_RECEIPT)), silent
        elif row["state"] == "skipped" and row["reason"] in CHOSEN:
            continue
        else:
            key, n = (row["state"], _why(row)), row["n"]
        if n:
            counted[key] = counted.get(key, 0) + n
    ordered = sorted(counted.items(), key=lambda one: -one[1])
    return (Missed(n, state, why) for (state, why), n in ordered)


def _why(row: Any) -> str:
    found = read(row)
    if found is not None:
        return worded(found)
    return put(NOT_SENT_YET) if row["state"] in ("pending", "sending") else worded(Reason(Code.UNKNOWN))


def keep(store: Store, channels: Mapping[str, Channel], period: Mapping[str, float], now: float) -> int:
    """Keep the figures of emergencies and tests that began in a period (`since`, `before`). Returns their number."""
    kept = 0
    for name, channel in channels.items():
        for row in store.reach_to_keep(channel=name, **period):
            counted = count(store, name, channel, row["item_id"])
            if counted is not None and not counted.is_open:
                figures = json.dumps(counted.to_json(), ensure_ascii=False)
                kept += store.keep_reach(item_id=row["item_id"], channel=name, at=now, figures=figures)
    return kept


def published_tests(store: Store) -> list[tuple[str, Reach]]:
    """The yearly tests with how far each got, the newest first: for a page that everybody may read."""
    rows = store.yearly_tests(like="desk:yearly-test:%")
    return [(row["title"], Reach.from_json(json.loads(row["figures"]))) for row in rows]
