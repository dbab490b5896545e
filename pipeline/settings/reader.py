"""Reads config.yaml strictly. Every mistake is one line with file, line, key and remedy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, time
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

import yaml

from channels.sentence import Sentence
from channels.settings import MUST_BE
from pipeline.errors import said
from pipeline.model import Lane, Mode
from pipeline.settings.composing import at_line, clock_of, composed
from pipeline.settings.rules import RULES, name_problem
from pipeline.settings.times import Times
from pipeline.settings.together import problems_together
from pipeline.settings.values import (
    FILE,
    ChannelConfig,
    Config,
    ConfigError,
    ConfigErrors,
    Council,
    Feed,
    hurried,
)
from pipeline.settings.walk import Spoiled, Walk, none_of

LARGEST = 200_000  # bytes of config.yaml
_E = TypeVar("_E", bound=StrEnum)


def load(folder: Path) -> Config:
    """The settings of the working folder, as they hold. Raises ConfigError, of several mistakes ConfigErrors."""
    return hurried(load_as_written(folder))


def load_as_written(folder: Path) -> Config:
    """The same, also while somebody tries the program out in a hurry (`sandbox.at_once`)."""
    path = folder / FILE
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise ConfigError(
            "{path}: not found; run `infostiglia init DIR` and then work inside DIR", path=path
        ) from None
    except OSError as error:
        raise ConfigError("{where}: {problem}", where=path, problem=said(error)) from None
    if len(raw) > LARGEST:
        raise at_line(1, Sentence("larger than {n} bytes: is it the right file?", n=LARGEST))
    return _Reader().read(raw, folder.resolve())


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


class _Reader(Walk):
    """The values of the nodes, as the types of `values.py` ask for them."""

    def __init__(self) -> None:
        super().__init__()
        self._times = Times()  # of the channels that have none of their own

    def read(self, raw: bytes, folder: Path) -> Config:
        """Raises ConfigError or ConfigErrors."""
        top = self._mapping(composed(raw), "")
        known = {f.name for f in fields(Config)} - {"folder", "lines"}
        self._no_others(top, known, "")
        values: dict[str, Any] = {"data": folder / "data"}
        for key, value in sorted(
            top.items(), key=lambda pair: pair[0] != "times"
        ):  # channels differ from them
            if key in known:
                with self._noting():
                    values[key] = self._top(key, value, folder)
        missing = Sentence("missing; see the commented default of `infostiglia init`")
        needed = ("live", "council", "service", "feeds", "channels")
        self.faults += [self._error(key, missing) for key in needed if key not in top]
        wrong = set(self.wrong)  # of these the first mistake is enough
        together = [
            one for one in problems_together(values, folder) if tuple(one[0].split(".")[:2]) not in wrong
        ]
        self.faults += [self._error(key, problem) for key, problem in together]
        values["streets"] = self._streets(folder, values)
        if self.faults:
            raise self.faults[0] if len(self.faults) == 1 else ConfigErrors(self.faults)
        return Config(folder=folder, lines=self.lines, **values)

    def _top(self, key: str, node: yaml.Node, folder: Path) -> Any:
        """The value of a top-level key."""
        own = {"live": self._live, "lanes": self._lanes, "channels": self._channels}
        if key in own:
            return own[key](node)
        if key == "streets":
            return self._value(str, node, key)
        if key == "data":
            return folder / self._value(str, node, key)
        value = self._value(_hints(Config)[key], node, key)
        if key == "times":
            self._times = value
        if key == "feeds":
            return tuple(self._with_certificates(n, feed, folder) for n, feed in enumerate(value))
        return self._with_files(value, folder) if key == "council" else value

    def _with_certificates(self, index: int, feed: Feed, folder: Path) -> Feed:
        """The feed with the absolute path of its certificates. Raises ConfigError if they cannot be read."""
        if not feed.colours.ca_extra:
            return feed
        from pipeline.settings.colours import certificates_problem

        file = folder / feed.colours.ca_extra
        if problem := certificates_problem(file):
            raise self._error(f"feeds.{index}.colours.ca_extra", problem)
        return replace(feed, colours=replace(feed.colours, ca_extra=str(file)))

    def _with_files(self, council: Council, folder: Path) -> Council:
        """The council with absolute paths of its pictures. Raises ConfigError if one is missing."""

        def found(key: str, name: str) -> str:
            if not _is_file(folder / name):
                raise self._error(f"council.{key}", Sentence("no file {file} in this folder", file=name[:80]))
            return str(folder / name)

        cards = {lane: found(f"cards.{lane}", name) for lane, name in council.cards.items()}
        return replace(council, crest=council.crest and found("crest", council.crest), cards=cards)

    def _streets(self, folder: Path, values: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
        """The zones of the council's streets."""
        if not values.get("streets"):
            return {}
        from pipeline.settings.streets import read_streets

        streets, faults = read_streets(folder, values["streets"], values.get("zones", {}))
        self.faults += faults
        return streets

    def _live(self, node: yaml.Node) -> Mode:
        # YAML 1.1 reads a bare `off` as false; here it is a word.
        text = node.value if isinstance(node, yaml.ScalarNode) else ""
        self.lines["live"] = node.start_mark.line + 1
        if text not in set(Mode):
            raise self._error("live", none_of(text, Mode))
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
            values: dict[str, Any] = {"type": name}
            settings = {}
            for k, v in own.items():
                with self._noting():
                    if k == "times":
                        values[k] = self._dataclass(Times, v, f"{key}.{k}", self._times)
                    elif k in known:
                        values[k] = self._field(ChannelConfig, k, v, f"{key}.{k}")
                    else:
                        settings[k] = self._plain(v, f"{key}.{k}")
            if problem := name_problem(name):
                self.faults.append(self._error(key, problem))
            channels.append(ChannelConfig(name=name, settings=settings, **values))
        return tuple(channels)

    def _value(self, hint: Any, node: yaml.Node, key: str, usual: Any = None) -> Any:
        """The node's value as `hint` asks for, by `usual` where it leaves something out. Raises ConfigError."""
        self.lines[key] = node.start_mark.line + 1
        hint = get_args(hint)[0] if isinstance(hint, UnionType) else hint  # of a value that may be left out
        if hint is time:
            if (clock := clock_of(node)) is None:
                raise self._error(key, Sentence('must be a time of day from "00:00" to "23:59"'))
            return clock
        if hint is Lane:
            return self._lane(self._plain(node, key), key)
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return self._choice(hint, self._plain(node, key), key)
        if is_dataclass(hint):
            return self._dataclass(cast(type, hint), node, key, usual)
        origin = get_origin(hint)
        if origin is tuple:
            if not isinstance(node, yaml.SequenceNode):
                raise self._error(key, Sentence("must be a list"))
            found = []
            for index, part in enumerate(node.value):
                with self._noting():
                    found.append(self._value(get_args(hint)[0], part, f"{key}.{index}"))
            return tuple(found)
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
        value: Any = self._day(node, key) if hint is date else self._plain(node, key)
        if hint is float and type(value) is int:
            value = float(value)
        if type(value) is not hint:
            raise self._error(key, MUST_BE[hint])
        if hint in (int, float) and not 0 <= value < math.inf:
            raise self._error(key, Sentence("must not be negative, and must be a number"))
        return value

    def _day(self, node: yaml.Node, key: str) -> date:
        try:
            return date.fromisoformat(str(node.value))
        except ValueError:
            raise self._error(key, Sentence("must be a day, e.g. 2027-04-15")) from None

    def _dataclass(self, cls: type, node: yaml.Node, key: str, usual: Any = None) -> Any:
        parts = self._mapping(node, key)
        own = {f.name.rstrip("_"): f for f in fields(cls) if f.name != "shipped"}  # `from` is Python's
        self._no_others(parts, set(own), key)
        values = {}
        for name, part in parts.items():
            if name in own:
                with self._noting():
                    values[own[name].name] = self._field(cls, own[name].name, part, f"{key}.{name}", usual)
        if usual is not None:
            return replace(usual, **values)
        wanted = {n: f.name for n, f in own.items() if f.default is MISSING and f.default_factory is MISSING}
        for name in wanted:
            if name not in parts:
                self.faults.append(self._error(key, Sentence("{name} is missing", name=name)))
        if any(name not in values for name in wanted.values()):
            raise Spoiled
        return cls(**values)

    def _field(self, cls: type, name: str, node: yaml.Node, key: str, usual: Any = None) -> Any:
        value = self._value(_hints(cls)[name], node, key, getattr(usual, name, None))
        rule = RULES.get((cls, name))
        if rule is not None and (problem := rule(value)):
            raise self._error(key, problem)
        return value

    def _lane(self, value: Any, key: str) -> Lane:
        return self._choice(Lane, value, key, (Lane.EMERGENCY, Lane.SERVICE, Lane.NEWS))

    def _choice(self, kind: type[_E], value: Any, key: str, allowed: Iterable[_E] = ()) -> _E:
        names = [str(one) for one in (allowed or kind) if str(one)]
        if value not in names:
            raise self._error(key, none_of(value, names))
        return kind(value)


def _is_file(path: Path) -> bool:
    with suppress(OSError):  # a name that is too long
        return path.is_file()
    return False
