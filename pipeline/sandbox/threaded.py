"""Serves a web application from a thread, for processes that do something else besides."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aiohttp import web


@contextmanager
def served_in_thread(
    make_app: Callable[[str], web.Application], host: str = "127.0.0.1", port: int = 0
) -> Iterator[str]:
    """Serve the application that `make_app` makes for an address, and yield that address. Port 0 = any free one."""
    listening = socket.create_server((host, port))
    url = f"http://{host}:{listening.getsockname()[1]}"
    loop = asyncio.new_event_loop()
    ready, over = threading.Event(), asyncio.Event()
    # An answer that is delayed on purpose is not waited for at the end.
    runner = web.AppRunner(make_app(url), access_log=None, shutdown_timeout=0.1)

    async def serve() -> None:
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            ready.set()
            await over.wait()
        finally:
            await runner.cleanup()

    def work() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as own:
            own.run(serve())

    thread = threading.Thread(target=work, name="web server", daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield url
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
