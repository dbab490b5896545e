"""What a setting must be beyond its type. Every rule answers with what is wrong, or with nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline.model import Lane
from pipeline.settings.values import (
    Alerts,
    ChannelConfig,
    Council,
    DigestConfig,
    Feed,
    Money,
    Safety,
    SandboxConfig,
    Service,
    Webhook,
)

SHORTEST_SILENCE = 30.0  # seconds


def _url(value: str) -> str:
    parts = urlsplit(value)
    good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    return "" if good else "must be an address beginning with https:// or http://"


def _optional_url(value: str) -> str:
    return _url(value) if value else ""


def number_problem(value: str) -> str:
    good = re.fullmatch(r"\+[1-9]\d{6,14}", value.replace(" ", ""))
    return "" if good else 'must be a number with country code, in quotes, e.g. "+39 333 000 0001"'


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        return "no such time zone; use e.g. Europe/Rome"
    return ""


def name_problem(value: str) -> str:
    good = re.fullmatch(r"[a-z][a-z0-9_-]*", value)
    return "" if good else "must be lower-case letters, digits, - or _"


def _port(value: int) -> str:
    return "" if 0 < value < 65536 else "must be between 1 and 65535"


def _path(value: str) -> str:
    return "" if value.startswith("/") else "must begin with /"


def _share(value: float) -> str:
    return "" if value <= 1 else "must be a share between 0 and 1"


def _positive(value: float) -> str:
    return "" if value > 0 else "must be more than 0"


def _rhythm(value: int) -> str:
    return "" if value in (0, 1, 7, 14, 28) else "must be 0 (none), 1, 7, 14 or 28"


def _hour(value: int) -> str:
    return "" if value < 24 else "must be between 0 and 23"


def _silence(value: Mapping[Lane, float]) -> str:
    """Receipts take seconds: who waits less sends most messages of a slow minute twice."""
    wrong = [lane for lane, seconds in value.items() if 0 < seconds < SHORTEST_SILENCE]
    return f"{wrong[0]} must be 0 (never) or at least {SHORTEST_SILENCE:.0f} seconds" if wrong else ""


def _colour(value: str) -> str:
    return "" if re.fullmatch(r"#[0-9a-fA-F]{6}", value) else 'must be a colour in quotes, e.g. "#004d99"'


RULES: Mapping[tuple[type, str], Callable[[Any], str]] = {
    (Council, "portal"): _url,
    (Council, "timezone"): _zone,
    (Council, "colour"): _colour,
    (Service, "number"): number_problem,
    (Service, "privacy_url"): _url,
    (Feed, "name"): name_problem,
    (Feed, "url"): _url,
    (Feed, "news_page"): _optional_url,
    (ChannelConfig, "name"): name_problem,
    (ChannelConfig, "base_url"): _optional_url,
    (Money, "reserve"): _share,
    (Safety, "resend_after_silence"): _silence,
    (DigestConfig, "every_days"): _rhythm,
    (DigestConfig, "hour"): _hour,
    (Alerts, "repeat_hours"): _positive,
    (Webhook, "port"): _port,
    (Webhook, "path"): _path,
    (Webhook, "public_url"): _optional_url,
    (SandboxConfig, "port"): _port,
}
