"""The portal's item about an alert that a person has sent by hand: it joins it, and is not sent again. Pure.

It joins where danger and place are the same. Where it tells more, or something else, a person is asked. Where it is
about another place, or graver (another colour, an order to leave or to stay), it is an alert of its own. Later edits of
the portal are judged as any edit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.composed import Element, Step
from pipeline.known import TypedAlert
from pipeline.model import Action, Change, Decision, Lane
from pipeline.phase import Phase
from pipeline.reasons import Code, Reason
from pipeline.stages.decide.edits import adds_facts, is_graver
from pipeline.stages.decide.elements import elements_of
from pipeline.stages.decide.phases import folded
from pipeline.stages.decide.signs import Matter
from pipeline.stages.decide.view import View
from pipeline.stages.decide.wording import wording_of
from pipeline.text import MONTHS, WEEKDAYS

_SHORTEST = 4  # letters of a telling word
_STEM = 5  # letters by which words of one root are known
# Matters that are so wide that the danger itself must be named.
_WIDE = frozenset((Matter.WEATHER, Matter.OTHER, Matter.HEALTH, Matter.OUTAGE, Matter.ROADS, Matter.NONE))
_GENERIC = frozenset(
    """via viale piazza corso vicolo largo strada frazione localita zona quartiere tutto tutta tutte tutti intero
    territorio comunale comune paese centro storico golena ponte scuola scuole della delle dello dell alla alle nella
    presso verso lungo vicino capoluogo""".split()
)
_ENDS = (Phase.ALERT_OVER, Phase.NOTICE_OVER)


def joined(decisions: Sequence[Decision], view: View) -> list[Decision]:
    """The decisions, those about an alert sent by hand joined to it."""
    return [_joined(one, view) for one in decisions] if view.typed else list(decisions)


def _joined(one: Decision, view: View) -> Decision:
    if one.change not in (Change.NEW, Change.RAISED) or one.lane is Lane.NEWS:
        return one
    for typed in reversed(view.typed):
        if _is_same(one, typed, view):
            said, text, begins = _said(typed, view), _text(one), one.phase is Phase.NEW
            if begins and is_graver(said, text):
                return one  # it waits for nobody
            more = begins and adds_facts(said, text)
            return _with(one, Reason(Code.JOINED_MORE if more else Code.JOINED, item=typed.item), held=more)
    return one


def _with(one: Decision, why: Reason, *, held: bool) -> Decision:
    """The decision, with what would go out skipped, or held."""
    action = Action.HOLD if held else Action.SKIP
    verdicts = (
        replace(verdict, action=action, reason=why) if verdict.action is Action.PUBLISH else verdict
        for verdict in one.verdicts
    )
    return replace(one, verdicts=tuple(verdicts))


def _text(one: Decision) -> str:
    entry = one.identified.entry
    return f"{entry.title}\n{entry.text or entry.summary}"


def _is_same(one: Decision, typed: TypedAlert, view: View) -> bool:
    """Whether an item is about the same danger at the same place, and tells the same step of it."""
    ended = typed.draft.step is Step.END
    if (one.phase in _ENDS) != ended or (one.phase is not Phase.NEW and not ended):
        return False
    return _is_same_danger(one, typed) and _is_same_place(_text(one), typed, view)


def _is_same_danger(one: Decision, typed: TypedAlert) -> bool:
    words = {word[:_STEM] for word in folded(_text(one)).split()}
    telling = {
        word[:_STEM]
        for word in folded(typed.hazard).split()
        if len(word) >= _SHORTEST and word not in _GENERIC
    }
    matter = wording_of(one.identified.entry, one.lane).matter
    if matter == typed.matter and matter not in _WIDE:
        return True
    return bool(telling) and (telling <= words or (matter == typed.matter and bool(telling & words)))


def _is_same_place(text: str, typed: TypedAlert, view: View) -> bool:
    """Whether a text names the place, or no place at all. The whole town has every place in it."""
    own = set(folded(view.council).split()) | _GENERIC
    place = {word for word in folded(typed.draft.place).split() if len(word) >= _SHORTEST and word not in own}
    if not place or place & set(folded(text).split()):
        return True
    return Element.PLACE not in elements_of(text)


def _said(typed: TypedAlert, view: View) -> str:
    """All that was said, and its times in the other ways in which people write them."""
    moments = (typed.draft.starts, typed.draft.until)
    times = [words for moment in moments if moment is not None for words in _written(moment, view)]
    return f"{typed.text}\n{' . '.join((*times, typed.draft.place))}"


def _written(moment: float, view: View) -> Iterator[str]:
    when = datetime.fromtimestamp(moment, view.zone)
    today = datetime.fromtimestamp(view.now, view.zone).date()
    named = {0: "oggi stasera stanotte", 1: "domani", 2: "dopodomani"}
    yield f"ore {when.hour}:{when:%M}"
    for day in (when.date(), (when - timedelta(minutes=1)).date()):
        yield f"{day.day} {MONTHS[day.month - 1]} . {day.day}/{day.month} . {day.day:02}/{day.month:02}"
        yield f"{WEEKDAYS[day.weekday()]} {named.get((day - today).days, '')}"
