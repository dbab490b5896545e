"""A list as spreadsheets write it: CSV in UTF-8 or UTF-16, its columns parted by semicolons, commas or tabs."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from channels.sentence import Sentence
from pipeline.errors import ActionError, said

LARGEST = 50_000_000  # bytes: a million subscribers
SEPARATORS = ";\t,"
OPEN = "unexpected end of data"  # how the library says that a quotation mark is never closed
_DECLARED = re.compile(r'"?sep=(.)"?[ \t]*\n', re.I)  # Excel's own first line


@dataclass(frozen=True)
class Table:
    """The rows of a file by the names of its columns. Its `reader` raises csv.Error."""

    reader: csv.DictReader[str]
    before: int  # lines of the file before the header

    @property
    def line(self) -> int:
        """The line of the file that was read last, from 1."""
        return max(1, self.reader.line_num) + self.before


def read(path: Path) -> Table:
    """Raises ActionError for a file that is no text, or larger than any list."""
    text = _text(path).replace("\r\n", "\n").replace("\r", "\n")
    declared = _DECLARED.match(text)
    body = text[declared.end() :] if declared else text
    separator = declared[1] if declared else _separator(body)
    if separator in "\"'\r\n":
        raise ActionError("{path}:1: no separator of columns: {separator}", path=path, separator=separator)
    return Table(csv.DictReader(StringIO(body), delimiter=separator, strict=True), int(bool(declared)))


def what_is_wrong(error: csv.Error) -> Sentence:
    """The library's error as a sentence."""
    text = str(error)
    if "field larger" in text:
        return Sentence(
            "a field is longer than any can be: is a quotation mark missing, or the separator wrong?"
        )
    return Sentence(
        "the quotation marks do not match: one is opened and not closed, or stands inside a field"
    )


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise ActionError("{where}: {problem}", where=path, problem=said(error)) from None
    if len(raw) > LARGEST:
        raise ActionError("{path}: larger than {n} bytes: is it the right file?", path=path, n=LARGEST)
    wide = raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # which is how UTF-16 without its mark looks
        raise ActionError("{path}: is not UTF-8; save it as «CSV UTF-8»", path=path)
    return text


def _separator(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(SEPARATORS, key=head.count) if any(one in head for one in SEPARATORS) else ","
