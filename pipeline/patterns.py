"""Regular expressions that are compiled at their first use: to compile all takes as long as an idle tick."""

from __future__ import annotations

import re
from typing import Any, cast


def lazy_re(source: str, flags: int = 0) -> re.Pattern[str]:
    """Like `re.compile`, for patterns of modules: a mistake in `source` shows only when the pattern is used."""
    _all.append(found := _Pattern(source, flags))
    return cast("re.Pattern[str]", found)


def compile_all() -> None:
    """Compile those of all loaded modules: once, before a process forks many others that would each do it again."""
    for one in _all:
        one.compile()


class _Pattern:
    """Stands for a compiled pattern, and has its methods from the first use on."""

    __slots__ = (
        "_flags",
        "_source",
        "finditer",
        "fullmatch",
        "match",
        "pattern",
        "search",
        "split",
        "sub",
        "subn",
    )

    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def compile(self) -> re.Pattern[str]:
        compiled = re.compile(self._source, self._flags)
        for each in self.__slots__:
            if not each.startswith("_"):
                setattr(self, each, getattr(compiled, each))
        return compiled

    def __getattr__(self, name: str) -> Any:
        """Python asks here only for what has no value yet."""
        return getattr(self.compile(), name)


_all: list[_Pattern] = []
