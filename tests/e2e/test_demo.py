"""The demo plays to its end, and says so if something is not as it should be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.town import ROOT


def test_the_demo_ends_by_itself_and_everything_arrived_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "demo", "--once", "--citizens", "60"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("48 di 48 una volta") == 5
    assert "Messaggi a chi si era cancellato (12 cittadini): 0" in done.stdout
    assert "Traceback" not in done.stderr
