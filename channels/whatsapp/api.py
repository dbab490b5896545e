"""The seam to HTTP of the bulk sender: what a client must be able to say of each request, so that another can take
its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class NotSent(Exception):
    """No byte of the request was written: it certainly did not leave."""


class Lost(Exception):
    """The request was written, at least in part, and no whole answer came: nobody knows."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    headers: Mapping[str, str]  # names in lower case


class Http(Protocol):
    """A client of one provider. Paths are below its base address; headers hold the token."""

    async def open(self, due: int = 1) -> None:
        """Connect as far as `due` requests at the sender's rate need it. At most about a second; never raises."""

    def room(self, wanted: int) -> int:
        """How many of `wanted` requests would be written at once if they were made now."""

    async def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """POST JSON once, never again by itself. Raises NotSent or Lost."""

    async def get(self, path: str, headers: Mapping[str, str]) -> Reply:
        """Ask something that changes nothing. Raises NotSent or Lost."""

    async def close(self) -> None: ...
