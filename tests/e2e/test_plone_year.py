"""A year of an editor's work on a real Plone 6, read through its Atom feed and its REST interface at once."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e import plone
from tests.e2e.year import Poller, Year, number_of

pytestmark = [pytest.mark.plone, pytest.mark.timeout(1500)]


class Hand:
    """tests.e2e.year.Editor on Plone."""

    def __init__(self, editor: plone.Editor) -> None:
        self._editor, self._paths = editor, dict[int, str]()

    def create(self, number: int, title: str, category: str, at: float, *, hidden: bool) -> None:
        made = self._editor.do(
            "POST",
            "novita",
            {
                "@type": "News Item",
                "title": title,
                "description": f"In breve la notizia {number}.",
                "text": {"data": f"<p>Testo della notizia {number}.</p>", "content-type": "text/html"},
                "subjects": [category],
                "effective": moment(at),
            },
        )
        self._paths[number] = "novita/" + made["id"]
        if not hidden:
            self.show(number)

    def retitle(self, number: int, title: str) -> None:
        self._editor.do("PATCH", self._paths[number], {"title": title})

    def rename(self, number: int) -> None:
        """Guid and address of the RSS feed would change; those of Atom and REST do not."""
        other = f"altro-indirizzo-{number}"
        self._editor.do("PATCH", self._paths[number], {"id": other})
        self._paths[number] = f"novita/{other}"

    def redate(self, number: int, at: float) -> None:
        self._editor.do("PATCH", self._paths[number], {"effective": moment(at)})

    def remove(self, number: int) -> None:
        self._editor.do("POST", f"{self._paths[number]}/@workflow/retract", {})

    def bring_back(self, number: int) -> None:
        self.show(number)

    def show(self, number: int) -> None:
        self._editor.do("POST", f"{self._paths[number]}/@workflow/publish", {})

    def page(self, page: int) -> dict[int, bool]:
        """The items that the Atom feed (one page of 15) or the interface (pages of 20) shows."""
        found = self._editor.get(f"{self._editor.rest}&b_start={20 * (page - 1)}").json()
        titles = [item["title"] for item in found["items"]]
        if page == 1:
            titles += re.findall(r"<entry>\s*<title>(.*?)</title>", self._editor.get(self._editor.feed).text)
        return {number_of(title): True for title in titles}


def moment(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S+00:00}"


@pytest.fixture
def editor() -> Iterator[plone.Editor]:
    with plone.real_plone() as one:
        yield one


def test_a_year_on_plone(tmp_path: Path, editor: plone.Editor) -> None:
    feeds = (
        f'  - name: atom\n    url: {editor.feed}\n  - name: rest\n    type: plone\n    url: "{editor.rest}"'
    )
    poller = Poller(tmp_path / "office", feeds)
    year = Year(Hand(editor), poller, time.time() - 7200, seed=20261124)
    year.play()
    year.check()
