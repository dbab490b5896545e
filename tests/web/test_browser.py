"""The pages for citizens in a real browser: on a phone, by keyboard, without scripts, in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.browser import barriers, chromium, demand_chromium
from tests.town import Town
from tests.web.telling import telling_town

PAGES = (
    "/ /notizie /notizie?q=fiera /registro /privacy /accessibilita /locandina /foglio /box /nothing".split()
)
PHONE, NARROW, DESK = (
    {"width": 360, "height": 740},
    {"width": 320, "height": 640},
    {"width": 1280, "height": 800},
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    demand_chromium()
    with telling_town(tmp_path_factory.mktemp("browser") / "town") as here:
        yield here


@pytest.fixture(scope="module")
def browser(served: Town) -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@contextmanager
def tab(browser: Any, here: Town, size: dict[str, int] = PHONE, **options: Any) -> Iterator[Any]:
    """A page of a reader who has never been here."""
    about = {"viewport": size, "base_url": here.webhook_url, "locale": "it-IT", **options}
    context = browser.new_context(**about)
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["it-IT", "en-GB"])
def test_no_page_has_a_barrier(browser: Any, served: Town, size: dict[str, int], language: str) -> None:
    with tab(browser, served, size, locale=language, bypass_csp=True) as page:
        found = {}
        for address in PAGES:
            page.goto(address)
            found[address] = barriers(page)
    assert {address: rules for address, rules in found.items() if rules} == {}


def test_at_400_percent_nothing_must_be_scrolled_sideways(browser: Any, served: Town) -> None:
    with tab(browser, served, NARROW) as page:
        wide = []
        for address in PAGES:
            page.goto(address)
            wide += [address] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []
    assert wide == []


def test_nothing_hostile_runs_and_the_policy_hinders_nothing_of_ours(browser: Any, served: Town) -> None:
    with tab(browser, served) as page:
        said: list[str] = []
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda line: said.append(line.text) if "404" not in line.text else None)
        for address in PAGES:
            page.goto(address)
        page.goto("/notizie")
        page.get_by_role("link", name="<script>").click()
        page.wait_for_load_state()
        assert page.evaluate("document.fonts.check('16px \"Titillium Web\"')")
    assert said == []


def test_joining_on_a_phone_by_keyboard_alone(browser: Any, served: Town) -> None:
    with tab(browser, served) as page:
        page.goto("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Vai al contenuto"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        reached = []
        for _ in range(3):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
            if "wa.me" in reached[-1]:
                break
        assert reached == ["/privacy", "https://wa.me/393330000000?text=iscrivimi"], "the notice comes first"
        assert page.get_by_role("link", name="Iscriviti su WhatsApp").bounding_box()["height"] >= 44


def test_without_scripts_search_and_pages_work(browser: Any, served: Town) -> None:
    with tab(browser, served, java_script_enabled=False) as page:
        page.goto("/")
        page.get_by_role("navigation").get_by_role("link", name="Avvisi inviati").click()
        page.get_by_label("Cerca negli avvisi").fill("fiera")
        page.get_by_role("button", name="Cerca").click()
        assert page.get_by_role("heading", level=2).all_inner_texts() == ["Fiera in piazza"]
        page.get_by_role("link", name="Fiera in piazza").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Fiera in piazza"


def test_the_language_is_chosen_once(browser: Any, served: Town) -> None:
    with tab(browser, served) as page:
        page.goto("/notizie?q=fiera")
        page.get_by_role("link", name="English").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Sent notices"
        assert page.get_by_label("Search the notices").input_value() == "fiera"
        page.goto("/privacy")
        assert page.locator("html").get_attribute("lang") == "en"


def test_no_other_site_shows_our_pages_and_the_portal_shows_the_box(browser: Any, served: Town) -> None:
    with tab(browser, served) as page:
        for home, address, is_shown in (
            ("about:blank", "/", False),
            ("about:blank", "/box", False),
            (served.config.council.portal, "/", False),
            (served.config.council.portal, "/box", True),
        ):
            page.goto(home)
            page.evaluate(
                "url => new Promise(done => { const box = document.createElement('iframe'); box.src = url;"
                " box.onload = () => setTimeout(done, 200); document.body.append(box); })",
                served.webhook_url + address,
            )
            shown = [frame.url for frame in page.frames if frame.url == served.webhook_url + address]
            assert bool(shown) == is_shown, (home, address)
