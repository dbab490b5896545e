"""identify: which item an entry is. Pure.

Identity is the guid, else the link, else title and date; never the content, which changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from pipeline._text import one_line
from pipeline.model import Entry, Identified

_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")


def canonical_link(url: str) -> str:
    """One form for all spellings of an address: no scheme, www, fragment, tracking or closing slash."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    try:
        port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        port = ""
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.startswith(_TRACKING)]
    tail = f"?{urlencode(sorted(query))}" if query else ""
    return f"{host}{port}{parts.path.rstrip('/')}{tail}"


def aliases_of(entry: Entry, feed: str) -> tuple[str, ...]:
    """Every name this entry goes by, strongest first.

    Title and date serve only where there is neither guid nor link, and only within the feed.
    """
    names = []
    if entry.guid:
        names.append(f"guid:{_canonical_guid(entry.guid)}")
    if entry.link:
        names.append(f"link:{canonical_link(entry.link)}")
    if not names:
        written = f"{feed}\n{one_line(entry.title).casefold()}\n{entry.published or ''}"
        names.append(f"title:{hashlib.sha256(written.encode()).hexdigest()}")
    return tuple(names)


def _canonical_guid(guid: str) -> str:
    """A guid that is an address survives the portal's move from http to https."""
    return canonical_link(guid) if guid.startswith(("http://", "https://")) else guid


def identify(entries: Iterable[Entry], feed: str, known: Mapping[str, int]) -> list[Identified]:
    """Entries with the item each is; `known`: alias -> item id.

    Of several entries of one item the first stays. Where aliases disagree the guid wins.
    """
    found: list[Identified] = []
    seen_items: set[int] = set()
    seen_names: set[str] = set()
    for entry in entries:
        names = aliases_of(entry, feed)
        item = next((known[name] for name in names if name in known), None)
        if (item is not None and item in seen_items) or seen_names.intersection(names):
            continue
        if item is not None:
            seen_items.add(item)
        seen_names.update(names)
        found.append(Identified(entry, names, item))
    return found
