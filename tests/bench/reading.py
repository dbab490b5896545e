"""What reading costs, beside what others need for the same: computing (user and system), children included.

A bare `httpx` GET and a commit stand for the least an idle tick can do; lemon24/reader for reading many feeds. It is no
dependency: `pip install reader` into an environment of its own, and name its Python in READER_PYTHON; without that its
line says so.
"""

from __future__ import annotations

import http.server
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.layout import lay_out
from pipeline.settings import load
from tests.town import ROOT, Town, change_config, number, town

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
        yield from _many(Path(folder))


# -- one tick ----------------------------------------------------------------------------------------


def _ticks(folder: Path, rounds: int) -> Iterator[str]:
    with town(folder / "town") as here:
        here.tick()
        here.join(number(1))
        time.sleep(2.1)  # validators of the running second are not trusted
        here.tick()
        bare, idle, one = [], [], []
        bare_command = [sys.executable, "-c", BARE, here.config.feeds[0].url, str(folder / "bare.db")]
        for _ in range(rounds + 1):
            bare.append(_cost(bare_command))
            idle.append(_idle(here))
            here.heartbeat()
            here.stage.publish(f"Mercato {time.time()}", "Domenica.")
            one.append(_idle(here))
            time.sleep(2.1)
            here.tick()
        ratios = [tick / least for tick, least in zip(idle[1:], bare[1:], strict=True)]
        over = [tick - least for tick, least in zip(one[1:], idle[1:], strict=True)]
        yield _line("an idle tick (304), of a bare httpx GET and commit", ratios, "times")
        yield _line("  that GET and commit", bare[1:], "CPU-s")
        yield _line("a tick with one item to one citizen and two pages, over an idle one", over, "CPU-s")


def _idle(here: Town) -> float:
    time.sleep(0.3)
    return _cost(here.command("run"))


# -- many feeds --------------------------------------------------------------------------------------


def _many(folder: Path) -> Iterator[str]:
    with _portal() as url:
        urls = [f"{url}/{n}" for n in range(FEEDS)]
        office = folder / "office"
        lay_out(office)
        feeds = "".join(f"  - name: feed{n}\n    url: {one}\n" for n, one in enumerate(urls))
        for pattern, replacement in (
            (r"^feeds:\n(?:  .*\n|\n)*", f"feeds:\n{feeds}\n"),
            ("allow_private_networks: false", "allow_private_networks: true"),
            (r"poll_seconds: \d+", "poll_seconds: 0.2"),
        ):
            change_config(office, pattern, replacement)
        assert len(load(office).feeds) == FEEDS
        ours = [sys.executable, "-m", "pipeline", "-C", str(office), "run"]
        aside = (office / "config.yaml").read_text(encoding="utf-8")
        change_config(office, r"^feeds:\n(?:  .*\n|\n)*", f"feeds:\n  - name: feed0\n    url: {url}/404\n\n")
        _cost(ours)  # a new database, and what is asked once a day
        (office / "config.yaml").write_text(aside, encoding="utf-8")
        theirs = [os.environ.get("READER_PYTHON", ""), "-c", READER, str(folder / "reader.db"), *urls]
        for what in ("all new", "all 304"):
            cost = _cost(ours)
            if not theirs[0]:
                yield f"{FEEDS} feeds {what}: {cost:.2f} CPU-s (READER_PYTHON names no Python with lemon24/reader)"
                continue
            least = _cost(theirs)
            yield f"{FEEDS} feeds {what}: {cost:.2f} CPU-s; lemon24/reader {least:.2f}, so {cost / least:.2f} times"
            time.sleep(1)


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
    """Until killed; says its port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

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


def _cost(command: Sequence[str]) -> float:
    """Seconds of computing. Bytecode is kept, as it is wherever the program is installed."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = os.times()
    done = subprocess.run(command, capture_output=True, env={**env, "PYTHONPATH": str(ROOT)}, check=False)
    after = os.times()
    assert done.returncode in (0, 1, 3), done.stderr.decode()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _line(name: str, found: Sequence[float], unit: str) -> str:
    spread = f"{min(found):.2f} to {max(found):.2f}"
    return f"{name:<68} {statistics.median(found):>6.2f} {unit:<6} ({spread})"
