"""The pictures that items declare, fetched once under the usual rules, or cards drawn for them.

All are converted to upright JPEGs without metadata, of a size every channel accepts.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import threading
from dataclasses import replace
from pathlib import Path

from channels.base import Picture
from channels.problems import ChannelError
from pipeline.errors import said
from pipeline.stages.fetch import fetch
from pipeline.stages.render import cards

LARGEST = 10_000_000  # bytes fetched
PIXELS = 25_000_000  # beyond it is a bomb, or needs more memory than a small machine has
SIDE = 1440  # pixels kept at most: as wide as Instagram takes
MOST = 4_000_000  # bytes kept: Facebook's limit for photos, the smallest
KEPT = 30 * 86400.0  # seconds
RATIO = (0.8, 1.91)  # width by height that Instagram takes; what is slimmer or flatter gets edges
KIND = "image/jpeg"
# One picture at a time: all channels ask for the same one at once, and memory is short.
_ONE = threading.Lock()


class Pictures:
    """The pictures of contents, cached in a folder under the hash of their reference."""

    def __init__(self, folder: Path, limits: fetch.Limits, public_url: str = "") -> None:
        """`public_url`: the public address of `serve`."""
        self._folder, self._public_url = folder, public_url.rstrip("/")
        self._limits = replace(limits, bytes=LARGEST)

    def __call__(self, reference: str) -> Picture:
        """The picture at an address of the portal, or a card.
        Raises ChannelError if it is unavailable, too large or no picture."""
        kept = self._path(reference)
        with _ONE:
            try:
                content = kept.read_bytes()
            except FileNotFoundError:
                content = self._made(reference)
                self._keep(kept, content)
            except OSError as error:
                raise ChannelError("pictures cannot be kept: {error}", error=said(error)) from None
        return Picture(content, KIND)

    def public(self, reference: str) -> str:
        """The picture's address for the provider to fetch. Raises ChannelError."""
        if not self._public_url:
            raise ChannelError("webhook.public_url is not set: this provider fetches pictures from there")
        self(reference)
        return f"{self._public_url}/pictures/{self.name(reference)}.jpg"

    def name(self, reference: str) -> str:
        """The file name under which the picture is cached and served, once it has been fetched."""
        return hashlib.sha256(reference.encode()).hexdigest()

    def forget(self, before: float) -> None:
        """Delete pictures made before `before` (Unix seconds). They are made again when needed."""
        for path in self._folder.glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()

    def _path(self, reference: str) -> Path:
        return self._folder / self.name(reference)

    def _made(self, reference: str) -> bytes:
        if reference.startswith(cards.PREFIX):
            return cards.draw(cards.Card.parse(reference))
        return normal(self._fetch(reference))

    def _fetch(self, url: str) -> bytes:
        with fetch.client(self._limits) as http:
            got = fetch.fetch(http, url, self._limits, accept="image/*")
        if got.status is fetch.Got.FAILED:
            raise ChannelError(str(got.reason))
        return got.body

    def _keep(self, path: Path, content: bytes) -> None:
        """Write to a temporary file and rename it, so that half a picture is never read. Raises ChannelError."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = path.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(content)
            fresh.replace(path)
        except OSError as error:
            raise ChannelError("pictures cannot be kept: {error}", error=said(error)) from None


def normal(content: bytes) -> bytes:
    """An upright JPEG without metadata, within `SIDE`, `RATIO` and `MOST`. Raises ChannelError in one line."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF")) as opened:
            if opened.width * opened.height > PIXELS:
                size = f"{opened.width} x {opened.height}"
                raise ChannelError("{size} pixels: too large a picture", size=size)
            opened.draft("RGB", (SIDE, SIDE))  # a large photo is not unpacked whole
            upright = ImageOps.exif_transpose(opened)
            if upright.mode in ("RGBA", "LA", "P"):
                clear = upright.convert("RGBA")
                upright = Image.new("RGBA", clear.size, "white")
                upright.alpha_composite(clear)
            picture = upright.convert("RGB")
    except ChannelError:
        raise
    except Exception:  # damaged files make Pillow raise nearly anything
        raise ChannelError("no JPEG, PNG, WebP or GIF that can be read") from None
    picture.thumbnail((SIDE, SIDE))
    ratio = picture.width / picture.height
    if not RATIO[0] <= ratio <= RATIO[1]:
        wide = max(picture.width, round(picture.height * RATIO[0]) + 1)
        high = max(picture.height, round(picture.width / RATIO[1]) + 1)
        picture = ImageOps.pad(picture, (wide, high), color="white")
        picture.thumbnail((SIDE, SIDE))
    for quality in (88, 75, 60, 40):
        kept = io.BytesIO()
        picture.save(kept, "JPEG", quality=quality, optimize=True)
        if kept.tell() <= MOST:
            break
    return kept.getvalue()
