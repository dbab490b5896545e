"""The files that news declare: its picture, and documents such as a PDF, which are named in the text. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from pipeline.model import Document
from pipeline.patterns import lazy_re
from pipeline.stages.parse.linked import DOCUMENT, own_sites
from pipeline.text import line_of, one_line

_PICTURE = lazy_re(r"\.(jpe?g|png|gif|webp|avif|bmp)$", re.I)
_UNSAID = ("", "application/octet-stream", "binary/octet-stream", "application/force-download")
MOST = 5  # documents that a text names


@dataclass(frozen=True)
class Attachment:
    address: str  # absolute; "" if it cannot be opened
    kind: str = ""  # as the portal declares it: a media type, or `image`
    title: str = ""
    alt: str = ""

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.address).path)

    @property
    def is_picture(self) -> bool:
        """Whether it is declared to be a picture, or by its name one where nothing is declared."""
        said = self.kind.lower()
        return bool(self.address) and (
            said.startswith("image") or (said in _UNSAID and bool(_PICTURE.search(self.path)))
        )

    @property
    def is_document(self) -> bool:
        said = self.kind.lower()
        return bool(self.address) and (
            "pdf" in said or "document" in said or bool(DOCUMENT.search(self.path))
        )


def picture_of(attached: Iterable[Attachment]) -> Attachment | None:
    """The first picture."""
    return next((one for one in attached if one.is_picture), None)


def alt_of(picture: Attachment | None, described: str) -> str:
    """The picture's description. `described`: one that belongs to no file in particular."""
    return line_of(picture.alt or described)[:1_000] if picture else ""


def documents_of(attached: Iterable[Attachment], text: str, document: Document) -> str:
    """The text, with a line for each attached document that it does not name yet; its address if it is on our sites."""
    ours, lines = own_sites(document), []
    for one in attached:
        if one.is_document and not one.is_picture and one.address not in text:
            name = line_of(one.title)[:100] or one_line(posixpath.basename(one.path))[:100]
            lines.append(
                f"Allegato: {name} ({one.address})" if ours.have(one.address) else f"Allegato: {name}"
            )
    return "\n\n".join(part for part in (text, "\n".join(dict.fromkeys(lines[:MOST]))) if part)
