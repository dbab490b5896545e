"""A council's portal in miniature: items with a past, feeds and pages that behave as WordPress's do."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

WINDOW = 10  # items a feed page shows
PAST = 40  # items before the story begins

_HISTORY = (
    (
        "Consiglio comunale convocato per giovedì",
        "Consiglio",
        "All'ordine del giorno il bilancio di previsione.",
    ),
    ("Biblioteca: nuovi orari", "Cultura", "La biblioteca apre anche il sabato mattina."),
    ("Iscrizioni all'asilo nido aperte fino al 15", "Scuola", "Le domande si presentano dal portale."),
    ("Mercato contadino in piazza Garibaldi", "Eventi", "Ogni prima domenica del mese, dalle 8 alle 13."),
    ("Raccolta del verde: calendario", "Ambiente", "Il ritiro comincia lunedì alle 6."),
    ("TARI: prima rata in scadenza", "Tributi", "Si paga con il modello ricevuto per posta."),
    ("Lavori in via Verdi: senso unico alternato", "Viabilità", "Fino a venerdì, dalle 8 alle 18."),
    ("Camminata lungo il Po", "Eventi", "Ritrovo alle 9 al porto turistico. Organizza la Pro Loco."),
    ("Anagrafe: sportello su appuntamento", "Uffici", "Si prenota dal portale o per telefono."),
    ("Bando per contributi alle famiglie", "Sociale", "Le domande si presentano entro fine mese."),
    (
        "Sospensione dell'acqua in via Mazzini",
        "Interruzioni",
        "Mercoledì dalle 9 alle 12 per lavori alla rete.",
    ),
    ("Concerto della banda in teatro", "Eventi", "Ingresso libero fino a esaurimento posti."),
    ("Allerta gialla per vento", "Allerta", "Dalle 12 di oggi alle 6 di domani."),
)


@dataclass
class Item:
    id: int
    title: str
    summary: str
    text: str
    categories: tuple[str, ...]
    published: float  # Unix seconds
    modified: float
    slug: str
    status: str = "publish"  # or trash
    image: str = ""  # address of its picture

    def path(self) -> str:
        return f"/portal/{datetime.fromtimestamp(self.published, UTC):%Y/%m}/{self.slug}/"


class Portal:
    def __init__(self, url: str, now: float) -> None:
        self._url = url
        self.items: dict[int, Item] = {}
        for age in range(PAST, 0, -1):
            title, category, text = _HISTORY[age % len(_HISTORY)]
            at = now - age * 1.5 * 86400
            self.publish(f"{title} ({PAST - age + 1})", text, categories=(category,), published=at, now=at)

    def publish(
        self,
        title: str,
        text: str = "",
        *,
        summary: str = "",
        categories: tuple[str, ...] = (),
        published: float | None = None,
        image: str = "",
        now: float,
    ) -> Item:
        number = max(self.items, default=100) + 1
        at = now if published is None else published
        slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or str(number)
        item = Item(number, title, summary, text, tuple(categories), at, now, f"{slug[:60]}-{number}")
        item.image = image
        self.items[number] = item
        return item

    def link(self, item: Item) -> str:
        return self._url + item.path()

    def guid(self, item: Item) -> str:
        return f"{self._url}/portal/?p={item.id}"

    def window(self, page: int = 1) -> list[Item]:
        """The items of one page of the feed, newest first."""
        shown = [item for item in self.items.values() if item.status == "publish"]
        shown.sort(key=lambda item: (item.published, item.id), reverse=True)
        return shown[(page - 1) * WINDOW : page * WINDOW]

    def by_path(self, path: str) -> Item | None:
        return next((i for i in self.items.values() if i.path() == path and i.status == "publish"), None)

    def validators(self, items: list[Item]) -> tuple[str, str]:
        """ETag and Last-Modified, as WordPress makes them of what is shown."""
        newest = max((item.modified for item in items), default=0.0)
        state = repr([(i.id, i.modified, i.slug) for i in items])
        tag = f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'
        return tag, format_datetime(datetime.fromtimestamp(int(newest), UTC), usegmt=True)

    def rss(self, page: int = 1) -> str:
        parts = "".join(self._rss_item(item) for item in self.window(page))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
            ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">'
            f"<channel><title>Comune di Ostiglia</title><link>{self._url}/portal/</link>"
            f'<atom:link href="{self._url}/portal/feed/" rel="self" type="application/rss+xml"/>'
            f"<description>Notizie dal Comune</description><language>it-IT</language>"
            f"<generator>https://wordpress.org/?v=6.1.9</generator>{parts}</channel></rss>"
        )

    def _rss_item(self, item: Item) -> str:
        when = format_datetime(datetime.fromtimestamp(item.published, UTC))
        categories = "".join(f"<category>{_cdata(name)}</category>" for name in item.categories)
        if item.image:
            categories += f'<enclosure url="{escape(item.image)}" type="image/jpeg" length="1"/>'
        return (
            f"<item><title>{escape(item.title)}</title><link>{escape(self.link(item))}</link>"
            f"<pubDate>{when}</pubDate>{categories}"
            f'<guid isPermaLink="false">{escape(self.guid(item))}</guid>'
            f"<description>{_cdata(item.summary or item.text)}</description>"
            f"<content:encoded>{_cdata(_paragraphs(item.text))}</content:encoded></item>"
        )

    def atom(self) -> str:
        def entry(item: Item) -> str:
            published = datetime.fromtimestamp(item.published, UTC).isoformat()
            modified = datetime.fromtimestamp(item.modified, UTC).isoformat()
            categories = "".join(f'<category term="{escape(name)}"/>' for name in item.categories)
            return (
                f"<entry><title>{escape(item.title)}</title><id>{escape(self.guid(item))}</id>"
                f'<link href="{escape(self.link(item))}"/><published>{published}</published>'
                f"<updated>{modified}</updated>{categories}<summary>{escape(item.summary or item.text)}</summary>"
                f'<content type="html">{escape(_paragraphs(item.text))}</content></entry>'
            )

        entries = "".join(entry(item) for item in self.window())
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>Comune di Ostiglia</title><id>{self._url}/portal/</id>{entries}</feed>"
        )


def _cdata(text: str) -> str:
    """A text as it is, also if it holds the mark that ends such a part."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
