"""The picture of a message: uploaded once for all, and never the reason that a citizen gets nothing."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from channels.problems import ChannelError
from pipeline.portals.pictures import Pictures
from pipeline.stages.fetch import fetch
from tests.loopback import Server, answer, loopback
from tests.town import Town, number, town

with io.BytesIO() as kept:
    Image.new("RGB", (400, 300), "green").save(kept, "JPEG")
    JPEG = kept.getvalue()
CITIZENS = [number(n) for n in range(1, 31)]


@pytest.fixture
def square(tmp_path: Path) -> Iterator[Town]:
    """A town whose news go out with their picture."""
    with town(tmp_path / "town") as here:
        here.change(
            r"templates: \{news: notizia, (service.*# templates/whatsapp)",
            r"templates: {news: notizia_foto, \1",
        )
        here.tick()
        here.heartbeat()
        here.join(*CITIZENS)
        yield here


def publish(here: Town, picture: str) -> str:
    image = f"{here.stage.url}/portal/pictures/{picture}" if picture else ""
    return str(here.stage.publish(f"Festa {picture}", "Domenica.", image=image)["link"])


def templates(here: Town, link: str) -> set[str]:
    """Which templates the citizens got; all of them exactly one message."""
    copies = here.copies(link)
    assert {copies[citizen] for citizen in CITIZENS} == {1}
    return {one["template"] for one in here.stage.received() if one["recipient"] and link in one["text"]}


def uploads(here: Town) -> int:
    return sum(one["path"].endswith("/media") for one in here.stage.state()["requests"])


def test_a_picture_is_uploaded_once_and_goes_to_all(square: Town) -> None:
    link = publish(square, "festa.jpg")
    square.tick()
    assert (templates(square, link), uploads(square)) == ({"notizia_portale_foto"}, 1)


@pytest.mark.parametrize("picture", ["", "pagina.html"])
def test_without_a_picture_the_text_alone_goes(square: Town, picture: str) -> None:
    link = publish(square, picture)
    square.tick()
    assert (templates(square, link), uploads(square)) == ({"notizia_portale"}, 0)
    told = "pubblicata senza la sua immagine" in square.call("why", f"Festa {picture}".strip()).stdout
    assert told == bool(picture), "that it could not be had is told"


def test_a_picture_that_meta_does_not_take_holds_nobody_up(square: Town) -> None:
    square.stage.fault("refuse", channel="media", code=131053)
    link = publish(square, "festa.jpg")
    square.tick()
    assert templates(square, link) == {"notizia_portale"}


def test_a_picture_that_meta_takes_and_cannot_use_is_uploaded_again_then_left_out(square: Town) -> None:
    square.stage.fault("refuse", code=131053, to=CITIZENS[3])
    link = publish(square, "festa.jpg")
    square.tick()
    assert (templates(square, link), uploads(square)) == ({"notizia_portale_foto"}, 2)
    square.stage.fault("refuse", code=131053, to=CITIZENS[4], count=2)
    square.stage.fault("receipts_failed", code=131053, to=CITIZENS[5])
    link = publish(square, "altra.jpg")
    square.tick()
    assert "notizia_portale" in templates(square, link)
    assert uploads(square) == 4


@pytest.fixture
def web() -> Iterator[Server]:
    with loopback() as server:
        yield server


def test_a_picture_is_fetched_once_and_known_by_its_bytes(web: Server, tmp_path: Path) -> None:
    pictures = Pictures(tmp_path, fetch.Limits(private=True))
    web.answers["/a"] = answer(200, JPEG, Content_Type="text/html")
    assert [pictures(web.url + "/a").kind for _ in range(3)] == ["image/jpeg"] * 3
    assert web.asked == ["/a"]
    web.answers["/b"] = answer(200, b"<svg/>", Content_Type="image/png")
    web.answers["/c"] = answer(200, JPEG + bytes(26_000_000))
    for path, problem in (("/b", "no JPEG, PNG"), ("/c", "larger"), ("/d", "404")):
        with pytest.raises(ChannelError, match=problem):
            pictures(web.url + path)


def test_a_picture_inside_the_network_is_not_asked_for(web: Server, tmp_path: Path) -> None:
    web.answers["/a"] = answer(200, JPEG)
    with pytest.raises(ChannelError):
        Pictures(tmp_path, fetch.Limits())(web.url + "/a")
    assert web.asked == []


def test_pictures_are_kept_for_a_while_and_made_again_when_asked_for(web: Server, tmp_path: Path) -> None:
    pictures = Pictures(tmp_path, fetch.Limits(private=True))
    web.answers["/a"] = answer(200, JPEG)
    pictures(web.url + "/a")
    pictures.forget(time.time() - 60)
    pictures(web.url + "/a")
    assert web.asked == ["/a"]
    pictures.forget(time.time() + 60)
    assert list(tmp_path.iterdir()) == []
    assert pictures(web.url + "/a").kind == "image/jpeg"
    assert web.asked == ["/a", "/a"]
    Pictures(tmp_path / "nothing", fetch.Limits()).forget(time.time())


def test_all_channels_ask_for_the_same_picture_at_once_and_it_is_fetched_once(
    web: Server, tmp_path: Path
) -> None:
    web.answers["/a"] = answer(200, JPEG)
    channels = [Pictures(tmp_path / "pictures", fetch.Limits(private=True)) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda one: one(web.url + "/a").content, channels))
    assert len(set(got)) == 1
    assert web.asked == ["/a"]


def test_a_folder_that_cannot_be_written_is_one_line(web: Server, tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("in the way", encoding="utf-8")
    web.answers["/a"] = answer(200, JPEG)
    with pytest.raises(ChannelError, match="pictures cannot be kept"):
        Pictures(tmp_path / "pictures", fetch.Limits(private=True))(web.url + "/a")
