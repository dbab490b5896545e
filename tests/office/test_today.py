"""`Oggi` and an item's page: what waits, leaves and is out; approve, hold, stop everything, take back, resend."""

from __future__ import annotations

import re
from html import unescape

from tests.office.browser import signed_in
from tests.town import Town, number, until

XSS = "<script>alert(1)</script><img src=x onerror=alert(2)> \"' {{ 7*7 }}"


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def block(page: str, name: str) -> str:
    """The text of one of the three blocks: waits, leaves, out."""
    return text_of(re.split(rf'<section aria-labelledby="{name}">', page)[1].partition("</section>")[0])


def waiting(here: Town, title: str = "Ponte chiuso") -> str:
    """An item that waits for approval: its date is too far ahead. Returns its number."""
    here.change(r"settle_seconds: \d+", "settle_seconds: 3000")
    here.stage.publish(title, "Testo della notizia.")
    here.tick()
    item = f"{here.rows('SELECT max(id) FROM item')[0][0]}"
    assert here.call("hold", item).returncode == 0
    return item


def test_an_empty_day_says_that_all_is_well(office: Town) -> None:
    page = signed_in(office, "Anna Rossi", "lettore").get("/ufficio").text
    assert "Niente in attesa di partire." in text_of(page)


def test_the_pages_speak_english_to_who_asks_for_it(office: Town) -> None:
    anna = signed_in(office, "Anna Rossi", "lettore")
    shown = text_of(anna.get("/ufficio", headers={"Accept-Language": "en-GB"}).text)
    for words in ("Waits for you", "About to leave", "Is out", "Sign out"):
        assert words in shown


def test_what_is_held_is_approved_in_one_tap(here: Town) -> None:
    here.join(number(1), number(2))
    item = waiting(here)
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        shown = block(anna.get("/ufficio").text, "waits")
        assert "Ponte chiuso" in shown
        assert "a 2 iscritti" in shown
        answer = anna.post(f"/ufficio/notizia/{item}/approva")
        assert "Fatto" in text_of(answer.text)
        assert "Ponte chiuso" not in block(anna.get("/ufficio").text, "waits")
        assert "Ponte chiuso" in block(anna.page, "leaves")
    assert f"Anna Rossi: approve {item} [127.0.0.x]" in here.call("log").stdout
    here.clock.ahead += 3100
    here.tick()
    with here.serving():
        anna.sign_in_with_passkey()
        out = block(anna.get("/ufficio").text, "out")
        assert "Ponte chiuso" in out
        assert "di 2" in out


def test_what_is_about_to_leave_is_held_or_not_sent(here: Town) -> None:
    here.join(number(1))
    here.change(r"settle_seconds: \d+", "settle_seconds: 3000")
    here.stage.publish("Ponte chiuso", "Testo.")
    here.tick()
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        assert "Ponte chiuso" in block(anna.get("/ufficio").text, "leaves")
        [item] = set(re.findall(r"notizia/(\d+)/trattieni", anna.page))
        anna.post(f"/ufficio/notizia/{item}/trattieni")
        assert "Ponte chiuso" in block(anna.get("/ufficio").text, "waits")
        anna.post(f"/ufficio/notizia/{item}/annulla")
        assert "Ponte chiuso" not in text_of(anna.get("/ufficio").text)
    here.clock.ahead += 3100
    here.tick()
    assert "Ponte" not in str(here.stage.received())


def test_everything_stops_after_a_confirmation_and_goes_on_again(here: Town) -> None:
    here.join(number(1))
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        assert "Fermare tutto?" in anna.get("/ufficio/ferma").text
        anna.post("/ufficio/ferma", because="testo sbagliato")
        assert "Tutto è fermo" in anna.get("/ufficio").text
        here.stage.publish("Allerta", "Testo.", categories=["Allerta"])
        here.tick()
        assert here.stage.received() == []
        anna.get("/ufficio")
        anna.post("/ufficio/riprendi")
        assert "Tutto è fermo" not in anna.get("/ufficio").text
        until(lambda: here.stage.phones().get(number(1)))
    assert "«testo sbagliato»" in here.call("log").stdout


def test_the_item_is_shown_as_it_looks_on_each_channel_with_reasons_and_who(here: Town) -> None:
    here.join(number(1))
    item = waiting(here)
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        page = anna.get(f"/ufficio/notizia/{item}").text
        shown = text_of(page)
        for words in (
            "WhatsApp",
            "Facebook",
            "aspetta te",
            "Testo della notizia",
            "caratteri",
            "Perché, e chi",
        ):
            assert words in shown, words
        assert 'class="bubble"' in page
        assert "WhatsApp: «Ponte chiuso» fermata" in shown  # who did what


def test_a_retraction_is_shown_with_ones_own_words_before_it_is_sent(here: Town) -> None:
    here.join(number(1), number(2))
    here.stage.publish("Mercato sabato", "In piazza alle 8.")
    here.tick()
    item = f"{here.rows('SELECT max(id) FROM item')[0][0]}"
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        anna.get(f"/ufficio/notizia/{item}/rettifica")
        page = anna.post(f"/ufficio/notizia/{item}/rettifica/anteprima", right="Il mercato è domenica")
        assert "Il mercato è domenica" in page.text
        assert "a 2 iscritti" in text_of(page.text)
        assert "domenica" not in str(here.stage.received())
        answer = anna.post(
            f"/ufficio/notizia/{item}/rettifica", right="Il mercato è domenica", because="giorno"
        )
        assert "Fatto" in text_of(answer.text)
    here.tick()
    told = [one for one in here.stage.received() if "domenica" in one["text"] and one["recipient"]]
    assert {one["recipient"] for one in told} == {number(1), number(2)}


def test_it_is_sent_once_more_to_those_only_who_missed_it(here: Town) -> None:
    here.join(number(1), number(2))
    here.stage.fault("refuse", code=131026, to=number(2))
    here.stage.publish("Mercato sabato", "In piazza alle 8.")
    here.tick()
    item = f"{here.rows('SELECT max(id) FROM item')[0][0]}"
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        assert "Reinvia a chi non l'ha avuto (1)" in text_of(anna.get(f"/ufficio/notizia/{item}").text)
        assert "a 1 iscritto" in text_of(anna.get(f"/ufficio/notizia/{item}/reinvia").text)
        assert "Fatto" in text_of(anna.post(f"/ufficio/notizia/{item}/reinvia").text)
    here.heartbeat()
    here.tick()
    sent = sorted(one["recipient"] for one in here.stage.received() if one["recipient"])
    assert sent == [number(1), number(2)]


def test_a_feeds_markup_is_shown_as_text_everywhere(here: Town) -> None:
    """Stored XSS: what a portal, or who has broken into it, writes runs nowhere."""
    here.join(number(1))
    item = waiting(here, f"Avviso {XSS}")
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "amministratore")
        for path in ("/ufficio", f"/ufficio/notizia/{item}", f"/ufficio/notizia/{item}/arrivo"):
            page = anna.get(path).text
            assert "<script>alert" not in page, path
            assert "<img src=x" not in page, path
            assert "49" not in re.findall(r"Avviso[^<]*", page)[0], path
        answer = anna.post(f"/ufficio/notizia/{item}/approva")
        assert "<script>alert" not in answer.text


def test_no_page_tells_the_office_commands_or_codes(here: Town) -> None:
    here.join(number(1))
    item = waiting(here)
    here.call("stop", "--channel", "facebook")
    with here.serving():
        anna = signed_in(here, "Anna Rossi", "redattore")
        for path in ("/ufficio", f"/ufficio/notizia/{item}", "/ufficio/ferma"):
            shown = text_of(anna.get(path).text)
            assert "infostiglia " not in shown, path
            assert "`" not in shown, path
        shown = text_of(anna.post(f"/ufficio/notizia/{item}/approva").text)
        assert "infostiglia " not in shown


def test_an_item_that_is_not_there_is_a_page_that_says_so(office: Town) -> None:
    anna = signed_in(office, "Anna Rossi", "redattore")
    for path in ("999999", "999999/arrivo", "999999/rettifica"):
        assert anna.get(f"/ufficio/notizia/{path}").status_code in (404, 409), path
    assert anna.post("/ufficio/notizia/999999/approva", anna.token).status_code == 409


def test_who_asks_for_a_correction_does_not_approve_it_where_two_are_wanted(here: Town) -> None:
    here.change(r"two_people: false", "two_people: true")
    here.join(number(1))
    here.stage.publish("Mercato sabato", "In piazza alle 8.")
    here.tick()
    item = f"{here.rows('SELECT max(id) FROM item')[0][0]}"
    with here.serving():
        anna, bruno = signed_in(here, "Anna Rossi", "redattore"), signed_in(here, "Bruno", "redattore")
        anna.get(f"/ufficio/notizia/{item}")
        assert "seconda persona" in text_of(
            anna.post(f"/ufficio/notizia/{item}/rettifica", right="È domenica").text
        )
        anna.get(f"/ufficio/notizia/{item}")
        refused = anna.post(f"/ufficio/notizia/{item}/approva", channel="whatsapp")
        assert "Anna Rossi" in text_of(refused.text)
        assert "Non" in text_of(refused.text)
        bruno.get(f"/ufficio/notizia/{item}")
        assert "Fatto" in text_of(bruno.post(f"/ufficio/notizia/{item}/approva", channel="whatsapp").text)
