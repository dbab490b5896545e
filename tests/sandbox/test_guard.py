"""The sandbox and a service for citizens do not mix, and no other site's page reaches the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.model import Mode
from pipeline.portals.reading import limits_of
from pipeline.sandbox.app import sandbox_in_thread
from pipeline.sandbox.world import SandboxSettings
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from tests.commands import call
from tests.town import change_config

ITEM = {"title": "Ponte chiuso", "text": "Per lavori."}


@pytest.fixture
def url() -> Iterator[str]:
    with sandbox_in_thread(SandboxSettings()) as address:
        yield address


def publish(url: str, **headers: str) -> int:
    shown = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(f"{url}/sandbox/items", json=ITEM, headers=shown, trust_env=False).status_code


def titles(url: str) -> list[str]:
    return [item["title"] for item in httpx.get(f"{url}/sandbox/items", trust_env=False).json()]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://altrove.example.com"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},  # another port of this machine
        {"Host": "altrove.example.com"},
        {"Host": "127.0.0.1.altrove.example.com"},
        {"Host": "[::1"},
    ],
)
def test_another_sites_page_can_neither_publish_nor_read(url: str, headers: dict[str, str]) -> None:
    before = titles(url)
    assert publish(url, **headers) == 403
    assert titles(url) == before
    if "Host" in headers:
        assert httpx.get(f"{url}/sandbox/phones", headers=headers, trust_env=False).status_code == 403


def test_programs_and_the_sandboxs_own_page_can(url: str) -> None:
    assert publish(url) == 200
    assert publish(url, Origin=url, Sec_Fetch_Site="same-origin") == 200
    assert titles(url).count(ITEM["title"]) == 2


def test_no_page_of_it_can_be_framed(url: str) -> None:
    headers = httpx.get(f"{url}/sandbox", trust_env=False).headers
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("live", ["testers", "all"])
def test_it_does_not_start_where_citizens_are_served(tmp_path: Path, live: str) -> None:
    lay_out(tmp_path)
    change_config(tmp_path, "^live: off", f"live: {live}")
    refused = call("-C", str(tmp_path), "sandbox")
    assert refused.returncode == 2
    [line] = refused.stderr.splitlines()
    assert line.startswith("infostiglia: config.yaml:")
    assert "`live: off`" in line


@pytest.mark.parametrize("live", Mode)
def test_its_port_is_trusted_only_as_long_as_it_plays_the_portal(tmp_path: Path, live: Mode) -> None:
    lay_out(tmp_path)
    change_config(tmp_path, "^live: off", f"live: {live}")
    limits = limits_of(load(tmp_path))
    assert bool(limits.trusted) == (live is Mode.OFF)
