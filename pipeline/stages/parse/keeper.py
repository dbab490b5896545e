"""The other side of `pipeline.stages.parse.box`, a separate program: keeps a fork of itself reading documents.

The keeper has imported what reading needs and never looks into a document. Its fork, the reader, reads some, one after
another, and ends; so does one that meets a limit, and one that has read a large one. The next is there in a moment.
"""

from __future__ import annotations

import contextlib
import gc
import math
import os
import pickle
import resource
import select
import signal
import socket
import sys
from zoneinfo import ZoneInfo

from pipeline.model import Document, Source
from pipeline.patterns import compile_all
from pipeline.stages.parse.exchange import ANSWER, MEMORY, QUESTION, SECONDS, FeedError, received
from pipeline.stages.parse.lending import stamp
from pipeline.stages.parse.parse import parse

IN_A_ROW = 25  # documents read by one reader
RARELY = 20_000  # objects that a reader makes between two looks for garbage
LARGE = 500_000  # bytes of a document after which its reader is not kept
BEGUN, DONE = b"b", b"d"  # what a reader tells its keeper
GONE = 3  # exit code of a reader whose run is gone

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
    """Serve until the run is gone or a document exceeds the limits; the run then starts another keeper."""
    run = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    _warm_up(Source(sys.argv[1]))
    while _watched_reader(run):
        pass


def lend() -> None:
    """Fork a keeper for each run that comes, until `serve`, whose end of our input this is, is gone."""
    door = socket.socket(fileno=int(sys.argv[1]))
    compile_all()
    _warm_up(Source.FEED)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    watching = select.poll()
    watching.register(sys.stdin, 0)
    watching.register(door, select.POLLIN)
    while sys.stdin.fileno() not in dict(watching.poll()):
        with contextlib.suppress(OSError), door.accept()[0] as run:  # one may have gone again
            if not os.fork():
                _keep(run, door)


def _keep(run: socket.socket, door: socket.socket) -> None:
    """Be the keeper of one run. Never returns."""
    try:
        door.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        run.sendall(stamp())
        while _watched_reader(run):
            pass
    finally:
        os._exit(0)


def _warm_up(source: Source) -> None:
    sample = Document(SAMPLES.get(source, b""), "https://example.it/", ZoneInfo("UTC"), source=source)
    with contextlib.suppress(FeedError):
        pickle.dumps(parse(pickle.loads(pickle.dumps(sample))))
    gc.set_threshold(RARELY)
    gc.freeze()  # a collection in a fork would copy every page it marks
    gc.enable()


def _watched_reader(run: socket.socket) -> bool:
    """Run one reader to its end. Returns whether another is to follow."""
    ours, theirs = os.pipe()
    reader = os.fork()
    if not reader:
        os.close(ours)
        _read_some(run, theirs)
    os.close(theirs)
    watching = select.poll()
    watching.register(run, 0)  # only whether the run is gone
    watching.register(ours, 0)  # only whether the reader is
    ended = {descriptor for descriptor, _ in watching.poll()}
    if ours not in ended:
        os.kill(reader, signal.SIGKILL)
    _, status = os.waitpid(reader, 0)
    code = os.waitstatus_to_exitcode(status)
    at_work = os.read(ours, 1 << 16)[-1:] == BEGUN
    os.close(ours)
    if ours in ended and code and at_work:
        with contextlib.suppress(OSError):
            run.sendall(ANSWER.pack(code, 0))
    return ours in ended and (code == 0 or (code < 0 and not at_work))


def _read_some(run: socket.socket, tell: int) -> None:
    """Read some documents, each within its own limits. Never returns."""
    code = 0
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        for _ in range(IN_A_ROW):
            size = _read_one(run, tell)
            if size > LARGE:
                break
    except ConnectionError:
        code = GONE
    except BaseException:
        code = 1
    finally:
        os._exit(code)


def _read_one(run: socket.socket, tell: int) -> int:
    """Read one document and send its entries, the FeedError, or an unexpected error's name.

    Returns its size in bytes; more than `LARGE` after an unexpected error, so that the reader ends."""
    (size,) = QUESTION.unpack(received(run, QUESTION.size))
    os.write(tell, BEGUN)
    document = received(run, size)
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime) + SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
    code = 0
    try:
        try:
            said = pickle.dumps(parse(pickle.loads(document)))
        except FeedError as error:
            said = pickle.dumps(error)
    except Exception as error:
        code, said = 1, type(error).__name__.encode()
    os.write(
        tell, DONE
    )  # before the answer: better none than a second one from the keeper, for the next document
    run.sendall(ANSWER.pack(code, len(said)) + said)
    return LARGE + 1 if code else size
