"""The attempts file and the lease: the conclusions that the next holder may draw, and those it must not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.outcomes import About, Halt, Outcome, Refused, Rest, Retry, Scope, Sent, Uncertain
from pipeline.stages.deliver import attempts
from pipeline.stages.deliver.attempts import AttemptsFile, traces
from pipeline.stages.deliver.lease import QUIET, TERM, Lease, acquire
from pipeline.stages.settle.answers import Answer, Claimed, Retries, from_json, to_json
from pipeline.store import Store
from tests.databases import open_store

NOW = 1_795_500_000.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    one = open_store(tmp_path / "main.db")
    for statement in (
        "INSERT INTO item (source, title, lane, published_at, first_seen_at) VALUES ('f', 't', 'news', 1, 1)",
        """INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at, not_after,
            release_to, released_at)
        VALUES (1, 'whatsapp', 'publish', 1, 'news', 3, 'off', 'sending', 1, 1, 9e9, 3, 1)""",
        "INSERT INTO delivery (post_id, recipient, mode, due_at)"
        " VALUES (1, 1, 'off', 1), (1, 2, 'off', 1), (1, 3, 'off', 1)",
    ):
        one.connection.execute(statement)
    yield one
    one.close()


def take(store: Store, folder: Path, now: float = NOW) -> Lease | None:
    return acquire(store, folder, "whatsapp", "run:1", Retries(5, random.Random(1)), now)


def claim(store: Store, lease: Lease) -> list[Claimed]:
    """All three deliveries, as the drain would."""
    store.connection.execute(
        "UPDATE delivery SET state = 'sending', attempt = attempt + 1, epoch = ?", (lease.epoch,)
    )
    return [Claimed(n, n, 1, 1) for n in (1, 2, 3)]


def states(store: Store) -> list[str]:
    return [row[0] for row in store.connection.execute("SELECT state FROM delivery ORDER BY id")]


def die(lease: Lease) -> None:
    """As the system does to a killed process: the lock goes, the file stays."""
    lease.file.close(remove=False)


@pytest.mark.parametrize(
    "outcome",
    [
        Sent("wamid.1", "https://x", held=True),
        Refused("131026", "undeliverable", About.SUSPEND),
        Retry("429", "slow", (3.0, 9.0), Rest.SENDER, tries=2, about=About.CONTENT),
        Halt("190", "token", Scope.POST, hours=6.0),
        Uncertain("500", "who knows", duplicate=True),
    ],
)
def test_outcomes_survive_the_file(outcome: Outcome) -> None:
    assert from_json(to_json(outcome)) == outcome


def test_of_a_dead_holder_everything_is_known_at_once(store: Store, tmp_path: Path) -> None:
    first = take(store, tmp_path)
    assert first is not None
    one, two, three = claim(store, first)
    first.file.leaving([one, two])
    first.file.answered(Answer(one, Sent("wamid.1")))
    assert three is not None
    assert take(store, tmp_path) is None  # it lives
    die(first)
    second = take(store, tmp_path, NOW + 0.1)
    assert second is not None
    assert states(store) == ["sent", "uncertain", "pending"]
    assert second.epoch == first.epoch + 1
    assert second.not_before == NOW + 0.1 + QUIET
    assert [path.name for path in tmp_path.glob("whatsapp.*")] == ["whatsapp.2"]


def test_of_a_holder_that_is_merely_silent_nothing_is_resent(store: Store, tmp_path: Path) -> None:
    """A stopped holder still has its lock, and may send when it wakes: its claims become uncertain, never pending."""
    first = take(store, tmp_path)
    assert first is not None
    one, _, _ = claim(store, first)
    first.file.leaving([one])
    assert take(store, tmp_path, NOW + TERM - 1) is None
    assert take(store, tmp_path, NOW + TERM + 1) is not None
    assert states(store) == ["uncertain"] * 3
    assert not first.held()
    assert not first.renew(NOW + 20)


def test_without_its_file_or_after_a_restart_of_the_machine_nothing_is_resent(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = take(store, tmp_path)
    assert first is not None
    claim(store, first)
    die(first)
    monkeypatch.setattr(attempts, "boot_id", lambda: "another boot")
    assert take(store, tmp_path) is None
    assert take(store, tmp_path, NOW + TERM + 1) is not None
    assert states(store) == ["uncertain"] * 3


def test_a_line_torn_by_the_kill_is_no_line(tmp_path: Path) -> None:
    file = AttemptsFile(tmp_path, "x", 1)
    file.leaving([Claimed(1, 1, 1, 1), Claimed(2, 2, 1, 1)])
    file.close(remove=False)
    path = tmp_path / "x.1"
    path.write_bytes(path.read_bytes()[:-4])
    found = traces(tmp_path, "x", 1)
    assert (found.dead, found.left) == (True, frozenset({(1, 1)}))


def test_a_lease_given_up_is_free_for_the_next_after_a_quiet_second(store: Store, tmp_path: Path) -> None:
    first = take(store, tmp_path)
    assert first is not None
    first.give_up(NOW + 5)
    first.file.close(remove=True)
    second = take(store, tmp_path, NOW + 5.2)
    assert second is not None
    assert second.not_before == NOW + 5 + QUIET


def test_an_answer_that_comes_after_the_takeover_still_counts(store: Store, tmp_path: Path) -> None:
    from pipeline.stages.settle.answers import record

    first = take(store, tmp_path)
    assert first is not None
    one, two, _ = claim(store, first)
    assert take(store, tmp_path, NOW + 16) is not None
    late = [Answer(one, Sent("wamid.1")), Answer(two, Retry("429", "slow"))]
    record(store, "whatsapp", late, Retries(5, random.Random(1)), NOW + 17)
    assert states(store) == ["sent", "pending", "uncertain"]
