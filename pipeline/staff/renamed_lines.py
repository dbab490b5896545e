"""What to write in config.yaml where the portal has renamed a category."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.concerns import Concern
from pipeline.portals.renamed import SINCE, by_name, named_in, renamed_of
from pipeline.reasons import Reason
from pipeline.settings.values import FILE, Config
from pipeline.store import Store


def renamed(config: Config, store: Store, now: float, *, by_names: bool) -> Iterator[tuple[str, Reason]]:
    """The categories that the portal seems to have renamed: as config.yaml has them, and what to do.

    `by_names`: also those of which only the name says so, which reads the items of three months.
    """
    named = named_in(config)
    found = {ours: theirs for ours, theirs in renamed_of(store).items() if ours in named}
    if by_names:
        rows = store.categories_since(since=now - SINCE)
        found = dict(by_name(rows, frozenset(named), now)) | found
    for ours, theirs in found.items():
        key, name = named[ours]
        if theirs.casefold() not in named:
            where = _line(config, key, name)
            yield ours, Reason(Concern.RENAMED, ours=name, theirs=theirs, where=where)


def _line(config: Config, key: str, name: str) -> str:
    """The very line of config.yaml that has the category, as an editor counts it."""
    _, number, _ = config.where(key).split(":", 2)
    try:
        lines = (config.folder / FILE).read_text(encoding="utf-8").split("\n")
    except OSError:
        return config.where(key)
    first = int(number) - 1
    for at, line in enumerate(lines[first:], first + 1):
        if name.casefold() in line.partition("#")[0].casefold():
            return f"{FILE}:{at}: {line.strip()[:100]}"
    return config.where(key)
