"""Feeds that are read although they are damaged: what a damage costs, and for how long.

A damage may pass: at the first reading its marks are not trusted, entries with damaged texts wait, and the feed is
read anew at the next poll. What is still there then is how the portal makes its feed: nothing in it is lost, and a
person is told.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pipeline.events import event
from pipeline.model import Entry, Parsed
from pipeline.reasons import columns
from pipeline.stages.fetch.fetch import Fetched
from pipeline.store import Store

log = logging.getLogger(__name__)
LASTING = 2  # readings in a row after which a damage will not pass by itself


def as_it_is(
    row: Mapping[str, Any] | None, fetched: Fetched, parsed: Parsed, is_urgent: Callable[[Entry], bool]
) -> tuple[Fetched, Parsed]:
    """A document and its entries, in view of its damage. `row`: the feed before.

    Damaged entries, and the one within which it ends, belong to the baseline and to a feed that stays so. What is
    urgent never waits.
    """
    if parsed.flaw is None:
        return fetched, parsed
    lasting = _readings(row) >= LASTING
    if lasting or row is None or row["baseline_at"] is None:
        entries = (*parsed.entries, *((parsed.last,) if parsed.last else ()))
    else:
        entries = tuple(one for one in parsed.entries if not one.is_damaged or is_urgent(one))
    parsed = replace(parsed, entries=entries)
    if lasting:
        return fetched, replace(parsed, degraded="")
    return replace(fetched, etag="", last_modified="", body_hash=""), parsed


def note(store: Store, name: str, row: Mapping[str, Any] | None, parsed: Parsed) -> None:
    """Store the damage of a feed that was read, or that there is none."""
    if parsed.flaw is not None:
        log.warning(event("feed damaged", feed=name, reason=parsed.flaw))
    readings = 0 if parsed.flaw is None else _readings(row)
    if readings or (row is not None and row["flawed"]):
        store.save_flaw(name=name, flawed=readings, **columns(parsed.flaw, "flaw", "flaw_facts"))


def _readings(row: Mapping[str, Any] | None) -> int:
    """The readings in a row of a damaged feed, with this one."""
    return (row["flawed"] if row is not None else 0) + 1
