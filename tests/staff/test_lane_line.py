"""The line of `why` and `preview` that says what made an item's lane. No clock, no database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model import Lane, Mode, News
from pipeline.settings.values import Config, Council, Feed, Service
from pipeline.staff.lane_line import lane_line
from pipeline.words import put
from tests.stages.test_render import NEWS
from tests.town import Town

FEEDS = (
    Feed("portal", "https://c.example.it/feed/"),
    Feed("avvisi", "https://c.example.it/a", lane=Lane.SERVICE),
)
LANES = {"allerta": Lane.EMERGENCY, "avvisi": Lane.SERVICE}
CONFIG = Config(
    Path("."),
    Mode.OFF,
    Council("Comune", "https://c.example.it/"),
    Service("+39 333 000 0001", "https://c.example.it/privacy", "1"),
    FEEDS,
    (),
    LANES,
)


def item(title: str, category: str, lane: Lane) -> News:
    return replace(
        NEWS, title=title, summary="", text="", lane=lane, category=category, categories=(category,)
    )


@pytest.mark.parametrize(
    ("title", "category", "source", "lane", "line"),
    [
        (
            "Acqua non potabile in via Po",
            "Notizie",
            "portal",
            Lane.EMERGENCY,
            "tipo scelto: per le parole «acqua non potabile»",
        ),
        (
            "Incendio in via Verdi",
            "Notizie",
            "portal",
            Lane.NEWS,
            "tipo scelto: come impostato per la fonte portal",
        ),
        ("Nebbia", "Allerta", "portal", Lane.EMERGENCY, "tipo scelto: per la categoria «Allerta»"),
        ("Sagra", "Eventi", "portal", Lane.NEWS, "tipo scelto: come impostato per la fonte portal"),
        (
            "Sagra",
            "Eventi",
            "avvisi",
            Lane.SERVICE,
            "tipo scelto: come impostato per la fonte avvisi",
        ),
        (
            "Esercitazione di evacuazione",
            "Allerta",
            "portal",
            Lane.SERVICE,
            "tipo scelto: le parole dicono che è un'esercitazione",
        ),
        (
            "Corso di primo soccorso",
            "Allerta",
            "portal",
            Lane.NEWS,
            "tipo scelto: la categoria «Allerta» è per le emergenze, ma le parole non sembrano dirne una",
        ),
        (
            "Sagra",
            "Eventi",
            "portal",
            Lane.SERVICE,
            "tipo scelto da un'altra fonte, un'impostazione o una versione precedente (oggi "
            "sarebbe: notizia, come impostato per la fonte portal)",
        ),
        ("Sagra", "Eventi", "tolta", Lane.NEWS, ""),
    ],
)
def test_the_line_says_what_made_the_lane(
    title: str, category: str, source: str, lane: Lane, line: str
) -> None:
    found = lane_line(item(title, category, lane), source, CONFIG)
    assert (put(found) if found else "") == line


def test_why_and_preview_show_it(here: Town) -> None:
    here.stage.publish("Acqua non potabile in via Po", "Non bere.", categories=["Notizie"])
    here.stage.publish("Incendio in via Verdi", "Spento.", categories=["Notizie"])
    here.tick()
    line = "tipo scelto: per le parole «acqua non potabile»"
    assert line in here.call("why", "Acqua non potabile").stdout
    shown = here.call("preview", "portal", "--items", "2").stdout
    assert line in shown
    assert "«incendio» potrebbe essere un'emergenza" in shown
    assert "«incendio» potrebbe essere un'emergenza" in here.call("why", "Incendio").stdout
