"""Our templates compared with the provider's copies: which are new, which have changed, which wait."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from channels.approving import Approving, Registration
from channels.base import Channel
from channels.problems import ChannelError
from channels.sentence import Sentence, template
from pipeline.desk.digest_text import SLOTS, Voice
from pipeline.providers.templates import keep
from pipeline.settings.folder import defaults
from pipeline.settings.reader import load
from pipeline.settings.rule import Rule
from pipeline.settings.values import ChannelConfig, Config
from pipeline.stages.decide.rules import on_channel
from pipeline.stages.render.choice import context, used_templates
from pipeline.stages.render.example import sample
from pipeline.stages.render.render import render
from pipeline.stages.render.templates import Template, TemplateSet
from pipeline.store import Store
from pipeline.terms import LANES, STANDINGS, term
from pipeline.words import put

if TYPE_CHECKING:
    from pipeline.store.statements import TemplateRow

EXAMPLE_PICTURE = "esempio.jpg"  # in templates/<channel>/: the example of a header


class Drift(StrEnum):
    """How a template here and the provider's differ."""

    NEW = template("to be registered")
    CHANGED = template("changed here")
    SAME = template("the same")


@dataclass(frozen=True)
class Entry:
    """One of our templates, and the provider's copy of it."""

    name: str  # of the file
    template: Template
    row: TemplateRow | None  # of the table `template`

    @property
    def registration(self) -> Registration:
        return self.template.registration

    @property
    def status(self) -> str:
        return self.row["status"] if self.row else ""

    @property
    def drift(self) -> Drift:
        if self.row is None or self.row["status"] == "MISSING":
            return Drift.NEW
        theirs = (self.row["body"], self.row["footer"])
        return Drift.SAME if theirs == (self.registration.body, self.registration.footer) else Drift.CHANGED


def entries(config: Config, store: Store, channel: str) -> list[Entry]:
    """Our approved templates, in the order of their names. Raises TemplateError."""
    templates = TemplateSet(config.templates)
    found = []
    for name in templates.names(channel):
        language = name.partition(".")[2]
        if language and language not in config.languages:
            continue
        template = templates.load(channel, name, approved=True)
        if template.approved:
            own = template.registration
            row = store.template(channel=channel, name=own.name, language=own.language)
            found.append(Entry(name, template, row))
    return found


def examples(config: Config, channel: ChannelConfig, adapter: Channel, name: str) -> Mapping[str, str]:
    """A value for every parameter, from a made-up item. Raises TemplateError."""
    link = config.council.portal.rstrip("/") + "/novita/lavori-in-via-roma/"
    news = sample(link, image=config.council.portal.rstrip("/") + "/esempio.jpg")
    known = {**context(config), "voci": [Voice(news.title, " (23 novembre)")] * SLOTS[-1]}
    content = render(TemplateSet(config.templates), channel.name, name, news, adapter, known)
    return {**content.parameters, **({"button": content.button} if content.button else {})}


async def push(
    config: Config, store: Store, channel: ChannelConfig, adapter: Channel, now: float, *, dry: bool
) -> list[Sentence]:
    """Register new templates and send changed ones; a sentence for each. Raises ChannelError or TemplateError."""
    assert isinstance(adapter, Approving)
    keep(store, channel.name, await adapter.approvals(), config.live, now)
    lines = []
    for entry in entries(config, store, channel.name):
        if entry.drift is Drift.SAME:
            continue
        if dry:
            done = Sentence(entry.drift)
        else:
            try:
                done = await _push_one(config, channel, adapter, entry)
            except ChannelError as error:
                done = Sentence("NOT sent: {problem}", problem=error.sentence)
        what = f"{entry.registration.name} ({entry.template.file})"
        lines.append(Sentence("{where}: {problem}", where=what, problem=done))
    if not dry:
        keep(store, channel.name, await adapter.approvals(), config.live, now)
    return lines or [Sentence("All templates are registered as they are here.")]


async def _push_one(config: Config, channel: ChannelConfig, adapter: Channel, entry: Entry) -> Sentence:
    assert isinstance(adapter, Approving)
    values = examples(config, channel, adapter, entry.name)
    picture = _example_picture(config, channel.name) if entry.registration.header else b""
    if entry.row is None or entry.drift is Drift.NEW:
        found = await adapter.submit(entry.registration, values, picture)
        return Sentence("registered ({status})", status=term(STANDINGS, found.status))
    if entry.row["category"] not in ("", entry.registration.category):
        raise ChannelError(
            "category: Meta has {category}, which cannot be changed; use another name",
            category=entry.row["category"],
        )
    await adapter.amend(entry.row["remote_id"], entry.registration, values, picture)
    return Sentence("change sent, to be approved again")


def _example_picture(config: Config, channel: str) -> bytes:
    path = config.templates / channel / EXAMPLE_PICTURE
    try:
        return path.read_bytes()
    except OSError:
        raise ChannelError(
            "{file}: missing; put a JPEG there, as an example", file=f"templates/{channel}/{EXAMPLE_PICTURE}"
        ) from None


def has_own_account(channel: ChannelConfig) -> bool:
    """Whether the channel's account is another than the shipped one, which only the sandbox knows."""
    shipped = next((one for one in load(defaults()).channels if one.type == channel.type), channel)
    return bool(channel.settings.get("waba_id", "") != shipped.settings.get("waba_id", ""))


def difference(entry: Entry) -> Iterator[str]:
    """The differences, line by line: "-" the approved text, "+" the text here."""
    theirs = f"{entry.row['body']}\n{entry.row['footer']}" if entry.row else ""
    ours = f"{entry.registration.body}\n{entry.registration.footer}"
    for line in list(difflib.unified_diff(theirs.split("\n"), ours.split("\n"), lineterm="", n=1))[2:]:
        if not line.startswith("@@"):
            yield line


def uses(channel: ChannelConfig, name: str, rules: Sequence[Rule] = ()) -> str:
    """The lanes, categories and rules that take this template, in the words of this context's language."""
    name = name.partition(".")[0]  # a translation goes where its original goes
    lanes = [put(LANES[lane]) for lane, used in channel.templates.items() if used == name]
    categories = [category for category, used in channel.by_category.items() if used == name]
    ruled = [f"«{rule.name}»" for rule in on_channel(rules, channel.name) if rule.template == name]
    return ", ".join([*lanes, *categories, *ruled]) or (
        "" if name in used_templates(channel, {name}) else "—"
    )
