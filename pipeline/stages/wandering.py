"""Names that one feed gives to one item after another: numbers of rows, and addresses with an unknown session id. Pure.

A name has wandered if it is another entry's now, while its item is here under another one. An edited title alone must
not cost a feed its names, so the item must be recognised without doubt, or several must have lost their names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.feed_codes import FeedCode
from pipeline.model import Entry, Identity
from pipeline.reasons import Reason
from pipeline.stages.names import canonical_link, folded, guid_name, link_name, title_name
from pipeline.stages.witnesses import Known, same_moment, texts_agree

SEVERAL = 2  # that are no chance


def wandering(
    entries: Sequence[Entry], feed: str, identity: Identity, known: Known
) -> tuple[Identity, Reason | None]:
    """The strongest identity that the names of earlier readings allow, and the reason against a stronger one."""
    why = None
    if identity is Identity.AUTO and (name := _wanders(entries, lambda e: guid_name(e, feed), known)):
        identity, why = Identity.LINK, Reason(FeedCode.GUID_WANDERS, name=name)
    nameless = [e for e in entries if identity is Identity.LINK or (identity is Identity.AUTO and not e.guid)]
    if name := _wanders(nameless, link_name, known):
        return Identity.TITLE, Reason(FeedCode.LINK_WANDERS, name=name)
    if nameless and 2 * len(changed := _readdressed(nameless, feed, known)) >= len(entries):
        return Identity.TITLE, Reason(FeedCode.LINKS_CHANGE, name=changed[0].link[:60])
    return identity, why


def _wanders(entries: Sequence[Entry], name_of: Callable[[Entry], str], known: Known) -> str:
    """A name that has wandered; "" if there is none, or if it may be chance."""
    here = {(folded(entry.title), entry.published): entry for entry in entries}
    wandered, sure = [], False
    for entry in entries:
        was = known.items.get(known.aliases.get(name := name_of(entry), 0))
        other = here.get((folded(was.title), was.published)) if was else None
        if was is None or other is None or folded(was.title) == folded(entry.title):
            continue
        wandered.append(name.partition(":")[2])
        sure |= texts_agree(other.text, was.text) or same_moment(other.published, was.published)
    return wandered[0][:60] if sure or len(wandered) >= SEVERAL else ""


def _readdressed(entries: Sequence[Entry], feed: str, known: Known) -> list[Entry]:
    """The entries without a date whose title and text are known under an address that is no longer here."""
    links = {canonical_link(entry.link) for entry in entries}

    def moved(entry: Entry) -> bool:
        was = known.items.get(known.aliases.get(title_name(entry, feed), 0))
        if was is None or entry.published is not None or not entry.link or link_name(entry) in known.aliases:
            return False
        same = texts_agree(entry.text, was.text) or not (entry.text or was.text)
        return same and bool(was.link) and canonical_link(was.link) not in links

    return [entry for entry in entries if moved(entry)]
