"""What is let go says when it leaves, by the gates that will decide it; asking them changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.town import Town, number

ROME = ZoneInfo("Europe/Rome")
HELD = "rules:\n  - {name: prima, title_words: [ponte], do: hold}\n"


@pytest.fixture
def held(here: Town) -> Town:
    """A piece of news that waits for a person."""
    here.change(r"^rules:.*\n", HELD)
    here.join(number(1))
    here.stage.publish("Ponte", "Testo.")
    here.tick()
    return here


def said(here: Town, *words: str) -> str:
    """What a command says of WhatsApp."""
    lines = here.call(*words, "--channel", "whatsapp").stdout.splitlines()
    return next(line for line in lines if line.startswith("whatsapp:"))


def at_night(here: Town) -> str:
    """Quiet hours that have begun; when they end."""
    now = datetime.fromtimestamp(here.clock.time(), ROME)
    first, last = (f"{now + timedelta(hours=hours):%H}:00" for hours in (-1, 3))
    here.change(
        r'quiet: \{from: "00:00", to: "00:00", holidays_to: "[^"]*"',
        f'quiet: {{from: "{first}", to: "{last}", holidays_to: "{last}"',
    )
    return last


def test_what_leaves_at_once_says_so(held: Town) -> None:
    assert said(held, "approve", "Ponte") == "whatsapp: «Ponte» approvata: parte subito"


def test_at_night_it_says_when_the_morning_comes(held: Town) -> None:
    morning = at_night(held)
    assert (
        said(held, "approve", "Ponte")
        == f"whatsapp: «Ponte» approvata: aspetta fino alle {morning}: ore di silenzio"
    )


def test_a_gap_between_two_posts_is_named(held: Town) -> None:
    held.stage.publish("Mercato", "Testo.")
    held.tick()
    held.change("gap_minutes: 0", "gap_minutes: 45")
    line = said(held, "approve", "Ponte")
    assert "45 minuti" in line
    assert "parte subito" not in line


def test_a_retraction_and_a_second_try_say_it_too(held: Town) -> None:
    held.call("approve", "Ponte")
    held.tick()
    morning = at_night(held)
    assert f"aspetta fino alle {morning}" in said(held, "retract", "Ponte", "--yes")


def test_asking_sets_no_money_apart(held: Town) -> None:
    said(held, "approve", "Ponte")
    assert held.rows("SELECT estimate, priced_at FROM post WHERE channel = 'whatsapp'") == [(0, None)]


def test_a_stopped_channel_promises_nothing(held: Town) -> None:
    held.call("stop", "--channel", "whatsapp")
    assert said(held, "approve", "Ponte") == "whatsapp: «Ponte» approvata"
