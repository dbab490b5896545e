"""Lane discipline: what the program does not call an emergency travels as one for a reason, and by two people.

A person (`approve --lane emergency`) or a rule of config.yaml raises an item: a row of the table `raising`. While that
row has no second name, the gate of the lane (`stages/release/lane_gate.py`) lets nothing of it leave as an emergency.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import Kind, Lane, PostState
from pipeline.reasons import Code, Reason
from pipeline.staff.corrections import Publisher
from pipeline.staff.deeds import Deed, Done, Left, Obstacle
from pipeline.stages.enqueue import Rendered
from pipeline.stages.news import news_of_row
from pipeline.store import Store, posts

if TYPE_CHECKING:
    from pipeline.store.statements import ItemRow, TargetPostsRow

OPEN = (PostState.DUE, PostState.HELD, PostState.PAUSED)


def is_pending(store: Store, item: int) -> bool:
    """Whether an item waits for the second name by which it may travel as an emergency."""
    row = store.raising(item_id=item)
    return row is not None and row["approved_at"] is None


def ask(
    by: Publisher, item: ItemRow, found: list[TargetPostsRow], because: str, now: float
) -> list[Done | Left]:
    """Ask that an item travels as an emergency. It waits until somebody else approves it."""
    title = item["title"]
    own = [
        post
        for post in found
        if post["kind"] == Kind.PUBLISH and post["state"] in OPEN and post["release_to"] is None
    ]
    if item["exercise"] or not own or all(post["lane"] == Lane.EMERGENCY for post in own):
        return [Left(Obstacle.NOT_TO_RAISE, title=title)]
    if not because:
        return [Left(Obstacle.NEEDS_REASON, title=title)]
    with by.store.transaction():
        by.store.ask_raising(item_id=item["id"], now=now, who=by.who, because=because)
        for post in own:
            posts.hold(by.store, post["id"], Reason(Code.RAISE_ASKED, who=by.who, said=because))
    return [Left(Obstacle.SECOND_PERSON, post["channel"], title) for post in own]


def as_usual(by: Publisher, item: ItemRow) -> None:
    """Let an item travel by a calmer lane after all: the request is gone, and what a rule had raised is a notice."""
    with by.store.transaction():
        if by.store.drop_raising(item_id=item["id"]):
            by.store.calm_posts(item_id=item["id"])


def obstacle(by: Publisher, post: TargetPostsRow, now: float) -> Left | None:
    """Why a post of a raised item may not be let go by this person; None = it may. Of what a rule has raised, the first
    person with a reason asks, and another one approves."""
    row = by.store.raising(item_id=post["item_id"])
    if row is None or row["approved_at"] is not None:
        return None
    about = post["channel"], post["title"]
    if not row["asked_by"]:
        if not by.because:
            return Left(Obstacle.NEEDS_REASON, *about)
        by.store.ask_raising(item_id=post["item_id"], now=now, who=by.who, because=by.because)
        return Left(Obstacle.SECOND_PERSON, *about)
    if is_same(row["asked_by"], by.who):
        just_asked = row["asked_at"] == now
        return Left(Obstacle.SECOND_PERSON if just_asked else Obstacle.SAME_PERSON, *about, by.who)
    return None


def is_same(asked: str, who: str) -> bool:
    """Whether nobody else approves than the one who asked. "" is the program, and nobody's second person."""
    return who in ("", asked)


def rendered(by: Publisher, post: TargetPostsRow, item: ItemRow) -> Rendered | None:
    """The text of an item that is raised, by the template of emergencies; None = it has that already."""
    if post["lane"] == Lane.EMERGENCY or by.store.raising(item_id=item["id"]) is None:
        return None
    return by.render(replace(news_of_row(item), lane=Lane.EMERGENCY), post["channel"], Kind(post["kind"]))


def approve(by: Publisher, item: int, now: float) -> None:
    """Record the second name, and let the item's posts travel as an emergency. In the caller's transaction."""
    if is_pending(by.store, item):
        by.store.approve_raising(item_id=item, now=now, who=by.who)
    if by.store.raising(item_id=item) is not None:
        by.store.raise_posts(item_id=item)


def deed_of(post: TargetPostsRow, *, alone: bool) -> Done:
    """What is told of an approved post."""
    deed = Deed.APPROVED_ALONE if alone else Deed.APPROVED
    return Done(deed, post["channel"], post["title"], item=post["item_id"])
