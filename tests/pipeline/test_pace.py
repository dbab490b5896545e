"""Pacing: never more than the cap in any sliding second, and close to it on the whole."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline._breaker import Suspicion
from pipeline._pace import SHARE, Pacer, shares
from pipeline.model import Lane


def run(pacer: Pacer, times: list[float], wanted: int = 1000) -> list[float]:
    return [at for at in times for _ in range(pacer.take(at, wanted))]


@given(st.sampled_from([1.0, 5.0, 20.0, 80.0, 1000.0]), st.lists(st.floats(0, 0.4), min_size=1, max_size=200))
def test_no_sliding_second_sees_more_than_the_cap(rate: float, steps: list[float]) -> None:
    at, times = 100.0, []
    for step in steps:
        at += step
        times.append(at)
    sent = run(Pacer(rate), times)
    for start in sent:
        assert sum(start <= one < start + 1 for one in sent) <= rate


@pytest.mark.parametrize("rate", [20, 80, 400, 1000])
def test_the_rate_is_nearly_the_cap_whatever_the_ticks(rate: int) -> None:
    chance = random.Random(1)
    ticks = [100.0]
    while ticks[-1] < 110:
        ticks.append(ticks[-1] + chance.uniform(0.02, 0.04))
    sent = run(Pacer(rate), ticks)
    assert 0.97 * rate * SHARE <= len(sent) / 10 <= rate


def test_a_slow_channel_waits_its_interval() -> None:
    sent = run(Pacer(0.5), [100 + n * 0.1 for n in range(100)])
    assert len(sent) == 5


def test_waiting_ends_when_the_next_may_leave() -> None:
    pacer = Pacer(80)
    pacer.take(100.0, 100)
    assert pacer.take(100.0 + pacer.wait(100.0) + 1e-6, 1) == 1


def test_an_emergency_leaves_one_slot_in_ten_to_replies() -> None:
    assert shares(20)[:2] == [(Lane.EMERGENCY, 18), (Lane.REPLY, 20)]
    assert shares(1)[0] == (Lane.EMERGENCY, 1)


def test_many_uncertain_answers_lead_to_single_probes_and_then_to_a_halt() -> None:
    suspicion = Suspicion()
    for n in range(10):
        assert not suspicion.probing
        suspicion.note(True, float(n))
    assert suspicion.probing
    waits = []
    for _ in range(4):
        suspicion.note(True, 100.0)
        waits.append(suspicion.probe_at - 100.0)
    assert waits == sorted(waits)
    assert suspicion.hopeless


def test_one_certain_answer_to_a_probe_ends_the_suspicion() -> None:
    suspicion = Suspicion()
    for n in range(11):
        suspicion.note(True, float(n))
    suspicion.note(False, 20.0)
    assert not suspicion.probing
