"""fetch: HTTP and nothing else. Gets a feed if it has changed, within limits, from permitted addresses only."""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import Mapping
from dataclasses import field, replace
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from channels.value import dataclass
from pipeline.addresses import site_of
from pipeline.feed_codes import FeedCode
from pipeline.reasons import Reason
from pipeline.stages.fetch.cookies import careful_jar
from pipeline.stages.fetch.dialling import Refusal, Transport, Vetted, within
from pipeline.stages.fetch.failures import USER_AGENT as USER_AGENT
from pipeline.stages.fetch.failures import of_network, of_status
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.fetch.unpacking import Unpacker

REDIRECTS = 5
LONGEST = 4_096  # characters of a validator: servers refuse requests with longer heads
NETWORK = (
    *(httpx.HTTPError, httpx.InvalidURL, UnicodeError, httpcore.TimeoutException, httpcore.NetworkError),
    *(httpcore.ProtocolError, httpcore.UnsupportedProtocol),
)


@dataclass(frozen=True)
class Limits:
    bytes: int = 5_000_000  # after decompression
    connect: float = 20  # seconds, also between two reads
    total: float = 60  # seconds
    private: bool = False  # addresses of private networks allowed
    trusted: frozenset[tuple[str, int]] = frozenset()  # hosts and ports allowed although private
    headers: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # by address, or by site: see `own_headers`
    certificates: Mapping[str, str] = field(
        default_factory=dict
    )  # by host: a file with those it does not send

    def own_headers(self, url: str) -> Mapping[str, str]:
        """The headers for a request: those of exactly this address, else of its site. No other site gets them."""
        try:
            return self.headers.get(url) or self.headers.get(site_of(url), {})
        except ValueError:
            return {}

    def with_headers(self, url: str, headers: Mapping[str, str]) -> Limits:
        """The same limits, with these headers for one site."""
        return replace(self, headers={**self.headers, site_of(url): headers}) if headers else self


class Got(StrEnum):
    NEW = "new"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True)
class Fetched:
    """The result of polling one address. Validators are kept exactly as the server sent them."""

    status: Got
    url: str = ""  # after redirects
    body: bytes = b""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    reason: Reason | None = None  # of a failure
    retry_after: float = 0.0  # seconds the server asks us to wait
    hub: str = ""  # WebSub, as the Link header has it
    topic: str = ""
    moved: str = ""  # where the address leads for good (every redirect said so); "" = nowhere


def client(limits: Limits) -> httpx.Client:
    """An HTTP client for polling. The caller closes it."""
    return httpx.Client(
        transport=Transport(Vetted(private=limits.private, trusted=limits.trusted), limits.certificates),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
        timeout=httpx.Timeout(limits.connect),
        cookies=careful_jar(),
        follow_redirects=False,
        trust_env=False,
    )


NOTHING = Memory()  # is known of it


def fetch(
    http: httpx.Client, url: str, limits: Limits, *, known: Memory = NOTHING, accept: str = "*/*"
) -> Fetched:
    """Get `url` unless it is unchanged since `known`. Never raises for anything a server or network does."""
    headers = {"Accept": accept}
    if etag := _echoable(known.etag):  # an older release kept any
        headers["If-None-Match"] = etag
    if last_modified := _echoable(known.last_modified):
        headers["If-Modified-Since"] = last_modified
    try:
        with within(limits.total):
            return _follow(http, url, headers, known.body_hash, limits)
    except Refusal as error:
        return Fetched(Got.FAILED, reason=error.reason)
    except (httpx.TimeoutException, httpcore.TimeoutException):
        return Fetched(Got.FAILED, reason=Reason(FeedCode.FEED_NO_ANSWER, seconds=round(limits.connect)))
    except (*NETWORK, zlib.error) as error:
        return Fetched(Got.FAILED, reason=of_network(error))


def gone(http: httpx.Client, url: str, limits: Limits) -> bool:
    """Whether an item's page is gone (404 or 410). In doubt it is still there."""
    try:
        with within(limits.total):
            for _ in range(REDIRECTS):
                _vet(url)
                with http.stream("GET", url, headers=dict(limits.own_headers(url))) as response:
                    if not response.has_redirect_location:
                        return response.status_code in (404, 410)
                    url = _target(url, response)
    except (Refusal, *NETWORK):
        return False
    return False


def post(http: httpx.Client, url: str, form: dict[str, str], limits: Limits) -> int:
    """POST a form without following redirects. Returns the status, 0 if there is no answer; its body is not read."""
    try:
        _vet(url)
        with within(limits.total), http.stream("POST", url, data=form) as response:
            return response.status_code
    except (Refusal, *NETWORK):
        return 0


def _follow(http: httpx.Client, url: str, headers: dict[str, str], body_hash: str, limits: Limits) -> Fetched:
    asked, for_good = url, True
    for _ in range(REDIRECTS + 1):
        _vet(url)
        with http.stream("GET", url, headers=_with_own(headers, limits.own_headers(url))) as response:
            if response.has_redirect_location:
                url = _target(url, response)
                for_good = for_good and response.status_code in (301, 308)
                continue
            got = _read(response, url, body_hash, limits)
            return replace(got, moved=url if for_good and url != asked else "")
    raise Refusal(Reason(FeedCode.FEED_REDIRECTS, most=REDIRECTS))


def _with_own(headers: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """The headers with a feed's own in the place of ours, however either is spelled."""
    taken = {name.lower() for name in own}
    return {name: value for name, value in headers.items() if name.lower() not in taken} | dict(own)


def _target(url: str, response: httpx.Response) -> str:
    """The address a redirect leads to. Raises Refusal for one that cannot be read, such as `//[`."""
    location: str = response.headers.get("location", "")
    try:
        return urljoin(url, location)
    except ValueError:
        raise Refusal(Reason(FeedCode.FEED_NO_ADDRESS)) from None


def _read(response: httpx.Response, url: str, body_hash: str, limits: Limits) -> Fetched:
    if response.status_code == 304:
        response.read()  # empty; but only a body read to its end lets the next feed use the connection
        return Fetched(Got.UNCHANGED, url)
    if response.status_code != 200:
        return Fetched(
            Got.FAILED,
            url,
            reason=of_status(response.status_code),
            retry_after=_retry_after(response.headers.get("retry-after", "")),
        )
    body = _body(response, limits)
    fresh_hash = hashlib.sha256(body).hexdigest()
    etag, last_modified = (_echoable(response.headers.get(name, "")) for name in ("etag", "last-modified"))
    if _this_very_second(last_modified, response.headers.get("date", "")):
        etag = last_modified = ""
    return Fetched(
        Got.UNCHANGED if fresh_hash == body_hash else Got.NEW,
        url,
        body,
        response.headers.get("content-type", ""),
        etag,
        last_modified,
        fresh_hash,
        hub=_linked(response, url, "hub"),
        topic=_linked(response, url, "self"),
    )


def _echoable(validator: str) -> str:
    """The validator; "" for one that cannot be sent back: kept, it would fail every later request for the feed."""
    return validator if validator.isascii() and validator.isprintable() and len(validator) <= LONGEST else ""


def _linked(response: httpx.Response, url: str, rel: str) -> str:
    """The target of the Link header with this `rel`; "" = none."""
    try:
        return urljoin(url, response.links.get(rel, {}).get("url") or "") if rel in response.links else ""
    except ValueError:
        return ""


_NO_DATE = (ValueError, TypeError, OverflowError)  # errors that a date in a header may raise


def _this_very_second(last_modified: str, date: str) -> bool:
    """Whether the last change is in the second of the answer.
    WordPress's validators would hide later changes in that second."""
    try:
        age = parsedate_to_datetime(date) - parsedate_to_datetime(last_modified)
    except _NO_DATE:
        return False
    return age.total_seconds() < 2


def _body(response: httpx.Response, limits: Limits) -> bytes:
    """The decompressed body. Decompressed here, because httpx expands a whole chunk before its size can be checked."""
    packed = response.headers.get("content-encoding", "").lower() in ("gzip", "x-gzip")
    unpack = Unpacker() if packed else None
    body = bytearray()
    for chunk in response.iter_raw():
        body += unpack.more(chunk, limits.bytes + 1 - len(body)) if unpack else chunk
        if len(body) > limits.bytes:
            raise Refusal(Reason(FeedCode.FEED_TOO_LARGE, bytes=limits.bytes))
    if unpack and not unpack.is_whole:
        raise Refusal(Reason(FeedCode.FEED_CUT_OFF))
    return bytes(body)


def _retry_after(value: str) -> float:
    """The header's seconds, from seconds or a date; 0 if it is not understood."""
    if value.isascii() and value.isdecimal():
        return min(float(value), 86400.0)
    try:
        return min(max(parsedate_to_datetime(value).timestamp() - time.time(), 0.0), 86400.0)
    except _NO_DATE:
        return 0.0


def _vet(url: str) -> None:
    """Raise Refusal unless it is http(s) without a password. The IP address is vetted when the connection is made."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.username
    except ValueError:
        good = False
    if not good:
        raise Refusal(Reason(FeedCode.FEED_NO_ADDRESS))
