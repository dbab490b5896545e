"""Citizens who leave while `serve` is attacked: signed webhooks at fixed moments, each on a connection of its own.

A process of its own, so that nothing else disturbs the measurement: `python -m tests.hostile.citizens …` prints a list
of [status, seconds], status 0 = no answer. A slow answer delays no other one, so that none is left out of the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Mapping

from channels.hearing import SIGNATURE, sign
from tests.town import number

PATIENCE = 20.0  # seconds, as Meta waits
HOST = "127.0.0.1"


def leaving(citizen: int, envelope: Mapping[str, object], waba: str) -> bytes:
    """What Meta posts when a citizen writes «cancellami»."""
    digits = number(citizen).lstrip("+")
    message = {
        "from": digits,
        "id": f"wamid.hostile{citizen}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": "cancellami"},
    }
    value = {
        **envelope,
        "contacts": [{"profile": {"name": "Prova"}, "wa_id": digits}],
        "messages": [message],
    }
    changes = [{"field": "messages", "value": value}]
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": waba, "changes": changes}]}
    ).encode()


async def post(port: int, secret: str, raw: bytes) -> int:
    """The status of the answer; 0 = none."""
    head = (
        f"POST /webhook HTTP/1.1\r\nHost: serve\r\nContent-Type: application/json\r\nConnection: close\r\n"
        f"{SIGNATURE}: {sign(secret, raw)}\r\nContent-Length: {len(raw)}\r\n\r\n"
    )
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(HOST, port)
            try:
                writer.write(head.encode() + raw)
                answer = await reader.readline()
            finally:
                writer.transport.abort()
        return int(answer.split()[1]) if answer else 0
    except (OSError, TimeoutError):
        return 0


async def leave(port: int, secret: str, bodies: list[bytes], pause: float) -> list[tuple[int, float]]:
    async def one(at: float, raw: bytes) -> tuple[int, float]:
        await asyncio.sleep(at - time.monotonic())
        status = await post(port, secret, raw)
        return status, time.monotonic() - at

    began = time.monotonic() + 0.2
    return list(await asyncio.gather(*(one(began + n * pause, raw) for n, raw in enumerate(bodies))))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.citizens", description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("secret")
    parser.add_argument("first", type=int, help="the first citizen's number")
    parser.add_argument("count", type=int)
    parser.add_argument("pause", type=float, help="seconds between two")
    parser.add_argument("envelope", help="JSON: the head of each change")
    parser.add_argument("waba")
    options = parser.parse_args()
    citizens = range(options.first, options.first + options.count)
    bodies = [leaving(one, json.loads(options.envelope), options.waba) for one in citizens]
    print(json.dumps(asyncio.run(leave(options.port, options.secret, bodies, options.pause))))


if __name__ == "__main__":
    main()
