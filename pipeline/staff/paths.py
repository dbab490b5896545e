"""The paths of an alert, for `why`: on which channel it went when, in how many attempts, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from channels.sentence import Sentence
from pipeline.model import Lane
from pipeline.reasons import read
from pipeline.settings.values import Config
from pipeline.staff.post_lines import moment
from pipeline.staff.words import worded
from pipeline.store import Store
from pipeline.terms import term
from pipeline.words import put, say

if TYPE_CHECKING:
    from pipeline.store.statements import AttemptsOfPostRow, PostsOfItemRow

OUTCOMES: Mapping[str, Sentence] = {
    "sent": Sentence("accepted by the provider"),
    "refused": Sentence("refused"),
    "retry": Sentence("to be tried again"),
    "halt": Sentence("stopped the channel"),
    "uncertain": Sentence("without an answer"),
}


def path_lines(config: Config, store: Store, posts: Sequence[PostsOfItemRow]) -> Iterator[str]:
    """One line for each path of an emergency, or of an official colour, and one for each kind of attempt."""
    for post in posts:
        if post["release_to"] is None:
            continue
        found = store.attempts_of_post(post_id=post["id"])
        tries = sum(row["n"] for row in found)
        began = post["begun_at"] or post["released_at"] or post["due_at"]
        yield say(
            "path {channel}, rev {revision}: began {when}, {n} attempts",
            channel=post["channel"],
            revision=post["revision"],
            when=moment(began, config),
            n=tries,
        )
        yield from (f"   {_attempts(row, config)}" for row in found)


def has_paths(item: Mapping[str, object]) -> bool:
    """Whether an item is one whose paths staff have to answer for."""
    return item["lane"] == Lane.EMERGENCY or item["level"] is not None


def _attempts(row: AttemptsOfPostRow, config: Config) -> str:
    line = say(
        "{n} {outcome}, from {first} to {last}",
        n=row["n"],
        outcome=put(term(OUTCOMES, row["outcome"])),
        first=moment(row["first_at"], config),
        last=moment(row["last_at"], config),
    )
    received = say(", {n} received", n=row["received"]) if row["received"] else ""
    because = worded(read(row))
    return f"{line}{received}{f': {because}' if because else ''}"
