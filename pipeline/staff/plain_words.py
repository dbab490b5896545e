"""Reasons and results as the office reads them on a page: the same sentences as at the terminal, without commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from channels.sentence import Sentence, template
from pipeline.reasons import Reason
from pipeline.staff.deeds import Deed, Deeds, Left, Obstacle
from pipeline.staff.words import worded
from pipeline.words import put

# A part of a sentence, from one mark to the next, in which a command stands.
_COMMAND = re.compile(r"(?:^|[;:,?]? )[^;:?]*`[^`]*`[^;:?]*")
SENT_BEFORE = template("«{title}»: this form was sent before: nothing goes out twice")
# What stands in the place of sentences that tell a command.
WORDS = {
    Obstacle.STOPPED_AGAIN: template("{channel}: has been stopped again just now"),
    Obstacle.SAY_REAL: template(
        "{channel}: «{title}» is a real emergency, and today is the drill «{problem}»: if it is real, type REALE"
    ),
    Obstacle.NEEDS_REASON: template("«{title}»: that needs a reason: write why"),
    Obstacle.NOT_ALONE: template("{channel}: «{title}»: one person alone types how many citizens get it"),
    Obstacle.GONE_BACK: template(
        "nothing leaves yet: an older database was put back; whoever runs the service knows how"
    ),
    Obstacle.NEEDS_GROUNDS: template(
        "{channel}: «{title}»: in an election period (L. 28/2000) it goes only if it is indispensable: write why"
    ),
    Obstacle.CHANGED: template("{channel}: «{title}» has changed just now: load the page anew"),
}


def plain(reason: Reason | None) -> str:
    """A reason without the commands that it tells."""
    return without_commands(worded(reason))


def without_commands(text: str) -> str:
    if "`" not in text:
        return text
    return _COMMAND.sub("", text).strip(" ;:,") or text.replace("`", "")


def results(deeds: Deeds) -> Iterator[tuple[bool, str]]:
    """What came of an act: whether it is as it was asked, and the sentence."""
    for one in deeds.done:
        again = one.deed is Deed.SENT_BEFORE
        yield True, put(Sentence(SENT_BEFORE, title=one.title) if again else one.sentence)
    yield from ((False, without_commands(put(_sentence(left)))) for left in deeds.left)


def _sentence(one: Left) -> Sentence:
    if one.obstacle not in WORDS:
        return one.sentence
    return Sentence(WORDS[one.obstacle], channel=one.channel, title=one.title, problem=one.problem)
