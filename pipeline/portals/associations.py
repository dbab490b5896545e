"""A feed of events only, as associations have them: all its items are of the feed's category. Pure."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Parsed
from pipeline.settings.values import Feed


def as_events(feed: Feed, parsed: Parsed) -> Parsed:
    """The entries, each of the feed's category first, by which templates are chosen, if the feed is so set."""
    if not feed.events_only:
        return parsed
    entries = (
        replace(entry, categories=tuple(dict.fromkeys((feed.category, *entry.categories))))
        for entry in parsed.entries
    )
    return replace(parsed, entries=tuple(entries))
