"""fetch against a real server on loopback that lies, stalls and redirects."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from channels.sentence import Sentence, Worded
from pipeline.feed_codes import FeedCode
from pipeline.portals.reading import headers_of
from pipeline.reasons import Reason
from pipeline.settings.values import Feed
from pipeline.stages.fetch import fetch
from pipeline.stages.fetch.failures import of_network
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.fetch.fetch import Fetched, Got, Limits
from tests.loopback import Answer, Server, answer, loopback

LOCAL = Limits(private=True, connect=0.5, total=1.0, bytes=10_000)


@pytest.fixture
def server() -> Iterator[Server]:
    with loopback() as one:
        yield one


def get(server: Server, path: str = "/feed", limits: Limits = LOCAL, **known: str) -> Fetched:
    with fetch.client(limits) as http:
        return fetch.fetch(http, server.url + path, limits, known=Memory(**known))


def code_of(fetched: Fetched) -> Worded | None:
    return fetched.reason.code if fetched.reason else None


def test_both_validators_are_echoed_to_the_byte(server: Server) -> None:
    etag, when = 'W/"a b+c"', "Tue,  24 Nov 2026 01:02:03 GMT"
    server.answers["/feed"] = answer(304)
    assert get(server, etag=etag, last_modified=when).status is Got.UNCHANGED
    assert server.headers[0]["If-None-Match"] == etag
    assert server.headers[0]["If-Modified-Since"] == when


@pytest.mark.parametrize("odd", ['"è"', '"\xff"', '"\x01"', "a" * 9_000])
@pytest.mark.parametrize("name", ["ETag", "Last-Modified"])
def test_a_validator_that_no_request_can_carry_does_not_end_the_feed(
    server: Server, name: str, odd: str
) -> None:
    """It would be sent back with every later request, and none would leave, or none would be answered."""
    server.answers["/feed"] = answer(200, b"<rss/>", **{name.replace("-", "_"): odd})
    got = get(server)
    assert (got.status, got.etag, got.last_modified) == (Got.NEW, "", "")
    assert get(server, etag=odd, last_modified=odd).status is Got.NEW  # as an older release has kept it


def test_feeds_of_one_portal_share_a_connection_whether_they_have_changed_or_not(server: Server) -> None:
    server.answers |= {"/a": answer(304), "/b": answer(200, b"<rss/>"), "/c": answer(304)}
    with fetch.client(LOCAL) as http:
        for path in ("/a", "/b", "/c"):
            fetch.fetch(http, server.url + path, LOCAL, known=Memory(etag='"1"'))
    assert server.asked == ["/a", "/b", "/c"]
    assert len(server.connections) == 1


def test_validators_of_the_running_second_are_not_trusted(server: Server) -> None:
    """WordPress would answer 304 after another change later in the same second."""
    now = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
    server.answers["/feed"] = answer(200, b"<rss/>", ETag='"x"', Last_Modified=now)
    got = get(server)
    assert (got.status, got.etag, got.last_modified) == (Got.NEW, "", "")


def test_an_old_change_keeps_its_validators(server: Server) -> None:
    server.answers["/feed"] = answer(200, b"x", ETag='"x"', Last_Modified="Mon, 23 Nov 2026 10:00:00 GMT")
    assert get(server).etag == '"x"'


def test_the_same_body_again_is_unchanged_without_validators(server: Server) -> None:
    server.answers["/feed"] = answer(200, b"<rss/>")
    first = get(server)
    assert get(server, body_hash=first.body_hash).status is Got.UNCHANGED


def test_redirects_are_followed_and_the_last_address_told(server: Server) -> None:
    server.answers["/feed"] = answer(301, Location="/new")
    server.answers["/new"] = answer(200, b"x")
    assert get(server).url == server.url + "/new"


@pytest.mark.parametrize(
    "target",
    [
        "/feed",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "http://user@127.0.0.1/",
        # Addresses whose readers disagree about the end of the host.
        "http:////127.0.0.1/",
        "http:///127.0.0.1/",
        "http://\\127.0.0.1/",
        "http://127.0.0.1\\@localhost/",
    ],
)
def test_redirects_in_circles_or_elsewhere_fail(server: Server, target: str) -> None:
    server.answers["/feed"] = answer(302, Location=target)
    assert get(server).status is Got.FAILED


def test_gzip_is_unpacked(server: Server) -> None:
    server.answers["/feed"] = answer(200, gzip.compress(b"<rss/>"), Content_Encoding="gzip")
    assert get(server).body == b"<rss/>"


@pytest.mark.parametrize("behind", [b"", b"\0" * 20, b"<!-- cache -->"])
def test_gzip_of_several_members_is_unpacked_whole(server: Server, behind: bytes) -> None:
    """As servers write it that pack a page piece by piece."""
    members = b"".join(map(gzip.compress, (b"<rss>", b"a" * 5_000, b"</rss>")))
    server.answers["/feed"] = answer(200, members + behind, Content_Encoding="gzip")
    assert get(server).body == b"<rss>" + b"a" * 5_000 + b"</rss>"


def test_a_gzip_bomb_stops_at_the_cap(server: Server) -> None:
    server.answers["/feed"] = answer(200, gzip.compress(b"0" * 50_000_000), Content_Encoding="gzip")
    assert get(server).reason == Reason(FeedCode.FEED_TOO_LARGE, bytes=10000)


def test_a_truncated_body_is_a_failure_and_not_a_short_feed(server: Server) -> None:
    whole = gzip.compress(b"<rss/>" * 100)
    server.answers["/feed"] = answer(200, whole[:-10], Content_Encoding="gzip")
    assert get(server).reason == Reason(FeedCode.FEED_CUT_OFF)


def test_a_stalled_server_fails_within_the_limits(server: Server) -> None:
    server.answers["/feed"] = lambda handler: time.sleep(2)
    assert code_of(get(server)) is FeedCode.FEED_NO_ANSWER


def test_a_dripping_server_fails_within_the_total(server: Server) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b"x")
            time.sleep(0.1)

    server.answers["/feed"] = drip
    assert code_of(get(server)) is FeedCode.FEED_TOO_SLOW


def test_private_addresses_are_refused_unless_allowed(server: Server) -> None:
    server.answers["/feed"] = answer(200, b"x")
    got = get(server, limits=Limits())
    assert got.reason == Reason(FeedCode.FEED_PRIVATE, host="127.0.0.1")
    assert server.headers == []


def test_a_trusted_address_is_allowed_and_its_neighbour_is_not(server: Server) -> None:
    server.answers["/feed"] = answer(200, b"x")
    port = server.http.server_address[1]
    assert get(server, limits=Limits(trusted=frozenset({("127.0.0.1", port)}))).status is Got.NEW
    assert get(server, limits=Limits(trusted=frozenset({("127.0.0.1", port + 1)}))).status is Got.FAILED


def test_a_redirect_from_outside_to_the_inside_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trusted address sends us to a name that is private: that hop is vetted as it is dialled."""
    server.answers["/feed"] = answer(302, Location=f"http://localhost:{server.http.server_address[1]}/inside")
    trusted = frozenset({("127.0.0.1", server.http.server_address[1])})
    assert code_of(get(server, limits=Limits(trusted=trusted))) is FeedCode.FEED_PRIVATE
    assert len(server.headers) == 1


def test_the_address_dialled_is_the_one_that_was_vetted(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads to a public address when it is vetted and to a private one when it is dialled."""
    asked: list[str] = []

    def rebinding(host: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        address = "8.8.8.8" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))]

    dialled: list[str] = []

    def dial(self: object, host: str, *args: Any, **kwargs: Any) -> Any:
        dialled.append(host)
        raise httpcore.ConnectError("not here")

    monkeypatch.setattr("socket.getaddrinfo", rebinding)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", dial)
    with fetch.client(Limits()) as http:
        fetch.fetch(http, "http://portal.example/", Limits())
    assert (asked, dialled) == (["portal.example"], ["8.8.8.8"])


def test_retry_after_is_heard(server: Server) -> None:
    server.answers["/feed"] = answer(429, Retry_After="120")
    got = get(server)
    assert (got.reason, got.retry_after) == (Reason(FeedCode.FEED_TOO_OFTEN), 120.0)


def test_nobody_listening_is_a_failure() -> None:
    with fetch.client(LOCAL) as http:
        got = fetch.fetch(http, "http://127.0.0.1:9/", LOCAL)
    assert (got.status, code_of(got)) == (Got.FAILED, FeedCode.FEED_NO_CONNECTION)


def test_a_portal_that_refuses_connections_is_told_in_words_of_ours() -> None:
    with fetch.client(LOCAL) as http:
        got = fetch.fetch(http, "http://127.0.0.1:9/", LOCAL)
    assert got.reason is not None
    assert got.reason.facts["said"] == Sentence("Connection refused")


@pytest.fixture
def self_signed(tmp_path: Path) -> Iterator[str]:
    """The address of a portal whose certificate it has signed itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    day = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(day).not_valid_after(day + timedelta(days=1))
    signed = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "portal.pem").write_bytes(signed + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "portal.pem")
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as portal:
        portal.socket = context.wrap_socket(portal.socket, server_side=True)
        threading.Thread(target=portal.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{portal.server_port}/"
        portal.shutdown()


def test_a_certificate_that_nobody_vouches_for_is_told_so(self_signed: str) -> None:
    with fetch.client(LOCAL) as http:
        got = fetch.fetch(http, self_signed, LOCAL)
    assert code_of(got) is FeedCode.FEED_TLS
    assert "signed by nobody who is known" in str(got.reason)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (9, "not valid yet"),
        (10, "has expired, or the clock"),
        (20, "nobody who is known"),
        (62, "another name"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told_by_openssls_number(number: int, words: str) -> None:
    wrong = ssl.SSLCertVerificationError(1, "certificate verify failed")
    wrong.verify_code = number
    error = httpcore.ConnectError("x")
    error.__cause__ = wrong
    assert words in str(of_network(error))


def test_a_secure_connection_that_fails_is_told_from_a_portal_that_is_down(server: Server) -> None:
    with fetch.client(LOCAL) as http:
        url = server.url.replace("http://", "https://")  # it speaks no TLS
        got = fetch.fetch(http, url, LOCAL)
    assert code_of(got) is FeedCode.FEED_TLS


@pytest.mark.parametrize(
    ("answered", "code"),
    [
        (answer(500), FeedCode.FEED_IN_TROUBLE),
        (answer(401), FeedCode.FEED_PASSWORD),
        (answer(403), FeedCode.FEED_REFUSED),
        (answer(404), FeedCode.FEED_NOT_FOUND),
        (answer(410), FeedCode.FEED_GONE),
        (answer(418), FeedCode.FEED_HTTP),
        (answer(302, Location="/feed"), FeedCode.FEED_REDIRECTS),
        (answer(302, Location="ftp://example.it/"), FeedCode.FEED_NO_ADDRESS),
        (answer(302, Location="http://no.such.name.invalid/"), FeedCode.FEED_NO_NAME),
        (answer(200, b"no gzip", Content_Encoding="gzip"), FeedCode.FEED_DAMAGED),
    ],
)
def test_what_fails_has_a_code(server: Server, answered: Answer, code: FeedCode) -> None:
    server.answers["/feed"] = answered
    assert code_of(get(server)) is code


@pytest.mark.parametrize(
    ("status", "is_gone"), [(404, True), (410, True), (200, False), (500, False), (403, False)]
)
def test_only_404_and_410_say_that_an_item_is_gone(server: Server, status: int, is_gone: bool) -> None:
    server.answers["/item"] = answer(status)
    with fetch.client(LOCAL) as http:
        assert fetch.gone(http, server.url + "/item", LOCAL) is is_gone


@pytest.mark.parametrize(
    ("first", "second", "for_good"),
    [(301, 308, True), (301, 302, False), (307, 301, False), (308, 301, True)],
)
def test_moved_for_good_is_what_every_redirect_says(
    server: Server, first: int, second: int, for_good: bool
) -> None:
    server.answers["/feed"] = answer(first, Location="/a")
    server.answers["/a"] = answer(second, Location="/b")
    server.answers["/b"] = answer(200, b"x")
    assert get(server).moved == (server.url + "/b" if for_good else "")


# -- headers nobody should send -------------------------------------------------------------------

STATUS_OF = {
    "Location": (301, 302),
    "Retry-After": (429, 503),
}  # where such a header means something; else 200 and 304
NAMES = (
    *(
        "Location",
        "Retry-After",
        "Last-Modified",
        "Date",
        "ETag",
        "Link",
        "Content-Encoding",
        "Content-Length",
    ),
    *("Content-Type", "Transfer-Encoding", "Set-Cookie", "Connection"),
)
VALUES = (
    *(
        "",
        " ",
        "\t;,=",
        "%zz",
        "\\",
        "?",
        "\xa0",
        "\xb2",
        "nan",
        "inf",
        "1e999",
        "-5",
        "0",
        "9" * 5000,
        "0x10",
        "1_0",
    ),
    *(
        "//[",
        "http://[::1",
        "http://a:99999/",
        "http://a:x/",
        "http://127.0.0.1:0/",
        "http:////host/",
        "http://\xe9.it/",
    ),
    *(
        "http://user:pw@h/",
        "http://" + "a" * 70 + ".it/",
        "mailto:x",
        "data:,x",
        "file:///etc/passwd",
        "//",
        "http:",
    ),
    *(
        "Fri, 01 Jan 99999999999 00:00:00 GMT",
        "Fri, 31 Feb 2026 25:61:61 +9999",
        "Thu, 01 Jan 0000 00:00:00 GMT",
    ),
    *(
        "Thu, 01 Jan 1970 00:00:00 +99999999999",
        "Thu, 01 Jan 9999 00:00:00 -2359",
        "Mon, 01 Jan 0001 00:00:00 +2359",
    ),
    *(
        "<//[>; rel=hub",
        '<http://[>; rel="self"',
        "<>; rel",
        "<x>; rel=hub; rel=self",
        'W/"',
        "gzip",
        "br",
        "gzip, gzip",
    ),
    *(
        "chunked",
        "text/html; charset=nope",
        "a=b; expires=Fri, 01 Jan 99999999999 00:00:00 GMT; max-age=" + "9" * 30,
    ),
)


def sent_as_it_is(status: int, name: str, value: str) -> Answer:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        head = f"HTTP/1.1 {status} x\r\n{name}: {value}\r\nConnection: close\r\n\r\n"
        handler.wfile.write(head.encode("latin-1") + b"body")
        handler.close_connection = True

    return reply


@pytest.mark.parametrize("name", NAMES)
def test_no_header_raises_more_than_a_failure(server: Server, name: str) -> None:
    here = Memory(etag='"x"', last_modified="Thu, 26 Nov 2026 10:00:00 GMT")
    with fetch.client(LOCAL) as http:
        for status in STATUS_OF.get(name, (200, 304)):
            for value in VALUES:
                server.answers["/feed"] = sent_as_it_is(status, name, value)
                got = fetch.fetch(http, server.url + "/feed", LOCAL, known=here)
                assert (got.status is Got.FAILED) == (got.reason is not None)
                assert 0 <= got.retry_after <= 86400
                fetch.gone(http, server.url + "/feed", LOCAL)  # a redirect may lead to a missing page
                assert fetch.post(http, server.url + "/feed", {}, LOCAL) in (0, status, 404)


@pytest.mark.parametrize("value", ["http://[", "//[", "http://a:99999/", "http://a:x/", "http://\x00/", ""])
def test_no_address_raises_more_than_a_failure(value: str) -> None:
    with fetch.client(LOCAL) as http:
        assert fetch.fetch(http, value, LOCAL).status is Got.FAILED
        assert fetch.gone(http, value, LOCAL) is False
        assert fetch.post(http, value, {}, LOCAL) == 0


def test_a_feeds_own_headers_go_to_its_site_and_to_no_other(server: Server) -> None:
    other = {"User-Agent": "Mozilla/5.0 (compatible)", "X-Portal": "1", "accept": "text/xml"}
    with loopback() as elsewhere:
        there = elsewhere.url.replace("127.0.0.1", "localhost")
        server.answers["/feed"] = answer(302, Location="/moved")
        server.answers["/moved"] = answer(302, Location=f"{there}/feed")
        elsewhere.answers["/feed"] = answer(200, b"<rss/>")
        limits = replace(LOCAL, headers={"127.0.0.1": other})
        assert get(server, limits=limits).status is Got.NEW
        with fetch.client(limits) as http:
            fetch.gone(http, f"{server.url}/moved", limits)
        assert [headers["User-Agent"] for headers in server.headers] == [other["User-Agent"]] * 3
        assert {tuple(headers.get_all("Accept")) for headers in server.headers} == {("text/xml",)}
        assert {headers["User-Agent"] for headers in elsewhere.headers} == {fetch.USER_AGENT}
        assert all(headers["X-Portal"] is None for headers in elsewhere.headers)


def test_two_feeds_of_one_portal_may_have_different_headers() -> None:
    it, en = {"Accept-Language": "it"}, {"Accept-Language": "en"}
    base = "https://www.comune.example.it"
    feeds = (
        Feed("it", f"{base}/it", headers=it),
        Feed("en", f"{base}/en", headers=en),
        Feed("altro", f"{base}/x"),
    )
    limits = replace(LOCAL, headers=headers_of(feeds))
    assert [limits.own_headers(f"{base}/{path}") for path in ("it", "en", "x", "novita/1")] == [
        it,
        en,
        it,
        it,
    ]
    assert limits.own_headers("https://altrove.example.org/it") == limits.own_headers("http://[x") == {}
