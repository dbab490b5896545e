"""Template files: front matter, fixed text, and Jinja.

For a channel whose texts need approval (WhatsApp) one file has three uses: the registration sent to
the provider, the parameters of each message, and the preview. Outside its blocks there is only fixed text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from channels.approving import Registration
from channels.sentence import OneLineError, Sentence
from channels.value import dataclass
from pipeline.italian_dates import italian_date
from pipeline.settings.nesting import line_too_deep
from pipeline.stages.render import filters
from pipeline.stages.render.facts import labelled
from pipeline.stages.render.mistakes import in_words
from pipeline.stages.render.repeats import unsaid, without
from pipeline.text import one_line

if TYPE_CHECKING:
    from jinja2 import Template as JinjaTemplate

    from pipeline.stages.render.bounded import Bounded

LONGEST_BODY = 1024  # of an approved template with its parameters
LARGEST = 100_000  # bytes of a file
REMEMBERED = 256  # files: when the folder is opened again, unchanged files are not read and compiled again
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_APPROVED = tuple(
    "name category header otherwise footer button ttl_hours".split()
)  # keys only of approved templates
_KEYS = frozenset((*_APPROVED, "type", "language", "link", "list", "picture"))


class TemplateError(OneLineError):
    """A template cannot be read or rendered. One line: file, line, what, what to do."""

    def __init__(self, problem: str | Sentence, /, *, file: str, line: int, **facts: Any) -> None:
        found = problem if isinstance(problem, Sentence) else Sentence(problem, **facts)
        super().__init__("{where}: {problem}", where=f"{file}:{line}", problem=found)


@dataclass(frozen=True)
class Front:
    """The front matter of a template file."""

    name: str = ""  # under which the provider approved it
    type: str = "approved"  # `text`: free text, also on a channel with approved templates
    category: str = ""  # the provider's price category: MARKETING or UTILITY
    language: str = "it"
    header: str = ""  # `image`, or none
    ttl_hours: int = (
        0  # after which a phone that was off does not get it any more; 0 = the provider's 30 days
    )
    otherwise: str = ""  # template used when button or picture cannot be filled
    footer: str = ""
    button: Mapping[str, str] = field(default_factory=dict)  # text, prefix
    link: str = (
        "none"  # `apart`: sent beside the text; `preview`: it is in the text, and its page is previewed
    )
    list: str = ""  # of a reply: the button that opens its last lines in brackets as a list
    picture: str = "none"  # `item`: the item's, if it has one; `always`: else a card drawn for it


@dataclass(frozen=True)
class Template:
    """One file, read but not yet compiled."""

    file: str  # as people know it: templates/whatsapp/notizia.j2
    front: Front
    source: str  # front matter replaced by empty lines, so that Jinja counts lines as an editor does
    approved: bool

    @cached_property
    def compiled(self) -> JinjaTemplate:
        """Raises TemplateError."""
        environment = _environment()
        with self._readable():
            code = environment.compile(self.source, self.file, self.file)
        return environment.template_class.from_code(environment, code, environment.make_globals(None))

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Raises TemplateError for whatever Jinja and Python do with what cannot be compiled."""
        from jinja2 import TemplateSyntaxError

        try:
            yield
        except TemplateError:
            raise
        except OneLineError as error:
            raise TemplateError(error.sentence, file=self.file, line=1) from None
        except TemplateSyntaxError as error:
            raise TemplateError(in_words(error), file=self.file, line=error.lineno) from None
        except (RecursionError, MemoryError):
            raise TemplateError("nested too deeply", file=self.file, line=1) from None
        except Exception as error:  # a number of 5,000 digits, say
            raise TemplateError(one_line(str(error))[:200], file=self.file, line=1) from None

    @cached_property
    def registration(self) -> Registration:
        """The text for the provider's approval, built from the syntax tree. Raises TemplateError."""
        with self._readable():
            return self._registration()

    def _registration(self) -> Registration:
        from jinja2 import nodes

        body, seen = "", set[str]()
        for node in _environment().parse(self.source, self.file, self.file).body:
            if isinstance(node, nodes.Block):
                if node.name in seen or any(node.find_all(nodes.Block)):
                    raise TemplateError(
                        "block {name}: repeated or nested", file=self.file, line=node.lineno, name=node.name
                    )
                seen.add(node.name)
                body += "{{" + node.name + "}}"
                continue
            for part in node.nodes if isinstance(node, nodes.Output) else (node,):
                if not isinstance(part, nodes.TemplateData):
                    raise TemplateError(
                        "outside {% block … %} only fixed text: put it into a block",
                        file=self.file,
                        line=part.lineno,
                    )
                body += part.data
        front = self.front
        return Registration(
            front.name,
            front.language,
            front.category,
            body.strip(),
            front.footer,
            front.header,
            front.button.get("text", ""),
            front.button.get("prefix", ""),
            front.ttl_hours,
        )


class TemplateSet:
    """The templates of a working folder, each read once."""

    def __init__(self, folder: Path) -> None:
        """`folder`: contains one folder per channel."""
        self._folder = folder
        self._read: dict[tuple[str, str], Template] = {}

    def load(self, channel: str, name: str, *, approved: bool) -> Template:
        """Read templates/<channel>/<name>.j2. `approved`: whether the channel's texts need approval."""
        key = (channel, name)
        if key not in self._read:
            self._read[key] = _read(
                self._folder / channel / f"{name}.j2", f"templates/{channel}/{name}.j2", approved
            )
        return self._read[key]

    def names(self, channel: str) -> list[str]:
        """The names of all templates of a channel, sorted."""
        return sorted(path.stem for path in (self._folder / channel).glob("*.j2"))

    def registrations(self, channel: str) -> list[Registration]:
        """The templates of a channel that its provider must approve."""
        found = [self.load(channel, name, approved=True) for name in self.names(channel)]
        return [template.registration for template in found if template.approved]


def _read(path: Path, file: str, approved: bool) -> Template:
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError:
        raise TemplateError(
            "not found: write it; `infostiglia init` lays out the templates of built-in channels",
            file=file,
            line=1,
        ) from None
    except UnicodeDecodeError:
        raise TemplateError("not UTF-8; save it as UTF-8", file=file, line=1) from None
    if len(raw) > LARGEST:
        raise TemplateError("larger than {n} bytes: is it the right file?", file=file, line=1, n=LARGEST)
    return _parsed(text, file, approved)


@lru_cache(REMEMBERED)
def _parsed(text: str, file: str, approved: bool) -> Template:
    match = re.match(r"---\n(.*?)^---[ \t]*\n", text, re.S | re.M)
    if match is None and text.startswith("---"):
        raise TemplateError("begins with --- but no line of --- ends it", file=file, line=1)
    head, body = (match[0], text[match.end() :]) if match else ("", text)
    front = _front(match[1], file) if match else Front()
    if not approved and (
        others := [key for key in _APPROVED if getattr(front, key) != getattr(Front(), key)]
    ):
        raise TemplateError(
            "{key}: only for templates that WhatsApp approves", file=file, line=1, key=others[0]
        )
    if approved and front.type == "approved" and not (front.name and front.category):
        raise TemplateError(
            "name and category are missing in the front matter (or say `type: text`)", file=file, line=1
        )
    return Template(file, front, "\n" * head.count("\n") + body, approved and front.type == "approved")


def _values_of(source: str, file: str) -> dict[Any, Any]:
    """The front matter as YAML has it. Raises TemplateError."""
    try:
        deep = line_too_deep(source)
        values: Any = {} if deep else yaml.load(source, Loader=_LOADER) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise TemplateError(
            "front matter is not readable as YAML", file=file, line=mark.line + 2 if mark else 1
        ) from None
    except Exception:  # nearly anything: `2026-99-99` is a date by its form, `!!bool x` a KeyError
        raise TemplateError("front matter is not readable as YAML", file=file, line=2) from None
    if deep:
        raise TemplateError("front matter is nested too deeply", file=file, line=deep + 1)
    if not isinstance(values, dict):
        raise TemplateError("front matter must be a list of `key: value`", file=file, line=2)
    return values


def _front(source: str, file: str) -> Front:
    values = _values_of(source, file)

    def line(key: object) -> int:
        starts = [number for number, text in enumerate(source.splitlines(), 2) if text.startswith(f"{key}:")]
        return starts[0] if starts else 2

    for key, value in values.items():
        if key not in _KEYS:
            known = ", ".join(sorted(_KEYS))
            raise TemplateError(
                "{key}: unknown key; known here: {known}", file=file, line=line(key), key=key, known=known
            )
        if key == "button":
            if not isinstance(value, dict) or set(value) != {"text", "prefix"}:
                raise TemplateError("button: needs `{text: …, prefix: …}`", file=file, line=line(key))
        elif not isinstance(value, int if key == "ttl_hours" else str):
            raise TemplateError("{key}: must be text", file=file, line=line(key), key=key)
    front = Front(**values)
    if front.link == "apart" and front.picture in ("item", "always"):
        raise TemplateError(
            "link: apart does not go with a picture; write the link into the text",
            file=file,
            line=line("link"),
        )
    if front.link not in ("none", "apart", "preview"):
        raise TemplateError("link: must be none, apart or preview", file=file, line=line("link"))
    if front.picture not in ("none", "item", "always"):
        raise TemplateError("picture: must be none, item or always", file=file, line=line("picture"))
    if front.type not in ("approved", "text"):
        raise TemplateError("type: must be approved or text", file=file, line=line("type"))
    if front.header not in ("", "image"):
        raise TemplateError("header: must be image", file=file, line=line("header"))
    return front


def _environment() -> Bounded:
    """Jinja with our filters, without undefined names, and bounded in time and memory."""
    from jinja2 import pass_context

    from pipeline.stages.render.bounded import Bounded, Filters

    @pass_context
    def fit(context: Any, text: object, length: int | None = None) -> str:
        """At most `length` characters of a text; without a length, as many as the channel has room for."""
        room = context["fitting"].length
        return filters.cut(str(text), room if length is None else min(length, room))

    @pass_context
    def hashtags(context: Any, names: Any, most: int = 3) -> str:
        item = context.get("item")  # a rule's hashtags take the place of the categories
        return filters.hashtags(getattr(item, "hashtags", ()) or names, min(most, context["fitting"].tags))

    @pass_context
    def calm(context: Any, text: object) -> str:
        return filters.calm(text, getattr(context.get("council"), "name", ""))

    texts: Filters = {
        "fit": fit,
        "oneline": filters.oneline,
        "inline": filters.inline,
        "plain": filters.plain,
    }
    words: Filters = {"sentence": filters.sentence, "calm": calm, "articled": filters.articled}
    once: Filters = {"unsaid": unsaid, "without": without, "labelled": labelled}
    return Bounded({**texts, **words, **once}, {"hashtags": hashtags, "date": italian_date})
