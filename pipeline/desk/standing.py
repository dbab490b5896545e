"""The alerts that a person has composed of late, which the portal's own item is to join."""

from __future__ import annotations

from pipeline.composed import Draft
from pipeline.known import TypedAlert
from pipeline.store import Store

WITHIN = 24 * 3600.0  # seconds in which the portal follows


def typed_alerts(store: Store, now: float) -> tuple[TypedAlert, ...]:
    """What was composed or changed of late, the newest last."""
    rows = store.composed_since(since=now - WITHIN)
    if not rows:
        return ()
    from pipeline.desk.library import library  # most polls find nothing composed

    found = []
    for row in rows:
        draft = Draft.from_json(row["draft"])
        if entry := library().get(draft.hazard):  # a newer release may have others
            said = f"{row['title']}\n{row['text']}\n{draft.words}"
            found.append(TypedAlert(row["item_id"], draft, entry.matter, entry.title, said))
    return tuple(found)
