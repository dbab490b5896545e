"""`make bench`: the costs of the parts on this machine. Medians of several rounds; no test asserts them.

python -m tests.bench [--rounds 5] [--subscribers 100000]
python -m tests.bench --pace 5            # of these, only the cost of sending and how even it is
python -m tests.bench --million           # the costs of a million citizens (half an hour)
python -m tests.bench --reading 5         # of these, only the cost of reading, compared with other programs
python -m tests.bench --databases 3       # the costs of sending in SQLite and in PostgreSQL
python -m tests.bench --crowd 100000      # joining at once, and a fifth leaving during a broadcast (some ten minutes)
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.model import RANK, Lane, Mode
from pipeline.stages.release import release
from pipeline.stages.render.cards import EXAMPLES, draw
from pipeline.stages.render.photos import normal
from pipeline.stages.settle.inbox import Inbox, heard
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Store, open_store
from pipeline.store.allowance import Allowance
from pipeline.store.vault import Vault
from tests.bench import core, databases, million, pace
from tests.bench import store as stored
from tests.bench.reading import reading
from tests.chaos.city import CITIZENS, run_until_done, uncertain
from tests.e2e.crowd import broadcast_while_leaving, citizens, join
from tests.sending import VAULT
from tests.town import number, town, until

FAR = 9e9


def main() -> None:
    options = argparse.ArgumentParser(prog="make bench")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--subscribers", type=int, default=100_000)
    options.add_argument("--crowd", type=int, default=0, metavar="CITIZENS")
    options.add_argument("--rate", type=int, default=400, help="cap of the crowd, messages a second")
    options.add_argument("--pace", type=int, default=0, metavar="ROUNDS")
    options.add_argument("--million", action="store_true")
    options.add_argument("--reading", type=int, default=0, metavar="ROUNDS")
    options.add_argument("--databases", type=int, default=0, metavar="ROUNDS")
    asked = options.parse_args()
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {_memory()} GiB"
    )
    if asked.pace or asked.reading:
        for line in pace.report(asked.pace) if asked.pace else reading(asked.reading):
            print(line, flush=True)
        return
    if asked.databases:
        for line in databases.report(asked.databases):
            print(line, flush=True)
        return
    if asked.million:
        for line in million.report():
            print(line, flush=True)
        return
    if asked.crowd:
        crowd(asked.crowd, asked.rate)
        return
    print(f"medians of {asked.rounds} rounds\n")
    for name, unit, measure in (
        ("a run with no news, from start to exit", "ms", idle_run),
        ("release to all, per 1,000 subscribers", "ms", lambda: releasing(asked.subscribers)),
        ("claim of 19, after half the list has left", "ms", lambda: claiming(asked.subscribers)),
        ("receipts applied, per 1,000", "ms", receipts),
        ("bodies of one receipt applied, CPU per 1,000", "s", stored.applied),
        ("webhook bodies accepted, of what a bare server takes", "times", stored.accepted),
        ("idle upkeep of serve, share of a core", "%", lambda: stored.kept_up(asked.subscribers)),
        ("status with three broadcasts to all", "s", lambda: stored.looked(asked.subscribers)),
        ("longest wait for the lock while a list of 2,000 comes in", "ms", stored.imported),
        ("inbox: one body kept (commit at FULL)", "ms", inbox),
        ("a card drawn", "ms", card),
        ("a camera's photo of 12 megapixels made ready for pages", "ms", photo),
        ("uncertain after a broadcast to 1,000 killed again and again", "citizens", killed),
        ("broadcast to 3,000 at a cap of 1,000 a second", "messages/s", broadcast),
    ):
        found = [measure() for _ in range(asked.rounds)]
        spread = f"{min(found):.2f} to {max(found):.2f}"
        print(f"{name:<60} {statistics.median(found):>9.2f} {unit:<11} ({spread})", flush=True)
    for lines in (core.report(asked.rounds, asked.subscribers), reading(asked.rounds)):
        for line in lines:
            print(line, flush=True)
    for line in pace.report(asked.rounds):
        print(line, flush=True)


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f}"


def _timed(work: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@contextmanager
def _store(subscribers: int) -> Iterator[Store]:
    """A database with that many subscribers and one due post."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "bench.db")
        with store.transaction():
            store.connection.executemany(
                "INSERT INTO subscriber (state, mode, welcome, since, asked_at, changed_at)"
                " VALUES ('active', 'off', 'accepted', 1, 1, 1)",
                ((),) * subscribers,
            )
            store.connection.execute(
                "INSERT INTO item (source, title, lane, published_at, first_seen_at) VALUES ('f', 't', 'news', 1, 1)"
            )
            store.connection.execute(
                "INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at,"
                " not_after) VALUES (1, 'whatsapp', 'publish', 1, 'news', 3, 'off', 'due', 1, 1, ?)",
                (FAR,),
            )
        yield store
        store.close()


def _release(store: Store) -> None:
    while release.release_chunk(
        store, release.Releasing("whatsapp", Mode.OFF, broadcast=True), list(Lane), 2.0
    ):
        pass


def releasing(subscribers: int) -> float:
    with _store(subscribers) as store:
        return _timed(lambda: _release(store)) * 1e6 / subscribers


def claiming(subscribers: int) -> float:
    with _store(subscribers) as store:
        _release(store)
        store.connection.execute("UPDATE subscriber SET state = 'left' WHERE id % 2 = 0")

        def claim() -> None:
            with store.transaction():
                store.next_post(channel="whatsapp", rank=RANK[Lane.NEWS], mode="off", now=3.0)
                store.claim_deliveries(
                    post_id=1,
                    epoch=1,
                    now=3.0,
                    **Allowance(19).parameters,
                )

        return statistics.median(_timed(claim) for _ in range(200)) * 1000


def receipts() -> float:
    with _store(1000) as store:
        _release(store)
        store.connection.execute("UPDATE delivery SET state = 'sent', attempt = 1")
        statuses = ",".join(
            f'{{"id":"w{n}","status":"delivered","timestamp":"1795449660",'
            f'"biz_opaque_callback_data":"{store.nonce}.{n}.1"}}'
            for n in range(1, 1001)
        )
        raw = f'{{"entry":[{{"changes":[{{"value":{{"statuses":[{statuses}]}}}}]}}]}}'.encode()
        return _timed(lambda: apply_receipts(store, heard(raw, VAULT).receipts, 3.0)) * 1000


def inbox() -> float:
    with tempfile.TemporaryDirectory() as folder:
        box = Inbox(Path(folder) / "inbox.db", Vault(b"e" * 32, b"l" * 32, b"p" * 32))
        found = statistics.median(_timed(lambda: box.append([b"x" * 850], 1.0)) for _ in range(200)) * 1000
        box.close()
        return found


def card() -> float:
    return _timed(lambda: draw(EXAMPLES["allerta-arancione"])) * 1000


def photo() -> float:
    from PIL import Image

    kept = io.BytesIO()
    Image.effect_noise((4000, 3000), 40).convert("RGB").save(kept, "JPEG", quality=80)
    return _timed(lambda: normal(kept.getvalue())) * 1000


def idle_run() -> float:
    with tempfile.TemporaryDirectory() as folder, town(Path(folder) / "town") as here:
        here.tick()
        return _timed(lambda: here.call("run")) * 1000


def killed() -> float:
    """Kill runs as the kill test does, while `serve` stays up. Returns the number of uncertain citizens."""
    with tempfile.TemporaryDirectory() as folder, town(Path(folder) / "town", rate=400) as here:
        here.tick()
        here.join(*CITIZENS)
        with here.serving():
            item = here.stage.publish("Avviso", "Testo.")
            run_until_done(here, random.Random(time.time_ns()))
            until(lambda: here.stage.state()["updates_waiting"] == 0)
            until(
                lambda: not [n for n in uncertain(here) if n and here.copies(item["link"])[CITIZENS[n - 1]]]
            )
            assert max(here.copies(item["link"]).values()) == 1, "somebody got it twice"
            return float(len(uncertain(here)))


def crowd(count: int, rate: int) -> None:
    """Let so many citizens join at once, at this cap; then a fifth leaves in the middle of a broadcast."""
    with tempfile.TemporaryDirectory() as folder, town(Path(folder) / "town", rate=rate) as here:
        here.tick()
        with here.serving():
            everybody = citizens(count)
            welcomed = join(here, everybody, 3600)
            print(
                f"{count} joined: {welcomed.once} welcomed once, {welcomed.otherwise} not, {welcomed.seconds:.0f} s"
            )
            left = broadcast_while_leaving(here, everybody, random.Random(1), rate)
            print(f"{left.left} left during a broadcast, {left.spared} of them before their turn")
            print(
                f"to who had left, more than a second after the answer: {left.late} ({left.slowest:+.2f} s)"
            )
            print(f"stayed without it: {left.missing}; twice: {left.twice}")


def broadcast() -> float:
    """Seconds from the first to the last message, as the sandbox saw them."""
    with tempfile.TemporaryDirectory() as folder, town(Path(folder) / "town", rate=1000) as here:
        here.tick()
        here.heartbeat()
        here.join(*(number(n) for n in range(1, 3001)))
        here.stage.publish("Avviso", "Testo.")
        times: list[float] = []
        while len(times) < 3000:
            subprocess.run(here.command("run"), stderr=subprocess.DEVNULL, env=here.env(), check=False)
            times = [one["at"] for one in here.stage.received() if one["template"]]
        return len(times) / (times[-1] - times[0])


if __name__ == "__main__":
    sys.exit(main())
