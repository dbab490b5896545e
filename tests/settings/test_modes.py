"""What holds citizens' data or keys is its owner's alone, whatever was there before."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.settings.folder import lay_out
from pipeline.settings.modes import close_to_others, open_to_others
from pipeline.settings.reader import load
from tests.commands import call
from tests.databases import demand_sqlite
from tests.town import Town, number


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}


def test_with_umask_0_nothing_in_data_is_open_to_others(here: Town) -> None:
    here.join(number(1))
    here.stage.publish("Avviso", "Testo.")
    with here.serving():
        assert here.call("run").returncode in (0, 3)
        found = modes(here.folder)
    data = {name: mode for name, mode in found.items() if name == "data" or name.startswith("data/")}
    assert len(data) > 5
    assert {name: oct(mode) for name, mode in data.items() if mode & 0o077} == {}
    assert found["secrets.env"] == 0o600
    assert found[".infostiglia.witness"] == 0o600


def test_what_was_open_is_closed_at_the_next_start_and_check_says_so(here: Town) -> None:
    demand_sqlite("files of the database")
    data = here.config.data
    (data / "attempts").mkdir(exist_ok=True)
    (data / "attempts" / "whatsapp.99").write_text("")
    loose = [
        data,
        data / "infostiglia.db",
        data / "inbox.db",
        data / "sandbox.keys",
        here.folder / "secrets.env",
    ]
    loose += [data / "attempts", data / "attempts" / "whatsapp.99"]
    for path in loose:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert {*loose} <= {*open_to_others(here.config)}
    said = here.call("check").stdout
    for path in loose:
        assert f"{path}: altri su questo computer potevano leggerlo o cambiarlo; ora è chiuso" in said
    assert close_to_others(here.config) == []
    data.chmod(0o777)
    (data / "infostiglia.db").chmod(0o666)
    here.call("run")
    assert open_to_others(here.config) == []


def test_a_fresh_folder_and_its_settings(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    call("init", ".", cwd=tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600
    call("check", cwd=tmp_path)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_nobody_else_may_change_settings_and_templates(tmp_path: Path) -> None:
    """An address changed there would be given our tokens. A group of editors may."""
    folder = tmp_path / "ufficio"
    lay_out(folder)
    assert {name: oct(mode) for name, mode in modes(folder).items() if mode & 0o002} == {}
    assert stat.S_IMODE(folder.stat().st_mode) & 0o002 == 0
    template = folder / "templates" / "whatsapp" / "allerta.j2"
    for path in (folder, folder / "config.yaml", template.parent, template):
        path.chmod(0o777)
    assert {folder, folder / "config.yaml", template.parent, template} <= {*open_to_others(load(folder))}
    assert close_to_others(load(folder)) == []
    assert stat.S_IMODE(template.stat().st_mode) == 0o775
