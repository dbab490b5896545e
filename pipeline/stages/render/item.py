"""An item as templates see it: nothing is said twice, and no sign means anything on the channel. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from pipeline.happening import Event, day_words, in_words
from pipeline.model import Lane, News
from pipeline.phase import Phase
from pipeline.settings.values import Council
from pipeline.stages.render import facts, filters, repeats
from pipeline.stages.render.calming import is_loud
from pipeline.stages.render.endings import HEADINGS
from pipeline.stages.render.invitation import line_of_event, tells_day, without_line
from pipeline.stages.render.links import shown_link
from pipeline.stages.render.writing import LONGEST
from pipeline.text import without_loose_end

_COMING = (Phase.NEW, Phase.CORRECTED)  # what it invites to takes place


@dataclass(frozen=True)
class Item:
    """An item as templates see it."""

    title: str
    summary: str  # the portal's teaser, or else the text
    text: str
    link: str
    category: str
    categories: tuple[str, ...]  # none where somebody has died: a hashtag would be out of place
    lane: str
    published: datetime  # in the council's time zone
    image: str
    phase: str  # of its matter: "" = it begins
    heading: str  # of an end, an exercise or a mistake: "FINE ALLERTA"; "" = none
    event: Event | None = None  # what it invites to; None where it is called off
    calendar: str = ""  # address of its entry for people's calendars; "" = none
    by: str = ""  # whose feed it is: of an event, who organises it; "" = the council's
    hashtags: tuple[str, ...] = ()  # that a rule sets instead of those of the categories

    @cached_property
    def occasion(self) -> str:
        """When and where its event is, whatever the text says; "" = it is none."""
        return in_words(self.event, self.published.tzinfo or UTC) if self.event else ""

    @cached_property
    def invitation(self) -> str:
        """When and where its event is, and who organises it; "" = none, or the beginning of the text says so."""
        told = repeats.with_lead(self.summary, self.text)
        line = line_of_event(self.event, self.title, told, self.published.tzinfo or UTC) if self.event else ""
        by = (
            f"Organizza: {self.by}"
            if self.by and self.by.casefold() not in f"{self.title}\n{told}".casefold()
            else ""
        )
        return "\n".join(filter(None, (line, by)))

    @cached_property
    def whole(self) -> str:
        """The text, with what only the summary says before it; of an event, with when and where before it."""
        told = repeats.with_lead(self.summary, self.text)
        if not self.invitation:
            return told[:LONGEST]
        line = self.invitation[:1].upper() + self.invitation[1:]
        return "\n\n".join(filter(None, (line, without_line(told, line))))[:LONGEST]

    @cached_property
    def details(self) -> str:
        """The summary, with what only the text says of time and place before it; of an event, with its line; of an
        emergency, with what only the text says of where, when and what to do."""
        if self.lane == Lane.EMERGENCY:
            from pipeline.stages.render.urgent import (
                urgent_details,  # its tables are large, and emergencies rare
            )

            return urgent_details(self.title, self.summary, self.text)[:LONGEST]
        if not self.invitation:
            return facts.details(self.title, self.summary, self.text)[:LONGEST]
        line = ". ".join(self.invitation.split("\n"))
        rest = without_line(self.summary, line)
        return (f"{line}.\n{rest}" if rest else line)[:LONGEST]

    @cached_property
    def when(self) -> str:
        """The day that it is about: of an event `sabato 5 dicembre`, else as the portal writes it; "" = none, or the
        title says it, or it is over."""
        if self.event:
            zone = self.published.tzinfo or UTC
            return "" if tells_day(self.title, self.event, zone) else day_words(self.event, zone)
        told = f"{self.title}\n{self.summary}\n{self.text}"
        return facts.coming_date(told, self.published.date())


def item_of(news: News, council: Council, markup: str = "", most: int = LONGEST) -> Item:
    """`markup`: signs that mean something on the channel. `most`: characters of a text that it may show.

    Nothing is in it twice: neither summary nor text begin with the title.
    """

    def clean(text: str) -> str:
        shortened = filters.cut(text, most) if len(text) > most else text
        return filters.harmless(filters.one_apostrophe(_ended(shortened)), markup).strip()

    amid = is_loud(f"{news.title} {news.text or news.summary}")
    names = " ".join((council.name, *map(filters.proper_names, (news.title, news.summary, news.text))))

    def quiet(text: str) -> str:
        if amid or is_loud(text):
            return filters.calm(text, names, amid=amid)
        return "".join(filters.calm(one, names) for one in repeats.sentences(text))

    title, *texts = map(clean, (news.title, repeats.laid_out(news.summary, news.text), news.text))
    summary, text = (repeats.without_title(quiet(one), title) for one in texts)
    title = repeats.telling_title(
        filters.calm(repeats.without_council(title, council.name), names, amid=amid), summary or text
    )
    mourns = filters.mourns(f"{title} {summary}")
    summary, text = (repeats.without_title(one, title) for one in (summary or text, text or summary))
    return Item(
        title=title,
        summary=summary,
        text=text,
        link=shown_link(news.link, council),
        category=filters.calm(clean(news.category)),
        categories=() if mourns else tuple(map(filters.calm, news.categories or (news.category,))),
        lane=str(news.lane),
        published=datetime.fromtimestamp(news.published, ZoneInfo(council.timezone)),
        image=news.image,
        event=_event(news, lambda place: filters.calm(clean(place), names, amid=amid)),
        by=clean(news.by),
        calendar=news.calendar
        if news.phase in (Phase.NEW, Phase.CORRECTED) and news.calendar.startswith("http")
        else "",
        phase=news.phase,
        heading=HEADINGS.get(news.phase, ""),
        hashtags=() if mourns else news.hashtags,
    )


def _event(news: News, clean: Callable[[str], str]) -> Event | None:
    """What it invites to; nothing where it is called off: the portal may still name the old day."""
    event = news.event if news.phase in _COMING else None
    return event and replace(event, place=clean(event.place))


def _ended(text: str) -> str:
    """The text with the portal's mark of a shortened one, `[…]`, as people write it."""
    text = text.rstrip()
    mark = next((mark for mark in ("[…]", "[...]") if text.endswith(mark)), "")
    shortened = text.removesuffix(mark) if mark else text.removesuffix("…")
    return text if shortened == text else without_loose_end(shortened) + "…"
