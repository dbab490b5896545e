"""The documentation covers everything in the program, and nothing that is not there."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path
from unittest.mock import ANY

import pytest

from pipeline import model
from pipeline.cli import main
from pipeline.cli.terminal import EXIT_CONFIG, EXIT_PARTLY, EXIT_WAITS
from pipeline.run import Report
from tests.town import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"| `{name}` |" in README


def test_every_dependency_has_its_line() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    wanted = [re.split(r"[\[<>=]", one)[0] for one in PROJECT["project"]["dependencies"]]
    assert [name for name in wanted if f"| {name} |" not in text] == []
    dev = [re.split(r"[<>=]", one)[0] for one in PROJECT["dependency-groups"]["dev"]]
    assert [name for name in dev if name not in text] == []
    listed = re.findall(r"^\| ([a-z0-9-]+) \|", text, re.M)
    assert set(listed) - {"distribution"} == set(wanted)


def test_every_room_and_every_module_beside_them_is_in_the_architecture() -> None:
    folder = ROOT / "pipeline"
    modules = [path.name for path in folder.glob("*.py") if not path.name.startswith("__")]
    rooms = [f"`{path.parent.name}/`" for path in folder.glob("*/__init__.py")]
    assert [name for name in modules + rooms if name not in ARCHITECTURE] == []


def test_every_state_is_explained() -> None:
    for state in [*model.PostState, *model.DeliveryState]:
        assert f"| `{state}` |" in ARCHITECTURE


@pytest.mark.parametrize("file", [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))])
def test_links_lead_somewhere(file: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", file.read_text(encoding="utf-8")):
        assert (file.parent / target).exists(), target


def test_the_threat_model_names_modules_and_tests_that_there_are() -> None:
    named = re.findall(r"`([^` ]+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    rooms = [ROOT, ROOT / "pipeline", ROOT / "channels", ROOT / "tests"]
    paths = [one for one in named if one.endswith((".py", "/")) and not one.startswith("http")]
    assert [one for one in paths if not any((room / one).exists() for room in rooms)] == []
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    names = [one for one in named if re.fullmatch(r"test_\w+", one)]
    assert [one for one in names if f"def {one}(" not in tests] == []
    assert len(paths) > 50
    assert len(names) > 20


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## {PROJECT['project']['version']} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_module_is_longer_than_it_should_be() -> None:
    """Except the one table of what the program decides: an enumeration cannot be parted."""
    long = [
        str(path.relative_to(ROOT))
        for package in ("pipeline", "channels")
        for path in (ROOT / package).rglob("*.py")
        if len(path.read_text(encoding="utf-8").splitlines()) > 300
    ]
    assert long == ["pipeline/codes.py"]


def test_no_module_has_the_name_of_one_of_the_standard_library() -> None:
    modules = [path for package in ("pipeline", "channels") for path in (ROOT / package).rglob("*.py")]
    assert [path for path in modules if path.stem in sys.stdlib_module_names] == []


def test_exit_codes_are_those_of_the_code() -> None:
    words = {
        EXIT_PARTLY: "partly",
        EXIT_CONFIG: "settings are wrong",
        EXIT_WAITS: "something waits for a person",
    }
    assert all(f"**{code}** {says}" in re.sub(r"\s+", " ", README) for code, says in words.items())
    assert "**0** done" in README
    assert Report().exit_code == 0
    assert Report(broken={"clock": "not set"}).exit_code == EXIT_PARTLY
    assert Report(waiting={"a": ANY}).exit_code == EXIT_WAITS


def test_no_function_takes_more_than_six_parameters() -> None:
    """If there are more, they belong together and become a value with a name."""
    many = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for package in ("pipeline", "channels")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and len(_parameters(node)) > 6
    ]
    assert many == ["pipeline/sandbox/portal.py: publish"]  # takes the fields of a form as they come


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    all_ = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return [one for one in all_ if one.arg not in ("self", "cls")]
