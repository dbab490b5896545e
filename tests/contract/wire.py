"""A server of bare sockets on loopback that misbehaves as the test says, and records what it has read."""

from __future__ import annotations

import datetime
import ipaddress
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Wire:
    """`behave`: called when a publishing request has been read; returns whether to keep the connection."""

    good: Any = field(default_factory=dict)  # body of an ordinary answer
    status: int = 200
    reads: Any = field(default_factory=dict)  # body of the answer to a GET
    behave: Callable[[Wire, socket.socket], bool] | None = None
    eager: Callable[[Wire, socket.socket], bool] | None = None  # before anything is read
    certificate: Path | None = None  # speaks TLS with it
    wants_certificate: bool = False  # of the client, which has none
    publishing: list[bytes] = field(default_factory=list)  # every publishing request, as far as it was read
    connections: list[socket.socket] = field(default_factory=list)
    accepted: int = 0
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, body: Any = None, status: int = 0, *extra: str) -> bytes:
        raw = json.dumps(self.good if body is None else body).encode()
        lines = [f"HTTP/1.1 {status or self.status} Whatever", "Content-Type: application/json", *extra]
        return "\r\n".join([*lines, f"Content-Length: {len(raw)}", "", ""]).encode() + raw

    def hang_up(self) -> None:
        """Close every connection, as a server does with idle ones."""
        for one in self.connections:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self.connections.clear()
        if not self.over.is_set():
            time.sleep(0.05)  # until the other side has seen it

    def serve(self, one: socket.socket) -> None:
        self.accepted += 1
        with suppress(OSError, ValueError), self._safe(one) as one:
            self.connections.append(one)
            if self.eager is not None and not self.eager(self, one):
                return
            while self._one_request(one):
                pass

    def _safe(self, one: socket.socket) -> socket.socket:
        if self.certificate is None:
            return one
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        if self.wants_certificate:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.certificate)
        return context.wrap_socket(one, server_side=True)

    def _one_request(self, one: socket.socket) -> bool:
        read = b""
        place = -1
        try:
            while b"\r\n\r\n" not in read:
                read += _more(one)
            if read.startswith(b"GET "):
                one.sendall(self.answer(self.reads, 200))
                return True
            self.publishing.append(read)
            place = len(self.publishing) - 1
            head, _, body = read.partition(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length")
            )
            while len(body) < length:
                body += _more(one)
            read = head + b"\r\n\r\n" + body
        finally:
            if place >= 0:
                self.publishing[place] = read
        if self.behave is not None:
            return self.behave(self, one)
        one.sendall(self.answer())
        return True


def _more(one: socket.socket) -> bytes:
    data = one.recv(65536)
    if not data:
        raise ValueError("closed")
    return data


@contextmanager
def wire(**options: Any) -> Iterator[Wire]:
    server = Wire(**options)
    listening = socket.create_server(("127.0.0.1", 0))
    scheme = "https" if server.certificate else "http"
    server.url = f"{scheme}://127.0.0.1:{listening.getsockname()[1]}"

    def work() -> None:
        with suppress(OSError):
            while True:
                one, _ = listening.accept()
                threading.Thread(target=server.serve, args=(one,), daemon=True).start()

    threading.Thread(target=work, daemon=True).start()
    try:
        yield server
    finally:
        server.over.set()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        server.hang_up()


def certificate(folder: Path) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


# -- behaviours of a server that has read a publishing request ---------------------------------------


def close(server: Wire, one: socket.socket) -> bool:
    return False


def reset(server: Wire, one: socket.socket) -> bool:
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def be_silent(server: Wire, one: socket.socket) -> bool:
    server.over.wait(3)
    return False


def close_own_half(server: Wire, one: socket.socket) -> bool:
    one.shutdown(socket.SHUT_WR)
    server.over.wait(3)
    return False


def saying(
    *parts: bytes | Callable[[Wire], bytes], keep: bool = False
) -> Callable[[Wire, socket.socket], bool]:
    """A behaviour that sends these bytes with short pauses, and closes unless it is to `keep` the connection."""

    def say(server: Wire, one: socket.socket) -> bool:
        for part in parts:
            one.sendall(part if isinstance(part, bytes) else part(server))
            time.sleep(0.02)
        return keep

    return say


def half_an_answer(server: Wire, one: socket.socket) -> bool:
    one.sendall(server.answer()[:-3])
    return False


def half_a_head(server: Wire, one: socket.socket) -> bool:
    one.sendall(server.answer()[:30])
    return False


def without_length(server: Wire, one: socket.socket) -> bool:
    one.sendall(b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\n\r\n" % server.status)
    one.sendall(json.dumps(server.good).encode())
    if isinstance(one, ssl.SSLSocket):
        with suppress(OSError):
            one.unwrap()  # says that this is the end
    return False


def half_without_length(server: Wire, one: socket.socket) -> bool:
    one.sendall(b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\n\r\n" % server.status)
    one.sendall(json.dumps(server.good).encode()[:-2])
    return False


def drip(server: Wire, one: socket.socket) -> bool:
    for byte in server.answer():
        one.sendall(bytes([byte]))
        if server.over.wait(0.2):
            break
    return False


def endless_head(server: Wire, one: socket.socket) -> bool:
    one.sendall(b"HTTP/1.1 200 OK\r\n")
    while not server.over.is_set():
        one.sendall(b"X-More: " + b"x" * 4000 + b"\r\n")
    return False


def endless_body(server: Wire, one: socket.socket) -> bool:
    one.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not server.over.is_set():
        one.sendall(b"1000\r\n" + b" " * 4096 + b"\r\n")
    return False


def endless_promises(server: Wire, one: socket.socket) -> bool:
    while not server.over.is_set():
        one.sendall(b"HTTP/1.1 102 Processing\r\nX: " + b"x" * 1000 + b"\r\n\r\n")
    return False
