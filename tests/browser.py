"""A real browser for tests: Debian's Chromium, driven by Playwright, and axe-core, which judges accessibility."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import pytest

# The rules of WCAG 2.1, levels A and AA, and what axe-core recommends besides.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def demand_chromium() -> str:
    """The path of the browser. Skips if it is not there, fails in CI."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    if not program or find_spec("playwright") is None:
        missing = "Chromium (apt) and Playwright (the dev group) are not both on this machine"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return program


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser (Playwright's `Browser`) for the length of a `with`, in which this thread cannot `asyncio.run`."""
    program = demand_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Without its sandbox, which a container does not let it have: it opens our own pages only.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def barriers(page: Any) -> list[str]:
    """What axe-core finds on a page of a context made with `bypass_csp`: a rule and its first place each."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found]
