"""Rules for settings beyond their types. Every rule returns the problem, or None."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from channels.sentence import Sentence
from pipeline.addresses import host_of, is_inside, web_address
from pipeline.alert import Alert
from pipeline.model import Lane
from pipeline.settings.colours import Automatic, Colours, by_problem, grades_problem, istat_problem
from pipeline.settings.sections import (
    Alerts,
    Cap,
    ChaseConfig,
    DigestConfig,
    Events,
    Money,
    Pages,
    SandboxConfig,
    SelfTest,
    Webhook,
)
from pipeline.settings.serving import listening_problem, path_problem, port_problem
from pipeline.settings.staff import Staff, header_problem, proxies_problem
from pipeline.settings.times import Times, passes_problem, patron_problem, province_problem
from pipeline.settings.values import ChannelConfig, Council, Feed, Safety, Schedule, Service

SHORTEST_SILENCE = 30.0  # seconds


def _url(value: str) -> Sentence | None:
    try:
        parts = urlsplit(value)
        good = bool(host_of(parts)) and parts.scheme in ("http", "https") and not parts.username
        good = good and parts.port != 0
    except ValueError:  # no host, half an address of IPv6, a port that is a word
        good = False
    return None if good else Sentence("must be an address beginning with https:// or http://")


def _optional_url(value: str) -> Sentence | None:
    return _url(value) if value else None


def _contact(value: str) -> Sentence | None:
    if not value or _url(value) is None or re.fullmatch(r"[^@\s/:]+@[^@\s/:]+\.[a-z]{2,}", value, re.I):
        return None
    return Sentence("must be an e-mail address or a web address")


def number_problem(value: str) -> Sentence | None:
    good = re.fullmatch(r"\+[1-9][0-9]{6,14}", value.replace(" ", ""))
    return (
        None if good else Sentence('must be a number with country code, in quotes, e.g. "+39 333 000 0001"')
    )


def _zone(value: str) -> Sentence | None:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        return Sentence("no such time zone; use e.g. Europe/Rome")
    return None


def name_problem(value: str) -> Sentence | None:
    good = re.fullmatch(r"[a-z][a-z0-9_-]*", value)
    return None if good else Sentence("must be lower-case letters, digits, - or _")


def database_problem(value: str) -> Sentence | None:
    """The problem with a database server's address, or None. It must not contain the password, which is a secret."""
    try:
        parts = urlsplit(value)
        password = parts.password or "password" in parse_qs(parts.query)
    except ValueError:
        return Sentence("is no address")
    if password:
        return Sentence(
            "must not hold the password: set INFOSTIGLIA_DATABASE_PASSWORD, or use a password file"
        )
    good = not value or (parts.scheme in ("postgresql", "postgres") and parts.path.strip("/"))
    return (
        None if good else Sentence("must be postgresql://user@host/name, or be left out for a file in `data`")
    )


def _hosts(value: Sequence[str]) -> Sentence | None:
    for host in value:
        named = web_address(f"https://{host}/")
        if named is None or host_of(named) != host.lower() or is_inside(host):
            return Sentence("{host!r} is no host's name; write e.g. www.comune.ostiglia.mn.it", host=host)
    return None


def folder_problem(path: Path) -> Sentence | None:
    """The problem with a folder's place, or None. It need not exist yet."""
    try:
        with suppress(FileNotFoundError, NotADirectoryError):
            path.stat()  # `exists` alone says of a name that no file can have that there is none
        nearest = next(place for place in (path, *path.parents) if place.exists())
    except (OSError, ValueError):
        return Sentence("is no name of a folder")
    return None if nearest.is_dir() else Sentence("{file} is a file, not a folder", file=nearest.name)


# Headers of a request that the program writes itself, and those that would be secrets.
_OURS = frozenset(
    """accept-encoding connection content-length content-type expect host if-modified-since if-none-match keep-alive
    range te trailer transfer-encoding upgrade""".split()
)
_SECRET = frozenset("authorization cookie proxy-authorization".split())


def _headers(value: Mapping[str, str]) -> Sentence | None:
    for name, content in value.items():
        if name.lower() in _OURS:
            return Sentence("{name}: the program sets this header itself", name=name)
        if name.lower() in _SECRET:
            return Sentence("{name} would be a secret, and a feed must be public", name=name)
        if not re.fullmatch(r"[A-Za-z0-9-]{1,60}", name):
            return Sentence("{name!r} is no name of a header; write e.g. User-Agent", name=name)
        if not (content.isascii() and content.isprintable() and 0 < len(content.strip()) <= 500):
            return Sentence("{name}: the value must be plain text in one line, without accents", name=name)
    return None


def _utm(value: str) -> Sentence | None:
    pair = r"utm_[a-z_]+=[A-Za-z0-9._~-]+"
    good = not value or re.fullmatch(rf"{pair}(&{pair})*", value)
    return None if good else Sentence('must be like "utm_source=facebook&utm_medium=social"')


def _share(value: float) -> Sentence | None:
    return None if value <= 1 else Sentence("must be a share between 0 and 1")


def _positive(value: float) -> Sentence | None:
    return None if value > 0 else Sentence("must be more than 0")


def _rhythm(value: int) -> Sentence | None:
    return None if value in (0, 1, 7, 14, 28) else Sentence("must be 0 (none), 1, 7, 14 or 28")


def _day_of_month(value: int) -> Sentence | None:
    return None if value <= 28 else Sentence("must be 0 (none) or a day that every month has, 1 to 28")


def _hour(value: int) -> Sentence | None:
    return None if value < 24 else Sentence("must be between 0 and 23")


def _patterns(value: Sequence[str]) -> Sentence | None:
    for pattern in value:
        try:
            empty = re.compile(pattern).search("") is not None
        except re.error:
            return Sentence("{text!r} is no regular expression", text=pattern)
        if empty:
            return Sentence("{text!r} fits every text", text=pattern)
    return None


def _silence(value: Mapping[Lane, float]) -> Sentence | None:
    """A lower bound: receipts take seconds, so a shorter wait would send most messages of a slow minute twice."""
    wrong = [lane for lane, seconds in value.items() if 0 < seconds < SHORTEST_SILENCE]
    if not wrong:
        return None
    return Sentence(
        "{lane} must be 0 (never) or at least {n} seconds", lane=wrong[0], n=round(SHORTEST_SILENCE)
    )


def _hours(value: Mapping[Lane, float]) -> Sentence | None:
    wrong = [lane for lane, hours in value.items() if hours <= 0]
    return Sentence("{lane} must be more than 0: else nothing is sent", lane=wrong[0]) if wrong else None


def _colour(value: str) -> Sentence | None:
    return (
        None
        if re.fullmatch(r"#[0-9a-fA-F]{6}", value)
        else Sentence('must be a colour in quotes, e.g. "#004d99"')
    )


def _sender(value: str) -> Sentence | None:
    good = not value or re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.@_:/-]{2,99}", value)
    return (
        None
        if good
        else Sentence("must be a name without blanks and commas, e.g. an e-mail address of the office")
    )


def _area(value: str) -> Sentence | None:
    """Of a territory: a centre with the radius in kilometres, or a closed polygon of at least four corners."""
    if not value:
        return None
    *corners, last = value.split()
    points = [re.fullmatch(r"(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)", one) for one in (*corners, last)]
    if len(corners) == 1 and points[0] and re.fullmatch(r"(?!0+(?:\.0+)?$)\d{1,3}(?:\.\d+)?", last):
        return None
    if len(corners) > 2 and all(points) and corners[0] == last:
        return None
    return Sentence('must be like "45.07,11.13 8" (latitude,longitude and kilometres), or a closed polygon')


def _minutes(by_grade: Mapping[Alert, float]) -> Sentence | None:
    if Alert.NONE in by_grade:
        return Sentence("must name grades: {grades}", grades=", ".join(one for one in Alert if one))
    wrong = any(0 < minutes < 2 for minutes in by_grade.values())
    return Sentence("must be 0, or at least 2: receipts need a while") if wrong else None


RULES: Mapping[tuple[type, str], Callable[[Any], Sentence | None]] = {
    (Council, "portal"): _url,
    (Council, "hosts"): _hosts,
    (Council, "timezone"): _zone,
    (Council, "colour"): _colour,
    (Council, "province"): province_problem,
    (Council, "patron"): patron_problem,
    (Service, "number"): number_problem,
    (Service, "privacy_url"): _url,
    (Feed, "name"): name_problem,
    (Feed, "url"): _url,
    (Feed, "news_page"): _optional_url,
    (Feed, "ignore"): _patterns,
    (Feed, "headers"): _headers,
    (Colours, "istat"): istat_problem,
    (Automatic, "by"): by_problem,
    (Automatic, "grades"): grades_problem,
    (ChannelConfig, "name"): name_problem,
    (ChannelConfig, "base_url"): _optional_url,
    (ChannelConfig, "utm"): _utm,
    (Money, "reserve"): _share,
    (Schedule, "not_after_hours"): _hours,
    (Times, "quiet_passes"): passes_problem,
    (Safety, "resend_after_silence"): _silence,
    (ChaseConfig, "minutes"): _minutes,
    (DigestConfig, "every_days"): _rhythm,
    (DigestConfig, "hour"): _hour,
    (Events, "reminder_hour"): _hour,
    (SelfTest, "day"): _day_of_month,
    (SelfTest, "hour"): _hour,
    (Alerts, "repeat_hours"): _positive,
    (Cap, "sender"): _sender,
    (Cap, "istat"): istat_problem,
    (Cap, "area"): _area,
    (Pages, "accessibility_url"): _optional_url,
    (Pages, "feedback"): _contact,
    (Staff, "proxies"): proxies_problem,
    (Staff, "header"): header_problem,
    (Webhook, "host"): listening_problem,
    (Webhook, "port"): port_problem,
    (Webhook, "path"): path_problem,
    (Webhook, "public_url"): _optional_url,
    (SandboxConfig, "host"): listening_problem,
    (SandboxConfig, "port"): port_problem,
}
