"""This machine and this folder: packages, database, rights of files, pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.metadata import packages_distributions

from channels.problems import SettingError
from channels.sentence import Sentence
from pipeline.model import Lane
from pipeline.portals.picture_box import boxed_card
from pipeline.settings import modes
from pipeline.settings.values import Config
from pipeline.staff.room import little_room, nearest
from pipeline.stages.render.cards import Card
from pipeline.store import errors, opening
from pipeline.store.clock_leaps import clock_is_set


def foreign_packages() -> Iterator[Sentence]:
    """Other packages that are called `pipeline` or `channels`: some on PyPI are."""
    owners = packages_distributions()
    for name in ("pipeline", "channels"):
        for other in set(owners.get(name, ())) - {"infostiglia"}:
            yield Sentence(
                "package {name}: also of the distribution {other}; give InfOstiglia an environment of its own",
                name=name,
                other=other,
            )


def database_problems(config: Config) -> Iterator[Sentence]:
    """Problems of the database's engine, and a database that was there and is missing."""
    try:
        opening.engine_name(config)
        opening.demand_database(config)
    except errors.StoreError as error:
        yield error.sentence
    if problem := opening.mark_problem(config):
        yield problem


def clock_problems(now: float) -> Iterator[Sentence]:
    """A clock that has not been set: `run` reads and sends nothing before."""
    if not clock_is_set(now):
        yield Sentence("the clock of this machine is not set: nothing is read or sent until it is")


def folder_problems(config: Config) -> Iterator[Sentence]:
    """A folder of data that this account cannot write."""
    place = nearest(config)
    if not os.access(place, os.W_OK | os.X_OK):
        yield Sentence(
            "{where}: this account cannot write there: use the one that owns the folder, or change its owner (chown)",
            where=place,
        )


def room(config: Config) -> Iterator[Sentence]:
    """A disk that will soon be full."""
    if little := little_room(config):
        where = config.where("data")
        yield Sentence("{where}: ATTENTION: {warning}", where=where, warning=little.sentence)


def closed_now(config: Config) -> Iterator[Sentence]:
    """Files with citizens' data or keys that others could read; they are closed, where this account may do that."""
    before = modes.open_to_others(config)
    still = modes.close_to_others(config)
    for path in before:
        if path in still:
            yield Sentence(
                "{path}: other accounts may read or change it; its owner must close it (chmod)",
                path=path,
            )
        else:
            yield Sentence("{path}: other accounts could read or change it; it is closed now", path=path)


def card_problems(config: Config) -> Iterator[Sentence]:
    """Pictures of the council (crest, grounds of the cards) that cannot be drawn."""
    council = config.council
    for lane in (Lane.EMERGENCY, Lane.SERVICE, Lane.NEWS) if council.crest or council.cards else ():
        ground = council.cards.get(lane, "")
        try:
            boxed_card(
                Card(
                    lane, "Prova", "", council.name, colour=council.colour, crest=council.crest, ground=ground
                )
            )
        except SettingError as error:
            yield config.error(error.key, error.problem).sentence
