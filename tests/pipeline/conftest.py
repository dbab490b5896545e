"""Fixtures of the tests of the engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.stub import Stub, running


@pytest.fixture
def meta() -> Iterator[Stub]:
    """Takes every message."""
    with running() as stub:
        stub.body = {"messages": [{"id": "wamid.1"}]}
        yield stub
