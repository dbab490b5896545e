"""A real WordPress from ../shared/portal, and an editor that writes on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.town import SHARED, free_port


class Editor:
    """Writes on the portal as council staff do."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self.portal = f"http://127.0.0.1:{port}/"
        self.feed = f"{self.portal}feed/"

    def do(self, action: str, **fields: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._said(action, fields)
        return answer

    def seed(self, items: Iterable[dict[str, Any]]) -> None:
        """Write many items at once, as `create` takes them."""
        self._said("seed", list(items))

    def _said(self, action: str, given: Any) -> Any:
        script = SHARED / "portal" / "wp" / "post.php"
        done = subprocess.run(
            ["php", str(script), str(self._folder / "www"), action],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )
        return json.loads(done.stdout)

    def _later(self, action: str, **fields: Any) -> dict[str, Any]:
        # WordPress dates changes by the second, and so do its validators.
        time.sleep(1.1)
        return self.do(action, **fields)

    def create(
        self, title: str, content: str = "<p>Testo della notizia.</p>", **fields: Any
    ) -> dict[str, Any]:
        return self._later("create", title=title, content=content, **fields)

    def edit(self, item: dict[str, Any], **fields: Any) -> None:
        self._later("edit", id=item["id"], **fields)

    def trash(self, item: dict[str, Any]) -> None:
        self._later("trash", id=item["id"])

    def untrash(self, item: dict[str, Any]) -> None:
        self._later("untrash", id=item["id"])


@contextmanager
def real_wordpress() -> Iterator[Editor]:
    """Skips with a reason where it cannot be; never in CI."""
    script = SHARED / "portal" / "real_wordpress.sh"
    there = script.exists() and shutil.which("php") and shutil.which("mariadbd")
    if not there:
        if os.environ.get("CI"):
            pytest.fail(
                "the real portal must run in CI: php-cli, mariadb-server-core and ../shared are needed"
            )
        pytest.skip("the real portal needs PHP, MariaDB and ../shared")
    folder, port = Path(tempfile.mkdtemp(prefix="wp")), free_port()
    try:
        subprocess.run(["bash", str(script), "start", str(folder), str(port)], check=True, timeout=240)
        yield Editor(folder, port)
    finally:
        subprocess.run(["bash", str(script), "stop", str(folder)], check=False, timeout=60)
        shutil.rmtree(folder, ignore_errors=True)
