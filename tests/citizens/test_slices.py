"""Long work lets nobody wait: each transaction holds a few rows, and killed work goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.citizens import keys, lists, roles, unreachable, yearly
from pipeline.citizens.departures import replay_departures
from pipeline.citizens.journal import Journal
from pipeline.citizens.ledger import verify
from pipeline.citizens.retention import retain
from pipeline.council import OpenCouncil
from pipeline.stages.settle.inbox import Inbox
from pipeline.store import Store, slices
from pipeline.store.slices import in_slices
from tests.databases import demand_sqlite, open_store, wait_for_nobody
from tests.town import Town, number

NOW = 1_795_500_000.0
MOST = 10  # rows that one transaction of these tests changes: one citizen, and at first the letter
COUNT = 60


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each slice end as soon as it has begun, so that it holds one piece of work."""
    monkeypatch.setattr(slices, "SLICE", 0.0)
    monkeypatch.setattr(slices, "PAUSE", 0.0)
    monkeypatch.setattr(slices, "LIMIT", 10)


class Watch:
    """Counts the transactions of a store, and the rows that the largest of them changed."""

    def __init__(self, store: Store) -> None:
        demand_sqlite("it counts by SQLite's own trace")
        self.transactions = self.largest = 0
        self._store, self._before = store, store.connection.total_changes
        self._between: Callable[[], object] = lambda: None
        store.connection.set_trace_callback(self._said)

    def between(self, act: Callable[[], object]) -> None:
        self._between = act

    def _said(self, statement: str) -> None:
        if statement.startswith("BEGIN"):
            self._count()
            self.transactions += 1
            self._between()

    def _count(self) -> None:
        changes = self._store.connection.total_changes
        self.largest, self._before = max(self.largest, changes - self._before), changes

    def end(self) -> int:
        """Rows that the largest transaction changed."""
        self._store.connection.set_trace_callback(None)
        self._count()
        return self.largest


def test_work_is_done_in_slices_and_the_rest_waits_outside(tmp_path: Path) -> None:
    store, other = open_store(tmp_path / "main.db"), open_store(tmp_path / "main.db")
    wait_for_nobody(other)
    wrote = []

    def work() -> Iterator[int]:
        for n in range(20):
            other.set_setting(name="other", value=str(n))  # would fail if the lock were held
            wrote.append(n)
            yield n

    count = in_slices(store, work(), lambda n: store.set_setting(name="mine", value=str(n)))
    assert (count, len(wrote)) == (20, 20)
    assert (store.setting(name="mine"), store.setting(name="other")) == ("19", "19")


def test_what_fails_undoes_its_own_slice_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path / "main.db")

    def do(n: int) -> None:
        store.set_setting(name=f"n{n}", value="x")
        if n == 3:
            raise KeyError(n)

    with pytest.raises(KeyError):
        in_slices(store, range(10), do)
    assert [store.setting(name=f"n{n}") for n in range(5)] == ["x", "x", "x", None, None]


# -- lists -----------------------------------------------------------------------------------------


def take_in(opened: OpenCouncil, count: int = COUNT) -> lists.Imported:
    rows = tuple(lists.Row(number(n), NOW - 86400, "modulo") for n in range(1, count + 1))
    first = lists.confirmation(opened.config, opened.channels, NOW)
    found = lists.Import(opened.config, opened.store, opened.vault, first, NOW)
    return found.take(rows, Journal(opened.config.data))


def everything(opened: OpenCouncil) -> tuple[int, int, int, list[tuple[str, int]]]:
    """Subscribers, ledger lines, citizens with their welcome under way, and the letters with their recipients."""
    ask = opened.store.connection.execute
    letters = ask(
        "SELECT i.title, count(d.id) FROM post p JOIN item i ON i.id = p.item_id LEFT JOIN delivery d"
        " ON d.post_id = p.id WHERE i.source = 'desk' GROUP BY p.id, i.title ORDER BY p.id"
    ).fetchall()
    welcomed = "SELECT count(*) FROM subscriber s JOIN delivery d ON d.id = s.welcome_delivery AND d.recipient = s.id"
    return (
        ask("SELECT count(*) FROM subscriber").fetchone()[0],
        ask("SELECT count(*) FROM consent").fetchone()[0],
        ask(f"{welcomed} WHERE s.welcome = 'pending'").fetchone()[0],
        [tuple(row) for row in letters],
    )


def test_a_list_comes_in_by_slices(here: Town) -> None:
    with here.open_council() as opened:
        watch = Watch(opened.store)
        assert take_in(opened).added == COUNT
        assert watch.end() <= MOST
        assert watch.transactions > COUNT / 2
        title = f"Conferma a {COUNT} iscritti da un elenco"
        assert everything(opened) == (COUNT, COUNT, COUNT, [(title, COUNT)])
        assert not verify(opened.store).problem


def test_a_list_killed_halfway_goes_on_when_it_is_said_again(here: Town) -> None:
    class Killed(BaseException):
        pass

    with here.open_council() as opened:
        left = [20]

        def kill() -> None:
            left[0] -= 1
            if not left[0]:
                raise Killed

        real = lists.letters.Growing.add

        def add(letter: lists.letters.Growing, recipient: int) -> None:
            kill()
            real(letter, recipient)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(lists.letters.Growing, "add", add)
            with pytest.raises(Killed):
                take_in(opened)
        subscribers, lines, welcomed, _ = everything(opened)
        # Nobody is in without the message that comes first: they would get news unasked.
        assert subscribers == lines == welcomed == 19
        done = take_in(opened)
        assert (done.added, done.known) == (COUNT - 19, 19)
        title = f"Conferma a {COUNT} iscritti da un elenco"
        assert everything(opened) == (COUNT, COUNT, COUNT, [(title, COUNT)])
        assert not verify(opened.store).problem


def test_a_letter_that_is_cancelled_meanwhile_is_followed_by_another_for_the_rest(here: Town) -> None:
    with here.open_council() as opened:
        other = open_store(here.config.database_file)
        counted = [0]

        def cancel() -> None:
            counted[0] += 1
            if counted[0] == 30:
                other.connection.execute("UPDATE post SET state = 'cancelled' WHERE state = 'paused'")

        real = opened.vault.encrypt

        def encrypt(value: bytes) -> bytes:
            cancel()
            return real(value)

        opened.vault.encrypt = encrypt  # type: ignore[method-assign]
        assert take_in(opened).added == COUNT
        subscribers, _, welcomed, letters = everything(opened)
        assert subscribers == welcomed == COUNT
        assert len(letters) == 2
        assert sum(count for _, count in letters) == COUNT


# -- everything else -------------------------------------------------------------------------------


def test_keys_change_by_slices(here: Town) -> None:
    here.join(*(number(n) for n in range(1, COUNT + 1)))
    with here.open_council() as opened:
        watch = Watch(opened.store)
        inbox = Inbox(here.folder / "other.db", opened.vault)
        assert keys.rotate(opened.store, inbox, opened.vault, opened.config.live) == COUNT
        assert watch.end() <= MOST


def test_another_mode_comes_by_slices(here: Town) -> None:
    here.join(*(number(n) for n in range(1, COUNT + 1)))
    with here.open_council() as opened:
        opened.store.connection.execute("UPDATE subscriber SET mode = 'testers', zones = '|gone|'")
        changed: list[int] = []
        real = opened.store.count

        def run(name: str, /, **given: object) -> int:
            changed.append(real(name, **given))
            return changed[-1]

        opened.store.count = run  # type: ignore[method-assign]
        object.__setattr__(opened.config, "live", "all")
        roles.keep(opened.config, opened.store, opened.vault, 1.0)
        assert max(changed) <= 10
        rows = opened.store.connection.execute("SELECT DISTINCT mode, zones FROM subscriber").fetchall()
        assert [tuple(row) for row in rows] == [("all", "")]


def test_what_need_not_be_known_is_unlinked_by_slices_and_the_rest_by_the_next_run(here: Town) -> None:
    here.join(*(number(n) for n in range(1, 11)))
    with here.open_council() as opened:
        store = opened.store
        store.connection.execute(
            "INSERT INTO item (source, title, lane, published_at, first_seen_at) VALUES ('f', 't', 'news', 1, 1)"
        )
        store.connection.execute(
            "INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at,"
            " not_after, done_at) SELECT max(id), 'whatsapp', 'publish', 1, 'news', 3, 'off', 'done', 1, 1, 1, 1"
            " FROM item"
        )
        store.connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO delivery"
            " (post_id, recipient, mode, state, due_at) SELECT max(p.id), i, 'off', 'sent', 1 FROM n, post p GROUP BY i"
        )
        watch, asked, later = Watch(store), [], here.clock.time() + 2 * 86400

        def stopping() -> bool:
            asked.append(1)
            return len(asked) > 4

        unlinked, _ = retain(here.config, store, later, stopping=stopping)
        assert 0 < unlinked < 1000
        assert watch.end() <= 100
        more, _ = retain(here.config, store, later)
        assert unlinked + more == 1000
        assert retain(here.config, store, later) == (0, 0)


def test_departures_are_replayed_by_slices_and_again_after_a_kill(
    here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.join(*(number(n) for n in range(1, COUNT + 1)))
    with here.open_council() as opened:
        journal = Journal(opened.config.data)
        at = here.clock.time() + 60
        for n in range(1, 41):
            journal.append([opened.vault.lookup(number(n))], at)
        from pipeline.citizens import departures

        real, calls = departures.let_go, []

        def let_go(*given: object, **more: object) -> None:
            calls.append(1)
            if len(calls) == 20:
                raise KeyboardInterrupt
            real(*given, **more)  # type: ignore[arg-type]

        with monkeypatch.context() as patched:
            patched.setattr(departures, "let_go", let_go)
            with pytest.raises(KeyboardInterrupt):
                replay_departures(opened.store, opened.vault, journal, at + 1)
        # Meanwhile somebody else leaves, and the journal counts as seen.
        opened.store.set_setting(name="journal", value=str(journal.size()))
        watch = Watch(opened.store)
        assert replay_departures(opened.store, opened.vault, journal, at + 1) == 40 - 19
        assert watch.end() <= MOST
        active = "SELECT count(*) FROM subscriber WHERE state = 'active'"
        assert opened.store.connection.execute(active).fetchone()[0] == COUNT - 40
        assert replay_departures(opened.store, opened.vault, journal, at + 1) == 0


def test_unreachable_citizens_are_let_go_by_slices(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unreachable, "MOST", 1.0)
    monkeypatch.setattr(unreachable, "_could_have_heard", lambda *given: True)
    here.join(*(number(n) for n in range(1, 21)))
    with here.open_council() as opened:
        opened.store.connection.execute("UPDATE subscriber SET unheard = 2, unheard_since = 1")
        watch = Watch(opened.store)
        assert unreachable.end_unreachable(opened.store, opened.vault, "whatsapp", NOW) == 20
        assert watch.end() <= MOST


def test_the_yearly_letter_is_written_by_slices_and_once_a_month(here: Town) -> None:
    here.join(*(number(n) for n in range(1, 41)))
    with here.open_council() as opened:
        opened.store.connection.execute("UPDATE subscriber SET wants = 'urgent'")
        object.__setattr__(opened.config.service, "yearly_confirmation", True)
        later = here.clock.time() + 400 * 86400
        watch = Watch(opened.store)
        assert yearly.confirm(opened.config, opened.channels, opened.store, later) == 40
        assert watch.end() <= MOST
        assert [count for _, count in everything(opened)[3]] == [40]
        assert yearly.confirm(opened.config, opened.channels, opened.store, later + 60) == 0
        post = opened.store.connection.execute("SELECT state FROM post ORDER BY id DESC LIMIT 1").fetchone()
        assert post["state"] == "sending"
