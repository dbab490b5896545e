"""A year of an editor's work on a real WordPress: every item once, nothing old, a reason for everything else."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.e2e import wordpress
from tests.e2e.year import Poller, Year, number_of

pytestmark = [pytest.mark.full, pytest.mark.wordpress, pytest.mark.timeout(900)]
ROME = ZoneInfo("Europe/Rome")


class Hand:
    """tests.e2e.year.Editor on WordPress."""

    def __init__(self, editor: wordpress.Editor) -> None:
        self._editor, self._ids = editor, dict[int, int]()

    def create(self, number: int, title: str, category: str, at: float, *, hidden: bool) -> None:
        more = {"password": "giunta"} if hidden else {}
        text = f"<p>Testo della notizia {number}.</p>"
        made = self._editor.do(
            "create", title=title, content=text, date=local(at), categories=[category], **more
        )
        self._ids[number] = made["id"]

    def retitle(self, number: int, title: str) -> None:
        self._editor.do("edit", id=self._ids[number], title=title)

    def rename(self, number: int) -> None:
        self._editor.do("edit", id=self._ids[number], slug=f"altro-indirizzo-{number}")

    def redate(self, number: int, at: float) -> None:
        self._editor.do("edit", id=self._ids[number], date=local(at))

    def remove(self, number: int) -> None:
        self._editor.do("trash", id=self._ids[number])

    def bring_back(self, number: int) -> None:
        self._editor.do("untrash", id=self._ids[number])

    def show(self, number: int) -> None:
        self._editor.do("edit", id=self._ids[number], password="")

    def page(self, page: int) -> dict[int, bool]:
        body = httpx.get(self._editor.feed, params={"paged": page}, trust_env=False).text
        titles = re.findall(r"<item>\s*<title>(.*?)</title>", body)
        return {number_of(title): not title.startswith("Protetto") for title in titles}


def local(at: float) -> str:
    return f"{datetime.fromtimestamp(at, ROME):%Y-%m-%d %H:%M:%S}"


@pytest.fixture
def editor() -> Iterator[wordpress.Editor]:
    with wordpress.real_wordpress() as one:
        for post in httpx.get(f"{one.portal}wp-json/wp/v2/posts?per_page=100", trust_env=False).json():
            one.do("delete", id=post["id"])
        yield one


def test_a_year_on_wordpress(tmp_path: Path, editor: wordpress.Editor) -> None:
    poller = Poller(tmp_path / "office", f"  - name: portale\n    url: {editor.feed}")
    year = Year(Hand(editor), poller, time.time() - 7200, seed=20261124)
    year.play()
    year.check()
