"""Fixtures every test may use."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.words import speak
from tests import databases
from tests.contract.stub import Stub, running
from tests.town import SHARED, Town, town
from tests.warm import copied_databases, warm_parser

# By measured times; shorter ones follow in any order.
LONGEST = (
    "test_plone_year test_wordpress_year test_hostile test_syscalls test_wordpress test_wordpress_simulate test_fuzz"
    " test_stop test_kill test_crowd test_safeguards test_machine test_years test_check test_cli test_alerts"
    " test_instagram test_door test_changes test_languages test_right_keys test_doubt test_engine test_put_back"
    " test_limits test_resending test_endless test_judge test_simulate test_sending test_run test_demo test_serve"
    " test_nothing_in_clear test_bounds test_commands test_year test_samples test_model test_names test_discover"
).split()
MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # bytes; the folders of a test are removed when it has passed


def pytest_configure(config: pytest.Config) -> None:
    """Put the tests' folders in memory, where a commit takes 0.1 ms; on a disk it takes several."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    if not hasattr(config, "workerinput"):  # the workers have the same server
        room = os.environ.get("PYTEST_DEBUG_TEMPROOT")
        os.environ[databases.FOLDER] = tempfile.mkdtemp(prefix="pg-", dir=room)


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many workers as cores, as tests wait half of their time."""
    return len(os.sched_getaffinity(0)) * 2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest files first, so that no worker is left alone with one at the end; some only in `make test-full`.

    On PostgreSQL only those that can have a database: what the others do was tried without it.
    """
    if databases.on_postgres():
        config.hook.pytest_deselected(items=[item for item in items if not may_have_database(item)])
        items[:] = [item for item in items if may_have_database(item)]

    def place(item: pytest.Item) -> int:
        return LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST)

    items.sort(key=place)
    for item in items:
        if item.get_closest_marker("full") and not os.environ.get("FULL"):
            item.add_marker(pytest.mark.skip(reason="takes long: `make test-full` runs it"))


def may_have_database(item: pytest.Item) -> bool:
    """Whether a test or its fixtures ask for a folder, or the mark says that it makes one itself: no database is
    anywhere else."""
    folders = {"tmp_path", "tmp_path_factory"}
    return bool(folders & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("database"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    databases.expected = may_have_database(item)


@pytest.fixture(scope="session", autouse=True)
def warm() -> Iterator[None]:
    with warm_parser(), copied_databases():
        yield


@pytest.fixture(autouse=True)
def italian(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reset the language to Italian, independent of the machine and of the test before."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    speak("it")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.stop_all()


@pytest.fixture(autouse=True)
def _no_database_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test without a folder has none, and needs none made."""
    folder = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    if folder:
        databases.drop_under(folder)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    """A town, its baseline poll done, and `serve` seen a moment ago."""
    with town(tmp_path / "town") as opened:
        opened.tick()
        opened.heartbeat()
        yield opened


@pytest.fixture
def meta() -> Iterator[Stub]:
    """Meta, which takes every message."""
    with running() as stub:
        stub.body = {"messages": [{"id": "wamid.1"}]}
        yield stub


@pytest.fixture
def shared() -> Path:
    """The folder of shared files next to the repository. Skips if it is missing, fails in CI."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail("../shared must be there in CI")
        pytest.skip("../shared is not on this machine")
    return SHARED
