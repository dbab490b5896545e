"""What README and docs promise in figures, lines and steps is what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
import time

from pipeline.portals.schedule import MOST_BACKOFF, backoff
from pipeline.settings.values import Schedule
from pipeline.staff.running import INTERVALS, SHORTEST
from tests.town import POLL, ROOT, Town, number

README = (ROOT / "README.md").read_text(encoding="utf-8")
PORTALS = (ROOT / "docs" / "portals.md").read_text(encoding="utf-8")


def test_the_cron_line_mails_nothing_when_nothing_is_wrong(here: Town) -> None:
    found = re.search(r"^\*/5 \* \* \* \*  (.+)$", README, re.M)
    assert found
    program = f"{sys.executable} -m pipeline"
    line = (
        found[1]
        .replace("/opt/infostiglia/bin/infostiglia", program)
        .replace("/srv/ostiglia", str(here.folder))
    )
    here.change('to: ""  ', "to: operatori")
    file = here.folder / "secrets.env"
    text = file.read_text(encoding="utf-8").replace(
        "URLS=''", "URLS=operatori=mailtos://a:b@x.example/?to=c&from=d"
    )
    file.write_text(text, encoding="utf-8")
    here.join(number(1))
    env = {"PATH": "/usr/bin:/bin", "HOME": "/", "PYTHONPATH": str(ROOT)}  # what cron gives
    for _ in range(2):
        done = subprocess.run(["sh", "-c", line], env=env, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    here.stage.fault("status", channel="portal", status=500, count=None)
    time.sleep(POLL)
    done = subprocess.run(["sh", "-c", line], env=env, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "feed not read" in done.stderr) == (1, True)


def test_the_steps_of_going_live_stand_in_the_order_that_works() -> None:
    steps = README.partition("## Going live")[2]
    order = (
        *(
            "a system user's token",
            "`secrets.env`",
            "money.monthly_budget",
            "`live: testers`",
            "infostiglia check",
        ),
        *("templates push", "Start `serve`", "`run` from cron", "`live: all`"),
    )
    places = [steps.index(words) for words in order]
    assert places == sorted(places)


def test_the_pauses_of_a_failing_feed_are_those_of_the_docs() -> None:
    interval = Schedule().poll_seconds
    minutes = [max(interval, backoff(n)) / 60 for n in range(6)]
    assert minutes == [5, 5, 5, 8, 16, 32]
    assert MOST_BACKOFF == 6 * 3600
    assert "after 5 minutes (`schedule.poll_seconds`), from the fourth time on after 8, 16, 32" in PORTALS
    assert "at most 6 hours" in PORTALS


def test_a_stopped_cron_is_noticed_in_the_time_that_readme_says() -> None:
    assert max(SHORTEST, INTERVALS * 300) <= 30 * 60
    assert "notices within half an hour" in README
