"""The demo plays to its end, and says so if something is not as it should be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.town import ROOT


def demo(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "demo", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_the_demo_ends_by_itself_and_everything_arrived_once(tmp_path: Path) -> None:
    done = demo(tmp_path, "--once", "--citizens", "60")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("48 di 48 una volta") == 5
    assert "Messaggi a chi si era cancellato (12 cittadini): 0" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_flood_night_ends_by_itself_with_the_report(tmp_path: Path) -> None:
    done = demo(tmp_path, "--night", "--citizens", "12")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Arrivato una volta a 12 telefoni su 12") == 7
    for shown in ("ALLERTA GIALLA", "arancione per rischio", "EVACUAZIONE disposta", "FINE ALLERTA"):
        assert shown in done.stdout
    assert "La via indicata prima era sbagliata" in done.stdout
    assert "due persone: chi l'ha chiesta e chi l'ha approvata" in done.stdout
    assert "per decisione del\n" in done.stdout  # the mayor's name stands in the settings only
    assert (tmp_path / "demo" / "rapporto.pdf").read_bytes().startswith(b"%PDF")
    assert "Traceback" not in done.stderr
