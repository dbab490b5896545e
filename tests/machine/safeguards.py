"""Every safeguard of sending, and the way to switch it off from outside: proof that the machine fails without it.

Production code has no switch. Each one here replaces one method, or a condition of a named statement; if that condition
is no longer there the switch itself fails, so that this list stays true.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import count
from types import SimpleNamespace
from typing import Any, ClassVar
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from pipeline.model import Lane
from pipeline.staff import raising
from pipeline.stages.deliver import attempts, drainer
from pipeline.stages.deliver.claims import Claimer, Ready
from pipeline.stages.deliver.drainer import Drainer
from pipeline.stages.deliver.flight import Flight
from pipeline.stages.release.election_gate import ElectionGate
from pipeline.stages.release.gates import GO
from pipeline.stages.release.quiet_gate import QuietGate
from pipeline.stages.settle import receipts
from pipeline.store import Store, deliveries, posts, publications, queries, states
from tests.machine.stories import Stories
from tests.machine.test_machine import PER_EXAMPLE, same_everywhere
from tests.machine.world import empty_town

Off = Callable[[], AbstractContextManager[Any]]
ROUND = 10  # examples played from one seed; later ones vary earlier ones, a new seed begins anew
HOLDER = "AND epoch = :epoch AND holder = :holder"
NOT_TAKEN_BACK = "o.taken_back_at IS NOT NULL"


@dataclass(frozen=True)
class Safeguard:
    name: str
    off: Off


@dataclass(frozen=True)
class Found:
    """The check that first failed without a safeguard; "" = none did."""

    by: str
    steps: int
    examples: int


@contextmanager
def statements(*changes: tuple[str, str, str]) -> Iterator[None]:
    """Named statements with one part of each replaced: (name, old, new)."""
    real = queries.load()
    changed = dict(real)
    for name, old, new in changes:
        assert old in changed[name], f"{name} no longer has {old!r}"
        changed[name] = changed[name].replace(old, new)
    with patch.object(queries, "load", lambda: changed):
        yield


@contextmanager
def commit_after_the_call() -> Iterator[None]:
    """A claim reaches the database only with its answer."""
    claim, begin, record = Claimer.claim, Drainer._claim, drainer.record

    def claim_without_commit(self: Claimer, lanes: Sequence[Lane], room: int, now: float) -> list[Ready]:
        with self.store.transaction():
            ready = claim(self, lanes, room, now)
            self.store.connection.executemany(
                "UPDATE delivery SET state = 'pending', attempt = attempt - 1 WHERE id = ?",
                [(one.delivery,) for one, _, _ in ready],
            )
        return ready

    def claim_when_all_is_known(self: Drainer, now: float) -> None:
        if not self.flying and not self.flight.answers:
            begin(self, now)

    def record_with_claim(store: Store, sender: str, answers: Any, *about: Any) -> None:
        with store.transaction():
            store.connection.executemany(
                "UPDATE delivery SET state = 'sending', attempt = ? WHERE id = ? AND state = 'pending'",
                [(one.claimed.attempt, one.claimed.delivery) for one in answers],
            )
            record(store, sender, answers, *about)

    with (
        patch.object(Claimer, "claim", claim_without_commit),
        patch.object(Drainer, "_claim", claim_when_all_is_known),
        patch.object(drainer, "record", record_with_claim),
    ):
        yield


@contextmanager
def claim_of_everything() -> Iterator[None]:
    begin = Drainer.__init__

    def begin_greedily(self: Drainer, *values: Any) -> None:
        begin(self, *values)
        self.batch = 1000

    with patch.object(Drainer, "__init__", begin_greedily):
        yield


def all_may_leave(store: Store, claimed: Iterable[int], *about: Any) -> set[int]:
    return set(claimed)


UNLOCKED = SimpleNamespace(flock=lambda *about: None, LOCK_EX=0, LOCK_SH=0, LOCK_NB=0)


@contextmanager
def election_without_a_gate() -> Iterator[None]:
    """What was made before the period goes on in it."""
    with (
        patch.object(ElectionGate, "ask", lambda *about: GO),
        patch.object(ElectionGate, "close", lambda *about: None),
    ):
        yield


AN_EXERCISE = ("WHEN p.exercise <> '' AND (", "WHEN 1 = 0 AND (")
THIS_LEASE = "AND sender.holder = :holder AND sender.epoch = :epoch "
NOTHING_OFF = Safeguard("(nothing is off)", nullcontext)  # the control: it must find nothing
NOT_SUBSCRIBED = "WHEN s.state <> 'active' AND NOT (:to_paths = 1 AND s.state = 'suspended') THEN s.state"
SAFEGUARDS = (
    Safeguard("commit before the call", commit_after_the_call),
    Safeguard(
        "attempts file before the request",
        lambda: patch.object(attempts.AttemptsFile, "leaving", lambda self, claimed: None),
    ),
    Safeguard("lock of the attempts file", lambda: patch.object(attempts, "fcntl", UNLOCKED)),
    Safeguard(
        "epoch of the lease",
        lambda: statements(
            ("holds_lease", HOLDER, ""),
            ("lease_renew", HOLDER, ""),
            ("lease_give_up", HOLDER, ""),
            ("claim_deliveries", THIS_LEASE, ""),
            ("may_leave", THIS_LEASE, ""),
        ),
    ),
    Safeguard("gate of election periods", election_without_a_gate),
    Safeguard("an exercise inside the claim", lambda: statements(("claim_deliveries", *AN_EXERCISE))),
    Safeguard(
        "an exercise in claim and release",
        lambda: statements(
            ("claim_deliveries", *AN_EXERCISE),
            ("release_to_subscribers", "(:exercise = '' OR", "(1 = 1 OR"),
            ("release_to_page", "WHERE :exercise = ''", "WHERE :exercise IS NOT NULL"),
        ),
    ),
    Safeguard(
        "what is made of an exercise is one",
        lambda: statements(
            ("insert_post", "coalesce((SELECT exercise FROM item WHERE id = :item_id), '')", "''")
        ),
    ),
    Safeguard(
        "a second name for the emergency lane", lambda: patch.object(raising, "is_same", lambda *about: False)
    ),
    Safeguard("nonce in the key", lambda: patch.object(receipts, "_is_ours", lambda *about: True)),
    Safeguard("new nonce after a restore", lambda: patch.object(Store, "new_nonce", lambda self: None)),
    Safeguard(
        "rank of receipts",
        lambda: statements(("note_receipts", "WHERE attempt.rank < excluded.rank", "")),
    ),
    Safeguard("claim of a quarter second", claim_of_everything),
    Safeguard(
        "consent inside the claim",
        lambda: statements(("claim_deliveries", NOT_SUBSCRIBED, "")),
    ),
    Safeguard(
        "consent again after a standstill", lambda: patch.object(Flight, "_is_stale", lambda self: False)
    ),
    Safeguard(
        "attempt number never reused",
        lambda: statements(("claim_deliveries", "attempt = attempt + 1", "attempt = max(attempt, 1)")),
    ),
    Safeguard("what is out is a table", lambda: patch.object(publications, "note", lambda *about: None)),
    Safeguard(
        "taken back is not sent again",
        lambda: statements(
            ("settle_again", NOT_TAKEN_BACK, "0"),
            ("receipt_fails", NOT_TAKEN_BACK, "0"),
        ),
    ),
    Safeguard("quiet hours at every claim", lambda: patch.object(QuietGate, "at_claims", False)),
    Safeguard(
        "a citizen's own night inside the claim",
        lambda: statements(("claim_deliveries", "p.lane <> 'reply' AND s.quiet_from <> s.quiet_to", "1 = 0")),
    ),
    Safeguard(
        "a week's number inside the claim",
        lambda: statements(
            ("claim_deliveries", ":a_week > 0 AND p.corrects = '' AND p.lane = 'news'", "1 = 0")
        ),
    ),
    Safeguard("look before leaving", lambda: patch.object(deliveries, "may_leave", all_may_leave)),
    Safeguard("correction of the late", lambda: patch.object(deliveries, "correct", lambda *about: None)),
    Safeguard("settle after every move", lambda: patch.object(posts, "settle", lambda *about: None)),
    Safeguard("guard of moves", lambda: patch.object(states, "guard", lambda connection: None)),
)


# Played as one story (`test_safeguards.py`): chance seldom leads there.
RECEIPT_IN_A_CHASE = Safeguard(
    "receipt inside the claim of a chase",
    lambda: statements(("claim_deliveries", "THEN 'reached'", "AND 1 = 0 THEN 'reached'")),
)


def search(safeguard: Safeguard, most: int) -> Found:
    """Run the machine without it for about so many steps at most, round after round; the same every time."""

    class Counted(Stories):
        steps: ClassVar[int] = 0
        examples: ClassVar[int] = 0
        found: ClassVar[Found | None] = None

        def __init__(self) -> None:
            super().__init__()
            Counted.examples += Counted.found is None

        def check_invariants(self, *about: Any, **more: Any) -> None:
            Counted.steps += Counted.found is None
            super().check_invariants(*about, **more)

        def teardown(self) -> None:
            note(sys.exc_info()[1])
            try:
                super().teardown()
            except Exception as error:
                note(error)
                raise

    def note(error: BaseException | None) -> None:
        if Counted.found is None and isinstance(error, Exception):
            Counted.found = Found(_what_found(error), Counted.steps, Counted.examples)

    chosen = settings(
        max_examples=ROUND,
        stateful_step_count=PER_EXAMPLE,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    empty_town()  # made with everything in its place
    with safeguard.off(), same_everywhere():
        for number in count(1):
            if Counted.found is not None or Counted.steps >= most:
                break
            try:
                run_state_machine_as_test(seed(number)(Counted), settings=chosen)  # type: ignore[no-untyped-call]
            except Exception:
                if Counted.found is None:
                    raise
    return Counted.found or Found("", Counted.steps, Counted.examples)


def _what_found(error: BaseException) -> str:
    """The innermost check of the machine that failed, in words."""
    name, trace = "", error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename.endswith(("checks.py", "hands.py", "stories.py")):
            name = code.co_name
        trace = trace.tb_next
    words = name.strip("_").replace("_", " ")
    return words if isinstance(error, AssertionError) else f"{words} ({type(error).__name__})"
