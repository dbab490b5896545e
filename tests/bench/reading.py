"""The cost of reading, compared with other programs: CPU time (user and system), children included.

python -m tests.bench --reading 5         # only these lines

A bare `httpx` GET and a commit stand for the least work of a tick; lemon24/reader for reading many feeds. It is no
dependency: `pip install reader` into an environment of its own, and name its Python in READER_PYTHON; without that its
line says so.
"""

from __future__ import annotations

import ctypes
import http.server
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from pipeline.stages.parse.lending import LENT
from tests.town import ROOT, Town, change_config, number, town, until

PR_SET_CHILD_SUBREAPER = 36  # Linux
AS_INSTALLED = f"{ROOT / 'tests' / 'bench' / 'as_installed'}:{ROOT}"
FEEDS = 200
ITEMS = 10
BARE = """
import sqlite3, sys, httpx
store = sqlite3.connect(sys.argv[2], isolation_level=None)
store.execute("PRAGMA journal_mode = WAL")
store.execute("PRAGMA synchronous = FULL")
store.execute("CREATE TABLE IF NOT EXISTS poll (at REAL)")
httpx.get(sys.argv[1], trust_env=False)
store.execute("INSERT INTO poll VALUES (1)")
"""
READER = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1], feed_root=None)
for url in sys.argv[2:]:
    reader.add_feed(url, exist_ok=True)
for result in reader.update_feeds_iter(scheduled=False):
    assert not isinstance(result.value, Exception), result
"""


def reading(rounds: int) -> Iterator[str]:
    """One line a figure."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _ticks(Path(folder), rounds)
    yield from _many(rounds)


# -- one tick ----------------------------------------------------------------------------------------


def _ticks(folder: Path, rounds: int) -> Iterator[str]:
    """Two towns, one of them also with a Page and a profile on X; both in every round."""
    bare, idle, alone, paged = [], [], [], []
    with (
        _reading_town(folder / "alone", pages=False) as one,
        _reading_town(folder / "paged", pages=True) as two,
    ):
        bare_command = [sys.executable, "-c", BARE, one.config.feeds[0].url, str(folder / "bare.db")]
        for _ in range(rounds + 1):
            time.sleep(2.1)  # validators of the running second are not trusted
            _tick(one)
            _tick(two)
            bare.append(_cost(bare_command))
            least = _tick(one)
            alone.append(_with_news(one, messages=1) - least)
            idle.append(_tick(two))
            paged.append(_with_news(two, messages=3) - idle[-1])
    ratios = [tick / least for tick, least in zip(idle[1:], bare[1:], strict=True)]
    yield _line("an idle tick (304), of a bare httpx GET and commit", ratios, "times")
    yield _line("  that GET and commit", bare[1:], "CPU-s")
    yield _line("a tick with one item to one citizen, over an idle one", alone[1:], "CPU-s")
    yield _line("a tick with one item to one citizen and two pages, over an idle one", paged[1:], "CPU-s")


@contextmanager
def _reading_town(folder: Path, *, pages: bool) -> Iterator[Town]:
    with town(folder) as here:
        if not pages:
            for page in ("facebook", "twitter"):
                here.change(f"type: {page}\n    enabled: true", f"type: {page}\n    enabled: false")
        here.tick()
        here.join(number(1))
        with here.serving():  # it lends runs a keeper of the parser
            until((here.config.data / LENT).exists)
            yield here


def _with_news(here: Town, *, messages: int) -> float:
    here.heartbeat()
    here.stage.publish(f"Mercato {time.time()}", "Domenica.")
    return _tick(here, messages=messages)


def _tick(here: Town, *, messages: int = 0) -> float:
    """The cost of a run. It must have read the feed, and sent so many messages."""
    until(lambda: time.time() > here.rows("SELECT max(next_poll_at) FROM feed")[0][0])
    polled, received = here.rows("SELECT max(polled_at) FROM feed"), len(here.stage.received())
    cost = _cost(here.command("run"))
    assert here.rows("SELECT max(polled_at) FROM feed") > polled, "this tick has read nothing"
    assert len(here.stage.received()) == received + messages
    return cost


# -- many feeds --------------------------------------------------------------------------------------


def _many(rounds: int) -> Iterator[str]:
    """Other programs, to be compared with ours in every round, each with a new database."""
    found: dict[str, list[tuple[float, float]]] = {"all new": [], "all 304": []}
    for _ in range(rounds + 1):
        with tempfile.TemporaryDirectory() as folder, _portal() as url:
            ours, theirs = _readers(Path(folder), url)
            for costs in found.values():
                costs.append((_cost(ours), _cost(theirs, good=(0,)) if theirs else math.nan))
                time.sleep(1)
    for what, costs in found.items():
        name = f"{FEEDS} feeds {what}"
        yield _line(name, [our for our, _ in costs[1:]], "CPU-s")
        if math.isnan(costs[0][1]):
            yield f"  {name}: READER_PYTHON names no Python with lemon24/reader"
        else:
            yield _line("  of what lemon24/reader takes", [our / their for our, their in costs[1:]], "times")


def _readers(folder: Path, url: str) -> tuple[list[str], list[str]]:
    """Our command, with a database of its own, and theirs; [] if it is not there."""
    urls = [f"{url}/{n}" for n in range(FEEDS)]
    council = folder / "office"
    lay_out(council)
    feeds = "".join(f"  - name: feed{n}\n    url: {one}\n" for n, one in enumerate(urls))
    for pattern, replacement in (
        (r"^feeds:\n(?:  .*\n|\n)*", f"feeds:\n{feeds}\n"),
        ("allow_private_networks: false", "allow_private_networks: true"),
        (r"poll_seconds: \d+", "poll_seconds: 0.2"),
    ):
        change_config(council, pattern, replacement)
    assert len(load(council).feeds) == FEEDS
    ours = [sys.executable, "-m", "pipeline", "-C", str(council), "run"]
    aside = (council / "config.yaml").read_text(encoding="utf-8")
    change_config(council, r"^feeds:\n(?:  .*\n|\n)*", f"feeds:\n  - name: feed0\n    url: {url}/404\n\n")
    _cost(ours)  # a new database, and the questions of once a day
    (council / "config.yaml").write_text(aside, encoding="utf-8")
    python = os.environ.get("READER_PYTHON")
    return ours, [python, "-c", READER, str(folder / "reader.db"), *urls] if python else []


@contextmanager
def _portal() -> Iterator[str]:
    """Feeds of ten items each, in a process of its own: its computing is not ours."""
    code = "from tests.bench.reading import serve; serve()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


def serve() -> None:
    """Serve until killed; print the port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            if self.path == "/404":
                self.send_error(404)
                return
            same = self.headers.get("If-None-Match") == '"1"'
            body = b"" if same else _feed(self.path)
            self.send_response(304 if same else 200)
            self.send_header("ETag", '"1"')
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def _feed(path: str) -> bytes:
    items = "".join(
        f"<item><title>Notizia {n} di {path}</title><link>https://www.example.it{path}/{n}</link>"
        f"<guid>https://www.example.it{path}/{n}</guid><category>Avvisi</category>"
        f"<pubDate>Mon, 23 Nov 2026 10:{n:02}:00 +0100</pubDate>"
        f"<description>{'Il Comune informa. ' * 20}</description></item>"
        for n in range(ITEMS)
    )
    return f'<rss version="2.0"><channel><title>Comune</title>{items}</channel></rss>'.encode()


def _cost(command: Sequence[str], good: Collection[int] = (0, 1, 3)) -> float:
    """Seconds of computing, where bytecode is kept and the developers' tools are not there: as it is installed."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = os.times()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    done = subprocess.run(command, capture_output=True, env={**env, "PYTHONPATH": AS_INSTALLED}, check=False)
    time.sleep(0.05)
    with suppress(ChildProcessError):  # a child that was killed and not waited for has used CPU too
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    after = os.times()
    assert done.returncode in good, done.stderr.decode()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _line(name: str, found: Sequence[float], unit: str) -> str:
    spread = f"{min(found):.2f} to {max(found):.2f}"
    return f"{name:<68} {statistics.median(found):>6.2f} {unit:<6} ({spread})"
