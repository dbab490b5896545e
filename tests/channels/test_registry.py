"""Channels are found by name: ours without a search of installed packages, others by their entry point."""

from __future__ import annotations

import tomllib

import pytest

from channels import registry
from channels.problems import ChannelError
from tests.town import ROOT


def test_ours_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"][registry.GROUP] == registry.OWN


@pytest.mark.parametrize("name", registry.OWN)
def test_each_is_found(name: str) -> None:
    assert registry.load(name).capabilities.title


def test_one_that_nobody_has_installed_is_one_line() -> None:
    with pytest.raises(ChannelError, match="no channel is called 'gufo'; installed: apprise, assisted"):
        registry.load("gufo")
