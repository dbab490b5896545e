"""Edits that a page has refused are tried again, less and less often, until their item is over."""

from __future__ import annotations

from pipeline.model import Mode
from pipeline.store import Store, posts

EDITS_FOR = 7 * 86400.0  # seconds after the edit for which the page is asked to take it
TRY = 3 * 3600.0  # seconds for which one try may last


def try_edits_again(store: Store, channel: str, mode: Mode, now: float) -> None:
    """Open the edits whose next try is due."""
    for row in store.edits_to_try_again(channel=channel, mode=mode, since=now - EDITS_FOR, now=now):
        with store.transaction():
            posts.edit_again(store, row["id"], now, now + TRY)
