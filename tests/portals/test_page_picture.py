"""The picture that an item's page declares: taken where the feed is so set, and never an edit by itself."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from channels.problems import ChannelError
from pipeline.addresses import PAGE_PICTURE
from pipeline.model import Entry, Parsed
from pipeline.portals.page_picture import picture_in, with_page_pictures
from pipeline.portals.pictures import Pictures
from pipeline.settings.values import Feed
from pipeline.stages.decide.decide import content_hash
from pipeline.stages.fetch.fetch import Limits
from tests.loopback import answer, loopback
from tests.town import Town

PAGE = "https://www.comune.example.it/novita/fiera"
FEED = Feed("notizie", "https://www.comune.example.it/feed/")
ENTRY = Entry("1", PAGE, "Fiera", "Domenica.", "")


@pytest.mark.parametrize(
    ("head", "picture"),
    [
        ('<meta property="og:image" content="/foto/a.jpg">', "https://www.comune.example.it/foto/a.jpg"),
        (
            "<META CONTENT='https://cdn.example.org/a.jpg?x=1&amp;y=2' PROPERTY='og:image'/>",
            "https://cdn.example.org/a.jpg?x=1&y=2",
        ),
        (
            '<meta name="twitter:image" content="b.png"><meta property="og:image" content="c.png">',
            "https://www.comune.example.it/novita/c.png",
        ),
        (
            '<meta property="og:image" content=""><meta name="twitter:image" content="b.png">',
            "https://www.comune.example.it/novita/b.png",
        ),
        ('<meta property="og:image" content="http://[x">', ""),
        ('<meta property="og:title" content="x.jpg">', ""),
        ("<meta " * 50_000, ""),
        ('<meta property="og:image" content="' + "x" * 400_000, ""),
    ],
)
def test_the_picture_a_page_declares(head: str, picture: str) -> None:
    began = time.process_time()
    assert picture_in(f"<html><head>{head}</head>", PAGE) == picture
    assert time.process_time() - began < 2


def test_only_where_it_is_asked_for_and_only_where_there_is_none() -> None:
    own = replace(ENTRY, image="https://www.comune.example.it/a.jpg")
    parsed = Parsed((ENTRY, own, replace(ENTRY, link="")))
    assert with_page_pictures(FEED, parsed) == parsed
    found = with_page_pictures(replace(FEED, page_picture=True), parsed).entries
    assert [one.image for one in found] == [PAGE_PICTURE + PAGE, own.image, ""]


def test_switching_it_on_or_off_edits_nothing() -> None:
    assert content_hash(replace(ENTRY, image=PAGE_PICTURE + PAGE)) == content_hash(ENTRY)


def test_it_is_fetched_when_it_is_needed(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), "#557799").save(picture, "JPEG")
    with loopback() as portal:
        portal.answers["/fiera"] = answer(200, b'<meta property="og:image" content="/a.jpg">')
        portal.answers["/a.jpg"] = answer(200, picture.getvalue())
        portal.answers["/senza"] = answer(200, b"<p>niente</p>")
        pictures = Pictures(tmp_path, Limits(private=True))
        assert pictures(f"{PAGE_PICTURE}{portal.url}/fiera").content.startswith(b"\xff\xd8\xff")
        with pytest.raises(ChannelError):
            pictures(f"{PAGE_PICTURE}{portal.url}/senza")


def test_a_post_has_the_picture_of_its_page_and_the_setting_edits_nothing(here: Town) -> None:
    here.change(r"type: telegram\n    enabled: false", "type: telegram\n    enabled: true")
    here.tick()
    here.stage.publish("Fiera", "Domenica.")
    here.tick()
    assert [post["picture"] for post in here.stage.state()["telegram"]] == [False]
    here.change("page_picture: false", "page_picture: true")
    here.stage.publish("Concerto", "Sabato.")
    here.tick()
    assert [post["picture"] for post in here.stage.state()["telegram"]] == [False, True]
    assert here.rows("SELECT count(*) FROM post WHERE kind <> 'publish'") == [(0,)]
