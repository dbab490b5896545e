"""Everything is carried to the other database and back: nothing twice, nothing lost, and the old one sends no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.outcomes import Sent
from pipeline.stages.deliver.attempts import AttemptsFile
from pipeline.stages.settle.answers import Answer, Claimed
from pipeline.store import Store, StoreError, carrying
from pipeline.store.carrying import Side, carry_over
from pipeline.store.errors import MOVED, IntegrityError
from pipeline.store.opening import MARK
from pipeline.store.postgres import open_server
from tests.contract.stub import Stub
from tests.databases import VARIABLE, empty_url
from tests.moves import any_move
from tests.sending import Post
from tests.town import Town, change_config, number, town


@pytest.fixture(autouse=True)
def _begins_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "sqlite")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return empty_url(tmp_path / "there")


@pytest.fixture
def server(url: str) -> Iterator[Store]:
    opened = open_server(url)
    yield opened
    opened.close()


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows, except the mark that says which of two databases is the service's."""
    tables = store.connection.tables()
    return {
        table: sorted(
            (
                tuple(row)
                for row in store.connection.execute(f"SELECT {', '.join(sorted(columns))} FROM {table}")
            ),
            key=repr,
        )
        for table, columns in tables.items()
    }


def half_sent(folder: Path, meta: Stub) -> Post:
    """A broadcast to seven: two were sent, one is uncertain, one waits; and a process died that had claimed three: of
    one it had the answer, of one it had not, and one had not left. It alone knew, by its attempts file."""
    post = Post(folder, meta.url, citizens=7)
    post.announce()
    post.drain()
    assert len(meta.posts) == 7
    change = post.store.connection.execute
    with any_move(post.store):
        change("DELETE FROM attempt WHERE delivery_id > 2")
        change("UPDATE delivery SET state = 'uncertain' WHERE id = 3")
        change("UPDATE delivery SET state = 'sending' WHERE id IN (4, 5, 6)")
        change("UPDATE delivery SET state = 'pending', due_at = 1 WHERE id = 7")
        change("UPDATE post SET state = 'sending', done_at = NULL")
        change("UPDATE uptime SET seen_at = 1")
        change("UPDATE sender SET holder = 'run:dead', expires_at = 1")
    file = AttemptsFile(folder / "attempts", "whatsapp", post.value("SELECT epoch FROM sender"))
    answered, lost = Claimed(4, 4, 1, 1), Claimed(5, 5, 1, 1)
    file.leaving([answered, lost])
    file.answered(Answer(answered, Sent("wamid.4")))
    file.close(remove=False)
    meta.posts.clear()
    return post


def there(post: Post, store: Store) -> Post:
    """The same service on another database."""
    post.store = store
    return post


def sides(post: Post, server: Store) -> tuple[Side, Side]:
    return Side("infostiglia.db", post.store), Side("postgresql://x/town", server)


def test_over_and_back_every_row_is_the_same(tmp_path: Path, meta: Stub, server: Store) -> None:
    post = half_sent(tmp_path, meta)
    here, over = sides(post, server)
    before = content(post.store)
    assert carry_over(here, over, post.clock.time()) == sum(map(len, before.values()))
    assert content(server) == before
    assert carry_over(over, here, post.clock.time()) == sum(map(len, before.values()))
    assert content(post.store) == before
    post.store.ensure_sender(name="x")
    with pytest.raises(IntegrityError, match=MOVED):
        server.ensure_sender(name="x")


def test_the_broadcast_goes_on_there_and_nobody_gets_it_twice(
    tmp_path: Path, meta: Stub, server: Store
) -> None:
    post = half_sent(tmp_path, meta)
    old, nonce = post.store, post.store.nonce
    carry_over(*sides(post, server), post.clock.time())
    server.uptime_begin(now=post.clock.time() + 1e6)
    there(post, server).drain()
    assert server.nonce == nonce
    assert len(meta.posts) == 2, "who waited, and what had not left"
    states = dict(post.rows("SELECT id, state FROM delivery"))
    in_doubt = {3: "uncertain", 5: "uncertain"}
    assert states == {**dict.fromkeys(range(1, 8), "sent"), **in_doubt}
    with pytest.raises(IntegrityError, match=MOVED):
        there(post, old).drain()
    assert len(meta.posts) == 2


def test_new_numbers_follow_the_old_ones(tmp_path: Path, meta: Stub, server: Store) -> None:
    post = half_sent(tmp_path, meta)
    carry_over(*sides(post, server), post.clock.time())
    there(post, server).said = 7
    assert post.announce() == 2
    server.insert_delivery(post_id=2, recipient=1, mode="all", now=1.0)
    assert post.value("SELECT max(id) FROM delivery") == 8


@pytest.mark.parametrize("step", ["let_write", "count_on", "refuse_writes"])
def test_a_move_that_was_killed_leaves_one_service_and_is_said_again(
    step: str, tmp_path: Path, meta: Stub, server: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = half_sent(tmp_path, meta)
    here, over = sides(post, server)
    before, owner = content(post.store), server if step != "refuse_writes" else post.store

    def killed() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as at:
        at.setattr(owner.connection, step, killed)
        with pytest.raises(KeyboardInterrupt):
            carry_over(here, over, post.clock.time())
    assert content(post.store) == before, "the old one is still the service's"
    assert here.moved_to == ""
    assert over.moved_to == ("infostiglia.db" if step == "refuse_writes" else "")
    carry_over(here, over, post.clock.time())
    assert (content(server), over.moved_to) == (before, "")


def test_killed_just_before_its_end_it_is_only_finished(
    tmp_path: Path, meta: Stub, server: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = half_sent(tmp_path, meta)
    here, over = sides(post, server)
    before = content(post.store)
    count = server.count

    def killed(name: str, /, **values: object) -> int:
        if name == "forget_setting":
            raise KeyboardInterrupt
        return count(name, **values)

    with monkeypatch.context() as at:
        at.setattr(server, "count", killed)
        with pytest.raises(KeyboardInterrupt):
            carry_over(here, over, post.clock.time())
    assert (here.moved_to, over.moved_to) == (over.name, here.name), "none of the two sends"
    assert carry_over(here, over, post.clock.time()) == 0
    assert (content(server), over.moved_to) == (before, "")


def test_who_sends_or_listens_is_waited_for(tmp_path: Path, meta: Stub, server: Store) -> None:
    post = half_sent(tmp_path, meta)
    now = post.clock.time()
    post.store.connection.execute("UPDATE uptime SET seen_at = ?", (now - carrying.QUIET + 1,))
    with pytest.raises(StoreError, match=r"infostiglia serve` was here 59 s ago: stop it"):
        carry_over(*sides(post, server), now)
    post.store.connection.execute("UPDATE uptime SET seen_at = 1")
    post.store.connection.execute("UPDATE sender SET holder = 'run:1', expires_at = ?", (now + 1,))
    with pytest.raises(StoreError, match="run:1 is sending through whatsapp"):
        carry_over(*sides(post, server), now)
    assert server.halted_senders() == []


def test_nobodys_data_is_written_over(tmp_path: Path, meta: Stub, server: Store) -> None:
    post = half_sent(tmp_path, meta)
    server.ensure_sender(name="another")
    with pytest.raises(StoreError, match=r"there is an installation already \(sender\)"):
        carry_over(*sides(post, server), post.clock.time())


# -- the command ------------------------------------------------------------------------------------------


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Town]:
    """A town in a file, that nobody serves at this moment."""
    with town(tmp_path / "town") as here:
        here.tick()
        here.join(*map(number, range(1, 4)))
        yield here


def test_a_town_moves_and_its_old_settings_are_refused(ready: Town, url: str) -> None:
    old = (ready.folder / "config.yaml").read_text(encoding="utf-8")
    moved = ready.call("move", "--to", url)
    assert (moved.returncode, moved.stderr) == (0, "")
    for command in ("run", "status", "restored"):
        done = ready.call(command)
        assert done.returncode == 2, "a forgotten cron"
        assert url in done.stderr
    change_config(ready.folder, r'^database: ""', f"database: {url}")
    assert ready.call("run").returncode == 0
    assert "Iscritti: 3" in ready.call("status").stdout
    assert "release 18" in ready.call("check").stdout
    (ready.folder / "config.yaml").write_text(old, encoding="utf-8")
    (ready.folder / MARK).unlink()  # a copy of the folder, say
    done = ready.call("run")
    assert (done.returncode, "da quando è stato dato `infostiglia move`" in done.stderr) == (2, True)


def test_a_town_moves_back(ready: Town, url: str) -> None:
    assert ready.call("move", "--to", url).returncode == 0
    change_config(ready.folder, r'^database: ""', f"database: {url}")
    assert ready.call("move", "--to", url).returncode == 2, "it is there"
    assert ready.call("move", "--to", "file").returncode == 0
    assert ready.call("run").returncode == 2
    change_config(ready.folder, r"^database: .*", 'database: ""')
    assert ready.call("run").returncode == 0
    assert "Iscritti: 3" in ready.call("status").stdout


def test_an_empty_database_is_no_new_beginning(ready: Town, url: str) -> None:
    """A mistake in config.yaml must not start a service without its subscribers."""
    change_config(ready.folder, r'^database: ""', f"database: {url}")
    done = ready.call("run")
    assert (done.returncode, "sono in infostiglia.db: indicarlo qui" in done.stderr) == (2, True)


def test_a_folder_may_begin_on_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql")
    with town(tmp_path / "town") as here:
        here.tick()
        here.heartbeat()
        here.join(number(1))
        assert "Iscritti: 1" in here.call("status").stdout
        assert not here.config.database_file.exists()
        assert here.config.database in (here.folder / MARK).read_text(encoding="utf-8")
