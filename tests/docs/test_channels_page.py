"""docs/channels.md: the channel it walks through is installed as written, and the whole program publishes on it."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.base import Access, Channel, Content, Key, Recipient
from channels.outcomes import Halt, Outcome, Refused, Retry, Sent, Uncertain
from channels.registry import load
from pipeline.staff.actions import Publisher, retract
from pipeline.stages.render.choice import Renderer
from tests.contract.stub import Stub, running
from tests.town import ROOT, Town, change_config, free_port, town

PAGE = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)[0]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The page's code in a distribution of its own."""
    site = tmp_path / "site"
    info = site / "board-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "board.py").write_text(block("python"), encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: board\nVersion: 1.0\n")
    name, target = re.findall(r'^(\w+) = "(board:\w+)"', block("toml"), re.M)[0]
    (info / "entry_points.txt").write_text(f"[infostiglia.channels]\n{name} = {target}\n")
    monkeypatch.syspath_prepend(str(site))
    yield
    sys.modules.pop("board", None)


def send(url: str, **secrets: str) -> Outcome:
    async def work() -> Outcome:
        channel = load("board")(Access(url, {"BOARD_TOKEN": "x"}, {"panel": 3, "timeout": 0.5}))
        assert isinstance(channel, Channel)
        await channel.open()
        try:
            return await channel.send(Content("Ponte chiuso"), Recipient(), Key("n", 1, 1))
        finally:
            await channel.close()

    return asyncio.run(work())


def test_it_has_fewer_than_a_hundred_lines() -> None:
    assert len(block("python").splitlines()) < 100


@pytest.mark.usefixtures("installed")
def test_it_is_honest_about_doubt() -> None:
    with running() as stub:
        cases: list[tuple[int, object, type]] = [
            (200, {"id": 1}, Sent),
            (200, {}, Uncertain),
            (500, {"id": 1}, Uncertain),
            (429, {}, Retry),
            (401, {}, Halt),
            (422, {}, Refused),
        ]
        for status, body, kind in cases:
            stub.status, stub.body = status, body
            assert isinstance(send(stub.url), kind)
        stub.behaviour = "cut"
        assert isinstance(send(stub.url), Uncertain)
    assert isinstance(send(f"http://127.0.0.1:{free_port()}"), Retry)


@pytest.mark.usefixtures("installed")
def test_the_whole_program_publishes_edits_and_takes_down(
    here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as board:
        board.body = {"id": 7}
        # While `live` is off a channel speaks to the sandbox, which knows no board: here the stub is one.
        monkeypatch.setattr(load("board"), "__init__", _towards(board, load("board").__init__))
        _with_a_board(here.folder)
        here.tick()
        item = here.stage.publish("Ponte chiuso", "Per lavori.")
        here.tick()
        here.stage.edit(item["id"], title="Ponte aperto")
        here.tick()
        _take_down(here)
        here.tick()
    assert board.posts == [
        ("/messages", {"panel": 3, "text": "Ponte chiuso"}),
        ("/messages/7", {"text": "Ponte aperto"}),
        ("/messages/7", ""),
    ]


@pytest.mark.usefixtures("installed")
def test_the_sandbox_plays_its_provider_too(tmp_path: Path) -> None:
    with town(tmp_path / "town", furnish=_with_a_board) as here:
        here.tick()
        item = here.stage.publish("Ponte chiuso", "Per lavori.")
        here.tick()
        assert here.stage.state()["board"][0]["text"] == "Ponte chiuso"
        here.stage.edit(item["id"], title="Ponte aperto")
        here.tick()
        assert here.stage.state()["board"][0]["text"] == "Ponte aperto"
        _take_down(here)
        here.tick()
        assert here.stage.state()["board"] == []


def _with_a_board(folder: Path) -> None:
    change_config(folder, r"^channels:\n", block("yaml"))
    templates = folder / "templates" / "board"
    templates.mkdir()
    (templates / "notizia.j2").write_text("{{ item.title | fit }}", encoding="utf-8")


def _take_down(here: Town) -> None:
    with here.open_council() as opened:
        render = Renderer(opened.config, opened.channels)
        by = Publisher(opened.store, opened.config, opened.channels, render)
        retract(by, "Ponte", "board", here.clock.time())


def _towards(stub: Stub, original: object) -> object:
    def init(self: object, access: Access) -> None:
        original(self, Access(stub.url, access.secrets, access.settings))  # type: ignore[operator]

    return init
