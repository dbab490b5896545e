"""The choice of an item's template on a channel, and the item rendered with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from channels.base import Channel, Content
from pipeline.model import Entry, Kind, Lane, News, Source
from pipeline.phase import Phase
from pipeline.settings.election import election_at
from pipeline.settings.rule import Rule
from pipeline.settings.values import ChannelConfig, Config, reply_channel
from pipeline.stages.decide.rules import Subject, looks_rules, on_channel, rules_met
from pipeline.stages.decide.signs import Matter
from pipeline.stages.decide.wording import LEVELS, level_of, orders_to_leave, wording_of
from pipeline.stages.render.endings import ANY, DANGER, LEAVING, TEMPLATES
from pipeline.stages.render.links import counted_link, shown_link

if TYPE_CHECKING:
    from pipeline.stages.enqueue import Rendered
    from pipeline.stages.render.templates import TemplateSet

# Their templates.
CORRECTIONS: Mapping[Kind, str] = {
    Kind.FOLLOW_UP: "correzione",
    Kind.RETRACT: "rettifica",
    Kind.REMINDER: "promemoria",
}
# An emergency waits for no template: where its own may not be sent, the first of these that may.
INSTEAD = ("allerta", "pericolo", "servizio")


class Renderer:
    """The render stage with its templates and channels at hand."""

    def __init__(
        self,
        config: Config,
        channels: Mapping[str, Channel],
        approved: Callable[[str], Collection[tuple[str, str]] | None] = lambda channel: None,
    ) -> None:
        """`approved`: name and language of a channel's templates that its provider lets out; None = all."""
        self._config, self._channels, self._approved = config, channels, approved
        self._configs = {channel.name: channel for channel in config.channels}
        self._by = {feed.name: feed.by for feed in config.feeds}
        self._colours = {feed.name for feed in config.feeds if feed.type is Source.COLOURS}

    @cached_property
    def _templates(self) -> TemplateSet:
        from pipeline.stages.render.templates import TemplateSet

        return TemplateSet(self._config.templates)

    def __call__(self, news: News, channel: str, kind: Kind = Kind.PUBLISH) -> Rendered:
        """Render an item. A broken template gives a reason instead of a content, and never stops the run."""
        from pipeline.stages.enqueue import Rendered
        from pipeline.stages.render.templates import TemplateError

        if self._channels[channel].capabilities.address:
            return self._by_path(news, channel, kind)
        if not self._channels[channel].capabilities.broadcast:
            tags = next((rule.hashtags for rule in self._rules(news, channel) if rule.hashtags), ())
            news = replace(news, hashtags=tags)
        news = replace(news, by=self._by.get(news.source, ""), calendar=self._calendar(news))
        utm = self._configs[channel].utm
        if utm:
            news = replace(news, link=counted_link(shown_link(news.link, self._config.council), utm))
        try:
            name = CORRECTIONS.get(kind) or self.name(news, channel)
            content = self._content(news, channel, name)
        except TemplateError as error:
            return Rendered(None, error.sentence)
        content = replace(content, silent=self._is_silent(news, channel))
        return Rendered(content, translations=dict(self._translations(news, channel, name)))

    def _by_path(self, news: News, channel: str, kind: Kind) -> Rendered:
        """The text that citizens get by WhatsApp, as it goes by another path of theirs."""
        from pipeline.stages.render.by_path import shortened

        first = reply_channel(self._config)
        assert first is not None  # whose alerts are chased
        limit = self._channels[channel].capabilities.limit
        rendered = self(news, first.name, kind)
        if rendered.content is None:
            return rendered
        translations = {name: shortened(one, limit) for name, one in rendered.translations.items()}
        return replace(rendered, content=shortened(rendered.content, limit), translations=translations)

    def _is_silent(self, news: News, channel: str) -> bool:
        """Whether phones shall not ring for it."""
        can = self._channels[channel].capabilities.silent
        return can and news.lane is Lane.NEWS and self._config.times_of(channel).silent_news

    def _calendar(self, news: News) -> str:
        """The address of an event's entry for people's calendars; "" = there is none."""
        public = self._config.webhook.public_url.rstrip("/") if self._config.events.ics else ""
        return f"{public}/events/{news.calendar}.ics" if public and news.calendar else ""

    def _content(self, news: News, channel: str, name: str) -> Content:
        """Raises TemplateError."""
        from pipeline.stages.render.render import render

        about = self._channels[channel], context(self._config)
        return render(self._templates, channel, name, news, *about)

    def _translations(self, news: News, channel: str, name: str) -> Iterator[tuple[str, Content]]:
        """The item in the citizens' other languages. A translation that is broken is left out: `check` names it."""
        from pipeline.stages.render.templates import TemplateError

        if not self._channels[channel].capabilities.broadcast:
            return
        for language in self._config.languages[1:]:
            if translation_of(name, language) in self._templates.names(channel):
                with suppress(TemplateError):
                    yield language, self._content(news, channel, translation_of(name, language))

    def name(self, news: News, channel: str) -> str:
        """The name of a channel's template for an item. Where a channel has no template of its own for it, or may not
        send that yet, the usual one; an end never takes that of its category, which tells of beginnings."""
        there, allowed = self._templates.names(channel), self._approved(channel)
        usual = template_of(self._configs[channel], news.lane, () if news.phase else news.categories)
        for name in self._special(news, channel, usual):
            if name in there and (allowed is None or self._registered(channel, name) in allowed):
                return name
        if (
            news.lane is Lane.EMERGENCY
            and allowed is not None
            and self._registered(channel, usual) not in allowed
        ):
            fit = (name for name in INSTEAD if name in there and self._registered(channel, name) in allowed)
            return next(fit, usual)
        return usual

    def _special(self, news: News, channel: str, usual: str) -> Iterator[str]:
        """The templates that say more of this item than the usual one, the best first."""
        if news.phase is not Phase.NEW:
            yield from (TEMPLATES.get(news.phase, ANY), ANY)
            return
        yield from news.templates
        yield from [rule.template for rule in self._rules(news, channel) if rule.template][:1]
        if news.lane is Lane.SERVICE and news.source in self._colours:  # a yellow one
            alert = template_of(self._configs[channel], Lane.EMERGENCY, news.categories)
            yield f"{alert}_{level_of(news.title)}"
            if not self._channels[
                channel
            ].capabilities.broadcast:  # WhatsApp's has the advice of a graver one
                yield alert
        if news.lane is Lane.EMERGENCY:
            if orders_to_leave(news.title) and usual == template_of(self._configs[channel], news.lane):
                yield LEAVING
            level = level_of(news.title, news.summary, news.text)
            yield f"{usual}_{level}"
            if not level and usual == template_of(self._configs[channel], news.lane) and _is_no_weather(news):
                yield DANGER

    def _rules(self, news: News, channel: str) -> Sequence[Rule]:
        """The rules about an item's looks on a channel, in their order."""
        rules = looks_rules(self._config.desk_rules)
        if not rules:
            return ()
        feed = next((feed for feed in self._config.feeds if feed.name == news.source), None)
        return on_channel(rules_met(rules, Subject.of_news(news, feed)), channel)

    def _registered(self, channel: str, name: str) -> tuple[str, str]:
        front = self._templates.load(channel, name, approved=True).front
        return front.name, front.language


def _is_no_weather(news: News) -> bool:
    """Whether an alert is about something that rain and wind have nothing to do with."""
    entry = Entry("", "", news.title, news.summary, news.text, news.categories)
    return wording_of(entry, news.lane).matter not in (
        Matter.NONE,
        Matter.OTHER,
        Matter.WEATHER,
        Matter.FLOOD,
        Matter.EVACUATION,
    )


def translation_of(name: str, language: str) -> str:
    """The name of a template's translation: `allerta.en`."""
    return f"{name}.{language}"


def template_of(channel: ChannelConfig, lane: Lane, categories: Sequence[str] = ()) -> str:
    """The name of a channel's template for an item: of its first category that has one, else of its lane."""
    by_category = {category.casefold(): name for category, name in channel.by_category.items()}
    for category in categories:
        if name := by_category.get(category.casefold()):
            return name
    usual = {Lane.EMERGENCY: "allerta", Lane.SERVICE: "servizio"}
    return channel.templates.get(lane) or usual.get(lane, "notizia")


def used_templates(
    channel: ChannelConfig, there: Collection[str] = (), rules: Sequence[Rule] = ()
) -> list[str]:
    """The names of all templates that a lane, a category, a rule or a phase may use. `there`: those that the channel
    has."""
    by_lane = [template_of(channel, lane) for lane in (Lane.EMERGENCY, Lane.SERVICE, Lane.NEWS)]
    by_rule = [rule.template for rule in on_channel(rules, channel.name) if rule.template in there]
    named = [*by_lane, *channel.by_category.values(), *by_rule]
    own = [
        *TEMPLATES.values(),
        ANY,
        DANGER,
        LEAVING,
        *(f"{name}_{level}" for name in named for level in LEVELS),
    ]
    return list(dict.fromkeys([*named, *(name for name in own if name in there)]))


def context(config: Config) -> dict[str, object]:
    """The variables of templates besides the item."""
    return {"council": config.council, "service": config.service}


def in_period(config: Config, now: float) -> Config:
    """The settings for what is rendered at a moment: in an election period cards have no coat of arms."""
    if election_at(config.elections, now, ZoneInfo(config.council.timezone)) is None:
        return config
    return replace(config, council=replace(config.council, crest=""))
