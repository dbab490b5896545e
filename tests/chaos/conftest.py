"""Fixtures of the kill tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.city import CITIZENS, RATE
from tests.town import Town, town


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path / "city", rate=RATE) as here:
        here.tick()
        here.join(*CITIZENS)
        yield here
