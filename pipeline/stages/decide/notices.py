"""What stands of several CAP alerts about one zone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

from pipeline.colour import Hazard, Level, Notice, Reading, Span
from pipeline.stages.parse.local_days import by_day


def in_force(notices: Sequence[Notice], place: str, zone: ZoneInfo) -> tuple[Reading, ...]:
    """One reading for each hazard and day: what stands, and green where something was replaced or cancelled."""
    ordered = sorted(notices, key=lambda one: one.sent)
    replaced = {name for one in ordered if one.kind in ("Update", "Cancel") for name in one.earlier}
    spans: dict[Hazard, list[Span]] = {}
    for one in ordered:
        stands = one.kind != "Cancel" and one.id not in replaced
        for hazard, span in one.spans:
            spans.setdefault(hazard, []).append(span if stands else replace(span, level=Level.GREEN))
    name = next((one.zone for one in reversed(ordered) if one.zone), "")
    sent = ordered[-1].sent if ordered else 0.0
    return tuple(
        reading
        for hazard, parts in spans.items()
        for reading in by_day(Reading(place, hazard, "", (), sent, name), tuple(_gravest(parts)), zone)
    )


def _gravest(spans: Sequence[Span]) -> Iterator[Span]:
    """Spans in order, none twice: of those that stand side by side the gravest."""
    edges = sorted({edge for one in spans for edge in (one.begin, one.end)})
    for begin, end in pairwise(edges):
        levels = [one.level for one in spans if one.begin <= begin and end <= one.end]
        if levels:
            yield Span(begin, end, max(levels))
