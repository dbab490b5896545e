"""The words of a digest: its news in the slots of a template, for citizens and for pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from channels.base import Channel, Content
from channels.sentence import OneLineError
from pipeline.model import News
from pipeline.settings.values import Config
from pipeline.stages.release.template_gate import approved_names
from pipeline.stages.render.links import counted_link
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.stages.enqueue import Renderer
    from pipeline.stages.render.item import Item
    from pipeline.store.statements import ItemsOfDigestRow, PostRow

SLOTS = (3, 5, 8)  # of templates riepilogo_3, riepilogo_5, riepilogo_8: parameters cannot be empty
# Texts for slots without news.
FILLERS = (
    "Tutte le altre notizie sono sul portale del Comune",
    "Puoi scegliere che cosa ricevere: scrivi TUTTO, RIEPILOGO o SOLO URGENZE",
)
ON_PAGES = "riepilogo"  # the template of pages, which takes any number
LINE = 90  # characters of a line on a page, about
MOST_ON_PAGES = 15  # lines


class DigestError(OneLineError):
    """A digest that cannot be written. One line."""


@dataclass(frozen=True)
class Voice:
    """One line of a digest, as templates see it."""

    title: str
    date: str = ""  # the day that it is about, " (27 novembre)"; "" = none, or the title says it


def template_for(count: int) -> tuple[str, int]:
    """(name, slots) of the template for `count` items, two or more."""
    slots = next((slots for slots in SLOTS if count <= slots), SLOTS[-1])
    return f"riepilogo_{slots}", slots


def _voice(item: Item) -> Voice:
    """The line of an item. The day of its publication would be taken for that of the event."""
    title = item.title or item.text
    return Voice(
        title, f" ({item.when})" if item.when and item.when.casefold() not in title.casefold() else ""
    )


def in_slots(voices: Sequence[Voice], slots: int) -> list[Voice]:
    """One line per slot. Surplus items are counted in the last; missing ones are replaced by useful words."""
    return [*_most(voices, slots), *(Voice(words) for words in FILLERS[: max(0, slots - len(voices))])]


def _most(voices: Sequence[Voice], slots: int) -> list[Voice]:
    if len(voices) <= slots:
        return list(voices)
    kept = slots - 1
    return [*voices[:kept], Voice(f"e altre {len(voices) - kept} notizie sul portale")]


@dataclass(frozen=True)
class DigestWriter:
    """Writes the digests of one channel."""

    config: Config
    name: str  # of the channel
    channel: Channel
    render: Renderer  # for a single item, which is sent like an item of its own

    def content(self, news: Sequence[News], named: tuple[str, int] = ("", 0)) -> Content:
        """The digest of these items. `named`: the template and its slots, if not the usual ones. Raises TemplateError,
        DigestError."""
        if len(news) == 1 and not named[0]:
            rendered = self.render(news[0], self.name)
            if rendered.content is None:
                raise DigestError(rendered.problem or "")
            return rendered.content
        return self._together(news, named)

    def _together(self, news: Sequence[News], named: tuple[str, int]) -> Content:
        from pipeline.stages.render.choice import context
        from pipeline.stages.render.item import item_of
        from pipeline.stages.render.render import render
        from pipeline.stages.render.templates import TemplateSet

        config, caps = self.config, self.channel.capabilities
        voices = [_voice(item_of(one, config.council, caps.markup)) for one in news]
        longest = max((voice.title for voice in voices), key=len)
        itself = replace(
            news[0], title="Riepilogo", summary="", text=longest, link=self._page, image="", categories=()
        )
        if caps.broadcast:
            name, slots = named if named[0] else template_for(len(news))
            told = in_slots(voices, slots)
        else:
            name, told = ON_PAGES, _most(voices, max(2, min(MOST_ON_PAGES, caps.limit // LINE)))
        return render(
            TemplateSet(config.templates),
            self.name,
            name,
            itself,
            self.channel,
            {**context(config), "voci": told},
        )

    @property
    def _page(self) -> str:
        """The page with all news."""
        config = self.config
        page = next((feed.news_page for feed in config.feeds if feed.news_page), config.council.portal)
        return counted_link(page, next((one.utm for one in config.channels if one.name == self.name), ""))

    def version(self, store: Store, post: PostRow, items: Sequence[ItemsOfDigestRow]) -> Content | None:
        """The digest of some of its items, by the first approved template that takes so many; None = there is none."""
        from pipeline.stages.news import news_of_row
        from pipeline.stages.render.templates import TemplateError

        news, allowed = [news_of_row(item) for item in items], approved_names(store, self.name)
        for named in _possible(len(news)):
            try:
                content = self.content(news, named)
            except (TemplateError, DigestError):
                continue
            if allowed is None or not content.template or (content.template, content.language) in allowed:
                return content
        return None


def _possible(count: int) -> list[tuple[str, int]]:
    """The templates that take so many items, the best first; "" is an item's own."""
    fitting = [(f"riepilogo_{slots}", slots) for slots in SLOTS if slots - len(FILLERS) <= count <= slots]
    return [*([("", 0)] if count == 1 else []), *(fitting or [template_for(count)])]
