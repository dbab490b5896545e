"""The report of `discover`, which works without a folder and reads as `run` does where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.sentence import Sentence
from pipeline.cli.terminal import say_fault
from pipeline.portals.discover import discover
from pipeline.portals.proposing import report
from pipeline.portals.reading import limits_of
from pipeline.settings.reader import load
from pipeline.settings.values import FILE, Config, ConfigError
from pipeline.stages.fetch.fetch import Limits

HERE = "Europe/Rome"


def report_of(folder: Path, url: str) -> Iterator[str]:
    """The report, line by line. Raises FeedError if the portal cannot be read."""
    config = _settings(folder)
    # A person at the terminal may read any address.
    limits = replace(limits_of(config), private=True) if config else Limits(private=True)
    zone = ZoneInfo(config.council.timezone if config else HERE)
    yield from report(discover(url, limits, zone), zone)


def _settings(folder: Path) -> Config | None:
    """The settings of the folder; None where there are none yet, or they are being written."""
    try:
        return load(folder) if (folder / FILE).is_file() else None
    except ConfigError:
        say_fault(Sentence("config.yaml has mistakes (see `infostiglia check`): read without its `headers`"))
        return None
