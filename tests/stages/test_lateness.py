"""After an outage no old items go out in a burst: urgent items are held by their age, and reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.model import Action, Entry, Identified, Lane, PostState, Verdict
from pipeline.reasons import Code, Reason
from pipeline.staff import actions
from pipeline.stages.decide.decide import decide
from pipeline.stages.render.choice import Renderer
from tests.stages.test_decide import NOW, VIEW, entry, known, new
from tests.town import Town, town

HOUR, DAY = 3600.0, 86400.0
OUTAGE = replace(VIEW, read_at=NOW - 5 * DAY)  # nobody has looked for five days
WATCHED = replace(VIEW, read_at=NOW - 300)
LIFETIMES = {"Allerta": 6, "Avvisi": 24, "Notizie": 48}  # hours
ROME = ZoneInfo("Europe/Rome")


def dated(at: float | None, category: str = "Allerta") -> Entry:
    return replace(entry(1, category), published=at)


def verdict(one: Entry, view: object = VIEW) -> Verdict:
    [decision] = decide([new(one)], {}, view)  # type: ignore[arg-type]
    return decision.verdicts[0]


@pytest.mark.parametrize(
    ("category", "hours", "held"),
    [
        ("Allerta", 4.8 * 24, True),
        ("Allerta", 6.1, True),
        ("Allerta", 5.9, False),
        ("Avvisi", 4.8 * 24, True),
        ("Avvisi", 24.1, True),
        ("Avvisi", 23.5, False),
        ("Notizie", 4.8 * 24, True),
        ("Notizie", 48.1, True),
        ("Notizie", 47.5, False),
    ],
)
def test_after_an_outage_what_is_over_by_its_lane_is_held(category: str, hours: float, held: bool) -> None:
    for view in (OUTAGE, VIEW):  # the time of the last reading known, and not
        found = verdict(dated(NOW - hours * HOUR, category), view)
        assert (found.action is Action.HOLD) == held
        if held:
            assert found.reason == Reason(Code.LATE, hours=round(hours))
            assert found.not_after > NOW  # a person has time to say so
        else:
            assert found.not_after == NOW + (LIFETIMES[category] - hours) * HOUR


@pytest.mark.parametrize("category", LIFETIMES)
@pytest.mark.parametrize("hours", [None, 0.1, 7, 30, -1, -30])
def test_what_has_just_appeared_goes_whatever_the_portal_dates_it(category: str, hours: float | None) -> None:
    one = dated(None if hours is None else NOW - hours * HOUR, category)
    found = verdict(one, WATCHED)
    assert found.action is Action.PUBLISH
    lane_hours = LIFETIMES[category]
    assert NOW + lane_hours * HOUR - 300 <= found.not_after <= NOW + lane_hours * HOUR + 300


def test_dated_days_ago_even_what_has_just_appeared_is_looked_at_first() -> None:
    assert verdict(dated(NOW - 4.8 * DAY), WATCHED).action is Action.HOLD


@pytest.mark.parametrize("zone", [UTC, ROME])
def test_a_day_alone_counts_until_its_end(zone: ZoneInfo) -> None:
    today = datetime.fromtimestamp(NOW, zone).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    view = replace(OUTAGE, zone=zone, now=NOW + 4 * HOUR)  # ten in the morning
    assert verdict(dated(today), view).action is Action.PUBLISH
    assert verdict(dated(today - DAY), view).reason.code is Code.LATE


@pytest.mark.parametrize("at", [None, NOW + HOUR])
def test_without_a_date_or_dated_ahead_the_first_sight_counts(at: float | None) -> None:
    found = verdict(dated(at), OUTAGE)
    assert (found.action, found.not_after) == (Action.PUBLISH, NOW + 6 * HOUR)


@pytest.mark.parametrize(
    ("view", "state", "held"),
    [
        (WATCHED, PostState.SENDING, False),  # an update of an alert of yesterday is new
        (WATCHED, PostState.DUE, False),
        (OUTAGE, PostState.SENDING, True),  # nobody knows when it was edited, and it is old
        (VIEW, PostState.SENDING, False),
    ],
)
def test_an_edit_counts_from_when_it_can_have_been_made(view: object, state: PostState, held: bool) -> None:
    one = dated(NOW - 4.8 * DAY)
    edited = Identified(replace(one, text="Stanotte piena, rientrata."), ("guid:g1",), 1)
    [decision] = decide([edited], {1: known(one, state)}, view)  # type: ignore[arg-type]
    assert (decision.verdicts[0].action is Action.HOLD) == held


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path / "town") as opened:
        opened.join("+393330000001")
        opened.tick()
        yield opened


def outage(here: Town) -> None:
    here.clock.ahead += 5 * DAY
    here.stage.publish(
        "Allerta rossa: stanotte piena",
        "Non uscire.",
        categories=["Allerta"],
        published=here.clock.time() - 4.8 * DAY,
    )
    here.heartbeat()


def test_the_alert_of_an_outage_waits_for_a_person_who_may_let_it_go(here: Town) -> None:
    outage(here)
    report = here.tick()
    assert here.copies("piena") == {}
    assert ("held", Reason(Code.LATE, hours=115)) in [
        (one.state, one.reason) for one in report.waiting.values()
    ]
    shown = here.call("status").stdout
    assert "pubblicata 115 ore fa" in shown
    with here.open_council() as opened:  # a process of its own would find the clock set back
        render = Renderer(opened.config, opened.channels)
        actions.approve(
            actions.Publisher(opened.store, opened.config, {}, render),
            "stanotte piena",
            "",
            here.clock.time(),
        )
    here.heartbeat()
    here.tick()
    assert here.copies("piena")["+393330000001"] == 1


def test_what_waited_in_our_own_store_ends_by_its_publication(here: Town) -> None:
    here.clock.ahead += 5 * HOUR
    here.change("settle_seconds: 0", "settle_seconds: 3600")
    here.stage.publish(
        "Acqua sospesa", "Oggi.", categories=["Avvisi"], published=here.clock.time() - 4 * HOUR
    )
    here.tick()
    [(lane, left)] = here.rows(
        "SELECT lane, not_after FROM post WHERE channel = 'whatsapp' AND kind = 'publish'"
    )
    assert lane == Lane.SERVICE
    assert left == pytest.approx(here.clock.time() + 20 * HOUR, abs=60)
    here.clock.ahead += 20.5 * HOUR  # within 24 hours of our first sight, and older than that
    here.heartbeat()
    here.tick()
    assert here.copies("Acqua") == {}
