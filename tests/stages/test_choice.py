"""The choice of an item's template."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.council_channels import channels
from pipeline.model import Lane, News
from pipeline.phase import Phase
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from pipeline.stages.render.choice import Renderer

USUAL = frozenset({"allerta_protezione_civile", "avviso_servizio"})


@pytest.mark.parametrize(
    ("title", "phase", "approved", "name"),
    [
        ("Allerta gialla per temporali", Phase.NEW, None, "allerta_gialla"),
        ("Allerta gialla per temporali", Phase.NEW, USUAL, "allerta"),
        ("Allerta rossa per piena del Po", Phase.NEW, None, "allerta"),
        ("Evacuazione immediata di via Argine", Phase.NEW, None, "evacuazione"),
        ("Evacuazione immediata di via Argine", Phase.NEW, USUAL, "allerta"),
        ("Nessuna evacuazione è in corso", Phase.NEW, None, "allerta"),
        ("Allerta: pronti i piani di evacuazione", Phase.NEW, None, "allerta"),
        ("Acqua non potabile in via Roma: non berla", Phase.NEW, None, "pericolo"),
        ("Acqua non potabile in via Roma: non berla", Phase.NEW, USUAL, "allerta"),
        ("Fuga di gas: evitare piazza Garibaldi", Phase.NEW, None, "pericolo"),
        ("Scomparsa una donna di 82 anni", Phase.NEW, None, "pericolo"),
        ("Allerta rossa: domani scuole chiuse", Phase.NEW, None, "allerta"),
        ("Allerta meteo per forti temporali", Phase.NEW, None, "allerta"),
        ("Piena del Po: argini sotto controllo", Phase.NEW, None, "allerta"),
        ("Cessata l'allerta gialla", Phase.ALERT_OVER, None, "fine_allerta"),
        ("Cessata l'allerta gialla", Phase.ALERT_OVER, USUAL, "servizio"),
    ],
)
def test_a_special_template_is_taken_only_where_it_may_be_sent(
    tmp_path: Path, title: str, phase: Phase, approved: Collection[str] | None, name: str
) -> None:
    lay_out(tmp_path)
    config = load(tmp_path)
    render = Renderer(config, channels(config, {}), lambda channel: approved)
    lane = Lane.SERVICE if phase else Lane.EMERGENCY
    news = News(title, "Testo.", "Testo.", "", "Allerta", ("Allerta",), lane, 0.0, phase=phase)
    assert render.name(news, "whatsapp") == name


def test_an_end_never_takes_the_template_of_its_category(tmp_path: Path) -> None:
    """Which tells of beginnings: `Evento: annullato il concerto`, with programme and information."""
    lay_out(tmp_path)
    config = load(tmp_path)
    render = Renderer(config, channels(config, {}), lambda channel: USUAL | {"evento_in_comune"})
    news = News("Concerto", "", "Testo.", "", "Eventi", ("Eventi",), Lane.NEWS, 0.0)
    assert render.name(news, "whatsapp") == "evento"
    off = replace(news, title="Annullato il concerto", phase=Phase.CALLED_OFF)
    assert render.name(off, "whatsapp") == "notizia"


def test_an_end_has_the_text_of_an_end_on_every_channel(tmp_path: Path) -> None:
    lay_out(tmp_path)
    config = load(tmp_path)
    over = News("Cessata l'allerta", "", "", "", "Allerta", (), Lane.SERVICE, 0.0, phase=Phase.ALERT_OVER)
    there = Renderer(config, channels(config, {}))
    assert (there.name(over, "whatsapp"), there.name(over, "facebook")) == ("fine_allerta", "fine")
    folders = [folder for folder in config.templates.iterdir() if folder.name != "whatsapp"]
    assert [folder.name for folder in folders if not (folder / "fine.j2").exists()] == []


def test_a_colour_that_only_the_text_names_counts_as_well(tmp_path: Path) -> None:
    lay_out(tmp_path)
    config = load(tmp_path)
    summary = "Allerta gialla dalle 12."
    news = News("Avviso meteo", summary, summary, "", "Allerta", ("Allerta",), Lane.EMERGENCY, 0.0)
    assert Renderer(config, channels(config, {})).name(news, "whatsapp") == "allerta_gialla"
