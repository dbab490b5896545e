"""What strangers do to the door of `serve`. Run as a process of its own: `python -m tests.hostile.attacks NAME …`.

An attack is the life of one hostile connection; a crowd of them begins anew as soon as it is thrown out, until the time
is over. None of them knows a secret; their signatures have the right form and are wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import os
import random
import resource
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache

HOST = "127.0.0.1"
FOREVER = 3600.0  # seconds; all end with the process
FORGED = f"X-Hub-Signature-256: sha256={'ab' * 32}\r\n"
LARGEST = 3_000_000
JUNK = b'{"entry":' + b"x" * 65527


@dataclass
class Line:
    """A hostile connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, data: bytes | str) -> None:
        self.writer.write(data.encode() if isinstance(data, str) else data)
        await self.writer.drain()

    async def post(self, path: str, headers: str, body: bytes = b"") -> None:
        await self.say(f"POST {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode() + body)

    async def get(self, path: str) -> None:
        """Ask, and read the answer whatever it is."""
        await self.say(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        while await self.reader.read(65536):
            pass

    async def stay(self) -> None:
        """Keep the connection until the other side ends it."""
        while await self.reader.read(65536):
            pass


@cache
def compressed() -> bytes:
    """0.4 MB that become 100."""
    return gzip.compress(bytes(100_000_000), 1)


async def bomb(line: Line) -> None:
    body = compressed()
    await line.post("/webhook", f"{FORGED}Content-Encoding: gzip\r\nContent-Length: {len(body)}\r\n", body)
    await line.stay()


async def half_head(line: Line) -> None:
    await line.say("POST /webhook HTTP/1.1\r\nHost: x\r\nX-Ha")
    await line.stay()


async def half_body(line: Line) -> None:
    await line.post("/webhook", f"{FORGED}Content-Length: {LARGEST}\r\n", JUNK * 20)
    await line.stay()


async def drip_head(line: Line) -> None:
    for sign in f"POST /webhook HTTP/1.1\r\nHost: x\r\n{FORGED}" + "X-A: b\r\n" * 1000:
        await line.say(sign)
        await asyncio.sleep(0.2)


async def drip_body(line: Line) -> None:
    await line.post("/webhook", f"{FORGED}Content-Length: {LARGEST}\r\n")
    while True:
        await line.say(b" ")
        await asyncio.sleep(0.2)


async def silence(line: Line) -> None:
    await line.stay()


async def knock(line: Line) -> None:
    """Open and cut at once."""


async def whole_body(line: Line) -> None:
    await line.post("/webhook", f"{FORGED}Content-Length: {LARGEST}\r\n")
    for _ in range(LARGEST // len(JUNK) + 1):
        await line.say(JUNK)
    await line.stay()


async def unsigned_body(line: Line) -> None:
    await line.post("/webhook", f"Content-Length: {LARGEST}\r\n")
    while True:
        await line.say(JUNK)


async def endless_chunks(line: Line) -> None:
    await line.post("/webhook", f"{FORGED}Transfer-Encoding: chunked\r\n")
    while True:
        await line.say(b"%x\r\n" % len(JUNK) + JUNK + b"\r\n")


async def tiny_chunks(line: Line) -> None:
    await line.post("/webhook", f"{FORGED}Transfer-Encoding: chunked\r\n")
    while True:
        await line.say(b"1\r\n \r\n" * 10_000)


async def pipelining(line: Line) -> None:
    asked = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n" * 2000
    reading = asyncio.ensure_future(line.stay())
    try:
        while True:
            await line.say(asked)
    finally:
        reading.cancel()


async def long_head(line: Line) -> None:
    await line.say("GET /health HTTP/1.1\r\nHost: x\r\n" + f"X-A: {'b' * 4000}\r\n" * 200 + "\r\n")
    await line.stay()


async def noise(line: Line) -> None:
    await line.say(os.urandom(random.randint(1, 100_000)))
    await line.stay()


def reads(path: str) -> Callable[[Line], Awaitable[None]]:
    async def read(line: Line) -> None:
        await line.get(path)

    return read


async def every_page(line: Line) -> None:
    page = random.choice(PAGES)
    if random.random() < 0.3:
        await line.post(page, f"{FORGED}Content-Length: 2\r\nConnection: close\r\n", b"{}")
        await line.stay()
    else:
        await line.get(page)


async def slow_reader(line: Line) -> None:
    """Ask for a picture, and for all that fits behind it, and read nothing."""
    line.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    await line.say(f"GET /pictures/{PICTURE}.jpg HTTP/1.1\r\nHost: x\r\n\r\n" * 10)
    await asyncio.sleep(FOREVER)


async def slow_answers(line: Line) -> None:
    """The same with small answers."""
    line.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    while True:
        await line.say(b"GET /consents/head HTTP/1.1\r\nHost: x\r\n\r\n" * 100)


PICTURE = "ab" * 32  # the name of the one picture there is
PAGES = (
    *("/health", "/consents/head", f"/pictures/{'0' * 64}.jpg", "/tray/1.2", "/nothing", "/webhook", "/ping"),
    *(f"/websub/avvisi/{'0' * 32}", "/websub/news/1?hub.mode=subscribe&hub.topic=x"),
)

# Name: how many at once, from how many addresses, and what each does.
ATTACKS: dict[str, tuple[int, int, Callable[[Line], Awaitable[None]]]] = {
    "compressed bombs": (16, 1, bomb),
    "half heads": (1000, 1, half_head),
    "half bodies": (500, 1, half_body),
    "drips of heads": (500, 1, drip_head),
    "drips of bodies": (500, 1, drip_body),
    "silent connections, one address": (1000, 1, silence),
    "silent connections, 250 addresses": (1000, 250, silence),
    "half bodies, 250 addresses": (500, 250, half_body),
    "connections cut at once": (50, 1, knock),
    "large bodies, forged": (32, 1, whole_body),
    "large bodies, unsigned": (32, 1, unsigned_body),
    "chunks without end": (32, 1, endless_chunks),
    "chunks of one byte": (32, 1, tiny_chunks),
    "pipelining": (32, 1, pipelining),
    "heads too long": (32, 1, long_head),
    "noise": (32, 1, noise),
    "the ledger's head": (50, 1, reads("/consents/head")),
    "every page": (50, 1, every_page),
    "slow readers of pictures": (500, 1, slow_reader),
    "slow readers of answers": (500, 1, slow_answers),
}


async def attack(name: str, port: int, seconds: float) -> None:
    crowd, addresses, live = ATTACKS[name]

    async def again_and_again(number: int) -> None:
        address = f"127.0.0.{2 + number % addresses}" if addresses > 1 else HOST
        while True:
            with contextlib.suppress(OSError):
                await _once(live, port, address)
            await asyncio.sleep(0.01)

    tasks = [asyncio.create_task(again_and_again(number)) for number in range(crowd)]
    await asyncio.wait(tasks, timeout=seconds)
    os._exit(0)  # nobody waits for what hangs


async def _once(live: Callable[[Line], Awaitable[None]], port: int, address: str) -> None:
    reader, writer = await asyncio.open_connection(HOST, port, local_addr=(address, 0))
    try:
        await live(Line(reader, writer))
    finally:
        # Cut and not closed, so that no port of this machine stays taken.
        cut = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, cut)
        writer.transport.abort()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.attacks", description=__doc__)
    parser.add_argument("name", choices=ATTACKS)
    parser.add_argument("port", type=int)
    parser.add_argument("seconds", type=float)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    asyncio.run(attack(options.name, options.port, options.seconds))


if __name__ == "__main__":
    main()
