"""Items that the portal takes down after they went out: staff get an alert, or they are taken down as configured."""

from __future__ import annotations

from typing import Any

import pytest

from tests.town import Town, number


def later(here: Town, seconds: float = 700) -> None:
    here.clock.ahead += seconds
    here.heartbeat()
    here.tick()


@pytest.fixture
def out(here: Town) -> tuple[Town, dict[str, Any]]:
    """An item that is out, in a feed that also shows older ones."""
    here.join(number(1))
    item = here.stage.publish("Mercato annullato", "Domenica.")
    here.tick()
    assert here.copies(item["link"]) == {number(1): 1, "facebook": 1, "twitter": 1}
    return here, item


def page(here: Town) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = here.stage.state()["page"]
    return posts


def test_a_person_is_told_when_its_page_said_so_twice_and_nothing_is_taken_down(
    out: tuple[Town, dict[str, Any]],
) -> None:
    here, item = out
    here.stage.trash(item["id"])
    later(here)
    assert "non è più sul portale" not in here.call("status").stdout
    later(here)
    [(number_of_item,)] = here.rows("SELECT id FROM item WHERE title = 'Mercato annullato'")
    assert (
        f"«Mercato annullato» (n. {number_of_item}): non è più sul portale, ma qui è ancora pubblicata; "
        f"`infostiglia retract {number_of_item}` la toglie o la rettifica"
    ) in here.call("status").stdout
    assert "tolta dal portale" in here.call("why", "Mercato").stdout
    assert len(page(here)) == 1
    assert here.copies(item["link"])[number(1)] == 1


def test_it_is_taken_down_where_the_channel_says_so_and_nowhere_else(
    out: tuple[Town, dict[str, Any]],
) -> None:
    here, item = out
    here.change("withdraw: false", "withdraw: true")
    here.stage.trash(item["id"])
    for _ in range(3):
        later(here)
    assert page(here) == []
    assert len(here.stage.state()["tweets"]) == 1
    assert [m for m in here.stage.phones()[number(1)] if "RETTIFICA" in m["text"].upper()] == []
    here.stage.restore(item["id"])
    later(here)
    later(here)
    assert page(here) == []  # back on the portal, it is not news again
    assert here.copies(item["link"])[number(1)] == 1


def test_a_page_that_was_only_away_for_a_moment_is_forgotten(out: tuple[Town, dict[str, Any]]) -> None:
    here, item = out
    here.change("withdraw: false", "withdraw: true")
    here.stage.trash(item["id"])
    here.tick()
    here.stage.restore(item["id"])
    for _ in range(3):
        later(here)
    assert len(page(here)) == 1
    assert here.rows("SELECT 1 FROM item WHERE missing_at IS NOT NULL") == []


def test_once_retracted_nobody_is_asked_again(out: tuple[Town, dict[str, Any]]) -> None:
    here, item = out
    here.stage.trash(item["id"])
    later(here)
    later(here)
    assert here.call("retract", "Mercato annullato", "--yes").returncode == 0
    later(here)
    assert "non è più sul portale" not in here.call("status").stdout
    assert page(here) == []


def test_where_nobody_got_it_nobody_is_asked(here: Town) -> None:
    """No subscribers: WhatsApp's post reached nobody, and needs no correction."""
    item = here.stage.publish("Mercato annullato", "Domenica.")
    here.tick()
    here.call("retract", "Mercato annullato", "--yes")
    here.tick()
    here.stage.trash(item["id"])
    later(here)
    later(here)
    assert here.rows("SELECT count(*) FROM item WHERE taken_down_at IS NOT NULL") == [(1,)]
    assert "non è più sul portale" not in here.call("status").stdout


def test_what_falls_off_the_end_of_the_feed_is_not_missed(out: tuple[Town, dict[str, Any]]) -> None:
    here, _ = out
    for n in range(25):
        here.stage.publish(f"Altra {n}", "Testo.")
    for _ in range(3):
        later(here)
    assert here.rows("SELECT 1 FROM item WHERE missing_at IS NOT NULL") == []


def test_a_channel_that_cannot_delete_refuses_the_setting(here: Town) -> None:
    here.change("type: whatsapp ", "withdraw: true\n    type: whatsapp ")
    refused = here.call("check")
    assert refused.returncode == 2
    assert "withdraw: WhatsApp non può cancellare: scrivere false" in refused.stderr
