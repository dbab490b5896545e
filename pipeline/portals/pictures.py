"""The pictures that items declare, fetched once under the usual rules, or cards drawn for them.

All are converted to upright JPEGs without metadata, of a size every channel accepts, in a process of its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from dataclasses import replace
from pathlib import Path

from channels.base import Picture
from channels.problems import ChannelError
from pipeline.addresses import PAGE_PICTURE
from pipeline.errors import said
from pipeline.portals.page_picture import picture_in
from pipeline.stages.fetch import fetch

LARGEST = 25_000_000  # bytes fetched: a phone's photo of 100 million pixels
KEPT = 30 * 86400.0  # seconds
KIND = "image/jpeg"
# All channels ask for the same picture at once; it is made once, and a slow portal's picture holds up no other.
_TURNS: dict[Path, threading.Lock] = {}
# One of a kind at a time, because memory is short; a photo that takes long does not hold up an emergency's card.
_PHOTO, _CARD = threading.Lock(), threading.Lock()


def note_declared(folder: Path, page: str, picture: str) -> None:
    """Note the picture that a page declares ("" = none), so that it is not asked again. Where that cannot be, it is."""
    with contextlib.suppress(OSError, ValueError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        note = _noted(folder, page)
        fresh = note.with_suffix(f".{os.getpid()}")
        fresh.write_text(picture, "utf-8")
        fresh.replace(note)


def _noted(folder: Path, page: str) -> Path:
    return folder / f"{hashlib.sha256(page.encode()).hexdigest()}.page"


class Pictures:
    """The pictures of contents, cached in a folder under the hash of their reference."""

    def __init__(self, folder: Path, limits: fetch.Limits, public_url: str = "") -> None:
        """`public_url`: the public address of `serve`."""
        self._folder, self._public_url = folder, public_url.rstrip("/")
        self._limits = replace(limits, bytes=LARGEST)
        # Why pictures could not be opened, by the hash of their bytes.
        self._bad: dict[str, ChannelError] = {}

    def __call__(self, reference: str) -> Picture:
        """The picture at an address of the portal, or a card.
        Raises ChannelError if it is unavailable, too large or no picture."""
        kept = self._path(reference)
        with _TURNS.setdefault(kept, threading.Lock()):
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
        # Here, because most ticks make no picture.
        from pipeline.portals.picture_box import boxed_card, boxed_photo
        from pipeline.stages.render.cards import PREFIX, Card

        if reference.startswith(PREFIX):
            card = Card.parse(reference)
            with _CARD:
                return boxed_card(card)
        if reference.startswith(PAGE_PICTURE):
            reference = self._declared(reference.removeprefix(PAGE_PICTURE))
        content = self._fetch(reference)
        same = hashlib.sha256(content).hexdigest()
        if same in self._bad:  # each channel asks, and a bad one may cost a box all its time
            raise self._bad[same]
        try:
            with _PHOTO:
                return boxed_photo(content)
        except ChannelError as error:
            self._bad[same] = error
            raise

    def _declared(self, page: str) -> str:
        """The address of the picture that a page declares. Raises ChannelError if there is none."""
        try:
            found = _noted(self._folder, page).read_text("utf-8")  # the page was read for its event
        except (OSError, ValueError):
            got = self._got(page, "text/html")
            found = picture_in(got.body.decode("utf-8", "replace"), got.url)
        if not found:
            raise ChannelError("the item's page declares no picture (og:image)")
        return found

    def _fetch(self, url: str) -> bytes:
        return self._got(url, "image/*").body

    def _got(self, url: str, accept: str) -> fetch.Fetched:
        with fetch.client(self._limits) as http:
            got = fetch.fetch(http, url, self._limits, accept=accept)
        if got.status is fetch.Got.FAILED:
            raise ChannelError("{why}", why=got.reason.sentence if got.reason else "")
        return got

    def _keep(self, path: Path, content: bytes) -> None:
        """Write to a temporary file and rename it, so that half a picture is never read. Raises ChannelError."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = path.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(content)
            fresh.replace(path)
        except OSError as error:
            raise ChannelError("pictures cannot be kept: {error}", error=said(error)) from None
