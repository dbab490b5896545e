"""Every reason the program gives has its Italian words."""

from __future__ import annotations

import re

import pytest

from pipeline._words import italian
from tests.town import ROOT


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("stale: 12 days old", "vecchia di 12 giorni"),
        ('rule "Albo pretorio"', "regola: categoria «Albo pretorio» esclusa"),
        ("template: templates/x.j2:3: wrong", "modello da correggere: templates/x.j2:3: wrong"),
        ("132001: no such approved template", "132001: no such approved template"),
    ],
)
def test_reasons(reason: str, words: str) -> None:
    assert italian(reason) == words


def test_every_reason_of_decide_is_translated() -> None:
    source = (ROOT / "pipeline" / "decide.py").read_text(encoding="utf-8")
    given = re.findall(r'Action\.\w+, "([^"]+)"|(?:return|skip or doubt or) "([a-z][^"]+)"', source)
    reasons = {one for pair in given for one in pair if one}
    assert len(reasons) > 8
    assert [reason for reason in reasons if italian(reason) == reason] == []
