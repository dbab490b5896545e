"""A night in town: what wakes people goes out, the rest in the morning, piece by piece; and the staff are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipeline.model import Kind
from pipeline.reasons import Code, Reason
from pipeline.stages.render.choice import Renderer
from tests.citizens.test_choices import says, texts
from tests.town import Town, number, town

ROME = ZoneInfo("Europe/Rome")
HOUR, DAY = 3600.0, 86400.0
CITIZENS = [number(n) for n in range(1, 4)]


class Night(Town):
    """A town with its quiet hours and its gap, whose clock the test sets."""

    night: datetime  # the midnight of a Wednesday

    def at(self, hour: float) -> None:
        """Set the clock to so many hours after that midnight."""
        moment = (self.night + timedelta(hours=hour)).timestamp()
        self.clock.ahead += moment - self.clock.time()
        self.heartbeat()
        self.tick()

    def reached(self, items: list[dict[str, Any]]) -> list[int]:
        """To how many citizens each item has gone."""
        return [sum(self.copies(one["link"])[citizen] for citizen in CITIZENS) for one in items]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Night]:
    with town(tmp_path / "town") as opened:
        opened.__class__ = Night
        assert isinstance(opened, Night)
        today = datetime.now(ROME).replace(hour=0, minute=0, second=0, microsecond=0)
        opened.night = today + timedelta(
            days=9 - today.weekday()
        )  # clear of the change of the clocks, or not
        opened.change('from: "00:00", to: "00:00"', 'from: "21:00", to: "07:30"')
        opened.change("gap_minutes: 0", "gap_minutes: 10")
        opened.change("flood_items: 5", "flood_items: 20")
        opened.change(r'^  patron: ""', f'  patron: "{opened.night.day}/{opened.night.month}"')
        opened.join(*CITIZENS)
        opened.at(-4)  # eight in the evening: the first reading
        yield opened


def publish(here: Town, title: str, category: str, ago: float = 0.0) -> dict[str, Any]:
    """`ago`: seconds since it was published."""
    return here.stage.publish(title, "Testo.", categories=[category], published=here.clock.time() - ago)


def test_a_night_with_news_a_notice_and_two_alerts(here: Night) -> None:
    here.at(-2)
    news = [publish(here, f"Sagra numero {n}", "Eventi", ago=60 - 20 * n) for n in range(3)]
    service = publish(here, "Manca l'acqua in via Roma", "Interruzioni")
    yellow = publish(here, "Allerta gialla per vento", "Allerta")
    orange = publish(here, "Allerta arancione per piena", "Allerta")
    items = [orange, yellow, service, *news]
    here.at(-1.9)
    assert here.reached(items) == [3, 0, 0, 0, 0, 0]
    for hour in (-1, 0.1, 3, 7.4, 7.6, 8.9):  # it is the patron's day: quiet until nine
        here.at(hour)
    assert here.reached(items) == [3, 0, 0, 0, 0, 0]
    shown = here.call("status").stdout
    assert "aspetta fino alle 09:00: ore di silenzio" in shown
    assert "aspetta fino alle 09:00: ore di silenzio" in here.call("why", yellow["link"]).stdout
    here.at(9.01)
    assert here.reached(items) == [3, 3, 3, 0, 0, 0]
    waits = here.rows("SELECT reason FROM post WHERE state = 'due' AND channel = 'whatsapp'")
    assert waits == [(Code.GAP,)] * 3
    for minutes, out in ((9, 0), (11, 1), (18, 1), (22, 2), (33, 3)):
        here.at(9 + minutes / 60)
        assert here.reached(items)[3:] == [3] * out + [0] * (3 - out)
    pages = [here.copies(one["link"])["facebook"] for one in items]
    assert pages == [1] * 6


def test_a_reply_and_a_danger_do_not_wait(here: Night) -> None:
    here.at(-1)
    item = publish(here, "Acqua non potabile in tutto il paese", "Emergenza")
    here.at(0)
    says(here, number(9), "iscrivimi")
    assert here.reached([item]) == [3]
    assert "iscrizione confermata" in texts(here, 9)[0]


def test_an_outage_ends_in_no_burst_and_what_is_old_by_then_is_asked_of_a_person(here: Night) -> None:
    """The portal published five pieces of news while nobody looked: two are old, the others leave one by one."""
    here.at(10)
    moments = (10.1, 11, 60, 61, 62)
    for n, hour in enumerate(moments):
        published = (here.night + timedelta(hours=hour)).timestamp()
        here.stage.publish(f"Notizia {n} della settimana", "Testo.", published=published)
    here.at(63)
    rows = here.rows(
        "SELECT p.state, p.reason FROM post p JOIN item i ON i.id = p.item_id WHERE p.channel = 'whatsapp'"
        " AND i.title LIKE 'Notizia%' ORDER BY i.published_at"
    )
    assert rows[:2] == [("held", Code.LATE)] * 2
    assert sorted(state for state, _ in rows[2:]) == ["done", "due", "due"]
    here.at(63.2)
    here.at(63.4)
    begun = here.rows(
        "SELECT begun_at FROM post WHERE channel = 'whatsapp' AND begun_at IS NOT NULL ORDER BY begun_at"
    )
    gaps = [round((later - sooner) / 60) for (sooner,), (later,) in pairwise(begun)]
    assert len(begun) == 3
    assert min(gaps) >= 10


def test_the_staff_are_told_once_what_leaves_when_and_how_to_stop_it(here: Night) -> None:
    here.change('to: ""  ', "to: operatori")
    here.change("settle_seconds: 0", "settle_seconds: 300")
    here.at(-6)
    day = publish(here, "Biblioteca aperta", "Cultura")
    here.at(-5.99)
    here.at(-5.8)
    here.at(-3.05)
    night = publish(here, "Concerto in piazza", "Cultura")
    here.at(-3.02)
    here.at(-2)
    alert = publish(here, "Allerta rossa", "Allerta")
    here.at(0)
    texts = [one["text"] for one in here.stage.state()["apprise"]]
    [(first,), (second,)] = here.rows(
        "SELECT id FROM item WHERE title IN ('Biblioteca aperta', 'Concerto in piazza')"
    )
    assert len(texts) == 2, texts
    assert "in partenza" in texts[0]
    assert "Alle 18:05: «Biblioteca aperta» (whatsapp, facebook, twitter)" in texts[0]
    assert f"Per fermarla: infostiglia hold {first}" in texts[0]
    assert "Alle 09:00: «Concerto in piazza»" in texts[1]
    assert f"infostiglia hold {second}" in texts[1]
    assert here.reached([day, night, alert]) == [3, 0, 3]


def test_who_wants_no_announcements_gets_none(here: Night) -> None:
    here.change('to: ""  ', "to: operatori")
    here.change("settle_seconds: 0", "settle_seconds: 300")
    here.change("announce: true", "announce: false")
    here.at(-6)
    publish(here, "Biblioteca aperta", "Cultura")
    here.at(-5.99)
    assert here.stage.state()["apprise"] == []


def test_a_channel_may_differ(here: Night) -> None:
    here.change("^    times: \\{\\}", '    times: {quiet: {from: "00:00", to: "00:00"}, gap_minutes: 0}')
    here.at(-1)
    items = [publish(here, f"Sagra numero {n}", "Eventi") for n in range(2)]
    here.at(0)
    assert [here.copies(one["link"])["facebook"] for one in items] == [1, 1]
    assert here.reached(items) == [0, 0]


def test_a_person_who_approves_at_night_does_not_lose_it_by_that(here: Night) -> None:
    """A yellow alert has six hours, which begin when it may go out."""
    from pipeline.staff import actions

    here.at(-1)
    item = publish(here, "Allerta gialla per vento", "Allerta")
    here.at(-0.9)
    with here.open_council() as opened:
        render = Renderer(opened.config, opened.channels)
        now = here.clock.time()
        opened.store.connection.execute(  # held in the morning, as it were: its six hours are almost over
            "UPDATE post SET state = 'held', not_after = ? WHERE kind = ?", (now + HOUR, Kind.PUBLISH)
        )
        by = actions.Publisher(opened.store, opened.config, {}, render)
        actions.approve(by, item["link"], "", now)
    here.at(3)
    assert here.reached([item]) == [0]
    here.at(9.01)
    assert here.reached([item]) == [3]


def test_news_rings_on_no_phone_and_an_emergency_does(here: Night) -> None:
    here.change("type: telegram\n    enabled: false", "type: telegram\n    enabled: true")
    with here.open_council() as opened:
        render = Renderer(opened.config, opened.channels)
        silent = {}
        for lane in ("news", "service", "emergency"):
            from pipeline.model import Lane, News

            news = News("Titolo", "", "Testo.", "https://x.example/1", "", (), Lane(lane), 0.0)
            for channel in ("telegram", "whatsapp"):
                content = render(news, channel).content
                assert content is not None
                silent[lane, channel] = content.silent
    assert [key for key, is_silent in silent.items() if is_silent] == [("news", "telegram")]


def test_a_reason_says_until_when() -> None:
    assert str(Reason(Code.QUIET_HOURS, until="07:30")) == "waits until 07:30: quiet hours"
