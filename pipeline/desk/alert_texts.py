"""A draft on each channel: of its texts the longest that the channel's template shows to the end.

A template's variable cuts what is too long, and the end of a warning is its hour. So a text is taken only where it
comes out whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from channels.base import Channel
from pipeline.composed import Composed, Draft, Step
from pipeline.desk.compose import compose, when_words
from pipeline.desk.library import Sort, library
from pipeline.model import Lane, News
from pipeline.phase import Phase
from pipeline.settings.values import Config
from pipeline.stages.enqueue import Rendered, Renderer
from pipeline.text import one_line

END_OF_TEXT = 40  # characters by which the end of a text is found again


def told(draft: Draft, config: Config) -> Composed:
    return compose(draft, ZoneInfo(config.council.timezone))


def phase_of(draft: Draft) -> Phase:
    """What the item tells of its matter."""
    if draft.step is not Step.END:
        return Phase.NEW
    return Phase.ALERT_OVER if library()[draft.hazard].sort is Sort.HAZARD else Phase.NOTICE_OVER


def news_of(draft: Draft, config: Config, lane: Lane, now: float) -> News:
    """The item as templates see it, with its longest text."""
    said, entry = told(draft, config), library()[draft.hazard]
    level = f"allerta_{draft.level}" if draft.level else ""
    return News(
        title=said.title,
        summary=said.short,
        text=said.long,
        link=config.council.portal,
        category="",
        categories=(),
        lane=lane,
        published=now,
        phase=phase_of(draft),
        templates=tuple(filter(None, (level, *entry.templates))),
        holds=when_words(draft, ZoneInfo(config.council.timezone)) if draft.step is not Step.END else "",
        advice=next(iter(draft.actions), ""),
    )


def rendered(
    draft: Draft, news: News, config: Config, channels: Mapping[str, Channel], render: Renderer
) -> dict[str, Rendered]:
    """The draft on each channel."""
    said = told(draft, config)
    return {
        name: _whole(list(_texts(said, draft, channel)), news, name, render)
        for name, channel in channels.items()
    }


def _texts(said: Composed, draft: Draft, channel: Channel) -> Iterator[str]:
    """The texts that may do there, the best first. A template for citizens names the council itself."""
    if channel.capabilities.broadcast:
        yield from (said.short, said.shortest)
    else:
        yield from (
            said.long,
            f"{draft.source}. {said.short}",
            f"{draft.source}. {said.shortest}",
            said.shortest,
        )


def _whole(texts: list[str], news: News, channel: str, render: Renderer) -> Rendered:
    """The first text that comes out to its end; if none does, the last."""
    made = Rendered(None)
    for text in texts:
        made = render(replace(news, summary=text, text=text), channel)
        if made.content is None or one_line(text)[-END_OF_TEXT:] in one_line(made.content.text):
            break
    return made
