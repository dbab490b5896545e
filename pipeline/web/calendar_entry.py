"""The entry of an event for people's calendars (iCalendar, RFC 5545), as `serve` gives it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline.addresses import host_of, web_address
from pipeline.phase import Phase
from pipeline.settings.values import Config
from pipeline.stages.news import news_of_row

if TYPE_CHECKING:
    from pipeline.store.statements import ItemRow


def calendar_entry(config: Config, row: ItemRow, now: float) -> bytes:
    """The file of one event. Its UID stays whatever is edited, and its SEQUENCE rises, so that calendars follow."""
    import icalendar

    from pipeline.stages.render.calming import calm

    news = news_of_row(row)
    entry = icalendar.Event()
    entry.add("uid", f"{row['id']}@{_host(config)}")
    entry.add("dtstamp", datetime.fromtimestamp(now, UTC))
    entry.add("sequence", row["revision"] - 1)
    for name, value in _times(config, row).items():
        entry.add(name, value)
    texts = {
        "summary": calm(news.title, config.council.name),
        "location": calm(row["place"], config.council.name),
        "url": row["link"],
        "description": calm(news.summary or news.text, config.council.name),
    }
    for name, text in texts.items():
        if text:
            entry.add(name, text)
    if news.phase is Phase.CALLED_OFF or row["withdrawn_at"] or row["missing_at"] or row["taken_down_at"]:
        entry.add("status", "CANCELLED")
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{config.service.name}//{config.council.name}//IT")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _times(config: Config, row: ItemRow) -> dict[str, object]:
    """Begin and end in the council's zone; of whole days the days, of which the last is the one after it."""
    zone, event = ZoneInfo(config.council.timezone), news_of_row(row).event
    assert event is not None
    begin, end = (datetime.fromtimestamp(at, zone) for at in (event.starts, event.over))
    if not event.all_day:
        return {"dtstart": begin, **({"dtend": end} if event.ends is not None else {})}
    last = datetime.fromtimestamp(event.over - 1, zone).date() + timedelta(1)
    return {"dtstart": begin.date(), "dtend": last}


def _host(config: Config) -> str:
    parts = web_address(config.webhook.public_url or config.council.portal)
    return host_of(parts) if parts else "infostiglia"
