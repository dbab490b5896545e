"""Problems that would show only later, found now: in templates, selectors, packages. (Settings are strict anyway.)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from importlib.metadata import packages_distributions
from itertools import product
from zoneinfo import ZoneInfo

from channels.base import Channel
from channels.problems import SettingError
from channels.sentence import Sentence
from pipeline.addresses import host_of, is_inside, web_address
from pipeline.citizens.phones import is_known, masked
from pipeline.desk.digest import SLOTS, digest_content
from pipeline.model import Edits, Kind, Lane, Mode, News
from pipeline.portals.picture_box import boxed_card
from pipeline.reasons import Reason
from pipeline.settings import credentials, modes
from pipeline.settings.values import ChannelConfig, Config, ConfigError, enabled, reply_channel
from pipeline.staff.limits import limit_warnings
from pipeline.stages.decide.known import edits_of
from pipeline.stages.render.cards import Card
from pipeline.stages.render.choice import CORRECTIONS, context, used_templates
from pipeline.stages.render.registration import registration_problems
from pipeline.stages.render.render import render, render_text, sample
from pipeline.stages.render.templates import TemplateError, TemplateSet
from pipeline.store import errors, opening, right_keys
from pipeline.store.vault import Vault

REPLIES = (
    *("benvenuto", "gia_iscritto", "arrivederci", "non_iscritto"),
    *("scelta", "automatica", "non_capito", "aiuto", "dati"),
)
LONGEST_REPLY = 4096  # characters
_COUNTS = {"lines": 1, "messages": 1}
# Every case of the facts in replies, besides times and words.
_FACTS = tuple(
    {"wants": wants, "topics": words, "zones": words, "subscribed": bool(notice), "notice": notice, **_COUNTS}
    for wants in ("all", "digest", "urgent")
    for words in (None, [], ["centro"])
    for notice in ("1", "")
)


def problems(config: Config, channels: Mapping[str, Channel]) -> list[Sentence]:
    """All problems found: place, problem, remedy. Empty = all is well."""
    templates = TemplateSet(config.templates)
    found = [
        *_foreign_packages(),
        *_database(config),
        *_numbers(config),
        *_selectors(config),
        *_portal(config),
        *_cards(config),
    ]
    for channel in enabled(config):
        found.extend(_templates(config, templates, channel, channels[channel.name]))
    if (reply := reply_channel(config)) is not None:
        found.extend(_replies(config, templates, reply.name))
    return list(dict.fromkeys(found))


def _numbers(config: Config) -> Iterator[Sentence]:
    """Numbers of the wrong length for their country. The settings' reader checks only the shape of a number."""
    listed = [("testers", number) for number in config.testers] + [
        ("canary", number) for number in config.canary
    ]
    for key, number in [("service.number", config.service.number), *listed]:
        if not is_known(number):
            shown = masked(number)
            problem = Sentence(
                "{number} cannot be a number of its country: is a digit missing?", number=shown
            )
            yield config.error(key, problem).sentence


def _foreign_packages() -> Iterator[Sentence]:
    """Other packages that are called `pipeline` or `channels`: some on PyPI are."""
    owners = packages_distributions()
    for name in ("pipeline", "channels"):
        for other in set(owners.get(name, ())) - {"infostiglia"}:
            yield Sentence(
                "package {name}: also of the distribution {other}; give InfOstiglia an environment of its own",
                name=name,
                other=other,
            )


def _database(config: Config) -> Iterator[Sentence]:
    """Problems of the database's engine, and a database that was there and is missing."""
    try:
        opening.engine_name(config)
        opening.demand_database(config)
    except errors.StoreError as error:
        yield error.sentence
    if problem := opening.mark_problem(config):
        yield problem


def _portal(config: Config) -> Iterator[Sentence]:
    """A portal that citizens cannot open. Only in the sandbox the portal may be on this machine."""
    portal = web_address(config.council.portal)
    if config.live is not Mode.OFF and (portal is None or is_inside(host_of(portal))):
        no = Sentence("citizens cannot open this address: write the portal's public one")
        yield config.error("council.portal", no).sentence


def closed_now(config: Config) -> Iterator[Sentence]:
    """Files with citizens' data or keys that others could read; they are closed, where this account may do that."""
    before = modes.open_to_others(config)
    still = modes.close_to_others(config)
    for path in before:
        if path in still:
            yield Sentence(
                "{path}: other accounts may read or change it; its owner must close it (chmod)",
                path=path,
            )
        else:
            yield Sentence("{path}: other accounts could read or change it; it is closed now", path=path)


def key_problems(config: Config, env: Mapping[str, str]) -> Iterator[Sentence]:
    """Keys that are missing, or are not those the database was written with."""
    try:
        store = opening.existing_database(config)
    except errors.StoreError:  # `problems` says so
        return
    if store is None:
        return
    try:
        vault = Vault.open(lambda name: credentials.get(name, mode=config.live, data=config.data, env=env))
        if (name := right_keys.wrong_key(store, vault, config.live)) is not None:
            yield right_keys.what_is_wrong(name, config.live, config.data)
    except ConfigError as error:
        yield error.sentence
    finally:
        store.close()


def _cards(config: Config) -> Iterator[Sentence]:
    """Pictures of the council (crest, grounds of the cards) that cannot be drawn."""
    council = config.council
    for lane in (Lane.EMERGENCY, Lane.SERVICE, Lane.NEWS) if council.crest or council.cards else ():
        ground = council.cards.get(lane, "")
        try:
            boxed_card(
                Card(
                    lane, "Prova", "", council.name, colour=council.colour, crest=council.crest, ground=ground
                )
            )
        except SettingError as error:
            yield config.error(error.key, error.problem).sentence


def _selectors(config: Config) -> Iterator[Sentence]:
    import soupsieve

    for index, feed in enumerate(config.feeds):
        selectors = {name: text for name, text in asdict(feed.select).items() if text}
        if selectors and "item" not in selectors:
            lacks = Sentence("item is missing, which the others look inside")
            yield config.error(f"feeds.{index}.select", lacks).sentence
        for name, text in selectors.items():
            try:
                soupsieve.compile(text)
            except soupsieve.SelectorSyntaxError:
                no = Sentence("{text!r} is no CSS selector", text=text)
                yield config.error(f"feeds.{index}.select.{name}", no).sentence


def _templates(
    config: Config, templates: TemplateSet, configured: ChannelConfig, channel: Channel
) -> Iterator[Sentence]:
    approved = channel.capabilities.approved_templates
    if approved:
        yield from registration_problems(templates, configured.name)
        if config.digest.every_days and channel.capabilities.broadcast:
            yield from _digests(config, templates, configured.name, channel)
    for name in [*used_templates(configured), *_corrections(configured, channel)]:
        try:
            for news in _samples(config):
                render(templates, configured.name, name, news, channel, context(config))
        except TemplateError as error:
            yield error.sentence


def _corrections(configured: ChannelConfig, channel: Channel) -> Iterator[str]:
    """Names of the templates that correct or take back published news on this channel."""
    if edits_of(configured, channel) is Edits.FOLLOW_UP:
        yield CORRECTIONS[Kind.FOLLOW_UP]
    if not channel.capabilities.withdraw:
        yield CORRECTIONS[Kind.RETRACT]


def _digests(config: Config, templates: TemplateSet, name: str, channel: Channel) -> Iterator[Sentence]:
    """Problems of digests of every size, with short titles and very long ones."""
    for news in list(_samples(config))[:3]:
        for slots in SLOTS:
            try:
                link = config.council.portal
                digest_content(templates, name, channel, [news] * slots, context(config), link)
            except TemplateError as error:
                yield error.sentence


def _samples(config: Config) -> Iterator[News]:
    """Sample items: a usual one, one with only a title, one of extreme length, one with hostile characters."""
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


def _replies(config: Config, templates: TemplateSet, channel: str) -> Iterator[Sentence]:
    since = datetime(2026, 11, 23, 10, 30, tzinfo=ZoneInfo(config.council.timezone))
    words = {"topic_words": list(config.topics), "zone_words": list(config.zones)}
    for name, told in product(REPLIES, _FACTS):
        facts = {"since": since, "retention": config.retention, **told, **words}
        try:
            content = render_text(templates, channel, name, {**context(config), **facts})
            if len(content.text) > LONGEST_REPLY:
                too_long = Sentence("longer than {n} characters", n=LONGEST_REPLY)
                yield TemplateError(too_long, file=f"templates/{channel}/{name}.j2", line=1).sentence
        except TemplateError as error:
            yield error.sentence


def warnings(config: Config, channels: Mapping[str, Channel], now: float) -> Iterator[Sentence]:
    """Warnings of trouble to come: settings of channels that will not do for long, subscribers near the daily limit."""
    for name, channel in channels.items():
        for one in channel.warnings(now):
            yield _warning(name, Reason(one.remark, **one.facts))
    try:
        store = opening.existing_database(config)
    except errors.StoreError:  # `problems` says so
        store = None
    if store is not None:
        for name, reason in limit_warnings(store, channels, config.live):
            yield _warning(name, reason)
        store.close()


def _warning(channel: str, found: Reason) -> Sentence:
    return Sentence("{channel} ATTENTION: {warning}", channel=channel, warning=found.sentence)
