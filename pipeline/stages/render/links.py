"""The links that citizens are shown: addresses of the council only. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.addresses import OwnSites, host_of, web_address
from pipeline.settings.values import Council


def shown_link(link: str, council: Council) -> str:
    """The link, if it leads to one of the council's hosts; else the portal's home page. "" stays "".

    A text that says "on the portal" must not lead elsewhere, whatever a feed says.
    """
    return _whole(link) if not link or _is_ours(link, council) else council.portal


def _whole(link: str) -> str:
    """The link with its last sign encoded, if apps would take that sign for the end of a sentence: `…/auguri!`."""
    last = link[-1:]
    if last.isalnum() or last in "/-_=&#+%?" or link.count("/") < 3:
        return link
    return link[:-1] + "".join(f"%{byte:02X}" for byte in last.encode())


def counted_link(link: str, utm: str) -> str:
    """The link with the names by which the portal's statistics count a channel. A link that has its own keeps them."""
    if not link or not utm or "utm_" in link:
        return link
    address, mark, fragment = link.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{utm}{mark}{fragment}"


def foreign_hosts(links: Iterable[str], council: Council) -> Counter[str]:
    """The hosts of the links that citizens are not shown, and their number; "" counts what is no proper web address."""
    parts = [web_address(link) for link in links if link and not _is_ours(link, council)]
    return Counter(host_of(one) if one is not None else "" for one in parts)


def _is_ours(link: str, council: Council) -> bool:
    return OwnSites(council.portal, tuple(council.hosts)).have(link)
