"""discover: which addresses of a portal are feeds, and what to make of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from pipeline import fetch
from pipeline.discover import KNOWN_PATHS, candidates, discover
from pipeline.parse import FeedError
from tests.town import ROOT, Town, free_port

BASE = "https://www.comune.example.it/it/"
ROME = ZoneInfo("Europe/Rome")
PAGE = """<html><head>
<link rel="alternate" type="application/rss+xml" title="Comune &raquo; Feed" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="Commenti" href="/comments/feed/">
<link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" href="/feed.css">
</head><body><a href="rss.aspx?tipo=avvisi">RSS <b>Avvisi</b></a> <a href="/novita/">Novità</a>
<a href="https://elsewhere.example/rss.xml">RSS altrui</a></body></html>"""


def test_declared_and_linked_feeds_come_first_and_known_paths_after() -> None:
    found = candidates(PAGE, BASE)
    assert [one.url for one in found[:2]] == [
        "https://www.comune.example.it/feed/",
        "https://www.comune.example.it/it/rss.aspx?tipo=avvisi",
    ]
    assert found[1].title == "RSS Avvisi"
    assert len(found) == 2 + len(KNOWN_PATHS) - 1
    assert not any("elsewhere" in one.url or "comment" in one.url for one in found)


@pytest.mark.parametrize(
    "html", ["", "<a", "<a href=", "<link rel=alternate type=application/rss+xml>", "\x00" * 99]
)
def test_hostile_pages_are_read_without_a_crash(html: str) -> None:
    assert len(candidates(html, BASE)) >= len(KNOWN_PATHS)


def test_the_feeds_of_a_running_portal_are_found_judged_and_proposed(here: Town) -> None:
    url = here.config.feeds[0].url.replace("feed/", "")
    found = discover(url, fetch.Limits(private=True), ROME)
    assert [one.url for one in found] == [here.config.feeds[0].url]
    assert len(found[0].entries) == 10
    assert found[0].missing() == []
    told = here.call("discover", url)
    assert told.returncode == 0
    proposed = yaml.safe_load(told.stdout.split("Per config.yaml:\n")[1])
    assert proposed["feeds"][0]["url"] == here.config.feeds[0].url


def test_a_portal_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(FeedError):
        discover(address, fetch.Limits(private=True), ROME)
    command = [sys.executable, "-m", "pipeline", "discover", address]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=env, timeout=60)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
