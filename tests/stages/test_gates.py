"""Gates: whether a post may begin, and the end of a post that may not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.reasons import Code, Reason, read
from pipeline.stages.release.gates import GO, End, Gate, Opening, Wait
from pipeline.store import Store
from tests.contract.stub import Stub
from tests.sending import Post

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow


class Answering(Gate):
    """A gate that answers as set, and remembers the posts it was asked about."""

    def __init__(self, answer: Opening, *, once: bool = True) -> None:
        self.answer, self.once = answer, once
        self.asked: list[int] = []
        self.looked: list[int] = []

    def look(self, store: Store, post: PostRow) -> None:
        self.looked.append(post["id"])

    def ask(self, store: Store, post: PostRow, now: float) -> Opening:
        self.asked.append(post["id"])
        return self.answer


@pytest.fixture
def post(tmp_path: Path, meta: Stub) -> Post:
    return Post(tmp_path, meta.url, citizens=60)


def state(post: Post) -> tuple[str, Reason | None]:
    row = post.store.post(id=1)
    assert row is not None
    return row["state"], read(row)


def guard(post: Post, *gates: Gate) -> None:
    post.sender = replace(post.sender, gates=gates)


def test_a_post_begins_when_all_gates_are_open(post: Post, meta: Stub) -> None:
    first, second = Answering(GO), Answering(GO)
    guard(post, first, second)
    post.announce()
    post.drain()
    assert len(meta.posts) == 60
    assert first.asked == second.asked == first.looked == [1]


def test_a_gate_that_ends_it_is_the_last_one_asked(post: Post, meta: Stub) -> None:
    after = Answering(GO)
    guard(post, Answering(End(Reason(Code.GATHERED), deferred=True, estimate=7)), after)
    post.announce()
    post.drain()
    assert (state(post), after.asked, meta.posts) == (("cancelled", Reason(Code.GATHERED)), [], [])
    assert post.rows("SELECT deferred, estimate FROM post") == [(1, 7)]


def test_a_gate_may_let_it_wait_for_a_moment(post: Post, meta: Stub) -> None:
    until = post.clock.now + 3600
    gate = Answering(Wait(Reason(Code.OTHER, said="quiet hours"), until))
    guard(post, gate)
    post.announce()
    post.drain()
    assert state(post) == ("due", Reason(Code.OTHER, said="quiet hours"))
    post.drain()
    assert (gate.asked, meta.posts) == ([1], [])  # not asked again before that moment
    gate.answer, post.clock.now = GO, until
    post.drain()
    assert (state(post), len(meta.posts)) == (("done", None), 60)


def test_without_a_moment_it_waits_for_somebody(post: Post, meta: Stub) -> None:
    guard(post, Answering(Wait(Reason(Code.TEMPLATE_MISSING))))
    post.announce()
    post.drain()
    post.clock.now += 7200
    post.drain()
    assert (state(post), meta.posts) == (("paused", Reason(Code.TEMPLATE_MISSING)), [])


@pytest.mark.parametrize(("once", "times"), [(True, 1), (False, 3)])
def test_a_gate_is_asked_before_the_first_chunk_or_before_each(
    post: Post, monkeypatch: pytest.MonkeyPatch, once: bool, times: int
) -> None:
    monkeypatch.setattr("pipeline.stages.release.release.CHUNK", 25)
    gate = Answering(GO, once=once)
    guard(post, gate)
    post.announce()
    post.drain()
    assert gate.asked == [1] * times
