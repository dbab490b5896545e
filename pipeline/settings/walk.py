"""The walk over the YAML nodes of config.yaml, which alone know their line numbers. It goes on after a mistake."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import yaml

from channels.sentence import Sentence
from channels.settings import unknown_key
from pipeline.settings.composing import at_line, runs_on
from pipeline.settings.values import FILE, ConfigError
from pipeline.text import one_line

MOST = 100_000_000  # the largest number: in seconds three years, and whatever is computed from it still fits
# Control characters, and halves of characters, which neither files nor databases take.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Spoiled(Exception):
    """A value that cannot be made because of mistakes that are noted."""


class Walk:
    """What has been read so far: the lines of the keys, and the mistakes."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.faults: list[ConfigError] = []
        self.wrong: set[tuple[str, ...]] = set()  # beginnings of keys with a mistake
        self._constructor = yaml.constructor.SafeConstructor()

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Note a mistake, and go on with the next setting."""
        try:
            yield
        except ConfigError as error:
            self.faults.append(error)
        except Spoiled:
            pass

    def _mapping(self, node: yaml.Node | None, key: str) -> dict[str, yaml.Node]:
        if node is not None and key:
            self.lines[key] = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise self._error(key or "file", Sentence("must be a list of `key: value`"))
        found: dict[str, yaml.Node] = {}
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                raise at_line(name.start_mark.line + 1, Sentence("a key must be a plain word"))
            full = f"{key}.{name.value}" if key else str(name.value)
            self.lines[full] = name.start_mark.line + 1
            if _NO_TEXT.search(name.value):
                self.faults.append(self._error(key, Sentence("has characters that no text has")))
            elif name.value in found:
                self.faults.append(self._error(full, Sentence("is there twice")))
            else:
                found[str(name.value)] = value
        return found

    def _plain(self, node: yaml.Node, key: str) -> Any:
        """The node's value by YAML's own rules; scalars and lists only."""
        self.lines[key] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            raise self._error(key, Sentence("must not be nested"))
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(part, f"{key}.{index}") for index, part in enumerate(node.value)]
        try:
            value = self._constructor.construct_object(node)
        except Exception:  # nearly anything, of `!!bool x` a KeyError
            raise self._error(key, Sentence("not readable as YAML; use quotes")) from None
        if isinstance(value, str) and runs_on(node):
            raise self._error(key, Sentence("a text must end on its line: is its quote not closed?"))
        if isinstance(value, str) and _NO_TEXT.search(value):
            raise self._error(key, Sentence("has characters that no text has"))
        if isinstance(value, int | float) and MOST < value < math.inf:
            raise self._error(key, Sentence("larger than {n}; ids and telephone numbers need quotes", n=MOST))
        return value

    def _no_others(self, found: Mapping[str, Any], known: set[str], key: str) -> None:
        for name in found:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                where = f"{key}.{name}" if key else name
                self.faults.append(self._error(where, unknown_key(near, sorted(known))))

    def _error(self, key: str, problem: Sentence) -> ConfigError:
        self.wrong.add(tuple(key.split(".")[:2]))
        where = f"{FILE}:{self.lines.get(key, 1)}: {one_line(key)[:100]}"
        return ConfigError("{where}: {problem}", where=where, problem=problem)


def none_of(value: object, allowed: Iterable[str]) -> Sentence:
    return Sentence("{value!r} is none of {allowed}", value=value, allowed=", ".join(allowed))
