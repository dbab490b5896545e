"""The names of an entry: guid, address, title with date, and all of them together. Pure.

A name is made so that two spellings of it are equal: http and https, with and without `www.`, tracking parameters and
session ids are one address. A guid names an item only within its feed, unless it is valid in the whole world.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from pipeline.model import Entry, Identity
from pipeline.patterns import lazy_re
from pipeline.text import one_line

_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")
_WEB = ("http://", "https://")
_URN = ("urn:", "tag:")

# -- session ids, which differ at every reading ------------------------------------------------------

# `;jsessionid=…` of Java, `/(S(…))` of ASP.NET.
_SESSION_IN_PATH = lazy_re(r";[a-z_]*s(?:ess(?:ion)?)?_?id=[^/;]*|/\((?:[A-Z]\([\w-]+\))+\)(?=/|$)", re.I)
_SESSION = lazy_re(
    r"(?:j|php|asp|cgi)?[-_.]?sess(?:ion)?[-_]?id|aspsessionid\w*|cfid|cftoken|oscsid|zenid|fe_typo_user"
    r"|(?:p_)?p_auth|(?:\w*_)?(?:redirect|backurl|p_l_back_url)",  # the last two of Liferay
    re.I,
)
# Names that are also an article's (`sid=123`): a session's only with a value that looks like chance.
_MAYBE_SESSION = lazy_re(r"\w{0,40}(?:sid|sess|session|token|csrf|nonce)|s", re.I)
_CHANCE = lazy_re(r"(?=.*\d)(?=.*[a-z])[\w.-]{16,}", re.I)


def _of_session(name: str, value: str) -> bool:
    if _SESSION.fullmatch(name):
        return True
    return bool(_MAYBE_SESSION.fullmatch(name) and len(value) <= 300 and _CHANCE.fullmatch(value))


# -- addresses ---------------------------------------------------------------------------------------


# An address that has nothing but a host in small letters and a path, as most have.
_PLAIN = lazy_re(r"https?://(?:www\.)?([a-z0-9.-]+)((?:/[A-Za-z0-9._~%+=&,:@$!*'-]*)*)")


@lru_cache(4096)  # every entry is asked for its names several times in a poll
def canonical_link(url: str) -> str:
    """The canonical form of an address: without scheme, www, anchor, tracking, session id and closing slash."""
    if plain := _PLAIN.fullmatch(url):
        return plain[1] + plain[2].rstrip("/")
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.")
    port = _port(parts) if ":" in parts.netloc else ""
    path = _SESSION_IN_PATH.sub("", parts.path).rstrip("/")
    tail = _query(parts.query) if parts.query else ""
    # `#/notizie/2` is a page of a portal that is one program in the browser; `#top` is a place on the page.
    route = f"#{parts.fragment.rstrip('/')}" if parts.fragment.startswith(("/", "!")) else ""
    return f"{host}{port}{path}{tail}{route}"


def _port(parts: SplitResult) -> str:
    try:
        return f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        return ""


def _query(query: str) -> str:
    pairs = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not name.startswith(_TRACKING) and not _of_session(name, value)
    ]
    return f"?{urlencode(sorted(pairs))}" if pairs else ""


# -- names -------------------------------------------------------------------------------------------


def guid_name(entry: Entry, feed: str) -> str:
    """The name made of the guid; "" if there is none. Within the feed, unless the guid is an address or a URN."""
    guid = entry.guid
    if not guid or not is_worldwide(guid):
        return f"guid:{feed} {guid}" if guid else ""
    return f"guid:{canonical_link(guid) if guid.startswith(_WEB) else guid}"


def is_worldwide(guid: str) -> bool:
    """Whether a guid is an address or a URN, which no two feeds give to different items."""
    return guid.startswith(_WEB) or guid.casefold().startswith(_URN)


def old_guid_name(entry: Entry) -> str:
    """The guid's name of releases before schema 17, which did not name the feed: valid for items of the feed itself."""
    return f"guid:{entry.guid}" if entry.guid else ""


def link_name(entry: Entry) -> str:
    """The name made of the address; "" if there is none."""
    return f"link:{canonical_link(entry.link)}" if entry.link else ""


def names_of(entry: Entry, feed: str, identity: Identity = Identity.AUTO) -> tuple[str, ...]:
    """The names that identify this entry, strongest first; at least one.

    Title and date are used only if there is nothing better, and only within the feed.
    """
    guid = guid_name(entry, feed) if identity in (Identity.AUTO, Identity.GUID) else ""
    link = link_name(entry) if identity is not Identity.TITLE else ""
    return tuple(name for name in (guid, link) if name) or (title_name(entry, feed),)


def title_name(entry: Entry, feed: str) -> str:
    """The name made of title and date within a feed."""
    return f"title:{_digest(feed, folded(entry.title), entry.published or '')}"


def dated_name(entry: Entry) -> str:
    """The name made of title and date, which survives a change of guid and link; "" if either is missing."""
    return _dated(entry.title, int(entry.published)) if entry.published is not None else ""


@lru_cache(4096)  # as `canonical_link`
def _dated(title: str, published: int) -> str:
    told = folded(title)
    return f"dated:{_digest(told, published)}" if told else ""


@lru_cache(512)  # asked for twice in a row, for all entries of a feed
def whole_name(entry: Entry, feed: str, identity: Identity = Identity.AUTO) -> str:
    """The name made of all names together: whatever else they name, together they name this item."""
    names = names_of(entry, feed, identity)
    text = entry.text if names[0].startswith("title:") else ""  # two may have one title, and no other name
    return f"whole:{_digest(feed, *names, folded(entry.title), entry.published or '', text)}"


def content_name(entry: Entry, feed: str) -> str:
    """The name by which an entry is found when guid and link are new; "" if it has no title."""
    return dated_name(entry) if entry.published is not None or not entry.title else title_name(entry, feed)


def all_names(entry: Entry, feed: str, identity: Identity) -> tuple[str, ...]:
    """All names of an entry, strongest first."""
    names = (*names_of(entry, feed, identity), content_name(entry, feed), whole_name(entry, feed, identity))
    return tuple(dict.fromkeys(name for name in names if name))


@lru_cache(4096)
def folded(title: str) -> str:
    """A title as it is compared."""
    return one_line(title).casefold()


def _digest(*parts: object) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()
