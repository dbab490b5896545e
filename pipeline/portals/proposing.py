"""What `discover` says of the sources it has found, and the lines it proposes for config.yaml."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from channels.sentence import Sentence
from pipeline.model import Lane, Source
from pipeline.portals.discover import MOST, Found, Judged
from pipeline.stages.decide.wording import lane_of_words
from pipeline.stages.fetch.failures import OUR_NAME
from pipeline.words import put, say

# Kept in a proposal: that no alert is on the portal today does not mean that there never will be one.
_USUAL = {
    Lane.EMERGENCY: ("Allerta", "Emergenza", "Protezione civile"),
    Lane.SERVICE: ("Avvisi", "Viabilità", "Interruzioni", "Servizi sospesi"),
}


def report(found: Found, zone: ZoneInfo) -> Iterator[str]:
    """A report for people on the sources found, and the lines for config.yaml."""
    if found.platform:
        yield say("The portal uses {platform}.", platform=found.platform)
    for url in found.empty:
        yield say("{url}: a feed without news", url=url)
    if not found.sources:
        yield say(
            "No source was found: the portal declares no feed, there is none at the usual paths, and no\n"
            "page has a list of news that can be recognised (see `select` in config.yaml)."
        )
        return
    for one in found.sources:
        yield from _told(one, zone)
    yield ""
    yield say("For config.yaml:")
    yield from proposal(found.sources)


def _told(one: Judged, zone: ZoneInfo) -> Iterator[str]:
    kinds = {
        Source.PAGE: Sentence("web page"),
        Source.CALENDAR: Sentence("calendar"),
        Source.FEED: Sentence("feed"),
    }
    kind = kinds.get(one.source, Sentence("REST interface"))
    when: str | Sentence = Sentence("without a date")
    if one.newest:
        when = f"{datetime.fromtimestamp(one.newest, zone):%d/%m/%Y}"
    yield f"{one.url}"
    yield "   " + say("{kind}: {n} items, the newest: {when}", kind=kind, n=len(one.entries), when=when)
    if one.newest and time.time() - one.newest > 60 * 86400:
        yield "   " + say("ATTENTION: nothing new for more than two months: perhaps the news are elsewhere")
    if missing := one.missing():
        yield "   " + say("it lacks: {what}", what=", ".join(map(put, missing)))
    if names := sorted({name for entry in one.entries for name in entry.categories}):
        yield "   " + say("categories: {names}", names=", ".join(names[:12]))
    if one.headers:
        yield "   " + _headers_told(one)
    if one.flaw:
        yield "   " + say("damaged: {how}", how=put(one.flaw.sentence))
    if one.source is Source.PAGE:
        yield "   " + say(
            "read from the headings of the page, because no feed has these news: look at it with `preview`"
        )


def _headers_told(one: Judged) -> str:
    if one.by_config:
        return say("read with the `headers` that config.yaml has for this portal")
    return say("the portal refuses the user agent {agent}; it lets the one below pass", agent=OUR_NAME)


def proposal(sources: Sequence[Judged]) -> Iterator[str]:
    """The lines for config.yaml."""
    yield "feeds:"
    for one in sources:
        yield f"  - name: {one.name}"
        yield f'    url: "{one.url}"'
        if one.source is not Source.FEED:
            yield f"    type: {one.source}"
        yield f"    category: {one.category}"
        yield f"    lane: {one.lane}"
        if one.headers:
            yield f"    headers: {json.dumps(dict(one.headers), ensure_ascii=False)}"
        if one.news_page:
            yield f'    news_page: "{one.news_page}"'
    yield from _lanes_proposed(sources)


def _lanes_proposed(sources: Sequence[Judged]) -> Iterator[str]:
    """The lines for the categories of these sources that sound urgent, if there are any."""
    names = sorted({name for one in sources for entry in one.entries for name in entry.categories})
    usual = {name.casefold() for own in _USUAL.values() for name in own}
    found = {lane: [name for name in names if lane_of_words(name) is lane] for lane in _USUAL}
    if not any(name.casefold() not in usual for own in found.values() for name in own):
        return
    yield "lanes:"
    for lane, own in found.items():
        more = [name for name in own if name.casefold() not in usual]
        yield f"  {lane}: {json.dumps([*_USUAL[lane], *more[:MOST]], ensure_ascii=False)}"
