"""The HTTP protocol of the bulk sender: a client that tells for each request whether it left can replace ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from channels.value import dataclass


class NotSent(Exception):
    """The request certainly did not leave: no byte of it was written."""


class Lost(Exception):
    """The request was written, at least in part, and no complete answer came: it is in doubt."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    headers: Mapping[str, str]  # names in lower case


class Http(Protocol):
    """A client of one provider. Paths are below its base address; headers hold the token."""

    async def open(self, due: int = 1) -> None:
        """Open the connections that `due` requests at the sender's rate need. Takes about a second at most; never
        raises."""

    def room(self, wanted: int) -> int:
        """The number of requests, at most `wanted`, that would be written at once if they were made now."""

    async def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """POST JSON exactly once, without retries. Raises NotSent or Lost."""

    async def get(self, path: str, headers: Mapping[str, str]) -> Reply:
        """Make a reading request. Raises NotSent or Lost."""

    async def close(self) -> None: ...
