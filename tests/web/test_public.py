"""The pages for citizens, over real HTTP: what they say, what they never say, and who may show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from tests.town import Town, change_config, town, until
from tests.web.telling import EVIL, telling_town

PAGES = "/ /notizie /notizie?q=fiera /registro /privacy /accessibilita /locandina /foglio /notizie?pagina=99 /x".split()
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with telling_town(tmp_path_factory.mktemp("pages") / "town") as here:
        yield here


@pytest.fixture(scope="module")
def client(served: Town) -> Iterator[httpx.Client]:
    accept = {"Accept": "text/html,*/*;q=0.8"}
    with httpx.Client(base_url=served.webhook_url, headers=accept, trust_env=False, timeout=30) as browser:
        yield browser


class Own(HTMLParser):
    """Finds what a page runs or colours by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [name for name in names if name == "style" or name.startswith("on")]
        self.found += [
            value for _, value in attrs if value and value.strip().lower().startswith("javascript:")
        ]

    @classmethod
    def inline(cls, text: str) -> list[str]:
        page = cls()
        page.feed(text)
        return page.found


# -- what they say ---------------------------------------------------------------------------------------


def test_the_notice_stands_before_the_button_and_the_code_before_nothing_else(client: httpx.Client) -> None:
    page = client.get("/").text
    button = page.index("https://wa.me/393330000000?text=iscrivimi")
    assert page.index("Titolare: Comune di Ostiglia") < button
    assert page.index('href="/privacy"') < button
    assert "<svg" in page
    assert "+39 333 000 0000" in page
    for words in ("IT-alert", "112", "CANCELLAMI", "SOLO URGENZE", "EVENTI", "Dai 14 anni", "24 mesi"):
        assert words in page
    assert "In prova" in page, "live: off"


def test_old_addresses_of_joining_lead_there(client: httpx.Client) -> None:
    answer = client.get("/iscriviti")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/")


def test_the_archive_tells_what_went_out_the_newest_first(client: httpx.Client) -> None:
    page = client.get("/notizie").text
    shown = re.findall(r'<a href="/notizie/\d+" lang="it">([^<]+)</a></h2>', page)
    assert [title for title in shown if "script" not in title] == [
        "Acqua non potabile in via Roma",
        "Via Piave chiusa",
        "Biblioteca, nuovi orari",
        "Fiera in piazza",
    ]


def test_what_was_retracted_says_so_everywhere_and_is_on_no_sheet(client: httpx.Client) -> None:
    page = client.get("/notizie?q=biblioteca").text
    assert "ritirato" in page
    [address] = re.findall(r'<a href="(/notizie/\d+)"', page.partition("<ol")[2])
    assert "lo abbiamo ritirato" in client.get(address).text
    assert "RITIRATO: Biblioteca" in client.get("/notizie/atom.xml").text
    assert "Biblioteca" not in client.get("/foglio").text


def test_an_alert_in_force_is_on_top_of_every_page(client: httpx.Client) -> None:
    for address in ("/", "/notizie", "/registro", "/privacy", "/accessibilita", "/locandina"):
        head, _, _ = client.get(address).text.partition("<main")
        assert "Acqua non potabile in via Roma" in head
        assert "In pericolo chiama il 112." in head
        assert "in vigore fino al" not in head, "it does not say until when"


def test_that_whatsapp_is_down_is_told_while_it_lasts(served: Town, client: httpx.Client) -> None:
    assert "sono sospesi" not in client.get("/").text
    served.call("stop", "--channel", "whatsapp")
    try:
        until(lambda: "sono sospesi" in client.get("/").text, 10)
    finally:
        served.call("approve", "whatsapp")
    until(lambda: "sono sospesi" not in client.get("/").text, 10)


def test_the_register_tells_who_decided_and_how_far_it_got(client: httpx.Client) -> None:
    page = client.get("/registro").text
    assert "Acqua non potabile in via Roma" in page
    assert "5 destinatari, 5 accettati" in page
    assert "Fiera" not in page


def test_the_notice_is_shown_with_its_versions(served: Town, client: httpx.Client) -> None:
    page = client.get("/privacy").text
    assert "<h2>Finalità</h2>" in page
    assert "&lt;b&gt;Solo&lt;/b&gt;" in page
    assert "Tutte le versioni" not in page
    with served.open_council() as opened:
        opened.store.keep_notice(
            version="2025-01", url="https://x.example/", sha256="", text="Vecchia.", now=1.7e9
        )
    until(lambda: "Tutte le versioni" in client.get("/privacy").text, 10)
    old = client.get("/privacy?versione=2025-01").text
    assert "Vecchia." in old
    assert "non è più in vigore" in old
    assert client.get("/privacy?versione=altra").status_code == 404


def test_feedback_and_declaration_come_from_the_settings(client: httpx.Client) -> None:
    page = client.get("/accessibilita").text
    assert 'href="mailto:accessibile@comune.example.it"' in page
    assert page.count('href="https://form.agid.gov.it/view/x"') == 2


def test_the_sheets_are_accessible_pdfs(client: httpx.Client) -> None:
    for address in ("/locandina.pdf", "/foglio.pdf", "/foglio.pdf?lang=en"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")
        assert b"pdfuaid:part" in answer.content
    client.cookies.clear()


def test_a_council_without_whatsapp_has_the_archive_and_no_button(tmp_path: Path) -> None:
    def without(folder: Path) -> None:
        change_config(folder, r"(type: whatsapp.*\n    enabled:) true", r"\1 false")

    with town(tmp_path / "town", furnish=without) as here:
        here.tick()
        with here.serving(), httpx.Client(base_url=here.webhook_url, trust_env=False) as browser:
            page = browser.get("/")
            assert page.status_code == 200
            assert "wa.me" not in page.text
            assert browser.get("/locandina").status_code == 404
            assert browser.get("/notizie").status_code == 200


# -- what strangers try ----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
def test_no_page_runs_or_colours_what_is_written_in_it(client: httpx.Client, address: str) -> None:
    page = client.get(address)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["X-Frame-Options"] == "DENY"
    assert list(Own.inline(page.text)) == []


def test_a_feeds_title_is_text_wherever_it_is_shown(client: httpx.Client) -> None:
    [[address]] = [re.findall(r'<a href="(/notizie/\d+)" lang="it">[^<]*script', client.get("/notizie").text)]
    for where in ("/notizie", address, "/foglio", f"/notizie?q={EVIL}"):
        text = client.get(where).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "49" not in re.sub(r"\d{4,}|:\d\d", "", text)
    feed = ElementTree.fromstring(client.get("/notizie/atom.xml").content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert any("<script>" in (title or "") for title in titles), "escaped, not lost"


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "%",
            "_",
            "!",
            "%%%%",
            "'; DROP TABLE item; --",
            '"',
            "\\",
            "\x00",
            "a\x00b",
            "🦆",
            "é" * 500,
            "fiera " * 500,
        ),
        *("<script>alert(1)</script>", "{{ 7*7 }}", "%s", "(((", "NEAR(", "*", "\u202e", " ", "\n"),
    ],
)
def test_any_search_is_answered(client: httpx.Client, asked: str) -> None:
    answer = client.get("/notizie", params={"q": asked})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert len(answer.text) < 40_000


@pytest.mark.parametrize("asked", ["0", "-1", "abc", "1e3", "2", "10001", "9" * 30, "1 ", "١", "1.0", ""])
def test_a_page_that_is_not_there_is_said_so(client: httpx.Client, asked: str) -> None:
    answer = client.get("/notizie", params={"pagina": asked})
    assert (answer.status_code, "Questa pagina non c" in answer.text) == (404, True)


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18, "9" * 19, "-1", "x", "%2e%2e"])
def test_an_item_that_is_not_there_is_a_page_that_is_not_there(client: httpx.Client, number: str) -> None:
    assert client.get(f"/notizie/{number}").status_code == 404


def test_only_the_box_stands_in_pages_of_the_portal_and_only_there(client: httpx.Client) -> None:
    box = client.get("/box")
    [ancestors] = re.findall("frame-ancestors ([^;]+)", box.headers["Content-Security-Policy"])
    assert re.fullmatch(r"'self' http://127\.0\.0\.1:\d+", ancestors)
    assert "X-Frame-Options" not in box.headers
    assert 'rel="noopener' in box.text


def test_nothing_is_written_by_reading(served: Town, client: httpx.Client) -> None:
    for method in ("POST", "PUT", "DELETE"):
        for address in ("/", "/notizie", "/privacy"):
            assert client.request(method, address).status_code == 405


# -- kept by browsers ------------------------------------------------------------------------------------


def test_a_page_that_has_not_changed_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/registro")
    assert "max-age=60" in first.headers["Cache-Control"]
    assert {"Accept-Language", "Cookie"} <= set(first.headers["Vary"].split(", "))
    again = client.get("/registro", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    english = client.get(
        "/registro", headers={"If-None-Match": first.headers["ETag"], "Accept-Language": "en"}
    )
    assert english.status_code == 200


@pytest.mark.parametrize("address", ["/", "/notizie", "/registro"])
def test_the_first_load_is_small(client: httpx.Client, address: str) -> None:
    page = client.get(address)
    files = set(re.findall(r'"(/assets/[^"]+)"', page.text))
    style = next(client.get(one).text for one in files if one.endswith(".css"))
    letters = re.findall(r"url\(([a-z0-9.-]+\.woff2)\)", style)
    base = next(iter(files)).rpartition("/")[0]
    files |= {f"{base}/{name}" for name in letters}
    assert len(page.content) + sum(len(client.get(one).content) for one in files) <= 150_000
