"""Texts that Meta approves: registered from here, and a post waits for its template as long as it must."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from channels.approving import Approval, TemplateNews
from channels.base import Access, Channel
from channels.meanings import Meaning
from pipeline.model import Mode
from pipeline.providers import templates
from pipeline.reasons import Code, Reason, read
from pipeline.settings.credentials import sandbox_secret
from pipeline.staff.check import REPLIES
from pipeline.stages.release.template_gate import waiting_for
from tests.databases import open_store
from tests.town import Town, number, town, until

TEXTS = set(REPLIES)  # free texts: nothing that Meta approves
CITIZENS = [number(n) for n in range(1, 41)]
NEW = """---
name: avviso_mercato
category: UTILITY
language: it
footer: Rispondi CANCELLAMI per non ricevere altri avvisi
---
Il mercato settimanale cambia posto: *{% block titolo %}{{ item.title | oneline }}{% endblock %}*

Dove e quando: {% block indirizzo %}{{ item.link }}{% endblock %}

Ricevi questo avviso perché riguarda un servizio del tuo Comune.
"""


@pytest.fixture
def square(tmp_path: Path) -> Iterator[Town]:
    """A town of forty with a template that Meta does not know yet, for a category of its own."""
    with town(tmp_path / "town") as here:
        (here.folder / "templates" / "whatsapp" / "mercato.j2").write_text(NEW, encoding="utf-8")
        here.change(r"by_category: \{", "by_category: {Mercato: mercato, ")
        here.tick()
        here.heartbeat()
        here.join(*CITIZENS)
        yield here


def publish(here: Town, title: str = "Mercato in piazza Cornelio") -> str:
    return str(here.stage.publish(title, "Sabato.", categories=["Mercato"])["link"])


def waiting(here: Town) -> list[tuple[str, Reason | None]]:
    rows = here.rows(
        "SELECT state, reason, facts FROM post WHERE channel = 'whatsapp' AND kind = 'publish' ORDER BY id"
    )
    return [(state, read({"reason": code, "facts": facts})) for state, code, facts in rows]


def hear(here: Town) -> None:
    """A report of Meta's arrives."""
    with here.serving():
        until(lambda: here.stage.state()["updates_waiting"] == 0)
        until(lambda: not _inbox(here))


def _inbox(here: Town) -> int:
    with here.open_council() as opened:
        return opened.inbox.waiting()


def test_a_post_waits_for_the_approval_of_its_template_and_goes_once(square: Town) -> None:
    link = publish(square)
    report = square.tick()
    assert waiting(square) == [("paused", waiting_for("MISSING"))]
    assert report.exit_code == 3
    assert square.copies(link)[CITIZENS[0]] == 0
    assert (square.copies(link)["facebook"], square.copies(link)["twitter"]) == (1, 1)

    pushed = square.call("templates", "push")
    assert "avviso_mercato (templates/whatsapp/mercato.j2): registrato (in esame)" in pushed.stdout, (
        pushed.stderr
    )
    assert len(pushed.stdout.splitlines()) == 1
    shown = square.call("templates", "status")
    assert shown.returncode == 3
    assert re.search(r"mercato +avviso_mercato +utility +in esame .* Mercato", shown.stdout)
    square.tick()
    assert waiting(square) == [("paused", waiting_for("PENDING"))]

    assert "whatsapp, modello avviso_mercato: il modello è in esame da Meta" in square.call("status").stdout
    square.stage.review("avviso_mercato", status="APPROVED")
    hear(square)
    square.tick()
    assert {square.copies(link)[citizen] for citizen in CITIZENS} == {1}
    assert waiting(square) == [("done", None)]
    assert square.call("templates", "status").returncode == 0
    assert square.call("templates", "push").stdout == "Tutti i modelli sono già registrati come qui.\n"


def test_a_template_paused_in_mid_broadcast_stops_it_and_nobody_gets_it_twice(here: Town) -> None:
    here.join(*CITIZENS)
    link = str(here.stage.publish("Torneo di briscola", "Aperto.")["link"])
    here.stage.fault("refuse", code=132015, to=CITIZENS[20])  # the first that Meta says of it
    here.tick()
    [(state, reason)] = waiting(here)
    assert (state, reason and reason.code) == ("paused", Meaning.TEMPLATE_PAUSED_BY_META)
    here.stage.review("notizia_portale", status="PAUSED")
    hear(here)
    here.call("approve", "tutto")
    here.tick()
    assert waiting(here)[0][0] == "paused", "a person may try, and Meta refuses again"
    here.stage.review("notizia_portale", status="APPROVED")
    hear(here)
    here.tick()
    copies = here.copies(link)
    assert {copies[citizen] for citizen in CITIZENS} == {1}


def test_a_post_stopped_by_hand_stays_so_when_its_template_is_approved_again(here: Town) -> None:
    here.join(*CITIZENS)
    here.stage.publish("Torneo di briscola", "Aperto.")
    here.change(r"settle_seconds: \d+", "settle_seconds: 60")
    here.tick()
    assert here.call("hold", "Torneo di briscola").returncode == 0
    for status in ("PAUSED", "APPROVED"):
        here.stage.review("notizia_portale", status=status)
        hear(here)
    assert waiting(here) == [("held", Reason(Code.HELD_BY_HAND))]


def test_marketing_by_another_name_goes_to_nobody_who_has_switched_marketing_off(here: Town) -> None:
    here.join(*CITIZENS[:2])
    here.rows("UPDATE subscriber SET no_marketing = 1 WHERE id = 1 RETURNING id")
    here.change(r"settle_seconds: \d+", "settle_seconds: 30")
    link = str(here.stage.publish("Acqua sospesa", "Domani.", categories=["Avvisi"])["link"])
    here.tick()
    here.stage.review("avviso_servizio", category="MARKETING")
    hear(here)
    here.clock.ahead += 31
    here.tick()
    copies = here.copies(link)
    assert (copies[CITIZENS[0]], copies[CITIZENS[1]]) == (0, 1)


def test_changed_texts_are_seen_and_sent_again_and_what_meta_refuses_is_told(square: Town) -> None:
    square.call("templates", "push")
    file = square.folder / "templates" / "whatsapp" / "mercato.j2"
    file.write_text(NEW.replace("cambia posto", "si sposta"), encoding="utf-8")
    shown = square.call("templates", "diff").stdout
    assert "-Il mercato settimanale cambia posto: *{{titolo}}*" in shown
    assert "+Il mercato settimanale si sposta: *{{titolo}}*" in shown
    assert "modifica inviata" in square.call("templates", "push").stdout
    assert square.call("templates", "diff").stdout == "Nessuna differenza.\n"
    second = NEW.replace("avviso_mercato", "avviso_fiera").replace("settimanale", "annuale")
    (file.parent / "fiera.j2").write_text(second, encoding="utf-8")
    square.stage.fault("refuse", channel="templates", code=2388293)
    assert "NON inviato: Meta risponde 2388293" in square.call("templates", "push").stdout


def test_how_long_a_phone_that_is_off_is_tried_belongs_to_the_template(square: Town) -> None:
    file = square.folder / "templates" / "whatsapp" / "mercato.j2"
    for lives, seconds in (("6", 21_600), ("12", 43_200)):
        file.write_text(NEW.replace("category: UTILITY", f"category: UTILITY\nttl_hours: {lives}"))
        pushed = square.call("templates", "push").stdout
        file.write_text(file.read_text().replace("cambia posto", "si sposta"))
        pushed += square.call("templates", "push").stdout
        assert "NON" not in pushed
        shown = httpx.get(
            f"{square.stage.url}/graph/v26.0/100000000000009/message_templates?limit=100",
            headers={"Authorization": f"Bearer {sandbox_secret('WHATSAPP_TOKEN')}"},
            trust_env=False,
        ).json()["data"]
        assert [one["message_send_ttl_seconds"] for one in shown if one["name"] == "avviso_mercato"] == [
            seconds
        ]
    file.write_text(NEW.replace("category: UTILITY", "category: UTILITY\nttl_hours: 24"))
    assert "ttl_hours: da 1 a 12" in square.call("check").stdout + square.call("check").stderr


REFUSED = (
    ("Il mercato settimanale cambia posto: *", "", "non può iniziare"),
    ("*\n\nDove e quando: ", " ", "tra due blocchi servono parole fisse"),
    ("UTILITY", "SERVICE", "category: deve essere MARKETING o UTILITY"),
    ("avviso_mercato", "Avviso-Mercato", "name: solo a-z"),
    ("avviso_mercato", "notizia_portale", "è anche quello di"),
    ("Il mercato settimanale cambia posto:", "{{ item.link }}", "solo testo fisso"),
    ("settimanale", "mensile", ""),
)


def test_what_meta_would_refuse_is_found_before_it_is_asked(square: Town) -> None:
    file = square.folder / "templates" / "whatsapp" / "mercato.j2"
    for old, new, problem in REFUSED:
        file.write_text(NEW.replace(old, new), encoding="utf-8")
        checked = square.call("templates", "check")
        assert problem in checked.stdout, (old, checked.stdout)
        assert checked.returncode == (2 if problem else 0), (old, checked.stdout)
    file.write_text(NEW.replace("UTILITY", "SERVICE"), encoding="utf-8")
    pushed = square.call("templates", "push")
    assert (pushed.returncode, pushed.stderr.count("\n")) == (2, 1)


def test_every_shipped_template_is_shown_as_phones_show_it(here: Town) -> None:
    shown = here.call("templates", "preview")
    assert shown.returncode == 0, shown.stderr
    files = (here.folder / "templates/whatsapp").glob("*.j2")
    approved = [file for file in files if file.stem.partition(".")[0] not in TEXTS]
    assert shown.stdout.count("───") == len(approved)
    assert "{{" not in shown.stdout
    assert "Rispondi CANCELLAMI" in shown.stdout
    (here.folder / "templates/whatsapp/riepilogo_5.j2").unlink()
    assert "riepilogo_5" in here.call("check").stdout


def test_a_waiting_post_that_is_withdrawn_from_the_portal_never_goes(square: Town) -> None:
    item = square.stage.publish("Mercato di sabato", "No.", categories=["Mercato"])
    square.tick()
    assert waiting(square) == [("paused", waiting_for("MISSING"))]
    square.stage.trash(item["id"])
    square.tick()
    assert waiting(square)[0][0] == "cancelled"


def test_an_older_word_of_meta_that_comes_late_changes_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "x.db")
    known = Approval("avviso", "it", "APPROVED", category="UTILITY")
    templates.keep(store, "whatsapp", [known], Mode.OFF, 1000.0)
    for status, at in (("PAUSED", 1010.0), ("APPROVED", 1020.0), ("PAUSED", 1015.0)):
        templates.note(store, "whatsapp", TemplateNews("avviso", "it", status=status, at=at), 2000.0)
    [row] = store.templates(channel="whatsapp")
    assert row["status"] == "APPROVED"
    templates.note(
        store,
        "whatsapp",
        TemplateNews("avviso", "it", means=Meaning.TEMPLATE_FLAGGED, said="why", at=1030.0),
        2000.0,
    )
    [row] = store.templates(channel="whatsapp")
    assert (row["status"], read(row)) == ("APPROVED", Reason(Meaning.TEMPLATE_FLAGGED, said="why"))
    store.close()


def test_what_the_sandbox_approved_counts_for_nothing_when_the_mode_changes(here: Town) -> None:
    with here.open_council() as opened:
        whatsapp = opened.channels["whatsapp"]
        assert asyncio.run(
            templates.synchronise(opened.store, "whatsapp", whatsapp, Mode.OFF, 1.0, force=True)
        )
        assert opened.store.templates(channel="whatsapp")
        asyncio.run(templates.synchronise(opened.store, "whatsapp", deaf(whatsapp), Mode.ALL, 2.0))
        assert opened.store.templates(channel="whatsapp") == []


def deaf(channel: Channel) -> Channel:
    """The same, with an account of which Meta knows nothing."""
    settings = {"phone_number_id": "1", "waba_id": "2"}
    access = Access("http://127.0.0.1:9/graph", {}, settings)
    return type(channel)(access)


def test_a_list_that_cannot_be_read_is_asked_for_less_and_less_often(here: Town) -> None:
    with here.open_council() as opened:
        channels, store = {"whatsapp": deaf(opened.channels["whatsapp"])}, opened.store
        store.set_setting(name="templates_at:whatsapp", value="0")
        now, asked = 1_000_000.0, []
        for _ in range(600):  # a poll a minute, ten hours long
            if templates.unread(store, channels, Mode.OFF, now):
                asked.append(now)
            asyncio.run(templates.synchronise(store, "whatsapp", channels["whatsapp"], Mode.OFF, now))
            now += 60
        pauses = [round(later - earlier) for earlier, later in pairwise(asked)]
        assert pauses == [120, 240, 480, 960, 1920, 3840, 7680, 15360]
        assert asyncio.run(
            templates.synchronise(store, "whatsapp", opened.channels["whatsapp"], Mode.OFF, now, force=True)
        )
        assert not templates.unread(store, channels, Mode.OFF, now + 3600)
        assert templates.unread(store, channels, Mode.OFF, now + 86400)


def test_templates_say_at_whose_door_they_ask_and_do_not_pretend(square: Town) -> None:
    for command in ("push", "status"):
        assert f"{square.config.sandbox.url} (live: off): niente di questo è presso Meta" in (
            square.call("templates", command).stderr
        )
    square.change(r'waba_id: "\d+"', 'waba_id: "123456789012345"')  # the council's own account
    refused = square.call("templates", "push")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "live: off: " in refused.stderr
    assert "prima impostare live: testers" in refused.stderr


@pytest.mark.parametrize("words", [("push",), ("status",)])
def test_without_a_sandbox_it_is_not_meta_who_does_not_answer(here: Town, words: tuple[str, ...]) -> None:
    here.change(r"^  port: \d+(?=[^\n]*\n  at_once)", "  port: 1")
    asked = here.call("templates", *words)
    assert asked.returncode == 2
    assert "infostiglia sandbox" in asked.stderr
    assert "Meta" not in asked.stderr
