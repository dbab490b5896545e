"""The council's street file: read as spreadsheets write it, and strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings.reader import load
from pipeline.settings.values import ConfigError
from pipeline.words import put
from tests.town import ROOT, change_config


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(
        (ROOT / "config.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    change_config(tmp_path, r"^zones: \{\}", "zones: {centro: [Centro], borgo san rocco: []}")
    change_config(tmp_path, r'^streets: ""', "streets: vie.csv")
    return tmp_path


def streets(folder: Path, text: str, encoding: str = "utf-8") -> dict[str, tuple[str, ...]]:
    (folder / "vie.csv").write_bytes(text.encode(encoding))
    return dict(load(folder).streets)


@pytest.mark.parametrize(
    "text",
    [
        "via;zona\nVia Roma;centro\nViale Libertà;centro,borgo san rocco\n",
        "Via Roma,centro\nViale Libertà,centro,Borgo San Rocco\n",
        "\n  Via  Roma ; Centro\n\nViale Libertà;centro|borgo san rocco;\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_it_is_read_as_spreadsheets_write_it(folder: Path, text: str, encoding: str) -> None:
    found = streets(folder, text, encoding)
    assert found == {"via roma": ("centro",), "viale liberta": ("centro", "borgo san rocco")}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Via Roma;centro\nVia Po;periferia\n", "vie.csv:2: 'periferia' is no zone of config.yaml"),
        ("Via Roma;centro\nV. ROMA;centro\n", "vie.csv:2: V. ROMA is there twice"),
        ("Via Roma\n", "vie.csv:1: Via Roma: its zone is missing"),
        ("Roma;centro\n", "vie.csv:1: 'Roma' has no kind and name"),
    ],
)
def test_a_mistake_is_a_line_with_its_place(folder: Path, text: str, line: str) -> None:
    with pytest.raises(ConfigError) as caught:
        streets(folder, text)
    assert line in str(caught.value)
    assert put(caught.value.sentence)


def test_a_file_that_is_not_there_is_a_line(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"vie\.csv"):
        load(folder)
