"""A preview of the posts of every channel for a source, before anything is configured or sent. Changes nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.base import Channel
from channels.sentence import Sentence
from pipeline.addresses import PAGE_PICTURE, looks_like_site, spelled_out
from pipeline.errors import said
from pipeline.model import Document, Entry, Lane, News, Source
from pipeline.money.budget import Addressed, forecast
from pipeline.portals.page_picture import with_page_pictures
from pipeline.portals.reading import limits_of, own_sites
from pipeline.reasons import Reason
from pipeline.settings.values import Config, ConfigError, Feed
from pipeline.staff.lane_line import why_lane
from pipeline.staff.words import worded
from pipeline.staff.zones import zones_line
from pipeline.stages.decide.case import Case
from pipeline.stages.decide.decide import zones_of
from pipeline.stages.decide.lanes import Urgency, calmed, urgency_of
from pipeline.stages.decide.places import places_of
from pipeline.stages.decide.ruling import ruling_of
from pipeline.stages.decide.view import view_of
from pipeline.stages.fetch import fetch
from pipeline.stages.news import title_of
from pipeline.stages.parse.parse import parse
from pipeline.stages.render.cards import PREFIX
from pipeline.stages.render.choice import Renderer
from pipeline.store import Store
from pipeline.terms import LANES
from pipeline.words import put, say


def source_of(config: Config, source: str) -> tuple[Feed, Document]:
    """A feed of config.yaml (by name or address), another address, or a file. Raises ConfigError."""
    others = [feed for feed in config.feeds if feed.type is not Source.COLOURS]
    usual = others[0] if others else Feed("", config.council.portal)
    feed = next((feed for feed in config.feeds if source in (feed.name, feed.url)), None)
    zone = ZoneInfo(config.council.timezone)
    if feed is None and looks_like_site(source) and not Path(source).exists():
        source = spelled_out(source)[0]
    if feed is None and not source.startswith(("http://", "https://")):
        try:
            given = Document(Path(source).read_bytes(), usual.url, zone)
            return usual, replace(given, ours=own_sites(config), now=time.time())
        except OSError as error:
            raise ConfigError(
                "{source}: {error}, and no feed of that name", source=source, error=said(error)
            ) from None
    if feed is not None and feed.type is Source.COLOURS:
        raise ConfigError(
            "{source}: colours are told when they change, and have no preview: `infostiglia check` reads them",
            source=source,
        )
    feed = feed or replace(usual, url=source, type=Source.FEED)
    limits = replace(limits_of(config), private=True)  # a person at the terminal may read any address
    with fetch.client(limits) as http:
        got = fetch.fetch(http, feed.url, limits, accept=feed.accept)
    if got.status is fetch.Got.FAILED:
        raise ConfigError("{where}: {problem}", where=feed.url, problem=got.reason)
    given = Document(got.body, got.url, zone, got.content_type, feed.type, feed.select)
    return feed, replace(given, ours=own_sites(config), now=time.time())


def preview(
    config: Config,
    channels: Mapping[str, Channel],
    render: Renderer,
    source: tuple[Feed, Document],
    count: int,
    store: Store | None = None,
) -> Iterator[str]:
    """Each channel's text for a feed's newest items, with its expected cost, line by line. Raises FeedError."""
    feed, document = source
    parsed = with_page_pictures(feed, parse(document))
    if parsed.flaw:
        yield say("ATTENTION: damaged feed ({how})", how=worded(parsed.flaw))
    places = places_of(config)
    for entry in parsed.entries[:count]:
        view = replace(view_of(config, feed, time.time()), places=places)
        urgency = urgency_of(entry, view)
        case = Case(entry, urgency, view)
        news = _news(entry, feed, urgency)
        yield "═" * 78
        about = say("{category}, lane {lane}", category=news.category, lane=LANES[news.lane])
        yield f"{news.title}   [{about}]"
        if not urgency.category:  # the line below says it
            yield say("lane chosen: {because}", because=why_lane(entry, urgency, view))
        if reason := calmed(urgency):
            yield worded(reason)
        if config.zones:
            yield zones_line(zones_of(entry, urgency, view).by)
        if entry.reject:
            yield say("would NOT be published: {reason}", reason=worded(Reason(entry.reject)))
        for name, channel in channels.items():
            yield "─" * 78
            yield from _ruled(case, name)
            rendered = render(news, name)
            file = f"templates/{name}/{render.name(news, name)}.j2"
            if rendered.content is None:
                yield f"{channel.capabilities.title}  " + say("HELD: {problem}", problem=rendered.problem)
                continue
            caps = channel.capabilities
            length = channel.measure(rendered.content)
            size = say("{length} of {limit} characters", length=length, limit=caps.limit)
            yield f"{caps.title}  ({file}, {size})"
            if store is not None and caps.prices:
                audience = "now" if news.lane is Lane.NEWS and not config.digest.gathers else ""
                category = rendered.content.category
                addressed = Addressed(config.live, news.lane, category, audience)
                yield put(forecast(store, addressed, caps.rate).words)
            yield ""
            yield from (f"  {line}" for line in rendered.content.text.split("\n"))
            if rendered.content.footer:
                yield f"  {rendered.content.footer}"
            if rendered.content.picture:
                yield f"  [{say('picture: {picture}', picture=_shown(rendered.content.picture))}]"
            if rendered.content.link:
                yield f"  [{say('preview of {link}', link=rendered.content.link)}]"


def _ruled(case: Case, channel: str) -> Iterator[str]:
    """What the desk says to it there, if that is not simply yes."""
    ruling = ruling_of(case, channel)
    if ruling.skip:
        yield say("would NOT be published: {reason}", reason=worded(ruling.skip))
    elif ruling.hold:
        yield say("would wait for a person: {reason}", reason=worded(ruling.hold))
    elif ruling.tell:
        yield worded(ruling.tell)


def _shown(picture: str) -> Sentence | str:
    if picture.startswith(PAGE_PICTURE):
        return Sentence("the picture that the item's page declares, if there is one")
    return Sentence("a card with the title, drawn by the program") if picture.startswith(PREFIX) else picture


def _news(entry: Entry, feed: Feed, urgency: Urgency) -> News:
    return News(
        title=title_of(entry),
        summary=entry.summary,
        text=entry.text,
        link=entry.link,
        category=entry.categories[0] if entry.categories else feed.category,
        categories=entry.categories,
        lane=urgency.lane,
        published=entry.published or time.time(),
        image=entry.image,
        image_alt=entry.image_alt,
        event=entry.event,
        by=feed.by,
        phase=urgency.phase,
        source=feed.name,
    )
