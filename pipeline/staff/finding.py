"""The item that a person means: by its number, its address, or words of its title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import ActionError
from pipeline.stages.names import canonical_link
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import ItemRow


def find_items(store: Store, text: str) -> list[ItemRow]:
    """Items by number, link or words of the title, newest first."""
    text = text.encode("utf-8", "replace").decode().strip()  # a terminal may pass bytes that are no UTF-8
    words = text.replace("%", "").replace("_", "").strip()  # wildcards of LIKE would match every title
    if not words:
        return []
    if (
        text.isdecimal()
        and len(text) < 19  # larger numbers may not fit into 64 bits
        and (row := store.item(id=int(text))) is not None
        and row["source"] != "reply"
    ):
        return [row]
    alias = f"link:{canonical_link(text)}"
    return store.find_items(text=text, alias=alias, like=f"%{words}%")


def one_item(store: Store, text: str) -> ItemRow:
    """The one item that matches the text. Raises ActionError if none or more than one does."""
    found = find_items(store, text)
    if not found:
        raise ActionError("no item matches «{text}»", text=text)
    if len(found) > 1:
        listed = "; ".join(f"{row['id']} {row['title'][:50]}" for row in found[:5])
        raise ActionError("several items match «{text}», give the number: {listed}", text=text, listed=listed)
    return found[0]
