"""The rules of the desk, applied to one item: which it meets, and what follows. Pure.

Exclude beats hold, hold beats include; of several rules that set a lane, a template or hashtags the first decides. An
include rule never keeps an emergency out, and neither does a rule that nobody of the council wrote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pipeline.model import Entry, News
from pipeline.phrases import pattern_of, plain, whole_pattern_of
from pipeline.settings.rule import Personal, Rule
from pipeline.settings.values import Feed
from pipeline.stages.decide.private import personal_data_of


@dataclass(frozen=True)
class Subject:
    """An item as rules see it."""

    feed: str  # the feed's name
    address: str  # of the feed and of the item
    title: str
    body: str
    categories: tuple[str, ...]

    @classmethod
    def of_entry(cls, entry: Entry, feed: Feed) -> Subject:
        categories = entry.categories or (feed.category,)
        return cls(feed.name, f"{feed.url} {entry.link}", entry.title, _body(entry), categories)

    @classmethod
    def of_news(cls, news: News, feed: Feed | None) -> Subject:
        """`feed`: the one that it came by; None = none that is still read."""
        categories = news.categories or (news.category,)
        address = f"{feed.url if feed else ''} {news.link}"
        return cls(news.source, address, news.title, _body(news), categories)

    @cached_property
    def plain_title(self) -> str:
        return plain(self.title)

    @cached_property
    def plain_whole(self) -> str:
        return f"{self.plain_title} . {_plain_body(self.body)}"  # no phrase goes over the stop

    @cached_property
    def plain_address(self) -> str:
        return plain(self.address)

    @cached_property
    def personal_data(self) -> frozenset[Personal]:
        return personal_data_of(f"{self.title}\n{self.body}")


_plain_body = lru_cache(64)(plain)  # every entry of a feed is asked for its lane several times in a poll


def _body(item: Entry | News) -> str:
    """Summary and text, which mostly begin alike: then the text alone."""
    if item.text.startswith(item.summary.rstrip(".…[] ")):
        return item.text
    return f"{item.summary}\n{item.text}"


class Matcher:
    """The conditions of one rule, compiled."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._categories = whole_pattern_of(rule.categories) if rule.categories else None
        self._words, self._title_words = _pattern(rule.words), _pattern(rule.title_words)
        self._not_words, self._addresses = _pattern(rule.not_words), _pattern(rule.addresses)

    def meets(self, item: Subject) -> bool:
        """Whether all conditions hold, but for the channels. The cheap ones are asked first."""
        rule = self.rule
        return (
            (not rule.feeds or item.feed in rule.feeds)
            and (self._categories is None or self._has_category(item))
            and (self._addresses is None or self._addresses.search(item.plain_address) is not None)
            and (self._title_words is None or self._title_words.search(item.plain_title) is not None)
            and (self._words is None or self._words.search(item.plain_whole) is not None)
            and (self._not_words is None or self._not_words.search(item.plain_whole) is None)
            and (not rule.personal_data or not item.personal_data.isdisjoint(rule.personal_data))
        )

    def _has_category(self, item: Subject) -> bool:
        assert self._categories is not None
        return any(self._categories.fullmatch(plain(category)) for category in item.categories)


def _pattern(phrases: Sequence[str]) -> re.Pattern[str] | None:
    return pattern_of(phrases) if phrases else None


@lru_cache(16)  # every entry of a poll is asked about the same rules
def _matchers(rules: tuple[Rule, ...]) -> tuple[Matcher, ...]:
    return tuple(map(Matcher, rules))


def rules_met(rules: tuple[Rule, ...], item: Subject) -> tuple[Rule, ...]:
    """The rules whose conditions the item meets, in their order. Channels are not looked at."""
    return tuple(one.rule for one in _matchers(rules) if one.meets(item))


@lru_cache(16)
def lane_rules(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules that set a lane."""
    return tuple(rule for rule in rules if rule.lane)


@lru_cache(16)
def looks_rules(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules that set a template or hashtags."""
    return tuple(rule for rule in rules if rule.template or rule.hashtags)


def lane_rule(entry: Entry, feed: Feed, rules: tuple[Rule, ...]) -> Rule | None:
    """The rule that decides the lane of an entry; None = none does."""
    setting = lane_rules(rules)
    if not setting:
        return None
    return next(iter(rules_met(setting, Subject.of_entry(entry, feed))), None)


def on_channel(rules: Sequence[Rule], channel: str) -> list[Rule]:
    """Those of the rules that hold on a channel."""
    return [rule for rule in rules if not rule.channels or channel in rule.channels]
