"""What a run and its keepers hand each other: framed documents and answers, their limits, and the error of a bad one.

Here and not next to the parser, which the run never imports: its keeper does.
"""

from __future__ import annotations

import os
import socket
import struct

from channels.sentence import OneLineError
from pipeline.reasons import Reason

SECONDS = 20  # of computing for one document
MEMORY = 1 << 30  # bytes of address space for one document
QUESTION = struct.Struct("!I")  # length of the pickled document, which follows
ANSWER = struct.Struct("!iI")  # how the reader ended (0, an error, minus a signal), length of what it said
PRIVATE = ("INFOSTIGLIA_", "CREDENTIALS_DIRECTORY")


class FeedError(OneLineError):
    """Bytes that are no feed, or no trustworthy one. `reason` says why. One line."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason, self.sentence = reason, reason.sentence

    def __reduce__(self) -> tuple[type[FeedError], tuple[Reason]]:
        return FeedError, (self.reason,)


def received(end: socket.socket, size: int) -> bytes:
    """Exactly `size` bytes. Raises ConnectionError if the other side is gone, TimeoutError on a socket with a
    timeout."""
    found = bytearray()
    while len(found) < size:
        part = end.recv(min(size - len(found), 1 << 20))
        if not part:
            raise ConnectionError
        found += part
    return bytes(found)


def without_secrets() -> dict[str, str]:
    """The surroundings of a process that reads what strangers made: it has no secrets that could be had from it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PRIVATE)}
