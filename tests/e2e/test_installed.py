"""Installed from its wheel the program carries its defaults and its SQL."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.town import ROOT


def test_the_wheel_lays_out_a_folder_and_checks_it(tmp_path: Path) -> None:
    source = tmp_path / "source"
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    for name in files:
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=source, check=True, timeout=120
    )
    [wheel] = (source / "dist").glob("infostiglia-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
        names = archive.namelist()
    for wanted in ("pipeline/_defaults/config.yaml", "pipeline/_defaults/templates/whatsapp/notizia.j2"):
        assert wanted in names
    assert "pipeline/store/sql/schema_0001.sql" in names
    assert {"pipeline/web/pages/tray.html", "pipeline/sandbox/pages/sandbox.css"} <= set(names)
    assert "pipeline/locale/it/LC_MESSAGES/infostiglia.mo" in names
    # The folder of the wheel comes first, so that the checkout is not seen.
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    command = [sys.executable, "-m", "pipeline"]
    subprocess.run([*command, "init", "town"], cwd=tmp_path, env=env, check=True, timeout=60)
    done = subprocess.run(
        [*command, "-C", "town", "check"], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
