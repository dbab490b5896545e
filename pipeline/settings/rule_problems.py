"""What is wrong with the rules of the desk: what they name, what they can never meet, and what they contradict. Pure,
but for a look whether templates are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channels.sentence import Sentence
from pipeline.model import Lane
from pipeline.phrases import always_finds, always_is, can_be_found, pattern_of, plain, whole_pattern_of
from pipeline.settings.rule import SHIPPED, Do, Rule

if TYPE_CHECKING:
    from pipeline.settings.values import ChannelConfig

Problem = tuple[str, Sentence]  # key of config.yaml, problem
_PHRASES = ("words", "title_words", "not_words", "categories", "addresses")
WHATSAPP = "whatsapp"  # a type of channel, which has no hashtags


@dataclass(frozen=True)
class Known:
    """What a rule may name."""

    feeds: frozenset[str]
    channels: Mapping[str, ChannelConfig]  # by name
    templates: Path

    @classmethod
    def of(cls, values: Mapping[str, Any], folder: Path) -> Known:
        """`values`: the top-level settings of that folder."""
        channels = {channel.name: channel for channel in values["channels"]}
        return cls(frozenset(feed.name for feed in values["feeds"]), channels, folder / "templates")

    def meant_by(self, rule: Rule) -> list[ChannelConfig]:
        """The channels on which a rule holds: the enabled ones, if there are any."""
        named = [one for one in self.channels.values() if not rule.channels or one.name in rule.channels]
        return [one for one in named if one.enabled] or named


def rule_problems(rules: Sequence[Rule], off: Sequence[str], known: Known) -> Iterator[Problem]:
    """Each mistake; of one rule as many as there are. `off`: names of rules that do not hold."""
    excluding = [one for one in (*rules, *SHIPPED) if one.do is Do.EXCLUDE and one.name not in off]
    for index, rule in enumerate(rules):
        key, before = f"rules.{index}", rules[:index]
        for name, problem in _of_one(rule, known):
            yield f"{key}{name and '.'}{name}", problem
        if any(rule.name == other.name for other in before):
            yield f"{key}.name", Sentence("{name!r} is there twice", name=rule.name)
        elif against := _against_others(rule, before, excluding):
            yield key, against


def off_problems(rules: Sequence[Rule], off: Sequence[str]) -> Iterator[Problem]:
    """Names in `rules_off` that no rule has."""
    names = list(dict.fromkeys(rule.name for rule in (*rules, *SHIPPED)))
    for index, name in enumerate(off):
        if name not in names:
            said = Sentence(
                "no rule is called {name!r}; there are: {names}", name=name, names=", ".join(names)
            )
            yield f"rules_off.{index}", said


# -- of one rule ------------------------------------------------------------------------------------


def _of_one(rule: Rule, known: Known) -> Iterator[Problem]:
    yield from _names(rule, known)
    yield from _phrases(rule)
    if not rule.has_conditions:
        yield "", Sentence("meets everything: give it a condition, e.g. categories or title_words")
    if not rule.has_effects:
        yield "", Sentence("has no effect: give it do, lane, template or hashtags")
    if never := _never_met(rule, known):
        yield "", never
    yield from _effects(rule, known)


def _names(rule: Rule, known: Known) -> Iterator[Problem]:
    if not rule.name.strip() or not rule.name.isprintable() or len(rule.name) > 60:
        yield "name", Sentence("must be a few words, at most 60 characters")
    if any(rule.name == one.name for one in SHIPPED):
        yield "name", Sentence("a rule that comes with the program is called so: choose another name")
    for index, name in enumerate(rule.feeds):
        if name not in known.feeds:
            there = ", ".join(sorted(known.feeds))
            yield (
                f"feeds.{index}",
                Sentence("no feed is called {name!r}; there are: {names}", name=name, names=there),
            )
    for index, name in enumerate(rule.channels):
        if name not in known.channels:
            there = ", ".join(known.channels)
            said = Sentence("no channel is called {name!r}; there are: {names}", name=name, names=there)
            yield f"channels.{index}", said


def _phrases(rule: Rule) -> Iterator[Problem]:
    for name in _PHRASES:
        for index, phrase in enumerate(getattr(rule, name)):
            if not can_be_found(phrase):
                said = Sentence(
                    "{text!r} has no letters, or a * that is not at the end of a word", text=phrase
                )
                yield f"{name}.{index}", said


def _never_met(rule: Rule, known: Known) -> Sentence | None:
    """Why no item can meet a rule, None = one can."""
    not_words = [phrase for phrase in rule.not_words if can_be_found(phrase)]
    for name in ("words", "title_words") if not_words else ():
        phrases = [phrase for phrase in getattr(rule, name) if can_be_found(phrase)]
        if phrases and _all_found(not_words, phrases):
            return Sentence("can never meet anything: not_words has all of its {name}", name=name)
    if rule.categories and rule.do is not Do.EXCLUDE and _all_excluded(rule, known):
        return Sentence("can never matter: its channels exclude all of its categories (`exclude`)")
    return None


def _all_excluded(rule: Rule, known: Known) -> bool:
    """Whether every channel it means excludes all its categories."""
    named = {plain(category) for category in rule.categories}
    channels = known.meant_by(rule)
    return bool(channels) and all(named <= {plain(one) for one in channel.exclude} for channel in channels)


def _effects(rule: Rule, known: Known) -> Iterator[Problem]:
    if rule.lane and rule.channels:
        yield "lane", Sentence("an item has one lane on all channels: leave out channels, or the lane")
    if rule.lane is Lane.EMERGENCY and not (rule.categories or rule.title_words):
        yield "lane", Sentence("emergency needs categories or title_words: too much would wake everybody")
    meant = known.meant_by(rule)
    if rule.do is Do.EXCLUDE and (rule.template or rule.hashtags):
        yield "do", Sentence("what is excluded has no template and no hashtags: leave them out")
    if rule.hashtags and meant and all(channel.type == WHATSAPP for channel in meant):
        yield "hashtags", Sentence("WhatsApp has no hashtags: name a page in channels")
    for index, tag in enumerate(rule.hashtags):
        if not tag.removeprefix("#").replace("_", "").isalnum() or tag.removeprefix("#").isdigit():
            yield (
                f"hashtags.{index}",
                Sentence("{text!r} is no hashtag: letters and digits, no blanks", text=tag),
            )
    if rule.template and not any(_has_template(known, one.name, rule.template) for one in meant):
        names = ", ".join(one.name for one in meant)
        said = Sentence(
            "no file {name}.j2 under templates/ of {channels}", name=rule.template, channels=names
        )
        yield "template", said


def _has_template(known: Known, channel: str, name: str) -> bool:
    return "/" not in name and (known.templates / channel / f"{name}.j2").is_file()


# -- of several -------------------------------------------------------------------------------------


def _against_others(rule: Rule, before: Sequence[Rule], excluding: Sequence[Rule]) -> Sentence | None:
    """How a rule contradicts another one, None = it does not."""
    for other in excluding:
        if rule.do is not Do.EXCLUDE and _covers(other, rule):
            return Sentence("can never matter: «{name}» excludes all that it meets", name=other.name)
    for other in before:
        if rule.do and other.do and rule.do is not other.do and _covers(other, rule) and _covers(rule, other):
            return Sentence(
                "contradicts «{name}», which has the same conditions and another `do`", name=other.name
            )
        for effect in ("lane", "template", "hashtags"):
            ours, theirs = getattr(rule, effect), getattr(other, effect)
            if ours and theirs and ours != theirs and _covers(other, rule):
                return Sentence(
                    "its {effect} can never count: «{name}» before it sets another for all that it meets",
                    effect=effect,
                    name=other.name,
                )
    return None


def _covers(wide: Rule, narrow: Rule) -> bool:
    """Whether the one meets everything that the other meets."""
    of_lists = ("feeds", "channels", "personal_data")
    return (
        all(_is_within(getattr(narrow, name), getattr(wide, name)) for name in of_lists)
        and _are_categories(narrow.categories, wide.categories)
        and _is_found(narrow.addresses, wide.addresses)
        and _is_found(narrow.title_words, wide.title_words)
        and (_is_found(narrow.words, wide.words) or _is_found(narrow.title_words, wide.words))
        and (not wide.not_words or (bool(narrow.not_words) and _all_found(narrow.not_words, wide.not_words)))
    )


def _is_within(narrow: Sequence[str], wide: Sequence[str]) -> bool:
    return not wide or (bool(narrow) and set(narrow) <= set(wide))


def _is_found(narrow: Iterable[str], wide: Sequence[str]) -> bool:
    """Whether what has any of the narrow phrases has one of the wide ones too. No wide ones = no condition."""
    return not wide or (bool(narrow) and _all_found(wide, narrow))


def _are_categories(narrow: Sequence[str], wide: Sequence[str]) -> bool:
    if not wide or not narrow:
        return not wide
    pattern = whole_pattern_of(wide)
    return all(always_is(pattern, one) for one in narrow)


def _all_found(phrases: Iterable[str], within: Iterable[str]) -> bool:
    """Whether each of the phrases in `within` has one of `phrases` in it."""
    pattern = pattern_of(phrases)
    return all(always_finds(pattern, one) for one in within)
