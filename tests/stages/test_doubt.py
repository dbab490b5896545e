"""Every page and every kind of doubt: there is exactly one post; or the delivery is uncertain, and shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.town import Town, town

PAGES = ("facebook", "twitter", "instagram", "telegram", "mastodon", "apprise")
SHOWN = {"facebook": "page", "twitter": "tweets"}  # where the sandbox lists them, if not by their name
LOOKED_UP = ("facebook", "twitter", "instagram", "mastodon")  # whose doubt is settled by looking
TITLE = "Ponte chiuso"
# The fate of the first request, and whether it published.
DOUBTS: dict[str, tuple[dict[str, Any], bool]] = {
    "a 500 that published": ({"kind": "status", "status": 500, "accept": True}, True),
    "a 500 that did not": ({"kind": "status", "status": 500}, False),
    "a 200 without an id that published": ({"kind": "wrong_json", "accept": True}, True),
    "a 200 without an id that did not": ({"kind": "wrong_json"}, False),
    "cut after it was taken": ({"kind": "cut_after"}, True),
    "cut before": ({"kind": "cut_before"}, False),
}


@pytest.fixture
def everywhere(tmp_path: Path) -> Iterator[Town]:
    """A town on every page there is, with `serve` up so that Instagram can fetch pictures."""
    with town(tmp_path / "town") as here:
        here.change(
            r"type: (instagram|telegram|mastodon|apprise)\n    enabled: false", r"type: \1\n    enabled: true"
        )
        here.tick()
        with here.serving():
            yield here


def copies(here: Town, channel: str) -> int:
    posts = here.stage.state()[SHOWN.get(channel, channel)]
    return sum(TITLE in post["text"] for post in posts)


def state(here: Town, channel: str) -> str:
    sql = "SELECT d.state FROM delivery d JOIN post p ON p.id = d.post_id WHERE p.channel = ?"
    [(found,)] = here.rows(sql, channel)
    return str(found)


def settle(here: Town) -> None:
    """Runs for half an hour."""
    for _ in range(6):
        here.clock.ahead += 300
        here.heartbeat()
        here.tick()


@pytest.mark.parametrize("doubt", DOUBTS)
def test_one_post_or_uncertain_and_shown(everywhere: Town, doubt: str) -> None:
    fault, published = DOUBTS[doubt]
    for channel in PAGES:
        everywhere.stage.fault(**fault, channel=channel)
    everywhere.stage.publish(TITLE, "Da domani.")
    everywhere.tick()
    settle(everywhere)
    assert {channel: copies(everywhere, channel) for channel in LOOKED_UP} == dict.fromkeys(LOOKED_UP, 1)
    assert {state(everywhere, channel) for channel in LOOKED_UP} == {"sent"}
    why = everywhere.call("why", TITLE).stdout
    for channel in set(PAGES) - set(LOOKED_UP):
        if state(everywhere, channel) == "uncertain":
            assert copies(everywhere, channel) == published
            assert any(channel in line and "incerte 1" in line for line in why.splitlines())
        else:  # Apprise passes on only a 200, so that is believed
            told = published or (channel == "apprise" and "200" in doubt)
            assert state(everywhere, channel) == "sent"
            assert copies(everywhere, channel) == (published if told else 1)


def test_an_id_that_another_page_has_too_is_no_other_post(everywhere: Town) -> None:
    """X and Mastodon each have ids of their own: the same number means different posts there."""
    everywhere.stage.fault("cut_after", channel="twitter")
    everywhere.stage.publish(TITLE, "Da domani.")
    everywhere.tick()
    settle(everywhere)
    assert state(everywhere, "twitter") == "sent"
    assert copies(everywhere, "twitter") == 1
    sql = "SELECT remote_id FROM publication WHERE channel IN ('twitter', 'mastodon') AND remote_id <> ''"
    twitter, mastodon = everywhere.rows(sql)
    assert twitter == mastodon


@pytest.mark.parametrize(
    ("channel", "published"), [("facebook", True), ("twitter", True), ("facebook", False)]
)
def test_a_refused_duplicate_is_believed_only_if_it_is_found(
    everywhere: Town, channel: str, published: bool
) -> None:
    """The provider claims to have this post; if no look finds it, a person decides, and it is not posted again."""
    if published:
        everywhere.stage.fault("cut_after", channel=channel)
        everywhere.stage.publish(TITLE, "Da domani.")
        everywhere.tick()
        with everywhere.open_council() as opened:  # as if the first look had not found it yet
            opened.store.connection.execute("DELETE FROM attempt")
            opened.store.connection.execute(
                "UPDATE delivery SET state = 'pending' WHERE post_id IN (SELECT id FROM post WHERE channel = ?)",
                (channel,),
            )
            opened.store.connection.execute("UPDATE post SET state = 'sending' WHERE channel = ?", (channel,))
            opened.store.connection.commit()
    else:
        everywhere.stage.fault("refuse", channel=channel, code=506)
        everywhere.stage.publish(TITLE, "Da domani.")
    everywhere.tick()
    settle(everywhere)
    assert copies(everywhere, channel) == int(published)
    assert state(everywhere, channel) == ("sent" if published else "uncertain")


@pytest.mark.parametrize(("channel", "status"), [("twitter", 403), ("mastodon", 403), ("telegram", 400)])
def test_a_refused_text_waits_or_ends_alone_and_the_channel_goes_on(
    everywhere: Town, channel: str, status: int
) -> None:
    here = everywhere
    here.stage.fault("refuse", channel=channel, code=status, status=status)
    here.stage.publish(f"{TITLE}, primo", "Per lavori.")
    here.tick()
    assert copies(here, channel) == 0
    here.stage.publish(f"{TITLE}, secondo", "Per lavori.")
    report = here.tick()
    assert copies(here, channel) == 1  # the channel has not stopped
    assert any(
        "refused by a fault" in str(one.reason) for one in report.waiting.values()
    )  # and a person gets an alert
    assert here.rows("SELECT 1 FROM sender WHERE name = ? AND halted <> ''", channel) == []
