"""Staff sign in: passkeys, passwords with codes, printed codes, the council's proxy. Nobody else does."""

from __future__ import annotations

import re
import time

import pyotp
import pytest

from tests.office.authenticator import Authenticator
from tests.office.browser import PASSWORD, Browser, link_for, signed_in
from tests.town import Town


def test_a_link_lets_somebody_in_once_with_a_passkey_which_then_signs_in(office: Town) -> None:
    link = link_for(office, "Anna Rossi", "amministratore")
    anna = Browser(office)
    assert anna.begin_with_passkey(link).json() == {"to": "/ufficio/io"}
    assert "Anna Rossi" in anna.get("/ufficio/io").text
    assert Browser(office).get(link).status_code == 404
    anna.http.cookies.clear()
    assert anna.sign_in_with_passkey().json() == {"to": "/ufficio"}
    assert "Anna Rossi" in anna.get("/ufficio/io").text


def test_looking_at_a_link_does_not_use_it_up(office: Town) -> None:
    """Messengers open links to show what is behind them."""
    link = link_for(office, "Anna Rossi", "lettore")
    assert Browser(office).get(link).status_code == 200
    assert Browser(office).begin_with_passkey(link).status_code == 200


def test_a_link_ends_after_an_hour(here: Town) -> None:
    link = link_for(here, "Anna Rossi", "lettore")
    with here.open_council() as council:
        council.store.connection.execute("UPDATE invitation SET until = until - 3601")
    with here.serving():
        assert Browser(here).get(link).status_code == 404


def test_a_password_needs_a_code_and_each_code_serves_once(office: Town) -> None:
    anna = Browser(office)
    printed = anna.begin_with_password(link_for(office, "Anna Rossi", "redattore"))
    assert len(printed) == 10
    fresh = Browser(office)
    fresh.secret = anna.secret
    assert fresh.sign_in("Anna Rossi", code=anna.used).status_code == 403  # for the first sign-in
    assert fresh.sign_in("Anna Rossi", code="000000").status_code == 403
    assert fresh.sign_in("anna  rossi", code=anna.code(1)).status_code == 200
    for code, status in ((printed[0].lower(), 200), (printed[0], 403), (printed[1], 200)):
        assert Browser(office).sign_in("Anna Rossi", code=code).status_code == status


def test_easy_passwords_are_refused_and_the_link_still_holds(office: Town) -> None:
    link, anna = link_for(office, "Anna Rossi", "lettore"), Browser(office)
    anna.get(link)
    anna.secret = re.findall(r"<code>([A-Z2-7]{32})</code>", anna.page)[0]
    for password in ("corta", "aaaaaaaaaaaaaaaa", "Anna Rossi 2026"):
        answer = anna.post(f"{link}/password", password=password, code=anna.code())
        assert answer.status_code == 409
    assert anna.post(f"{link}/password", password=PASSWORD, code="123456").status_code == 409
    assert anna.post(f"{link}/password", password=PASSWORD, code=anna.code()).status_code == 200


def test_a_session_that_somebody_has_put_there_is_not_the_one_signed_in(office: Town) -> None:
    """No fixation: what the browser had before does not become the session."""
    link = link_for(office, "Anna Rossi", "lettore")
    anna = Browser(office)
    anna.http.cookies.set("staff", "chosen-by-a-thief.000000000000000000000000")
    anna.begin_with_passkey(link)
    values = {cookie.value for cookie in anna.http.cookies.jar if cookie.name == "staff"}
    assert any("." in value and not value.startswith("chosen") for value in values)
    thief = Browser(office)
    thief.http.cookies.set("staff", "chosen-by-a-thief.000000000000000000000000")
    assert "/ufficio/accesso" in str(thief.get("/ufficio/io").url)


def test_signing_in_again_ends_the_session_before(office: Town) -> None:
    anna = signed_in(office, "Anna Rossi", "lettore")
    before = anna.cookie
    answer = anna.passkey.prove(anna.script("/ufficio/accesso/challenge", {}).json())
    assert anna.script("/ufficio/accesso/passkey", answer).status_code == 200
    assert anna.cookie != before
    old = Browser(office)
    old.http.cookies.set("staff", before)
    assert "/ufficio/accesso" in str(old.get("/ufficio/io").url)


def test_sessions_end_when_idle_and_after_a_day_at_work(here: Town) -> None:
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "lettore")
        for column, hours in (("seen_at", 4.1), ("begun_at", 16.1)):
            anna.sign_in_with_passkey()
            assert "Anna Rossi" in anna.get("/ufficio/io").text
            with here.open_council() as council:
                council.store.connection.execute(f"UPDATE session SET {column} = {column} - {hours * 3600}")
            assert "/ufficio/accesso" in str(anna.get("/ufficio/io").url)


def test_the_database_knows_no_cookie_password_or_code(office: Town) -> None:
    anna = Browser(office)
    printed = anna.begin_with_password(link_for(office, "Anna Rossi", "lettore"))
    kept = str(
        [office.rows(f"SELECT * FROM {name}") for name in ("person", "session", "recovery", "invitation")]
    )
    for secret in (PASSWORD, anna.secret, anna.cookie, anna.cookie.partition(".")[0], printed[0]):
        assert secret not in kept


def test_the_secret_of_codes_gets_the_new_key_when_keys_change(here: Town) -> None:
    from pipeline.citizens.keys import rotate
    from pipeline.staff.people import passwords, roster
    from pipeline.store.vault import Vault

    with here.open_council() as council:
        store, now, secret = council.store, time.time(), pyotp.random_base32()
        anna = roster.Person(roster.add(store, "Anna", roster.Role.EDITOR, now), "Anna", roster.Role.EDITOR)
        old, newer = bytes(32), bytes(range(32))
        code = pyotp.TOTP(secret).at(int(now))
        assert passwords.set_totp(store, Vault(old, old, old), anna, secret, code, now)
        store.set_person_password(id=anna.id, password=passwords.hashed(PASSWORD, "Anna"))
        roster.activate(store, anna)
        rotate(store, council.inbox, Vault(newer, old, old, old=old), council.config.live)
        code = pyotp.TOTP(secret).at(int(now) + 30)
        typed = ("Anna", PASSWORD, code)
        assert passwords.proven(store, Vault(newer, old, old), typed, now + 30) == (anna.id, "password")


def test_what_has_ended_is_forgotten_by_the_daily_upkeep(here: Town) -> None:
    with here.serving():
        signed_in(here, "Anna Rossi", "lettore")
        Browser(here).sign_in("Nessuno", "guess guess", "1")
        link_for(here, "Bruno", "lettore")
    here.clock.ahead += 2 * 86400
    here.heartbeat()
    here.tick()
    for table in ("session", "spent", "invitation", "failed_sign_in"):
        assert here.rows(f"SELECT count(*) FROM {table}") == [(0,)], table


# -- guessing --------------------------------------------------------------------------------------


def test_guessing_meets_growing_pauses_and_does_not_lock_the_owner_out(office: Town) -> None:
    anna = Browser(office)
    printed = anna.begin_with_password(link_for(office, "Anna Rossi", "redattore"))
    thief = Browser(office)
    thief.http.headers["X-Forwarded-For"] = "203.0.113.9"  # as our own proxy tells it
    answers = [thief.sign_in("Anna Rossi", f"guess {n} guess", "000000").status_code for n in range(5)]
    assert answers == [403] * 5
    with office.open_council() as council:
        council.store.connection.execute("UPDATE failed_sign_in SET count = 40 WHERE count >= 5")
    assert thief.sign_in("Anna Rossi", PASSWORD, printed[0]).status_code == 429  # not even the right one
    other = Browser(office)
    other.http.headers["X-Forwarded-For"] = "198.51.100.7"
    assert other.sign_in("Anna Rossi", PASSWORD, printed[0]).status_code == 429  # nor from elsewhere
    anna.get("/ufficio/io")
    anna.post("/ufficio/uscita")
    assert anna.sign_in("Anna Rossi", code=printed[1]).status_code == 200  # her device has a count of its own


def test_nobody_learns_who_is_there(office: Town) -> None:
    """Same status, same words, whether there is such a person or not, and the same pauses."""
    Browser(office).begin_with_password(link_for(office, "Anna Rossi", "redattore"))

    def asked(name: str) -> dict[int, str]:
        """The page by its status, until both have come: how soon the pause meets a guess is this machine's matter."""
        seen: dict[int, str] = {}
        while len(seen) < 2:
            answer = Browser(office).sign_in(name, "guess guess guess", "000000")
            mark = r'(value|content)="[0-9a-f]{64}"|value="[^"]*Rossi"|value="Nessuno Mai"'
            seen[answer.status_code] = re.sub(mark, "", answer.text)
        return seen

    assert asked("Anna Rossi") == asked("Nessuno Mai")


def test_for_a_name_that_is_not_there_the_same_work_is_done(here: Town) -> None:
    from pipeline.staff.people import passwords

    worked = []
    with here.open_council() as council, pytest.MonkeyPatch.context() as patch:
        real = passwords._hasher()

        class Counting:
            def verify(self, *of: str) -> bool:
                worked.append(of[0].split("$")[3])
                return real.verify(*of)

            hash = real.hash

        passwords._of_nobody()
        patch.setattr(passwords, "_hasher", Counting)
        for name in ("Anna", "Nessuno"):
            assert passwords.proven(council.store, council.vault, (name, "guess", "1"), time.time()) is None
    assert worked == ["m=65536,t=3,p=1"] * 2


def test_strangers_from_one_network_are_slowed_down_whatever_name_they_try(office: Town) -> None:
    answers = [Browser(office).sign_in(f"Nome {n}", "guess guess", "1").status_code for n in range(20)]
    assert answers == [403] * 20
    with office.open_council() as council:  # the first pause is a second: too short for a test to meet
        council.store.connection.execute("UPDATE failed_sign_in SET count = 40 WHERE count >= 20")
    assert Browser(office).sign_in("Nome nuovo", "guess guess", "1").status_code == 429


# -- passkeys --------------------------------------------------------------------------------------


def test_a_passkey_of_another_site_opens_nothing(office: Town) -> None:
    anna = signed_in(office, "Anna Rossi", "lettore")
    anna.post("/ufficio/uscita")
    anna.passkey.origin = "https://comune.ostiglia.example.evil.test"
    assert anna.sign_in_with_passkey().status_code == 403


def test_a_passkey_that_asks_for_no_finger_or_pin_is_not_taken(office: Town) -> None:
    link, anna = link_for(office, "Anna Rossi", "lettore"), Browser(office)
    anna.passkey = Authenticator(anna.passkey.origin, verifies=False)
    assert anna.begin_with_passkey(link).status_code == 403


def test_an_answer_is_taken_once_and_from_the_browser_that_was_asked(office: Town) -> None:
    anna = signed_in(office, "Anna Rossi", "lettore")
    anna.post("/ufficio/uscita")
    anna.get("/ufficio/accesso")
    answer = anna.passkey.prove(anna.script("/ufficio/accesso/challenge", {}).json())
    thief = Browser(office)
    thief.get("/ufficio/accesso")
    assert thief.script("/ufficio/accesso/passkey", answer).status_code == 403
    door = anna.http.cookies.get("door")
    assert anna.script("/ufficio/accesso/passkey", answer).status_code == 200
    again = Browser(office)
    again.http.cookies.set("door", door or "")
    again.get("/ufficio/accesso")
    assert again.script("/ufficio/accesso/passkey", answer).status_code == 403


@pytest.mark.parametrize(
    "body", ["[]", "{", '{"id": 1}', "[" * 20000, '{"response": {"clientDataJSON": "e30"}}']
)
def test_nonsense_instead_of_a_passkey_is_refused(office: Town, body: str) -> None:
    one = Browser(office)
    one.get("/ufficio/accesso")
    headers = {"X-Form": one.token, "Content-Type": "application/json"}
    assert one.http.post("/ufficio/accesso/passkey", content=body, headers=headers).status_code == 403


# -- the council's proxy ---------------------------------------------------------------------------


def test_the_councils_proxy_may_vouch_for_somebody_and_nobody_else_may(here: Town) -> None:
    link_for(here, "anna.rossi", "redattore")
    headers = {"X-Remote-User": "anna.rossi"}
    for proxies, status in (("[]", 403), ("[10.1.2.3]", 403), ("[127.0.0.0/8]", 200)):
        here.change(r"proxies: \[.*?\]", f"proxies: {proxies}")
        here.change(r'^  header: "?[^ ]*"?', "  header: X-Remote-User")
        with here.serving():
            anna = Browser(here)
            anna.get("/ufficio/accesso", headers=headers)
            sent = {"form": anna.token, "to": "/ufficio/io"}
            answer = anna.http.post("/ufficio/accesso/proxy", data=sent, headers=headers)
            answer = anna.http.get("/ufficio/io", headers=headers) if answer.is_redirect else answer
            assert answer.status_code == status
            if status == 200:  # and only as long as it vouches for the same person
                assert anna.http.get("/ufficio/io").is_redirect
                assert anna.http.get("/ufficio/io", headers={"X-Remote-User": "carlo"}).is_redirect


# -- the command -----------------------------------------------------------------------------------


def test_a_reset_ends_everything_that_somebody_had(office: Town) -> None:
    anna = signed_in(office, "Anna Rossi", "amministratore")
    link = office.call("people", "--reset", "Anna Rossi").stdout.split()[-1]
    assert "/ufficio/accesso" in str(anna.get("/ufficio/io").url)
    assert anna.sign_in_with_passkey().status_code == 403
    assert Browser(office).begin_with_passkey(link[link.index("/ufficio") :]).status_code == 200


def test_the_command_lists_adds_changes_and_removes_and_the_log_tells(here: Town) -> None:
    assert "people --add" in here.call("people").stdout
    link_for(here, "Anna Rossi", "amministratore")
    assert here.call("people", "--add", "ANNA rossi").returncode == 2
    assert "unico amministratore" in here.call("people", "--remove", "Anna Rossi").stderr
    link_for(here, "Bruno", "lettore")
    here.call("people", "--change", "Bruno", "--role", "amministratore")
    assert here.call("people", "--remove", "Anna Rossi").returncode == 0
    shown = here.call("people").stdout
    assert "Bruno  (amministratore" in shown
    assert "Anna" not in shown
    assert "people remove Anna Rossi" in here.call("log").stdout
    assert here.call("people", "--add", "Anna Rossi").returncode == 0  # she comes back
