"""The sandbox of a working folder, with the folder's addresses, ids and templates."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from dataclasses import replace

import click

from channels import registry
from channels.problems import ChannelError
from channels.sentence import Sentence
from pipeline.model import Mode
from pipeline.sandbox.app import serve_forever
from pipeline.sandbox.service import play_service
from pipeline.sandbox.world import Place, SandboxSettings
from pipeline.settings.listening import cannot_listen
from pipeline.settings.values import ChannelConfig, Config, ConfigError, enabled
from pipeline.stages.render.templates import TemplateError, TemplateSet
from pipeline.words import say

PLAYED_LIKE_OWN = ("gateway",)  # channels of ours whose provider is of the usual shape


def settings_for(config: Config) -> SandboxSettings:
    """The sandbox's settings for a folder. WhatsApp templates count as approved.
    Raises ConfigError for an invalid template."""
    templates = TemplateSet(config.templates)
    usual = SandboxSettings()
    names = ("phone_number_id", "waba_id", "app_id", "page_id", "user_id", "ig_user_id")
    ids = {name: getattr(usual, name) for name in names}
    rate: float = usual.rate
    registrations, own = [], []
    for channel in enabled(config):
        ids.update({key: str(value) for key, value in channel.settings.items() if key in ids})
        if channel.type not in registry.OWN or channel.type in PLAYED_LIKE_OWN:
            own.append(_place(config, channel))
        if channel.type == "whatsapp":
            rate = channel.settings.get("rate", rate)
            try:
                registrations = templates.registrations(channel.name)
            except TemplateError as error:
                raise ConfigError(error.sentence) from None
    webhook = config.webhook
    types = tuple(channel.type for channel in enabled(config))
    return SandboxSettings(
        url=config.sandbox.url,
        webhook_url=f"http://{webhook.host}:{webhook.port}{webhook.path}",
        templates=tuple(registrations),
        number=config.service.number.replace(" ", ""),
        rate=int(rate),
        own=tuple(own),
        types=types,
        **ids,
    )


def _place(config: Config, channel: ChannelConfig) -> Place:
    """The provider that a channel of the council's own expects. Raises ConfigError if no such channel is installed."""
    try:
        caps = registry.load(channel.type).capabilities
    except ChannelError as error:
        raise config.error(f"channels.{channel.name}.type", error.sentence) from None
    return Place(channel.name, caps.sandbox, caps.player)


def serve_sandbox(config: Config, *, whole: bool = False) -> None:
    """Serve until interrupted; `whole`: with `serve` and `run`. Raises ConfigError, also in a folder that serves
    citizens: its portal and its providers are real, and nobody should look for their messages here."""
    if config.live is not Mode.OFF:
        real = Sentence(
            "the sandbox is for `live: off`; try things in a folder of their own (`infostiglia init`)"
        )
        raise config.error("live", real)
    settings = replace(settings_for(config), keep=config.data / "sandbox.json")
    host, port = config.sandbox.host, config.sandbox.port
    address = f"{config.sandbox.url}/sandbox"
    click.echo(say("Sandbox: {address}  (Ctrl-C stops it)", address=address), err=True)

    async def work() -> None:
        task = asyncio.current_task()
        assert task is not None
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            service = asyncio.create_task(play_service(config.folder)) if whole else None
            try:
                await serve_forever(settings, host, port)
            finally:
                if service is not None:
                    service.cancel()
                    await asyncio.gather(service, return_exceptions=True)

    try:
        asyncio.run(work())
    except OSError as error:
        raise cannot_listen(config, "sandbox", error) or error from None
