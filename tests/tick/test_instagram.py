"""Instagram: always a picture, fetched from us; first a container, whose state shows the result."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline import council_channels
from pipeline.settings.values import ConfigError
from tests.town import Town, town, until


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    """A town on Instagram, with `serve` up so that pictures can be fetched."""
    with town(tmp_path / "town") as opened:
        opened.change(r"type: instagram\n    enabled: false", "type: instagram\n    enabled: true")
        opened.tick()
        with opened.serving():
            yield opened


def gallery(here: Town) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = here.stage.state()["instagram"]
    return posts


def until_claimed(here: Town) -> None:
    """Until `run` has claimed the post and asks for its container."""
    sql = "SELECT 1 FROM delivery d JOIN post p ON p.id = d.post_id WHERE p.channel = 'instagram' AND d.state = ?"
    until(lambda: here.rows(sql, "sending"))
    until(lambda: any((here.folder / "data" / "attempts").glob("instagram.*")))
    time.sleep(0.3)  # the line of the attempts file has been written by then


def later(here: Town, seconds: float = 61) -> None:
    here.clock.ahead += seconds
    here.heartbeat()
    here.tick()


def test_an_item_without_a_picture_gets_a_card_one_with_a_picture_keeps_it(here: Town) -> None:
    here.stage.publish("Biblioteca aperta", "Anche il sabato.")
    here.stage.publish("Festa", "Domenica.", image=f"{here.stage.url}/portal/pictures/festa.jpg")
    here.tick()
    alts = {post["alt"] for post in gallery(here)}
    assert alts == {"Scritta: Biblioteca aperta", "Festa"}
    assert all("nel profilo" in post["text"] for post in gallery(here))
    # The container's id was kept before anything was published.
    contents = here.rows("SELECT content FROM post WHERE channel = 'instagram'")
    assert all('"media": "179' in content for (content,) in contents)


def test_only_pictures_by_their_whole_name_are_served(here: Town) -> None:
    here.stage.publish("Biblioteca aperta", "Anche il sabato.")
    here.tick()
    [kept] = [path for path in (here.folder / "data" / "pictures").iterdir() if len(path.name) == 64]
    got = httpx.get(f"{here.webhook_url}/pictures/{kept.name}.jpg", trust_env=False)
    assert (got.status_code, got.headers["Content-Type"]) == (200, "image/jpeg")
    for name in (
        "",
        "0" * 64 + ".jpg",
        kept.name,
        "../infostiglia.db",
        "..%2Finbox.db",
        kept.name.upper() + ".jpg",
    ):
        assert httpx.get(f"{here.webhook_url}/pictures/{name}", trust_env=False).status_code == 404


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("status", {"status": 500, "accept": True}),
        ("status", {"status": 500}),
        ("cut_after", {}),
        ("cut_before", {}),
        ("wrong_json", {"accept": True}),
        ("wrong_json", {}),
    ],
)
def test_in_doubt_the_container_tells_and_it_is_out_once(
    here: Town, kind: str, options: dict[str, Any]
) -> None:
    here.stage.fault(kind, channel="instagram", **options)
    item = here.stage.publish("Ponte chiuso", "Per lavori.")
    here.tick()
    for _ in range(3):
        later(here)
    assert len(gallery(here)) == 1
    assert here.rows("SELECT state FROM post WHERE channel = 'instagram'") == [("done",)]
    assert item


@pytest.mark.parametrize("state", ["ERROR", "EXPIRED", "MISSING"])
def test_a_container_that_comes_to_nothing_is_made_anew(here: Town, state: str) -> None:
    here.stage.fault("state", channel="container", state=state)
    here.stage.publish("Ponte chiuso", "Per lavori.")
    here.tick()
    later(here, 10)
    assert len(gallery(here)) == 1


@pytest.mark.parametrize("state", ["IN_PROGRESS", "ERROR", "EXPIRED", "MISSING"])
def test_killed_while_a_container_is_asked_it_goes_out_once_in_whatever_state_that_ends(
    here: Town, state: str
) -> None:
    here.stage.fault("delay", channel="container", seconds=20)
    here.stage.publish("Ponte chiuso", "Per lavori.")
    run = here.start("run")
    until_claimed(here)
    run.kill()
    run.wait(10)
    here.stage.fault("state", channel="container", state=state)
    for _ in range(3):
        later(here)
    assert here.rows("SELECT state FROM post WHERE channel = 'instagram'") == [("done",)]
    assert len(gallery(here)) == 1


def test_a_container_that_takes_its_time_is_waited_for(here: Town) -> None:
    here.stage.fault("state", channel="container", state="IN_PROGRESS", count=12)
    here.stage.publish("Ponte chiuso", "Per lavori.")
    for _ in range(14):
        later(here)
    assert len(gallery(here)) == 1


def test_trouble_with_a_container_passes(here: Town) -> None:
    here.stage.fault("status", channel="container", status=503)
    here.stage.publish("Ponte chiuso", "Per lavori.")
    here.tick()
    later(here, 10)
    assert len(gallery(here)) == 1


def test_a_picture_that_meta_cannot_fetch_goes_when_it_can(here: Town) -> None:
    """`serve` may have been restarting; nobody need approve anything."""
    here.change(r'public_url: ""', 'public_url: "http://127.0.0.1:9"')
    here.stage.publish("Ponte chiuso", "Per lavori.")
    here.tick()
    assert gallery(here) == []
    here.change('public_url: "http://127.0.0.1:9"', 'public_url: ""')
    later(here)
    later(here, 300)
    assert len(gallery(here)) == 1


def test_what_meta_could_never_fetch_is_told(here: Town) -> None:
    here.change(r'public_url: ""', 'public_url: "http://127.0.0.1:9"')
    here.stage.publish("Ponte chiuso", "Per lavori.")
    for _ in range(8):
        later(here, 1800)
    here.clock.ahead += 0
    assert any(one.state == "failed" for one in here.tick().waiting.values())


def test_a_picture_of_the_portal_that_cannot_be_had_gives_way_to_a_card(here: Town) -> None:
    here.stage.publish("Festa", "Domenica.", image=f"{here.stage.url}/portal/feed/")
    here.tick()
    assert [post["alt"] for post in gallery(here)] == ["Scritta: Festa"]


def test_a_bad_crest_is_found_by_check_and_once_mended_the_post_goes(here: Town) -> None:
    here.change('crest: ""', 'crest: "config.yaml"')
    found = here.call("check")
    assert "council.crest: config.yaml non è un'immagine leggibile" in found.stdout
    here.stage.publish("Ponte chiuso", "Per lavori.")
    assert any("council.crest" in str(one.reason) for one in here.tick().waiting.values())
    here.change('crest: "config.yaml"', 'crest: ""')
    here.call("approve", "tutto")
    here.tick()
    assert len(gallery(here)) == 1


def test_live_it_needs_an_address_where_pictures_are_fetched(here: Town) -> None:
    here.change("live: off", "live: testers")
    channel = next(channel for channel in here.config.channels if channel.type == "instagram")
    with pytest.raises(ConfigError, match=r"set webhook.public_url$"):
        council_channels.build(here.config, {"INFOSTIGLIA_INSTAGRAM_TOKEN": "x"}, channel)
