"""`Emergenza`: composed on a page, checked, sent once; its update and its end; exercises apart. Without any script."""

from __future__ import annotations

import re
from html import unescape

import httpx

from tests.office.browser import Browser, signed_in
from tests.office.test_today import text_of
from tests.town import Town, number, until

KIND = "acqua-non-potabile"


def fields_of(page: str) -> dict[str, list[str]]:
    """What the form of a page would send as it stands: hidden, ticked and typed fields."""
    [form] = re.findall(
        r'<form method="post" action="/ufficio/emergenza/controlla"[^>]*>(.*?)</form>', page, re.S
    )
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        if ('type="radio"' in tag or 'type="checkbox"' in tag) and "checked" not in tag:
            continue
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, value in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        found.setdefault(name, []).append(unescape(value))
    return found


def filled(anna: Browser, path: str = f"/ufficio/emergenza/{KIND}", **typed: str) -> dict[str, list[str]]:
    return fields_of(anna.get(path).text) | {name: [value] for name, value in typed.items()}


def send(anna: Browser, path: str, fields: dict[str, list[str]]) -> httpx.Response:
    answer = anna.http.post(path, data={**fields, "form": [anna.token]}, follow_redirects=True)
    anna.page = answer.text
    return answer


CHECK, SEND = "/ufficio/emergenza/controlla", "/ufficio/emergenza/manda"


def test_an_alert_is_composed_checked_and_sent_within_a_moment(here: Town) -> None:
    here.join(number(1), number(2))
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        assert "Acqua" in anna.get("/ufficio/emergenza").text
        fields = filled(anna, place="Correggioli", until="domani 20:00")
        shown = text_of(send(anna, CHECK, fields).text)
        assert "a Correggioli" in shown
        assert "Manda ora a 2 cittadini" in shown
        assert "Non dice" not in shown
        assert here.stage.phones() == {}
        answer = send(anna, SEND, fields)
        assert "esce subito" in text_of(answer.text) or "Fatto" in text_of(answer.text)
        until(lambda: len(here.stage.phones()) == 2)
        [item] = re.findall(r"/ufficio/notizia/(\d+)/arrivo", answer.text)
        assert "2 di 2" in until(
            lambda: "2 di 2" in (seen := text_of(anna.get(f"/ufficio/notizia/{item}/arrivo").text)) and seen
        )
    assert f"Anna Rossi: alert {KIND} [127.0.0.x]" in here.call("log").stdout


def test_a_double_tap_sends_once(here: Town) -> None:
    here.join(number(1))
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        fields = filled(anna, place="Correggioli", until="?")
        send(anna, CHECK, fields)
        send(anna, SEND, fields)
        again = send(anna, SEND, fields)
        assert "niente esce due volte" in text_of(again.text)
        until(lambda: here.stage.phones().get(number(1)))
    assert len(here.stage.phones()[number(1)]) == 1


def test_what_is_missing_is_named_before_anything_leaves(here: Town) -> None:
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        shown = text_of(send(anna, CHECK, filled(anna, place="", until="")).text)
        assert re.search(r"Non dice: dove.*fino a quando", shown)
        wrong = send(anna, CHECK, filled(anna, place="Correggioli", until="quando capita"))
        assert "quando capita" in text_of(wrong.text)
        assert wrong.status_code == 409
        assert "Correggioli" in wrong.text  # nothing that was typed is lost


def test_the_form_reads_aloud_while_it_is_typed(here: Town) -> None:
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        anna.get(f"/ufficio/emergenza/{KIND}")
        said = {
            "hazard": KIND,
            "place": "Correggioli",
            "until": "domani 20",
            "actions": ["Bere acqua in bottiglia"],
        }
        found = anna.script("/ufficio/emergenza/leggi", {**said, "until": ""}).json()
        assert "Correggioli" in found["title"]
        assert "Bere acqua in bottiglia" in found["text"]
        assert found["missing"] == "MANCA: fino a quando"
        for wrong in ({}, {"hazard": "draghi"}, {"hazard": 1, "actions": 3}, []):
            answer = anna.script("/ufficio/emergenza/leggi", wrong)
            assert answer.status_code in (200, 400)
            assert "title" not in answer.json()


def test_its_update_and_its_end_go_to_those_who_have_it(here: Town) -> None:
    here.join(number(1))
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        send(anna, SEND, filled(anna, place="Correggioli", until="?"))
        until(lambda: here.stage.phones().get(number(1)))
        here.join(number(2))
        [item] = set(re.findall(r"emergenza/(\d+)/fine", anna.get("/ufficio/emergenza").text))
        for step, n in (("aggiorna", 2), ("fine", 3)):
            fields = filled(anna, f"/ufficio/emergenza/{item}/{step}")
            assert "Manda ora a 1 cittadino" in text_of(send(anna, CHECK, fields).text)
            send(anna, SEND, fields)
            until(lambda n=n: len(here.stage.phones()[number(1)]) == n)
        assert number(2) not in here.stage.phones()
        assert f"emergenza/{item}/fine" not in anna.get("/ufficio/emergenza").text


def test_where_two_are_wanted_it_waits_for_the_second_person(here: Town) -> None:
    here.change(r"two_people: false", "two_people: true")
    here.join(number(1))
    with here.serving():
        anna, bruno = signed_in(here, "Anna Rossi", "redattore"), signed_in(here, "Bruno", "redattore")
        fields = filled(anna, place="Correggioli", until="?")
        assert "un'altra persona" in text_of(send(anna, CHECK, fields).text)
        send(anna, SEND, fields)
        [item] = set(re.findall(r"notizia/(\d+)/approva", anna.get("/ufficio").text))
        assert "Non è stato fatto niente" in text_of(anna.post(f"/ufficio/notizia/{item}/approva").text)
        assert here.stage.phones() == {}
        bruno.get("/ufficio")
        assert "Fatto" in text_of(bruno.post(f"/ufficio/notizia/{item}/approva").text)
        until(lambda: here.stage.phones().get(number(1)))


def test_what_was_typed_survives_the_end_of_the_session(here: Town) -> None:
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        fields = filled(anna, place="Correggioli", until="?", words='Portare "acqua" & secchi')
        old = anna.token
        anna.post("/ufficio/uscita")
        lost = anna.http.post(SEND, data={**fields, "form": [old]})
        assert lost.status_code == 401
        assert "Portare &#34;acqua&#34; &amp; secchi" in lost.text
        kept = fields_of(lost.text)
        anna.sign_in_with_passkey()  # in another tab
        again = anna.http.post(CHECK, data=kept)
        assert again.status_code == 403  # of the session before: asked once more, nothing is sent
        anna.page = again.text
        assert "a Correggioli" in text_of(send(anna, CHECK, fields_of(again.text)).text)
    assert here.stage.received() == []


def test_an_exercise_has_a_page_of_its_own_and_reaches_the_staff_alone(here: Town) -> None:
    here.join(number(1), number(2))
    here.change(r"^canary: \[\]", f'canary: ["{number(2)}"]')
    here.tick()
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        assert "ESERCITAZIONE" in anna.get("/ufficio/esercitazione").text
        said = {"title": "Piena del Po", "details": "Il Po cresce."}
        assert "a 1 persona" in text_of(anna.post("/ufficio/esercitazione/controlla", **said).text)
        anna.post("/ufficio/esercitazione/manda", **said)
    here.tick()
    assert set(here.stage.phones()) == {number(2)}


def test_the_page_is_light_enough_for_a_bad_night(here: Town) -> None:
    """At most 50 KB with all that it loads, as it goes over the wire."""
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        page = anna.get(f"/ufficio/emergenza/{KIND}")
        loaded = re.findall(r'(?:href|src)="(/assets/[^"]+)"', page.text)
        sizes = {path: len(anna.http.get(path).content) for path in loaded}
        assert any(path.endswith("compose.js") for path in loaded)
        assert len(page.content) + sum(sizes.values()) <= 50_000, (len(page.content), sizes)
