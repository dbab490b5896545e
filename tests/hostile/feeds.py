"""What servers of feeds answer to do harm: odd heads and slow ones."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler

from tests.loopback import Answer, answer

ENDLESS = 200.0  # seconds that a head drips; a slow feed has 65


def raw(head: bytes, body: bytes = b"") -> Answer:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head.replace(b"\n", b"\r\n") + b"\r\n\r\n" + body)
        handler.close_connection = True

    return reply


def dripping(start: bytes, endless: bytes, pause: float) -> Answer:
    """A head that begins and never ends."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        until_then = time.monotonic() + ENDLESS
        while time.monotonic() < until_then:
            handler.wfile.write(endless)
            handler.wfile.flush()
            time.sleep(pause)

    return reply


def redirecting(handler: BaseHTTPRequestHandler) -> None:
    """Every redirect takes its time."""
    time.sleep(15)
    answer(302, Location=f"/feed?{time.monotonic()}")(handler)


ODD = {
    "Location": [
        "//[",
        "http://[::1",
        "http://x:porta/",
        "http:///",
        "\x80",
        "http://\u0661/",
        "javascript:1",
        "",
    ],
    "Retry-After": ["²", "nan", "-1", "9" * 400, "inf", "Fri, 99 Foo 99999999999 00:00:00 GMT"],
    "Last-Modified": ["Fri, 31 Dec 99999999999 23:59:59 GMT", "Mon, 01 Jan 0000 00:00:00 GMT", "\xff", "0"],
    "ETag": ["\xff\xfe", '"' * 8000, ""],
    "Content-Type": [
        "text/xml; charset=²",
        "text/xml; charset=" + "x" * 5000,
        "\xff",
        ";;;",
        "text/xml; charset=idna",
    ],
    "Content-Length": ["-1", "²", "9" * 400, "1, 2"],
    "Content-Encoding": ["gzip", "gzip, gzip", "br", "²"],
    "Transfer-Encoding": ["chunked, chunked", "²"],
    "Link": ["<//[>; rel=hub", "<" * 5000, "\xff"],
    "Set-Cookie": ["a=\xff; expires=²", "=" * 5000],
    "Cache-Control": ["max-age=²", "max-age=" + "9" * 400],
}


STATUS = {"Location": 302, "Retry-After": 503}


def odd_heads() -> list[Answer]:
    lines = [f"{name}: {value}" for name, values in ODD.items() for value in values]
    heads = [f"HTTP/1.1 {STATUS.get(line.partition(':')[0], 200)} x\n{line}" for line in lines]
    heads += ["HTTP/1.1 999999 x", "HTTP/9.9 200", "", "\xff", "HTTP/1.1 200 x\n" + "A: b\n" * 500]
    return [
        raw(head.encode("utf-8" if "\u0661" in head or "²" in head else "latin-1"), b"<rss/>")
        for head in heads
    ]


SLOW = [  # four, as many as are asked of one host at once
    dripping(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.5),
    dripping(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n", b" ", 0.5),
    dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.5),
    redirecting,
]
