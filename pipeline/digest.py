"""digest: the news of a period in one message.

For citizens who chose it, all that went out at once; for everybody, what did not: over budget, or because the council
has its news gathered. Named by the end of its period, so that making it twice makes it once.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from channels.base import Channel, Content
from pipeline.config import Config, DigestConfig, Weekday
from pipeline.model import Lane, News
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.desk import Audience
    from pipeline.enqueue import Renderer
    from pipeline.templates import TemplateSet

log = logging.getLogger(__name__)
LATE = 86400.0  # seconds after the end of a period in which its digest is still made; also how long it may go out
SLOTS = (3, 5, 8)  # of templates riepilogo_3, riepilogo_5, riepilogo_8: parameters cannot be empty
# What stands in slots that no news fill.
FILLERS = (
    "Tutte le altre notizie sono sul portale del Comune",
    "Puoi scegliere che cosa ricevere: scrivi TUTTO, RIEPILOGO o SOLO URGENZE",
)


class DigestError(Exception):
    """A digest cannot be written. One line."""


Gone = Callable[[str], Awaitable[bool]]  # whether the page at an address says that it is no more


@dataclass(frozen=True)
class Period:
    start: float  # Unix seconds, not in it
    end: float  # in it
    name: str  # ISO date of its end


@dataclass(frozen=True)
class Voice:
    """One line of a digest, as templates see it."""

    title: str
    date: str = ""  # " (27/11)"


@dataclass(frozen=True)
class Gathered:
    """One item of a period."""

    news: News
    deferred: bool  # nobody got it at once


# -- which news, in which slots: pure ---------------------------------------------------------------


def last_period(settings: DigestConfig, zone: ZoneInfo, now: float) -> Period | None:
    """The period that ended last; None if there are no digests. Wall time: a week with a change of hour is one too."""
    if not settings.every_days:
        return None
    moment = datetime.fromtimestamp(now, zone)
    weekday = list(Weekday).index(settings.weekday)
    day = moment.date()
    while True:
        # Day 1 of the calendar was a Monday: so periods of several weeks keep their rhythm for ever.
        fits = settings.every_days == 1 or (day.toordinal() - 1 - weekday) % settings.every_days == 0
        end = datetime(day.year, day.month, day.day, settings.hour, tzinfo=zone)
        if fits and end <= moment:
            start = end - timedelta(days=settings.every_days)
            return Period(start.timestamp(), end.timestamp(), day.isoformat())
        day -= timedelta(days=1)


def audiences(items: Sequence[Gathered]) -> dict[Audience, list[News]]:
    """Who is told what; nobody gets twice what came at once. Empty if there is nothing to tell."""
    everything = [one.news for one in items]
    deferred = [one.news for one in items if one.deferred]
    if len(deferred) == len(everything):
        return {"": everything} if everything else {}
    told: dict[Audience, list[News]] = {"digest": everything}
    if deferred:
        told["now"] = deferred
    return told


def template_for(count: int) -> tuple[str, int]:
    """The template for so many items (two or more), and its slots."""
    slots = next((slots for slots in SLOTS if count <= slots), SLOTS[-1])
    return f"riepilogo_{slots}", slots


def in_slots(voices: Sequence[Voice], slots: int) -> list[Voice]:
    """One line a slot: what is too much is counted in the last, what is missing is filled with useful words."""
    if len(voices) > slots:
        kept = slots - 1
        return [*voices[:kept], Voice(f"e altre {len(voices) - kept} notizie sul portale")]
    return [*voices, *(Voice(words) for words in FILLERS[: slots - len(voices)])]


def digest_content(
    templates: TemplateSet,
    channel_name: str,
    channel: Channel,
    news: Sequence[News],
    context: Mapping[str, Any],
    link: str,
) -> Content:
    """The text of two or more items. `link`: where all news are. Raises TemplateError."""
    from pipeline.render import item_of, render

    zone = ZoneInfo(context["council"].timezone)
    name, slots = template_for(len(news))
    items = [item_of(one, zone, channel.capabilities.markup) for one in news]
    voices = [Voice(item.title or item.text, f" ({item.published:%d/%m})") for item in items]
    longest = max((voice.title for voice in voices), key=len)
    itself = replace(news[0], title="Riepilogo", summary="", text=longest, link=link, categories=())
    return render(
        templates, channel_name, name, itself, channel, {**context, "voci": in_slots(voices, slots)}
    )


# -- making it --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    """Where digests are written."""

    config: Config
    store: Store
    channels: Mapping[str, Channel]
    render: Renderer  # for a single item, which is told as if it came at once
    gone: Gone

    async def write(self, now: float) -> dict[str, str]:
        """The digests whose period has ended; answers with what could not be written, by channel."""
        period = last_period(self.config.digest, ZoneInfo(self.config.council.timezone), now)
        problems: dict[str, str] = {}
        for name, channel in self.channels.items():
            if period is None or now - period.end > LATE or not channel.capabilities.broadcast:
                continue
            if self._told(name) >= period.end:
                continue
            from pipeline.templates import TemplateError

            try:
                await self._write(name, period, now)
            except (TemplateError, DigestError) as error:
                problems[name] = f"template: {error}"
        return problems

    async def _write(self, channel: str, period: Period, now: float) -> None:
        from pipeline.desk import Announcement, announce

        store, told = self.store, self._told(channel)
        # What an earlier digest has told is not told again, whatever was set since.
        found = gathered(store, self.config, channel, replace(period, start=max(period.start, told)))
        items = [one for one in found if not await self._is_gone(one.news)]
        contents = {whom: self._content(channel, news) for whom, news in audiences(items).items()}
        with store.transaction():
            for audience, content in contents.items():
                said = Announcement(
                    name=f"digest:{period.name}:{audience or 'all'}",
                    title=f"Riepilogo del {period.name}",
                    channel=channel,
                    content=content,
                    lane=Lane.NEWS,
                    kind="digest",
                    audience=audience,
                )
                announce(store, said, mode=self.config.live, now=now, due_at=now, not_after=now + LATE)
            store.run("set_setting", name=_mark(channel), value=str(period.end))
        log.info("digest channel=%s period=%s items=%d", channel, period.name, len(items))

    def _told(self, channel: str) -> float:
        """The end of the newest period whose digest was made."""
        return float(self.store.value("setting", name=_mark(channel)) or 0)

    async def _is_gone(self, news: News) -> bool:
        return bool(news.link) and await self.gone(news.link)

    def _content(self, channel: str, news: Sequence[News]) -> Content:
        if len(news) == 1:
            rendered = self.render(news[0], channel)
            if rendered.content is None:
                raise DigestError(rendered.problem)
            return rendered.content
        config = self.config
        link = next((feed.news_page for feed in config.feeds if feed.news_page), config.council.portal)
        context = {"council": config.council, "service": config.service}
        from pipeline.templates import TemplateSet

        templates = TemplateSet(config.templates)
        return digest_content(templates, channel, self.channels[channel], news, context, link)


def gathered(store: Store, config: Config, channel: str, period: Period) -> list[Gathered]:
    """The news of a period on a channel, the newest first, as they read now."""
    from pipeline.enqueue import news_of_row

    rows = store.rows("digest_items", channel=channel, mode=config.live, start=period.start, end=period.end)
    return [Gathered(news_of_row(row), bool(row["deferred"])) for row in rows]


def _mark(channel: str) -> str:
    return f"digest of {channel}"
