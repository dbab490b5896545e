"""A provider for `make bench`, in a process of its own: TLS on loopback, answers after 200 ms, and notes when each
request came. Commands on standard input: `stats` prints a line of JSON and forgets; the end of input ends it.

python -m tests.bench.stub CERTIFICATE
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import sys
import time
from bisect import bisect_left
from contextlib import suppress

import uvloop

ANSWER_AFTER = 0.2  # seconds
_BODY = b'{"messaging_product": "whatsapp", "messages": [{"id": "wamid.%d", "message_status": "accepted"}]}'
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


class Provider(asyncio.Protocol):
    times: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.read = transport, b""

    def data_received(self, data: bytes) -> None:
        self.read += data
        while (end := self.read.find(b"\r\n\r\n")) >= 0:
            head = self.read[:end].lower()
            at = head.index(b"content-length:") + 15
            length = int(head[at : head.find(b"\r", at) if head.find(b"\r", at) > 0 else end])
            if len(self.read) < end + 4 + length:
                return
            self.read = self.read[end + 4 + length :]
            self.times.append(time.monotonic())
            body = _BODY % len(self.times)
            asyncio.get_running_loop().call_later(ANSWER_AFTER, self._say, _HEAD % len(body) + body)

    def _say(self, answer: bytes) -> None:
        self.transport.write(answer)  # type: ignore[attr-defined]


def stats(times: list[float]) -> dict[str, float]:
    """How many came, the mean rate from the first to the last, and the most in any sliding second."""
    busiest = max((bisect_left(times, at + 1) - n for n, at in enumerate(times)), default=0)
    mean = (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0
    return {"count": len(times), "mean": mean, "busiest": busiest}


async def main(certificate: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Provider, "127.0.0.1", 0, ssl=context, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(stats(Provider.times)), flush=True)
        Provider.times.clear()


if __name__ == "__main__":
    with suppress(OSError):
        os.nice(-15)  # so that it notes when a request came, not when this process had its turn
    uvloop.run(main(sys.argv[1]))
