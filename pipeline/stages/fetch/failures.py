"""Why a feed could not be fetched, in words for a person. Pure."""

from __future__ import annotations

import errno
import ssl
import zlib
from typing import TypeVar

import httpcore
import httpx

from channels.sentence import Sentence
from pipeline.errors import said as words_of
from pipeline.feed_codes import FeedCode
from pipeline.reasons import Reason
from pipeline.text import one_line

USER_AGENT = "InfOstiglia/0.1 (council news service)"
OUR_NAME = USER_AGENT.partition("/")[0]
_E = TypeVar("_E", bound=BaseException)

_STATUSES = {
    401: FeedCode.FEED_PASSWORD,
    403: FeedCode.FEED_REFUSED,
    404: FeedCode.FEED_NOT_FOUND,
    410: FeedCode.FEED_GONE,
    429: FeedCode.FEED_TOO_OFTEN,
}


def of_status(status: int) -> Reason:
    """The reason why an answer with this status is no document."""
    code = _STATUSES.get(status)
    if code is FeedCode.FEED_REFUSED:
        return Reason(code, agent=OUR_NAME)
    if code is not None:
        return Reason(code)
    return Reason(FeedCode.FEED_IN_TROUBLE if status >= 500 else FeedCode.FEED_HTTP, status=status)


def of_network(error: Exception) -> Reason:
    """The reason for a network failure, with its own words as a fact."""
    said = one_line(f"{type(error).__name__}: {error}")[:200]
    if isinstance(error, zlib.error):
        return Reason(FeedCode.FEED_DAMAGED, said=said)
    if isinstance(error, httpx.ConnectError | httpcore.ConnectError):
        return _of_connecting(error, said)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | UnicodeError):
        return Reason(FeedCode.FEED_NO_ADDRESS)
    return Reason(FeedCode.FEED_NETWORK, said=said)


# OpenSSL's numbers of what is wrong with a certificate (X509_V_ERR_…).
_ISSUER = Sentence("it is signed by nobody who is known, or without the certificates in between")
_CERTIFICATES = {
    9: Sentence("its certificate is not valid yet, or the clock of this machine is wrong"),
    10: Sentence("its certificate has expired, or the clock of this machine is wrong"),
    **dict.fromkeys((18, 19, 20, 21), _ISSUER),
    62: Sentence("its certificate is for another name"),
}


def _of_connecting(error: Exception, said: str) -> Reason:
    """The reason why no connection came about, in words of our own if it is one of the usual ones."""
    if (tls := _cause(error, ssl.SSLError)) is not None:
        why = _CERTIFICATES.get(getattr(tls, "verify_code", 0))
        return Reason(FeedCode.FEED_TLS, said=why or said)
    system = _cause(error, OSError)
    usual = system is not None and system.errno in (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH)
    return Reason(FeedCode.FEED_NO_CONNECTION, said=words_of(system) if system and usual else said)


def _cause(error: BaseException | None, kind: type[_E]) -> _E | None:
    """The error, or the cause of it, that is of this kind."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error
