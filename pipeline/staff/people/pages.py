"""Where the office opens its pages: the addresses of one-time links, and those in alerts, where a tap opens the very
thing."""

from __future__ import annotations

from pipeline.settings.values import Config
from pipeline.store import Store


def home_of(config: Config) -> str:
    """Where a browser reaches `serve`, without a slash at the end: in the world, or from this machine alone."""
    return config.webhook.public_url.rstrip("/") or f"http://localhost:{config.webhook.port}"


def link_of(config: Config, token: str) -> str:
    """The address that lets a person in once."""
    return f"{home_of(config)}/ufficio/inizio/{token}"


def pages_of(config: Config, store: Store) -> str:
    """The address of the pages without a slash at its end; "" = phones do not reach them, or nobody signs in there."""
    home = config.webhook.public_url.rstrip("/")
    return f"{home}/ufficio" if home and store.people() else ""


def page_of(pages: str, item: int) -> str:
    """The address of an item's page; 0 = that of the first page."""
    return f"{pages}/notizia/{item}" if item else pages
