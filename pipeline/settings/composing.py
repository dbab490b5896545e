"""The YAML nodes of config.yaml, which know their lines; what is no YAML is one line with its place."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import time

import yaml

from channels.sentence import Sentence
from pipeline.settings.nesting import DEEPEST, line_too_deep
from pipeline.settings.values import FILE, ConfigError

# What PyYAML says of usual mistakes, and what they are.
_MISTAKES = {
    "could not find expected ':'": Sentence("a colon is missing, or stands without a blank after it"),
    "mapping values are not allowed": Sentence("one colon too many: a text with a colon needs quotes"),
    "unexpected end of stream": Sentence("a quote is not closed"),
    "expected ',' or": Sentence("a comma is missing, or a bracket is not closed"),
    "block": Sentence("the indentation is another than before, or a quote above is not closed"),
    "unknown escape character": Sentence("a \\ in double quotes is special: use single quotes"),
    "cannot start any token": Sentence("a text that begins with a special character needs quotes"),
}
_GLUED = re.compile(r"\s*(?:- )?[a-z_]+:[^\s/]")  # a key whose colon has no blank after it
_BEGUN_BEFORE = (
    "could not find expected ':'",
    "unexpected end of stream",
    "expected ',' or",
)  # its line is another's

_OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)


def composed(raw: bytes) -> yaml.Node:
    """The nodes. Raises ConfigError."""
    text = _decoded(raw)
    try:
        nodes = _composed(text.encode())
    except yaml.YAMLError as error:
        raise _broken(error, text) from None
    except RecursionError:
        raise at_line(1, Sentence("nested too deeply")) from None
    if nodes is None:
        raise at_line(1, Sentence("empty; see the commented default of `infostiglia init`"))
    return nodes


def _broken(error: yaml.YAMLError, text: str) -> ConfigError:
    """The error in a person's words, at the line where the mistake was begun."""
    problem = getattr(error, "problem", None) or type(error).__name__
    begun = any(words in problem for words in _BEGUN_BEFORE)
    mark = (begun and getattr(error, "context_mark", None)) or getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    if re.match(r" *\t", "".join(text.splitlines()[line - 1 : line])):
        return at_line(line, Sentence("begins with a tab, which YAML does not allow: use blanks"))
    if glued := next((n for n in (line, line - 1) if _GLUED.match("".join(text.splitlines()[n - 1 : n]))), 0):
        line, problem = glued, "could not find expected ':'"
    why = next((said for words, said in _MISTAKES.items() if words in problem), problem)
    return at_line(
        line, Sentence("not readable as YAML ({why}); check indentation and quotes there", why=why)
    )


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
    line = 0
    with suppress(yaml.YAMLError):  # below, in better words
        line = line_too_deep(raw.decode("utf-8", "replace"))
    if line:
        raise at_line(line, Sentence("nested too deeply; check the brackets and the indentation there"))
    if yaml.__with_libyaml__:
        fast = yaml.CSafeLoader
        try:
            if not (b"*" in raw and _has_alias(raw)):
                return yaml.compose(raw, Loader=fast)
        except yaml.YAMLError:
            pass
    if line := _alias_line(raw):
        raise at_line(line, Sentence("no *references here; write it out"))
    return yaml.compose(raw, Loader=yaml.SafeLoader)


def _alias_line(raw: bytes) -> int:
    """The line, from 1, of the first alias; 0 = none, or none before what is nested beyond all sense.

    Scanning takes the square of the depth: minutes for a file of brackets. What is wrong with it stands before them.
    """
    depth = 0
    for token in yaml.scan(raw, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.AliasToken):
            return int(token.start_mark.line) + 1
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > DEEPEST:
            break
    return 0


def _has_alias(raw: bytes) -> bool:
    return any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(raw, Loader=yaml.CSafeLoader))


def at_line(line: int, problem: Sentence) -> ConfigError:
    return ConfigError("{where}: {problem}", where=f"{FILE}:{line}", problem=problem)


def runs_on(node: yaml.Node) -> bool:
    """Whether a text goes on in the next line without | or > to say so: mostly its quote is not closed."""
    folded = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return bool(node.end_mark.line > node.start_mark.line) and not folded


def clock_of(node: yaml.Node) -> time | None:
    """The time of day that a node names; None = none. YAML 1.1 reads a bare 21:00 as 1260."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(node.value))
    return time(int(found[1]), int(found[2])) if found else None
