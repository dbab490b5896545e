"""pictures: what items declare, fetched once under the rules for all that is fetched, known by their bytes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from channels.base import ChannelError, Picture
from pipeline import fetch

LARGEST = 5_000_000  # bytes; WhatsApp takes no more
_KINDS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


class Pictures:
    """Reads pictures of the portal, and keeps them in a folder."""

    def __init__(self, folder: Path, limits: fetch.Limits) -> None:
        self._folder, self._limits = folder, limits

    def __call__(self, url: str) -> Picture:
        """The picture at that address. Raises ChannelError: it cannot be had, is too large, or no JPEG or PNG."""
        kept = self._folder / hashlib.sha256(url.encode()).hexdigest()
        try:
            content = kept.read_bytes()
        except OSError:
            content = self._fetch(url)
            self._keep(kept, content)
        return Picture(content, kind_of(content))

    def _fetch(self, url: str) -> bytes:
        with fetch.client(self._limits) as http:
            got = fetch.fetch(
                http, url, etag="", last_modified="", body_hash="", limits=self._limits, accept="image/*"
            )
        if got.status is fetch.Got.FAILED:
            raise ChannelError(got.reason)
        if len(got.body) > LARGEST:
            raise ChannelError(f"larger than {LARGEST // 1_000_000} MB")
        kind_of(got.body)
        return got.body

    def _keep(self, path: Path, content: bytes) -> None:
        """Written apart and renamed: half a picture is never read."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(content)
        fresh.replace(path)


def kind_of(content: bytes) -> str:
    """image/jpeg or image/png, by the first bytes. Raises ChannelError for anything else."""
    for start, kind in _KINDS:
        if content.startswith(start):
            return kind
    raise ChannelError("neither JPEG nor PNG")
