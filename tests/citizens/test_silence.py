"""A citizen's own quiet hours: the words, the answers, and what comes when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from channels._subscribers.choices import NO_SILENCE, Silence
from channels._subscribers.commands import Command, command, read
from pipeline.model import Mode
from pipeline.quiet import next_leap, second_of_day
from pipeline.reasons import Code
from pipeline.store import deliveries, posts
from pipeline.store.allowance import Allowance, Courtesy
from pipeline.store.deliveries import Holder
from tests.citizens.test_pausing import says, texts
from tests.sending import Post
from tests.town import Town, number

ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("SILENZIO 22-8", "22:00-08:00"),
        ("silenzio 22 8", "22:00-08:00"),
        ("Silenzio dalle 22 alle 8, grazie", "22:00-08:00"),
        ("silenzio 22:30-7:15", "22:30-07:15"),
        ("silenzio dalle 22.30 alle 7", "22:30-07:00"),
        ("silenzio dalle 22 alle 7:30", "22:00-07:30"),
        ("silenzio 2230 0700", "22:30-07:00"),
        ("silenzio dalle ore 23 alle ore 6", "23:00-06:00"),
        ("ore di silenzio tra le 22 e le 7", "22:00-07:00"),
        ("silenzio dalle dieci di sera alle sette", "22:00-07:00"),
        ("silenzio da mezzanotte alle sei e mezza", "00:00-06:30"),
        ("silenzio 10-7", "22:00-07:00"),
        ("silenzio 13-15", "13:00-15:00"),
        ("silenzio 22-24", "22:00-00:00"),
        ("non disturbatemi dalle 22 alle 8", "22:00-08:00"),
        ("niente messaggi dalle 22 alle 8", "22:00-08:00"),
        ("non scrivetemi dalle 23 alle 7", "23:00-07:00"),
        ("silenzio", "22:00-08:00"),
        ("silenzio notturno", "22:00-08:00"),
    ],
)
def test_they_are_named_by_the_clock(text: str, hours: str) -> None:
    said = read(text)
    assert (said.command, said.silence) == (Command.SILENCE, Silence.parse(hours))
    assert str(said.silence) == hours


@pytest.mark.parametrize(
    "text", ["SILENZIO NO", "no silenzio", "basta silenzio", "stop silenzio", "togli le ore di silenzio"]
)
def test_they_end_when_one_says_so(text: str) -> None:
    assert read(text).silence == NO_SILENCE


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("silenzio 25-8", Command.HELP),
        ("silenzio 22", Command.HELP),
        ("silenzio 7-23:30", Command.HELP),  # no room would be left for the rest
        ("silenzio 22-22", Command.HELP),
        ("in piazza silenzio dalle 22 alle 8", Command.OTHER),
        ("silenzio stampa", Command.OTHER),
        ("silenzio fino a lunedì", Command.PAUSE),
        ("niente messaggi per due settimane", Command.PAUSE),
        ("niente messaggi", Command.LEAVE),
        ("non scrivetemi", Command.LEAVE),
        ("stop", Command.LEAVE),
        ("silenzio 22-8, anzi cancellami", Command.LEAVE),
    ],
)
def test_what_only_looks_like_it_is_something_else(text: str, meant: Command) -> None:
    assert command(text) is meant


def test_the_answer_says_what_comes_all_the_same_and_nothing_is_lost(here: Town) -> None:
    here.join(number(1), number(2))
    now = datetime.fromtimestamp(here.clock.time(), ROME)
    begin, end = (now.hour - 1) % 24, (now.hour + 2) % 24
    says(here, number(1), f"silenzio {begin:02}:00-{end:02}:00")
    [answer] = texts(here, 1)
    assert f"Ore di silenzio: dalle {begin:02}:00 alle {end:02}:00 non ti scriviamo" in answer
    assert "Le emergenze gravi" in answer
    assert "SILENZIO NO" in answer
    says(here, number(1), "dati")
    assert f"Ore di silenzio: dalle {begin:02}:00" in texts(here, 1)[0]
    assert f"Ore di silenzio proprie: dalle {begin:02}:00" in here.call("dossier", number(1)).stdout
    service = here.stage.publish("Manca l'acqua", "Testo.", categories=["Interruzioni"])
    yellow = here.stage.publish("Allerta gialla per vento", "Testo.", categories=["Allerta"])
    red = here.stage.publish("Allerta rossa", "Testo.", categories=["Allerta"])
    here.heartbeat()
    here.tick()
    links = [item["link"] for item in (service, yellow, red)]
    assert [here.copies(link)[number(1)] for link in links] == [0, 0, 1]
    assert [here.copies(link)[number(2)] for link in links] == [1, 1, 1]
    assert (Code.OWN_QUIET, "pending") in here.rows("SELECT reason, state FROM delivery WHERE recipient = 1")
    assert "1 nelle loro ore di silenzio" in here.call("status").stdout
    says(here, number(1), "silenzio no")
    assert "Ore di silenzio" not in texts(here, 1)[0]
    here.clock.ahead += 3 * 3600
    here.heartbeat()
    here.tick()
    assert [here.copies(link)[number(1)] for link in links] == [1, 1, 1]


def test_everything_says_what_and_not_when(here: Town) -> None:
    here.join(number(1))
    says(here, number(1), "silenzio 22-8")
    says(here, number(1), "riepilogo")
    says(here, number(1), "tutto")
    assert "dalle 22:00 alle 08:00 non ti scriviamo" in texts(here, 1)[0]


# -- by the clock on the wall -----------------------------------------------------------------------


@pytest.fixture
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    post = Post(tmp_path_factory.mktemp("quiet"), "http://127.0.0.1:1", citizens=1)
    post.store.connection.execute("UPDATE subscriber SET quiet_from = 1320, quiet_to = 480")  # 22 to 8
    post.store.lease_take(name="whatsapp", holder="t", epoch=1, expires_at=0.0)
    yield post
    post.store.close()


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-11-27 21:59:59", None),
        ("2026-11-27 22:00:00", "2026-11-28 08:00:00"),
        ("2026-11-28 07:59:59", "2026-11-28 08:00:00"),
        ("2026-11-28 08:00:00", None),
        ("2026-11-28 15:00:00", None),
        # In these two nights they are looked at again when the clocks change, and then wait until eight.
        ("2026-03-28 23:00:00", "2026-03-29 03:00:00"),
        ("2026-03-29 03:00:00", "2026-03-29 08:00:00"),
        ("2026-10-24 23:00:00", "2026-10-25 02:00:00"),
        ("2026-10-25 03:00:00", "2026-10-25 08:00:00"),
    ],
)
def test_who_sleeps_waits_until_their_morning(post: Post, at: str, due: str | None) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=ROME).timestamp()
    post.clock.now = now
    post.announce()
    posts.begin(post.store, 1, now, broadcast=True)
    deliveries.write_to(post.store, 1, Mode.ALL, [1], now)
    spared = Courtesy(second_of_day(now, ROME), next_leap(now, ROME))
    [row] = deliveries.claim(post.store, 1, Holder("t", 1), Mode.ALL, Allowance(10, courtesy=spared), now)
    if due is None:
        assert row["state"] == "sending"
        return
    assert (row["state"], row["reason"]) == ("pending", Code.OWN_QUIET)
    waits = post.value("SELECT due_at FROM delivery")
    assert f"{datetime.fromtimestamp(waits, ROME):%Y-%m-%d %H:%M:%S}" == due
