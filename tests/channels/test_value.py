"""Our cheap dataclasses behave as the standard library's: each of these classes is made with both."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import asdict, field, fields, is_dataclass, replace
from typing import Any

import pytest

from channels import value

Decorator = Callable[..., Any]


def made_with(dataclass: Decorator) -> dict[str, Any]:
    """The same classes."""

    @dataclass(frozen=True, slots=True)
    class Point:
        """A point."""

        x: int
        y: int = 2
        tags: tuple[str, ...] = ()

        @property
        def total(self) -> int:
            return self.x + self.y

    @dataclass(frozen=True)
    class Open:
        x: int
        y: dict[str, int] = field(default_factory=dict)

    @dataclass(frozen=True)
    class Further(Open):
        z: str = field(default="z", repr=False)

    @dataclass
    class Changing:
        x: int
        y: list[int] = field(default_factory=list)
        z: int = field(init=False, default=3)
        w: list[int] = field(init=False, default_factory=list, compare=False)
        v: int = field(init=False, compare=False, repr=False)

        def __post_init__(self) -> None:
            self.y = [*self.y, self.x]

    @dataclass(frozen=True, init=False)
    class Own:
        x: int

        def __init__(self, x: str) -> None:
            object.__setattr__(self, "x", int(x))

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "own"

    @dataclass(frozen=True, slots=True)
    class Empty:
        pass

    return {cls.__name__: cls for cls in (Point, Open, Further, Changing, Own, Empty)}


NAMES = {"copy": copy, "asdict": asdict, "fields": fields, "is_dataclass": is_dataclass, "replace": replace}
OURS, THEIRS = made_with(value.dataclass), made_with(dataclasses.dataclass)

# Expressions about the classes, whose values, or errors, must be the same.
SAME = """
Point(1) == Point(1, 2), Point(1) == Point(2), Point(1) == 1, Point(1) != Point(1)
Point(1).total, Point(1, tags=("a",)).tags, Point(x=3, y=4).y
len({Point(1), Point(1), Point(2)})
Point.__match_args__, [one.name for one in fields(Point)], is_dataclass(Point(1)), Point.__doc__
replace(Point(1), y=9).y, asdict(Point(1)), asdict(Further(1, {"a": 2}))
copy.copy(Point(1)) == Point(1), copy.deepcopy(Further(1, {"a": 2})) == Further(1, {"a": 2})
Point()
Point(1, 2, 3, 4)
Point(1, nothing=2)
setattr(Point(1), "x", 2)
delattr(Point(1), "x")
setattr(Open(1), "x", 2)
setattr(Open(1), "other", 2)
hash(Open(1))
Open(1).y is Open(1).y, Further(1).z, Further(1) == Open(1), Further(1, {}, "y").z
Changing(1).y, Changing(1, [5]).y, Changing(1).z, Changing(1).w is Changing(1).w
Changing(1) == Changing(1), Changing(1) == Changing(2), hash(Changing(1))
Changing(1, z=4)
Changing(1).v
replace(Changing(1), x=2).x
Own("4").x, hash(Own("4")), repr(Own("4")), Own("4") == Own("4")
Empty() == Empty(), len({Empty(), Empty()})
hasattr(Point(1), "__dict__"), hasattr(Open(1), "__dict__")
""".strip().split("\n")


def found(expression: str, classes: dict[str, Any]) -> object:
    try:
        return eval(expression, {**NAMES, **classes})
    except Exception as error:
        return type(error)


@pytest.mark.parametrize("expression", SAME)
def test_they_do_the_same(expression: str) -> None:
    assert found(expression, OURS) == found(expression, THEIRS)


@pytest.mark.parametrize("expression", ["Point(1)", "Further(1)", "Changing(1)", "Empty()"])
def test_they_look_the_same(expression: str) -> None:
    assert repr(found(expression, OURS)) == repr(found(expression, THEIRS))


def test_what_holds_itself_can_be_shown() -> None:
    one = OURS["Changing"](1)
    one.y = [one]
    assert "..." in repr(one)


@value.dataclass(frozen=True, slots=True)
class Sent:
    x: int
    y: tuple[str, ...] = ()


def test_they_are_pickled() -> None:
    assert pickle.loads(pickle.dumps(Sent(1, ("a",)))) == Sent(1, ("a",))


def test_a_subclass_has_attributes_of_its_own() -> None:
    class Named(OURS["Open"]):  # type: ignore[misc]
        pass

    one = Named(1)
    one.name = "n"
    assert one.name == "n"
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.x = 2


def test_an_init_is_compiled_once_and_not_before() -> None:
    @value.dataclass(frozen=True)
    class Late:
        x: int

    first = Late.__init__
    assert Late(1).x == Late(1).x
    real = Late.__init__
    assert first is not real
    assert (Late(2).x, Late.__init__) == (2, real)
