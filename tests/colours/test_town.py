"""A council's colours from the two servers to the citizens' phones: real HTTP, a real database."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from pipeline.sandbox.colours import ROME
from pipeline.staff import actions
from pipeline.staff.corrections import Publisher
from pipeline.stages.render.choice import Renderer
from tests.town import Town, number

LOM = """
  - name: colori
    url: {sandbox}/colours/lista-zone
    type: colours
    colours: {{form: allertalom, istat: "020038"{more}}}
"""
DPC = """
  - name: colori
    url: {sandbox}/colours/bulletins/commits/master.atom
    type: colours
    colours: {{form: bulletin, istat: "020038"{more}}}
"""
BY = ', automatic: {{by: "Maria Rossi, sindaca"}}'.replace("{{", "{").replace("}}", "}")


def with_colours(town: Town, lines: str, more: str = "") -> None:
    """Add a source of colours to config.yaml, after its first feed."""
    sandbox = str(town.stage.url)
    town.change(r"(?m)^(feeds:\n)", rf"\1{lines.format(sandbox=sandbox, more=more).lstrip(chr(10))}")


def sets(town: Town, **told: Any) -> None:
    httpx.post(f"{town.stage.url}/sandbox/colours", json=told, trust_env=False).raise_for_status()


def today_at(town: Town, hour: int, day: int = 0) -> float:
    now = datetime.fromtimestamp(town.clock.time(), ROME)
    return (now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(day, hours=hour)).timestamp()


def tomorrow(town: Town, level: int) -> dict[str, int]:
    return {str(today_at(town, hour, 1)): level for hour in range(24)}


def texts(town: Town, citizen: str) -> list[str]:
    return [message["text"] for message in town.stage.phones().get(citizen, [])]


def test_an_orange_alert_goes_by_itself_where_somebody_has_decided_so_and_once(here: Town) -> None:
    with_colours(here, LOM, BY)
    here.join(number(1))
    here.tick()
    sets(here, hours={"10": tomorrow(here, 2)})
    for _ in range(3):
        here.tick()
    [told] = texts(here, number(1))
    assert "ALLERTA" in told
    assert "arancione per rischio idraulico" in told
    assert "Fonte: Regione Lombardia – allertaLOM" in told
    assert "Per tutta la giornata di" in told
    assert "Bassa pianura mantovana" in told
    why = here.call("why", "rischio idraulico").stdout
    assert "Maria Rossi, sindaca" in why
    assert "tipo scelto secondo il colore ufficiale" in why
    assert re.search(
        r"percorso whatsapp, rev 1: iniziato \S+ \S+, tentativi: 1\n +1 accettati dal fornitore", why
    )
    assert "percorso facebook" in why


def test_an_orange_alert_waits_where_nobody_has_decided(here: Town) -> None:
    with_colours(here, LOM)
    here.join(number(1))
    here.tick()
    sets(here, hours={"10": tomorrow(here, 2)})
    report = here.tick()
    assert report.exit_code == 3
    assert texts(here, number(1)) == []
    assert here.call("approve", "rischio idraulico").returncode == 0
    here.tick()
    assert len(texts(here, number(1))) == 1


def test_yellow_is_a_draft_for_one_command(here: Town) -> None:
    with_colours(here, LOM, BY)
    here.join(number(1))
    here.tick()
    sets(here, hours={"7": tomorrow(here, 1)})
    here.tick()
    assert texts(here, number(1)) == []
    assert "va detto ai cittadini?" in here.call("status").stdout
    assert here.call("approve", "Allerta gialla per temporali").returncode == 0
    here.tick()
    [told] = texts(here, number(1))
    assert told.startswith("ALLERTA GIALLA")
    assert "tieniti informato" in told


@pytest.mark.parametrize("down", ["hours", ""])
def test_no_value_and_an_outage_are_not_green(here: Town, down: str) -> None:
    with_colours(here, LOM, BY)
    here.join(number(1))
    here.tick()
    sets(here, hours={"10": tomorrow(here, 2)})
    here.tick()
    sets(here, hours={"10": tomorrow(here, -1)}, down=down)
    here.tick()
    sets(here, hours={"10": tomorrow(here, 2)}, down="")
    here.clock.ahead += 3600
    here.tick()
    assert len(texts(here, number(1))) == 1


def test_the_end_reaches_those_who_got_the_beginning_and_a_draft_ends_in_silence(here: Town) -> None:
    with_colours(here, LOM, BY)
    here.join(number(1))
    here.tick()
    sets(here, hours={"10": tomorrow(here, 2), "7": tomorrow(here, 1)})
    here.tick()
    sets(here, hours={"10": tomorrow(here, 0), "7": tomorrow(here, 0)})
    here.tick()
    here.tick()
    first, second = texts(here, number(1))
    assert "arancione" in first
    assert "FINE ALLERTA" in second
    assert "rischio idraulico" in second
    assert here.rows("SELECT count(*) FROM post WHERE state = 'held'") == [(0,)]


def test_what_is_approved_too_late_never_leaves(here: Town) -> None:
    with_colours(here, LOM)
    here.join(number(1))
    here.tick()
    sets(here, hours={"10": tomorrow(here, 2)})
    here.tick()
    here.clock.ahead += today_at(here, 24, 1) + 1 - here.clock.time()
    with here.open_council() as opened:  # not by the command, which sends at once, by the real clock
        render = Renderer(opened.config, opened.channels)
        by = Publisher(opened.store, opened.config, opened.channels, render)
        actions.approve(by, "rischio idraulico", "", here.clock.time())
    here.tick()
    assert texts(here, number(1)) == []


def areas(idraulico: int, temporali: Any = 0) -> list[dict[str, Any]]:
    levels = {"idraulico": idraulico, "temporali": temporali, "idrogeologico": 0}
    other = {
        "code": "Lomb-01",
        "name": "Valchiavenna",
        "councils": ["Chiavenna"],
        "levels": {**levels, "idraulico": 3},
    }
    ours = {"code": "Lomb-09", "name": "Bassa pianura", "councils": ["Ostiglia", "Revere"], "levels": levels}
    return [other, ours]


def stamp(town: Town, hour: int, day: int = 0) -> str:
    return f"{datetime.fromtimestamp(today_at(town, hour, day), ROME):%Y%m%d_%H%M}"


def test_the_national_bulletin_its_late_parts_and_its_correction(here: Town) -> None:
    with_colours(here, DPC, BY)
    here.join(number(1))
    sets(here, stamp=stamp(here, 15, -1), today=areas(0), tomorrow=areas(0))
    here.tick()
    sets(here, stamp=stamp(here, 15), today=areas(0), tomorrow=areas(2), whole=False)
    here.tick()
    assert texts(here, number(1)) == []  # it has not arrived yet
    sets(here, stamp=stamp(here, 15), today=areas(0), tomorrow=areas(2))
    here.clock.ahead += 600
    here.tick()
    sets(here, stamp=stamp(here, 18), today=areas(0), tomorrow=areas(2))  # errata corrige, of another zone
    here.tick()
    [told] = texts(here, number(1))
    assert "Fonte: Dipartimento della Protezione Civile, CC-BY 4.0" in told
    sets(here, stamp=stamp(here, 15), today=areas(0), tomorrow=areas(0))  # an older one, touched again
    here.tick()
    assert len(texts(here, number(1))) == 1
    sets(here, stamp=stamp(here, 19), today=areas(0), tomorrow=areas(3))
    here.tick()
    assert "L'allerta sale da arancione a rossa" in texts(here, number(1))[1]


def test_words_that_nobody_knows_are_told_to_the_staff_and_never_guessed(here: Town) -> None:
    with_colours(here, DPC, BY)
    here.join(number(1))
    sets(here, stamp=stamp(here, 15, -1), today=areas(0), tomorrow=areas(0))
    here.tick()
    sets(here, stamp=stamp(here, 15), today=areas(0), tomorrow=areas(2, "ALLERTA VIOLA"))
    for _ in range(3):
        here.tick()
    assert len(texts(here, number(1))) == 1
    assert "ALLERTA VIOLA" in here.call("status").stdout


def test_the_end_is_told_although_a_draft_lies_between(here: Town) -> None:
    with_colours(here, LOM, BY)
    here.join(number(1))
    here.tick()
    for level in (2, 1, 0):
        sets(here, hours={"10": tomorrow(here, level)})
        here.tick()
    here.tick()
    assert ["FINE ALLERTA" in text for text in texts(here, number(1))] == [False, True]


def test_a_colour_that_comes_back_before_anybody_was_told_otherwise_is_not_told_twice(here: Town) -> None:
    with_colours(here, LOM, BY)
    here.join(number(1))
    here.tick()
    for level in (2, 1, 2, 3):
        sets(here, hours={"10": tomorrow(here, level)})
        here.tick()
    here.tick()
    told = texts(here, number(1))
    assert ["arancione" in told[0], "sale da arancione a rossa" in told[1], len(told)] == [True, True, 2]
    assert here.rows("SELECT count(*) FROM post WHERE state = 'held'") == [(0,)]


def test_the_first_reading_tells_nobody_neither_does_another_council_in_the_settings(here: Town) -> None:
    with_colours(here, LOM, BY)
    sets(here, hours={"10": tomorrow(here, 2)})
    here.join(number(1))
    here.tick()
    here.change("020038", "020039")
    sets(here, istat="020039")
    sets(here, hours={"10": tomorrow(here, 3)})
    here.tick()
    assert texts(here, number(1)) == []
    sets(here, hours={"10": tomorrow(here, 2)})
    here.tick()
    assert len(texts(here, number(1))) == 1
