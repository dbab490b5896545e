"""Exercises: who gets them and what they say; and what speaks against a real alert on the day of a drill."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, timedelta

import pytest

from pipeline.settings.drills import STAFF_ONLY
from pipeline.store import Error, queries
from tests.town import Town, number, until

STAFF, JOINED, OTHER = number(1), number(2), number(3)
DRILL = "Piena del Po"


@pytest.fixture
def town(here: Town) -> Town:
    """One of the staff, a citizen who will join the drill of today, and another citizen."""
    today = date.today()
    days = f"from: {today - timedelta(1)}, to: {today + timedelta(1)}"
    here.change(r"^drills: \[\]", f"drills:\n  - {{name: {DRILL}, {days}}}")
    here.change(r"^canary: \[\]", f'canary: ["{STAFF}"]')
    here.join(STAFF, JOINED, OTHER)
    here.tick()
    return here


def joins(town: Town, text: str = "ESERCITAZIONE", who: str = JOINED) -> None:
    before = len(texts(town, who))
    with town.serving():
        town.stage.write([who], text)
        until(lambda: len(texts(town, who)) > before)


def texts(town: Town, who: str) -> list[str]:
    return [one["text"] for one in town.stage.phones().get(who, [])]


def have(town: Town, words: str) -> set[str]:
    """Everybody who was sent something with these words: phones, and pages by their channels' names."""
    return {one["recipient"] or one["channel"] for one in town.stage.received() if words in one["text"]}


def test_an_exercise_goes_to_the_staff_and_to_those_who_joined_it(town: Town) -> None:
    joins(town)
    assert f"Partecipi all'esercitazione «{DRILL}»" in texts(town, JOINED)[-1]
    done = town.call("exercise", "Evacuazione di via Po", "--drill", DRILL, "--who", "Maria")
    assert done.stdout.strip() == (
        "whatsapp: «Evacuazione di via Po» parte come esercitazione, solo a chi vi partecipa"
    )
    town.tick()
    assert have(town, "Evacuazione di via Po") == {STAFF, JOINED}
    assert texts(town, JOINED)[-1].startswith("ESERCITAZIONE nel territorio")
    again = town.call("exercise", "Evacuazione di via Po", "--drill", DRILL)
    assert (again.returncode, "già stata fatta oggi" in again.stdout) == (1, True)


def test_an_exercise_without_a_drill_goes_to_the_staff_alone(town: Town) -> None:
    joins(town)
    town.call("exercise", "Prova del mattino")
    town.tick()
    assert have(town, "Prova del mattino") == {STAFF}


def test_who_leaves_the_drill_gets_nothing_more_of_it(town: Town) -> None:
    joins(town)
    joins(town, "no esercitazione")
    assert "Partecipi" not in texts(town, JOINED)[-1]
    town.call("exercise", "Evacuazione di via Po", "--drill", DRILL)
    town.tick()
    assert have(town, "Evacuazione di via Po") == {STAFF}


def test_its_correction_says_that_it_is_an_exercise_and_reaches_nobody_else(town: Town) -> None:
    joins(town)
    town.call("exercise", "Evacuazione di via Po", "--drill", DRILL)
    town.tick()
    town.call("retract", "Evacuazione di via Po", "--right", "Era la via sbagliata.", "--yes")
    town.tick()
    assert have(town, "Era la via sbagliata") == {STAFF, JOINED}
    assert "ESERCITAZIONE: Evacuazione di via Po" in texts(town, JOINED)[-1]


@pytest.mark.parametrize(
    ("drill", "said"),
    [("Terremoto", "non è oggi; in config.yaml ci sono: Piena del Po"), ("Prova annuale", "non è oggi")],
)
def test_an_exercise_of_another_day_or_name_is_refused(town: Town, drill: str, said: str) -> None:
    today = date.today()
    more = (
        f"  - {{name: Prova annuale, from: {today + timedelta(3)}, to: {today + timedelta(3)}, test: true}}"
    )
    town.change(r"^(drills:\n.*\n)", rf"\g<1>{more}\n")
    done = town.call("exercise", "Evacuazione", "--drill", drill)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_template_that_does_not_say_what_it_is_sends_no_exercise(town: Town) -> None:
    file = town.folder / "templates/whatsapp/esercitazione.j2"
    file.write_text(file.read_text(encoding="utf-8").replace("ESERCITAZIONE", "AVVISO"), encoding="utf-8")
    done = town.call("exercise", "Evacuazione")
    assert done.returncode == 2
    assert "deve contenere la parola ESERCITAZIONE" in done.stderr


def test_an_exercise_that_waits_is_refused_when_the_mode_has_changed_or_the_drill_is_over(town: Town) -> None:
    town.call("exercise", "Evacuazione di via Po", "--drill", DRILL)
    town.call("hold", "Evacuazione di via Po")
    with town.open_council() as opened:
        opened.store.connection.execute("UPDATE post SET mode = 'testers' WHERE exercise <> ''")
    other = town.call("approve", "Evacuazione di via Po")
    assert (other.returncode, "è nata nella modalità «testers»" in other.stdout) == (1, True)
    with town.open_council() as opened:
        opened.store.connection.execute("UPDATE post SET mode = 'off' WHERE exercise <> ''")
    town.change(r"^drills:\n.*\n", "drills: []\n")
    over = town.call("approve", "Evacuazione di via Po")
    assert (over.returncode, "la sua giornata è finita" in over.stdout) == (1, True)
    town.tick()
    assert have(town, "Evacuazione di via Po") == set()


def test_nothing_becomes_an_exercise_and_no_exercise_becomes_real(town: Town) -> None:
    town.call("exercise", "Evacuazione di via Po", "--drill", DRILL)
    town.stage.publish("Ponte chiuso", "Testo.")
    town.tick()
    with town.open_council() as opened:
        for table in ("item", "post"):
            for new, old in (("", DRILL), (STAFF_ONLY, "")):
                change = f"UPDATE {table} SET exercise = '{new}' WHERE exercise = '{old}'"
                with pytest.raises((Error, sqlite3.Error), match="stays one"):
                    opened.store.connection.execute(change)


def test_an_exercise_takes_no_turn_and_costs_as_many_as_take_part(town: Town) -> None:
    town.call("exercise", "Prova", "--who", "Maria")
    town.tick()
    with town.open_council() as opened:
        assert opened.store.begun_since(channel="whatsapp", since=0.0) == []
        assert opened.store.drill_audience(exercise=STAFF_ONLY, mode="off") == 1
        assert opened.store.drill_audience(exercise=DRILL, mode="off") == 1


def test_what_shows_items_to_the_public_leaves_exercises_out() -> None:
    """A new statement that lists items for everybody belongs here."""
    for name in ("digest_items",):
        assert re.search(r"i\.exercise = ''", queries.load()[name]), name


# -- a real emergency on the day of a drill -------------------------------------------------------------


def held_alert(town: Town) -> None:
    town.stage.publish("Allerta rossa: evacuare via Po", "Lasciare le case.", categories=["Allerta"])
    town.change(r"emergencies_an_hour: 6", "emergencies_an_hour: 0")
    town.tick()


def test_on_the_day_of_a_drill_a_real_emergency_needs_the_word(town: Town) -> None:
    held_alert(town)
    for words in ((), ("--real", "si"), ("--real", "")):
        asked = town.call("approve", "Allerta rossa", *words)
        assert asked.returncode == 1
        assert f"è un'emergenza vera, e oggi c'è l'esercitazione «{DRILL}»" in asked.stdout
        assert "scrivere REALE" in asked.stdout
    town.tick()
    assert have(town, "evacuare via Po") == set()
    assert town.call("approve", "Allerta rossa", "--real", "REALE").returncode == 0
    town.tick()
    assert {STAFF, JOINED, OTHER} <= have(town, "evacuare via Po")


def test_on_other_days_nobody_is_asked(town: Town) -> None:
    town.change(r"^drills:\n.*\n", "drills: []\n")
    held_alert(town)
    assert town.call("approve", "Allerta rossa").returncode == 0


def test_news_is_approved_as_ever_on_the_day_of_a_drill(town: Town) -> None:
    town.change(r"settle_seconds: 0", "settle_seconds: 60")
    town.stage.publish("Concerto", "Testo.")
    town.tick()
    town.call("hold", "Concerto")
    assert town.call("approve", "Concerto").returncode == 0
