"""`simulate` plays the past by the very code, and touches nothing of the service."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.model import Lane
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load_as_written
from pipeline.simulate.outcome import Fate, Scale, Told, all_told
from pipeline.simulate.play import Simulation
from pipeline.simulate.portal import Answer
from pipeline.simulate.recorded import record
from pipeline.simulate.report import WIDTH, report
from pipeline.simulate.simulation import Played, simulate
from pipeline.simulate.stage import Crowd, staged
from tests.commands import ROOT, call
from tests.loopback import answer, loopback
from tests.town import change_config

PORTAL = "https://comune.example.it/"
FROM, TO = "2026-03-01", "2026-03-20"


def moment(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def item(number: int, title: str, when: str, category: str = "Notizie") -> str:
    return (
        f"<item><title>{title}</title><link>{PORTAL}{number}/</link><guid isPermaLink='false'>{number}</guid>"
        f"<pubDate>{format_datetime(datetime.fromisoformat(when).replace(tzinfo=UTC))}</pubDate>"
        f"<category>{category}</category><description>Testo {number}, per i cittadini.</description></item>"
    )


def feed(items: Sequence[str], generator: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Comune</title><link>{PORTAL}</link>'
        f"<generator>{generator}</generator>{''.join(items)}</channel></rss>"
    )


BEFORE = [item(n, f"Vecchia {n}", f"2026-02-{n:02}T09:00") for n in range(10, 20)]
SOME = [
    *BEFORE,
    item(31, "Concerto in teatro", "2026-03-03T09:01"),
    item(32, "Sospensione dell'acqua in via Mazzini", "2026-03-04T09:02", "Interruzioni"),
    item(33, "Allerta arancione per temporali", "2026-03-05T02:03", "Allerta"),
    *(item(40 + n, f"Calendario della zona {n}", "2026-03-10T10:00") for n in range(8)),
]


@pytest.fixture
def council(tmp_path: Path) -> Path:
    folder = tmp_path / "council"
    lay_out(folder)
    change_config(folder, r"portal: http://127.0.0.1:8099/portal/", f"portal: {PORTAL}")
    return folder


def play(council: Path, text: str, citizens: int = 1000, start: str = FROM, end: str = TO) -> Played:
    file = council.parent / "recorded.xml"
    file.write_text(text, encoding="utf-8")
    config = load_as_written(council)
    recording = record(config, str(file), moment(start))
    return simulate(config, recording, moment(start), moment(end), Crowd(citizens, 0.1))


def of(played: Played, title: str, channel: str = "whatsapp") -> list[Told]:
    return [one for one in played.told if title in one.title and one.channel == channel]


def test_each_item_goes_out_at_its_time(council: Path) -> None:
    """News and service notices after the settle delay, an emergency at the next poll, also at night."""
    played = play(council, feed(SOME))
    [news], [service], [alert] = (of(played, title) for title in ("Concerto", "Sospensione", "Allerta"))
    assert [one.fate for one in (news, service, alert)] == [Fate.OUT] * 3
    assert [one.lane for one in (news, service, alert)] == [Lane.NEWS, Lane.SERVICE, Lane.EMERGENCY]
    assert 0 <= news.at - moment("2026-03-03T09:05") - 300 < 60
    assert 0 <= service.at - moment("2026-03-04T09:05") - 300 < 60
    assert 0 <= alert.at - moment("2026-03-05T02:05") < 60
    assert of(played, "Vecchia") == []
    assert played.baseline == 10


def test_a_flood_is_held_and_nobody_approves_it(council: Path) -> None:
    played = play(council, feed(SOME))
    held = [one for one in played.told if one.fate is Fate.HELD and one.channel == "whatsapp"]
    assert [str(one.reason.code) for one in held if one.reason] == ["flood"] * 8


def test_costs_and_numbers_are_those_of_the_town(council: Path) -> None:
    """One simulated citizen stands for many: sums are the town's, whatever its size."""
    small, large = play(council, feed(SOME), 20), play(council, feed(SOME), 20_000)
    for title in ("Concerto", "Sospensione", "Allerta"):
        [few], [many] = of(small, title), of(large, title)
        assert many.recipients == 1000 * few.recipients > 0
        assert abs(many.millionths - 1000 * few.millionths) <= 20
    [all_], [news] = of(small, "Sospensione"), of(small, "Concerto")
    assert (all_.recipients, news.recipients) == (20, 18)  # those of the digest get the service notice, too


def test_what_the_portal_changed_later_is_told_apart(council: Path) -> None:
    """The page is corrected; citizens have the first wording, and nobody calls that "not published"."""
    entries = [
        f"<entry><title>{title}</title><id>{n}</id><link href='{PORTAL}{n}'/><summary>Testo {n}, {title}</summary>"
        f"<published>{published}:00Z</published><updated>{updated}:00Z</updated></entry>"
        for n, title, published, updated in (
            (2, "Concerto della banda nel parco", "2026-03-03T09:07", "2026-03-03T12:00"),
            (2, "Concerto della banda in piazza", "2026-03-03T09:07", "2026-03-03T09:07"),
            (1, "Vecchia", "2026-02-01T09:00", "2026-02-01T09:00"),
        )
    ]
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>C</title><id>x</id>{''.join(entries)}</feed>"
    played = play(council, atom, 20)
    fates = [(one.channel, str(one.kind), one.fate) for one in played.told]
    assert sorted(fates) == [
        ("facebook", "edit", Fate.OUT),
        ("facebook", "publish", Fate.OUT),
        ("whatsapp", "digest", Fate.OUT),
        ("whatsapp", "publish", Fate.OUT),
        ("whatsapp", "publish", Fate.UNTOLD),
    ]


def test_the_digest_tells_those_who_chose_it(council: Path) -> None:
    played = play(council, feed(SOME), 20)
    digests = [one for one in played.told if one.kind == "digest" and one.fate is Fate.OUT]
    assert [one.recipients for one in digests] == [2]
    assert 0 <= digests[0].at - moment("2026-03-06T17:00") < 60  # Friday at 18:00 in Rome


def test_a_budget_that_is_used_up_leaves_news_to_the_digest(council: Path) -> None:
    change_config(council, "monthly_budget: 0 ", "monthly_budget: 1 ")
    played = play(council, feed(SOME))
    [news], [alert] = of(played, "Concerto"), of(played, "Allerta")
    assert (news.fate, alert.fate) == (Fate.DIGEST, Fate.OUT)
    assert news.reason
    assert str(news.reason.code) == "over_budget"


def test_a_past_before_this_program_was_written(council: Path) -> None:
    """The clock of this machine would not be believed; that of a simulation is."""
    items = [item(1, "Vecchia", "2019-02-01T09:00"), item(2, "Nuova", "2019-03-02T09:01")]
    [new] = of(play(council, feed(items), 20, "2019-03-01", "2019-03-04"), "Nuova")
    assert (new.fate, 0 <= new.at - moment("2019-03-02T09:10") < 60) == (Fate.OUT, True)


class Late:
    """A portal that shows a notice 30 hours after its date, days after anything else."""

    def __init__(self) -> None:
        self.first = item(1, "Vecchia", "2026-02-01T09:00")
        self.second = item(2, "Sospensione dell'acqua", "2026-03-04T03:00", "Interruzioni")

    def answer(self, url: str, now: float) -> Answer:
        there = [self.second, self.first] if now >= moment("2026-03-05T09:00") else [self.first]
        return Answer(body=feed(there).encode(), content_type="application/rss+xml")

    def next_change(self, after: float) -> float | None:
        return moment("2026-03-05T09:00") if after < moment("2026-03-05T09:00") else None


def test_polls_that_are_left_out_count_as_made(council: Path, tmp_path: Path) -> None:
    """What a feed that is read every five minutes shows for the first time has just appeared, whatever its date."""
    crowd = Crowd(2)
    config = load_as_written(council)
    (tmp_path / "stage").mkdir()
    simulation = Simulation(
        staged(config, tmp_path / "stage", config.feeds, crowd), Late(), moment("2026-03-01"), crowd
    )
    simulation.play(moment("2026-03-06"))
    scale = Scale(simulation.council.channels, crowd.weight)
    told = all_told(simulation.store, scale, simulation.waits)
    simulation.close()
    assert {(one.channel, one.fate) for one in told} == {("whatsapp", Fate.OUT), ("facebook", Fate.OUT)}
    assert simulation.ticks < 20  # of the 1,440 that cron would have started


def test_two_simulations_are_alike(council: Path) -> None:
    assert play(council, feed(SOME)).told == play(council, feed(SOME)).told


def test_settings_in_a_hurry_are_not_simulated(council: Path, tmp_path: Path) -> None:
    """As shipped, the sandbox waits for nothing; the service would."""
    file, page = tmp_path / "recorded.xml", tmp_path / "page.html"
    file.write_text(feed(SOME), encoding="utf-8")
    done = call(
        "-C", str(council), "simulate", str(file), "--from", FROM, "--to", TO, "--html", str(page)
    )  # fmt: skip
    assert done.returncode == 0
    [row] = re.findall(r"<tr><td>([^<]*)</td><td[^>]*><a [^>]*>Concerto in teatro", page.read_text("utf-8"))
    assert row == "03/03/2026 10:10"  # in Rome: read at 10:05, and settled


# -- the portal's older pages ---------------------------------------------------------------------------


def test_the_older_pages_of_an_address_are_read_back_to_the_first_day(council: Path) -> None:
    items = [item(n, f"Notizia {n}", f"2026-03-{n:02}T09:00") for n in range(18, 0, -1)]
    with loopback() as server:
        wordpress = "https://wordpress.org/?v=6.8"
        for page in range(6):
            path = "/feed/" if not page else f"/feed/?paged={page + 1}"
            some = items[page * 3 : page * 3 + 3]
            server.answers[path] = answer(
                200, feed(some, wordpress).encode(), Content_Type="application/rss+xml"
            )
        recording = record(load_as_written(council), f"{server.url}/feed/", moment("2026-03-08"))
        assert len(server.asked) == 4  # the fourth page begins on the 7th
        assert len(recording.archive.versions) == 12
        assert recording.archive.window == 3
        played = simulate(load_as_written(council), recording, moment("2026-03-08"), moment(TO), Crowd(20))
        assert len(server.asked) == 4  # the simulation asks nobody
        assert {one.title for one in played.told if one.fate is Fate.OUT and one.kind == "publish"} == {
            f"Notizia {n}" for n in range(8, 19)
        }


# -- the command -------------------------------------------------------------------------------------------

SPY = """
import json, os, sys
seen, folder, out = [], os.path.realpath(sys.argv[1]), sys.argv[2]
def hook(event, args):
    if event in ("open", "os.remove", "os.rename", "os.mkdir", "os.chmod", "os.rmdir", "os.truncate"):
        path = os.path.realpath(os.fspath(args[0])) if isinstance(args[0], (str, bytes, os.PathLike)) else ""
        if isinstance(path, bytes): path = path.decode()
        writes = event != "open" or any(sign in str(args[1] or "r") for sign in "wax+") or (args[2] & 3)
        if path.startswith(folder): seen.append([event, path[len(folder):], bool(writes)])
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        seen.append([event, str(args[1] if event == "socket.connect" else args[0]), True])
sys.addaudithook(hook)
sys.argv = ["infostiglia", *sys.argv[3:]]
from pipeline.__main__ import main
try:
    main()
finally:
    open(out, "w").write(json.dumps(seen))
"""


def test_nothing_of_a_live_service_is_touched(council: Path, tmp_path: Path) -> None:
    """Of the council's folder only settings and templates are opened, to be read; and nobody is asked."""
    for pattern, new in (
        ("^live: off", "live: all"),
        ("monthly_budget: 0 ", "monthly_budget: 500 "),
        (r'^database: ""', "database: postgresql://infostiglia@192.0.2.1/ostiglia"),
        ('to: ""  ', "to: operatori  "),
    ):
        change_config(council, pattern, new)
    data = council / "data"
    data.mkdir(exist_ok=True)
    for name in ("infostiglia.db", "inbox.db", "poll.lock", "departures.journal"):
        (data / name).write_bytes(b"as it was")
    before = state_of(council)
    file = tmp_path / "recorded.xml"
    file.write_text(feed(SOME), encoding="utf-8")
    words = [
        "-C",
        str(council),
        "simulate",
        str(file),
        "--from",
        FROM,
        "--to",
        TO,
        "--html",
        str(tmp_path / "page.html"),
    ]
    done = subprocess.run(
        [sys.executable, "-c", SPY, str(council), str(tmp_path / "seen.json"), *words],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": "/"},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "mar 2026" in done.stdout
    seen = json.loads((tmp_path / "seen.json").read_text(encoding="utf-8"))
    assert [one for one in seen if one[2]] == []  # nothing written, nobody asked
    assert all(path == "/config.yaml" or path.startswith("/templates") or path == "" for _, path, _ in seen)
    assert ["open", "/config.yaml", False] in seen  # the spy sees
    assert state_of(council) == before


def state_of(folder: Path) -> dict[str, tuple[int, float, str]]:
    return {
        str(path): (path.stat().st_mode, path.stat().st_mtime, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_report_fits_a_terminal_and_is_italian(council: Path) -> None:
    lines = list(report(play(council, feed(SOME))))
    assert max(map(len, lines)) <= WIDTH
    text = "\n".join(lines)
    assert "Fermate, e scadute perché nessuno le ha approvate: 8" in text
    assert re.search(r"mar 2026 +1 +1 +1 +1 +8 +0 +3\.000 ", text)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.xml", "--from", FROM, "--to", TO), "nowhere.xml"),
        (("recorded.xml", "--from", TO, "--to", FROM), "--from deve venire prima di --to"),
        (("recorded.xml", "--from", "2020-01-01", "--to", "2020-02-01"), "non contiene nulla"),
        (("page.html", "--from", FROM, "--to", TO), "page.html: "),
    ],
)
def test_mistakes_are_one_line(council: Path, words: Sequence[str], said: str) -> None:
    (council / "recorded.xml").write_text(feed(SOME), encoding="utf-8")
    (council / "page.html").write_text("<html><body>Notizie</body></html>", encoding="utf-8")
    source = str(council / words[0])
    done = call("-C", str(council), "simulate", source, *words[1:])
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


# -- the page ------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a page has: its elements, and every address it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [
            value or "" for name, value in attrs if name in ("src", "srcset", "data") or (tag == "link")
        ]


def test_the_page_stands_alone(council: Path, tmp_path: Path) -> None:
    from pipeline.simulate.page import page_of

    text = page_of(play(council, feed([*SOME, item(60, "<b>Grassetto</b> & c.", "2026-03-12T09:00")])))
    page = Page(text)
    assert "script" not in page.tags
    assert (page.tags.count("svg"), page.fetched, "url(" in text) == (2, [], False)
    assert page.tags.count("rect") == 4  # one month: three lanes, and its cost
    assert "b" not in page.tags  # a title is text
    assert "Calendario della zona 7" in text
