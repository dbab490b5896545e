"""Texts shared by hand: ready at once, shown until ticked, with a reminder; and a council can use only the tray."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx
import pytest

from pipeline.concerns import Concern
from pipeline.reasons import Reason
from pipeline.staff import tray
from pipeline.store.vault import Vault
from tests.town import Town


@pytest.fixture
def alone(here: Town) -> Town:
    """A council with nothing but the assisted channel."""
    here.change(r"enabled: true", "enabled: off")
    here.change(r"type: assisted\n    enabled: false", "type: assisted\n    enabled: true")
    here.tick()
    return here


def test_a_council_can_run_on_this_alone(alone: Town) -> None:
    item = alone.stage.publish("Mercato & fiera", "Domenica in piazza.")
    assert alone.tick().exit_code == 0
    shown = alone.call("tray").stdout
    assert "Mercato & fiera" in shown
    assert "https://wa.me/?text=Mercato%20%26%20fiera" in shown
    assert alone.copies(item["link"]) == {}  # no program sent anything anywhere


def test_it_waits_until_ticked_and_is_ticked_once(alone: Town) -> None:
    alone.stage.publish("Mercato", "Domenica.")
    alone.tick()
    number = alone.call("tray").stdout.split()[0]
    alone.tick()
    assert alone.call("tray").stdout.count("wa.me") == 1
    assert "fatto" in alone.call("tray", "--done", number).stdout
    assert alone.call("tray").stdout.startswith("Niente da condividere.")
    assert "non è da condividere" in alone.call("tray", "--done", number).stdout
    assert "non è da condividere" in alone.call("tray", "--done", "99999").stdout


def test_what_waits_in_the_tray_is_not_counted_as_sent(alone: Town) -> None:
    for title in ("Mercato", "Fiera", "Sagra"):
        alone.stage.publish(title, "Domenica.")
    alone.tick()
    assert "Consegne assisted: nel vassoio, da condividere 3\n" in alone.call("status").stdout
    alone.call("tray", "--done", alone.call("tray").stdout.split()[0])
    shown = alone.call("status").stdout
    assert "Consegne assisted: condivise 1, nel vassoio, da condividere 2\n" in shown


def test_who_forgets_it_is_reminded(alone: Town) -> None:
    alone.stage.publish("Mercato", "Domenica.")
    assert alone.tick().waiting == {}
    alone.clock.ahead += 5 * 3600
    [line] = alone.tick().waiting.values()
    assert line.reason == Reason(Concern.NOT_SHARED, title="Mercato")


def test_an_alert_that_another_one_replaced_is_no_longer_to_be_shared(alone: Town) -> None:
    alert = alone.stage.publish("Allerta gialla Po", "Allerta gialla da stasera.", categories=["Allerta"])
    alone.tick()
    assert "gialla" in alone.call("tray").stdout
    alone.stage.edit(alert["id"], title="Allerta rossa Po", text="Allerta rossa da stasera.")
    alone.tick()
    shown = alone.call("tray").stdout
    assert ("rossa da stasera" in shown, "gialla da stasera" in shown) == (True, False)


def newest(alone: Town) -> str:
    """The number of the newest item."""
    [(found,)] = alone.rows("SELECT max(id) FROM item")
    return str(found)


def share(alone: Town, number: str) -> None:
    """Tick the text as shared, by the town's clock."""
    with alone.open_council() as council:
        assert tray.tick(council.store, int(number), council.clock.time())


def page_of(alone: Town) -> str:
    """The address of the tray's page, as a clerk at the machine gets it."""
    return alone.call("tray").stdout.rstrip().rpartition(" ")[2]


def test_the_page_is_said_to_be_on_phones_only_where_they_reach_it(alone: Town) -> None:
    assert "solo da questo computer" in alone.call("tray").stdout
    alone.change(r'public_url: ""', "public_url: https://news.comune.example")
    shown = alone.call("tray").stdout
    assert "anche dal telefono: https://news.comune.example/tray/" in shown


def test_on_the_page_it_is_shared_with_its_picture_and_ticked(alone: Town) -> None:
    alone.stage.publish("Mercato & fiera <b>", "Domenica in piazza.")
    alone.tick()
    address = page_of(alone)
    with alone.serving():
        shown = httpx.get(address)
        assert "Mercato &amp; fiera" in shown.text
        assert "https://wa.me/?text=Mercato%20%26%20fiera" in shown.text
        [copied] = re.findall(r'class="button copy"[^>]* data-text="([^"]+)"', shown.text)
        assert f'id="{copied}">Mercato &amp; fiera' in shown.text
        assert 'document.querySelectorAll(".copy")' in shown.text
        [picture] = re.findall(r'src="(/pictures/[0-9a-f]{64}\.jpg)"', shown.text)
        assert httpx.get(f"{alone.webhook_url}{picture}").headers["Content-Type"] == "image/jpeg"
        [action] = re.findall(r'action="([^"]+)"', shown.text)
        httpx.get(f"{alone.webhook_url}{action}")  # a program that only looks ticks nothing
        assert "Mercato" in httpx.get(address).text
        done = httpx.post(f"{alone.webhook_url}{action}", follow_redirects=True)
        assert "Niente da condividere" in done.text
    alone.clock.ahead += 5 * 3600
    assert alone.tick().waiting == {}


def test_the_page_speaks_as_its_readers_browser_asks(alone: Town) -> None:
    alone.stage.publish("Mercato & fiera <b>", "Domenica in piazza.")
    alone.tick()
    address = page_of(alone)
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    with alone.serving():
        shown = {
            language: httpx.get(address, headers=asked) for language, asked in (("it", {}), ("en", english))
        }
        ended = httpx.get(address.rpartition(".")[0] + ".0", headers=english)
    assert re.search(
        r"<html lang=.it.>.*Da condividere \(1\).*pronto dal \d+ \w+, ore", shown["it"].text, re.S
    )
    assert re.search(r"<html lang=.en.>.*To be shared \(1\).*ready since \w+ \d+, ", shown["en"].text, re.S)
    assert "Share with WhatsApp" in shown["en"].text
    assert all("Mercato &amp; fiera" in one.text and "<b>" not in one.text for one in shown.values())
    assert all("Accept-Language" in one.headers["Vary"] for one in shown.values())
    assert "<code>infostiglia tray</code> gives a new one." in ended.text


def test_the_page_tells_nobody_its_address_and_loads_nothing_from_elsewhere(alone: Town) -> None:
    alone.stage.publish("Mercato", "Domenica in piazza.")
    alone.tick()
    with alone.serving():
        headers = httpx.get(page_of(alone)).headers
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "Server" not in headers
    assert "no-store" in headers["Cache-Control"]


def test_a_form_of_another_site_ticks_nothing(alone: Town) -> None:
    """Even if it knows the address."""
    alone.stage.publish("Mercato", "Domenica in piazza.")
    alone.tick()
    number, address = alone.call("tray").stdout.split()[0], page_of(alone)
    ours = urlsplit(alone.webhook_url).netloc
    with alone.serving():
        for strange in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "cross-site", "Origin": f"http://{ours}"},
            {"Origin": "https://altrove.example"},
            {"Origin": "null"},
            {"Origin": ""},
            {"Origin": f"http://{ours}.altrove.example"},
            {"Origin": "http://["},
        ):
            assert httpx.post(f"{address}/{number}", headers=strange).status_code == 403, strange
        assert "Mercato" in httpx.get(address).text
        own = {"Sec-Fetch-Site": "same-origin", "Origin": f"http://{ours}"}
        assert httpx.post(f"{address}/{number}", headers=own).status_code == 303
        assert "Niente da condividere" in httpx.get(address).text


def test_behind_a_web_server_the_pages_own_form_is_known_by_the_public_address(alone: Town) -> None:
    alone.stage.publish("Mercato", "Domenica in piazza.")
    alone.tick()
    number, address = alone.call("tray").stdout.split()[0], page_of(alone)
    alone.change('public_url: ""', "public_url: https://notizie.comune.example")
    own = {"Origin": "https://notizie.comune.example"}
    with alone.serving():
        assert httpx.post(f"{address}/{number}", headers=own).status_code == 303


def test_an_address_that_is_not_ours_or_too_old_shows_and_ticks_nothing(alone: Town) -> None:
    alone.stage.publish("Mercato", "Domenica in piazza.")
    alone.tick()
    number = alone.call("tray").stdout.split()[0]
    address = page_of(alone)
    until, _, seal = urlsplit(address).path.removeprefix(tray.PATH).partition(".")
    with alone.serving():
        for wrong in (
            f"{int(until) + 1}.{seal}",
            f"{until}.{'0' * 32}",
            until,
            f"{until}.",
            "²." + seal,
            f"1.{seal}",
        ):
            for answer in (
                httpx.get(f"{alone.webhook_url}{tray.PATH}{wrong}"),
                httpx.post(f"{alone.webhook_url}{tray.PATH}{wrong}/{number}"),
            ):
                assert answer.status_code == 404
                assert "Mercato" not in answer.text
        assert httpx.post(f"{address}/99999", follow_redirects=True).status_code == 200
        assert "Mercato" in httpx.get(address).text


def test_an_address_ends_by_itself() -> None:
    vault = Vault(b"a" * 32, b"b" * 32, b"c" * 32)
    other = Vault(b"a" * 32, b"b" * 32, b"d" * 32)
    until = 1_800_000_000
    ticket = f"{until}.{vault.proof(f'tray until {until}').hex()[:32]}"
    assert tray.admits(vault, ticket, until - 1)
    assert not tray.admits(vault, ticket, until)
    assert not tray.admits(other, ticket, until - 1)
    for odd in ("", ".", f"{until}.\udcff", f"²{ticket}", f"{until}.è"):
        assert not tray.admits(vault, odd, until - 1)


def test_without_whatsapp_no_webhook_is_there_and_no_secret_of_it_is_needed(alone: Town) -> None:
    with alone.serving():
        assert httpx.post(f"{alone.webhook_url}/webhook", content=b"{}").status_code == 404


def test_what_is_edited_while_it_waits_says_the_new_text(alone: Town) -> None:
    item = alone.stage.publish("Mercato alle 8", "Domenica.")
    alone.tick()
    alone.stage.edit(item["id"], title="Mercato alle 9")
    alone.tick()
    shown = alone.call("tray").stdout
    assert ("Mercato alle 9" in shown, "Mercato alle 8" in shown) == (True, False)
    assert shown.count("wa.me") == 1
    share(alone, shown.split()[0])
    assert alone.call("tray").stdout.startswith("Niente da condividere.")
    # A shared text must be corrected by hand too.
    alone.clock.ahead += 60
    for title in ("Mercato alle 10", "Mercato alle 11"):
        alone.stage.edit(item["id"], title=title)
        alone.tick()
    shown = alone.call("tray").stdout
    assert "Corretta: Mercato alle 11" in shown
    assert shown.count("wa.me") == 1
    alone.call("tray", "--done", shown.split()[0])
    assert alone.call("tray").stdout.startswith("Niente da condividere.")


def test_what_was_shared_and_whose_correction_waits_is_taken_back_by_hand(alone: Town) -> None:
    item = alone.stage.publish("Mercato alle 8", "Domenica.")
    alone.tick()
    share(alone, alone.call("tray").stdout.split()[0])
    alone.clock.ahead += 60
    alone.stage.edit(item["id"], title="Mercato alle 9")
    alone.tick()
    alone.call("retract", newest(alone), "--yes")
    alone.tick()
    shown = alone.call("tray").stdout
    assert ("RETTIFICA" in shown, shown.count("wa.me")) == (True, 1)


def test_what_is_taken_back_before_anybody_shared_it_is_gone(alone: Town) -> None:
    alone.stage.publish("Mercato", "Domenica.")
    alone.tick()
    assert "non è più da condividere" in alone.call("retract", newest(alone), "--yes").stdout
    alone.tick()
    assert alone.call("tray").stdout.startswith("Niente da condividere.")


def test_what_is_taken_back_after_it_was_shared_is_corrected_by_hand(alone: Town) -> None:
    alone.stage.publish("Mercato", "Domenica.")
    alone.tick()
    alone.call("tray", "--done", alone.call("tray").stdout.split()[0])
    alone.call("retract", newest(alone), "--yes")
    alone.tick()
    assert "RETTIFICA" in alone.call("tray").stdout


def test_a_kill_on_the_way_into_the_tray_loses_nothing(alone: Town) -> None:
    alone.stage.publish("Mercato", "Domenica.")
    alone.tick()
    with alone.open_council() as opened:
        opened.store.connection.execute("DELETE FROM attempt")
        opened.store.connection.execute("UPDATE delivery SET state = 'uncertain'")
    alone.tick()
    alone.tick()
    assert alone.call("tray").stdout.count("wa.me") == 1


def test_numbers_that_are_none_and_words_that_say_nothing_are_one_line(alone: Town) -> None:
    alone.stage.publish("Mercato", "Domenica.")
    alone.tick()
    for command in (
        ["tray", "--done", "9" * 30],
        ["tray", "--done", "-1"],
        *(["cancel", text] for text in ("9" * 30, "", "%", "__")),
        ["retract", "Mercato", "--channel", "facebok"],
        ["hold", "Mercato", "--channel", "facebok"],
    ):
        done = alone.call(*command)
        assert "Traceback" not in done.stderr
        assert (done.stdout + done.stderr).strip().count("\n") == 0
    assert alone.rows("SELECT count(*) FROM post WHERE state = 'cancelled'") == [(0,)]


def test_a_tick_is_taken_back_and_what_was_shared_today_is_shown(alone: Town) -> None:
    alone.stage.publish("Mercato", "Domenica in piazza.")
    alone.tick()
    address = page_of(alone)
    with alone.serving():

        def send(page: str) -> str:
            """Press the only button of the page that sends a form."""
            [action] = re.findall(r'action="([^"]+)"', page)
            return httpx.post(f"{alone.webhook_url}{action}", follow_redirects=True).text

        shared = send(httpx.get(address).text)
        assert ("Condivisi oggi (1)" in shared, "Niente da condividere" in shared) == (True, True)
        back = send(shared)
        assert ("Condivisi oggi" in back, "Da condividere (1)" in back) == (False, True)
    assert alone.rows("SELECT n FROM tally WHERE what = 'delivered'") == [(0,)]
    number = alone.call("tray").stdout.split()[0]
    alone.call("tray", "--done", number)
    assert f"condiviso oggi: {number}  Canale WhatsApp: Mercato" in alone.call("tray").stdout
    assert alone.call("tray", "--undo", number).returncode == 0
    assert alone.call("tray", "--undo", number).returncode == 1
    assert alone.call("tray").stdout.count("wa.me") == 1


def test_only_a_tick_of_today_is_taken_back(alone: Town) -> None:
    alone.stage.publish("Mercato", "Domenica in piazza.")
    alone.tick()
    number = alone.call("tray").stdout.split()[0]
    share(alone, number)
    with alone.open_council() as council:
        now = council.clock.time()
        assert not tray.untick(council.store, council.config, int(number), now + 2 * 86400)
        assert tray.ticked(council.store, council.config, council.channels, now + 2 * 86400) == []
        assert not tray.untick(council.store, council.config, 99_999, now)


DAY = 86400.0


@pytest.mark.parametrize(
    ("ended", "used", "goes_on"),
    [
        (10 * DAY, 0.0, True),  # a bookmark of last month, on a phone that opened the page today
        (10 * DAY, 13 * DAY, True),
        (10 * DAY, 15 * DAY, False),  # not opened for two weeks
        (181 * DAY, 0.0, False),  # at some time a fresh address is needed
    ],
)
def test_an_address_goes_on_where_it_is_used(alone: Town, ended: float, used: float, goes_on: bool) -> None:
    with alone.open_council() as council:
        now, vault = council.clock.time(), council.vault
        old = tray.fresh_ticket(vault, now - tray.LASTS - ended)
        cookie = {"tray": tray.fresh_ticket(vault, now - used)}
    stranger = Vault(b"a" * 32, b"b" * 32, b"c" * 32)
    with alone.serving():
        url = f"{alone.webhook_url}{tray.PATH}"
        answer = httpx.get(url + old, cookies=cookie)
        assert answer.status_code == (200 if goes_on else 404)
        assert ("Set-Cookie" in answer.headers) == goes_on
        for wrong in ({}, {"tray": old}, {"tray": tray.fresh_ticket(stranger, now)}):
            assert httpx.get(url + old, cookies=wrong).status_code == 404
        assert httpx.get(url + tray.fresh_ticket(stranger, now), cookies=cookie).status_code == 404


def test_the_pages_cookie_is_for_the_page_alone(alone: Town) -> None:
    with alone.serving():
        kept = httpx.get(page_of(alone)).headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/tray/", "SameSite=Lax", "Max-Age=1209600"} <= set(kept.split("; "))
