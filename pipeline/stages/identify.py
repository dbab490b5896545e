"""identify: finds the item that an entry belongs to. Pure.

Identity is the guid, else the link, else title and date; never the content, which changes. A feed whose guids or
links name several items at once loses trust in them (`settle`); that is stored and reported.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from pipeline.feed_codes import FeedCode
from pipeline.model import Entry, Identified, Identity, Known
from pipeline.reasons import Code, Reason
from pipeline.text import one_line

_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")


@lru_cache(4096)  # every entry is asked for its names several times in a poll
def canonical_link(url: str) -> str:
    """The canonical form of an address: without scheme, www, fragment, tracking parameters and closing slash."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.")
    port = _port(parts) if ":" in parts.netloc else ""
    tail = _query(parts.query) if parts.query else ""
    return f"{host}{port}{parts.path.rstrip('/')}{tail}"


def _port(parts: SplitResult) -> str:
    try:
        return f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        return ""


def _query(query: str) -> str:
    pairs = [(k, v) for k, v in parse_qsl(query, keep_blank_values=True) if not k.startswith(_TRACKING)]
    return f"?{urlencode(sorted(pairs))}" if pairs else ""


def names_of(entry: Entry, feed: str, identity: Identity = Identity.AUTO) -> tuple[str, ...]:
    """The names that identify this entry, strongest first; at least one.

    Title and date are used only if there is nothing better, and only within the feed.
    """
    names = []
    if entry.guid and identity in (Identity.AUTO, Identity.GUID):
        names.append(f"guid:{_canonical_guid(entry.guid)}")
    if entry.link and identity is not Identity.TITLE:
        names.append(f"link:{canonical_link(entry.link)}")
    return tuple(names) or (f"title:{_digest(feed, _folded(entry.title), entry.published or '')}",)


def dated_name(entry: Entry) -> str:
    """The name made of title and date, which survives a change of guid and link; "" if either is missing."""
    return _dated(entry.title, int(entry.published)) if entry.published is not None else ""


@lru_cache(4096)  # as `canonical_link`
def _dated(title: str, published: int) -> str:
    folded = _folded(title)
    return f"dated:{_digest(folded, published)}" if folded else ""


def settle(entries: Sequence[Entry], identity: Identity) -> tuple[Identity, Reason | None]:
    """The strongest identity that these entries allow, and the reason against a stronger one.

    A guid or link that different entries share identifies none of them.
    """
    why = None
    if identity is Identity.AUTO:
        borne = _borne_by_several(
            entries, lambda e: e.guid, lambda a, b: _link(a) != _link(b) or _differ(a, b)
        )
        if borne:
            identity, why = Identity.LINK, Reason(FeedCode.GUID_SHARED, name=borne[:60])
    nameless = [e for e in entries if identity is Identity.LINK or (identity is Identity.AUTO and not e.guid)]
    if borne := _borne_by_several(nameless, _link, _differ):
        identity, why = Identity.TITLE, Reason(FeedCode.LINK_SHARED, name=borne[:60])
    return identity, why


def identify(entries: Sequence[Entry], feed: str, identity: Identity, known: Known) -> list[Identified]:
    """The entries with their items. Of several entries of one item only the first is kept.

    If an entry's names point to different items, the strongest wins. `identity`: the result of `settle`.
    """
    shared = _shared_links(entries)
    strong = []
    for entry in entries:
        names = names_of(entry, feed, identity)
        if names[0].startswith("guid:"):
            names = tuple(name for name in names if name not in shared)
        item = next((known.aliases[name] for name in names if name in known.aliases), None)
        doubt = None if item is None else _doubt(entry, names, item, known)
        strong.append((entry, names, None if doubt else item, doubt))
    here = {item for *_, item, _ in strong if item is not None}
    found: list[Identified] = []
    seen_items: set[int] = set()
    seen_names: set[str] = set()
    for entry, names, item, doubt in strong:
        dated = dated_name(entry)
        if item is None and not doubt and known.aliases.get(dated) not in here:
            item = known.aliases.get(dated)  # renamed: its old names do not occur in this poll
        if (item is not None and item in seen_items) or seen_names.intersection(names):
            continue
        if item is not None:
            seen_items.add(item)
        seen_names.update(names)
        found.append(Identified(entry, (*names, dated) if dated else names, item, doubt))
    return found


def _doubt(entry: Entry, names: tuple[str, ...], item: int, known: Known) -> Reason | None:
    """The reason to doubt a match by address under a new guid: neither title nor date agree, so the page may be
    reused."""
    was = known.items.get(item)
    by_link_only = names[0].startswith("guid:") and names[0] not in known.aliases
    if was is None or not by_link_only or not was.has_guid:
        return None
    if _folded(was.title) == _folded(entry.title) or was.published == entry.published:
        return None
    return Reason(Code.SAME_ADDRESS, item=item)


def _shared_links(entries: Iterable[Entry]) -> set[str]:
    """The links shared by entries with different guids, e.g. the portal's home page. They identify no entry."""
    guids: dict[str, set[str]] = {}
    for entry in entries:
        if entry.link and entry.guid:
            guids.setdefault(f"link:{canonical_link(entry.link)}", set()).add(_canonical_guid(entry.guid))
    return {link for link, own in guids.items() if len(own) > 1}


def _borne_by_several(
    entries: Iterable[Entry], name: Callable[[Entry], str], differ: Callable[[Entry, Entry], bool]
) -> str:
    """The first name that is shared by different entries; "" if there is none."""
    first: dict[str, Entry] = {}
    for entry in entries:
        if (own := name(entry)) and differ(first.setdefault(own, entry), entry):
            return own
    return ""


def _differ(one: Entry, other: Entry) -> bool:
    """Whether two entries differ, by title. One that is listed twice may be retitled; dates to the hour or day prove
    nothing."""
    same_moment = one.published is not None and one.published == other.published and one.published % 3600 != 0
    return _folded(one.title) != _folded(other.title) and not same_moment


def _link(entry: Entry) -> str:
    return canonical_link(entry.link) if entry.link else ""


def _canonical_guid(guid: str) -> str:
    """The guid in a form that survives a portal's move from http to https."""
    return canonical_link(guid) if guid.startswith(("http://", "https://")) else guid


@lru_cache(4096)
def _folded(title: str) -> str:
    return one_line(title).casefold()


def _digest(*parts: object) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()
