"""The links of a text that its words cannot do without: «clicca qui», «ordinanza (PDF)». Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipeline.addresses import OwnSites
from pipeline.markup import Links
from pipeline.model import Document
from pipeline.stages.parse.common import absolute

DOCUMENT = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|p7m|csv)$", re.I)
# Words that say where to go, or which paper to take, and not what is there.
_POINTING = re.compile(
    r"\b(qui|qua|here|clicca\w*|clic|premi|link|collegamento|pagina|sito|indirizzo|portale|online|modul[oi]|modulistica|"
    r"form|scaric\w+|download|pdf|allegat[oi]|iscriv\w+|iscrizion[ei]|prenot\w+|compil\w+|consult\w+|registr\w+|"
    r"partecipa\w*|band[oi]|ordinanz[ae]|regolament[oi]|deliber\w+|graduatori[ae]|elenc[oh]\w*|programm[ai]|locandin[ae]|"
    r"volantin[oi]|calendari[oi]|mapp[ae]|planimetri[ae]|domand[ae]|diretta)\b",
    re.I,
)
MOST = 5  # links that a text keeps


def links_of(document: Document, link: str) -> Links:
    """What links of an entry's text show after their words. `link`: the entry's own, which every channel has anyway."""
    ours, base, shown = own_sites(document), link or document.url, {_page(link)}

    def show(href: str, words: str) -> str:
        address = absolute(href, base).partition("#")[0]
        telling = DOCUMENT.search(urlsplit(address).path) or _POINTING.search(words)
        if not telling or _page(address) in shown or len(shown) > MOST or not ours.have(address):
            return ""
        if _page(address) in _page(words):  # the words are the address
            return ""
        shown.add(_page(address))
        return address

    return show


def own_sites(document: Document) -> OwnSites:
    return document.ours if document.ours.portal or document.ours.hosts else OwnSites(document.url)


def _page(address: str) -> str:
    """An address without what differs between two links to one page."""
    return re.sub(r"^https?://(www\.)?", "", address.partition("#")[0]).rstrip("/")
