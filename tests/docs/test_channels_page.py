"""docs/channels.md: the channel of that page is installed as written, and the whole program publishes on it."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from channels.base import Access, Channel, Content, Key, Recipient
from channels.outcomes import Halt, Outcome, Refused, Retry, Sent, Uncertain
from channels.registry import load
from pipeline.cli.terminal import tell
from pipeline.sandbox.app import sandbox_in_thread
from pipeline.sandbox.client import SandboxClient
from pipeline.sandbox.world import Place, SandboxSettings
from pipeline.staff.actions import Publisher, retract
from pipeline.stages.render.choice import Renderer
from tests.contract.stub import Stub, running
from tests.town import ROOT, Town, change_config, free_port, town

PAGE = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")


def block(language: str, containing: str = "") -> str:
    """The first block of the page in that language with that text in it."""
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)
    return next(one for one in found if containing in one)


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
        assert "board (0)" in _page(here)
        here.tick()
        assert here.stage.state()["board"][0]["text"] == "Ponte chiuso"
        assert "board (1)" in _page(here)
        here.stage.edit(item["id"], title="Ponte aperto")
        here.tick()
        assert here.stage.state()["board"][0]["text"] == "Ponte aperto"
        _take_down(here)
        here.tick()
        assert here.stage.state()["board"] == []


@pytest.mark.usefixtures("installed")
def test_the_pages_own_test_passes() -> None:
    page: dict[str, Any] = {}
    exec(block("python", "def test_every_answer"), page)
    test = page["test_every_answer"]
    cases = test.pytestmark[0].args[1]
    for case in cases:
        test(*case)
    assert len(cases) == 6


def test_a_player_says_how_a_provider_of_another_shape_behaves() -> None:
    page: dict[str, Any] = {}
    exec(block("python", "class MatrixPlayer"), page)
    settings = SandboxSettings(own=(Place("matrix", "/matrix", page["MatrixPlayer"]()),))
    port = free_port()
    room = f"http://127.0.0.1:{port}/matrix/_matrix/client/v3/rooms/!abc:example.org"
    with sandbox_in_thread(settings, port=port), httpx.Client(trust_env=False) as http:
        stage = SandboxClient(f"http://127.0.0.1:{port}")
        said = http.put(f"{room}/send/m.room.message/n.1.1", json={"body": "Ponte chiuso"})
        event = said.json()["event_id"]
        assert [post["text"] for post in stage.state()["matrix"]] == ["Ponte chiuso"]
        change = {"m.new_content": {"body": "Ponte aperto"}, "m.relates_to": {"event_id": event}}
        assert http.put(f"{room}/send/m.room.message/e", json=change).json() == {"event_id": event}
        assert [post["text"] for post in stage.state()["matrix"]] == ["Ponte aperto"]
        assert http.put(f"{room}/redact/{event}/r", json={}).status_code == 200
        assert stage.state()["matrix"] == []
        assert http.put(f"{room}/redact/{event}/r", json={}).status_code == 404


@pytest.mark.usefixtures("installed")
def test_a_fault_strikes_it_too(tmp_path: Path) -> None:
    with town(tmp_path / "town", furnish=_with_a_board) as here:
        here.tick()
        here.stage.fault("cut_after", channel="board")
        here.stage.publish("Ponte chiuso", "Per lavori.")
        here.tick()
        assert here.stage.state()["board"][0]["text"] == "Ponte chiuso"
        uncertain = here.rows(
            "SELECT p.channel FROM delivery d JOIN post p ON p.id = d.post_id WHERE d.state = 'uncertain'"
        )
        assert uncertain == [("board",)]


@pytest.mark.usefixtures("installed")
def test_the_log_does_not_call_a_refusal_sent(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with town(tmp_path / "town", furnish=_with_a_board) as here:
        here.tick()
        here.stage.fault("refuse", channel="board", status=422)
        here.stage.publish("Ponte chiuso", "Per lavori.")
        with caplog.at_level("INFO"):
            tell(here.tick())
    assert "answered channel=board count=1" in caplog.messages
    assert not [line for line in caplog.messages if line.startswith("sent ")]


def _page(here: Town) -> str:
    return httpx.get(f"{here.config.sandbox.url}/sandbox", trust_env=False).text


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
