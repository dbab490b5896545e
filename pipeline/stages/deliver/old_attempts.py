"""Attempts files of older releases, which held the ids of citizens' messages: they are written anew without them."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from pipeline.store import Store


def hide_ids_in_files(folder: Path, store: Store, hide: Callable[[str], str]) -> None:
    """Replace ids by their hashes in all files that no living holder has. `hide`: gives the hash of an id.

    A file without such ids, as this release writes it, is left as it is. Raises OSError.
    """
    for path in (*folder.glob("*.*"), *folder.glob(".*.new")):
        try:
            with path.open("rb") as file:
                lines = _without_ids(file, store, hide)
        except FileNotFoundError:
            continue  # the next holder has read it
        if lines is None:
            continue
        if path.name.startswith("."):  # of a killed writer: nobody reads it
            path.unlink(missing_ok=True)
        else:
            _replace(path, lines)


def _without_ids(file: BinaryIO, store: Store, hide: Callable[[str], str]) -> list[bytes] | None:
    """The lines with hashes; None if they need no change, or their holder lives."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared, as the next holder reads it
    except OSError:
        return None
    head, *raw = file.read().split(b"\n")
    lines = [_parsed(line) for line in raw]
    named = [int(str(line[1])) for line in lines if line and _id_of(line)]
    pages = {row["id"] for row in store.page_deliveries(ids=json.dumps(named))} if named else set()
    if set(named) <= pages and None not in lines:
        return None
    return [head, *_hidden(raw, lines, pages, hide), b""]


def _hidden(
    raw: Sequence[bytes], lines: Sequence[list[object] | None], pages: set[int], hide: Callable[[str], str]
) -> Iterator[bytes]:
    for text, line in zip(raw, lines, strict=True):
        if not line:
            continue  # the end, or half a line of a killed writer, which nobody reads but which may hold half an id
        if (id_ := _id_of(line)) and line[1] not in pages:
            outcome = line[3]
            assert isinstance(outcome, dict)
            yield json.dumps([*line[:3], {**outcome, "remote_id": ""}, hide(id_)]).encode()
        else:
            yield text


def _id_of(line: Sequence[object]) -> str:
    match line:
        case ["=", int(), int(), {"remote_id": str(found)}, *_]:
            return found
    return ""


def _parsed(raw: bytes) -> list[object] | None:
    """A line; [] for an empty one, None for what is none."""
    if not raw:
        return []
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if isinstance(line, list) else None


def _replace(path: Path, lines: Sequence[bytes]) -> None:
    new = path.with_name(f".{path.name}.new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as out:
        out.write(b"\n".join(lines))
    new.replace(path)
