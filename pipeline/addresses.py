"""Hosts and IP addresses: which of them the whole world can reach. Pure, asks nobody."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from channels.value import dataclass

PAGE_PICTURE = "page:"  # before an address: the picture that the page at that address declares
# Python's `is_global` counts these as reachable (IANA's special-purpose registries, 2026): 6to4 and its relays lead to
# whatever IPv4 address is inside, the third is for documentation.
_NOT_PUBLIC = [ipaddress.ip_network(net) for net in ("2002::/16", "192.88.99.0/24", "3fff::/20")]
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # NAT64, ::127.0.0.1 and multicast are outside of it
# Top-level names that only a network of one's own knows (RFC 6761, 6762, 8375, and what routers use), or that have no
# websites.
_INSIDE = {
    *("localhost", "local", "localdomain", "internal", "intranet", "private", "lan", "home", "corp"),
    *("arpa", "invalid", "onion", "alt"),
}
# Blanks, backslashes, and Hangul's letters that nobody sees.
_AMBIGUOUS = re.compile(r"[\s\\\u115f\u1160\u3164\uffa0]")
# Letters that IDNA of 2003, which Python knows, turns into others, and browsers do not: `maßa.it` is not `massa.it`.
_TWO_READINGS = frozenset("ßς\u200c\u200d")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to one machine of the public internet. Raises ValueError if it is none."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if found not in _GLOBAL_UNICAST:
            return False
    return found.is_global and not found.is_multicast and not any(found in net for net in _NOT_PUBLIC)


def is_inside(host: str) -> bool:
    """Whether a host is known, or can be reached, in a network of one's own only; judged by its name alone."""
    try:
        return not is_public(host.strip("[]"))
    except ValueError:
        pass
    labels = host.rstrip(".").split(".")
    # Programs take 2130706433, 0x7f.1 and 017700000001 for addresses too: digits are no top-level domain.
    return len(labels) == 1 or labels[-1] in _INSIDE or bool(re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]))


def web_address(link: str) -> SplitResult | None:
    """The parts of a web address that everybody reads alike; None if it is none, or programs might read it differently:
    userinfo, backslashes, blanks, characters that are invisible or turn the direction of writing."""
    if not link.isprintable() or _AMBIGUOUS.search(link):
        return None
    try:
        parts = urlsplit(link)
        port, host = parts.port, host_of(parts)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or port == 0 or not host:
        return None
    return parts


def host_of(parts: SplitResult) -> str:
    """The host as the network knows it: lower case, without a final dot, IDNA. Raises ValueError if it is none."""
    written = parts.hostname or ""
    if _TWO_READINGS.intersection(written):
        raise ValueError("a host that programs read differently")
    host = written.encode("idna").decode().rstrip(".")
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", host):
        ipaddress.IPv6Address(host)
    return host


def spelled_out(address: str) -> list[str]:
    """The web addresses that a person may mean: `www.comune.example.it` is one of https, or of http."""
    address = address.strip().removeprefix("//")
    return [address] if "://" in address else [f"https://{address}", f"http://{address}"]


def looks_like_site(text: str) -> bool:
    """Whether a text without a scheme is a web address as people write it, and no file's name."""
    host = re.match(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?=[:/?]|$)", text.strip(), re.I)
    return host is not None and (text.lower().startswith("www.") or "/" in text)


def site_of(url: str) -> str:
    """The host of a URL, without `www.`: a site is the same with it and without."""
    return bare(urlsplit(url).hostname or "")


def bare(host: str) -> str:
    """A host without `www.`."""
    return host.removeprefix("www.")


def port_of(parts: SplitResult) -> int:
    """The port, also where the address does not name it."""
    return parts.port or (443 if parts.scheme == "https" else 80)


_USUAL = {("http", 80), ("https", 443)}


@dataclass(frozen=True, slots=True)
class OwnSites:
    """The council's sites. `hosts`: those that its texts may lead to; () = the portal's alone."""

    portal: str = ""
    hosts: tuple[str, ...] = ()

    def have(self, link: str) -> bool:
        """Whether an address is on one of them, where the whole world can reach it."""
        parts, portal = web_address(link), web_address(self.portal)
        if parts is None:
            return False
        if portal is not None and _place(parts) == _place(portal):
            return True  # wherever that is: the sandbox plays the portal on this very machine
        hosts = self.hosts or ((host_of(portal),) if portal is not None else ())
        ours = bare(host_of(parts)) in {bare(host.lower()) for host in hosts}
        usual = (parts.scheme, port_of(parts)) in _USUAL
        return ours and usual and not is_inside(host_of(parts))


NO_SITES = OwnSites()


def _place(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, host_of(parts), port_of(parts)
