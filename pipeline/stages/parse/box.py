"""Parses in separate processes with limited time and memory: whatever a document contains, the run goes on.

run ── document ──> reader, a fork of its warm keeper: parses one document after another, each within limits of its own
    <── entries ──  and ends after some; the keeper, which never sees a document, forks the next

A keeper is begun for a kind of source when a document needs it, or lent by `serve` (`lending.py`), and ends with its
run.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Parsed, Source
from pipeline.reasons import Reason
from pipeline.stages.parse.exchange import (
    ANSWER,
    MEMORY,
    QUESTION,
    SECONDS,
    FeedError,
    received,
    without_secrets,
)
from pipeline.stages.parse.lending import borrow

KEEPERS = 2  # at most: the machines this runs on have two cores
PATIENCE = (
    0.4  # seconds a document waits for a keeper at work before another is started, which takes computing
)
# No look for garbage while its imports make what stays.
START = "import gc; gc.disable(); from pipeline.stages.parse.keeper import main; main()"
RETIRED_AFTER = 500  # documents; what a keeper may have leaked goes with it


class Boxes:
    """The keepers, started when needed and ended by `close`. Thread-safe."""

    def __init__(self, most: int = KEEPERS, lender: Path | None = None) -> None:
        """`lender`: the data folder of a `serve` that may lend keepers."""
        self._free: queue.LifoQueue[Keeper] = queue.LifoQueue()
        self._all = [Keeper(lender) for _ in range(most)]
        self._spare = self._all[1:]
        self._free.put(self._all[0])

    def parse(self, document: Document) -> Parsed:
        """Like `pipeline.stages.parse.parse.parse`, within limits. Waits for a free keeper. Raises FeedError."""
        keeper = self._keeper()
        try:
            return keeper.parse(document)
        finally:
            self._free.put(keeper)

    def _keeper(self) -> Keeper:
        if self._spare:
            try:
                return self._free.get(timeout=PATIENCE)
            except queue.Empty:
                with contextlib.suppress(IndexError):  # another thread has just taken the last one
                    return self._spare.pop()
        return self._free.get()

    def close(self) -> None:
        """End the keeper, even at work: a thread waiting for it gets FeedError, as for a document beyond the limits."""
        for keeper in self._all:
            keeper.close(for_good=True)

    def __enter__(self) -> Boxes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def parse_boxed(document: Document) -> Parsed:
    """Parse one document in a keeper of its own. Raises FeedError."""
    with Boxes(1) as boxes:
        return boxes.parse(document)


class Keeper:
    """One warm process, replaced when it is lost or has served long enough. Used by one thread at a time."""

    def __init__(self, lender: Path | None = None) -> None:
        self._lender = lender
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._served = 0
        self._ended = False

    def parse(self, document: Document) -> Parsed:
        """Raises FeedError."""
        try:
            code, answer = self._ask(document.source, pickle.dumps(document))
            if code < 0:
                raise ConnectionError
        except OSError:  # no answer in time, or reader or keeper are gone
            self.close()
            raise FeedError(_TOO_MUCH) from None
        if code > 0:
            name = answer.decode("utf-8", "replace")[:60]
            unreadable = Reason(FeedCode.FEED_UNREADABLE, said=name)
            raise FeedError(_TOO_MUCH if name == "MemoryError" else unreadable)
        result: Parsed | FeedError = pickle.loads(answer)
        if isinstance(result, FeedError):
            raise result
        return result

    def _ask(self, source: Source, document: bytes) -> tuple[int, bytes]:
        """(how the reader ended, its output). Raises OSError."""
        if self._served >= RETIRED_AFTER or (self._process and self._process.poll() is not None):
            self.close()
        keeper = self._socket or self._begin(source)
        self._served += 1
        # By the clock, for the answer to begin; what has been computed comes at once.
        keeper.settimeout(3 * SECONDS)
        keeper.sendall(QUESTION.pack(len(document)) + document)
        code, size = ANSWER.unpack(received(keeper, ANSWER.size))
        return code, received(keeper, size)

    def _begin(self, source: Source) -> socket.socket:
        """Raises FeedError if this machine does not start the process: no fault of the document's."""
        lent = borrow(self._lender) if self._lender else None
        return self._begun(lent or self._own(source))

    def _own(self, source: Source) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-c", START, source],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    process_group=0,  # so that the reader ends with its keeper
                    env=without_secrets(),
                )
            except OSError as error:
                ours.close()
                why = f"{sys.executable}: {os.strerror(error.errno or 0)}"
                raise FeedError(Reason(FeedCode.FEED_UNREADABLE, said=why)) from None
        return ours

    def _begun(self, ours: socket.socket) -> socket.socket:
        self._socket, self._served = ours, 0
        if self._ended:  # meanwhile
            self.close()
            raise ConnectionError
        return ours

    def close(self, *, for_good: bool = False) -> None:
        self._ended = self._ended or for_good
        process, ours = self._process, self._socket
        self._process = self._socket = None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if ours is not None:
            with contextlib.suppress(OSError):
                ours.shutdown(socket.SHUT_RDWR)  # wakes a thread that waits for the answer
            ours.close()


_TOO_MUCH = Reason(FeedCode.FEED_TOO_MUCH, seconds=SECONDS, gigabytes=MEMORY >> 30)
