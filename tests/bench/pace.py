"""The cost of sending and how even it is: the program's loop compared with a bare one, against the same provider.

Both claim a quarter of a second of sending, send it at the cap and record the answers, in a database on the disk,
over TLS to a provider that answers after 200 ms. Each is a process of its own; CPU is counted from the first claim,
imports and the filling of the database apart.

python -m tests.bench.pace program|bare URL COUNT RATE     # one of them; prints a line of JSON
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.contract.wire import certificate
from tests.town import ROOT, number

LOADS = ((80, 1200), (1000, 6000))  # cap and messages: a quarter of a minute, and six seconds


@dataclass(frozen=True)
class Measured:
    cpu: float  # seconds for 1,000 messages
    memory: float  # MB, resident at most
    count: int
    mean: float  # requests a second at the provider
    busiest: int  # in any sliding second there


def report(rounds: int) -> Iterator[str]:
    """Lines for people; the ratio is of rounds that were run one after the other."""
    for rate, count in LOADS:
        found: dict[str, list[Measured]] = {"program": [], "bare": []}
        for _ in range(rounds):
            for which, measured in found.items():
                measured.append(measure(which, count, rate))
        for which, measured in found.items():
            yield (
                f"sending {count} at a cap of {rate}/s, {which}: CPU "
                f"{median(one.cpu for one in measured):.3f} s per 1,000, mean "
                f"{min(one.mean for one in measured) / rate:.1%} of the cap (the worst), busiest second "
                f"{max(one.busiest for one in measured)}, {max(one.memory for one in measured):.0f} MB"
            )
        ratios = [ours.cpu / bare.cpu for ours, bare in zip(*found.values(), strict=True)]
        yield f"sending at {rate}/s, CPU of the program by that of the bare loop: {median(ratios):.2f}"


def measure(which: str, count: int, rate: int) -> Measured:
    with tempfile.TemporaryDirectory() as folder, _provider(Path(folder)) as (url, stats):
        words = [sys.executable, "-m", "tests.bench.pace", which, url, str(count), str(rate)]
        env = {**os.environ, "SSL_CERT_FILE": f"{folder}/certificate.pem", "PYTHONPATH": str(ROOT)}
        said = subprocess.run(words, env=env, cwd=folder, check=True, capture_output=True, text=True)
        return Measured(**json.loads(said.stdout), **stats())


@contextmanager
def _provider(folder: Path) -> Iterator[tuple[str, Callable[[], dict[str, Any]]]]:
    words = [sys.executable, "-m", "tests.bench.stub", str(certificate(folder))]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin
        assert process.stdout

        def stats() -> dict[str, Any]:
            assert process.stdin
            assert process.stdout
            process.stdin.write("stats\n")
            process.stdin.flush()
            return dict(json.loads(process.stdout.readline()))

        yield f"https://127.0.0.1:{process.stdout.readline().strip()}", stats
        process.stdin.close()


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


# -- the program --------------------------------------------------------------------------------------


def program(url: str, count: int, rate: int) -> float:
    """CPU seconds of one drain."""
    from channels.whatsapp import WhatsApp
    from pipeline.clock import Clock, Surroundings
    from pipeline.model import Lane
    from pipeline.stages.deliver.drain import Shift, drain
    from pipeline.tasks import fast_loop
    from tests.sending import Post

    post = Post(Path.cwd(), url, citizens=count, rate=float(rate), messaging_limit=10 * count)
    post.clock = Clock()  # type: ignore[assignment]
    post.announce(lane=Lane.SERVICE)

    async def report() -> None:
        """As the webhook does: after ten minutes without a receipt nothing more would be sent."""
        while True:
            post.store.seen_receipt(name="whatsapp", at=post.clock.time())
            await asyncio.sleep(60)

    async def work() -> None:
        channel = WhatsApp(post.access)
        sender = type(post.sender)(**{**vars(post.sender), "channel": channel})
        reporting = asyncio.create_task(report())
        await drain(post.store, sender, Shift(patience=0.0), Surroundings(post.clock, random.Random(1)))
        reporting.cancel()

    before = _cpu()
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        runner.run(work())
    return _cpu() - before


# -- the bare loop ------------------------------------------------------------------------------------

_SCHEMA = """
CREATE TABLE delivery (id INTEGER PRIMARY KEY, phone TEXT, state TEXT NOT NULL DEFAULT 'pending', remote_id TEXT);
CREATE INDEX delivery_pending ON delivery (id) WHERE state = 'pending';
"""
_CLAIM = """
UPDATE delivery SET state = 'sending'
WHERE id IN (SELECT id FROM delivery WHERE state = 'pending' ORDER BY id LIMIT ?) RETURNING id, phone
"""


def bare(url: str, count: int, rate: int) -> float:
    """The least that claims, sends and records: aiohttp over uvloop, an even pace of 95 % in ticks of 20 ms."""
    import aiohttp
    import uvloop

    store = sqlite3.connect("bare.db", isolation_level=None)
    store.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + _SCHEMA)
    store.execute("BEGIN")
    store.executemany("INSERT INTO delivery (phone) VALUES (?)", ((number(n),) for n in range(count)))
    store.execute("COMMIT")
    answered: list[tuple[str, int]] = []

    async def send(session: aiohttp.ClientSession, row: tuple[int, str]) -> None:
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "biz_opaque_callback_data": f"nonce.{row[0]}.1",
            "to": row[1],
            "type": "template",
            "template": {
                "name": "notizia",
                "language": {"code": "it"},
                "components": [
                    {
                        "type": "body",
                        "parameters": [{"type": "text", "parameter_name": "titolo", "text": "Ponte"}],
                    }
                ],
            },
        }
        async with session.post(f"{url}/v26.0/1/messages", json=body) as answer:
            answered.append(((await answer.json())["messages"][0]["id"], row[0]))

    def record() -> None:
        if answered:
            store.execute("BEGIN IMMEDIATE")
            store.executemany("UPDATE delivery SET state = 'sent', remote_id = ? WHERE id = ?", answered)
            store.execute("COMMIT")
            answered.clear()

    async def work() -> None:
        connector = aiohttp.TCPConnector(limit=400)
        headers = {"Authorization": "Bearer secret"}
        async with aiohttp.ClientSession(connector=connector, headers=headers) as session:
            flying: set[asyncio.Task[None]] = set()
            queue: list[tuple[int, str]] = []
            start, sent = time.monotonic(), 0
            while True:
                if not queue:
                    record()
                    queue = store.execute(_CLAIM, (round(rate * 0.95 / 4),)).fetchall()
                    if not queue:
                        break
                allowed = int((time.monotonic() - start) * rate * 0.95) + 1 - sent
                leaving, queue = queue[:allowed], queue[allowed:]
                sent += len(leaving)
                for row in leaving:
                    task = asyncio.create_task(send(session, row))
                    flying.add(task)
                    task.add_done_callback(flying.discard)
                await asyncio.sleep(0.02)
            await asyncio.gather(*flying)
            record()

    before = _cpu()
    uvloop.run(work())
    return _cpu() - before


def main(which: str, url: str, count: str, rate: str) -> None:
    used = {"program": program, "bare": bare}[which](url, int(count), int(rate))
    print(json.dumps({"cpu": used / int(count) * 1000, "memory": _peak()}))


def _peak() -> float:
    """The most MB that this process had resident; `getrusage` would also count its parent's."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
