"""The judge of the worst failures detects each of them."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.chaos.verdict import Book, judge

CITIZENS = ["+393330000001", "+393330000002"]
FIRST, SECOND = (("whatsapp", number) for number in CITIZENS)
PAGE = ("facebook", "")


def books(first: str, second: str = "sent", page: str = "sent") -> Book:
    return {FIRST: {first}, SECOND: {second}, PAGE: {page}}


@pytest.mark.parametrize(
    ("copies", "states", "wrong"),
    [
        ((1, 1, 1), books("sent"), []),
        ((0, 1, 1), books("uncertain"), []),
        ((1, 1, 0), books("sent", page="uncertain"), []),
        ((2, 1, 1), books("sent"), ["twice: citizen 1 (2 times)"]),
        ((2, 1, 1), books("uncertain"), ["twice: citizen 1 (2 times)"]),
        ((1, 1, 2), books("sent"), ["twice: facebook (2 times)"]),
        ((0, 1, 1), books("failed"), ["missing: citizen 1 (failed)"]),
        ((0, 1, 1), {SECOND: {"sent"}, PAGE: {"sent"}}, ["missing: citizen 1 (unknown)"]),
        (
            (0, 1, 1),
            books("sent"),
            ["missing: citizen 1 (sent)", "books: citizen 1: 0 out, sent by the books"],
        ),
        ((1, 1, 1), books("skipped"), ["books: citizen 1: 1 out, skipped by the books"]),
    ],
)
def test_verdicts(copies: tuple[int, int, int], states: Book, wrong: list[str]) -> None:
    received = Counter(dict(zip([*CITIZENS, "facebook"], copies, strict=True)))
    assert judge(received, states, CITIZENS, ["facebook"]).violations() == wrong
