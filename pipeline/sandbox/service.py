"""The service beside its sandbox, for people who try it out: `serve`, and a `run` every few seconds, as processes."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

EVERY = 3.0  # seconds between two runs
SETTINGS_ARE_WRONG = 2


async def play_service(folder: Path) -> None:
    """Let `serve` and `run` work in the folder until cancelled. What is wrong with its settings is shown once."""
    serving = await asyncio.create_subprocess_exec(*_command(folder, "serve"))
    shown = b""
    try:
        while True:
            run = await asyncio.create_subprocess_exec(
                *_command(folder, "run"), stderr=asyncio.subprocess.PIPE
            )
            try:
                _, said = await run.communicate()
            finally:
                if run.returncode is None:
                    run.terminate()
            if run.returncode == SETTINGS_ARE_WRONG and said != shown:
                click.echo(said.decode("utf-8", "replace").rstrip(), err=True)
                shown = said
            await asyncio.sleep(EVERY)
    finally:
        if serving.returncode is None:
            serving.terminate()
        await serving.wait()


def _command(folder: Path, name: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", "-C", str(folder), name]
