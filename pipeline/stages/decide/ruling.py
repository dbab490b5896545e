"""What the desk says to an item on one channel: rules, and an election period. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Lane
from pipeline.reasons import Code, Reason
from pipeline.settings.rule import Do, Rule
from pipeline.stages.decide.case import Case
from pipeline.stages.decide.election import is_for_voters
from pipeline.stages.decide.rules import on_channel


@dataclass(frozen=True)
class Ruling:
    """Reasons to skip an item, to hold it, and to tell of it although it goes out; None = there is none."""

    skip: Reason | None = None
    hold: Reason | None = None
    tell: Reason | None = None


def ruling_of(case: Case, channel: str) -> Ruling:
    """The ruling on a case on a channel. Of two holds both reasons are kept, because a person approves both at once."""
    rules, election = _of_rules(case, channel), _of_election(case)
    return Ruling(rules.skip or election.skip, both(election.hold, rules.hold), election.tell or rules.tell)


def both(first: Reason | None, then: Reason | None) -> Reason | None:
    """One reason of two."""
    return Reason(Code.ALSO, first=first, then=then) if first and then else first or then


def _of_rules(case: Case, channel: str) -> Ruling:
    met = on_channel(case.rules, channel)
    spared = [rule for rule in met if case.must_go and rule.spares_emergencies and rule.do]
    stops = {rule.do: rule for rule in reversed(met) if rule not in spared}  # the first of each
    if rule := stops.get(Do.EXCLUDE):
        return Ruling(skip=Reason(Code.EXCLUDED_BY_RULE, rule=rule.name))
    wanted = [rule for rule in on_channel(case.view.rules, channel) if rule.do is Do.INCLUDE]
    if wanted and Do.INCLUDE not in stops and not case.must_go:
        return Ruling(skip=Reason(Code.NOT_INCLUDED, rule=", ".join(rule.name for rule in wanted)))
    raised = Reason(Code.RAISED_BY_RULE, rule=case.urgency.rule) if case.urgency.is_raised else None
    if rule := stops.get(Do.HOLD):
        return Ruling(hold=both(raised, _held(rule)))
    if raised:
        return Ruling(hold=raised)
    if spared:
        return Ruling(tell=Reason(Code.PASSED_RULE, rule=spared[0].name))
    return Ruling(tell=_told(case, met))


def _held(rule: Rule) -> Reason:
    return Reason(Code.PERSONAL_DATA if rule.personal_data else Code.HELD_BY_RULE, rule=rule.name)


def _told(case: Case, met: Sequence[Rule]) -> Reason | None:
    """What `why` tells of an item that a rule has changed or let through."""
    if case.urgency.rule:
        return Reason(Code.LANE_BY_RULE, rule=case.urgency.rule, lane=str(case.lane))
    return Reason(Code.BY_RULE, rule=met[0].name) if met else None


def _of_election(case: Case) -> Ruling:
    if case.election is None:
        return Ruling()
    election, named = case.election.name, case.named
    if case.must_go:
        told = Reason(Code.PASSED_NAMES, election=election, named=named)
        return Ruling(tell=told if named and case.lane is Lane.EMERGENCY else None)
    if case.lane is Lane.NEWS:
        return Ruling(skip=Reason(Code.ELECTION_NEWS, election=election))
    if named:
        return Ruling(hold=Reason(Code.ELECTION_NAMES, election=election, named=named))
    for_voters = is_for_voters(case.entry.title)
    code = Code.ELECTION_VOTERS if for_voters else Code.ELECTION_SERVICE
    return Ruling(hold=Reason(code, election=election))
