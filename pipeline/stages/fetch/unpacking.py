"""Unpacks gzip within limits, piece by piece."""

from __future__ import annotations

import zlib

_GZIP = b"\x1f\x8b\x08"


class Unpacker:
    """Unpacks gzip of any number of members, one after another; what is behind them is no gzip, and ignored."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(31)
        self._head = b""  # the beginning of what may be the next member
        self.is_whole = False

    def more(self, chunk: bytes, most: int) -> bytes:
        """At most so many bytes of the next chunk. Raises zlib.error."""
        found = bytearray()
        while chunk and len(found) < most:
            if self.is_whole:
                chunk = self._head + chunk
                self._head = b""
                if len(chunk) < len(_GZIP):
                    self._head = chunk
                    break
                if not chunk.startswith(_GZIP):
                    break
                self._member, self.is_whole = zlib.decompressobj(31), False
            found += self._member.decompress(chunk, most - len(found))
            self.is_whole = self._member.eof
            chunk = self._member.unused_data if self.is_whole else b""
        return bytes(found)
