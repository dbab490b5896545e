"""What servers of feeds do to `run`: odd heads and slow ones. The other feed's red alert must arrive meanwhile."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

from tests.loopback import Answer, answer, loopback
from tests.town import Town, number, until

LONGEST = 200.0  # seconds for a run: a slow feed has 65, and of one host four are asked at once


def raw(head: bytes, body: bytes = b"") -> Answer:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head.replace(b"\n", b"\r\n") + b"\r\n\r\n" + body)
        handler.close_connection = True

    return reply


def dripping(start: bytes, endless: bytes, pause: float) -> Answer:
    """A head that begins and never ends."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        until_then = time.monotonic() + LONGEST
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
ATTACKS: dict[str, Callable[[], list[Answer]]] = {
    "odd heads of a feed": odd_heads,
    "slow heads of a feed": lambda: SLOW,
}


@dataclass(frozen=True)
class FeedRow:
    name: str
    feeds: int  # hostile ones
    asked: int  # of them that were asked
    alert: float  # seconds until the other feed's alert arrived; 0 = it did not
    run: float  # seconds of the run; 0 = it did not end by itself, or ended with a traceback

    @property
    def holds(self) -> bool:
        return self.feeds == self.asked and self.alert > 0 and self.run > 0


def play(here: Town, name: str) -> FeedRow:
    """One run, which reads a feed for each hostile answer, and the council's own."""
    here.join(number(1))
    with loopback() as server:
        answers = {f"/{n}/feed": one for n, one in enumerate(ATTACKS[name]())}
        server.answers.update(answers)
        others = "".join(f"  - name: other{path[1:-5]}\n    url: {server.url}{path}\n" for path in answers)
        here.change(r"^lanes:", f"{others}lanes:")
        here.change("allow_private_networks: false", "allow_private_networks: true")
        with here.serving():
            alert, run = _run(here)
        return FeedRow(name, len(answers), len(answers.keys() & set(server.asked)), alert, run)


def _run(here: Town) -> tuple[float, float]:
    """The seconds until the alert arrived, and until the run had ended; 0 = never."""
    link = here.stage.publish("Allerta rossa", "Testo.", categories=["Allerta"])["link"]
    run, began = here.start("run"), time.monotonic()
    try:
        until(lambda: here.copies(link)[number(1)] == 1, LONGEST)
        alert = time.monotonic() - began
    except AssertionError:
        alert = 0.0
    try:
        code = run.wait(LONGEST)
    except subprocess.TimeoutExpired:
        run.kill()
        code = run.wait(30)
    good = code in (0, 1, 3) and "Traceback" not in run.err.read_text(encoding="utf-8")
    return alert, time.monotonic() - began if good else 0.0
