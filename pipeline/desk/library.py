"""The phrase library: hazards and states of a council, what they may do, and what people are to do then."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from channels.value import dataclass
from pipeline.model import Lane


class Sort(StrEnum):
    """A danger, or something that is open, shut or active until it ends."""

    HAZARD = "hazard"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Hazard:
    """One entry of the library; `hazards.yaml` says what each field means."""

    key: str
    name: str
    sort: Sort
    title: str
    templates: tuple[str, ...]
    lane: Lane
    matter: str
    cap: str
    response: str
    impacts: tuple[str, ...]
    actions: tuple[str, ...]
    end: str
    after: tuple[str, ...]


@cache
def library() -> Mapping[str, Hazard]:
    """All hazards and states by their key, in the order in which they are shown to staff."""
    import yaml  # only a person at an alert needs it

    read: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("hazards.yaml").read_text("utf-8")
    )
    return {key: _hazard(key, entry) for key, entry in read.items()}


def _hazard(key: str, entry: Mapping[str, Any]) -> Hazard:
    return Hazard(
        key,
        entry["name"],
        Sort(entry.get("kind", Sort.HAZARD)),
        entry["title"],
        tuple(entry["template"]),
        Lane(entry.get("lane", Lane.EMERGENCY)),
        entry["matter"],
        entry["cap"],
        entry.get("response", "Execute"),
        tuple(entry["impacts"]),
        tuple(entry["actions"]),
        entry["end"],
        tuple(entry["after"]),
    )
