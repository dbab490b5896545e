"""What is wrong with settings together, or with one that is no dataclass, although each has the right type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from channels.sentence import Sentence
from pipeline.settings.own_words import language_problem, word_problems
from pipeline.settings.rules import database_problem, folder_problem, number_problem
from pipeline.settings.values import Alerts, Approval, DigestConfig


def problems_together(values: Mapping[str, Any]) -> Iterator[tuple[str, Sentence]]:
    """Each mistake as (dotted key, problem). `values`: the top-level settings that could be read."""
    for key, rule in (("database", database_problem), ("data", folder_problem)):
        if key in values and (problem := rule(values[key])):
            yield key, problem
    names = [feed.name for feed in values.get("feeds", ())]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield f"feeds.{index}.name", Sentence("{name!r} is there twice", name=name)
    if not values.get("digest", DigestConfig()).every_days:
        for channel in values.get("channels", ()):
            if channel.digest:
                yield f"channels.{channel.name}.digest", Sentence("needs digests: set digest.every_days")
    if values.get("approval", Approval()).deputy and not values.get("alerts", Alerts()).to:
        yield "approval.deputy", Sentence("needs alerts to the operators: set alerts.to")
    if "languages" in values and (problem := language_problem(values["languages"])):
        yield "languages", problem
    yield from word_problems(values.get("topics", {}), values.get("zones", {}))
    for key in ("testers", "canary"):
        for index, number in enumerate(values.get(key, ())):
            if wrong := number_problem(number):
                yield f"{key}.{index}", wrong
