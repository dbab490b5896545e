"""The events that are read from Italian texts: `python -m tests.events.test_wording` prints how well."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.happening import Event
from pipeline.stages.parse.wording import event_of
from tests.events.labelled import HELD_OUT, TUNED, Told

ROME = ZoneInfo("Europe/Rome")
PUBLISHED = datetime(2026, 11, 25, 10, tzinfo=ROME)


def read(title: str, text: str, category: str = "Notizie") -> Event | None:
    return event_of(title, [text], [category], PUBLISHED.timestamp(), ROME)


def _moment(written: str) -> datetime:
    day, _, clock = written.partition(" ")
    month, number = map(int, day.split("-"))
    hour, _, minute = clock.partition(".")
    at = date(2026 if month >= 11 else 2027, month, number)
    return datetime.combine(at, time(int(hour or 0), int(minute or 0)), ROME)


def meant(label: tuple[str, str, str]) -> Event:
    begin, end, place = label
    if " " in begin:
        return Event(_moment(begin).timestamp(), _moment(end).timestamp() if end else None, place)
    last = _moment(end or begin) + timedelta(1)
    return Event(_moment(begin).timestamp(), last.timestamp(), place, all_day=True)


def wrong(texts: Sequence[Told]) -> list[str]:
    """The texts of which it says something that is not so."""
    found = []
    for title, text, label in texts:
        event = read(title, text)
        if event is not None and (label is None or when(event) != when(meant(label))):
            found.append(f"{title}: {event}")
    return found


def missed(texts: Sequence[Told]) -> list[str]:
    return [title for title, text, label in texts if label is not None and read(title, text) is None]


def misplaced(texts: Sequence[Told]) -> list[str]:
    """The texts of which it names another place; no place is no mistake."""
    pairs = [(title, read(title, text), label[2]) for title, text, label in texts if label]
    return [
        f"{title}: {event.place!r}"
        for title, event, place in pairs
        if event and event.place and event.place.casefold() != place.casefold()
    ]


def when(event: Event) -> tuple[float, float | None, bool]:
    return event.starts, event.ends, event.all_day


@pytest.mark.parametrize("texts", [TUNED, HELD_OUT], ids=["tuned", "held out"])
def test_in_doubt_a_text_tells_of_no_event(texts: Sequence[Told]) -> None:
    assert len(texts) >= 60
    assert (wrong(texts), misplaced(texts)) == ([], [])


@pytest.mark.parametrize(("texts", "least"), [(TUNED, 0.9), (HELD_OUT, 0.8)], ids=["tuned", "held out"])
def test_most_invitations_are_recognised(texts: Sequence[Told], least: float) -> None:
    invitations = sum(label is not None for _, _, label in texts)
    assert 1 - len(missed(texts)) / invitations >= least, missed(texts)


def report(name: str, texts: Sequence[Told]) -> str:
    events = sum(label is not None for _, _, label in texts)
    places = sum(
        1 for title, text, label in texts if label and label[2] and (e := read(title, text)) and e.place
    )
    named = sum(1 for _, _, label in texts if label and label[2])
    return (
        f"{name}: {len(texts)} texts, {events} events; found {events - len(missed(texts))}, wrong {len(wrong(texts))}; "
        f"places {places} of {named}, wrong {len(misplaced(texts))}"
    )


if __name__ == "__main__":
    for name, texts in (("tuned", TUNED), ("held out", HELD_OUT)):
        if name in (sys.argv[1:] or ("tuned", "held out")):
            print(report(name, texts))
            print(*wrong(texts), *(f"missed: {one}" for one in missed(texts)), *misplaced(texts), sep="\n  ")
