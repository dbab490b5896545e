"""Where a request comes from, and for whom the council's own proxy vouches."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from aiohttp import web

from pipeline.web.staff.visit import Office


def proxy_name(office: Office, request: web.Request) -> str:
    """Whom the council's proxy says that it has signed in; "" = nobody, or it is no proxy of ours."""
    trusted = office.config.staff
    if not trusted.header or not _is_listed(_peer(request), trusted.proxies):
        return ""
    return request.headers.get(trusted.header, "").strip()


def network_of(office: Office, request: web.Request) -> str:
    """The address that a request comes from: of one of our own proxies the last one it names."""
    peer = _peer(request)
    behind = _is_loopback(peer) or _is_listed(peer, office.config.staff.proxies)
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() if behind else ""
    try:
        found = ip_address(told or peer)
    except ValueError:
        return peer
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def masked(address: str) -> str:
    """An address for the log: of which network, not of which computer."""
    if ":" in address:
        return address
    return ".".join([*address.split(".")[:3], "x"]) if address.count(".") == 3 else ""


def _peer(request: web.Request) -> str:
    peer = request.transport.get_extra_info("peername") if request.transport else None
    return str(peer[0]).partition("%")[0] if peer else ""


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _is_listed(address: str, networks: tuple[str, ...]) -> bool:
    try:
        return any(ip_address(address) in ip_network(one, strict=False) for one in networks)
    except ValueError:
        return False
