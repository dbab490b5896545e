"""A real WordPress, real editing, ticks as cron would start them: every item once, or its recorded reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.reasons import Code, Reason, read
from tests.e2e.wordpress import Editor, real_wordpress
from tests.town import Town, number, town

pytestmark = [pytest.mark.full, pytest.mark.wordpress]
CITIZENS = [number(n) for n in range(1, 6)]
ONCE = dict.fromkeys([*CITIZENS, "facebook", "twitter"], 1)


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with real_wordpress() as one:
        yield one


@pytest.fixture
def here(tmp_path: Path, editor: Editor) -> Iterator[Town]:
    """A town whose portal is the real one, its baseline poll done."""
    with town(tmp_path / "town") as opened:
        opened.change(r"url: http://127.0.0.1:\d+/portal/feed/", f"url: {editor.feed}")
        opened.change(r"allow_private_networks: false", "allow_private_networks: true")
        opened.change(r"portal: http://127.0.0.1:\d+/portal/", f"portal: {editor.feed.removesuffix('feed/')}")
        opened.join(*CITIZENS)
        assert opened.tick().polled.failures == {}
        opened.heartbeat()
        assert opened.stage.received() == []
        yield opened


def reasons(here: Town, title: str) -> set[Reason | None]:
    found = here.rows(
        "SELECT d.reason, d.facts FROM decision d JOIN item i ON i.id = d.item_id WHERE i.title LIKE ?",
        f"%{title}%",
    )
    return {read({"reason": code, "facts": facts}) for code, facts in found}


def later(here: Town, seconds: float) -> None:
    here.clock.ahead += seconds
    here.heartbeat()
    here.tick()


def days_ago(days: float) -> str:
    return f"{datetime.now() - timedelta(days=days):%Y-%m-%d %H:%M:%S}"


def test_published_items_reach_every_channel_once_with_their_lane(here: Town, editor: Editor) -> None:
    news = editor.create("Nuovi orari dell’anagrafe «sperimentali» & altro", categories=["Comunicati"])
    alert = editor.create("ALLERTA ARANCIONE PER PIENA DEL PO", categories=["Allerta"])
    here.tick()
    assert here.copies(news["link"]) == ONCE
    assert here.copies(alert["link"]) == ONCE
    here.tick()
    assert sum(here.copies(news["link"]).values()) == len(ONCE)
    [message] = [m["text"] for m in here.stage.phones()[CITIZENS[0]] if alert["link"] in m["text"]]
    assert "ALLERTA DI PROTEZIONE CIVILE" in message
    assert "redazione" not in " ".join(one["text"] for one in here.stage.received())


def test_an_edit_before_it_is_due_lands_in_the_one_message(here: Town, editor: Editor) -> None:
    here.change("settle_seconds: 0", "settle_seconds: 60")
    item = editor.create("Riunione alle 20")
    here.tick()
    editor.edit(item, title="Riunione alle 21")
    later(here, 5)
    assert here.stage.received() == []
    later(here, 70)
    assert here.copies(item["link"]) == ONCE
    assert all("alle 21" in one["text"] for one in here.stage.received())


def test_edits_and_renames_after_publication_send_nothing_again(here: Town, editor: Editor) -> None:
    item = editor.create("Titolo con un erore")
    here.tick()
    editor.edit(item, title="Titolo con un errore in meno")
    here.tick()
    editor.edit(item, slug="tutt-altro-indirizzo")
    here.tick()
    assert len(here.stage.received()) == len(ONCE)
    assert Reason(Code.EDIT_AFTER) in reasons(here, "errore in meno")


def test_back_dated_items_are_sent_if_they_are_news_and_not_if_they_are_history(
    here: Town, editor: Editor
) -> None:
    here.change("max_age_days: 7", "max_age_days: 0.5")
    morning = editor.create("Datata qualche ora fa", date=days_ago(0.25))
    history = editor.create("Datata ieri", date=days_ago(1))
    here.tick()
    assert here.copies(morning["link"]) == ONCE
    assert here.copies(history["link"]) == {}
    assert reasons(here, "Datata ieri") == {Reason(Code.STALE, days=1)}


def test_trashing_lets_older_items_slide_back_and_nothing_old_is_sent(here: Town, editor: Editor) -> None:
    items = [editor.create(f"Da cestinare {n}") for n in range(3)]
    here.tick()
    before = len(here.stage.received())
    for item in items:
        editor.trash(item)
    here.tick()
    assert len(here.stage.received()) == before == 3 * len(ONCE)


def test_trashed_before_due_is_never_sent_until_restored(here: Town, editor: Editor) -> None:
    here.change("settle_seconds: 0", "settle_seconds: 60")
    item = editor.create("Uscita per sbaglio")
    here.tick()
    editor.trash(item)
    later(here, 5)
    later(here, 70)
    assert here.stage.received() == []
    assert Reason(Code.TRASHED) in reasons(here, "per sbaglio")
    editor.untrash(item)
    later(here, 5)
    later(here, 70)
    assert here.copies(item["link"]) == ONCE
    later(here, 70)
    assert len(here.stage.received()) == len(ONCE)


def test_trashed_and_restored_after_publication_is_not_sent_again(here: Town, editor: Editor) -> None:
    item = editor.create("Cestinata e ripresa")
    here.tick()
    editor.trash(item)
    here.tick()
    editor.untrash(item)
    here.tick()
    assert len(here.stage.received()) == len(ONCE)


def test_a_burst_is_held_as_a_flood_and_approved_goes_out_once(here: Town, editor: Editor) -> None:
    items = [editor.create(f"Raffica {n}") for n in range(7)]
    assert here.tick().exit_code == 3
    assert here.stage.received() == []
    assert reasons(here, "Raffica 3") == {Reason(Code.FLOOD, count=7)}
    assert here.call("approve", "tutto").returncode == 0
    here.tick()
    assert [here.copies(item["link"]) for item in items] == [ONCE] * 7
    here.tick()
    assert len(here.stage.received()) == 7 * len(ONCE)


def test_a_password_protected_item_never_goes_out(here: Town, editor: Editor) -> None:
    editor.create("Riservata alla giunta", password="segreta")
    here.tick()
    assert here.stage.received() == []
    assert reasons(here, "Riservata") == {Reason(Code.LOCKED)}


def test_discover_proposes_the_feed_that_is_read(here: Town, editor: Editor) -> None:
    told = here.call("discover", editor.feed.removesuffix("feed/"))
    assert told.returncode == 0, told.stderr
    assert f'url: "{editor.feed}"' in told.stdout


def test_more_than_a_page_of_items_between_two_polls_is_held_and_none_is_lost(
    here: Town, editor: Editor
) -> None:
    here.change(r"(type: (?:facebook|twitter)\n    enabled: )true", r"\1false")
    items = [editor.create(f"Migrazione {n}") for n in range(13)]
    assert here.tick().exit_code == 3
    assert here.stage.received() == []
    assert here.call("approve", "tutto").returncode == 0
    here.tick()
    assert [here.copies(item["link"]) for item in items] == [dict.fromkeys(CITIZENS, 1)] * 13
