"""The common ground of all pages: layout, languages, headers, files, errors."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.town import Town

STRANGERS = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"  # what browsers accept


@pytest.fixture
def browser(here: Town) -> Iterator[httpx.Client]:
    """A browser at the pages of a running `serve`."""
    with (
        here.serving(),
        httpx.Client(base_url=here.webhook_url, headers={"Accept": STRANGERS}, trust_env=False) as client,
    ):
        yield client


def test_an_unknown_address_is_a_page_for_people_and_a_line_for_programs(browser: httpx.Client) -> None:
    page = browser.get("/nothing/here")
    assert page.status_code == 404
    assert "Questa pagina non esiste" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    line = browser.get("/nothing/here", headers={"Accept": "*/*"})
    assert (line.status_code, line.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_pages_stand_in_no_frame_and_run_nothing_written_in_them(browser: httpx.Client) -> None:
    page = browser.get("/nothing/here")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Server" not in page.headers
    assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page.text) == []


def test_the_reader_chooses_the_language_and_it_stays(browser: httpx.Client) -> None:
    assert '<html lang="it">' in browser.get("/x").text
    assert '<html lang="en">' in browser.get("/x", headers={"Accept-Language": "en-GB,en;q=0.9"}).text
    chosen = browser.get("/x?q=a%26b&lang=en")
    assert "This page does not exist" in chosen.text
    assert 'href="/x?q=a%26b&amp;lang=it"' in chosen.text
    cookie = chosen.headers["Set-Cookie"]
    assert cookie.startswith("lang=en;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert '<html lang="en">' in browser.get("/x").text
    assert '<html lang="en">' in browser.get("/x?lang=xx'%3E").text


def test_files_are_kept_for_ever_and_are_small(browser: httpx.Client) -> None:
    page = browser.get("/x").text
    addresses = set(re.findall(r'"(/assets/[^"]+)"', page))
    answers = {address.rsplit("/", 1)[1]: browser.get(address) for address in addresses}
    assert {"site.css", "icon.svg", "titillium-400.woff2"} <= answers.keys()
    assert all(answer.status_code == 200 for answer in answers.values())
    assert all("immutable" in answer.headers["Cache-Control"] for answer in answers.values())
    assert len(answers["site.css"].content) <= 25_000
    for unknown in ("/assets/0/site.py", "/assets/0/..%2Fsite.py", "/assets/0/OFL.txt"):
        assert browser.get(unknown).status_code == 404
