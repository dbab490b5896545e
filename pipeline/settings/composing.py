"""The YAML nodes of config.yaml, which know their lines; what is no YAML is one line with its place."""

from __future__ import annotations

import re

import yaml

from channels.sentence import Sentence
from pipeline.settings.nesting import line_too_deep
from pipeline.settings.values import FILE, ConfigError


def composed(raw: bytes) -> yaml.Node | None:
    """The nodes, None of an empty file. Raises ConfigError."""
    text = _decoded(raw)
    try:
        return _composed(text.encode())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        why = getattr(error, "problem", None) or type(error).__name__
        broken = Sentence("not readable as YAML ({why}); check indentation and quotes there", why=why)
        if re.match(r" *\t", "".join(text.splitlines()[line - 1 : line])):
            broken = Sentence("begins with a tab, which YAML does not allow: use blanks")
        raise at_line(line, broken) from None
    except RecursionError:
        raise at_line(1, Sentence("nested too deeply")) from None


def _decoded(raw: bytes) -> str:
    """The text, also as Windows' editor saves "Unicode". Raises ConfigError."""
    try:
        return raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise at_line(line, Sentence("not UTF-8; save it as UTF-8")) from None


def _composed(raw: bytes) -> yaml.Node | None:
    """The file's YAML nodes, parsed by libyaml where available. Raises ConfigError, or YAMLError in PyYAML's own words.

    A file that libyaml or we refuse is parsed again by the slow parser, whose messages are better.
    """
    if line := line_too_deep(raw.decode("utf-8", "replace")):
        raise at_line(line, Sentence("nested too deeply; check the brackets and the indentation there"))
    if yaml.__with_libyaml__:
        fast = yaml.CSafeLoader
        try:
            if not (b"*" in raw and _has_alias(raw)):
                return yaml.compose(raw, Loader=fast)
        except yaml.YAMLError:
            pass
    for token in yaml.scan(raw, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.AliasToken):
            raise at_line(token.start_mark.line + 1, Sentence("no *references here; write it out"))
    return yaml.compose(raw, Loader=yaml.SafeLoader)


def _has_alias(raw: bytes) -> bool:
    return any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(raw, Loader=yaml.CSafeLoader))


def at_line(line: int, problem: Sentence) -> ConfigError:
    return ConfigError("{where}: {problem}", where=f"{FILE}:{line}", problem=problem)
