"""What is wrong with settings together, or with one that is no dataclass, although each has the right type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from channels.sentence import Sentence
from pipeline.model import Lane, Source
from pipeline.settings.colours import ColourForm, Colours
from pipeline.settings.drills import drill_problems
from pipeline.settings.election import election_problems
from pipeline.settings.own_words import language_problem, word_problems
from pipeline.settings.rule_problems import Known, off_problems, rule_problems
from pipeline.settings.rules import database_problem, folder_problem, number_problem
from pipeline.settings.sections import Alerts, Approval, Cap, DigestConfig, Events, SelfTest, Webhook
from pipeline.settings.times import time_problems
from pipeline.settings.values import Feed


def problems_together(values: Mapping[str, Any], folder: Path) -> Iterator[tuple[str, Sentence]]:
    """Each mistake as (dotted key, problem). `values`: the top-level settings that could be read, of that folder."""
    for key, rule in (("database", database_problem), ("data", folder_problem)):
        if key in values and (problem := rule(values[key])):
            yield key, problem
    names = [feed.name for feed in values.get("feeds", ())]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield f"feeds.{index}.name", Sentence("{name!r} is there twice", name=name)
    if values.get("events", Events()).ics and not values.get("webhook", Webhook()).public_url:
        yield "events.ics", Sentence("needs the public address of `serve`: set webhook.public_url")
    yield from _cap_problems(values.get("cap", Cap()), values.get("webhook", Webhook()))
    for index, feed in enumerate(values.get("feeds", ())):
        if feed.events_only and feed.lane is not Lane.NEWS:
            yield f"feeds.{index}.lane", Sentence("a feed with events_only has news only")
    yield from _colours_problems(values.get("feeds", ()))
    if not values.get("digest", DigestConfig()).every_days:
        for channel in values.get("channels", ()):
            if channel.digest:
                yield f"channels.{channel.name}.digest", Sentence("needs digests: set digest.every_days")
    if values.get("approval", Approval()).deputy and not values.get("alerts", Alerts()).to:
        yield "approval.deputy", Sentence("needs alerts to the operators: set alerts.to")
    if "languages" in values and (problem := language_problem(values["languages"])):
        yield "languages", problem
    yield from word_problems(values.get("topics", {}), values.get("zones", {}))
    if "feeds" in values and "channels" in values:  # else every rule would name unknown ones
        known = Known.of(values, folder)
        yield from rule_problems(values.get("rules", ()), values.get("rules_off", ()), known)
    yield from off_problems(values.get("rules", ()), values.get("rules_off", ()))
    yield from election_problems(values.get("elections", ()))
    yield from drill_problems(values.get("drills", ()))
    if values.get("self_test", SelfTest()).day and not (values.get("canary") or values.get("testers")):
        yield "self_test.day", Sentence("nobody would get it: write the staff's numbers under canary")
    for key in ("testers", "canary"):
        for index, number in enumerate(values.get(key, ())):
            if wrong := number_problem(number):
                yield f"{key}.{index}", wrong
    if "times" in values:
        yield from time_problems("times", values["times"])
    for channel in values.get("channels", ()):
        if channel.times:
            yield from time_problems(f"channels.{channel.name}.times", channel.times)


def _cap_problems(cap: Cap, webhook: Webhook) -> Iterator[tuple[str, Sentence]]:
    """What is missing to publish our own alerts as CAP."""
    if cap.sender and not webhook.public_url:
        yield "cap.sender", Sentence("needs the public address of `serve`: set webhook.public_url")
    if cap.sender and not cap.area:
        yield "cap", Sentence("{name} is missing", name="area")
    if not cap.sender and (cap.area or cap.istat):
        yield "cap", Sentence("{name} is missing", name="sender")


def _colours_problems(feeds: Sequence[Feed]) -> Iterator[tuple[str, Sentence]]:
    """Each mistake of sources of colours as (dotted key, problem)."""
    first = None
    for index, feed in enumerate(feeds):
        key, own = f"feeds.{index}", feed.colours
        if feed.type is not Source.COLOURS:
            if own != Colours():
                yield f"{key}.colours", Sentence("is only for `type: colours`")
            continue
        if first is not None:
            yield (
                f"{key}.type",
                Sentence(
                    "a second source of colours: citizens would be told each change twice; keep {name} or this one",
                    name=first,
                ),
            )
        first = feed.name
        if own.form is ColourForm.ALLERTALOM and not own.istat:
            yield f"{key}.colours", Sentence("{name} is missing", name="istat")
        if own.form is ColourForm.CAP and not own.zone:
            yield f"{key}.colours", Sentence("{name} is missing", name="zone")
        elif own.form is ColourForm.CAP and not own.source:  # who warns is in every text
            yield f"{key}.colours", Sentence("{name} is missing", name="source")
