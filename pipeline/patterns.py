"""Regular expressions that are compiled at their first use: to compile all takes as long as an idle tick."""

from __future__ import annotations

import re
from typing import Any, cast


def lazy_re(source: str, flags: int = 0) -> re.Pattern[str]:
    """Like `re.compile`, for patterns of modules: a mistake in `source` shows only when the pattern is used."""
    return cast("re.Pattern[str]", _Pattern(source, flags))


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

    def __getattr__(self, name: str) -> Any:
        """Python asks here only for what has no value yet."""
        compiled = re.compile(self._source, self._flags)
        for each in self.__slots__:
            if not each.startswith("_"):
                setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)
