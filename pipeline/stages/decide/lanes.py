"""How urgent an item is, and whether it begins or ends something. Pure.

Feed, category and words name the lane, the most urgent of them counts. Words also calm: an end and an exercise are no
emergency, nor is mere talk of a danger. What is doubtful goes as the calmer of two lanes, and a person is told.
"""

from __future__ import annotations

from dataclasses import replace

from channels.value import dataclass
from pipeline.colour import Colour, Level
from pipeline.model import RANK, Entry, Lane
from pipeline.patterns import lazy_re
from pipeline.phase import Phase
from pipeline.reasons import Code, Reason
from pipeline.settings.election import election_at
from pipeline.settings.rule import Rule
from pipeline.stages.decide.election import is_for_voters
from pipeline.stages.decide.evidence import NEAR
from pipeline.stages.decide.heard import heard
from pipeline.stages.decide.phases import folded
from pipeline.stages.decide.rules import lane_rule
from pipeline.stages.decide.signs import Strength
from pipeline.stages.decide.view import View
from pipeline.stages.decide.wording import (
    UNREAD,
    Wording,
    begin_of,
    is_exercise_by_text,
    starts_as_alert,
    wording_of,
)

_OFFICE = lazy_re(r"\bprotezione civile\b")  # a category that names an office, and no alert
_GREEN = lazy_re(
    r"\b(?:allerta|codice|livello|criticita|bollettino)(?: \w+)? verde\b|\bnessun[oa]? (?:allerta|criticita|"
    r"fenomen\w+)\b"
)
_HIGHER = lazy_re(r"\b(?:giall[ao]|arancione|ross[ao])\b")


@dataclass(frozen=True)
class Urgency:
    """The lane of an item, its phase and wording, and the emergency that it is perhaps all the same."""

    lane: Lane
    phase: Phase = Phase.NEW
    category: str = ""  # that names an emergency, which this does not look like; "" = there is no such doubt
    wording: Wording = UNREAD
    rule: str = ""  # the rule that has set the lane; "" = none
    is_raised: bool = False  # the rule alone makes it an emergency: neither its words do nor its category
    named: Lane | None = None  # the portal's lane, where two people let it travel as an emergency


def urgency_of(entry: Entry, view: View) -> Urgency:
    """The urgency of an entry, by feed, categories and words; or what another feed says, if higher. An official colour
    is as urgent as its grade, whatever its words."""
    if entry.colour:
        return _of_colour(entry.colour)
    own = _own_urgency(entry, view)
    higher = entry.lane and own.phase is Phase.NEW and RANK[entry.lane] < RANK[own.lane]
    return Urgency(entry.lane, wording=own.wording) if entry.lane and higher else own


def as_raised(urgency: Urgency, *, raised: bool) -> Urgency:
    """The urgency of an edit. What two people let travel as an emergency (`raised`) stays one when the portal edits it:
    else a corrected typing error in mid-broadcast would make the rest of the town wait for the morning."""
    if not raised or urgency.lane is Lane.EMERGENCY or urgency.phase is not Phase.NEW:
        return urgency
    return replace(urgency, lane=Lane.EMERGENCY, named=urgency.lane)


def lane_of(entry: Entry, view: View) -> Lane:
    return urgency_of(entry, view).lane


def lane_by_category(entry: Entry, view: View) -> Lane:
    """The lane as far as feeds and categories name it: words may calm it, and do not raise it."""
    rule = lane_rule(entry, view.feed, view.rules)
    named = (rule and rule.lane) or _named(entry, view)
    found = urgency_of(entry, view).lane
    raised = RANK[found] < RANK[named] and found is not entry.lane
    return min(named, entry.lane or named, key=RANK.__getitem__) if raised else found


def category_of(entry: Entry, view: View, lane: Lane) -> str:
    """The first of an entry's categories that names this lane; "" = none does."""
    return next((c for c in entry.categories if view.lanes.get(c.casefold()) is lane), "")


def calmed(urgency: Urgency) -> Reason | None:
    """What a person is told of an item that is perhaps an emergency; None = there is no doubt."""
    if urgency.category:
        return Reason(Code.CALMED, category=urgency.category, lane=str(urgency.lane))
    if urgency.wording.is_perhaps and urgency.lane is not Lane.EMERGENCY and not urgency.rule:
        return Reason(Code.PERHAPS_URGENT, words=urgency.wording.said, lane=str(urgency.lane))
    return None


def _own_urgency(entry: Entry, view: View) -> Urgency:
    rule = lane_rule(entry, view.feed, view.rules)
    if view.feed.events_only:
        found = _of_association(entry)
    else:
        found = _ruled(entry, rule, view) if rule else _by_words(entry, _named(entry, view), view)
    votes = found.lane is Lane.NEWS and is_for_voters(entry.title)
    if votes and election_at(view.elections, view.now, view.zone):
        return replace(found, lane=Lane.SERVICE)  # which needs a person's approval, but is not skipped
    return found


def _of_colour(colour: Colour) -> Urgency:
    if colour.is_over:
        return Urgency(Lane.SERVICE, Phase.ALERT_OVER)
    return Urgency(Lane.EMERGENCY if colour.level >= Level.ORANGE else Lane.SERVICE)


def _of_association(entry: Entry) -> Urgency:
    """An association's feed invites, and warns of nothing."""
    words = wording_of(entry, Lane.NEWS)
    return Urgency(Lane.NEWS, Phase.NEW if words.phase is Phase.ALERT_OVER else words.phase)


def _ruled(entry: Entry, rule: Rule, view: View) -> Urgency:
    """The urgency where a rule of the council sets the lane: words only calm, unless the rule has read them."""
    lane = rule.lane or _named(entry, view)
    words = wording_of(entry, lane)
    if lane is Lane.EMERGENCY and not rule.title_words:
        found = _by_words(entry, lane, view)
    else:
        over = words.phase is Phase.ALERT_OVER or (words.phase is not Phase.NEW and lane is Lane.EMERGENCY)
        found = Urgency(Lane.SERVICE if over else lane, words.phase, wording=words)
    if found.lane is not rule.lane:
        return found
    by_itself = words.lane is Lane.EMERGENCY or _named(entry, view) is Lane.EMERGENCY
    return replace(found, rule=rule.name, is_raised=found.lane is Lane.EMERGENCY and not by_itself)


def _by_words(entry: Entry, named: Lane, view: View) -> Urgency:
    """The urgency by the words of an entry whose feed, categories or rule name a lane."""
    words = wording_of(entry, named)
    calmer = Lane.SERVICE if named is Lane.EMERGENCY else min(named, words.lane, key=RANK.__getitem__)
    if words.phase is Phase.ALERT_OVER:
        calmer = Lane.SERVICE  # it wakes nobody
    if words.phase is not Phase.NEW or named is not Lane.EMERGENCY:
        return Urgency(calmer, words.phase, wording=words)
    if words.lane is Lane.EMERGENCY or not _is_calm(entry, words, view):
        return Urgency(Lane.EMERGENCY, wording=words)
    lane = min(_named(entry, view, but=Lane.EMERGENCY), words.lane, key=RANK.__getitem__)
    lane = Lane.SERVICE if lane is Lane.EMERGENCY else lane
    quiet = _names_office(entry, view) and _is_quiet(entry, words)
    return Urgency(lane, category="" if quiet else _urgent(entry, view)[0], wording=words)


def _named(entry: Entry, view: View, but: Lane | None = None) -> Lane:
    """The most urgent lane that the entry's categories name, else the feed's. `but`: a lane that does not count."""
    named = {view.lanes[c.casefold()] for c in entry.categories if c.casefold() in view.lanes} - {but}
    return min(named, key=RANK.__getitem__, default=view.feed.lane)


def _urgent(entry: Entry, view: View) -> list[str]:
    """The categories that name an emergency; where the feed itself does, its own."""
    named = [c for c in entry.categories if view.lanes.get(c.casefold()) is Lane.EMERGENCY]
    return named or [view.feed.category]


def _names_office(entry: Entry, view: View) -> bool:
    """Whether only the office of civil protection names an emergency, which has courses and parties too."""
    offices = all(_OFFICE.search(folded(c)) for c in _urgent(entry, view))
    return offices and view.feed.lane is not Lane.EMERGENCY


def _is_quiet(entry: Entry, words: Wording) -> bool:
    """Whether words plainly only talk, and name no danger."""
    return _is_green(folded(entry.title)) or (words.heard.is_gone and words.heard.evidence < NEAR)


def _is_green(title: str) -> bool:
    return _GREEN.search(title) is not None and _HIGHER.search(title) is None


def _is_calm(entry: Entry, words: Wording, view: View) -> bool:
    """Whether an entry that begins something, in a category of emergencies, does not sound like one."""
    title, heard_in = folded(entry.title), words.heard
    if _is_green(title) or is_exercise_by_text(entry):
        return True
    if starts_as_alert(entry.title):  # "Allerta rossa: rinviata la festa"
        return heard_in.is_gone or (heard_in.is_calm and not _HIGHER.search(title))
    if heard_in.is_talk or heard_in.strength is Strength.SURE:
        return heard_in.is_talk
    if _names_office(entry, view):
        return heard_in.is_calm or not (heard_in.names_danger or heard(begin_of(entry)).names_danger)
    return heard_in.is_calm and not heard_in.names_danger
