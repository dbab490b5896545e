"""Strangers at the door of `serve`: the attack still stands when a citizen's signed message is answered."""

from __future__ import annotations

import contextlib
import gzip
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from channels.hearing import SIGNATURE, sign
from pipeline.settings.serving import PAGES
from pipeline.web import door
from pipeline.web.serve import Hook
from tests.hostile import door as hostile
from tests.hostile.attacks import PICTURE
from tests.hostile.citizens import leaving
from tests.town import Town, number, until

SECRET = hostile.SECRET
FORGED = f"{SIGNATURE}: sha256={'ab' * 32}\r\n".encode()
POST = b"POST /webhook HTTP/1.1\r\nHost: x\r\n"
MOST = hostile.DESCRIPTORS // 2


class Line(socket.socket):
    """A stranger's connection, from any loopback address."""

    @classmethod
    def to(cls, here: Town, said: bytes = b"", address: str = "127.0.0.1", buffer: int = 0) -> Line:
        line = cls()
        if buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        line.settimeout(30)
        line.bind((address, 0))
        line.connect(("127.0.0.1", int(here.webhook_url.rpartition(":")[2])))
        line.sendall(said)
        return line

    def answer(self) -> bytes:
        """All until the other side ends the connection."""
        found = b""
        with contextlib.suppress(ConnectionError):
            while part := self.recv(65536):
                found += part
        return found

    def is_open(self) -> bool:
        """Whether the other side keeps it. Nothing may be waiting to be read."""
        self.setblocking(False)
        try:
            return self.recv(1) != b""
        except BlockingIOError:
            return True
        except ConnectionError:
            return False


@pytest.fixture
def served(here: Town) -> Iterator[Town]:
    """`serve` with 256 descriptors, one citizen who may leave, and one picture."""
    here.join(number(1))
    hostile.show_picture(here)
    with hostile.serving(here, here.folder / "serve.log"):
        yield here


def post(here: Town, raw: bytes, **headers: str) -> httpx.Response:
    signed = {SIGNATURE: sign(SECRET, raw), **headers}
    return httpx.post(here.webhook_url + "/webhook", content=raw, headers=signed, timeout=30, trust_env=False)


def leave(here: Town) -> None:
    """The citizen's «cancellami» is answered and obeyed."""
    assert post(here, leaving(1, *hostile.addressed(here))).status_code == 200
    until(lambda: here.rows("SELECT state FROM subscriber") in ([("leaving",)], [("left",)]))


def log_of(here: Town) -> str:
    return (here.folder / "serve.log").read_text(encoding="utf-8")


HALVES = {
    "half a head": POST + b"X-A: ",
    "half a body": POST + FORGED + b"Content-Length: 3000000\r\n\r\n" + b"x" * 50_000,
    "half a chunk": POST + FORGED + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n" + b"x" * 1000,
    "nothing": b"",
    "an endless extension of a chunk": POST + FORGED + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"x" * 900,
}


@pytest.mark.parametrize(("half", "addresses"), [*((half, 250) for half in HALVES), ("half a body", 1)])
def test_more_half_requests_than_descriptors_keep_nobody_out(served: Town, half: str, addresses: int) -> None:
    with contextlib.ExitStack() as crowd:
        lines = [
            crowd.enter_context(Line.to(served, HALVES[half], f"127.0.0.{2 + n % addresses}"))
            for n in range(hostile.DESCRIPTORS + 44)
        ]
        leave(served)
        still = [line.is_open() for line in lines]
        assert sum(still) >= MOST - 3  # the attack stands while she is answered
        assert sum(still) <= MOST
    assert "Traceback" not in log_of(served)


def test_the_connection_that_stands_still_goes_and_the_newest_stays(served: Town) -> None:
    with contextlib.ExitStack() as crowd:
        first = crowd.enter_context(Line.to(served))
        for _ in range(MOST):
            last = crowd.enter_context(Line.to(served))
        assert first.answer() == b""  # ended
        assert last.is_open()


def test_an_address_with_many_connections_gives_up_its_own(served: Town) -> None:
    with contextlib.ExitStack() as crowd:
        proxy = crowd.enter_context(Line.to(served, address="127.0.0.9"))
        for _ in range(MOST):
            crowd.enter_context(Line.to(served))
        leave(served)
        assert proxy.is_open()


COMPRESSIONS = ["gzip", "deflate", "br", "zstd", "GZIP", "x-gzip", "gzip, gzip"]


def test_compressed_bodies_are_refused_unread(served: Town) -> None:
    """Nor are they unpacked when their sender has signed them."""
    raw = gzip.compress(leaving(1, *hostile.addressed(served)))
    for name in COMPRESSIONS:
        assert post(served, raw, **{"Content-Encoding": name}).status_code == 415
        head = POST + FORGED + f"Content-Encoding: {name}\r\nContent-Length: 2900000\r\n\r\n".encode()
        with Line.to(served, head) as line:
            assert line.answer().startswith(b"HTTP/1.1 415")  # no byte of the body was there to be read
    leave(served)


REFUSED = {
    "no signature": (403, b"Content-Length: 2900000\r\n"),
    "no signature, chunked": (403, b"Transfer-Encoding: chunked\r\n"),
    "a short one": (403, b"X-Hub-Signature-256: sha256=ab\r\nContent-Length: 2900000\r\n"),
    "the old kind": (403, b"X-Hub-Signature-256: sha1=" + b"a" * 40 + b"\r\nContent-Length: 2900000\r\n"),
    "too long a body": (413, FORGED + b"Content-Length: 3000001\r\n"),
    "a length beyond all": (413, FORGED + b"Content-Length: " + b"9" * 18 + b"\r\n"),
}


def test_what_cannot_be_right_is_refused_before_its_body(served: Town) -> None:
    for case, (status, headers) in REFUSED.items():
        with Line.to(served, POST + headers + b"\r\n") as line:
            assert line.answer().startswith(b"HTTP/1.1 %d" % status), case


def test_a_chunked_body_is_read_to_its_end_and_no_further_than_the_limit(served: Town) -> None:
    raw = leaving(1, *hostile.addressed(served))

    def chunks(body: bytes) -> Iterator[bytes]:
        for start in range(0, len(body), 50_000):
            yield body[start : start + 50_000]

    signed = {SIGNATURE: sign(SECRET, raw)}
    url = served.webhook_url + "/webhook"
    assert httpx.post(url, content=chunks(raw), headers=signed, trust_env=False).status_code == 200
    with Line.to(served, POST + FORGED + b"Transfer-Encoding: chunked\r\n\r\n") as line:
        chunk = b"186a0\r\n" + b"x" * 100_000 + b"\r\n"
        with contextlib.suppress(ConnectionError):
            for _ in range(40):
                line.sendall(chunk)
        assert line.answer()[:12] in (b"HTTP/1.1 413", b"")  # "" = cut while it went on talking


def test_bodies_under_way_never_hold_more_than_their_share_of_memory(served: Town) -> None:
    """Sixty bodies of 2.9 MB stand all but complete; those that would be too much are gone, the latest are there."""
    head = POST + FORGED + b"Content-Length: 3000000\r\n\r\n"
    with contextlib.ExitStack() as crowd:
        lines = []
        for _ in range(60):
            line = crowd.enter_context(Line.to(served, head))
            with contextlib.suppress(ConnectionError):
                line.sendall(b"x" * 2_900_000)
            lines.append(line)
        leave(served)
        until(lambda: sum(line.is_open() for line in lines) * 2_800_000 <= door.KEPT)
        assert sum(line.is_open() for line in lines) > 5
        assert (
            hostile.peak(served_pid(served)) < 400
        )  # MB; 60 bodies, their copies and the process would be 450


def served_pid(here: Town) -> int:
    [(pid)] = [
        int(one.name)
        for one in Path("/proc").iterdir()
        if one.name.isdigit() and str(here.folder).encode() in _words(one) and b"serve" in _words(one)
    ]
    return pid


def _words(process: Path) -> list[bytes]:
    try:
        return (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def test_who_does_not_take_pictures_leaves_places_for_who_does(served: Town) -> None:
    ask = f"GET /pictures/{PICTURE}.jpg HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with contextlib.ExitStack() as crowd:
        slow = [crowd.enter_context(Line.to(served, ask, buffer=4096)) for _ in range(door.DOWNLOADS * 2)]
        got = httpx.get(f"{served.webhook_url}/pictures/{PICTURE}.jpg", timeout=30, trust_env=False)
        assert (got.status_code, len(got.content)) == (200, 4_000_000)
        assert got.headers["Content-Type"] == "image/jpeg"
        leave(served)
        assert slow[-1].recv(12) == b"HTTP/1.1 200"


def test_many_requests_in_one_go_and_tiny_chunks_are_nobodys_habit(served: Town) -> None:
    with Line.to(served, b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n" * 500) as line:
        assert line.answer().count(b"HTTP/1.1 200") < 100
    head = POST + FORGED + b"Transfer-Encoding: chunked\r\n\r\n"
    with Line.to(served, head) as line:
        with contextlib.suppress(ConnectionError):
            line.sendall(b"1\r\n \r\n" * 10_000)
        assert line.answer() == b""
    leave(served)


def test_everything_at_the_door_says_little_of_itself(served: Town) -> None:
    for method, path in (
        ("GET", "/health"),
        ("GET", "/consents/head"),
        ("GET", "/nothing"),
        ("DELETE", "/health"),
        ("POST", "/webhook"),
        ("GET", f"/pictures/{PICTURE}.jpg"),
        ("GET", "/tray/1.2"),
    ):
        headers = httpx.request(method, served.webhook_url + path, trust_env=False).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")
        assert "Server" not in headers
    with Line.to(served, b"\0\1\2 nonsense\r\n\r\n") as line:
        answer = line.answer().lower()
    assert answer.startswith(b"http/1.0 400")
    assert b"nosniff" in answer
    assert b"aiohttp" not in answer
    assert b"python" not in answer


def test_what_strangers_send_does_not_fill_the_log(served: Town) -> None:
    for _ in range(30):
        assert post(served, b"{}", **{SIGNATURE: "sha256=" + "0" * 64}).status_code == 403
        Line.to(served, b"nonsense\r\n\r\n").answer()
        Line.to(served, POST + FORGED + b"Content-Length: 100\r\n\r\n{").close()
    leave(served)
    assert len(log_of(served).splitlines()) < 10
    assert log_of(served).count("signed request refused") == 1


def test_serve_ends_while_half_requests_stand(here: Town) -> None:
    with contextlib.ExitStack() as crowd, hostile.serving(here, here.folder / "serve.log") as process:
        for half in HALVES.values():
            crowd.enter_context(Line.to(here, half))
        assert here.healthy()
        process.terminate()
        assert process.wait(30) == 0
    assert "Traceback" not in log_of(here)


def test_the_ledgers_head_is_looked_up_once_for_all_who_ask(served: Town) -> None:
    """Many who ask at once get one answer: its time would differ."""
    ask = b"GET /consents/head HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with contextlib.ExitStack() as crowd:
        lines = [crowd.enter_context(Line.to(served, ask)) for _ in range(50)]
        answers = [line.answer() for line in lines]
    assert all(answer.startswith(b"HTTP/1.1 200") for answer in answers)
    assert len({answer.rpartition(b"\r\n")[2] for answer in answers}) <= 2


def test_no_path_of_the_webhook_is_another_page(here: Town) -> None:
    """The rule for `webhook.path` knows every page there is."""
    hook = Hook(here.config, {}, here.clock, lambda: None, lambda feed: None)
    pages = {resource.canonical for resource in hook.app().router.resources()} - {here.config.webhook.path}
    hook.close()
    assert pages
    assert all(any(page == one or page.startswith(f"{one}/") for one in PAGES) for page in pages), pages


@pytest.mark.parametrize(
    ("peer", "known_as"),
    [
        (("192.0.2.7", 80), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 80, 0, 0), "2001:0db8:0001:0002"),
        (("2001:db8:1:2::9", 80, 0, 0), "2001:0db8:0001:0002"),  # the same customer
        (("::ffff:192.0.2.7", 80, 0, 0), "::ffff:c000:207"),
        (("::ffff:192.0.2.8", 80, 0, 0), "::ffff:c000:208"),
        (("fe80::1%eth0", 80, 0, 2), "fe80:0000:0000:0000"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_network_is_known_by_its_address(peer: object, known_as: str) -> None:
    assert door.network(peer) == known_as
