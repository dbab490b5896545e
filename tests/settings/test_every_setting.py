"""config.yaml has every setting, and every setting is read somewhere: none is hidden, none is without effect."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest
import yaml

from channels.registry import OWN
from channels.registry import load as load_channel
from pipeline.model import Select
from pipeline.settings import values
from tests.town import ROOT

TEXT = (ROOT / "config.yaml").read_text(encoding="utf-8")
SHIPPED: dict[str, Any] = yaml.safe_load(TEXT)
# Read by their names as text: prices by category, and what a webhook's parser gets as it stands in config.yaml.
BY_NAME = {"Prices.marketing", "Prices.utility", "Prices.service", "Settings.also_hears"}
NOT_WRITTEN = {
    "shipped",
    "folder",
    "lines",
    "settings",
}  # where the file lies, where its lines are, what is a channel's own


def _comment_above(setting: str) -> set[str]:
    above = TEXT[: TEXT.index(f"\n{setting}:")]
    return set(re.findall(r"\w+", above[above.rindex("\n\n") :]))


def missing(cls: Any, block: Mapping[str, Any], where: str) -> Iterator[str]:
    """The fields of a dataclass, and of those inside it, that the block of config.yaml lacks."""
    hints = get_type_hints(cls)
    for one in fields(cls):
        name = one.name.rstrip("_")  # `from` is a word of Python
        key, inner = f"{where}{name}", next(iter(get_args(hints[one.name])), hints[one.name])
        if one.name in NOT_WRITTEN or inner in (values.ChannelConfig, Select):
            continue
        if name not in block:
            yield key
        elif is_dataclass(inner) and block[one.name] == []:  # its fields stand in the comment above
            yield from (
                f"{key}.{field.name}"
                for field in fields(inner)
                if field.name not in NOT_WRITTEN and field.name.rstrip("_") not in _comment_above(one.name)
            )
        elif is_dataclass(inner):
            found = block[name]
            yield from missing(inner, found[0] if isinstance(found, list) else found, f"{key}.")


def test_every_setting_stands_in_the_shipped_file() -> None:
    assert list(missing(values.Config, SHIPPED, "")) == []
    in_channels = {"name"}.union(*SHIPPED["channels"].values())
    assert {one.name for one in fields(values.ChannelConfig)} - NOT_WRITTEN - in_channels == set()
    assert [one.name for one in fields(Select) if f'{one.name}: "' not in TEXT.replace("# {", "")] == []


@pytest.mark.parametrize("name", OWN)
def test_every_setting_of_a_channel_stands_in_its_block(name: str) -> None:
    [block] = [one for one in SHIPPED["channels"].values() if one["type"] == name]
    assert [one.name for one in fields(load_channel(name).Settings) if one.name not in block] == []


def test_every_setting_is_read_somewhere() -> None:
    read = {
        node.attr
        for package in ("pipeline", "channels")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    shapes = [one for one in vars(values).values() if isinstance(one, type) and is_dataclass(one)]
    shapes += [load_channel(name).Settings for name in OWN]
    unread = {f"{cls.__name__}.{one.name}" for cls in shapes for one in fields(cls) if one.name not in read}
    assert unread <= BY_NAME
