"""Settings change: testers and staff change with them, and no citizen keeps only zones that were removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.citizens import roles
from pipeline.model import Mode
from pipeline.settings.reader import load
from pipeline.store import Store
from pipeline.store.vault import Vault
from tests.databases import open_store
from tests.town import ROOT, number

CONFIG = load(ROOT)
NOW = 1_795_500_000.0
VAULT = Vault(b"e" * 32, b"l" * 32, b"p" * 32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "roles.db")
    for n in range(1, 4):
        opened.insert_subscriber(
            state="active",
            phone_lookup=VAULT.lookup(number(n)),
            phone=b"x",
            user_lookup=None,
            user_id=None,
            mode=Mode.OFF,
            welcome="accepted",
            tester=0,
            since=1.0,
            forget_at=None,
        )
    yield opened
    opened.close()


def column(store: Store, name: str) -> list[object]:
    return [row[0] for row in store.connection.execute(f"SELECT {name} FROM subscriber ORDER BY id")]


def test_testers_and_staff_are_those_of_the_settings_and_no_others(store: Store) -> None:
    roles.keep(replace(CONFIG, testers=("+39 333 000 0001",), canary=(number(2),)), store, VAULT, NOW)
    assert (column(store, "tester"), column(store, "canary")) == ([1, 0, 0], [0, 1, 0])
    roles.keep(replace(CONFIG, testers=(number(3),), canary=()), store, VAULT, NOW)
    assert (column(store, "tester"), column(store, "canary")) == ([0, 0, 1], [0, 0, 0])


def test_who_joined_among_testers_is_a_citizen_later_but_never_the_sandboxs(store: Store) -> None:
    store.connection.execute("UPDATE subscriber SET mode = 'testers' WHERE id = 1")
    roles.keep(replace(CONFIG, live=Mode.ALL), store, VAULT, NOW)
    assert column(store, "mode") == ["all", "off", "off"]
    roles.keep(replace(CONFIG, live=Mode.OFF), store, VAULT, NOW)
    assert column(store, "mode") == ["all", "off", "off"]


def test_a_zone_or_topic_that_is_no_more_keeps_nothing_from_anybody(store: Store) -> None:
    config = replace(CONFIG, zones={"centro": ("Centro",)}, topics={"eventi": ("Eventi",)})
    for citizen, zones, topics in (
        (1, "|centro|borgo|", "|eventi|scuola|"),
        (2, "|borgo|", "|scuola|"),
        (3, "", ""),
    ):
        store.connection.execute(
            "UPDATE subscriber SET zones = ?, no_topics = ? WHERE id = ?", (zones, topics, citizen)
        )
    roles.keep(config, store, VAULT, NOW)
    assert column(store, "zones") == ["|centro|", "", ""]
    assert column(store, "no_topics") == ["|eventi|", "", ""]
