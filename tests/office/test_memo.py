"""Figures that take long are counted once for all who look, and anew after somebody has acted."""

from __future__ import annotations

import threading

import pytest

from pipeline.web.staff import memo
from pipeline.web.staff.memo import Memo


def test_many_who_look_at_once_are_counted_for_once() -> None:
    kept, counted, ready = Memo(), [], threading.Event()

    def count() -> int:
        ready.wait(5)
        counted.append(1)
        return 7

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(kept.get("n", count))) for _ in range(8)]
    for one in threads:
        one.start()
    ready.set()
    for one in threads:
        one.join(5)
    assert (found, len(counted)) == ([7] * 8, 1)


def test_it_is_counted_anew_after_an_act_and_when_it_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, numbers = Memo(), iter(range(10))
    assert [kept.get("n", lambda: next(numbers)) for _ in range(3)] == [0, 0, 0]
    kept.forget()
    assert kept.get("n", lambda: next(numbers)) == 1
    assert kept.get("other", lambda: 5) == 5
    monkeypatch.setattr(memo, "KEPT", 0.0)
    monkeypatch.setattr(memo, "TIMES", 0)
    kept.forget()
    assert [kept.get("n", lambda: next(numbers)) for _ in range(2)] == [2, 3]


def test_a_failure_is_not_kept() -> None:
    kept = Memo()
    for _ in range(2):
        try:
            kept.get("n", lambda: 1 / 0)
        except ZeroDivisionError:
            continue
        raise AssertionError("it was kept")
    assert kept.get("n", lambda: 3) == 3
