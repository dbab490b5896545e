"""What the council has warned of: the texts that went out, each with its facts. CAP and the archive read it here.

What a person has composed is told by the facts that were kept, step by step, never by the item's newest text. A text
that nobody got (a draft, one that waits for a second person) is not in it, nor is an exercise.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from channels.base import Content
from channels.value import dataclass
from pipeline.alert import Alert
from pipeline.colour import Level
from pipeline.composed import Draft, Step
from pipeline.desk.compose import sentence, title_of, when_words
from pipeline.desk.library import Hazard, library
from pipeline.phase import Phase
from pipeline.settings.values import Config
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import WarningsRow

DAY = 86400.0
LATELY = 10 * DAY  # seconds that are looked back
COMPOSED = 60 * DAY  # the same for what a person composed: a bridge may be closed for weeks
ADVICE = "Cosa fare: "
_OF_LEVEL = {Level.YELLOW: Alert.YELLOW, Level.ORANGE: Alert.ORANGE, Level.RED: Alert.RED}
_OF_WORD = {"gialla": Alert.YELLOW, "arancione": Alert.ORANGE, "rossa": Alert.RED}


@dataclass(frozen=True, slots=True)
class Told:
    """A text of an item, and when it began to go out. Times are Unix seconds."""

    item: int
    revision: int
    at: float
    title: str
    text: str  # "" = it is not known any more
    link: str
    advice: str = ""  # what to do; "" = it does not say
    ends: bool = False  # an end, or taken back
    mistake: bool = False  # taken back: it was wrong
    follows: int | None = None  # the item whose place it takes, or that it ends
    alert: Alert = Alert.NONE
    hazard: str = ""  # of official colours
    begins: float | None = None
    until: float | None = None
    facts: Draft | None = None  # what a person has composed
    entry: Hazard | None = None  # of the phrase library, where it still has it


def told(store: Store, config: Config, now: float) -> list[Told]:
    """All that has gone out of late, in the order of items and revisions."""
    rows = store.warnings(since=now - LATELY, composed_since=now - COMPOSED, mode=config.live)
    return list(told_of(rows, ZoneInfo(config.council.timezone)))


def told_of(rows: Iterable[WarningsRow], zone: ZoneInfo) -> Iterator[Told]:
    for row in rows:
        level = Level(row["level"]) if row["level"] is not None else None
        known = row["revision"] == row["item_revision"]
        one = Told(
            item=row["id"],
            revision=row["revision"],
            at=row["at"],
            title=row["headline"] or row["title"],
            text=(row["summary"] or row["text"]) if known else "",
            link=row["link"],
            advice=_advice_in(row["text"]) if known else "",
            ends=row["phase"] == Phase.ALERT_OVER,
            follows=row["follows"],
            alert=_OF_LEVEL.get(level, Alert(row["alert"])) if level else Alert(row["alert"]),
            hazard=row["hazard"],
            begins=row["valid_from"],
            until=row["valid_until"],
        )
        if row["draft"]:
            one = _composed(one, Draft.from_json(row["draft"]), zone)
        yield _taken_back(one, row["correction"]) if row["taken_back"] else one


def _composed(one: Told, facts: Draft, zone: ZoneInfo) -> Told:
    """The same with the facts that a person composed."""
    ends, entry = facts.step is Step.END, library().get(facts.hazard)
    if entry is None:  # of another release
        return replace(one, ends=ends, facts=facts, begins=facts.starts, until=facts.until)
    when = "" if ends else when_words(facts, zone)
    paragraphs = (facts.words, facts.impact or (entry.end if ends else ""), when)
    alert = _OF_WORD.get(facts.level, Alert.EVACUATION if "evacuazione" in entry.templates else one.alert)
    return replace(
        one,
        title=title_of(facts),
        text=" ".join(sentence(part) for part in paragraphs if part),
        advice=" ".join(map(sentence, facts.actions)),
        ends=ends,
        alert=alert,
        begins=facts.starts,
        until=facts.until,
        facts=facts,
        entry=entry,
    )


def _taken_back(one: Told, correction: str | None) -> Told:
    """The same as what takes it back: nothing of it is told as if it were right."""
    text = Content.from_json(json.loads(correction)).text if correction else ""
    return replace(one, ends=True, mistake=True, text=text, advice="", begins=None, until=None)


def _advice_in(text: str) -> str:
    """The paragraph of a text that says what to do, if it has one of ours."""
    parts = text.split("\n\n")[1:]
    return next((part.removeprefix(ADVICE) for part in parts if part.startswith(ADVICE)), "")
