"""Builds the configured channels: address, secrets and settings by the mode; and the senders that drain them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from channels import registry
from channels.base import Access, Channel
from channels.problems import ChannelError, SettingError
from channels.sentence import Sentence
from pipeline.citizens.identity import read_address
from pipeline.citizens.second_number import keep_number
from pipeline.events import event
from pipeline.model import Edits, Mode
from pipeline.money.budget import budget_of, demand_budget
from pipeline.portals.pictures import Pictures
from pipeline.portals.reading import Reader, limits_of, reader_of
from pipeline.quiet import next_leap, second_of_day
from pipeline.settings import credentials
from pipeline.settings.values import ChannelConfig, Config, ConfigError, MissingSecretError, enabled
from pipeline.store.allowance import Courtesy
from pipeline.store.vault import Vault
from pipeline.tasks import in_own_loop

if TYPE_CHECKING:
    from channels.base import Content
    from channels.registry import Speaker
    from pipeline.stages.deliver.drain import Sender
    from pipeline.stages.release.gates import Gate
    from pipeline.stages.release.versions import VersionWriter
    from pipeline.stages.settle.probe import Writer
    from pipeline.store import Store
    from pipeline.store.statements import ItemsOfDigestRow, PostRow

log = logging.getLogger(__name__)
WEEK = 7 * 86400.0  # seconds
PATIENCE = 15.0  # seconds in which the operators' service must answer


def build(
    config: Config, env: Mapping[str, str], channel: ChannelConfig, *, with_secrets: bool = True
) -> Channel:
    """The adapter of a configured channel. Raises ConfigError: unknown type, wrong setting, missing secret."""
    key = f"channels.{channel.name}"
    try:
        cls = registry.load(channel.type)
    except ChannelError as error:
        raise config.error(f"{key}.type", error.sentence) from None
    caps = cls.capabilities
    if config.live is Mode.OFF:
        base_url = config.sandbox.url + caps.sandbox
    else:
        base_url = (channel.base_url or caps.base_url).rstrip("/")
    found = {}
    for name in (*caps.secrets, *caps.optional_secrets) if with_secrets else ():
        try:
            found[name] = credentials.get(name, mode=config.live, data=config.data, env=env)
        except MissingSecretError as error:
            if name in caps.secrets:
                raise config.error(key, error.sentence) from None
        except ConfigError as error:
            raise config.error(key, error.sentence) from None
    able = {Edits.EDIT: caps.edit, Edits.DELETE: caps.withdraw}
    if not able.get(channel.edits, True):
        cannot = Sentence(
            "{title} cannot {edits}: use follow-up or ignore", title=caps.title, edits=channel.edits
        )
        raise config.error(f"{key}.edits", cannot)
    if caps.fetches and not public_url(config):
        fetches = Sentence("{title} fetches pictures from `serve`: set webhook.public_url", title=caps.title)
        raise config.error(key, fetches)
    if channel.withdraw and not caps.withdraw:
        cannot = Sentence("{title} cannot delete: set it to false", title=caps.title)
        raise config.error(f"{key}.withdraw", cannot)
    if with_secrets:
        demand_budget(config, channel.name, caps.prices)
    try:
        own = pictures(config)
        return cls(Access(base_url, found, channel.settings, own, own.public))
    except SettingError as error:
        raise config.error(f"{key}.{error.key}", error.problem) from None
    except ChannelError as error:
        raise config.error(key, error.sentence) from None


def pictures(config: Config) -> Pictures:
    """The source of pictures: those that items declare, or cards drawn for them."""
    return Pictures(config.data / "pictures", limits_of(config), public_url(config))


def operators(config: Config, env: Mapping[str, str]) -> Speaker | None:
    """The service that reaches the operators; None if alerts are off. Raises ConfigError."""
    return speaker(config, env, "alerts.to", config.alerts.to)


def speaker(config: Config, env: Mapping[str, str], key: str, name: str) -> Speaker | None:
    """The service behind that name in APPRISE_URLS, which the setting `key` gives; None for "". Raises ConfigError."""
    if not name:
        return None
    base_url = f"{config.sandbox.url}/apprise" if config.live is Mode.OFF else ""
    try:
        known = credentials.get("APPRISE_URLS", mode=config.live, data=config.data, env=env)
        return registry.operators_service(known, name, base_url, PATIENCE)
    except (ConfigError, ChannelError) as error:
        raise config.error(key, error.sentence) from None


def public_url(config: Config) -> str:
    """The public address of `serve`. With `live: off` its local address, for the sandbox."""
    if config.webhook.public_url or config.live is not Mode.OFF:
        return config.webhook.public_url
    return f"http://{config.webhook.host}:{config.webhook.port}"


@dataclass(frozen=True)
class Outside:
    """All ways by which a council reaches the world. `simulate` replaces every one of them."""

    channel: Callable[[Config, Mapping[str, str], ChannelConfig], Channel] = build
    operators: Callable[[Config, Mapping[str, str]], Speaker | None] = operators
    reader: Callable[[Config, float], Reader] = reader_of  # (settings, now): reads portals
    # (work, name): runs a sender's work so that nothing delays it
    beside: Callable[[Callable[[], Coroutine[Any, Any, Any]], str], Coroutine[Any, Any, Any]] = in_own_loop


OUTSIDE = Outside()


def channels(config: Config, env: Mapping[str, str], *, with_secrets: bool = True) -> dict[str, Channel]:
    """The adapters of all channels that publish, by name. Raises ConfigError."""
    return {
        channel.name: build(config, env, channel, with_secrets=with_secrets) for channel in enabled(config)
    }


def sender(config: Config, name: str, channel: Channel, vault: Vault) -> Sender:
    """The sender of a channel: its adapter, gates, waves and limits from the settings."""
    from pipeline.stages.deliver.drain import Sender
    from pipeline.stages.release.waves import Waves

    return Sender(
        name=name,
        channel=channel,
        mode=config.live,
        retries=config.safety.retries,
        folder=config.data / "attempts",
        read_address=lambda row: read_address(vault, row),
        vault=vault,
        keep_number=lambda store, *known: keep_number(store, vault, *known),
        waves=Waves(config.safety.canary_seconds if config.canary else 0.0, config.safety.first_wave),
        gates=gates(config, name, channel),
        write_version=_version_writer(config, name, channel),
        spares=_spares(config, name),
        resend=config.safety.resend,
        write_probe=_probe_writer(config, name, channel),
    )


def gates(config: Config, name: str, channel: Channel) -> tuple[Gate, ...]:
    """The questions that decide whether a post of a channel may begin, in their order. The budget is the last, because
    it sets money apart."""
    from pipeline.stages.release.budget_gate import BudgetGate
    from pipeline.stages.release.election_gate import ElectionGate
    from pipeline.stages.release.gather_gate import GatherGate
    from pipeline.stages.release.lane_gate import LaneGate
    from pipeline.stages.release.quiet_gate import QuietGate
    from pipeline.stages.release.rhythm_gate import Rhythm, RhythmGate
    from pipeline.stages.release.template_gate import TemplateGate

    caps = channel.capabilities
    own = next(one for one in config.channels if one.name == name)
    gathers = config.digest.gathers if caps.broadcast else own.digest
    times, hours = config.times_of(name), config.quiet_hours(name)
    digests = config.digest.every_days > 0 and (caps.broadcast or own.digest)
    rhythm = Rhythm(times.gap_minutes, times.an_hour, times.a_day, digests, hours.zone)
    return (
        ElectionGate.of(config),
        LaneGate(),
        *([GatherGate()] if gathers else []),
        TemplateGate(),
        QuietGate(hours, digests=digests),
        RhythmGate(rhythm),
        *([BudgetGate(budget_of(config), digests=digests)] if caps.prices else []),
    )


def _version_writer(config: Config, name: str, channel: Channel) -> VersionWriter:
    """Writes versions of digests. Most drains send none, so the stage that renders is loaded by the first of them."""

    def write(store: Store, post: PostRow, items: Sequence[ItemsOfDigestRow]) -> Content | None:
        from pipeline.desk.digest_text import DigestWriter
        from pipeline.stages.render.choice import Renderer

        return DigestWriter(config, name, channel, Renderer(config, {name: channel})).version(
            store, post, items
        )

    return write


def _probe_writer(config: Config, name: str, channel: Channel) -> Writer:
    """Writes the message that asks the staff's number for a receipt, if the provider has approved its text."""

    def write(store: Store) -> Content | None:
        from pipeline.desk import letters
        from pipeline.stages.release.template_gate import translation_may_go
        from pipeline.stages.render.templates import TemplateError

        try:
            content = letters.write(config, {name: channel}, "controllo", "", 0.0)
        except TemplateError as error:
            log.error(event("staff not asked for a receipt", error=error))
            return None
        return content if translation_may_go(store, name, content) else None

    return write


def _spares(config: Config, name: str) -> Callable[[float], Courtesy]:
    """What citizens are spared at a moment (Unix seconds). Without digests no news may wait for one."""
    hours, a_week = config.quiet_hours(name), config.times_of(name).a_week if config.digest.every_days else 0
    passes = sorted(hours.passes)

    def spared(now: float) -> Courtesy:
        second, leap = second_of_day(now, hours.zone), next_leap(now, hours.zone)
        return Courtesy(second, leap, passes, a_week, week=now - WEEK)

    return spared
