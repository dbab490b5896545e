"""The other side of `pipeline._box`, a program of its own: hands each document to a fork that reads it and ends.

Imports little, and late: a run with one new item pays for all of it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import resource
import select
import signal
import socket
import struct
import sys

SECONDS = 20  # of computing for one document
MEMORY = 1 << 30  # bytes of address space for one document
QUESTION = struct.Struct("!BI")  # lengths of the source's name and of the pickled document, which follow
ANSWER = struct.Struct("!iI")  # how the reader ended (0, an error, minus a signal), length of what it said

# Our own words, read once before the first fork: what libraries import and compile as they read, every fork then has.
SAMPLES = {
    "feed": b"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
    xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Comune</title><link>https://example.it/</link>
    <item><title>Sagra &amp;amp; fiera</title><link>https://example.it/1</link><guid>1</guid><category>Eventi</category>
    <pubDate>Mon, 23 Nov 2026 10:00:00 +0100</pubDate><description>&lt;p&gt;In piazza.&lt;/p&gt;</description>
    <content:encoded><![CDATA[<p>In <a href="/2">piazza</a>.</p>]]></content:encoded></item></channel></rss>""",
    "page": b"<html><body><h2><a href='/1'>Sagra</a></h2></body></html>",
}


def main() -> None:
    """Until the run is gone."""
    run, warm = socket.socket(fileno=os.dup(sys.stdin.fileno())), set[str]()
    while True:
        try:
            names, size = QUESTION.unpack(received(run, QUESTION.size))
            source, document = received(run, names).decode(), received(run, size)
            if source not in warm:
                warm.add(source)
                _warm_up(source)
            code, said = _read_apart(run, document)
            run.sendall(ANSWER.pack(code, len(said)))
            run.sendall(said)
        except ConnectionError:
            return


def received(end: socket.socket, size: int) -> bytes:
    """That many bytes. Raises ConnectionError if the other side is gone, TimeoutError if the socket has a limit."""
    found = bytearray()
    while len(found) < size:
        part = end.recv(min(size - len(found), 1 << 20))
        if not part:
            raise ConnectionError
        found += part
    return bytes(found)


def _warm_up(source: str) -> None:
    from zoneinfo import ZoneInfo

    from pipeline.model import Document, Source
    from pipeline.parse import FeedError, parse

    sample = Document(SAMPLES.get(source, b""), "https://example.it/", ZoneInfo("UTC"), source=Source(source))
    with contextlib.suppress(FeedError):
        pickle.dumps(parse(pickle.loads(pickle.dumps(sample))))
    gc.collect()
    gc.freeze()  # a collection in a fork would copy every page it marks


def _read_apart(run: socket.socket, document: bytes) -> tuple[int, bytes]:
    """How the fork ended, and what it said. Raises ConnectionError if the run ends first; so does the fork then."""
    ours, theirs = os.pipe()
    reader = os.fork()
    if not reader:
        run.close()
        os.close(ours)
        _read(theirs, document)
    os.close(theirs)
    said = bytearray()
    try:
        while True:
            ready, _, _ = select.select([ours, run.fileno()], [], [])
            if run.fileno() in ready:  # a run asks one thing at a time: it is gone
                os.kill(reader, signal.SIGKILL)
                raise ConnectionError
            part = os.read(ours, 1 << 20)
            if not part:
                break
            said += part
    finally:
        os.close(ours)
        _, status = os.waitpid(reader, 0)
    return os.waitstatus_to_exitcode(status), bytes(said)


def _read(out: int, document: bytes) -> None:
    """Never returns. Says the entries, or why they are none; an error's name if parsing itself went wrong."""
    from pipeline.parse import FeedError, parse

    code = 0
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        try:
            said = pickle.dumps(parse(pickle.loads(document)))
        except FeedError as error:
            said = pickle.dumps(str(error))
    except BaseException as error:
        code, said = 1, type(error).__name__.encode()
    try:
        while said:
            said = said[os.write(out, said) :]
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
