"""What Meta would refuse to approve, found beforehand. Source: its rules for templates, 2026."""

from __future__ import annotations

import re
from collections.abc import Iterator

from channels.approving import Registration
from pipeline.stages.render.templates import LONGEST_BODY, TemplateError, TemplateSet

WORDS_A_PARAMETER = 3  # fixed words that go with each parameter at least


def registration_problems(templates: TemplateSet, channel: str) -> Iterator[str]:
    """One line for everything in the templates of a channel that would not be approved."""
    bodies: dict[tuple[str, str], str] = {}
    names: dict[str, str] = {}
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
            yield str(error)
            continue
        yield from (f"{file}:1: {problem}" for problem in _problems(registration))
        same = bodies.setdefault((registration.body, registration.footer), file)
        if same != file:
            yield f"{file}:1: same text and footer as {same}, which Meta refuses"
        other = names.setdefault(registration.name, file)
        if other != file:
            yield f"{file}:1: name {registration.name} is also that of {other}"


def _problems(registration: Registration) -> Iterator[str]:
    body = registration.body
    if re.match(r"\{\{", body) or re.search(r"\}\}$", body):
        yield "the text must not begin or end with a block: put fixed words around it"
    if re.search(r"\}\}\s*\{\{", body):
        yield "two blocks need fixed words between them"
    fixed = len(re.sub(r"\{\{\w+\}\}", " ", body).split())
    if fixed < WORDS_A_PARAMETER * len(registration.parameters):
        yield f"{fixed} fixed words for {len(registration.parameters)} blocks: Meta wants more words or fewer blocks"
    if len(body) > LONGEST_BODY:
        yield f"the text is {len(body)} characters long; {LONGEST_BODY} are allowed"
    if not re.fullmatch(r"[a-z0-9_]{1,512}", registration.name):
        yield "name: only a-z, 0-9 and _"
    if registration.category not in ("MARKETING", "UTILITY"):
        yield "category: must be MARKETING or UTILITY"
    if len(registration.footer) > 60:
        yield f"footer: {len(registration.footer)} characters; 60 are allowed"
    if len(registration.button_text) > 25:
        yield f"button: its text has {len(registration.button_text)} characters; 25 are allowed"
    if len(registration.button_prefix) > 1900:
        yield "button: its address is longer than 1,900 characters"
