"""The answer of The Events Calendar, a calendar for WordPress (`/wp-json/tribe/events/v1/events`), as entries. Pure."""

from __future__ import annotations

from typing import Any

from pipeline.happening import Event
from pipeline.model import Document, Entry, Parsed
from pipeline.stages.parse.common import MOST, absolute, date, flawed, part, reject, string, without_debris
from pipeline.stages.parse.declared import span
from pipeline.stages.parse.decoding import decoded
from pipeline.stages.parse.linked import links_of
from pipeline.text import line_of, text_of


def read(answer: dict[str, Any], document: Document) -> Parsed:
    """The events of an answer; those without a name or a beginning are left out."""
    shown = [
        one for one in answer["events"] if isinstance(one, dict) and one.get("status", "publish") == "publish"
    ]
    entries = [entry for one in shown[:MOST] if (entry := _entry(one, document)).title and entry.event]
    older = absolute(string(answer.get("next_rest_url")), document.url)
    return flawed(Parsed(tuple(entries), older=older), decoded(document).lost)


def _entry(item: dict[str, Any], document: Document) -> Entry:
    title, html = line_of(string(item.get("title"))), string(item.get("description"))
    link = absolute(string(item.get("url")), document.url)
    text = without_debris(text_of(html, links_of(document, link)), title)
    event = _event(item, document)
    return Entry(
        guid=string(item.get("global_id")) or string(item.get("id")),
        link=link,
        title=title,
        summary=without_debris(text_of(string(item.get("excerpt")), links_of(document, link)), title),
        text=text,
        categories=_names(item.get("categories")),
        published=date(f"{string(item.get('date_utc'))}Z", document.zone)
        or date(string(item.get("date")), document.zone),
        image=absolute(string(part(item, "image", "url")), document.url),
        reject=reject(title, html),
        until=event.over if event else None,
        event=event,
    )


def _event(item: dict[str, Any], document: Document) -> Event | None:
    begin, end = string(item.get("start_date")), string(item.get("end_date"))
    return span(begin, end, _place(item.get("venue")), document.zone, all_day=item.get("all_day") is True)


def _place(venue: Any) -> str:
    return ", ".join(filter(None, (line_of(string(part(venue, name))) for name in ("venue", "address"))))


def _names(categories: Any) -> tuple[str, ...]:
    named = [line_of(string(part(one, "name"))) for one in categories] if isinstance(categories, list) else []
    return tuple(dict.fromkeys(filter(None, named)))
