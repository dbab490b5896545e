"""The past of a feed: each entry, when the portal published it, and what its feed showed at any moment. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from pipeline.model import Document, Entry, Parsed, Source
from pipeline.simulate.forms import Form, modified_in, taken_apart
from pipeline.stages.parse.dates import date

WINDOW = 10  # entries that a portal's feed shows, as most do
LATELY = 2 * 86400.0  # seconds for which an entry is shown in any case: a busy day is more than a window
SLICE = 100  # entries read at once
EDITED = 60.0  # seconds from a publication to a change that is one
Parse = Callable[[Document], Parsed]  # raises FeedError


@dataclass(frozen=True)
class Recorded:
    """One version of an entry, as the portal wrote it."""

    raw: bytes
    entry: Entry
    since: float  # when the feed began to show it, Unix seconds
    modified: float  # when it was last changed; its publication if nobody knows

    @property
    def name(self) -> str:
        return self.entry.guid or self.entry.link or self.entry.title


@dataclass
class Archive:
    """What a portal has published, the oldest first."""

    form: Form
    versions: list[Recorded] = field(default_factory=list)
    undated: int = 0  # entries without a date: nobody knows when they appeared
    window: int = WINDOW

    @property
    def oldest(self) -> float:
        """The first date, Unix seconds; infinity if there is none."""
        return self.versions[0].since if self.versions else float("inf")

    @property
    def reworded(self) -> int:
        """Entries changed after their publication whose first wording nobody knows."""
        counts: dict[str, int] = {}
        for one in self.versions:
            counts[one.name] = counts.get(one.name, 0) + 1
        return sum(one.modified > one.since + EDITED and counts[one.name] == 1 for one in self.versions)

    def shown(self, now: float) -> list[Recorded]:
        """What the feed shows at a moment, the newest first. Of several versions the newest by then."""
        there: dict[str, Recorded] = {}
        # Backwards: of a year only the end is looked at.
        for one in reversed(self.versions[: bisect_right(self.versions, now, key=_since)]):
            if len(there) >= self.window and one.since <= now - LATELY:
                break
            there.setdefault(one.name, one)
        return list(there.values())

    def document(self, now: float) -> bytes:
        return self.form.compose([one.raw for one in self.shown(now)])

    def next_change(self, after: float) -> float | None:
        """When the feed next shows something new (Unix seconds); None = never again."""
        at = bisect_right(self.versions, after, key=_since)
        return self.versions[at].since if at < len(self.versions) else None

    def with_page(self, page: Archive) -> Archive:
        """Together with another page of the same feed."""
        known = {one.raw for one in self.versions}
        new = [one for one in page.versions if one.raw not in known]
        return Archive(
            self.form, _told_apart([*self.versions, *new]), self.undated + page.undated, self.window
        )


def read_archive(document: Document, parse: Parse) -> Archive:
    """The archive of one document, whatever `document.source` says. Raises FeedError if it is no feed."""
    form, entries = taken_apart(document.body)
    document = replace(document, source=form.source)
    parse(document)  # what is no feed is one in none of its parts
    found = list(_with_entries(document, form, entries, parse))
    recorded = [_recorded(raw, entry, document.zone) for raw, entry in found]
    dated = [one for one in recorded if one is not None]
    return Archive(form, _told_apart(dated), undated=len(found) - len(dated))


def _with_entries(
    document: Document, form: Form, raws: Sequence[bytes], parse: Parse
) -> Iterator[tuple[bytes, Entry]]:
    """Each raw entry with what the parser reads in it."""
    for at in range(0, len(raws), SLICE):
        some = raws[at : at + SLICE]
        parsed = parse(replace(document, body=form.compose(some)))
        if len(parsed.entries) == len(some) and form.source is not Source.CALENDAR:
            yield from zip(some, parsed.entries, strict=True)
            continue
        for raw in some:  # the parser leaves some of them out, or sorts them
            alone = parse(replace(document, body=form.compose([raw])))
            yield from ((raw, entry) for entry in alone.entries)


def _recorded(raw: bytes, entry: Entry, zone: ZoneInfo) -> Recorded | None:
    """None for an entry without a date."""
    if entry.published is None:
        return None
    modified = date(modified_in(raw), zone) or entry.published
    return Recorded(raw, entry, entry.published, max(modified, entry.published))


def _told_apart(versions: Iterable[Recorded]) -> list[Recorded]:
    """By time; of several versions of one entry, each but the first is shown from its change on."""
    seen: set[str] = set()
    found = []
    for one in sorted(versions, key=lambda one: one.modified):
        found.append(replace(one, since=one.modified) if one.name in seen else one)
        seen.add(one.name)
    return sorted(found, key=_since)


def _since(one: Recorded) -> float:
    return one.since
