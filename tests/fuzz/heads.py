"""Answers of a server whose heads are nonsense, and what must hold of each: a result, or a failure in one line."""

from __future__ import annotations

import gzip
import random
import socket
import time
import traceback
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import httpx

from channels.problems import ChannelError
from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Source
from pipeline.portals.pictures import Pictures
from pipeline.stages.fetch import fetch
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.fetch.fetch import Fetched, Got, Limits
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.parse.parse import parse
from tests.loopback import Raw, raw
from tests.portals.test_sequences import Item, rss
from tests.stages.test_fetch import NAMES, VALUES

ROME = ZoneInfo("Europe/Rome")
SECONDS = 1.0  # for an exchange; most take a few milliseconds
SLOW = SECONDS + 5  # seconds worth a line
FEED = rss(Item("Ponte"), Item("Mensa"))
STATUSES = (
    *(
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 200",
        b"HTTP/1.0 200 OK",
        b"http/1.1 200 ok",
        b"HTTP/2 200",
        b"HTTP/1.1 2000 OK",
    ),
    *(
        b"HTTP/9.9 999 x",
        b"HTTP/1.1 999 x",
        b"HTTP/1.1 20 x",
        b"HTTP/1.1 -1 x",
        b"HTTP/1.1 000 x",
        b"HTTP/1.1",
    ),
    *(
        b"ICY 200 OK",
        b"",
        b"\0",
        b"HTTP/1.1 200 \xff\xfe",
        b"HTTP/1.1 \xb2\xb3\xb9 x",
        b"HTTP/1.1 200 " + b"x" * 200_000,
    ),
    *(
        b"HTTP/1.1 100 Continue",
        b"HTTP/1.1 101 Switching",
        b"HTTP/1.1 103 Early",
        b"HTTP/1.1 204 x",
        b"HTTP/1.1 206 x",
    ),
    *(
        b"HTTP/1.1 300 x",
        b"HTTP/1.1 304 x",
        b"HTTP/1.1 305 x",
        b"HTTP/1.1 401 x",
        b"HTTP/1.1 410 x",
        b"HTTP/1.1 429 x",
    ),
    *(b"HTTP/1.1 503 x", b"HTTP/1.1 599 x"),
)
REDIRECTS = tuple(b"HTTP/1.1 %d x" % status for status in (301, 302, 303, 307, 308))
# HERE is the server itself.
LOCATIONS = (
    *(
        "/",
        "/ok",
        "ok",
        "",
        "?",
        "#x",
        ".",
        "//",
        "///ok",
        "/../../ok",
        "\\\\HERE\\ok",
        "/\t\r/ok",
        "/ok\x00",
        "%00",
        "/" * 3_000,
    ),
    *(
        "HTTP://HERE/ok",
        "hTTp://HERE/ok",
        "HTTPS://HERE/ok",
        "http:ok",
        "http:/ok",
        "http://HERE:/ok",
        "//HERE/ok",
    ),
    *(
        "http://user@HERE/ok",
        "http://user:pw@HERE/ok",
        "http://@HERE/ok",
        "http://HERE@127.0.0.2/",
        "http://HERE\\@127.0.0.2/",
    ),
    *(
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0/",
    ),
    *(
        "http://2130706433/",
        "http://0x7f.1/",
        "http://localhost:1/",
        "http://127.0.0.1:1/",
        "http://[fe80::1%25lo]/",
    ),
    *(
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "data:,x",
        "ftp://HERE/",
        "javascript:x",
        "mailto:x",
        "gopher://HERE/",
    ),
    *(
        "http://é.invalid/",
        "http://xn--/",
        "http://xn--a.invalid/",
        "http://\u3002/",
        "http://a\u2024b.invalid/",
        "http://%31/",
    ),
    *(
        "http://" + "a." * 200 + "invalid/",
        "http://" + "a" * 300 + "/",
        "http://HERE/" + "a" * 90_000,
        "http://[",
        "http://]",
    ),
    *(
        "http://HERE/\xff",
        "http://HERE/é",
        "http://HERE:99999/",
        "http://HERE:x/",
        "http://HERE:-1/",
        "http://HERE:0/",
    ),
)
LINES = (
    *(
        b"X: a\r\n b",
        b"X: a\r\n\tb",
        b" X: a",
        b"X : a",
        b"X",
        b":",
        b": a",
        b"\xe9: a",
        b"X: \xe9\xff",
        b"X: a\rY: b",
    ),
    *(
        b"X: a\nY: b",
        b"X: \0",
        b"X\0: a",
        b"(X): a",
        b"X: " + b"a" * 1_000_000,
        b"X" * 100_000 + b": a",
        b"X: a\r\n" * 5_000,
    ),
    *(
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: 5, 5",
        b"Content-Length: -1",
        b"Content-Length: +5",
    ),
    *(
        b"Content-Length: 0x5",
        b"Content-Length: " + b"9" * 400,
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
    ),
    *(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: gzip, chunked"),
    *(
        b"Transfer-Encoding: chunked, identity",
        b"Transfer-Encoding: \x0bchunked",
        b"Transfer-Encoding: xchunked",
    ),
    *(
        b"Content-Encoding: gzip\r\nContent-Encoding: gzip",
        b"Content-Encoding: br",
        b"Content-Encoding: deflate",
    ),
    *(
        b"Content-Encoding: GZIP",
        b"Content-Encoding: gzip, gzip",
        b"Content-Encoding: x-gzip",
        b"Content-Encoding: zstd",
    ),
    *(
        b"Location: /ok\r\nLocation: /",
        b"ETag: x\r\nETag: y",
        b"Retry-After: 1\r\nRetry-After: 2",
        b"Link: " + b"<x>;" * 9_000,
    ),
    *(
        b"Connection: close, close",
        b"Connection: upgrade\r\nUpgrade: h2c",
        b"Keep-Alive: timeout=0",
        b"Trailer: X",
    ),
)
CHARSETS = "utf-7 utf-16 utf-32 rot13 zlib bz2 hex idna punycode undefined unicode_escape mbcs utf-8-sig ../x \u00e9 0"
TYPES = tuple(
    f"{kind}; charset={name}".encode("latin-1", "replace")
    for kind in ("text/xml", "application/rss+xml", "text/html", "x", "text/html; text/html")
    for name in (*CHARSETS.split(), "", "a" * 5_000, '"utf-8', "utf-8; charset=utf-16")
)
BODIES = (
    *(
        FEED,
        b"",
        b"\0" * 100,
        gzip.compress(FEED),
        gzip.compress(FEED)[:-9],
        gzip.compress(gzip.compress(FEED)),
    ),
    *(
        gzip.compress(b"0" * 30_000_000),
        zlib.compress(FEED),
        b"\x1f\x8b" + bytes(50),
        gzip.compress(FEED) + FEED,
    ),
    *(
        b"5\r\nhello\r\n0\r\n\r\n",
        b"5;x=y\r\nhello\r\n0\r\n\r\n",
        b"-5\r\nhello\r\n",
        b"fffffffff\r\nx",
        b"zz\r\n",
        b"5\r\nhel",
    ),
    *(
        b"0\r\nX: y\r\n\r\n",
        b"0\r\n" + b"X: y\r\n" * 9_000 + b"\r\n",
        b"5\r\nhello" * 9,
        b"5 \r\nhello\r\n0\r\n\r\n",
    ),
)
GOOD = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(FEED), FEED)


def make(chance: random.Random, here: str) -> bytes:
    """One answer. `here`: host and port of the server."""
    if chance.random() < 0.4:
        status = chance.choice(REDIRECTS)
        lines = [b"Location: " + chance.choice(LOCATIONS).replace("HERE", here).encode("utf-8")]
    else:
        status, lines = chance.choice(STATUSES), []
    for _ in range(chance.randrange(4)):
        lines.append(_line(chance))
    chance.shuffle(lines)
    ending = chance.choice((b"\r\n",) * 8 + (b"\n", b"\r"))
    answer = bytearray(ending.join((status, *lines, b"", b"")) + chance.choice(BODIES))
    if chance.random() < 0.15:
        _spoil(answer, chance)
    return bytes(answer)


def _line(chance: random.Random) -> bytes:
    kind = chance.random()
    if kind < 0.5:
        return chance.choice(LINES)
    if kind < 0.7:
        return b"Content-Type: " + chance.choice(TYPES)
    return f"{chance.choice(NAMES)}: {chance.choice(VALUES)}".encode("latin-1")


def _spoil(answer: bytearray, chance: random.Random) -> None:
    at = chance.randrange(min(len(answer), 400) + 1)
    if chance.random() < 0.5:
        del answer[at:]
    else:
        answer[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))


class Hostile:
    """A server that gives one and the same answer, but a good one at /ok; and all that may ask it."""

    def __init__(self, server: Raw, folder: Path) -> None:
        self.server, self.answer = server, b""
        trusted = frozenset({("127.0.0.1", server.port)})
        self.limits = Limits(connect=SECONDS, total=SECONDS, bytes=1_000_000, trusted=trusted)
        self.pictures = Pictures(folder, self.limits)
        server.speak = self._speak

    def _speak(self, connection: socket.socket, path: str) -> None:
        connection.sendall(GOOD if path == "/ok" else self.answer)

    def ask(self, answer: bytes, *, picture: bool) -> Got:
        """Ask for the answer in every way. Anything but a result or our own errors raises."""
        self.answer = answer
        url = self.server.url + "/"
        with fetch.client(self.limits) as http:
            got = fetch.fetch(http, url, self.limits, known=Memory(etag='"x"', last_modified="yesterday"))
            _sound(got)
            assert isinstance(fetch.gone(http, url, self.limits), bool)
            assert 0 <= fetch.post(http, url, {"hub.mode": "subscribe"}, self.limits) <= 999
            _next(http, self.server.url + "/ok", self.limits)
        if picture:
            self._picture(url)
        return got.status

    def _picture(self, url: str) -> None:
        try:
            self.pictures(url)
        except ChannelError as error:
            _one_line(str(error))
        else:
            raise AssertionError("no answer holds a picture")


def _next(http: httpx.Client, url: str, limits: Limits) -> None:
    """The next feed of the same portal is read, whatever became of this one."""
    tries = (fetch.fetch(http, url, limits).body for _ in range(2))  # the server may have just hung up
    assert FEED in tries


def _sound(got: Fetched) -> None:
    assert (got.status is Got.FAILED) == (got.reason is not None)
    assert 0 <= got.retry_after <= 86400
    assert got.url.startswith(("http://", "https://")) or not got.url
    assert len(got.body) <= 1_000_000
    if got.reason is not None:
        _one_line(str(got.reason))
    if got.status is Got.NEW:
        for source in (Source.FEED, Source.PAGE):
            _parsed(Document(got.body, got.url, ROME, got.content_type, source))


def _parsed(document: Document) -> None:
    try:
        parse(document)
    except FeedError as error:
        _one_line(str(error))
        unknown = error.reason.code is FeedCode.FEED_UNREADABLE
    else:
        unknown = False
    assert not unknown, f"nobody knows why: {document.content_type!r}"


def _one_line(said: str) -> None:
    assert said.isprintable(), repr(said)
    assert len(said) < 500


def work(seed: int, count: int, *, pictures: bool) -> tuple[int, float, Sequence[str]]:
    """(answers that were read, the slowest in seconds, trouble) of so many answers."""
    read, slowest, trouble = 0, 0.0, []
    quiet: Callable[[socket.socket, str], None] = lambda connection, path: None  # noqa: E731
    with raw(quiet) as server, TemporaryDirectory() as folder:
        hostile = Hostile(server, Path(folder))
        for number in range(count):
            answer = make(random.Random(seed * 1_000_000_007 + number), f"127.0.0.1:{server.port}")
            started = time.monotonic()
            try:
                read += hostile.ask(answer, picture=pictures and number % 10 == 0) is not Got.FAILED
            except BaseException:
                told = traceback.format_exc(limit=-4)
                trouble.append(f"heads, seed {seed} number {number}: {answer[:200]!r}\n{told}")
            slowest = max(slowest, time.monotonic() - started)
    return read, slowest, trouble


def work_one(job: tuple[int, int]) -> tuple[int, float, Sequence[str]]:
    return work(*job, pictures=True)
