"""Whether the text that a page shows is the one that was sent. Pure."""

from __future__ import annotations

import unicodedata

_UNSEEN = dict.fromkeys((0x200B, 0x2060, 0xFEFF))  # signs without width, which some pages drop


def squeezed(text: str) -> str:
    """The text as it is compared: providers change white space, composed letters and what nobody sees."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_UNSEEN).split())
