"""The council's texts: templates, digests, replies to citizens, and what the provider has approved of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

from channels._subscribers.shown import words_of, zones_on
from channels.base import Channel
from channels.sentence import Sentence
from pipeline.desk.digest_text import SLOTS, DigestWriter
from pipeline.model import Edits, Kind, Mode, News
from pipeline.providers.templates import is_known
from pipeline.settings.own_words import own_words
from pipeline.settings.values import ChannelConfig, Config, enabled
from pipeline.staff.catalogue import Drift, entries
from pipeline.stages.decide.known import edits_of
from pipeline.stages.release.template_gate import APPROVED, standing_of
from pipeline.stages.render.choice import CORRECTIONS, Renderer, context, translation_of, used_templates
from pipeline.stages.render.example import sample
from pipeline.stages.render.registration import registration_problems
from pipeline.stages.render.render import render, render_text
from pipeline.stages.render.templates import TemplateError, TemplateSet
from pipeline.store import Store

REPLIES = (
    *("benvenuto", "gia_iscritto", "arrivederci", "non_iscritto"),
    *("recapito", "codice"),
    *("scelta", "automatica", "non_capito", "meno", "zone", "aiuto", "dati"),
)
LONGEST_REPLY = 4096  # characters
_TAG = re.compile(r"</?(?:a|b|i|u|p|br|em|h\d|strong|div|span|ul|li)\b[^<>\n]{0,200}>", re.I)
WELCOME, LEAVE = "benvenuto", "CANCELLAMI"
_COUNTS: dict[str, object] = {"lines": 1, "messages": 1, "unheard": 1, "language": "", "named": ["scuola"]}
_KEPT = ("number", "user_id", "second_number", "no_marketing")
_TIMES = ("last_contact", "last_message")
# Every case of the facts in replies, besides times and words.
_FACTS = tuple(
    {
        "wants": wants,
        "topics": words,
        "zones": words,
        "subscribed": bool(notice),
        "notice": notice,
        **_COUNTS,
    }
    | dict.fromkeys(_KEPT, bool(notice))
    | {"reminders": wants == "all", "drill": "Piena" if wants == "all" else ""}
    | {"code": "123456", "path": "email", "paths": ["email"] if words else []}
    | {"done": {"all": "asked", "digest": "confirmed", "urgent": "gone"}[wants] if notice else "wrong"}
    for wants in ("all", "digest", "urgent")
    for words in (None, [], ["centro"])
    for notice in ("1", "")
)


def template_problems(
    config: Config, templates: TemplateSet, configured: ChannelConfig, channel: Channel
) -> Iterator[Sentence]:
    """Templates that cannot be registered or rendered."""
    if channel.capabilities.address:
        return  # it has none: its texts are WhatsApp's
    if not (config.templates / configured.name).is_dir():
        yield Sentence(
            "templates/{name}: no such folder; `infostiglia init {folder}` lays out those of built-in channels",
            name=configured.name,
            folder=config.folder,
        )
        return
    approved = channel.capabilities.approved_templates
    if approved:
        yield from registration_problems(templates, configured.name)
    if config.digest.every_days and (channel.capabilities.broadcast or configured.digest):
        yield from _digests(config, configured.name, channel)
    used = used_templates(configured, templates.names(configured.name), config.desk_rules)
    used = [*used, *_corrections(configured, channel, reminders=config.events.reminders)]
    there = templates.names(configured.name)
    translated = [translation_of(name, language) for name in used for language in config.languages[1:]]
    for name in [*used, *(name for name in translated if name in there)]:
        try:
            for news in _samples(config):
                text = render(templates, configured.name, name, news, channel, context(config)).text
                if tag := _TAG.search(text):
                    html = Sentence("{tag} would be read as it is: no HTML here", tag=tag[0])
                    raise TemplateError(html, file=f"templates/{configured.name}/{name}.j2", line=1)
        except TemplateError as error:
            yield error.sentence


def _corrections(configured: ChannelConfig, channel: Channel, *, reminders: bool) -> Iterator[str]:
    """Names of the templates that correct or take back published news on this channel."""
    if edits_of(configured, channel) in (Edits.FOLLOW_UP, Edits.ASK):
        yield CORRECTIONS[Kind.FOLLOW_UP]
    if not channel.capabilities.withdraw:
        yield CORRECTIONS[Kind.RETRACT]
    if channel.capabilities.broadcast and reminders:
        yield CORRECTIONS[Kind.REMINDER]


def _digests(config: Config, name: str, channel: Channel) -> Iterator[Sentence]:
    """Problems of digests of every size, with short titles and very long ones."""
    writer = DigestWriter(config, name, channel, Renderer(config, {name: channel}))
    for news in list(_samples(config))[:3]:
        for slots in SLOTS:
            try:
                writer.content([news] * slots)
            except TemplateError as error:
                yield error.sentence


def _samples(config: Config) -> Iterator[News]:
    """Sample items: a usual one, one with only a title, one of extreme length, one with hostile characters."""
    usual = sample(config.council.portal.rstrip("/") + "/novita/lavori-in-via-roma/")
    yield usual
    yield replace(usual, summary="", text="", categories=())
    long = "Parola lunghissima e poi ancora altre parole. " * 130  # more than messages may have
    yield replace(
        usual, title=long[:3000], summary=long, text=long, categories=("Categoria lunghissima",) * 30
    )
    yield replace(
        usual, title="*Titolo* {{7*7}} {% raw %}\t  ", summary="riga\nriga\t" + " " * 9 + "👨‍👩‍👧‍👦" * 300
    )


def reply_problems(config: Config, templates: TemplateSet, channel: str) -> Iterator[Sentence]:
    """Replies to citizens that cannot be written, whatever their facts."""
    if not (config.templates / channel).is_dir():  # `template_problems` says so
        return
    there = templates.names(channel)
    translated = [translation_of(name, language) for name in REPLIES for language in config.languages[1:]]
    for name, told in product([*REPLIES, *(name for name in translated if name in there)], _FACTS):
        try:
            if len(_reply(config, templates, channel, name, told)) > LONGEST_REPLY:
                too_long = Sentence("longer than {n} characters", n=LONGEST_REPLY)
                yield TemplateError(too_long, file=f"templates/{channel}/{name}.j2", line=1).sentence
        except TemplateError as error:
            yield error.sentence


def _reply(
    config: Config, templates: TemplateSet, channel: str, name: str, told: Mapping[str, object]
) -> str:
    """A reply with these facts. Raises TemplateError."""
    since = datetime(2026, 11, 23, 10, 30, tzinfo=ZoneInfo(config.council.timezone))
    told = {"guessed": told["subscribed"], **told}  # a pause whose end nobody named
    times = dict.fromkeys(("paused", *_TIMES), since if told["subscribed"] else None)
    silence = ("22:00", "08:00") if told["subscribed"] else None
    facts = {"since": since, "silence": silence, "retention": config.retention, **told, **times}
    facts |= words_of(own_words(config), since.timestamp()) | zones_on(own_words(config), 1)
    return render_text(templates, channel, name, {**context(config), **facts}).text


def welcome_problems(config: Config, templates: TemplateSet, channel: str) -> Iterator[Sentence]:
    """A welcome that lacks the word to leave by, or the address of the notice: joining would be no consent."""
    translated = [translation_of(WELCOME, language) for language in config.languages[1:]]
    there = templates.names(channel)
    for name in (WELCOME, *(name for name in translated if name in there)):
        try:
            text = _reply(config, templates, channel, name, _FACTS[0])
        except TemplateError:  # `reply_problems` says so
            continue
        needed = (
            (LEAVE, Sentence("the welcome must name the word {word}", word=LEAVE)),
            (config.service.privacy_url, Sentence("the welcome must have the privacy notice's address")),
        )
        for words, problem in needed:
            if words.casefold() not in text.casefold():
                yield TemplateError(problem, file=f"templates/{channel}/{name}.j2", line=1).sentence


def drifted(config: Config, store: Store, channels: Mapping[str, Channel]) -> Iterator[Sentence]:
    """Texts that differ from what the provider approved, by its last list: it would refuse every message."""
    for configured in enabled(config):
        channel = channels.get(configured.name)
        if channel is None or not channel.capabilities.approved_templates:
            continue
        try:
            known = is_known(store, configured.name, config.live)
            found = entries(config, store, configured.name) if known else []
        except TemplateError:  # `template_problems` says so
            continue
        for entry in found:
            if entry.drift is Drift.CHANGED:
                changed = Sentence(
                    "the text here is not the approved one: `infostiglia templates diff`, then `templates push`"
                )
                yield TemplateError(changed, file=entry.template.file, line=1).sentence
            elif entry.drift is Drift.NEW and config.live is not Mode.OFF:
                new = Sentence("not registered: `infostiglia templates push`")
                yield TemplateError(new, file=entry.template.file, line=1).sentence


def approval_remarks(
    config: Config, store: Store | None, channels: Mapping[str, Channel]
) -> Iterator[Sentence]:
    """Texts that a provider has not approved, or has never been asked about: their news wait."""
    for name, channel in channels.items() if config.live is not Mode.OFF else ():
        if not channel.capabilities.approved_templates:
            continue
        if store is None or not is_known(store, name, config.live):
            yield Sentence(
                "{channel} ATTENTION: what Meta has approved is not known here yet: `infostiglia templates status`",
                channel=name,
            )
            continue
        for row in store.templates(channel=name):
            if row["status"] not in (APPROVED, "MISSING"):  # `drifted` names the missing ones
                where = Sentence("{channel}, template {name}", channel=name, name=row["name"])
                waits = standing_of(row["status"]).sentence
                yield Sentence("{where}: ATTENTION: {warning}", where=where, warning=waits)
