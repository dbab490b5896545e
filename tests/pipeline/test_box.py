"""Documents are read in a process of their own."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from pipeline import _box
from pipeline._box import parse_boxed
from pipeline.model import Document
from pipeline.parse import FeedError, parse
from tests.pipeline.test_sequences import Item, rss

ROME = ZoneInfo("Europe/Rome")
URL = "https://www.comune.example.it/feed/"


def test_what_is_read_in_the_box_is_what_is_read_outside() -> None:
    document = Document(rss(Item("Ponte"), Item("Città")), URL, ROME)
    assert parse_boxed(document) == parse(document)


def test_a_refusal_comes_out_as_it_went_in() -> None:
    with pytest.raises(FeedError, match="this is no feed"):
        parse_boxed(Document(b"<html></html>", URL, ROME))


def test_one_that_takes_for_ever_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_box, "SECONDS", 0.1)  # times three, by the clock
    with pytest.raises(FeedError, match="is this really the feed"):
        parse_boxed(Document(b"<rss><channel>" + b"<a>" * 300_000, URL, ROME))


def test_secrets_do_not_go_into_the_box(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, str] = {}

    def run(*args: object, env: dict[str, str], **kwargs: object) -> object:
        given.update(env)
        raise OSError

    monkeypatch.setenv("INFOSTIGLIA_WHATSAPP_TOKEN", "segreto")
    monkeypatch.setattr("pipeline._box.subprocess.run", run)
    with pytest.raises(FeedError):
        parse_boxed(Document(b"", URL, ROME))
    assert given
    assert "segreto" not in given.values()
