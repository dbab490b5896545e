"""No release with a known hole satisfies pyproject.toml, and the lock satisfies it."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.town import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = {one.name: one for one in map(Requirement, PROJECT["dependencies"])}
LOCKED = re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M)
# The last release with a hole that concerns a service like ours, and the hole.
HOLES = {
    "aiohttp": ("3.13.2", "CVE-2025-69223: a compressed body takes all memory"),
    "jinja2": ("3.1.5", "CVE-2025-27516: out of the sandbox through |attr"),
    "httpcore": ("1.0.8", "CVE-2025-43859: an h11 that takes broken chunks"),
    "oauthlib": ("3.2.0", "CVE-2022-36087: an address that stops it"),
    "requests": ("2.32.5", "CVE-2026-25645: files of a stranger in the temporary folder"),
    "urllib3": ("2.6.2", "CVE-2026-21441: the body of a redirect is unpacked without a limit"),
    "cryptography": ("46.0.6", "CVE-2026-39892: reads beyond a buffer"),
    "pillow": ("12.1.1", "CVE-2026-40192: a picture that takes all memory"),
}


@pytest.mark.parametrize("name", HOLES)
def test_a_release_with_a_hole_is_not_taken(name: str) -> None:
    assert Version(HOLES[name][0]) not in ASKED[name].specifier, HOLES[name][1]


def test_the_lock_has_what_is_asked_for() -> None:
    locked = {name: Version(version) for name, version in LOCKED}
    for name, asked in ASKED.items():
        assert locked[name] in asked.specifier, name
