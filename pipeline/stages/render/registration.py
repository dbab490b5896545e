"""Problems for which Meta would reject a template, found in advance. Source: its rules for templates, 2026."""

from __future__ import annotations

import re
from collections.abc import Iterator

from channels.approving import Registration
from channels.sentence import Sentence
from pipeline.stages.render.templates import LONGEST_BODY, TemplateError, TemplateSet

TTL = range(1, 13)  # hours that Meta takes
WORDS_A_PARAMETER = 3  # fixed words that go with each parameter at least


def registration_problems(templates: TemplateSet, channel: str) -> Iterator[Sentence]:
    """The problems of a channel's templates that prevent approval, one line each."""
    bodies: dict[tuple[str, str], str] = {}
    names: dict[tuple[str, str], str] = {}
    for name in templates.names(channel):
        file = f"templates/{channel}/{name}.j2"
        try:
            template = templates.load(channel, name, approved=True)
            if not template.approved:
                continue
            registration = template.registration
            if otherwise := template.front.otherwise:
                templates.load(channel, otherwise, approved=True)
        except TemplateError as error:
            yield error.sentence
            continue
        yield from (_at_top(file, problem) for problem in _problems(registration))
        same = bodies.setdefault((registration.body, registration.footer), file)
        if same != file:
            yield _at_top(file, Sentence("same text and footer as {other}, which Meta refuses", other=same))
        yield from (_at_top(file, problem) for problem in _unlike_original(templates, channel, name))
        other = names.setdefault((registration.name, registration.language), file)
        if other != file:
            own = Sentence("name {name} is also that of {other}", name=registration.name, other=other)
            yield _at_top(file, own)


def _unlike_original(templates: TemplateSet, channel: str, name: str) -> Iterator[Sentence]:
    """In what a translation (`allerta.en`) is not the template that it translates."""
    original, _, language = name.partition(".")
    if not language:
        return
    if original not in templates.names(channel):
        yield Sentence("there is no {name}.j2 that it could translate", name=original)
        return
    ours = templates.load(channel, name, approved=True).registration
    theirs = templates.load(channel, original, approved=True).registration
    if ours.language != language:
        yield Sentence("language: must be {language}, as its file is called", language=language)
    if (ours.name, ours.category) != (theirs.name, theirs.category):
        yield Sentence("name and category must be those of {name}.j2", name=original)
    if set(ours.parameters) != set(theirs.parameters):
        wanted = ", ".join(theirs.parameters)
        yield Sentence("its blocks must be those of {name}.j2: {blocks}", name=original, blocks=wanted)
    if (ours.header, ours.button_prefix) != (theirs.header, theirs.button_prefix):
        yield Sentence("header and button must be those of {name}.j2", name=original)
    if ours.ttl_hours != theirs.ttl_hours:
        yield Sentence("ttl_hours must be that of {name}.j2", name=original)


def _at_top(file: str, problem: Sentence) -> Sentence:
    return Sentence("{where}: {problem}", where=f"{file}:1", problem=problem)


def _problems(registration: Registration) -> Iterator[Sentence]:
    body = registration.body
    if re.match(r"\{\{", body) or re.search(r"\}\}$", body):
        yield Sentence("the text must not begin or end with a block: put fixed words around it")
    if re.search(r"\}\}\s*\{\{", body):
        yield Sentence("two blocks need fixed words between them")
    fixed = len(re.sub(r"\{\{\w+\}\}", " ", body).split())
    if fixed < WORDS_A_PARAMETER * len(registration.parameters):
        yield Sentence(
            "{fixed} fixed words for {n} blocks: Meta wants more words or fewer blocks",
            fixed=fixed,
            n=len(registration.parameters),
        )
    if len(body) > LONGEST_BODY:
        yield Sentence("the text is {n} characters long; {most} are allowed", n=len(body), most=LONGEST_BODY)
    if not re.fullmatch(r"[a-z0-9_]{1,512}", registration.name):
        yield Sentence("name: only a-z, 0-9 and _")
    if registration.category not in ("MARKETING", "UTILITY"):
        yield Sentence("category: must be MARKETING or UTILITY")
    if registration.ttl_hours and (registration.category != "UTILITY" or registration.ttl_hours not in TTL):
        yield Sentence("ttl_hours: 1 to 12, and of UTILITY only")
    if len(registration.footer) > 60:
        yield Sentence("footer: {n} characters; 60 are allowed", n=len(registration.footer))
    if len(registration.button_text) > 25:
        yield Sentence("button: its text has {n} characters; 25 are allowed", n=len(registration.button_text))
    if len(registration.button_prefix) > 1900:
        yield Sentence("button: its address is longer than 1,900 characters")
