"""Broadcasts in the citizens' languages: each gets one text, and a translation never holds anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from channels.approving import TemplateNews
from channels.sentence import Sentence
from pipeline.providers.templates import note
from pipeline.stages.release import release
from pipeline.stages.render.registration import registration_problems
from pipeline.stages.render.templates import TemplateSet
from pipeline.store import Store
from pipeline.words import put, speaking
from tests.town import ROOT, Town, number, town, until

ITALIAN, ENGLISH, LATER = number(1), number(2), number(3)
ALL_ITALIAN = {one: ["ALLERTA"] for one in (ITALIAN, ENGLISH, LATER)}
EACH_THEIRS = ALL_ITALIAN | {ENGLISH: ["CIVIL"]}
ALERT = "Allerta arancione per piena del Po"


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Town]:
    """A town that knows what Meta has approved, with citizens of two languages."""
    with town(tmp_path / "town") as here:
        here.tick()
        here.join(ITALIAN, ENGLISH, LATER)
        change(here, "UPDATE subscriber SET language = 'en' WHERE id = 2")
        yield here


def change(here: Town, sql: str, *values: object) -> None:
    with here.open_council() as opened:
        opened.store.connection.execute(sql, values)


def texts(here: Town, link: str) -> dict[str, list[str]]:
    """The first word of each copy that a citizen got."""
    found: dict[str, list[str]] = {}
    for one in here.stage.received():
        if link in one["text"] and one["recipient"]:
            found.setdefault(one["recipient"], []).append(one["text"].partition(" ")[0])
    return found


def alert(here: Town, title: str = ALERT) -> str:
    return str(here.stage.publish(title, "Dalle 18.", categories=["Allerta"])["link"])


def test_each_gets_the_text_in_their_language_once(two: Town) -> None:
    link = alert(two)
    two.tick()
    two.tick()
    assert texts(two, link) == EACH_THEIRS
    [english] = [one for one in two.stage.received() if one["recipient"] == ENGLISH and link in one["text"]]
    assert "piena del Po" in english["text"]  # the item's own words stay


@pytest.mark.parametrize("status", ["PENDING", "REJECTED", "MISSING"])
def test_a_translation_that_may_not_be_sent_holds_nothing(two: Town, status: str) -> None:
    change(two, "UPDATE template SET status = ? WHERE language = 'en'", status)
    link = alert(two)
    two.tick()
    assert texts(two, link) == ALL_ITALIAN


def test_a_broken_translation_holds_nothing(two: Town) -> None:
    file = two.folder / "templates/whatsapp/allerta.en.j2"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("item.link", "item.nonsense.more"), encoding="utf-8")
    link = alert(two)
    two.tick()
    assert texts(two, link) == ALL_ITALIAN


def test_a_missing_translation_holds_nothing(two: Town) -> None:
    (two.folder / "templates/whatsapp/allerta.en.j2").unlink()
    link = alert(two)
    two.tick()
    assert texts(two, link) == ALL_ITALIAN


def test_an_original_that_may_not_be_sent_waits_although_its_translation_may(two: Town) -> None:
    change(two, "UPDATE template SET status = 'PENDING' WHERE language = 'it'")
    link = alert(two)
    two.tick()
    assert texts(two, link) == {}


def after_release(monkeypatch: pytest.MonkeyPatch, happens: str | Callable[[Store], None]) -> None:
    """Something happens between the release and the claims."""
    given = release.give_versions

    def and_then(store: Store, *about: Any) -> None:
        given(store, *about)
        if isinstance(happens, str):
            store.connection.execute(happens)
        else:
            happens(store)

    monkeypatch.setattr(release, "give_versions", and_then)


def test_a_language_changed_between_release_and_claim_gives_nobody_two(
    two: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    after_release(monkeypatch, "UPDATE subscriber SET language = CASE id WHEN 2 THEN '' ELSE 'en' END")
    link = alert(two)
    two.tick()
    assert texts(two, link) == EACH_THEIRS


def test_a_translation_that_loses_its_approval_after_the_release_is_replaced(
    two: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    after_release(monkeypatch, "UPDATE template SET status = 'PAUSED' WHERE language = 'en'")
    link = alert(two)
    two.tick()
    assert texts(two, link) == ALL_ITALIAN


def test_a_report_of_a_translation_in_mid_broadcast_pauses_nothing(
    two: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = two.clock.time() + 7200
    told = TemplateNews("allerta_protezione_civile", "en", status="PAUSED", category="MARKETING", at=now)
    after_release(monkeypatch, lambda store: note(store, "whatsapp", told, now))
    link = alert(two)
    two.tick()
    assert texts(two, link) == ALL_ITALIAN
    assert two.rows(
        "SELECT DISTINCT category FROM post WHERE lane = 'emergency' AND channel = 'whatsapp'"
    ) == [("UTILITY",)]


@pytest.mark.parametrize("code", [132001, 132015, 132000, 132016])
def test_a_translation_that_is_refused_when_it_is_sent_falls_back_and_pauses_nothing(
    two: Town, code: int
) -> None:
    change(two, "UPDATE subscriber SET language = 'en' WHERE id IN (2, 3)")
    for one in (ENGLISH, LATER):
        two.stage.fault("refuse", code=code, to=one, count=1)
    link = alert(two)
    two.tick()
    two.heartbeat()
    two.tick()
    assert texts(two, link) == ALL_ITALIAN
    states = (
        "SELECT DISTINCT state, reason, rejected FROM post WHERE lane = 'emergency' AND channel = 'whatsapp'"
    )
    assert two.rows(states) == [("done", "", 0)]


def test_a_translation_that_a_receipt_refuses_falls_back_too(two: Town) -> None:
    two.stage.fault("receipts_failed", code=132015, to=ENGLISH, count=1)
    link = alert(two)
    with two.serving():
        two.tick()
        until(lambda: two.rows("SELECT 1 FROM attempt WHERE status = 'failed'"))
        two.tick()
        two.tick()
    assert [one.partition(" ")[0] for one in texts(two, link)[ENGLISH]] == ["CIVIL", "ALLERTA"]
    assert two.rows("SELECT DISTINCT state FROM post WHERE lane = 'emergency' AND channel = 'whatsapp'") == [
        ("done",)
    ]


def test_an_original_that_is_refused_still_pauses_the_post(two: Town) -> None:
    two.stage.fault("refuse", code=132001, to=ITALIAN, count=1)
    alert(two)
    two.tick()
    assert two.rows("SELECT state FROM post WHERE lane = 'emergency' AND channel = 'whatsapp'") == [
        ("paused",)
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("allerta.en", "language: en", "language: it", "allerta.en.j2:1: language: deve essere en"),
        ("allerta.en", "block ente", "block x", "blocchi devono essere quelli di allerta.j2: ente, avviso"),
        ("servizio.en", "name: avviso_servizio", "name: service", "name e category devono essere"),
        ("servizio.en", "UTILITY", "MARKETING", "name e category devono essere quelli di servizio.j2"),
        ("notizia_foto.en", "header: image\n", "", "header e button devono essere quelli di notizia_foto.j2"),
    ],
)
def test_a_translation_is_of_the_same_form_as_its_original(
    tmp_path: Path, file: str, old: str, new: str, problem: str
) -> None:
    folder = tmp_path / "whatsapp"
    folder.mkdir()
    for one in (ROOT / "templates/whatsapp").glob("*.j2"):
        text = one.read_text(encoding="utf-8")
        (folder / one.name).write_text(text.replace(old, new) if one.stem == file else text, encoding="utf-8")
    told = [italian(one) for one in registration_problems(TemplateSet(tmp_path), "whatsapp")]
    assert [one for one in told if problem in one], told


def test_the_shipped_translations_are_sound() -> None:
    assert list(registration_problems(TemplateSet(ROOT / "templates"), "whatsapp")) == []


def italian(problem: Sentence) -> str:
    with speaking("it"):
        return put(problem)
