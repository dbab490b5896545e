"""What a page shows is compared as people see it."""

from __future__ import annotations

import pytest

from channels.sameness import squeezed


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("perche\u0301", "perché"),  # the accent by itself, as some editors write it
        ("www.comune\u200b.example", "www.comune.example"),
        ("Avviso:\n\n ponte  chiuso ", "Avviso: ponte chiuso"),
    ],
)
def test_what_nobody_sees_makes_no_difference(sent: str, shown: str) -> None:
    assert squeezed(sent) == squeezed(shown)


def test_an_accent_and_a_word_do_make_one() -> None:
    assert squeezed("perche") != squeezed("perché")
    assert squeezed("ponte chiuso") != squeezed("pontechiuso")
