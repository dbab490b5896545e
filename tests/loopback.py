"""A web server on loopback that gives the answers a test has set."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server:
    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.headers: list[Any] = []
        self.asked: list[str] = []
        self.connections: list[Any] = []  # the clients' ends
        self.posted: list[tuple[str, bytes]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                server.connections.append(self.client_address)

            def do_GET(self) -> None:
                server.asked.append(self.path)
                server.headers.append(self.headers)
                server.answers.get(self.path, answer(404))(self)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.posted.append((self.path, body))
                server.answers.get(self.path, answer(404))(self)

            def log_message(self, *args: Any) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, *args: Any) -> None:
                """Ignore errors: clients hang up here on purpose."""

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"


@contextmanager
def loopback() -> Iterator[Server]:
    one = Server()
    thread = threading.Thread(target=one.http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield one
    one.http.shutdown()
    one.http.server_close()


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


Speech = Callable[[socket.socket, str], None]


class Raw:
    """A server whose answers are bytes: `speak(connection, path)` says what it likes, then the connection is closed."""

    def __init__(self, speak: Speech, *, listen: bool) -> None:
        self.speak, self._listen = speak, listen
        self.asked: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):  # the client has hung up
            connection.settimeout(30)
            self.speak(connection, self._path(connection) if self._listen else "")
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):  # closing with unread bytes would reset what was said
                pass

    def _path(self, connection: socket.socket) -> str:
        head = b""
        while b"\r\n\r\n" not in head and (part := connection.recv(65536)):
            head += part
        path = head.partition(b" ")[2].partition(b" ")[0].decode("latin-1")
        self.asked.append(path)
        return path

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@contextmanager
def raw(speak: Speech, *, listen: bool = True) -> Iterator[Raw]:
    """`listen`: read the request's head first."""
    one = Raw(speak, listen=listen)
    try:
        yield one
    finally:
        one.close()


def drip(connection: socket.socket, said: bytes, pause: float = 0.05) -> None:
    """Say a byte at a time, the last over and over until the client hangs up."""
    for number in range(1_000):
        connection.sendall(said[number : number + 1] or said[-1:])
        time.sleep(pause)
