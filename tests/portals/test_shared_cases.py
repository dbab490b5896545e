"""The small inputs of ../shared/cases that went wrong once, each with its right value."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.addresses import OwnSites
from pipeline.model import Document, Parsed, Source
from pipeline.stages.parse.parse import parse

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 11, 25, 19, tzinfo=ROME).timestamp()
HOME = "https://www.comune.esempio.it/"


def read(file: Path) -> Parsed:
    source = Source.CALENDAR if file.suffix == ".ics" else Source.FEED
    return parse(Document(file.read_bytes(), HOME, ROME, source=source, ours=OwnSites(HOME), now=NOW))


def plain(number: int) -> str:
    return f"Testo della notizia numero {number}, con qualche parola."


@pytest.mark.parametrize(
    ("file", "values"),
    [
        ("01-media-description", {"text": plain(10), "image_alt": "Il ponte visto da sud (foto archivio)"}),
        ("05-body-escaped-twice", {"text": "Dal 23 novembre l'ufficio è chiuso."}),
        ("08-script-after-rss", {"text": plain(17)}),
        (
            "12-quotes-written-as-angle-brackets",
            {"title": "Bando <<Vita indipendente>>: domande entro il 30"},
        ),
        ("13-enclosure-without-type", {"image": f"{HOME}f/ponte.jpg"}),
        ("14-link-without-scheme", {"link": f"{HOME}notizie/23"}),
        ("15-link-with-backslashes-and-spaces", {"link": f"{HOME}notizie/avviso%2024.pdf"}),
        ("17-drupal-node-fields", {"text": "Il ponte resta chiuso da domani."}),
        ("18-joomla-cloaked-mail", {"text": "Iscrizioni a entro venerdì."}),
        ("19-date-year-0001", {"published": None}),
        ("28-title-with-tags-and-br", {"title": "AVVISO Acqua sospesa"}),
        ("32-cut-within-a-two-byte-letter", {"title": "Lavori in via “Garibaldi”: l’ufficio è chiuso"}),
        ("33-unclosed-iframe", {"text": "Prima.\n\nDopo la mappa: strada chiusa."}),
        ("parse-empty-link-guid-permalink", {"link": f"{HOME}n/9"}),
        ("parse-text-before-xml", {"title": "Città più bella", "text": "Perché è così"}),
        ("pics", {"image_alt": "Bambini sullo scivolo"}),
        ("table", {"text": "Lun Umido\nMar Carta\n\n- uno\n- due"}),
    ],
)
def test_a_feed_of_the_cases_is_read_right(shared: Path, file: str, values: dict[str, object]) -> None:
    first = read(shared / "cases" / "feeds" / f"{file}.xml").entries[0]
    assert {name: getattr(first, name) for name in values} == values


@pytest.mark.parametrize(
    "file", ["08-script-after-rss", "parse-text-before-xml", "32-cut-within-a-two-byte-letter"]
)
def test_a_damage_is_told(shared: Path, file: str) -> None:
    assert read(shared / "cases" / "feeds" / f"{file}.xml").flaw is not None


@pytest.mark.parametrize("file", ["feeds/26-dcterms-valid-over.xml", "calendars/ended.ics"])
def test_what_is_past_its_end_is_over(shared: Path, file: str) -> None:
    until = read(shared / "cases" / file).entries[0].until
    assert until is not None
    assert until < NOW


def test_the_next_date_of_a_series_is_told(shared: Path) -> None:
    [event] = read(shared / "cases" / "calendars" / "series.ics").entries
    assert event.text == "martedì 1º dicembre 2026, ore 17:00, Teatro"
