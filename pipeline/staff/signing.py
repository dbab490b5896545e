"""What every act of staff has in common, at the terminal and on a page: it is written down, done, and its results shown
only when nothing more leaves against it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from pipeline.settings.values import Config
from pipeline.staff import acts
from pipeline.staff.actions import in_the_way_of_all
from pipeline.staff.corrections import Publisher
from pipeline.staff.deeds import Deeds
from pipeline.store import Store
from pipeline.store.clock_leaps import note_time
from pipeline.store.deliveries import SEEN
from pipeline.store.going_back import notice_restore

if TYPE_CHECKING:
    from channels.base import Channel


def carry_out(
    store: Store, asked: acts.Act, act: Callable[[], Deeds], now: float, *, only_stops: bool = False
) -> Deeds:
    """Write an act down, do it, and write down what came of it. `only_stops`: nothing can leave by it."""
    notice_restore(store)
    note_time(store, now)
    number = acts.begin(store, asked, now)
    deeds = act()
    acts.end(store, number, deeds)
    if not only_stops:
        deeds = deeds.but(in_the_way_of_all(store))
    time.sleep(SEEN)  # drains look more often than that, so nothing more leaves once the answer is shown
    return deeds


def publisher(
    config: Config, store: Store, channels: Mapping[str, Channel], asked: acts.Act, now: float
) -> Publisher:
    """What an act publishes with: texts as they are made at this moment."""
    from pipeline.stages.release.template_gate import approved_names
    from pipeline.stages.render.choice import Renderer, in_period

    render = Renderer(in_period(config, now), channels, partial(approved_names, store))
    return Publisher(store, config, channels, render, who=asked.who, because=asked.because)
