"""Everything one process needs, opened once: store, inbox, vault, channels, and the door for citizens."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from channels.approving import AccountNews, TemplateNews
from channels.base import Channel, Content
from channels.subscribers import Subscribers
from pipeline import council_channels
from pipeline.citizens.departures import replay_departures
from pipeline.citizens.first_steps import make_ready
from pipeline.citizens.journal import Journal
from pipeline.citizens.paths import ways
from pipeline.citizens.subscribers import StoredSubscribers, Terms
from pipeline.clock import Clock, Surroundings
from pipeline.council_channels import OUTSIDE, Outside
from pipeline.events import event
from pipeline.providers.templates import note, note_account
from pipeline.settings import credentials
from pipeline.settings.own_words import own_words
from pipeline.settings.values import Config, ConfigError, enabled, reply_channel
from pipeline.stages.settle.applying import apply_inbox
from pipeline.stages.settle.inbox import open_inbox
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Store
from pipeline.store.going_back import has_gone_back
from pipeline.store.opening import demand_database, open_database, open_home
from pipeline.store.vault import Vault

if TYPE_CHECKING:
    from channels.registry import Speaker
    from pipeline.stages.deliver.drain import Sender
    from pipeline.stages.render.templates import TemplateSet

log = logging.getLogger(__name__)


class OpenCouncil:
    """Everything one process needs: store, inbox, vault, channels. Opened once, closed at the end."""

    def __init__(
        self, config: Config, env: Mapping[str, str], around: Surroundings, outside: Outside = OUTSIDE
    ) -> None:
        """Raises ConfigError or StoreError."""
        self.config, self.around, self.env, self.outside = config, around, env, outside
        self.clock, self.stop = around.clock, around.stop
        demand_database(config)
        self.vault = Vault.open(lambda name: _secret(config, env, name))
        self.channels: dict[str, Channel] = {
            one.name: outside.channel(config, env, one) for one in enabled(config)
        }
        self.pictures, self.operators = council_channels.pictures(config), outside.operators(config, env)
        self.store: Store = open_database(config)
        make_ready(config, self.store, self.vault, self.clock.time())
        self.inbox = open_inbox(config, self.vault)
        reply = reply_channel(config)
        self.reply_channel = reply.name if reply else ""
        journal, paths = Journal(config.data), ways(self.channels)
        if ended := replay_departures(self.store, self.vault, journal, self.clock.time()):
            log.warning(event("restored database: who had left was let go again", subscribers=ended))
        self.subscribers = Subscribers(
            StoredSubscribers(
                self.store,
                self.vault,
                journal,
                Terms(
                    mode=config.live,
                    notice=config.service.privacy_version,
                    channel=self.reply_channel,
                    testers=frozenset(number.replace(" ", "") for number in config.testers),
                    replies_a_day=config.service.replies_a_day,
                    paths=paths,
                ),
                self.render_reply,
            ),
            tell=config.service.automatic_text,
            own=replace(own_words(config), paths=tuple(paths)),
            zone=ZoneInfo(config.council.timezone),
        )

    @cached_property
    def deputy(self) -> Speaker | None:
        """The service that reaches the operators' deputy; None if there is none."""
        return council_channels.speaker(self.config, self.env, "approval.deputy", self.config.approval.deputy)

    @cached_property
    def templates(self) -> TemplateSet:
        """The folder's templates; most runs render nothing."""
        from pipeline.stages.render.templates import TemplateSet

        return TemplateSet(self.config.templates)

    def render_reply(self, template: str, facts: Mapping[str, object]) -> Content | None:
        """The content of a reply. None, with a line in the log, if its template fails: the citizen's command still
        counts."""
        from datetime import datetime

        from pipeline.stages.render.choice import context
        from pipeline.stages.render.render import render_text
        from pipeline.stages.render.templates import TemplateError

        zone = ZoneInfo(self.config.council.timezone)
        times = {
            name: datetime.fromtimestamp(float(str(facts[name])), zone)
            for name in ("since", "paused", "last_contact", "last_message")
            if facts.get(name) is not None
        }
        values = {**context(self.config), "retention": self.config.retention, **facts, **times}
        for name in self._in_language(template, str(facts.get("language", ""))):
            try:
                return render_text(self.templates, self.reply_channel, name, values)
            except TemplateError as error:
                log.error(event("reply not sent", template=name, error=error))
        return None

    def _in_language(self, template: str, language: str) -> Iterator[str]:
        """A reply's translation, if there is one, and the reply itself."""
        from pipeline.stages.render.choice import translation_of

        translated = translation_of(template, language)
        if language in self.config.languages and translated in self.templates.names(self.reply_channel):
            yield translated
        yield template

    @property
    def stands_still(self) -> bool:
        """Whether nothing may be sent: an older database was put back."""
        return has_gone_back(self.store)

    def apply_inbox(self) -> int:
        """Apply the bodies in the inbox (citizens' messages, provider's reports) and return their number."""
        now = self.clock.time()
        return apply_inbox(
            self.store, self.inbox, self.subscribers, apply_receipts, self._apply_news, now=now
        )

    def _apply_news(
        self, store: Store, templates: Iterable[TemplateNews], account: Iterable[AccountNews], now: float
    ) -> None:
        for template in templates:
            note(store, self.reply_channel, template, now)
        for news in account:
            note_account(store, self.reply_channel, news, now)

    def chase(self) -> None:
        """Let emergencies go by other paths to citizens whom they have not reached."""
        if self.stands_still or not any(one.capabilities.address for one in self.channels.values()):
            return
        from pipeline.desk.chase import Chase

        if chased := Chase(self.config, self.store, self.channels).go_on(self.clock.time()):
            log.info(event("emergency goes by other paths", citizens=chased))

    @contextmanager
    def another_store(self) -> Iterator[Store]:
        """A second connection to the store, for another thread, for the length of a `with`. Raises StoreError."""
        store = open_home(self.config, make=False)
        try:
            yield store
        finally:
            store.close()

    def sender(self, name: str) -> Sender:
        """The sender of the channel called `name`."""
        return council_channels.sender(self.config, name, self.channels[name], self.vault)

    def apart(self, name: str) -> Channel:
        """A second adapter of that channel with its own connections, to ask the provider while a drain runs."""
        [settings] = [channel for channel in self.config.channels if channel.name == name]
        return self.outside.channel(self.config, self.env, settings)

    def close(self) -> None:
        self.inbox.close()
        self.store.close()


def _secret(config: Config, env: Mapping[str, str], name: str) -> str:
    try:
        return credentials.get(name, mode=config.live, data=config.data, env=env)
    except ConfigError as error:
        raise type(error)("{where}: {problem}", where=config.where("live"), problem=error.sentence) from None


@contextmanager
def open_council(
    config: Config, env: Mapping[str, str], clock: Clock | None = None, chance: Random | None = None
) -> Iterator[OpenCouncil]:
    """An OpenCouncil for the length of a `with`. Clock and chance are replaced by tests only."""
    opened = OpenCouncil(config, env, Surroundings(clock or Clock(), chance or Random()))
    try:
        yield opened
    finally:
        opened.close()
