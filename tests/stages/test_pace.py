"""Pacing: never more than the cap in any sliding second, and close to the cap overall."""

from __future__ import annotations

import random
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stages.deliver.breaker import Suspicion
from pipeline.stages.deliver.pace import REPLIES, WINDOW, Pacer, owed_to_replies, shares


def run(pacer: Pacer, times: list[float], wanted: int = 1000) -> list[float]:
    return [at for at in times for _ in range(pacer.take(at, wanted))]


def moments(steps: list[float], start: float = 100.0) -> list[float]:
    return list(accumulate(steps, initial=start))


def most_in_a_second(sent: list[float]) -> int:
    """Of sliding seconds that begin at each request: no others can be busier."""
    most, first = 0, 0
    for last, at in enumerate(sent):
        while sent[first] + 1 <= at:
            first += 1
        most = max(most, last - first + 1)
    return most


@given(
    st.sampled_from([1.0, 5.0, 20.0, 80.0, 400.0, 1000.0]),
    st.lists(
        st.tuples(st.floats(0, 0.4) | st.sampled_from([0.02, 1.0, 3.0]), st.integers(0, 1500)), max_size=200
    ),
)
def test_no_sliding_second_sees_more_than_the_cap(rate: float, steps: list[tuple[float, int]]) -> None:
    """For any stalls and any demand."""
    pacer, sent = Pacer(rate), []
    for at, (_, wanted) in zip(moments([step for step, _ in steps]), steps, strict=False):
        sent += [at] * pacer.take(at, wanted)
    assert most_in_a_second(sent) <= max(1, rate * WINDOW)


@given(
    st.sampled_from([20.0, 80.0, 400.0, 1000.0]),
    st.lists(st.tuples(st.floats(0, 0.3), st.floats(0, 0.2)), max_size=100),
)
def test_requests_count_when_they_are_written_not_when_their_places_were_kept(
    rate: float, steps: list[tuple[float, float]]
) -> None:
    """Meanwhile the disk, the loop or the machine may be slow; no other request takes their place."""
    pacer, at, sent = Pacer(rate), 100.0, []
    late: list[float] = []  # when those on the way will be written
    for idle, stall in steps:
        at += idle
        written = sorted(one for one in late if one <= at)
        late = [one for one in late if one > at]
        for one in written:
            pacer.wrote(one)
        sent += written
        late += [at + stall] * pacer.set_aside(at, 1000)
    assert most_in_a_second(sorted(sent + late)) <= rate * WINDOW


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([80.0, 400.0, 1000.0]), st.integers(), st.floats(0, 0.06))
def test_the_mean_is_95_percent_of_the_cap_though_the_loop_stalls(
    rate: float, seed: int, stall: float
) -> None:
    """A look every 20 to 25 ms, and a stall of up to 60 ms three times a second."""
    chance = random.Random(seed)
    steps = [
        chance.uniform(0.02, 0.025) + (chance.uniform(0, stall) if chance.random() < 0.07 else 0)
        for _ in range(2500)
    ]
    sent = run(Pacer(rate), moments(steps))
    assert len(sent) / (sent[-1] - sent[0]) >= 0.95 * rate
    assert most_in_a_second(sent) <= rate * WINDOW


def test_a_broadcast_begins_without_a_heap() -> None:
    assert [Pacer(1000).take(100.0, 1000), Pacer(80).take(5.0, 80)] == [1, 1]


def test_a_slow_channel_waits_its_interval() -> None:
    sent = run(Pacer(0.5), [100 + n * 0.1 for n in range(100)])
    assert len(sent) == 5


def test_waiting_ends_when_the_next_may_leave() -> None:
    pacer = Pacer(80)
    pacer.take(100.0, 100)
    assert pacer.take(100.0 + pacer.wait(100.0) + 1e-6, 1) == 1


@pytest.mark.parametrize("room", [1, 19, 242])
def test_an_emergency_leaves_one_claim_in_so_many_to_replies_whatever_the_rate(room: int) -> None:
    owed, replies, claims = 0.0, 0, 480
    for _ in range(claims):
        owed = owed_to_replies(owed, room)
        [(_, alerts), (_, most), *_] = shares(room, int(owed))
        assert most == room
        replies += room - alerts
        owed -= room - alerts
    assert replies == pytest.approx(claims * room / REPLIES, abs=1)


def test_replies_do_not_save_up_what_they_have_not_used() -> None:
    owed = 0.0
    for _ in range(100):
        owed = owed_to_replies(owed, 19)
    assert owed < 2


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
