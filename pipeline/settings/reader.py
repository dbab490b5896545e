"""Reads config.yaml strictly. Every mistake is one line with file, line, key and remedy."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import MISSING, fields, is_dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

import yaml

from channels.sentence import Sentence
from channels.settings import MUST_BE, unknown_key
from pipeline.model import Lane, Mode
from pipeline.settings.nesting import line_too_deep
from pipeline.settings.own_words import word_problems
from pipeline.settings.rules import RULES, database_problem, folder_problem, name_problem, number_problem
from pipeline.settings.values import FILE, ChannelConfig, Config, ConfigError, Council
from pipeline.text import one_line

LARGEST = 200_000  # bytes of config.yaml
MOST = 100_000_000  # the largest number: in seconds three years, and whatever is computed from it still fits
_E = TypeVar("_E", bound=StrEnum)
# Control characters, and halves of characters, which neither files nor databases take.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def load(folder: Path) -> Config:
    """The settings of the working folder. Raises ConfigError."""
    path = folder / FILE
    try:
        raw = path.read_bytes()
    except OSError:
        raise ConfigError(
            "{path}: not found; run `infostiglia init DIR` and then work inside DIR", path=path
        ) from None
    if len(raw) > LARGEST:
        raise _at_line(1, Sentence("larger than {n} bytes: is it the right file?", n=LARGEST))
    return _Reader().read(raw, folder.resolve())


def _composed(raw: bytes) -> yaml.Node | None:
    """The file's YAML nodes, parsed by libyaml where available. Raises ConfigError, or YAMLError in PyYAML's own words.

    A file that libyaml or we refuse is parsed again by the slow parser, whose messages are better.
    """
    if line := line_too_deep(raw.decode("utf-8", "replace")):
        raise _at_line(line, Sentence("nested too deeply; check the brackets and the indentation there"))
    if yaml.__with_libyaml__:
        fast = yaml.CSafeLoader
        try:
            if not (b"*" in raw and _has_alias(raw)):
                return yaml.compose(raw, Loader=fast)
        except yaml.YAMLError:
            pass
    for token in yaml.scan(raw, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.AliasToken):
            raise _at_line(token.start_mark.line + 1, Sentence("no *references here; write it out"))
    return yaml.compose(raw, Loader=yaml.SafeLoader)


def _has_alias(raw: bytes) -> bool:
    return any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(raw, Loader=yaml.CSafeLoader))


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


class _Reader:
    """A walk over the YAML nodes, because only they know their line numbers."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self._constructor = yaml.constructor.SafeConstructor()

    def read(self, raw: bytes, folder: Path) -> Config:
        try:
            node = _composed(raw)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            why = getattr(error, "problem", None) or type(error).__name__
            broken = Sentence("not readable as YAML ({why}); check indentation and quotes there", why=why)
            raise _at_line(line, broken) from None
        except RecursionError:
            raise _at_line(1, Sentence("nested too deeply")) from None
        top = self._mapping(node, "")
        hints = _hints(Config)
        known = {f.name for f in fields(Config)} - {"folder", "lines"}
        self._no_others(top, known, "")
        values: dict[str, Any] = {}
        for key, value in top.items():
            if key == "live":
                values[key] = self._live(value)
            elif key == "lanes":
                values[key] = self._lanes(value)
            elif key == "channels":
                values[key] = self._channels(value)
            elif key == "data":
                values[key] = folder / self._value(str, value, key)
            else:
                values[key] = self._value(hints[key], value, key)
        if problem := database_problem(values.get("database", "")):
            raise self._error("database", problem)
        for key in ("live", "council", "service", "feeds", "channels"):
            if key not in values:
                raise self._error(key, Sentence("missing; see the commented default of `infostiglia init`"))
        values.setdefault("data", folder / "data")
        if problem := folder_problem(values["data"]):
            raise self._error("data", problem)
        self._unique([feed.name for feed in values["feeds"]], "feeds")
        for key, problem in word_problems(values.get("topics", {}), values.get("zones", {})):
            raise self._error(key, problem)
        values["council"] = self._with_files(values["council"], folder)
        for key in ("testers", "canary"):
            for index, number in enumerate(values.get(key, ())):
                if wrong := number_problem(number):
                    raise self._error(f"{key}.{index}", wrong)
        return Config(folder=folder, lines=self.lines, **values)

    def _with_files(self, council: Council, folder: Path) -> Council:
        """The council with absolute paths of its pictures. Raises ConfigError if one is missing."""

        def found(key: str, name: str) -> str:
            if not _is_file(folder / name):
                raise self._error(f"council.{key}", Sentence("no file {file} in this folder", file=name[:80]))
            return str(folder / name)

        cards = {lane: found(f"cards.{lane}", name) for lane, name in council.cards.items()}
        return replace(council, crest=council.crest and found("crest", council.crest), cards=cards)

    def _live(self, node: yaml.Node) -> Mode:
        # YAML 1.1 reads a bare `off` as false; here it is a word.
        text = node.value if isinstance(node, yaml.ScalarNode) else ""
        self.lines["live"] = node.start_mark.line + 1
        if text not in set(Mode):
            raise self._error("live", _none_of(text, Mode))
        return Mode(text)

    def _lanes(self, node: yaml.Node) -> Mapping[str, Lane]:
        found: dict[str, Lane] = {}
        for key, value in self._mapping(node, "lanes").items():
            lane = self._lane(key, f"lanes.{key}")
            for category in self._value(tuple[str, ...], value, f"lanes.{key}"):
                if found.setdefault(category.casefold(), lane) is not lane:
                    raise self._error(
                        f"lanes.{key}", Sentence("{category!r} is in two lanes", category=category)
                    )
        return found

    def _channels(self, node: yaml.Node) -> tuple[ChannelConfig, ...]:
        channels = []
        known = {f.name for f in fields(ChannelConfig)} - {"name", "settings"}
        for name, value in self._mapping(node, "channels").items():
            key = f"channels.{name}"
            own = self._mapping(value, key)
            values = {k: self._field(ChannelConfig, k, v, f"{key}.{k}") for k, v in own.items() if k in known}
            settings = {k: self._plain(v, f"{key}.{k}") for k, v in own.items() if k not in known}
            if problem := name_problem(name):
                raise self._error(key, problem)
            values.setdefault("type", name)
            channels.append(ChannelConfig(name=name, settings=settings, **values))
        return tuple(channels)

    def _value(self, hint: Any, node: yaml.Node, key: str) -> Any:
        """The node's value as the type `hint` asks for. Raises ConfigError if it has another type."""
        self.lines[key] = node.start_mark.line + 1
        if hint is Lane:
            return self._lane(self._plain(node, key), key)
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return self._choice(hint, self._plain(node, key), key)
        if is_dataclass(hint):
            return self._dataclass(cast(type, hint), node, key)
        origin = get_origin(hint)
        if origin is tuple:
            if not isinstance(node, yaml.SequenceNode):
                raise self._error(key, Sentence("must be a list"))
            return tuple(
                self._value(get_args(hint)[0], part, f"{key}.{index}")
                for index, part in enumerate(node.value)
            )
        if origin is not None and issubclass(origin, Mapping):
            by, of = get_args(hint)
            return {
                self._lane(name, f"{key}.{name}") if by is Lane else name: self._value(
                    of, part, f"{key}.{name}"
                )
                for name, part in self._mapping(node, key).items()
            }
        return self._scalar(hint, node, key)

    def _scalar(self, hint: Any, node: yaml.Node, key: str) -> Any:
        value = self._plain(node, key)
        if hint is float and type(value) is int:
            value = float(value)
        if type(value) is not hint:
            raise self._error(key, MUST_BE[hint])
        if hint in (int, float) and not 0 <= value < math.inf:
            raise self._error(key, Sentence("must not be negative, and must be a number"))
        return value

    def _dataclass(self, cls: type, node: yaml.Node, key: str) -> Any:
        parts = self._mapping(node, key)
        own = {f.name: f for f in fields(cls)}
        self._no_others(parts, set(own), key)
        values = {name: self._field(cls, name, part, f"{key}.{name}") for name, part in parts.items()}
        for name, f in own.items():
            if name not in values and f.default is MISSING and f.default_factory is MISSING:
                raise self._error(key, Sentence("{name} is missing", name=name))
        return cls(**values)

    def _field(self, cls: type, name: str, node: yaml.Node, key: str) -> Any:
        value = self._value(_hints(cls)[name], node, key)
        rule = RULES.get((cls, name))
        if rule is not None and (problem := rule(value)):
            raise self._error(key, problem)
        return value

    def _mapping(self, node: yaml.Node | None, key: str) -> dict[str, yaml.Node]:
        if node is not None and key:
            self.lines[key] = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise self._error(key or "file", Sentence("must be a list of `key: value`"))
        found: dict[str, yaml.Node] = {}
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                raise _at_line(name.start_mark.line + 1, Sentence("a key must be a plain word"))
            full = f"{key}.{name.value}" if key else str(name.value)
            self.lines[full] = name.start_mark.line + 1
            if _NO_TEXT.search(name.value):
                raise self._error(key, Sentence("has characters that no text has"))
            if name.value in found:
                raise self._error(full, Sentence("is there twice"))
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
        if isinstance(value, str) and _NO_TEXT.search(value):
            raise self._error(key, Sentence("has characters that no text has"))
        if isinstance(value, int | float) and MOST < value < math.inf:
            raise self._error(key, Sentence("larger than {n}", n=MOST))
        return value

    def _lane(self, value: Any, key: str) -> Lane:
        return self._choice(Lane, value, key, (Lane.EMERGENCY, Lane.SERVICE, Lane.NEWS))

    def _choice(self, kind: type[_E], value: Any, key: str, allowed: Iterable[_E] = ()) -> _E:
        names = [str(one) for one in (allowed or kind) if str(one)]
        if value not in names:
            raise self._error(key, _none_of(value, names))
        return kind(value)

    def _no_others(self, found: Mapping[str, Any], known: set[str], key: str) -> None:
        for name in found:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                raise self._error(f"{key}.{name}" if key else name, unknown_key(near, sorted(known)))

    def _unique(self, names: list[str], key: str) -> None:
        for index, name in enumerate(names):
            if name in names[:index]:
                raise self._error(f"{key}.{index}.name", Sentence("{name!r} is there twice", name=name))

    def _error(self, key: str, problem: Sentence) -> ConfigError:
        where = f"{FILE}:{self.lines.get(key, 1)}: {one_line(key)[:100]}"
        return ConfigError("{where}: {problem}", where=where, problem=problem)


def _is_file(path: Path) -> bool:
    with suppress(OSError):  # a name that is too long
        return path.is_file()
    return False


def _at_line(line: int, problem: Sentence) -> ConfigError:
    return ConfigError("{where}: {problem}", where=f"{FILE}:{line}", problem=problem)


def _none_of(value: object, allowed: Iterable[str]) -> Sentence:
    return Sentence("{value!r} is none of {allowed}", value=value, allowed=", ".join(allowed))
