"""Patterns of modules are compiled at their first use, and all of them can be."""

from __future__ import annotations

import gc
import importlib
import re
import subprocess
import sys
from unittest.mock import patch

import pytest

from pipeline import patterns
from pipeline.patterns import lazy_re
from tests.town import ROOT

# Rooms whose modules have many patterns.
PLACES = ("stages/decide", "stages/parse", "stages/render")


def test_a_lazy_pattern_is_like_a_compiled_one() -> None:
    lazy, compiled = lazy_re(r"(\w)-(\w)", re.I), re.compile(r"(\w)-(\w)", re.I)
    for _ in range(2):
        assert [found.groups() for found in lazy.finditer("a-b C-D")] == [("a", "b"), ("C", "D")]
        assert lazy.sub(r"\2", "a-b") == compiled.sub(r"\2", "a-b") == "b"
        assert lazy.search("ab") is None
    assert (lazy.pattern, lazy.groups, lazy.flags) == (compiled.pattern, compiled.groups, compiled.flags)


def test_a_pattern_is_compiled_at_its_first_use_and_never_again() -> None:
    with patch.object(patterns.re, "compile", wraps=re.compile) as compiling:
        lazy = lazy_re("sagra")
        assert compiling.call_count == 0
        assert lazy.search("la sagra")
        assert lazy.match("la fiera") is None
        assert compiling.call_count == 1


def test_all_patterns_are_compiled_before_a_process_forks_others() -> None:
    lazy = lazy_re("fiera")
    patterns.compile_all()
    with patch.object(patterns.re, "compile", wraps=re.compile) as compiling:
        assert lazy.search("la fiera")
        assert compiling.call_count == 0


@pytest.mark.parametrize("place", PLACES)
def test_every_pattern_of_a_room_can_be_compiled(place: str) -> None:
    """A mistake in one would show only at the item that needs it."""
    for file in sorted((ROOT / "pipeline" / place).glob("[!_]*.py")):
        importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
    lazy = [one for one in gc.get_objects() if isinstance(one, patterns._Pattern)]
    assert lazy
    for one in lazy:
        one.search("")


def test_ordinary_news_compiles_nothing_of_what_only_talks_of_dangers() -> None:
    code = (
        "import re\n"
        "from unittest.mock import patch\n"
        "from pipeline import patterns\n"
        "from pipeline.model import Entry, Lane\n"
        "from pipeline.stages.decide import talk\n"
        "from pipeline.stages.decide.wording import wording_of\n"
        "with patch.object(patterns.re, 'compile', wraps=re.compile) as compiling:\n"
        "    for title in ('Mercato della domenica', 'Orari della biblioteca'):\n"
        "        wording_of(Entry('1', '', title, 'In piazza dalle 8 alle 13.', ''), Lane.NEWS)\n"
        "    compiled = {one.args[0] for one in compiling.call_args_list}\n"
        "print(sorted(kind.value for kind, one in talk._PATTERNS if one.pattern in compiled), len(compiled) > 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[] True", done.stderr
