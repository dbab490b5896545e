"""The town of a generated year: the very engine, and providers that keep a book."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from channels.meanings import Meaning
from channels.outcomes import Outcome, Retry
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load_as_written
from pipeline.settings.values import Config
from pipeline.simulate.play import Simulation
from pipeline.simulate.provider import Providers, Taken
from pipeline.simulate.stage import Crowd, staged
from tests.year.editors import ROME, Plan
from tests.year.portal import FEED, HOST

CROWD = Crowd(4, 0.25)  # one of four chose the digest


@dataclass
class Book(Providers):
    """Everything providers accepted, and when they did not work."""

    off: dict[str, list[tuple[float, float]]]
    taken: list[Taken] = field(default_factory=list)

    def trouble(self, channel: str, now: float) -> Outcome | None:
        if any(start <= now < end for start, end in self.off[channel]):
            return Retry("network", "no connection", means=Meaning.NO_CONNECTION)
        return None

    def take(self, taken: Taken) -> None:
        self.taken.append(taken)


@dataclass(frozen=True)
class Played:
    """A year that is over, still open."""

    plan: Plan
    simulation: Simulation
    book: Book


@contextmanager
def played(plan: Plan) -> Iterator[Played]:
    """Play the plan to its end, with this machine off as it says."""
    with tempfile.TemporaryDirectory(prefix="year-", dir=_memory()) as name:
        folder = Path(name)
        lay_out(folder / "council")
        config = load_as_written(folder / "council")
        config = replace(config, council=replace(config.council, portal=f"{HOST}/"))
        config = _with_elections(config, plan)
        feed = replace(config.feeds[0], url=FEED)
        book = Book(plan.providers_off)
        (folder / "stage").mkdir()
        stage = staged(config, folder / "stage", (feed,), CROWD)
        simulation = Simulation(stage, plan.portal, plan.start, CROWD, book)
        try:
            for start, end in [*plan.machine_off, (plan.end, plan.end)]:
                simulation.play(start)
                simulation.rest(end)
            yield Played(plan, simulation, book)
        finally:
            simulation.close()


def _with_elections(config: Config, plan: Plan) -> Config:
    """The settings with the plan's election periods, in a release that knows them."""
    if not hasattr(config, "elections"):
        return config
    from pipeline.settings.election import Election

    days = [[datetime.fromtimestamp(at, ROME).date() for at in spell] for spell in plan.elections]
    found = tuple(Election(f"Elezioni {n}", *spell) for n, spell in enumerate(days))
    return replace(config, **{"elections": found})


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
