"""The links of a text that its words cannot do without: «clicca qui», «ordinanza (PDF)». Pure.

An address outside of the council's sites is not shown. Words that make sense only with it say where it is instead, in
the language of the news: on a site that everybody knows by its name, or on the item's page, which every text leads to.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from pipeline.addresses import OwnSites
from pipeline.markup import Links
from pipeline.model import Document
from pipeline.patterns import lazy_re
from pipeline.stages.parse.common import absolute

DOCUMENT = lazy_re(r"\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|p7m|csv)$", re.I)
# Words that say where to go, or which paper to take, and not what is there.
_POINTING = lazy_re(
    r"\b(qui|qua|here|clicca\w*|clic|premi|link|collegamento|pagina|sito|indirizzo|portale|online|modul[oi]|modulistica|"
    r"form|scaric\w+|download|pdf|allegat[oi]|iscriv\w+|iscrizion[ei]|prenot\w+|compil\w+|consult\w+|registr\w+|"
    r"partecipa\w*|band[oi]|ordinanz[ae]|regolament[oi]|deliber\w+|graduatori[ae]|elenc[oh]\w*|programm[ai]|locandin[ae]|"
    r"volantin[oi]|calendari[oi]|mapp[ae]|planimetri[ae]|domand[ae]|diretta)\b",
    re.I,
)
_MAIL = lazy_re(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
# Words that ask to go somewhere.
_ASKING = lazy_re(
    r"\b(?:guarda\w*|segu(?:i|ire|ite)|ved(?:i|ere|ete)|legg(?:i|ere|ete)|scopri\w*|visit(?:a|are|ate)|vai|"
    r"ascolta\w*|acquist\w+|compra\w*|rispond\w+|vota(?:re|te)?|don(?:a|are|ate)|sondaggio|questionario|video|"
    r"streaming|bigliett\w+|scriv(?:i|ere|ete|eteci|ici)|contatta\w*)\b",
    re.I,
)
MOST = 5  # links that a text keeps
# A site is named, never its domain, of which apps would make a link.
_NAMES = {
    "youtube.com": "su YouTube",
    "youtu.be": "su YouTube",
    "facebook.com": "su Facebook",
    "fb.watch": "su Facebook",
    "instagram.com": "su Instagram",
    "google.com/maps": "su Google Maps",
    "maps.google.com": "su Google Maps",
    "maps.app.goo.gl": "su Google Maps",
    "docs.google.com/forms": "su Google Moduli",
    "forms.gle": "su Google Moduli",
    "forms.office.com": "su Microsoft Forms",
    "eventbrite.it": "su Eventbrite",
    "eventbrite.com": "su Eventbrite",
    "zoom.us": "su Zoom",
    "teams.microsoft.com": "su Teams",
    "t.me": "su Telegram",
    "inps.it": "sul sito dell'INPS",
    "regione.lombardia.it": "sul sito della Regione",
    "allertalom.regione.lombardia.it": "su allertaLOM",
    "poste.it": "sul sito di Poste Italiane",
}
ON_ITS_PAGE = "link sulla pagina"


def links_of(document: Document, link: str) -> Links:
    """What links of an entry's text show after their words. `link`: the entry's own, which every channel has anyway."""
    ours, base, shown = own_sites(document), link or document.url, {_page(link)}

    def show(href: str, words: str) -> str:
        if href[:7].lower() == "mailto:":
            return _mail(href[7:], words)
        address = absolute(href, base).partition("#")[0]
        if address and not ours.have(address):
            return _where(address, words) if ours.have(link) else ""
        telling = DOCUMENT.search(urlsplit(address).path) or _POINTING.search(words)
        if not telling or not address or _page(address) in shown or len(shown) > MOST:
            return ""
        if _page(address) in _page(words):  # the words are the address
            return ""
        shown.add(_page(address))
        return address

    return show


def _where(address: str, words: str) -> str:
    """Where a foreign address leads, if the words make sense only with it; "" = they are enough."""
    if not (_POINTING.search(words) or _ASKING.search(words)) or _page(address) in _page(words):
        return ""
    page = _page(address)
    named = (
        name for site, name in _NAMES.items() if re.match(rf"(?:\w+\.)?{re.escape(site)}(?:[/?]|$)", page)
    )
    name = next(named, ON_ITS_PAGE)
    return "" if name.split()[-1].casefold() in words.casefold().split() else name


def _mail(address: str, words: str) -> str:
    """The mail address behind words like «scrivi qui»."""
    mail = unquote(address.partition("?")[0]).strip()
    asking = _POINTING.search(words) or _ASKING.search(words) or re.search(r"\be-?mail\b", words, re.I)
    return mail if asking and "@" not in words and _MAIL.fullmatch(mail) else ""


def own_sites(document: Document) -> OwnSites:
    return document.ours if document.ours.portal or document.ours.hosts else OwnSites(document.url)


def _page(address: str) -> str:
    """An address without what differs between two links to one page."""
    return re.sub(r"^https?://(www\.)?", "", address.partition("#")[0]).rstrip("/")
