"""The gate of the office's pages: closed but for whom the table of routes lets in, and for forms of our own pages."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from inspect import iscoroutinefunction

import httpx
import pytest

from pipeline.staff.people.roster import Role
from pipeline.web.staff import HOME
from pipeline.web.staff.routes import ROUTES, Route
from tests.office.browser import Browser, signed_in
from tests.town import Town

OPEN = {route.path for route in ROUTES if route.role is None}


def path_of(route: Route) -> str:
    return HOME + route.path.replace("{n}", "1").replace("{token}", "x" * 32).replace("{word}", "piena-fiume")


def name_of(route: Route) -> str:
    return f"{route.method} {route.path}"


def send(browser: Browser, route: Route, token: str | bytes | None = None, **headers: str) -> httpx.Response:
    token = browser.token if token is None else token
    if route.method == "GET":
        return browser.http.get(path_of(route), headers=headers)
    if route.json:
        return browser.http.post(path_of(route), json={}, headers=[*headers.items(), ("X-Form", token)])
    return browser.http.post(path_of(route), data={"form": token}, headers=headers)


def test_every_route_names_a_function_that_is_there() -> None:
    for route in ROUTES:
        module, _, name = route.answer.partition(":")
        assert iscoroutinefunction(getattr(import_module(f"pipeline.web.staff.{module}"), name)), route


def test_only_signing_in_is_open_to_strangers() -> None:
    assert {path.split("/")[1] for path in OPEN} == {"accesso", "inizio"}


def test_a_stranger_sees_and_does_nothing(office: Town) -> None:
    stranger = Browser(office)
    stranger.get("/ufficio/accesso")
    for route in ROUTES:
        if route.role is not None:
            answer = send(stranger, route)
            away = answer.is_redirect and answer.headers["Location"].startswith("/ufficio/accesso?to=")
            assert away if route.method == "GET" else answer.status_code == 401, name_of(route)
    assert office.rows("SELECT count(*) FROM act WHERE verb <> 'people'") == [(0,)]


def test_what_is_not_in_the_table_is_not_there(office: Town) -> None:
    anna = signed_in(office, "Anna Rossi", "amministratore")
    for path in (
        "/ufficio/",
        "/ufficio/nulla",
        "/ufficio/notizia/x",
        "/ufficio//persone",
        "/ufficio/persone/1/ferma",
    ):
        assert anna.http.get(path).status_code == 404, path
    assert anna.http.put("/ufficio/persone").status_code == 404


@pytest.mark.parametrize(("role", "word"), [(Role.READER, "lettore"), (Role.EDITOR, "redattore")])
def test_a_thief_with_somebodys_session_can_do_what_their_role_may_and_no_more(
    office: Town, role: Role, word: str
) -> None:
    anna = signed_in(office, "Anna Rossi", word)
    before = office.rows("SELECT count(*) FROM act")
    for route in ROUTES:
        if route.role is not None and not role.may(route.role):
            assert send(anna, route).status_code == 403, name_of(route)
    assert office.rows("SELECT count(*) FROM act") == before


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(office: Town) -> None:
    anna, _ = signed_in(office, "Anna Rossi", "amministratore"), signed_in(office, "Bruno", "amministratore")
    assert anna.get("/ufficio/persone").status_code == 200
    office.call("people", "--change", "Anna Rossi", "--role", "lettore")
    assert anna.get("/ufficio/persone").status_code == 403
    office.call("people", "--remove", "Anna Rossi")
    assert "/ufficio/accesso" in str(anna.get("/ufficio/persone").url)


# -- forms -----------------------------------------------------------------------------------------


def test_every_form_needs_the_token_of_its_own_browser(office: Town) -> None:
    anna, other = signed_in(office, "Anna Rossi", "amministratore"), signed_in(office, "Bruno", "lettore")
    for route in ROUTES:
        if route.method == "POST":
            for token in ("", "0" * 64, other.token, "\xe8" * 64):
                assert send(anna, route, token.encode("latin-1")).status_code == 403, name_of(route)
    assert "Anna Rossi" in anna.get("/ufficio/io").text


def test_a_form_from_another_site_is_refused_even_with_the_token(office: Town) -> None:
    anna = signed_in(office, "Anna Rossi", "amministratore")
    for route in ROUTES:
        if route.method == "POST":
            for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
                assert send(anna, route, **headers).status_code == 403, name_of(route)
    assert "Anna Rossi" in anna.get("/ufficio/io").text


def test_forms_that_are_too_large_or_of_another_kind_are_refused(office: Town) -> None:
    anna = signed_in(office, "Anna Rossi", "amministratore")
    for content, kind, status in (
        (b"form=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a%d=1" % n for n in range(400)), "application/x-www-form-urlencoded", 413),
        (b'{"form": "x"}', "application/json", 415),
        (b"form=x", "text/plain", 415),
    ):
        answer = anna.http.post("/ufficio/uscita", content=content, headers={"Content-Type": kind})
        assert answer.status_code == status, (kind, len(content))
    assert "Anna Rossi" in anna.get("/ufficio/io").text


def test_pages_stand_in_no_frame_run_nothing_inline_and_are_kept_by_nobody(office: Town) -> None:
    anna = signed_in(office, "Anna Rossi", "amministratore")
    for route in ROUTES:
        if route.method == "GET":
            answer = send(anna, route)
            policy = answer.headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy, name_of(route)
            assert "unsafe" not in policy
            assert answer.headers["Cache-Control"] == "no-store" or answer.is_redirect, name_of(route)
            assert not re.search(r"<script(?! src)|<style|\son\w+=|style=", answer.text), name_of(route)


def test_the_cookie_is_for_this_host_alone_and_for_no_script(here: Town) -> None:
    here.change(r'public_url: ""', "public_url: https://news.comune.example")
    with here.serving():
        answer = httpx.get(here.webhook_url + "/ufficio/accesso", trust_env=False)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-door=")
    for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "to", ["https://evil.example", "//evil.example", "/ufficio/../x", "/ufficio\\@evil", "javascript:1"]
)
def test_after_signing_in_nobody_is_sent_elsewhere(office: Town, to: str) -> None:
    one = Browser(office)
    one.get("/ufficio/accesso", params={"to": to})
    assert re.findall(r'name="to" value="([^"]*)"', one.page) == ["/ufficio"]


# -- two administrators ----------------------------------------------------------------------------


def test_rights_are_changed_by_two_administrators(office: Town) -> None:
    anna, bruno = (
        signed_in(office, "Anna Rossi", "amministratore"),
        signed_in(office, "Bruno", "amministratore"),
    )
    anna.get("/ufficio/persone")
    anna.post("/ufficio/persone", change="add", name="Carla", role="editor")
    assert "Anna Rossi chiede: aggiungere Carla" in anna.page
    [number] = re.findall(r"richieste/(\d+)/lascia", anna.page)
    assert f"{number}/approva" not in anna.page
    assert anna.post(f"/ufficio/persone/richieste/{number}/approva").status_code == 409  # not by the same
    bruno.get("/ufficio/persone")
    answer = bruno.post(f"/ufficio/persone/richieste/{number}/approva")
    [link] = re.findall(r"<code>http://[^/]+(/ufficio/inizio/[^<]+)</code>", answer.text)
    assert Browser(office).begin_with_passkey(link).status_code == 200
    assert bruno.post(f"/ufficio/persone/richieste/{number}/approva").status_code == 409  # once
    log = office.call("log").stdout
    assert "Bruno: people add Carla editor [127.0.0.x]" in log


def test_one_administrator_may_stop_somebody_at_once(office: Town) -> None:
    anna, bruno = signed_in(office, "Anna Rossi", "amministratore"), signed_in(office, "Bruno", "redattore")
    anna.get("/ufficio/persone")
    [number] = re.findall(r"persone/(\d+)/ferma", anna.page)
    anna.post(f"/ufficio/persone/{number}/ferma")
    assert "/ufficio/accesso" in str(bruno.get("/ufficio").url)
    assert bruno.sign_in_with_passkey().status_code == 403
    mine = office.rows("SELECT id FROM person WHERE name = 'Anna Rossi'")[0][0]
    assert anna.post(f"/ufficio/persone/{mine}/ferma").status_code == 409  # the last one


def test_names_are_shown_as_text_and_never_as_markup(office: Town) -> None:
    anna = signed_in(office, 'Anna <img src=x onerror="alert(1)">', "amministratore")
    page = anna.get("/ufficio/persone").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_serve_starts_without_the_libraries_of_signing_in() -> None:
    code = (
        "import sys, pipeline.web.serve\n"
        "heavy = {'webauthn', 'argon2', 'pyotp', 'segno', 'jinja2', 'cbor2', 'OpenSSL', 'pipeline.web.staff.gate'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
