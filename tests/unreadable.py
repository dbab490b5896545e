"""A search for what must not be readable: in every encoding in which a file or an output may hold it by accident."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote

HEAD = 8  # bytes by which a file is searched first: hundreds of forms begin alike


def spellings(phone: str) -> Iterator[str]:
    """How people and programs write an Italian number like +39 333 000 0001, and the user id the sandbox gives it.

    Without the prefix, which +39, 0039 and 39 have in common with nothing at all.
    """
    digits = phone.removeprefix("+39")
    for mark in " .-/\u00a0":
        yield mark.join((digits[:3], digits[3:6], digits[6:]))
        yield mark.join((digits[:3], digits[3:]))
    yield digits
    yield f"IT.{int(phone.removeprefix('+')) * 7919}"


def encoded(text: str) -> frozenset[bytes]:
    """All encodings of a text, also one within another: UTF-8 and UTF-16, plain, base64, hex, URL and JSON escapes."""
    raw = [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")]
    return frozenset(form for one in raw for form in _outer(one)) | _escaped(text)


def _outer(raw: bytes) -> Iterator[bytes]:
    yield raw
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    for written in (base64.b64encode, base64.urlsafe_b64encode):
        for before in range(3):
            yield _within(raw, before, written)


def _within(raw: bytes, before: int, written: Callable[[bytes], bytes]) -> bytes:
    """The characters of base64 that are the same whatever stands around, after a number of bytes before."""
    text = written(b"\0" * before + raw)
    return text[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]


def _escaped(text: str) -> frozenset[bytes]:
    """JSON, Python and URL escapes: of every character, or of those that need it."""
    return frozenset(
        {
            json.dumps(text)[1:-1].encode(),
            quote(text, safe="").encode(),
            quote(text, safe="").lower().encode(),
            *("".join(form % ord(one) for one in text).encode() for form in ("\\u%04x", "\\u%04X")),
            *(
                "".join(form % one for one in text.encode()).encode()
                for form in ("%%%02x", "%%%02X", "\\x%02x")
            ),
            "".join(f"&#{ord(one)};" for one in text).encode(),
        }
    )


@cache
def _forms(texts: frozenset[str]) -> Mapping[bytes, list[tuple[bytes, str]]]:
    """All forms of all texts, with the text, by their first bytes."""
    found: dict[bytes, list[tuple[bytes, str]]] = {}
    for text in texts:
        for form in encoded(text):
            found.setdefault(form[:HEAD], []).append((form, text))
    return found


def readable(texts: Iterable[str], content: bytes) -> dict[str, bytes]:
    """Which of these texts can be read there, and in which form."""
    return {
        text: form
        for head, forms in _forms(frozenset(texts)).items()
        if head in content
        for form, text in forms
        if form in content
    }


def numbers(phones: Iterable[str]) -> frozenset[str]:
    """What to search for so that none of these numbers is readable."""
    return frozenset(spelling for phone in phones for spelling in spellings(phone))


def files_of(folder: Path) -> dict[str, bytes]:
    """The content of every file in a folder, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_unreadable(texts: Iterable[str], contents: Mapping[str, bytes]) -> None:
    """Nothing of this in any of those: files, outputs."""
    known = frozenset(texts)
    found = {where: read for where, content in contents.items() if (read := readable(known, content))}
    some = {where: next(iter(read.items())) for where, read in found.items()}
    assert not found, some
