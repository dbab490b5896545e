"""Dataclasses that cost little where most of them are never made: the modules of every tick take theirs from here.

The standard library compiles up to six functions for each class when its module is imported, which was a quarter of
all imports of an idle tick. Here a class gets its `__init__` when its first object is made, and shares the other
methods. For everybody else (`fields`, `replace`, `asdict`, type checkers) it is an ordinary dataclass.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, init=True):
        """As `dataclasses.dataclass`, of which these options are known."""
        if cls is None:
            return lambda cls: dataclass(cls, frozen=frozen, slots=slots, init=init)
        cls.__doc__ = cls.__doc__ or cls.__name__  # else its signature would be worked out
        made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
        methods = _methods(made, frozen=frozen) | (_pickled(made) if frozen and slots else {})
        if init:
            methods["__init__"] = _first_init(made, frozen=frozen)
        for name in methods.keys() - cls.__dict__.keys():
            setattr(made, name, methods[name])
        return made


def _methods(cls: type, *, frozen: bool) -> dict[str, Any]:
    """The methods that all classes share."""
    fields = dataclasses.fields(cls)
    compared = _values([one.name for one in fields if one.compare])
    shown = [one.name for one in fields if one.repr]

    @recursive_repr()
    def represent(self: Any) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({values})"

    def equals(self: Any, other: object) -> bool:
        return bool(compared(self) == compared(other)) if type(other) is type(self) else NotImplemented

    methods = {"__repr__": represent, "__eq__": equals, "__hash__": None}
    return methods | {"__hash__": lambda self: hash(compared(self)), **_fixed(cls)} if frozen else methods


def _values(names: list[str]) -> Callable[[Any], Any]:
    return attrgetter(*names) if names else lambda _: ()


def _fixed(cls: type) -> dict[str, Any]:
    """What refuses changes. A subclass that is no dataclass may have attributes of its own."""
    names = frozenset(one.name for one in dataclasses.fields(cls))

    def refuse(self: Any, name: str, value: object = None) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(name)
        object.__setattr__(self, name, value)

    return {"__setattr__": refuse, "__delattr__": refuse}


def _pickled(cls: type) -> dict[str, Any]:
    """What pickles an object whose slots cannot be assigned to."""
    names = [one.name for one in dataclasses.fields(cls)]

    def state(self: Any) -> list[Any]:
        return [getattr(self, name) for name in names]

    def restore(self: Any, state: list[Any]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    return {"__getstate__": state, "__setstate__": restore}


def _first_init(cls: Any, *, frozen: bool) -> Callable[..., None]:
    """An `__init__` that puts the real one in its place."""

    def first(self: Any, /, *given: Any, **named: Any) -> None:
        cls.__init__ = _init(cls, frozen=frozen)
        cls.__init__(self, *given, **named)

    return first


def _init(cls: type, *, frozen: bool) -> Callable[..., None]:
    """The `__init__` of a class, compiled."""
    scope: dict[str, Any] = {"_set": object.__setattr__, "_UNSET": _UNSET}
    parameters, lines = ["self"], []
    for one in dataclasses.fields(cls):
        if not one.init and one.default is one.default_factory is dataclasses.MISSING:
            continue
        parameter, value = _given(one, scope)
        parameters += [parameter] if one.init else []
        lines.append(f"_set(self, {one.name!r}, {value})" if frozen else f"self.{one.name} = {value}")
    lines += ["self.__post_init__()"] if hasattr(cls, "__post_init__") else []
    exec(f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines or ["pass"]), scope)
    scope["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return scope["__init__"]  # type: ignore[no-any-return]


_UNSET = object()


def _given(one: dataclasses.Field[Any], scope: dict[str, Any]) -> tuple[str, str]:
    """(a field's parameter, the expression of its value); what they name is put into `scope`."""
    name, usual = one.name, f"_usual_{one.name}"
    if one.default_factory is not dataclasses.MISSING:
        scope[usual] = one.default_factory
        return f"{name}=_UNSET", f"{usual}() if {name} is _UNSET else {name}" if one.init else f"{usual}()"
    if one.default is not dataclasses.MISSING:
        scope[usual] = one.default
        return f"{name}={usual}", name if one.init else usual
    return name, name
