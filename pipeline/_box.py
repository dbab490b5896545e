"""Parses in a process of its own, limited in time and memory: whatever a document holds, the run goes on."""

from __future__ import annotations

import os
import pickle
import resource
import subprocess
import sys

from pipeline.model import Document, Parsed
from pipeline.parse import FeedError, parse

SECONDS = 20  # of computing
MEMORY = 1 << 30  # bytes of address space
PRIVATE = ("INFOSTIGLIA_", "CREDENTIALS_DIRECTORY")


def parse_boxed(document: Document) -> Parsed:
    """As `parse`, within limits. Raises FeedError."""
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-m", "pipeline._box"],
            input=pickle.dumps(document),
            capture_output=True,
            timeout=3 * SECONDS,
            check=False,
            # What comes from outside is not read beside the secrets.
            env={name: value for name, value in os.environ.items() if not name.startswith(PRIVATE)},
        )
    except (subprocess.TimeoutExpired, OSError):
        raise FeedError(_TOO_MUCH) from None
    if child.returncode < 0 or b"MemoryError" in child.stderr:
        raise FeedError(_TOO_MUCH)
    if child.returncode > 0:
        problem = child.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise FeedError(f"unreadable: {problem.partition(':')[0][:60]}")
    result: Parsed | str = pickle.loads(child.stdout)
    if isinstance(result, str):
        raise FeedError(result)
    return result


_TOO_MUCH = f"not read within {SECONDS} seconds and {MEMORY >> 30} GiB: is this really the feed?"


def _child() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    document: Document = pickle.load(sys.stdin.buffer)
    result: Parsed | str
    try:
        result = parse(document)
    except FeedError as error:
        result = str(error)
    pickle.dump(result, sys.stdout.buffer)


if __name__ == "__main__":
    _child()
