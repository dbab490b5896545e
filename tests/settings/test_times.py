"""The section `times:`: its values, the lines in which a channel differs, and what is wrong with it."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from pipeline.alert import WAKING, Alert
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from pipeline.settings.times import AT_ONCE, Quiet, Times
from pipeline.settings.values import ConfigError
from tests.town import change_config


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lay_out(tmp_path / "council")
    change_config(tmp_path / "council", "at_once: true", "at_once: false")
    return tmp_path / "council"


def test_as_shipped_they_are_the_defaults(folder: Path) -> None:
    config = load(folder)
    assert config.times == Times()
    assert config.quiet_hours("whatsapp").passes == frozenset(WAKING)
    hours = config.quiet_hours("facebook")
    assert (hours.begin, hours.end, hours.holidays_end) == (time(21), time(7, 30), time(9))


def test_a_channel_differs_in_the_lines_it_has(folder: Path) -> None:
    change_config(
        folder,
        "^    times: \\{\\}",
        "    times: {quiet: {from: 22:15}, gap_minutes: 30, quiet_passes: [red]}",
    )
    change_config(folder, "a_day: 12", "a_day: 9")
    own, usual = load(folder).times_of("facebook"), load(folder).times_of("whatsapp")
    assert own.quiet == Quiet(time(22, 15), time(7, 30), time(9))
    assert (own.gap_minutes, own.quiet_passes, own.a_day) == (30, (Alert.RED,), 9)
    assert (usual.quiet, usual.gap_minutes, usual.a_day) == (Quiet(), 10, 9)


def test_who_tries_the_program_out_waits_for_nothing(folder: Path) -> None:
    change_config(folder, "at_once: false", "at_once: true")
    config = load(folder)
    assert config.times_of("facebook") == AT_ONCE
    assert config.quiet_hours("facebook").night(1_795_500_000.0) is None


@pytest.mark.parametrize("written", ['"07:30"', "07:30", "7:30"])
def test_a_time_of_day_may_stand_without_quotes(folder: Path, written: str) -> None:
    change_config(folder, 'to: "07:30"', f"to: {written}")
    change_config(folder, 'from: "21:00"', "from: 21:00")  # which YAML itself reads as 1260
    assert load(folder).times.quiet == Quiet()


def test_the_same_time_twice_is_no_quiet_hours_on_holidays_neither(folder: Path) -> None:
    change_config(folder, 'from: "21:00", to: "07:30"', "from: 00:00, to: 00:00")
    sunday_at_eight = 1_795_935_600.0
    assert load(folder).quiet_hours("whatsapp").night(sunday_at_eight) is None


@pytest.mark.parametrize(
    ("pattern", "replacement", "problem"),
    [
        ('to: "07:30"', "to: 7", "times.quiet.to: deve essere un'ora del giorno"),
        ('to: "07:30"', 'to: "24:00"', "times.quiet.to: deve essere un'ora del giorno"),
        ('to: "07:30"', 'to: "7.30"', "times.quiet.to: deve essere un'ora del giorno"),
        (
            'holidays_to: "09:00"',
            'holidays_to: "22:00"',
            "holidays_to: deve venire prima di `from` (21:00)",
        ),
        ("quiet_passes: \\[orange", "quiet_passes: [blue", "times.quiet_passes.0: 'blue' non è tra"),
        ("quiet_passes: \\[orange", "quiet_passes: [over", "times.quiet_passes: la fine di un'allerta"),
        ("an_hour: 4", "an_hour: 20", "times.an_hour: più di quanti ne consente `a_day` (12)"),
        ("an_hour: 4", "an_hour: -1", "times.an_hour: deve essere un numero non negativo"),
        ("gap_minutes: 10", "gap_minuts: 10", "times.gap_minuts: "),
        ("^    times: \\{\\}", "    times: {an_hour: 20}", "channels.facebook.times.an_hour: più di"),
        ("^    times: \\{\\}", "    times: {quiet: 3}", "channels.facebook.times.quiet: "),
        (
            'patron: ""',
            'patron: "31/2"',
            'council.patron: deve essere un giorno e un mese, per esempio "18/3"',
        ),
        ('patron: ""', 'patron: "san Biagio"', "council.patron: "),
        ('province: ""', "province: XX", "council.province: 'XX' non è una provincia"),
    ],
)
def test_a_mistake_is_told_at_its_line(folder: Path, pattern: str, replacement: str, problem: str) -> None:
    from pipeline.words import put

    change_config(folder, pattern, replacement)
    with pytest.raises(ConfigError) as raised:
        load(folder)
    line = put(raised.value.sentence)
    assert problem in line
    assert line.startswith("config.yaml:")
