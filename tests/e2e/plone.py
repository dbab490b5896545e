"""A real Plone 6 from the package registry, and an editor that writes on it through its REST interface."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.town import ROOT, free_port, until

HERE = Path(__file__).resolve().parent
PINS = HERE / "plone.txt"
VENV = ROOT / ".venv-plone"


class Editor:
    """Writes on the portal as council staff do."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.feed = f"{site}/ultime/atom.xml"
        self.rest = (
            f"{site}/++api++/@search?portal_type=News+Item&fullobjects=1"
            "&sort_on=effective&sort_order=descending&b_size=20"
        )
        self._http = httpx.Client(
            auth=("admin", "admin"), headers={"Accept": "application/json"}, timeout=60, trust_env=False
        )

    def do(self, method: str, path: str, body: dict[str, Any]) -> Any:
        answer = self._http.request(method, f"{self.site}/{path}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def get(self, url: str) -> httpx.Response:
        """A client without login, as the public has."""
        return httpx.get(url, headers={"Accept": "application/json"}, trust_env=False, timeout=60)


def _environment() -> Path:
    """Made once; anew when the pins change."""
    stamp = VENV / hashlib.sha256(PINS.read_bytes()).hexdigest()
    if not stamp.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True, timeout=120)
        pip = [str(VENV / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "-r", str(PINS)], check=True, timeout=900)
        stamp.touch()
    return VENV / "bin"


@contextmanager
def real_plone() -> Iterator[Editor]:
    """Skips with a reason unless asked for (`make test-full`); never in CI."""
    if not os.environ.get("CI") and not os.environ.get("FULL"):
        pytest.skip("Plone takes a minute and 400 MB: `make test-full` runs it")
    programs = _environment()
    folder, port = Path(tempfile.mkdtemp(prefix="plone")), free_port()
    try:
        subprocess.run([str(programs / "mkwsgiinstance"), "-d", str(folder), "-u", "admin:admin"], check=True)
        ini = folder / "etc" / "zope.ini"
        ini.write_text(ini.read_text().replace("8080", str(port)))
        make = [
            str(programs / "zconsole"),
            "run",
            str(folder / "etc" / "zope.conf"),
            str(HERE / "plone_site.py"),
        ]
        made = subprocess.run(make, capture_output=True, text=True, timeout=300, check=False)
        assert "Error" not in made.stderr, made.stderr[-2000:]  # its exit code says nothing
        server = subprocess.Popen(
            [str(programs / "runwsgi"), str(ini)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            editor = Editor(f"http://127.0.0.1:{port}/Plone")
            until(lambda: _answers(editor.feed), 120, 0.3)
            yield editor
        finally:
            server.terminate()
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
