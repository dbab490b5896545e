"""The choice of an item's template on a channel, and the item rendered with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from channels.base import Channel
from pipeline.model import Kind, Lane, News
from pipeline.settings.values import ChannelConfig, Config

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

        config = self._configs[channel]
        usual = template_of(config, news.lane, news.categories)
        try:
            content = render(
                self._templates,
                channel,
                CORRECTIONS.get(kind, usual),
                news,
                self._channels[channel],
                context(self._config),
            )
        except TemplateError as error:
            return Rendered(None, error.sentence)
        return Rendered(content)


def template_of(channel: ChannelConfig, lane: Lane, categories: Sequence[str] = ()) -> str:
    """The name of a channel's template for an item: of its first category that has one, else of its lane."""
    by_category = {category.casefold(): name for category, name in channel.by_category.items()}
    for category in categories:
        if name := by_category.get(category.casefold()):
            return name
    usual = {Lane.EMERGENCY: "allerta", Lane.SERVICE: "servizio"}
    return channel.templates.get(lane) or usual.get(lane, "notizia")


def used_templates(channel: ChannelConfig) -> list[str]:
    """The names of all templates that a lane or category may use."""
    by_lane = [template_of(channel, lane) for lane in (Lane.EMERGENCY, Lane.SERVICE, Lane.NEWS)]
    return list(dict.fromkeys([*by_lane, *channel.by_category.values()]))


def context(config: Config) -> dict[str, object]:
    """The variables of templates besides the item."""
    return {"council": config.council, "service": config.service}
