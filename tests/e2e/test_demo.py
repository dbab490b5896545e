"""The demo plays to its end, and says so if something is not as it should be."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import httpx

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


def test_the_demo_stays_open_as_citizen_clerk_and_mayor_see_it(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "pipeline", "demo", "--citizens", "20"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True) as playing:
        assert playing.stdout is not None
        said = _until(playing.stdout, "Ctrl-C")
        citizen, clerk, mayor, _ = re.findall(r"http://\S+", said)
        assert "Acqua sospesa in via Verona" in httpx.get(f"{citizen}notizie", trust_env=False).text
        for link in (clerk, mayor):
            assert httpx.get(link, trust_env=False).status_code == 200
        playing.send_signal(signal.SIGINT)
        assert playing.wait(60) == 0


def _until(lines: IO[str], word: str) -> str:
    """What is said up to the line that has a word."""
    said = ""
    while word not in said:
        line = lines.readline()
        assert line, said
        said += line
    return said


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
