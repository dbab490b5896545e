"""Pictures that others made, opened with care and made to fit every channel. Pure.

Their formats are few, and their size is read from the head: what is larger than `PIXELS` is never unpacked. Pictures
of a stranger are opened in `picture_box`, because a decoder may still take any time and memory.
"""

from __future__ import annotations

import io
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from channels.problems import ChannelError

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
PIXELS = 50_000_000  # beyond it is a bomb, or needs more memory than a small machine has
OF_JPEG = 150_000_000  # which is unpacked smaller at once, and no phone's photo is larger
SIDE = 1440  # pixels kept at most: as wide as Instagram takes
MOST = 4_000_000  # bytes kept: Facebook's limit for photos, the smallest
RATIO = (0.8, 1.91)  # width by height that Instagram takes; what is slimmer or flatter gets edges


def opened(file: str | io.BytesIO) -> AbstractContextManager[Image]:
    """The picture, not yet unpacked. Raises ChannelError if it is too large, and nearly anything if it is damaged."""
    from PIL import Image

    try:
        found = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError:
        raise ChannelError("more than {n} pixels: too large a picture", n=OF_JPEG) from None
    most = OF_JPEG if found.format == "JPEG" else PIXELS
    if found.width * found.height > most:
        found.close()
        raise ChannelError("more than {n} pixels: too large a picture", n=most)
    return found


def normal(content: bytes) -> bytes:
    """An upright JPEG without metadata, within `SIDE`, `RATIO` and `MOST`. Raises ChannelError in one line."""
    try:
        with opened(io.BytesIO(content)) as picture:
            upright = _upright(picture)
    except (ChannelError, MemoryError):
        raise
    except Exception:  # damaged files make Pillow raise nearly anything
        raise ChannelError("no JPEG, PNG, WebP, GIF or AVIF that can be read") from None
    return _encoded(_in_shape(upright))


def _upright(picture: Image) -> Image:
    """The picture in RGB, as it is to be seen, no larger than is kept: a large photo is not unpacked whole."""
    from PIL import Image, ImageOps

    picture.draft("RGB", (SIDE, SIDE))
    small = picture.convert("RGBA") if picture.mode == "P" else picture
    small.thumbnail((SIDE, SIDE))
    upright = ImageOps.exif_transpose(small)
    if upright.mode in ("RGBA", "LA"):
        clear = upright.convert("RGBA")
        upright = Image.new("RGBA", clear.size, "white")
        upright.alpha_composite(clear)
    return upright.convert("RGB")


def _in_shape(picture: Image) -> Image:
    from PIL import ImageOps

    ratio = picture.width / picture.height
    if RATIO[0] <= ratio <= RATIO[1]:
        return picture
    wide = max(picture.width, round(picture.height * RATIO[0]) + 1)
    high = max(picture.height, round(picture.width / RATIO[1]) + 1)
    padded = ImageOps.pad(picture, (wide, high), color="white")
    padded.thumbnail((SIDE, SIDE))
    return padded


def _encoded(picture: Image) -> bytes:
    for quality in (88, 75, 60, 40):
        kept = io.BytesIO()
        picture.save(kept, "JPEG", quality=quality, optimize=True)
        if kept.tell() <= MOST:
            break
    return kept.getvalue()
