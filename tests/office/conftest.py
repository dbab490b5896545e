"""A town whose `serve` is running, for the tests of the office's pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.town import Town


@pytest.fixture
def office(here: Town) -> Iterator[Town]:
    with here.serving():
        yield here
