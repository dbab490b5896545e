"""The cap on emergencies: the number that the portal alone can start in an hour and in a day. Pure.

An emergency passes the flood breaker, the waves and the budget, because it must leave at once. What a mistake or an
intruder on the portal could do with that is bounded here; beyond the cap a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Action, Decision, Kind, Lane, Verdict
from pipeline.reasons import Code, Reason
from pipeline.stages.decide.view import View

_MESSAGES = (Kind.PUBLISH, Kind.FOLLOW_UP)  # each of them goes to every citizen


def capped(decisions: Sequence[Decision], view: View) -> Iterator[Decision]:
    """The decisions, in order; emergencies beyond what the cap leaves are held."""
    an_hour, a_day = view.emergencies_started
    most_an_hour, most_a_day = view.safety.emergencies_an_hour, view.safety.emergencies_a_day
    left = min(most_an_hour - an_hour, most_a_day - a_day)
    why = Reason(Code.MANY_EMERGENCIES, an_hour=most_an_hour, a_day=most_a_day)
    for decision in decisions:
        starts = decision.lane is Lane.EMERGENCY and any(map(_goes_out, decision.verdicts))
        if starts and left <= 0:
            verdicts = (
                replace(one, action=Action.HOLD, reason=why) if _goes_out(one) else one
                for one in decision.verdicts
            )
            decision = replace(decision, verdicts=tuple(verdicts))
        left -= starts
        yield decision


def _goes_out(verdict: Verdict) -> bool:
    return verdict.action is Action.PUBLISH and verdict.kind in _MESSAGES
