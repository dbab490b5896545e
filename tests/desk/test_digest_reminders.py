"""Who reads of an event in the digest only is reminded of it like everybody else: once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.desk.reminders import Reminders, evening_of
from pipeline.money.budget import forecast_of
from pipeline.stages.render.choice import Renderer
from tests.desk.test_digest import ALL, DAY, DIGEST, FRIDAY, URGENT, Council

HOUR = 3600.0


class Evening(Council):
    """A week's digest is out, with an event of the day after next in it; everybody wants reminders."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.store.connection.execute("UPDATE subscriber SET reminders = 1")
        self.item = self.publish()
        self.tick()

    def comes(self, later: float = DAY) -> None:
        """The evening before the event; `later`: seconds after the last digest."""
        self.tick(FRIDAY + 60 - self.now)
        evening = evening_of(self.config, self.now + later)
        self.now = max(evening.begins, self.now) + 60
        self.store.connection.execute(
            "UPDATE item SET starts_at = ? WHERE id = ?", (evening.since + 20 * HOUR, self.item)
        )

    def remind(self) -> int:
        render = Renderer(self.config, self.channels)
        made = Reminders(self.config, self.store, "whatsapp", lambda: render).write(self.now)
        self.tick()
        return made

    def reminded(self) -> list[int]:
        sql = "SELECT d.recipient FROM delivery d JOIN post p ON p.id = d.post_id WHERE p.kind = 'reminder'"
        return [row[0] for row in self.rows(f"{sql} AND d.state = 'sent' ORDER BY d.recipient")]


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    opened = Evening(tmp_path)
    yield opened
    opened.store.close()


def test_a_reader_of_digests_is_reminded_once(evening: Evening) -> None:
    evening.comes()
    assert evening.remind() == 1
    assert evening.reminded() == sorted((ALL, DIGEST))
    evening.now += 60
    assert (evening.remind(), evening.reminded()) == (0, sorted((ALL, DIGEST)))


def test_an_event_that_only_a_digest_told_has_a_reminder_too(evening: Evening) -> None:
    """Put off for everybody: over budget, or gathered."""
    evening.may_spend(0.0)
    evening.item = evening.publish()
    evening.tick()
    evening.may_spend(1000.0)
    evening.comes()
    assert evening.remind() == 1
    assert evening.reminded() == sorted((ALL, DIGEST))


def test_its_price_counts_the_readers_of_digests(evening: Evening) -> None:
    evening.comes()
    evening.remind()
    [post] = evening.rows("SELECT * FROM post WHERE kind = 'reminder'")
    assert forecast_of(evening.store, post).citizens == 2


@pytest.mark.parametrize(
    "unwanted",
    [
        f"UPDATE subscriber SET reminders = 0 WHERE id = {DIGEST}",
        f"UPDATE subscriber SET wants = 'urgent' WHERE id = {DIGEST}",
        f"UPDATE subscriber SET paused_until = 9e9 WHERE id = {DIGEST}",
        "UPDATE digest_item SET zones = '[\"centro\"]'; UPDATE subscriber SET zones = '|rione|'",
        "UPDATE digest_item SET topics = '[\"sport\"]'; UPDATE subscriber SET no_topics = '|sport|'",
        # The digest itself told of it an hour ago.
        f"UPDATE delivery SET attempted_at = attempted_at + {DAY} WHERE recipient = {DIGEST}",
    ],
)
def test_who_would_not_read_it_in_a_digest_is_not_reminded(evening: Evening, unwanted: str) -> None:
    evening.comes()
    for one in unwanted.split(";"):
        evening.store.connection.execute(one)
    evening.remind()
    assert evening.reminded() == [ALL]
    assert URGENT not in evening.reminded()
