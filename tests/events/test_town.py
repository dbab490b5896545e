"""Events in a town: what citizens read, who is reminded, and the entry for their calendars."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import icalendar
import pytest

from channels._subscribers.choices import OwnWords
from channels._subscribers.commands import Command, command
from pipeline.reasons import Code
from pipeline.text import MONTHS, WEEKDAYS
from tests.citizens.test_choices import says, texts
from tests.town import Town, number, until

ROME = ZoneInfo("Europe/Rome")
REMINDING = OwnWords(reminders=True)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("promemoria", Command.REMIND),
        ("PROMEMORIA", Command.REMIND),
        ("Vorrei il promemoria degli eventi, grazie", Command.REMIND),
        ("no promemoria", Command.NO_REMINDERS),
        ("non voglio più promemoria", Command.NO_REMINDERS),
        ("basta promemoria", Command.NO_REMINDERS),
        ("cancellami, basta promemoria e basta tutto", Command.LEAVE),
        ("ho perso il promemoria della visita", Command.OTHER),
    ],
)
def test_reminders_are_asked_for_and_refused_in_a_word(text: str, meant: Command) -> None:
    assert command(text, REMINDING) is meant


def test_where_there_are_none_nobody_can_ask_for_reminders() -> None:
    assert command("promemoria") is Command.OTHER


def tomorrow(here: Town, later: int = 1) -> datetime:
    day = datetime.fromtimestamp(here.clock.time(), ROME).date() + timedelta(later)
    return datetime.combine(day, datetime.min.time(), ROME).replace(hour=21)


def written(day: datetime) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def remind(here: Town, **settings: object) -> None:
    hour = datetime.fromtimestamp(here.clock.time(), ROME).hour
    here.change("reminders: false", "reminders: true")
    here.change("reminder_hour: 17", f"reminder_hour: {hour}")
    here.tick()


def hours_later(here: Town) -> None:
    """What went out has been known for a while."""
    here.rows(
        "UPDATE post SET released_at = released_at - 7 * 3600 WHERE released_at IS NOT NULL RETURNING id"
    )


def reminders(here: Town, n: int) -> list[str]:
    return [
        one["text"] for one in here.stage.phones().get(number(n), []) if one["text"].startswith("Promemoria")
    ]


def test_who_wants_it_and_knows_the_event_is_reminded_once(here: Town) -> None:
    remind(here)
    here.join(*(number(n) for n in range(1, 4)))
    says(here, number(1), "promemoria")
    says(here, number(2), "promemoria")
    assert "il giorno prima, un promemoria degli eventi ricevuti" in texts(here, 1)[0]
    says(here, number(2), "no promemoria")
    assert "promemoria" not in texts(here, 1)[0]
    assert "Promemoria il giorno prima degli eventi: sì" in here.call("dossier", number(1)).stdout
    day = tomorrow(here)
    text = f"{written(day).capitalize()} alle 21 in piazza Garibaldi suona la banda."
    here.stage.publish("Concerto di Natale", text, categories=["Eventi"])
    here.stage.publish("Mercatino", f"{written(tomorrow(here, 2))} alle 9 in centro.", categories=["Eventi"])
    for _ in range(3):
        here.tick()
    assert reminders(here, 1) == [], "they have only just been told"
    hours_later(here)
    here.join(number(4))
    says(here, number(4), "promemoria")  # and never was told of the concert
    for _ in range(2):
        here.tick()
    assert [len(reminders(here, n)) for n in range(1, 5)] == [1, 0, 0, 0]
    [told] = reminders(here, 1)
    assert f"Quando e dove: {written(day)}, ore 21 · Piazza Garibaldi" in told
    assert here.rows("SELECT count(*) FROM post WHERE kind = 'reminder'") == [(1,)]


def test_who_wants_no_reminder_any_more_gets_none_that_is_under_way(here: Town) -> None:
    remind(here)
    here.join(number(1))
    says(here, number(1), "promemoria")
    here.stage.publish("Concerto", f"{written(tomorrow(here))} alle 21 in piazza.", categories=["Eventi"])
    here.tick()
    here.tick()
    hours_later(here)
    here.rows("UPDATE subscriber SET quiet_from = 1 RETURNING id")  # to midnight: their reminder waits
    here.tick()
    here.tick()
    mine = (
        "SELECT d.state, d.reason FROM delivery d JOIN post p ON p.id = d.post_id WHERE p.kind = 'reminder'"
    )
    assert here.rows(mine) == [("pending", Code.OWN_QUIET)]
    here.rows("UPDATE subscriber SET quiet_from = 0, reminders = 0 RETURNING id")
    here.rows("UPDATE delivery SET due_at = 0 WHERE state = 'pending' RETURNING id")
    here.tick()
    assert here.rows(mine) == [("skipped", Code.NO_REMINDERS)]
    assert reminders(here, 1) == []


def test_an_invitation_that_is_approved_leaves_before_it_begins_or_not_at_all(here: Town) -> None:
    here.change(r"^rules:.*\n", "rules:\n  - {name: feste, title_words: [concerto], do: hold}\n")
    here.join(number(1))
    here.stage.publish("Concerto", f"{written(tomorrow(here))} alle 21 in piazza.", categories=["Eventi"])
    here.tick()
    begins = here.clock.time() + 3600
    here.rows("UPDATE item SET starts_at = ? WHERE title = 'Concerto' RETURNING id", begins)
    here.rows("UPDATE post SET not_after = ? WHERE kind = 'publish' RETURNING id", begins - 1800)
    assert here.call("approve", "Concerto", "--channel", "whatsapp").returncode == 0
    ends = "SELECT not_after FROM post WHERE channel = 'whatsapp' AND kind = 'publish'"
    assert here.rows(ends) == [(begins,)]


def test_nobody_is_reminded_of_what_is_called_off_or_perhaps_moved(here: Town) -> None:
    remind(here)
    here.join(number(1))
    says(here, number(1), "promemoria")
    here.change("reminders: true", "reminders: false")
    day = written(tomorrow(here))
    gone = here.stage.publish("Concerto", f"{day} alle 21 in piazza.", categories=["Eventi"])
    moved = here.stage.publish("Tombola", f"{day} alle 20 in oratorio.", categories=["Eventi"])
    here.tick()
    here.tick()
    here.stage.edit(gone["id"], title="Concerto annullato")
    here.stage.edit(moved["id"], text=f"{day} alle 18 in oratorio.")
    here.change("reminders: false", "reminders: true")
    hours_later(here)
    here.tick()
    here.tick()
    asked = here.rows(
        "SELECT DISTINCT item_id FROM post WHERE kind = 'follow-up' AND state = 'held' AND reason = ?",
        Code.CORRECTED,
    )
    assert len(asked) == 2
    assert reminders(here, 1) == []
    here.call("approve", "Tombola", "--yes")
    here.tick()
    here.tick()
    assert [("ore 18" in told) for told in reminders(here, 1)] == [True]


def called_off(address: str) -> str:
    text = httpx.get(address, trust_env=False).text
    return text if "STATUS:CANCELLED" in text else ""


def test_an_event_that_went_out_has_an_entry_for_calendars(here: Town) -> None:
    here.change('public_url: ""', f'public_url: "{here.webhook_url}"')
    here.change("ics: false", "ics: true")
    here.tick()
    here.join(number(1))
    day = tomorrow(here)
    item = here.stage.publish(
        "Concerto di Natale", f"{written(day)} alle 21 al Teatro Sociale.", categories=["Eventi"]
    )
    here.tick()
    here.tick()
    [message] = here.stage.phones()[number(1)][-1:]
    [(name,)] = here.rows("SELECT calendar_name FROM item WHERE calendar_name <> ''")
    address = f"{here.webhook_url}/events/{name}.ics"
    assert f"(nel calendario: {address} )" in message["text"]
    with here.serving():
        answer = httpx.get(address, trust_env=False)
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        [event] = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
        assert event["DTSTART"].dt == day
        assert event["DTSTART"].params["TZID"] == "Europe/Rome"
        assert (event["LOCATION"], event["SUMMARY"], event["SEQUENCE"]) == (
            "Teatro Sociale",
            "Concerto di Natale",
            0,
        )
        assert "STATUS" not in event
        assert httpx.get(address.replace(name, "0" * 24), trust_env=False).status_code == 404
        here.stage.edit(item["id"], title="Annullato il concerto di Natale")
        here.tick()
        # The same question gets the same answer for a second.
        body = until(lambda: called_off(address))
        [again] = icalendar.Calendar.from_ical(body).walk("VEVENT")
        assert (again["UID"], again["SEQUENCE"], again["STATUS"]) == (event["UID"], 1, "CANCELLED")


def test_a_cancellation_of_its_own_goes_to_those_who_were_told(here: Town) -> None:
    here.tick()
    here.join(number(1))
    day = written(tomorrow(here))
    here.stage.publish("Concerto della banda", f"{day} alle 21 in piazza.", categories=["Eventi"])
    here.tick()
    here.tick()
    here.join(number(2))
    off = here.stage.publish(
        "Annullato il concerto della banda", f"Il concerto di {day} non si farà.", categories=["Eventi"]
    )
    here.tick()
    here.tick()
    told = {n: [one["text"] for one in here.stage.phones().get(number(n), [])] for n in (1, 2)}
    assert [sum("CAMBIO DI PROGRAMMA" in text for text in told[n]) for n in (1, 2)] == [1, 0]
    about = "SELECT i.phase FROM item i JOIN post p ON p.item_id = i.id WHERE p.kind = 'follow-up' AND p.state = 'done'"
    assert here.rows(about) == [("called off",)]
    why = here.call("why", off["link"]).stdout
    assert "annulla l'evento" in why
