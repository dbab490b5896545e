"""The choice of an item's template on a channel, and the item rendered with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from channels.base import Channel
from pipeline.model import Kind, Lane, News
from pipeline.phase import Phase
from pipeline.settings.values import ChannelConfig, Config
from pipeline.stages.render.endings import ANY, LEVELS, TEMPLATES, level_of
from pipeline.stages.render.links import counted_link, shown_link

if TYPE_CHECKING:
    from pipeline.stages.enqueue import Rendered
    from pipeline.stages.render.templates import TemplateSet

CORRECTIONS: Mapping[Kind, str] = {Kind.FOLLOW_UP: "correzione", Kind.RETRACT: "rettifica"}  # their templates


class Renderer:
    """The render stage with its templates and channels at hand."""

    def __init__(self, config: Config, channels: Mapping[str, Channel]) -> None:
        self._config, self._channels = config, channels
        self._configs = {channel.name: channel for channel in config.channels}

    @cached_property
    def _templates(self) -> TemplateSet:
        from pipeline.stages.render.templates import TemplateSet

        return TemplateSet(self._config.templates)

    def __call__(self, news: News, channel: str, kind: Kind = Kind.PUBLISH) -> Rendered:
        """Render an item. A broken template gives a reason instead of a content, and never stops the run."""
        from pipeline.stages.enqueue import Rendered
        from pipeline.stages.render.render import render
        from pipeline.stages.render.templates import TemplateError

        utm = self._configs[channel].utm
        if utm:
            news = replace(news, link=counted_link(shown_link(news.link, self._config.council), utm))
        try:
            content = render(
                self._templates,
                channel,
                CORRECTIONS.get(kind) or self.name(news, channel),
                news,
                self._channels[channel],
                context(self._config),
            )
        except TemplateError as error:
            return Rendered(None, error.sentence)
        return Rendered(content)

    def name(self, news: News, channel: str) -> str:
        """The name of a channel's template for an item. What a channel has no template of its own for takes the usual
        one; an end never that of its category, which tells of beginnings."""
        config, there = self._configs[channel], self._templates.names(channel)
        usual = template_of(config, news.lane, () if news.phase else news.categories)
        level = level_of(news.title, news.summary, news.text) if news.lane is Lane.EMERGENCY else ""
        wanted = (f"{usual}_{level}",) if news.phase is Phase.NEW else (TEMPLATES.get(news.phase, ANY), ANY)
        return next((name for name in wanted if name in there), usual)


def template_of(channel: ChannelConfig, lane: Lane, categories: Sequence[str] = ()) -> str:
    """The name of a channel's template for an item: of its first category that has one, else of its lane."""
    by_category = {category.casefold(): name for category, name in channel.by_category.items()}
    for category in categories:
        if name := by_category.get(category.casefold()):
            return name
    usual = {Lane.EMERGENCY: "allerta", Lane.SERVICE: "servizio"}
    return channel.templates.get(lane) or usual.get(lane, "notizia")


def used_templates(channel: ChannelConfig, there: Collection[str] = ()) -> list[str]:
    """The names of all templates that a lane, a category or a phase may use. `there`: those that the channel has."""
    by_lane = [template_of(channel, lane) for lane in (Lane.EMERGENCY, Lane.SERVICE, Lane.NEWS)]
    named = [*by_lane, *channel.by_category.values()]
    own = [*TEMPLATES.values(), ANY, *(f"{name}_{level}" for name in named for level in LEVELS)]
    return list(dict.fromkeys([*named, *(name for name in own if name in there)]))


def context(config: Config) -> dict[str, object]:
    """The variables of templates besides the item."""
    return {"council": config.council, "service": config.service}
