"""The office's pages in a real browser: passkeys of a virtual authenticator, no barriers, no script needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import barriers, chromium
from tests.office.browser import Browser, link_for, signed_in
from tests.town import Town, number

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def busy(here: Town) -> Iterator[tuple[Town, Browser, str]]:
    """A town with something that waits, leaves and is out; an administrator; the number of what waits."""
    here.join(number(1), number(2))
    here.stage.publish("Chiusura al traffico di via Vittorio Veneto", "Da lunedì a venerdì.")
    here.tick()
    here.change(r"settle_seconds: \d+", "settle_seconds: 3000")
    here.stage.publish("Orari degli uffici per il ponte dell'Immacolata", "Lunedì gli uffici sono chiusi.")
    here.stage.publish(f"Concerto{'e' * 60} di Santa Cecilia", "Parola" * 80)
    here.tick()
    item = f"{here.rows('SELECT max(id) FROM item')[0][0]}"
    here.call("hold", item)
    with here.serving():
        yield here, signed_in(here, "Anna Rossi", "amministratore"), item


def page_of(browser: Any, here: Town, anna: Browser, width: int = 1280, **more: Any) -> Any:
    context = browser.new_context(
        viewport={"width": width, "height": 740}, locale="it-IT", bypass_csp=True, **more
    )
    context.add_cookies([{"name": "staff", "value": anna.cookie, "url": here.webhook_url}])
    return context.new_page()


def test_a_passkey_of_the_device_is_made_and_signs_in(here: Town) -> None:
    link = link_for(here, "Anna Rossi", "amministratore")
    base = here.webhook_url.replace("127.0.0.1", "localhost")  # passkeys are for names
    wrong: list[str] = []
    with here.serving(), chromium() as browser:
        page = browser.new_context(locale="it-IT").new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        page.goto(base + link)
        page.click("[data-passkey] button")
        page.wait_for_url("**/ufficio/io")
        page.click("text=Esci")
        page.wait_for_url("**/ufficio/accesso")
        page.click("[data-passkey] button")
        page.wait_for_url("**/ufficio")
        assert page.inner_text("h1") == "Oggi"
    assert wrong == []  # nor does the policy of our pages forbid what they do


def test_no_page_has_a_barrier_or_is_wider_than_a_phone(busy: tuple[Town, Browser, str]) -> None:
    here, anna, item = busy
    here.call("stop", "--channel", "facebook")
    paths = (
        *(
            "",
            "/ferma",
            f"/notizia/{item}",
            f"/notizia/{item}/arrivo",
            "/emergenza",
            "/emergenza/piena-fiume",
        ),
        *("/esercitazione", "/condividere", "/iscritti", "/servizio", "/persone", "/io"),
    )
    found: dict[str, object] = {}
    with chromium() as browser:
        page = page_of(browser, here, anna, 360)
        for path in paths:
            page.goto(f"{here.webhook_url}/ufficio{path}")
            page.wait_for_load_state("networkidle")
            if problems := barriers(page):
                found[path] = problems
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                found[f"{path} is too wide"] = wide
    assert found == {}


def test_without_javascript_and_by_keyboard_alone_it_is_approved_and_stopped(
    busy: tuple[Town, Browser, str],
) -> None:
    here, anna, item = busy
    with chromium() as browser:
        page = page_of(browser, here, anna, java_script_enabled=False)
        page.goto(f"{here.webhook_url}/ufficio")
        page.locator(f"form[action='/ufficio/notizia/{item}/approva'] button").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.inner_text("h1") == "Fatto"
        page.goto(f"{here.webhook_url}/ufficio")
        page.click("text=Ferma tutto")
        page.click("text=Sì, ferma tutto")
        page.goto(f"{here.webhook_url}/ufficio")
        assert "Tutto è fermo" in page.inner_text("body")


def test_the_composer_reads_while_it_is_typed_and_sends_by_two_taps(busy: tuple[Town, Browser, str]) -> None:
    here, anna, _ = busy
    with chromium() as browser:
        page = page_of(browser, here, anna, 360)
        page.goto(f"{here.webhook_url}/ufficio/emergenza/acqua-non-potabile")
        page.fill("#place", "Correggioli")
        page.wait_for_function("document.querySelector('[data-title]').textContent.includes('Correggioli')")
        assert "fino a quando" in page.inner_text("[data-missing]")
        page.fill("#until", "domani 8:00")
        page.wait_for_function("document.querySelector('[data-missing]').textContent === ''")
        page.click("text=Controlla")
        page.click("text=Manda ora a 2 cittadini")
        page.click("text=A quanti arriva, in diretta")
        page.wait_for_function("document.body.innerText.includes('2 di 2')")
    assert {len(shown) for shown in here.stage.phones().values()} == {2}
    assert re.search("non potabile", str(here.stage.phones()))
