"""A text for WhatsApp as it goes by another path: without WhatsApp's signs, and no longer than the path takes. Pure."""

from __future__ import annotations

from channels.base import Content
from pipeline.patterns import lazy_re

_BOLD = lazy_re(r"(?<!\w)\*([^*\n]+)\*(?!\w)")
_ADDRESS = lazy_re(r"https?://\S+")


def shortened(content: Content, limit: int) -> Content:
    """The text alone, of at most `limit` characters. What is cut off are its last words; its address stays."""
    text = _BOLD.sub(r"\1", content.text).strip()
    if len(text) > limit:
        address = next(iter(_ADDRESS.findall(text)), "")
        room = limit - len(address) - 2 if address else limit - 1
        text = text[: max(0, room)].rsplit(maxsplit=1)[0] if room > 0 else ""
        # An address within what is left, whole or cut, is not said twice.
        text = f"{_ADDRESS.sub('', text).rstrip()}… {address}".strip() if address else f"{text}…"
    return Content(text=text, language=content.language)
