"""An entry to be judged, with what the desk knows of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pipeline.model import Entry, Lane
from pipeline.phase import Phase
from pipeline.settings.election import Election, election_at
from pipeline.settings.rule import Rule
from pipeline.stages.decide.edits import Edit
from pipeline.stages.decide.election import named_in
from pipeline.stages.decide.lanes import Urgency
from pipeline.stages.decide.rules import Subject, rules_met
from pipeline.stages.decide.view import View


@dataclass(frozen=True)
class Case:
    """An entry to be judged, its urgency, the view of this moment, and of an edit what it means."""

    entry: Entry
    urgency: Urgency
    view: View
    edit: Edit = Edit.TRIFLE

    @property
    def lane(self) -> Lane:
        return self.urgency.lane

    @property
    def must_go(self) -> bool:
        """Whether it is an emergency, or the end of one."""
        return self.lane is Lane.EMERGENCY or self.urgency.phase is Phase.ALERT_OVER

    @cached_property
    def subject(self) -> Subject:
        return Subject.of_entry(self.entry, self.view.feed)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that it meets."""
        return rules_met(self.view.rules, self.subject)

    @cached_property
    def election(self) -> Election | None:
        """The election period that it falls into. News belongs to the period of its publication, so that it does not
        go out when it is first read after the end."""
        view, published = self.view, self.entry.published
        on = election_at(view.elections, view.now, view.zone)
        if on is None and published is not None and published <= view.now and self.lane is Lane.NEWS:
            return election_at(view.elections, published, view.zone)
        return on

    @cached_property
    def named(self) -> str:
        """Who is named in it whom the election period does not allow; "" = nobody."""
        return named_in(self.subject.plain_whole, self.election) if self.election else ""
