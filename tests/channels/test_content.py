"""A stored content is read back unchanged, also one that an earlier release stored."""

from __future__ import annotations

import json

import pytest

from channels.base import Content

TEXT = Content("Ponte chiuso", template="notizia", category="MARKETING", parameters={"a": "b"})
WITH_PICTURE = Content("Ponte chiuso", template="notizia_foto", picture="https://comune.example/a.jpg")


@pytest.mark.parametrize(
    "content",
    [
        Content("Ponte chiuso", link="https://comune.example/1"),
        Content(
            "a",
            picture="https://comune.example/a.jpg",
            alt="a",
            spare_picture="card:x",
            spare_alt="Scritta: a",
        ),
        Content("a", picture="https://comune.example/a.jpg", without_picture=TEXT),
    ],
)
def test_a_content_is_read_back_as_it_was(content: Content) -> None:
    assert Content.from_json(json.loads(json.dumps(content.to_json()))) == content


def test_a_template_without_picture_from_before_the_two_fields_is_read() -> None:
    stored = {**WITH_PICTURE.to_json(), "otherwise": TEXT.to_json()}
    assert Content.from_json(stored).without_picture == TEXT


def test_a_spare_picture_from_before_the_two_fields_is_read() -> None:
    stored = {
        "text": "a",
        "picture": "https://comune.example/a.jpg",
        "otherwise": {"text": "a", "picture": "card:x", "alt": "b"},
    }
    read = Content.from_json(stored)
    assert (read.spare_picture, read.spare_alt, read.without_picture) == ("card:x", "b", None)


def test_the_message_that_a_reply_answers_is_never_stored_with_the_content() -> None:
    """Its id holds the citizen's number."""
    content = Content(text="Eccomi", reply_to="wamid.x", without_picture=Content(text="", reply_to="wamid.x"))
    assert "wamid" not in json.dumps(content.to_json())
    assert Content.from_json({"text": "Eccomi", "reply_to": "wamid.x"}).reply_to == "wamid.x", (
        "of an older release"
    )
