"""Reads a source of colours: several documents, each fetched within the limits and parsed in the limited process.

The national bulletin is found by its repository: list of commits → difference of the newest → stamp → the zip, or
both maps of zones. It arrives as a dozen commits, so that what is missing now is asked again, and not taken for green.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from pipeline.colour import Reading, Readings
from pipeline.feed_codes import FeedCode
from pipeline.model import Parsed
from pipeline.reasons import Reason
from pipeline.settings.colours import ColourForm
from pipeline.settings.values import Feed
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.fetch.fetch import Fetched, Got
from pipeline.stages.parse.colours import NUMBERS
from pipeline.stages.parse.exchange import FeedError

COMMITS = 5  # of which one belongs to a bulletin, or none lately has
FILES = "https://raw.githubusercontent.com"  # where the files of a repository at github.com are
NOTHING = Memory()


class Source(Protocol):
    """What fetches one document, and what parses it (`pipeline.portals.reading.Reader`)."""

    async def fetch(self, feed: Feed, memory: Memory) -> Fetched: ...

    async def parse(self, feed: Feed, fetched: Fetched) -> Parsed: ...


async def read_colours(source: Source, feed: Feed, memory: Memory) -> tuple[Fetched, Parsed]:
    """The colours of a feed if something has changed. What cannot be read is a failed fetch."""
    form = feed.colours.form
    try:
        if form is ColourForm.ALLERTALOM:
            return await _hazards(source, feed, memory)
        if form is ColourForm.BULLETIN:
            return await _bulletin(source, feed, memory)
        return await _alerts(source, feed, memory)
    except _Failed as failed:
        return failed.fetched, Parsed(())


class _Failed(Exception):
    """A document that could not be read. `fetched` says why."""

    def __init__(self, fetched: Fetched) -> None:
        super().__init__(str(fetched.reason))
        self.fetched = fetched

    @classmethod
    def by(cls, code: FeedCode, **facts: str) -> _Failed:
        return cls(Fetched(Got.FAILED, reason=Reason(code, **facts)))


async def _document(source: Source, feed: Feed, url: str) -> tuple[Fetched, Parsed]:
    """One document, as it is now. Raises _Failed."""
    fetched = await source.fetch(replace(feed, url=url), NOTHING)
    if fetched.status is Got.FAILED:
        raise _Failed(fetched)
    return fetched, await _parsed(source, feed, fetched)


async def _parsed(source: Source, feed: Feed, fetched: Fetched) -> Parsed:
    try:
        return await source.parse(feed, fetched)
    except FeedError as error:
        raise _Failed(Fetched(Got.FAILED, reason=error.reason)) from None


# -- allertaLOM: a request for each hazard -----------------------------------------------------------


async def _hazards(source: Source, feed: Feed, memory: Memory) -> tuple[Fetched, Parsed]:
    """All hazards. Of some that cannot be read the others are told all the same, and all are asked again."""
    found: list[tuple[Fetched, Parsed]] = []
    failed: list[Fetched] = []
    for number in NUMBERS:
        try:
            found.append(await _document(source, feed, _asking(feed, number)))
        except _Failed as error:
            failed.append(error.fetched)
    if not found:
        raise _Failed(failed[0])
    whole = hashlib.sha256(b"\0".join(got.body for got, _ in found)).hexdigest()
    if not failed and whole == memory.body_hash:
        return Fetched(Got.UNCHANGED, feed.url), Parsed(())
    parsed = _joined([one for _, one in found])
    if failed:
        because = failed[0].reason or ""
        parsed = replace(parsed, flaw=Reason(FeedCode.COLOURS_PARTLY, because=because))
    return Fetched(Got.NEW, feed.url, body_hash="" if failed else whole), parsed


def _asking(feed: Feed, number: str) -> str:
    parts = urlsplit(feed.url)
    own = "&".join(
        filter(None, (parts.query, f"cdTipologiaGis={number}", f"cdIstatComune={feed.colours.istat}"))
    )
    return urlunsplit(parts._replace(query=own))


def _joined(parts: Sequence[Parsed]) -> Parsed:
    readings: list[Reading] = [one for part in parts for one in part.colours.found]
    flaw = next((part.flaw for part in parts if part.flaw), None)
    notices = [one for part in parts for one in part.colours.notices]
    return Parsed((), flaw=flaw, colours=Readings(tuple(readings), tuple(notices)))


# -- the national bulletin ---------------------------------------------------------------------------


async def _bulletin(source: Source, feed: Feed, memory: Memory) -> tuple[Fetched, Parsed]:
    commits = await source.fetch(feed, memory)
    if commits.status is Got.FAILED:
        raise _Failed(commits)
    if commits.status is Got.UNCHANGED:
        return commits, Parsed(())
    follow = (await _parsed(source, feed, commits)).colours.follow
    repository = feed.url.partition("/commits/")[0]
    for sha in follow[:COMMITS]:
        _, difference = await _document(source, feed, f"{repository}/commit/{sha}.diff")
        if difference.colours.follow:
            return commits, await _of_stamp(source, feed, difference.colours.follow[0])
    raise _Failed.by(FeedCode.BULLETIN_NONE)


async def _of_stamp(source: Source, feed: Feed, stamp: str) -> Parsed:
    """One bulletin: by its two maps, which say of green too that it is green; else by its alert, which needs the zone's
    code."""
    files = f"{_raw(feed.url)}/files"
    maps = [f"topojson/{stamp}_{day}.json" for day in ("today", "tomorrow")]
    for names in (maps, [f"xml/{stamp}.zip"] if feed.colours.zone else []):
        try:
            parts = [(await _document(source, feed, f"{files}/{name}"))[1] for name in names]
        except _Failed as failed:
            reason = failed.fetched.reason
            if reason is None or reason.code is not FeedCode.FEED_NOT_FOUND:
                raise
        else:
            if parts:
                return _joined(parts)
    raise _Failed.by(FeedCode.BULLETIN_ARRIVES, stamp=stamp)


def _raw(url: str) -> str:
    """Where the files of the repository are, by the address of its list of commits (…/commits/master.atom)."""
    repository, _, branch = url.partition("/commits/")
    branch = branch.removesuffix(".atom") or "master"
    parts = urlsplit(repository)
    if parts.netloc == "github.com":
        return f"{FILES}{parts.path}/{branch}"
    return f"{repository}/raw/{branch}"


# -- CAP ---------------------------------------------------------------------------------------------


async def _alerts(source: Source, feed: Feed, memory: Memory) -> tuple[Fetched, Parsed]:
    """An alert, or those that a list names. All must be there: without its Update an old alert would stand again."""
    fetched = await source.fetch(feed, memory)
    if fetched.status is Got.FAILED:
        raise _Failed(fetched)
    if fetched.status is Got.UNCHANGED:
        return fetched, Parsed(())
    parsed = await _parsed(source, feed, fetched)
    parts = [(await _document(source, feed, url))[1] for url in parsed.colours.follow]
    return fetched, _joined([parsed, *parts])
