"""The costs of the database: receipts, upkeep, long writers, `status`. Called by `make bench`."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from aiohttp import web

from channels.hearing import sign, signature_ok
from pipeline.citizens import lists
from pipeline.citizens.journal import Journal
from pipeline.citizens.upkeep import forget, settle_welcomes
from pipeline.clock import Clock
from pipeline.settings.credentials import sandbox_secret
from pipeline.staff.status import status
from pipeline.stages.settle.applying import apply_inbox
from pipeline.stages.settle.inbox import Inbox
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Store, open_store
from pipeline.store.engine import connect
from pipeline.store.vault import Vault
from pipeline.web.serve import Hook
from tests.town import free_port, number, town

BODIES = 3000  # webhook bodies of a round
CONNECTIONS = 32
SECRET = sandbox_secret("whatsapp_app_secret")


def body(nonce: str, n: int) -> bytes:
    """One receipt, as long as Meta's."""
    told = {
        "id": f"w{n}",
        "status": "delivered",
        "timestamp": "1795449660",
        "recipient_id": "393330000001",
        "biz_opaque_callback_data": f"{nonce}.{n}.1",
        "conversation": {"id": "x" * 32, "origin": {"type": "utility"}},
        "pricing": {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility"},
    }
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "1"}, "statuses": [told]}
    return json.dumps({"entry": [{"id": "1", "changes": [{"value": value, "field": "messages"}]}]}).encode()


@contextmanager
def broadcasts(citizens: int, posts: int = 1) -> Iterator[tuple[Path, Store]]:
    """A database with so many subscribers and broadcasts that all of them have got; the last is still `sending`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "infostiglia.db"
        store, now = open_store(path), time.time()
        ask = store.connection.execute
        ask("PRAGMA synchronous = OFF")
        with store.transaction():
            ask(
                "INSERT INTO subscriber (id, state, mode, welcome, since, asked_at, changed_at)"
                " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                " SELECT i, 'active', 'off', 'accepted', 1, 1, 1 FROM n",
                (citizens,),
            )
            for n in range(1, posts + 1):
                ask(
                    "INSERT INTO item (id, source, title, lane, published_at, first_seen_at)"
                    " VALUES (?, 'f', 't', 'news', 1, 1)",
                    (n,),
                )
                ask(
                    "INSERT INTO post (id, item_id, channel, kind, revision, lane, rank, mode, state, created_at,"
                    " due_at, not_after, release_to, released_at, done_at) VALUES (:n, :n, 'whatsapp', 'publish', 1,"
                    " 'news', 3, 'off', :state, 1, 1, 9e9, :last, 1, :done)",
                    {
                        "n": n,
                        "state": "sending" if n == posts else "done",
                        "last": citizens,
                        "done": None if n == posts else now - 3600,
                    },
                )
                ask(
                    "INSERT INTO delivery (post_id, recipient, mode, state, due_at, attempt, attempted_at, remote_id)"
                    " SELECT ?, id, 'off', 'sent', 1, 1, ?, 'w' || id FROM subscriber",
                    (n, now - 3600),
                )
            ask("INSERT INTO sender (name, receipt_at) VALUES ('whatsapp', ?)", (now,))
        ask("PRAGMA synchronous = FULL")
        yield path, store
        store.close()


def applied() -> float:
    """CPU seconds for 1,000 bodies of one receipt each."""
    with broadcasts(BODIES) as (path, store):
        inbox = Inbox(path.parent / "inbox.db", Vault(b"e" * 32, b"l" * 32, b"p" * 32))
        inbox.append([body(store.nonce, n) for n in range(1, BODIES + 1)], 1.0)
        start = time.process_time()
        while apply_inbox(store, inbox, None, apply_receipts, now=3.0):  # type: ignore[arg-type]
            pass
        spent = time.process_time() - start
        inbox.close()
        return spent / BODIES * 1000


def kept_up(citizens: int) -> float:
    """Per cent of a core that `serve` spends on upkeep when nothing happens."""
    with broadcasts(citizens) as (_, store):
        start = time.process_time()
        for _ in range(100):
            settle_welcomes(store, 0)
            forget(store, time.time())
        return time.process_time() - start  # 100 of them: one a second is as many hundredths


def looked(citizens: int) -> float:
    """Seconds of `status` with three broadcasts to so many citizens."""
    with tempfile.TemporaryDirectory() as folder, town(Path(folder) / "town") as here:
        here.tick()
        with broadcasts(citizens, 3) as (_, store):
            channels = {}
            with here.open_council() as opened:
                channels = opened.channels
            start = time.perf_counter()
            status(here.config, store, channels, time.time())
            return time.perf_counter() - start


def imported(rows: int = 2000) -> float:
    """Milliseconds that another process waits at most for the write lock while a list of 2,000 comes in."""
    with tempfile.TemporaryDirectory() as folder, town(Path(folder) / "town") as here:
        here.tick()
        with here.open_council() as opened:
            good = tuple(lists.Row(number(n), 1.7e9, "modulo") for n in range(1, rows + 1))
            with _waiting(here.config.database_file) as longest:
                now = here.clock.time()
                first = lists.confirmation(here.config, opened.channels, now)
                found = lists.Import(opened.config, opened.store, opened.vault, first, now)
                found.take(good, Journal(here.config.data))
                return longest() * 1000


@contextmanager
def _waiting(path: Path) -> Iterator[Callable[[], float]]:
    """Another process that takes the write lock again and again; the longest it waited, seconds."""
    ours, theirs = multiprocessing.Pipe()
    other = multiprocessing.get_context("spawn").Process(target=_take_lock, args=(path, theirs))
    other.start()
    ours.recv()
    try:

        def longest() -> float:
            ours.send("end")
            return float(ours.recv())

        yield longest
    finally:
        other.join()


def _take_lock(path: Path, pipe: multiprocessing.connection.Connection) -> None:  # type: ignore[name-defined]
    connection, longest = connect(path), 0.0
    pipe.send("ready")
    while not pipe.poll():
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        longest = max(longest, time.perf_counter() - start)
        connection.execute("ROLLBACK")
        time.sleep(0.005)
    pipe.send(longest)


# -- the webhook -----------------------------------------------------------------------------------


def accepted() -> float:
    """Bodies a second of the server's CPU, as a share of a bare aiohttp server's with HMAC and group commit."""
    bare, ours = asyncio.run(_rate(_bare)), asyncio.run(_rate(_ours))
    return ours / bare


async def _rate(app: Callable[[Path], Awaitable[web.Application]]) -> float:
    with tempfile.TemporaryDirectory() as folder, town(Path(folder) / "town") as here:
        runner, port = web.AppRunner(await app(here.folder), access_log=None), free_port()
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as waiting:
            start = time.process_time()  # the client has a process of its own
            await loop.run_in_executor(waiting, _load_from_outside, port)
            spent = time.process_time() - start
        await runner.cleanup()
        return BODIES / spent


def _load_from_outside(port: int) -> float:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_load, (port,))


def _load(port: int) -> float:
    """Seconds for all bodies, over so many connections."""
    raw = body("abcdefabcdef", 1)
    head = (
        "POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: {sign(SECRET, raw)}\r\nContent-Length: {len(raw)}\r\n\r\n"
    ).encode()

    async def one(count: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(count):
            writer.write(head + raw)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200"), answer
            length = int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
        writer.close()

    async def everything() -> float:
        await one(50)
        start = time.perf_counter()
        await asyncio.gather(*(one(BODIES // CONNECTIONS) for _ in range(CONNECTIONS)))
        return time.perf_counter() - start

    return asyncio.run(everything())


async def _ours(folder: Path) -> web.Application:
    from pipeline.settings.reader import load

    return Hook(load(folder), {}, Clock(), arrived=lambda: None, pinged=lambda feed: None).app()


async def _bare(folder: Path) -> web.Application:
    """The same promise and nothing else: signature, one commit for all bodies that came meanwhile, 200."""
    connection = connect(folder / "bare.db", one_thread=False)
    connection.execute("CREATE TABLE body (id INTEGER PRIMARY KEY, content BLOB)")
    disk, waiting = ThreadPoolExecutor(1), []  # type: ignore[var-annotated]
    writing: list[asyncio.Task[None]] = []

    def keep(bodies: list[bytes]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO body (content) VALUES (?)", [(raw,) for raw in bodies])
        connection.commit()

    async def write() -> None:
        while waiting:
            batch, waiting[:] = waiting[:], []
            await asyncio.get_running_loop().run_in_executor(disk, keep, [raw for raw, _ in batch])
            for _, kept in batch:
                kept.set_result(None)

    async def receive(request: web.Request) -> web.Response:
        raw = await request.read()
        if not signature_ok(SECRET, raw, request.headers.get("X-Hub-Signature-256")):
            return web.Response(status=403)
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting.append((raw, kept))
        if not writing or writing[-1].done():
            writing[:] = [asyncio.create_task(write())]
        await kept
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_post("/webhook", receive)
    return app
