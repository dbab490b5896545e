"""Of the desk: election periods that are on, near or too long, and feeds of which a rule leaves everything out."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from channels.sentence import Sentence
from pipeline.concerns import Concern
from pipeline.reasons import Reason
from pipeline.settings.election import LONGEST, election_at, next_near
from pipeline.settings.rule import Do, Rule
from pipeline.settings.values import Config
from pipeline.stages.decide.rules import Subject, rules_met


def desk_remarks(config: Config, now: float) -> Iterator[Sentence]:
    """What a person should know of rules and elections, each in one line."""
    zone, elections = ZoneInfo(config.council.timezone), config.elections
    if on := election_at(elections, now, zone):
        yield Reason(Concern.ELECTION_ON, election=on.name, day=f"{on.to}").sentence
    elif near := next_near(elections, now, zone):
        yield Reason(Concern.ELECTION_NEAR, election=near.name, day=f"{near.from_}").sentence
    for index, one in enumerate(elections):
        if one.days > LONGEST:
            where = config.where(f"elections.{index}.to")
            yield Sentence(
                "{where}: «{name}» lasts {n} days; the law's period is from the convocation to the vote: is it right?",
                where=where,
                name=one.name,
                n=one.days,
            )
    for feed in config.feeds:
        whole = Subject(feed.name, feed.url, "", "", (feed.category,))
        for rule in rules_met(tuple(rule for rule in config.desk_rules if _is_of_feeds(rule)), whole):
            yield Sentence(
                "feed {feed}: rule «{rule}» leaves everything of it out (rules_off turns it off)",
                feed=feed.name,
                rule=rule.name,
            )


def _is_of_feeds(rule: Rule) -> bool:
    """Whether a rule leaves a whole feed out, on all channels."""
    of_items = rule.categories or rule.words or rule.title_words or rule.personal_data or rule.not_words
    return rule.do is Do.EXCLUDE and not of_items and not rule.channels
