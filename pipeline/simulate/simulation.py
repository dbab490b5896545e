"""One simulation, from a recording to its outcome, in a folder that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.settings.values import Config
from pipeline.simulate.outcome import Scale, Told, all_told, at_first_reading
from pipeline.simulate.play import Simulation
from pipeline.simulate.portal import RecordedPortal
from pipeline.simulate.recorded import Recording
from pipeline.simulate.stage import Crowd, staged

Progress = Callable[[float], None]  # hears the moment that has been reached, Unix seconds
MEMORY = Path("/dev/shm")  # where a commit waits for no disk


@dataclass(frozen=True)
class Played:
    """A simulation that is over."""

    config: Config
    source: str
    start: float  # Unix seconds
    end: float
    crowd: Crowd
    told: list[Told]
    baseline: int  # items that were there at the first reading
    read: int  # entries of the recording
    undated: int  # entries left out, because they have no date
    reworded: int  # entries of which only the last wording is known
    broadcast: tuple[str, ...]  # channels that go to citizens

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.config.council.timezone)


def simulate(
    config: Config,
    recording: Recording,
    start: float,
    end: float,
    crowd: Crowd,
    progress: Progress = lambda reached: None,
) -> Played:
    """Play a recording from `start` to `end` (Unix seconds). Nothing of the council's folder is opened for it but its
    templates."""
    archive = recording.archive
    with tempfile.TemporaryDirectory(prefix="simulate-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        stage = staged(config, Path(folder), (recording.feed,), crowd)
        simulation = Simulation(stage, RecordedPortal(recording.feed, archive), start, crowd)
        try:
            simulation.play(end, progress)
            scale = Scale(simulation.council.channels, crowd.weight)
            told = all_told(simulation.store, scale, simulation.waits)
            baseline = at_first_reading(simulation.store)
        finally:
            simulation.close()
    broadcast = tuple(name for name, one in scale.channels.items() if one.capabilities.broadcast)
    read = len({one.name for one in archive.versions})
    about = (told, baseline, read, archive.undated, archive.reworded, broadcast)
    return Played(config, recording.feed.url, start, end, crowd, *about)
