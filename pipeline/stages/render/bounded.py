"""Jinja for people who make mistakes: a template that does not end, or grows without end, is one line for its post.

Jinja's own sandbox keeps a template away from what it must not touch, and lets it compute as long as it likes. Here
every turn of a loop, every call and every character made is paid from a budget. What makes much of little (`|center`,
`"%9999d"`) is left out, or is paid before it is made, so that neither time nor memory goes far beyond the budget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import wraps
from types import BuiltinMethodType, GeneratorType
from typing import Any

from jinja2 import StrictUndefined, Undefined, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from channels.sentence import OneLineError

BUDGET = 2_000_000  # of one text: characters, and steps at the price of so many
STEP = 100
MOST = 100_000  # characters of one text, elements of one list, or the largest number a filter takes
BITS = 4_096  # of one number

_FILTERS = """abs count d default dictsort first float int items last length list map max min reject rejectattr reverse
round select selectattr sort sum unique""".split()
_TEXT_FILTERS = (
    "capitalize e escape lower string striptags title trim truncate upper urlencode wordcount".split()
)
_OF_TEXTS = frozenset(
    """capitalize casefold count endswith find index isalnum isalpha isascii isdecimal isdigit islower isnumeric
    isspace istitle isupper join lower lstrip partition removeprefix removesuffix replace rfind rindex rpartition
    rsplit rstrip split splitlines startswith strip swapcase title upper""".split()
)
_OF_COLLECTIONS = frozenset("count get index items keys values".split())


class TooMuchError(OneLineError):
    """A template goes beyond its budget, or asks for what could. One line."""


_LEFT: ContextVar[list[int]] = ContextVar("left")


@contextmanager
def budget() -> Iterator[None]:
    """What is rendered in this block pays from one budget."""
    token = _LEFT.set([BUDGET])
    try:
        yield
    finally:
        _LEFT.reset(token)


def _spend(units: int) -> None:
    left = _LEFT.get()
    left[0] -= units
    if left[0] < 0:
        raise TooMuchError("does not end, or makes too much: a loop or a macro goes on for too long")


def _paid(value: Any) -> Any:
    """The value, once it is paid for."""
    if isinstance(value, GeneratorType):
        return _each(value)
    size = _size(value)
    _spend(STEP + size)
    if size > MOST:
        raise TooMuchError("longer than {n} characters", n=MOST)
    return value


def _size(value: Any) -> int:
    """The characters of a text; of a list, a tuple or a mapping the number of all that is in it, at any depth.

    A comparison or a key of a mapping looks at all of that. Beyond `MOST` it is counted no further.
    """
    if isinstance(value, str):
        return len(value)
    size, rest = 0, [value]
    while rest and size <= MOST:
        one = rest.pop()
        if isinstance(one, dict):
            one = [*one, *one.values()]
        if isinstance(one, list | tuple):
            size += len(one)
            rest += one if size <= MOST else ()
    return size


def _each(elements: Iterable[Any]) -> Iterator[Any]:
    for element in elements:
        _spend(STEP)
        yield element


def _written(value: Any) -> str:
    """The value as text. Only what people can read: a list within lists can be longer than any memory."""
    if not isinstance(value, str | int | float | date | Undefined | None):
        raise TooMuchError("gives no text; of a list write | join(', ')")
    return str(_paid(value))


def _joined(elements: Iterable[Any], between: Any = "") -> str:
    texts, between = [], _written(between)
    for element in elements:
        _spend(len(between))
        texts.append(_written(element))
    return str(_paid(between.join(texts)))


def _replaced(text: Any, old: Any, new: Any, count: int | None = None) -> str:
    text, old, new = _written(text), _written(old), _written(new)
    found = min(text.count(old), MOST if count is None or count < 0 else count)
    _spend(found * len(new))
    return str(_paid(text.replace(old, new, found)))


def _indented(text: Any, width: int = 4, first: bool = False) -> str:
    lines = _written(text).split("\n")
    _spend(len(lines) * width)
    return "\n".join(
        " " * width + line if line and (number or first) else line for number, line in enumerate(lines)
    )


def _bounded(work: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, whose arguments and result are paid for."""

    @wraps(work)  # with Jinja's mark of a filter that wants the context
    def paying(*args: Any, **options: Any) -> Any:
        for given in (*args, *options.values()):
            if isinstance(given, int) and given > MOST:
                raise TooMuchError("too large a number: {n} is the most", n=MOST)
            _spend(_size(given))
        return _paid(work(*args, **options))

    return paying


def _of_text(work: Callable[..., Any]) -> Callable[..., Any]:
    """The filter of a text, which is handed a text whatever it was given."""

    @wraps(work)
    def paying(*args: Any, **options: Any) -> Any:
        at = 1 if hasattr(work, "jinja_pass_arg") else 0  # after the context
        return work(*args[:at], _written(args[at]), *args[at + 1 :], **options)

    return _bounded(paying)


def _of_numbers(work: Callable[..., Any]) -> Callable[..., Any]:
    """`sum`, which joins lists in quadratic time."""

    @wraps(work)
    def summing(*args: Any, **options: Any) -> Any:
        if any(isinstance(given, list | tuple) for given in (*args[2:], *options.values())):
            raise TooMuchError("sum adds numbers only")
        return work(*args, **options)

    return summing


Filters = Mapping[str, Callable[..., Any]]
_METHODS: dict[str, Callable[..., Any]] = {
    "join": lambda between, elements: _joined(elements, between),
    "replace": _replaced,
}


class _Compiler(CodeGenerator):
    """Lets texts that `~` joins, and lists that a template writes, be paid for."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_List(self, node: nodes.List, frame: Frame) -> None:
        self._paying(super().visit_List, node, frame)

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:
        if node.ctx == "load":
            self._paying(super().visit_Tuple, node, frame)
        else:  # names that a `set` or a `for` gives
            super().visit_Tuple(node, frame)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:
        self._paying(super().visit_Dict, node, frame)

    def _paying(self, visit: Callable[..., None], node: nodes.Node, frame: Frame) -> None:
        self.write("environment.paid(")
        visit(node, frame)
        self.write(")")


class Bounded(SandboxedEnvironment):
    """The environment of all templates. They are rendered inside `budget`."""

    code_generator_class = _Compiler
    intercepted_binops = frozenset(("+", "*", "**", "%"))
    joined, paid = staticmethod(_joined), staticmethod(_paid)

    def __init__(self, texts: Filters, others: Filters) -> None:
        """The program's own filters: those of a text, and others."""

        @pass_context  # so that Jinja computes nothing when it compiles
        def written(context: Context, value: Any) -> str:
            return _written(value)

        super().__init__(undefined=StrictUndefined, autoescape=False, optimized=False, finalize=written)
        of_texts = {**{name: self.filters[name] for name in _TEXT_FILTERS}, **texts}
        of_others = {**{name: self.filters[name] for name in _FILTERS}, **others, "indent": _indented}
        self.filters = {name: _of_text(work) for name, work in of_texts.items()}
        self.filters |= {name: _bounded(work) for name, work in of_others.items()}
        self.filters["sum"] = _of_numbers(self.filters["sum"])
        self.filters |= {"join": _joined, "replace": _replaced, "_each": _each}
        del self.globals["lipsum"]

    def _generate(self, source: nodes.Template, *names: Any, **options: Any) -> str:
        """The code of a template, whose loops pay for every turn."""
        for name in source.find_all(nodes.Name):
            if name.name in ("varargs", "kwargs"):  # lists that Jinja makes by itself
                raise TooMuchError("no varargs or kwargs here")
        for loop in source.find_all(nodes.For):
            if loop.recursive:
                raise TooMuchError("no recursive loops here")
            loop.iter = nodes.Filter(loop.iter, "_each", [], [], None, None, lineno=loop.iter.lineno)
        return super()._generate(source, *names, **options)

    def wrap_str_format(self, value: Any) -> None:
        """No text has `format` here: `is_safe_attribute` refuses it."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, str):
            return attr in _OF_TEXTS
        if isinstance(obj, list | tuple | dict):
            return attr in _OF_COLLECTIONS
        return not isinstance(obj, int | float | bytes) and super().is_safe_attribute(obj, attr, value)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        _spend(STEP)
        own = getattr(__obj, "__self__", None)
        if isinstance(__obj, BuiltinMethodType) and isinstance(own, str) and __obj.__name__ in _METHODS:
            return _METHODS[__obj.__name__](own, *args, **kwargs)
        return _paid(super().call(__context, __obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        _check(operator, left, right)
        return _paid(super().call_binop(context, operator, left, right))


def _check(operator: str, left: Any, right: Any) -> None:
    """Raise TooMuchError for what would be too large, before it is made."""
    both = (left, right)
    sizes = [len(one) for one in both if isinstance(one, str | list | tuple | bytes)]
    numbers = [one for one in both if isinstance(one, int)]
    bits = [abs(number).bit_length() for number in numbers]
    if operator == "%" and isinstance(left, str):
        raise TooMuchError("no % after a text here; join texts with ~")
    if operator == "+":
        _spend(sum(sizes))
    if operator == "*" and (sum(bits) > BITS if not sizes else max(numbers, default=0) * max(sizes) > MOST):
        raise TooMuchError("longer than {n} characters", n=MOST)
    if operator == "**" and len(bits) == 2 and bits[0] * max(right, 0) > BITS:
        raise TooMuchError("too large a number")
