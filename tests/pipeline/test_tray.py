"""What is shared by hand: ready at once, shown until ticked, reminded of, and enough for a council alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.town import Town


@pytest.fixture
def alone(here: Town) -> Town:
    """A council with nothing but the assisted channel."""
    here.change(r"enabled: true", "enabled: off")
    here.change(r"type: assisted\n    enabled: false", "type: assisted\n    enabled: true")
    here.tick()
    return here


def test_a_council_can_run_on_this_alone(alone: Town, tmp_path: Path) -> None:
    item = alone.stage.publish("Mercato & fiera", "Domenica in piazza.")
    assert alone.tick().exit_code == 0
    shown = alone.call("tray").stdout
    assert "Mercato & fiera" in shown
    assert "https://wa.me/?text=Mercato%20%26%20fiera" in shown
    page = tmp_path / "tray.html"
    alone.call("tray", "--page", str(page))
    assert "Mercato &amp; fiera" in page.read_text(encoding="utf-8")
    assert alone.copies(item["link"]) == {}  # nothing went anywhere by itself


def test_it_waits_until_ticked_and_is_ticked_once(alone: Town) -> None:
    alone.stage.publish("Mercato", "Domenica.")
    alone.tick()
    number = alone.call("tray").stdout.split()[0]
    alone.tick()
    assert alone.call("tray").stdout.count("wa.me") == 1
    assert "fatto" in alone.call("tray", "--done", number).stdout
    assert alone.call("tray").stdout.strip() == "Niente da condividere."
    assert "non è da condividere" in alone.call("tray", "--done", number).stdout
    assert "non è da condividere" in alone.call("tray", "--done", "99999").stdout


def test_who_forgets_it_is_reminded(alone: Town) -> None:
    alone.stage.publish("Mercato", "Domenica.")
    assert alone.tick().waiting == {}
    alone.clock.ahead += 5 * 3600
    [line] = alone.tick().waiting.values()
    assert line == "not shared yet: Mercato"
