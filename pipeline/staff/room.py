"""How much room the disk has on which the service keeps its data."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.concerns import Concern
from pipeline.reasons import Reason
from pipeline.settings.values import Config

LEAST = 100_000_000  # bytes: with less a busy day may fill it, and what citizens write could not be kept


def free_bytes(config: Config) -> int:
    """Bytes that are free there."""
    return shutil.disk_usage(nearest(config)).free


def little_room(config: Config) -> Reason | None:
    """The reason to make room; None if there is enough."""
    free = free_bytes(config)
    return Reason(Concern.LITTLE_ROOM, n=free // 1_000_000) if free < LEAST else None


def nearest(config: Config) -> Path:
    """The folder of data, or the one in which it will be made."""
    return next(place for place in (config.data, *config.data.parents) if place.exists())
