"""The form of `alert` at the terminal: one question after the other, each with what is usual."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace

import click

from pipeline.desk.library import Hazard, library
from pipeline.settings.values import Config
from pipeline.staff.drafting import Flags
from pipeline.words import say


def filled_in(config: Config, given: Flags) -> Flags:
    """The flags, with the answers to the questions that they leave open."""
    hazard = _hazard()
    entry = library()[hazard]
    given = replace(given, hazard=hazard, key=given.key or secrets.token_hex(6))
    place = given.place or _ask(say("Where? (a street, a hamlet, tutto il territorio comunale)"))
    impact = given.impact or _one_of(say("What may happen?"), entry.impacts)
    actions = given.actions or _some_of(say("What to do?"), entry.actions)
    since = given.since or _time(config, say("Since when?"), "ora")
    until = given.until or _time(config, say("Until when? (? = nobody knows yet)"), "?")
    words = given.words or _ask(say("In your own words, if something is missing:"), empty=True)
    urgent = given.urgent or _wakes(entry)
    return replace(
        given,
        place=place,
        impact=impact,
        actions=actions,
        since=since,
        until=until,
        words=words,
        urgent=urgent,
    )


def _hazard() -> str:
    keys = list(library())
    for n, key in enumerate(keys, 1):
        click.echo(f"{n:>3}  {library()[key].name}")
    while True:
        said = _ask(say("Which? (number or key)")).casefold()
        if said in keys:
            return said
        if said.isdecimal() and 0 < int(said) <= len(keys):
            return keys[int(said) - 1]


def _one_of(question: str, phrases: Sequence[str]) -> str:
    """One of the phrases by its number, or words of one's own; nothing = the first."""
    _list(question, phrases)
    said = _ask(say("Number, or your own words (Enter = 1):"), empty=True)
    return phrases[_number(said, phrases)] if not said or _is_number(said, phrases) else said


def _some_of(question: str, phrases: Sequence[str]) -> tuple[str, ...]:
    """Phrases by their numbers, in the order of these, or words of one's own; nothing = all."""
    _list(question, phrases)
    said = _ask(say("Numbers (1 3 4), or your own words (Enter = all):"), empty=True)
    numbers = said.replace(",", " ").split()
    if numbers and all(_is_number(one, phrases) for one in numbers):
        return tuple(phrases[int(one) - 1] for one in numbers)
    return (said,) if said else tuple(phrases)


def _list(question: str, phrases: Sequence[str]) -> None:
    click.echo(question)
    for n, phrase in enumerate(phrases, 1):
        click.echo(f"{n:>3}  {phrase}")


def _is_number(said: str, phrases: Sequence[str]) -> bool:
    return said.isdecimal() and 0 < int(said) <= len(phrases)


def _number(said: str, phrases: Sequence[str]) -> int:
    return int(said) - 1 if _is_number(said, phrases) else 0


def _time(config: Config, question: str, usual: str) -> str:
    """A time that is understood."""
    import time
    from zoneinfo import ZoneInfo

    from pipeline.desk.when import moment_of

    zone = ZoneInfo(config.council.timezone)

    def understood(said: str) -> bool:
        return said == "?" or moment_of(said, time.time(), zone) is not None

    return _ask(f"{question} [{usual}]", usual, understood)


def _wakes(entry: Hazard) -> bool:
    from pipeline.model import Lane

    if entry.lane is Lane.EMERGENCY:
        return False
    said = _ask(say("At once, also at night? [y/N]"), empty=True)
    return said.casefold() in ("y", "yes", "s", "si", "sì")


def _ask(
    question: str, usual: str = "", good: Callable[[str], bool] = lambda said: True, *, empty: bool = False
) -> str:
    """The answer to a question, in one line; asked again until there is a good one."""
    while True:
        said = " ".join(str(click.prompt(question, default=usual, show_default=False)).split())
        if (said or empty) and (not said or good(said)):
            return said
