"""check: what would go wrong later, found now: templates, selectors, foreign packages. Settings are strict anyway."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from importlib.metadata import packages_distributions
from zoneinfo import ZoneInfo

from channels.base import Channel
from pipeline.config import ChannelConfig, Config
from pipeline.model import Lane, News
from pipeline.poll import context, template_of
from pipeline.render import render, render_text, sample
from pipeline.senders import enabled, reply_channel
from pipeline.templates import LONGEST_BODY, Registration, Template, TemplateError, TemplateSet

REPLIES = (
    *("benvenuto", "gia_iscritto", "arrivederci", "non_iscritto"),
    *("scelta", "automatica", "non_capito", "aiuto", "dati"),
)
# What replies may tell, beside times and words.
_FACTS = {
    "wants": "all",
    "topics": None,
    "zones": None,
    "subscribed": True,
    "lines": 1,
    "messages": 1,
    "notice": "1",
}


def problems(config: Config, channels: Mapping[str, Channel]) -> list[str]:
    """Everything found, one line each: where, what, what to do; empty = all is well."""
    templates = TemplateSet(config.templates)
    found = [*_foreign_packages(), *_selectors(config)]
    for channel in enabled(config):
        found.extend(_templates(config, templates, channel, channels[channel.name]))
    if (reply := reply_channel(config)) is not None:
        found.extend(_replies(config, templates, reply.name))
    return list(dict.fromkeys(found))


def _foreign_packages() -> Iterator[str]:
    """Others on PyPI also call themselves `pipeline` or `channels`."""
    owners = packages_distributions()
    for name in ("pipeline", "channels"):
        for other in set(owners.get(name, ())) - {"infostiglia"}:
            yield f"package {name}: also of the distribution {other}; give InfOstiglia an environment of its own"


def _selectors(config: Config) -> Iterator[str]:
    import soupsieve

    for index, feed in enumerate(config.feeds):
        selectors = {name: text for name, text in asdict(feed.select).items() if text}
        if selectors and "item" not in selectors:
            yield f"{config.where(f'feeds.{index}.select')}: item is missing, which the others look inside"
        for name, text in selectors.items():
            try:
                soupsieve.compile(text)
            except soupsieve.SelectorSyntaxError:
                yield f"{config.where(f'feeds.{index}.select.{name}')}: {text!r} is no CSS selector"


def _templates(
    config: Config, templates: TemplateSet, configured: ChannelConfig, channel: Channel
) -> Iterator[str]:
    approved = channel.capabilities.approved_templates
    seen: dict[tuple[str, str], str] = {}
    for name in dict.fromkeys(
        template_of(configured, lane) for lane in (Lane.NEWS, Lane.SERVICE, Lane.EMERGENCY)
    ):
        try:
            template = templates.load(configured.name, name, approved=approved)
            if template.approved:
                yield from _registration(template, seen)
            for news in _samples(config):
                render(templates, configured.name, name, news, channel, context(config))
        except TemplateError as error:
            yield str(error)


def _samples(config: Config) -> Iterator[News]:
    """A usual item, one with nothing but a title, one of extreme length, one of hostile characters."""
    usual = sample(config.council.portal.rstrip("/") + "/novita/lavori-in-via-roma/")
    yield usual
    yield replace(usual, summary="", text="", categories=())
    long = "Parola lunghissima e poi ancora altre parole. " * 400
    yield replace(
        usual, title=long[:3000], summary=long, text=long, categories=("Categoria lunghissima",) * 30
    )
    yield replace(
        usual, title="*Titolo* {{7*7}} {% raw %}\t  ", summary="riga\nriga\t" + " " * 9 + "👨‍👩‍👧‍👦" * 300
    )


def _registration(template: Template, seen: dict[tuple[str, str], str]) -> Iterator[str]:
    """What Meta would refuse to approve. Source: its rules for templates, 2026."""
    registration, file = template.registration, template.file
    body = registration.body
    if re.match(r"\{\{", body) or re.search(r"\}\}$", body):
        yield f"{file}:1: the text must not begin or end with a block: put fixed words around it"
    if re.search(r"\}\}\s*\{\{", body):
        yield f"{file}:1: two blocks need fixed words between them"
    if len(body) > LONGEST_BODY:
        yield f"{file}:1: the text is {len(body)} characters long; {LONGEST_BODY} are allowed"
    yield from _limits(registration, file)
    other = seen.setdefault((body, registration.footer), file)
    if other != file:
        yield f"{file}:1: same text and footer as {other}, which Meta refuses"


def _limits(registration: Registration, file: str) -> Iterator[str]:
    if not re.fullmatch(r"[a-z0-9_]{1,512}", registration.name):
        yield f"{file}:1: name: only a-z, 0-9 and _"
    if registration.category not in ("MARKETING", "UTILITY"):
        yield f"{file}:1: category: must be MARKETING or UTILITY"
    if len(registration.footer) > 60:
        yield f"{file}:1: footer: {len(registration.footer)} characters; 60 are allowed"
    if len(registration.button_text) > 25:
        yield f"{file}:1: button: its text has {len(registration.button_text)} characters; 25 are allowed"


def _replies(config: Config, templates: TemplateSet, channel: str) -> Iterator[str]:
    since = datetime(2026, 11, 23, 10, 30, tzinfo=ZoneInfo(config.council.timezone))
    for name in REPLIES:
        try:
            facts = {
                "since": since,
                "retention": config.retention,
                **_FACTS,
                "zone_words": list(config.zones),
            }
            facts["topic_words"] = list(config.topics)
            content = render_text(templates, channel, name, {**context(config), **facts})
            if len(content.text) > 4096:
                yield f"templates/{channel}/{name}.j2:1: longer than 4096 characters"
        except TemplateError as error:
            yield str(error)
