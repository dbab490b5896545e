"""The journal of departures on a disk that takes half a line: no departure is lost by it."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.citizens.journal import FILE, Journal

ONE, OTHER = b"\x01" * 32, b"\x02" * 32


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """A disk that is full once a file has this size, in bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_half_a_line_is_an_error_and_loses_no_later_departure(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with files_end_at(20), pytest.raises(OSError, match="No space"):
        journal.append([ONE], 1e9)
    size = journal.append([OTHER], 1e9)
    assert list(journal.after(0))[-1] == (OTHER, 1e9)
    assert size == journal.size() == (tmp_path / FILE).stat().st_size


def test_a_line_cut_off_by_a_power_cut_spoils_no_other(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    whole = journal.append([ONE], 1e9)
    with (tmp_path / FILE).open("ab") as file:
        file.write(ONE.hex().encode())
    journal.append([OTHER], 2e9)
    assert list(journal.after(whole)) == [(OTHER, 2e9)]
    assert list(journal.after(0)) == [(ONE, 1e9), (OTHER, 2e9)]
