"""Items as the public archive shows them: what has really gone out, with the newest text that people have got."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

from channels.value import dataclass
from pipeline.model import Lane
from pipeline.phase import Phase
from pipeline.settings.values import Council
from pipeline.stages.render.calming import calm
from pipeline.stages.render.links import shown_link
from pipeline.store import Store
from pipeline.web.layout import Site

if TYPE_CHECKING:
    from pipeline.store.statements import ArchivedRow, ArchiveRow

PATH = "/notizie"
A_PAGE = 20  # items
EXCERPT = 240  # characters
WORDS = 4  # of a search


@dataclass(frozen=True)
class Shown:
    """An item as the archive shows it: with the newest text that people have got."""

    id: int
    title: str
    text: str  # "" = people have got an older one: the portal tells more
    summary: str
    link: str  # of the portal; "" = none that is safe
    at: float  # Unix seconds
    lane: str
    alert: str
    phase: str
    taken_back: bool

    @property
    def address(self) -> str:
        return f"{PATH}/{self.id}"

    @property
    def is_emergency(self) -> bool:
        return self.lane == Lane.EMERGENCY

    @property
    def is_over(self) -> bool:
        return self.phase in (Phase.ALERT_OVER, Phase.NOTICE_OVER)

    @property
    def short(self) -> str:
        """The first words, for lists."""
        return shorten(self.summary or self.text, EXCERPT, placeholder="…")

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in (self.text or self.summary).split("\n\n") if part.strip()]


def shown(
    site: Site, store: Store, *, patterns: Sequence[str] = (), skip: int = 0, limit: int = A_PAGE
) -> list[Shown]:
    """The items that went out, the newest first."""
    rows = store.archive(mode=site.config.live, words=json.dumps(patterns), skip=skip, limit=limit)
    return [_shown(row, site.config.council) for row in rows]


def archived(site: Site, store: Store, number: int) -> Shown | None:
    """One item; None if it has not gone out."""
    row = store.archived(id=number, mode=site.config.live)
    return _shown(row, site.config.council) if row is not None else None


def _shown(row: ArchiveRow | ArchivedRow, council: Council) -> Shown:
    return Shown(
        id=row["id"],
        title=calm(row["title"], council.name),
        text=row["text"],
        summary=row["summary"],
        link=shown_link(row["link"], council),
        at=row["shown_at"] or 0.0,
        lane=row["lane"],
        alert=row["alert"],
        phase=row["phase"],
        taken_back=bool(row["taken_back"]),
    )


def patterns_of(asked: str) -> list[str]:
    """The patterns of LIKE (`!` escapes) for a search: each of its first words must be found.

    Letters with accents, and the vowel that ends a longer word, match any letter: `citta` finds città, `scuola` scuole.
    """
    words = re.findall(r"\w+", asked.lower())[:WORDS]
    return [f"%{_lenient(word)}%" for word in words]


def _lenient(word: str) -> str:
    plain = "".join(char if char.isascii() and char != "_" else "_" for char in word)
    return f"{plain[:-1]}_" if len(plain) > 3 and plain[-1] in "aeiou" else plain
