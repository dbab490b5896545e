"""An edit that a page refuses stays listed and is tried again, until the page has it or the item is over."""

from __future__ import annotations

import pytest

from tests.town import Town

HOUR = 3600


@pytest.fixture
def refused(here: Town) -> Town:
    """A page that refuses an edit."""
    item = here.stage.publish("Ponte chiuso", "Da lunedì.", categories=["Avvisi"])
    here.tick()
    here.stage.fault("status", channel="edit", status=400, count=None)
    here.stage.edit(item["id"], text="Da martedì.")
    here.tick()
    given_up(here)
    return here


def given_up(here: Town) -> None:
    """The usual tries are used up."""
    mine = "kind = 'edit' AND channel = 'facebook'"
    here.rows(
        "UPDATE delivery SET state = 'failed', reason = 'meta_feature'"
        f" WHERE post_id = (SELECT id FROM post WHERE {mine}) AND state = 'pending' RETURNING id"
    )
    done = here.rows(
        f"UPDATE post SET state = 'done', done_at = ? WHERE {mine} RETURNING id", here.clock.time()
    )
    assert len(done) == 1


def later(here: Town, hours: float) -> None:
    here.clock.ahead += hours * HOUR
    here.heartbeat()
    here.tick()


def on_the_page(here: Town) -> str:
    [post] = here.stage.state()["page"]
    return str(post["text"])


def tries(here: Town) -> int:
    edits = "SELECT d.attempt FROM delivery d JOIN post p ON p.id = d.post_id WHERE p.kind = 'edit'"
    [(n,)] = here.rows(f"{edits} AND p.channel = 'facebook'")
    return int(n)


def listed(here: Town) -> bool:
    return "la pagina mostra ancora il vecchio testo" in here.call("status").stdout


def test_it_is_tried_again_and_stays_listed_until_the_page_has_it(refused: Town) -> None:
    assert (tries(refused), listed(refused)) == (1, True)
    later(refused, 0.5)
    assert tries(refused) == 1
    later(refused, 1)
    assert (tries(refused), listed(refused)) == (2, True)  # also while it is tried
    given_up(refused)
    later(refused, 1)  # less often
    assert (tries(refused), listed(refused)) == (2, True)
    refused.stage.clear_faults()
    later(refused, 30)
    assert (tries(refused), listed(refused)) == (3, False)
    assert "Da martedì" in on_the_page(refused)


def test_it_is_given_up_when_the_item_is_over(refused: Town) -> None:
    assert listed(refused)
    refused.rows("UPDATE item SET starts_at = 1, ends_at = 2 RETURNING id")
    later(refused, 2)
    assert (tries(refused), listed(refused)) == (1, False)


def test_what_a_person_has_taken_back_is_not_changed_any_more(refused: Town) -> None:
    assert listed(refused)
    refused.stage.clear_faults()
    assert refused.call("retract", "Ponte chiuso", "--channel", "facebook", "--yes").returncode == 0
    later(refused, 2)
    assert (tries(refused), listed(refused), refused.stage.state()["page"]) == (1, False, [])
