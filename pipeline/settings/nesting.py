"""YAML that is nested beyond all sense, found before it is composed: libyaml would end the process without a word."""

from __future__ import annotations

import yaml

DEEPEST = 50  # levels; ours have four
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def line_too_deep(source: str) -> int:
    """The line, from 1, in which nesting goes beyond all sense; 0 = in none. Raises YAMLError for what is no YAML."""
    if not _may_be_deep(source):
        return 0
    depth = 0
    for event in yaml.parse(source, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return (event.start_mark.line if event.start_mark else 0) + 1
    return 0


def _may_be_deep(source: str) -> bool:
    """Each level costs a bracket that is not closed in its line, or a column in front of the text: most files need not
    be looked at twice. Comments do not count."""
    lines = [line for line in source.splitlines() if not line.lstrip(" ").startswith("#")]
    opened = [sum(map(line.count, "[{")) for line in lines]
    left = [max(0, begun - sum(map(line.count, "]}"))) for begun, line in zip(opened, lines, strict=True)]
    if sum(left) + max(opened, default=0) > DEEPEST:
        return True
    return any(len(line) - len(line.lstrip(" -?:")) > DEEPEST for line in lines)
