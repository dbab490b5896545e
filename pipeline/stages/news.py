"""An item as templates see it, from an entry or from the store. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipeline.model import Decision, Entry, Lane, News
from pipeline.phase import Phase
from pipeline.stages.kept_event import calendar_name, event_of_row
from pipeline.text import one_line, without_loose_end

if TYPE_CHECKING:
    from pipeline.store.statements import ItemRow, KnownItemsRow

TITLE = 80  # characters of a text that stand for a missing title


def title_of(entry: Entry) -> str:
    """The entry's title, or else the first words of its text: staff and templates need one."""
    words = one_line(entry.title) or one_line(entry.summary) or one_line(entry.text)
    if entry.title or len(words) <= TITLE:
        return entry.title or words
    return without_loose_end(words[:TITLE].rpartition(" ")[0]) + "…"


def news_of(decision: Decision, published: float, feed: str = "") -> News:
    """The item as templates see it. `published`: for an entry without a date, the time it was first seen."""
    entry = decision.identified.entry
    return News(
        title=title_of(entry),
        summary=entry.summary,
        text=entry.text,
        link=entry.link,
        category=decision.category,
        categories=entry.categories,
        lane=decision.lane,
        published=published if entry.published is None else entry.published,
        image=entry.image,
        image_alt=entry.image_alt,
        event=entry.event,
        calendar=calendar_name(feed, decision.identified.aliases) if entry.event else "",
        phase=decision.phase,
        source=feed,
    )


def news_of_row(item: ItemRow | KnownItemsRow) -> News:
    """The item as templates see it, from the store's row."""
    return News(
        title=item["title"],
        summary=item["summary"],
        text=item["text"],
        link=item["link"],
        category=item["category"],
        categories=tuple(json.loads(item["categories"])),
        lane=Lane(item["lane"]),
        published=item["published_at"],
        image=item["image"],
        image_alt=item["image_alt"],
        phase=Phase(item["phase"]),
        event=event_of_row(item),
        calendar=item["calendar_name"],
        source=item["source"],
    )
