"""The council's own street file: a CSV table of streets and their zones. Every mistake is one line with its place."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from channels.sentence import Sentence
from pipeline.errors import said
from pipeline.settings.street_names import street_key
from pipeline.settings.values import ConfigError

LARGEST = 2_000_000  # bytes: a city of 20,000 streets
_HEADERS = frozenset("via vie strada street streets odonimo nome denominazione toponimo indirizzo".split())


def read_streets(
    folder: Path, name: str, zones: Mapping[str, object]
) -> tuple[dict[str, tuple[str, ...]], list[ConfigError]]:
    """The zones of each street, by `street_key`; and the mistakes of the file. `zones`: those of config.yaml."""
    streets: dict[str, tuple[str, ...]] = {}
    faults: list[ConfigError] = []
    try:
        rows = list(_rows(folder / name))
    except (OSError, csv.Error) as error:
        why = said(error) if isinstance(error, OSError) else Sentence("not readable as a CSV table")
        return {}, [ConfigError("{where}: {problem}", where=f"streets: {name[:80]}", problem=why)]
    for line, street, named in rows:
        if line == 1 and street.casefold().strip() in _HEADERS:
            continue
        key = street_key(street)
        if problem := _problem(street, key, named, zones, streets):
            faults.append(ConfigError("{where}: {problem}", where=f"{name}:{line}", problem=problem))
        streets[key] = tuple(dict.fromkeys(named))
    return streets, faults


def _problem(
    street: str, key: str, named: list[str], zones: Mapping[str, object], known: Mapping[str, object]
) -> Sentence | None:
    if not key:
        return Sentence("{street!r} has no kind and name: write e.g. Via Roma", street=street[:60])
    if not named:
        return Sentence("{street}: its zone is missing", street=street[:60])
    if unknown := [zone for zone in named if zone not in zones]:
        return Sentence(
            "{zone!r} is no zone of config.yaml; known: {zones}", zone=unknown[0][:60], zones=", ".join(zones)
        )
    if key in known:
        return Sentence("{street} is there twice: write all its zones in one line", street=street[:60])
    return None


def _rows(path: Path) -> Iterator[tuple[int, str, list[str]]]:
    """The lines with something in them: number, street, zones. Raises OSError or csv.Error."""
    raw = path.read_bytes()
    if len(raw) > LARGEST:
        raise csv.Error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")  # as spreadsheets save it
    reader = csv.reader(text.splitlines(), delimiter=";" if ";" in text else ",")
    for fields in reader:
        street, *rest = [" ".join(field.split()) for field in fields] or [""]
        named = [zone.strip().casefold() for field in rest for zone in field.replace("|", ",").split(",")]
        if street or any(named):
            yield reader.line_num, street, [zone for zone in named if zone]
