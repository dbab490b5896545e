"""YAML nested beyond all sense is one line, in config.yaml and in a template's front matter, and ends no process."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings.nesting import DEEPEST, line_too_deep
from tests.commands import call
from tests.town import ROOT

DEEP = {
    "brackets": "a: " + "[" * 100_000 + "\n",
    "closed brackets": "a: " + "[" * 60_000 + "]" * 60_000 + "\n",
    "braces": "a: " + "{a: " * 20_000 + "\n",
    "dashes": "- " * 90_000 + "\n",
    "indentation": "".join(" " * n + "a:\n" for n in range(500)),
    "an item of each": "a:\n" + "".join("  " * n + "- a:\n" for n in range(1, 300)),
}


@pytest.mark.parametrize("form", DEEP)
def test_where_it_is_too_deep_is_told(form: str) -> None:
    assert line_too_deep(DEEP[form]) > 0


@pytest.mark.parametrize(
    "plain",
    [
        "a: 1\n" * 3,
        "[" * DEEPEST + "]" * DEEPEST,
        "text: |\n" + " " * 100 + "far to the right\n",
        "many: [" + "[], " * 500 + "]\n",
        (ROOT / "config.yaml").read_text(encoding="utf-8"),
    ],
    ids=lambda text: text[:12],
)
def test_nothing_else_is_refused(plain: str) -> None:
    assert line_too_deep(plain) == 0


@pytest.mark.parametrize("form", DEEP)
@pytest.mark.parametrize("file", ["config.yaml", "templates/whatsapp/notizia.j2"])
def test_a_command_says_so_in_one_line(tmp_path: Path, form: str, file: str) -> None:
    call("init", str(tmp_path))
    source = DEEP[form] if file == "config.yaml" else f"---\n{DEEP[form][:90_000]}\n---\nx\n"  # not too large
    (tmp_path / file).write_text(source, encoding="utf-8")
    done = call("templates", "check", cwd=tmp_path)
    assert done.returncode > 0  # a signal that ended it would be below
    assert "annidat" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
