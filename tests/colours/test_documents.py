"""Documents of the sources, made by hand from their descriptions: what is read of them, and what is never guessed."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.colour import ColourPlace, Hazard, Level, Notice, Span
from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Parsed, Source
from pipeline.stages.decide.notices import in_force
from pipeline.stages.parse.box import parse_boxed
from pipeline.stages.parse.colour_words import said_by
from pipeline.stages.parse.exchange import FeedError
from pipeline.stages.parse.parse import parse

ROME = ZoneInfo("Europe/Rome")
OSTIGLIA = ColourPlace("", "020038", "", "Comune di Ostiglia")
LOM = "https://www.allertalom.regione.lombardia.it/lista-zone?cdTipologiaGis=9&cdIstatComune=020038"
MAPS = "https://raw.example.it/master/files/topojson/"


def at(day: int, hour: int = 0) -> float:
    return datetime(2026, 11, day, hour, tzinfo=ROME).timestamp()


def read(body: str | bytes, url: str = LOM, about: ColourPlace = OSTIGLIA) -> Parsed:
    raw = body.encode() if isinstance(body, str) else body
    return parse(Document(raw, url, ROME, source=Source.COLOURS, about=about))


def levels(parsed: Parsed) -> dict[tuple[str, str], list[tuple[float, float, Level]]]:
    return {
        (one.hazard, one.day): [(span.begin, span.end, span.level) for span in one.spans]
        for one in parsed.colours.found
    }


# -- allertaLOM --------------------------------------------------------------------------------------


def lom(*hours: tuple[int, int, int], code: str = "020038") -> str:
    told = "".join(
        f"<livello><dtPrevisione>{int(at(day, hour)) * 1000}</dtPrevisione><cdLivello>{level}</cdLivello></livello>"
        for day, hour, level in hours
    )
    return (
        "<listaZone><zona><cdZona>IM-11</cdZona><dsZona>Bassa pianura mantovana</dsZona>"
        f"<cdIstatComune>{code}</cdIstatComune><livelli>{told}</livelli></zona></listaZone>"
    )


def test_hours_of_one_level_become_one_span_and_days_are_cut_at_midnight() -> None:
    found = levels(read(lom((27, 22, 1), (27, 23, 1), (28, 0, 1), (28, 1, 2), (28, 2, -1))))
    assert found == {
        ("hydrogeological", "2026-11-27"): [(at(27, 22), at(28), Level.YELLOW)],
        ("hydrogeological", "2026-11-28"): [
            (at(28), at(28, 1), Level.YELLOW),
            (at(28, 1), at(28, 2), Level.ORANGE),
        ],
    }


def test_levels_as_attributes_are_read_too() -> None:
    body = f'<zone zona="IM-11"><ora dtPrevisione="{int(at(27)) * 1000}" cdLivello="3"/></zone>'
    assert levels(read(body)) == {("hydrogeological", "2026-11-27"): [(at(27), at(27, 1), Level.RED)]}


def test_no_forecast_is_no_reading() -> None:
    assert read(lom((27, 0, -1), (27, 1, -1))).colours.found == ()


@pytest.mark.parametrize("level", [4, -2, 17])
def test_an_unknown_level_is_told_and_not_guessed(level: int) -> None:
    parsed = read(lom((27, 0, level), (27, 1, 1)))
    assert parsed.flaw is not None
    assert parsed.flaw.code is FeedCode.COLOURS_UNKNOWN
    assert levels(parsed) == {("hydrogeological", "2026-11-27"): [(at(27, 1), at(27, 2), Level.YELLOW)]}


@pytest.mark.parametrize("body", ["<listaZone/>", lom((27, 0, 1), code="098019")])
def test_an_answer_without_the_council_is_a_failure(body: str) -> None:
    with pytest.raises(FeedError) as error:
        read(body)
    assert error.value.reason.code is FeedCode.COLOURS_NO_COUNCIL


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html><body>manutenzione</body></html>",
        '<!DOCTYPE z [<!ENTITY a "b">]><z>&a;</z>',
        "{",
        '{"objects": {}}',
        "PK\x03\x04 broken",
        "<listaZone><zona>",
        "[]",
    ],
)
def test_anything_else_is_one_clear_line(body: str) -> None:
    with pytest.raises(FeedError) as error:
        read(body, MAPS + "20261127_1500_today.json")
    assert error.value.reason.code in (FeedCode.NO_COLOURS, FeedCode.COLOURS_NO_COUNCIL)


def test_foreign_bytes_are_parsed_in_the_box() -> None:
    document = Document(lom((27, 0, 1)).encode(), LOM, ROME, source=Source.COLOURS, about=OSTIGLIA)
    assert parse_boxed(document) == parse(document)


# -- the national bulletin ---------------------------------------------------------------------------

GREEN = "Assenza di fenomeni significativi prevedibili / NESSUNA ALLERTA"
YELLOW = "ORDINARIA CRITICITA' PER RISCHIO IDRAULICO / ALLERTA GIALLA"


def topology(councils: object, **words: object) -> str:
    told = {"idraulico": GREEN, "temporali": GREEN, "idrogeologico": GREEN} | words
    properties = {
        "Nome zona": "Bassa pianura centro-orientale",
        "Zona di Allerta": "Lomb-09",
        "Comuni": councils,
        **{f"Per rischio {risk}": text for risk, text in told.items()},
    }
    return json.dumps({"type": "Topology", "objects": {"x": {"geometries": [{"properties": properties}]}}})


def test_the_map_of_tomorrow_is_of_the_day_after_the_stamp() -> None:
    parsed = read(topology(["Ostiglia"], idraulico=YELLOW), MAPS + "20261127_1500_tomorrow.json")
    assert levels(parsed)["hydraulic", "2026-11-28"] == [(at(28), at(29), Level.YELLOW)]
    assert levels(parsed)["storms", "2026-11-28"] == [(at(28), at(29), Level.GREEN)]
    assert {one.issued for one in parsed.colours.found} == {at(27, 15)}
    assert {one.zone for one in parsed.colours.found} == {"Bassa pianura centro-orientale"}


@pytest.mark.parametrize(
    ("council", "as_written"),
    [
        ("Comune di Ostiglia", "OSTIGLIA"),
        ("Comune di Forlì", "ForlÃ¬"),
        ("Comune di Forlì", "Forl\ufffd"),
        ("Comune di Forlì", "Forli'"),
        ("Città di Mondovì", "MondovÃ¬"),
        ("Comune dell'Aquila", "L'Aquila"),
    ],
)
def test_a_council_is_found_by_its_name_however_it_is_encoded(council: str, as_written: str) -> None:
    about = replace(OSTIGLIA, council=council)
    assert read(topology([as_written]), MAPS + "20261127_1500_today.json", about).colours.found


@pytest.mark.parametrize("councils", [["Revere"], ["Ostigliano"], "Ostiglia", None, []])
def test_another_zone_is_a_failure(councils: object) -> None:
    with pytest.raises(FeedError) as error:
        read(topology(councils), MAPS + "20261127_1500_today.json")
    assert error.value.reason.code is FeedCode.COLOURS_NO_COUNCIL


def test_a_zone_is_found_by_its_code() -> None:
    about = replace(OSTIGLIA, zone="lomb-09")
    assert read(topology([]), MAPS + "20261127_1500_today.json", about).colours.found


@pytest.mark.parametrize(
    "words",
    [
        "ALLERTA VIOLA",
        "MODERATA CRITICITA' PER RISCHIO IDRAULICO / ALLERTA ROSSA",
        "ORDINARIA CRITICITA' PER RISCHIO VALANGHE / ALLERTA GIALLA",
        "ORDINARIA CRITICITA' PER RISCHIO TEMPORALI / ALLERTA GIALLA",  # of another hazard than its key
        "allerta gialla o arancione",
        3,
        ["ALLERTA GIALLA"],
    ],
)
def test_words_that_are_not_known_leave_that_hazard_out_and_are_told(words: object) -> None:
    parsed = read(topology(["Ostiglia"], idraulico=words), MAPS + "20261127_1500_today.json")
    assert {one.hazard for one in parsed.colours.found} == {Hazard.STORMS, Hazard.HYDROGEOLOGICAL}
    assert parsed.flaw is not None
    assert parsed.flaw.code is FeedCode.COLOURS_UNKNOWN


@pytest.mark.parametrize("words", ["", "-", None, "n.d.", "Dato non disponibile", "no value"])
def test_no_value_is_no_level_and_no_flaw(words: object) -> None:
    parsed = read(topology(["Ostiglia"], idraulico=words), MAPS + "20261127_1500_today.json")
    assert {one.hazard for one in parsed.colours.found} == {Hazard.STORMS, Hazard.HYDROGEOLOGICAL}
    assert parsed.flaw is None


def test_a_map_whose_colour_is_graver_than_every_hazard_is_told() -> None:
    whole = json.loads(topology(["Ostiglia"]))
    whole["objects"]["x"]["geometries"][0]["properties"]["Rappresentata nella mappa"] = "ALLERTA ROSSA"
    parsed = read(json.dumps(whole), MAPS + "20261127_1500_today.json")
    assert parsed.flaw is not None


def test_other_keys_than_known_ones_are_no_calm_day() -> None:
    body = topology(["Ostiglia"]).replace("Per rischio", "Rischio")
    with pytest.raises(FeedError) as error:
        read(body, MAPS + "20261127_1500_today.json")
    assert error.value.reason.code is FeedCode.NO_COLOURS


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (YELLOW, Level.YELLOW),
        ("ORDINARIA CRITICITÀ PER RISCHIO IDRAULICO / ALLERTA GIALLA", Level.YELLOW),
        ("ORDINARIA CRITICITÃ€ PER RISCHIO IDRAULICO / ALLERTA GIALLA", Level.YELLOW),
        ("ELEVATA CRITICITA' PER RISCHIO IDRO-GEOLOGICO/ALLERTA ROSSA", Level.RED),
        ("Allerta arancione", Level.ORANGE),
        (GREEN, Level.GREEN),
    ],
)
def test_words_of_levels(text: str, level: Level) -> None:
    assert said_by(text).level is level


def test_the_way_to_the_newest_bulletin() -> None:
    sha = "0123456789abcdef0123456789abcdef01234567"
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry>'
        f'<link href="https://github.com/pcm-dpc/x/commit/{sha}"/></entry></feed>'
    )
    assert read(atom, "https://github.com/pcm-dpc/x/commits/master.atom").colours.follow == (sha,)
    line = "diff --git a/files/topojson/20261127_1512_today.json b/files/topojson/20261127_1512_today.json\n"
    assert read(line + "new file\n").colours.follow == ("20261127_1512",)
    assert read("diff --git a/README.md b/README.md\n").colours.follow == ()


# -- CAP ---------------------------------------------------------------------------------------------


def cap(event: str = "Allerta gialla per temporali", **parts: str) -> str:
    told = {"status": "Actual", "msgType": "Alert", "id": "A1", "sent": "2026-11-27T14:00:00+01:00"} | parts
    more = f"<references>{told['references']}</references>" if "references" in told else ""
    extra = told.get("parameter", "")
    return (
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
        f"<identifier>{told['id']}</identifier><sender>x@example.it</sender><sent>{told['sent']}</sent>"
        f"<status>{told['status']}</status><msgType>{told['msgType']}</msgType><scope>Public</scope>{more}"
        f"<info><language>it</language><category>Met</category><event>{event}</event><severity>Severe</severity>"
        f"<onset>2026-11-28T06:00:00+01:00</onset><expires>2026-11-28T18:00:00+01:00</expires>{extra}"
        "<area><areaDesc>Bassa pianura</areaDesc><geocode><valueName>Zona di Allerta</valueName>"
        f"<value>{told.get('zone', 'Lomb-09')}</value></geocode></area></info></alert>"
    )


ZONE = replace(OSTIGLIA, zone="Lomb-09")


def noticed(body: str | bytes) -> tuple[Notice, ...]:
    return read(body, "https://example.it/cap", ZONE).colours.notices


def test_a_cap_alert_of_the_zone() -> None:
    [one] = noticed(cap())
    assert one.spans == ((Hazard.STORMS, Span(at(28, 6), at(28, 18), Level.YELLOW)),)


def test_a_zip_of_the_bulletin() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as files:
        files.writestr("Cap_20261127_1500.xml", cap())
    assert noticed(packed.getvalue()) == noticed(cap())


@pytest.mark.parametrize(
    "parts", [{"status": "Exercise"}, {"status": "Test"}, {"zone": "Lomb-08"}, {"msgType": "Ack"}]
)
def test_exercises_tests_and_other_zones_say_nothing(parts: dict[str, str]) -> None:
    parsed = read(cap(**parts), "https://example.it/cap", ZONE)
    assert (parsed.colours.notices, parsed.flaw) == ((), None)


@pytest.mark.parametrize("event", ["Temporali forti", "Allerta per valanghe", "Allerta gialla per valanghe"])
def test_severity_is_no_colour_and_unknown_words_are_told(event: str) -> None:
    parsed = read(cap(event), "https://example.it/cap", ZONE)
    assert parsed.flaw is not None
    assert all(not one.spans for one in parsed.colours.notices)


def test_meteoalarms_level_and_the_words_must_agree() -> None:
    red = "<parameter><valueName>awareness_level</valueName><value>4; red; Extreme</value></parameter>"
    assert read(cap(parameter=red), "https://example.it/cap", ZONE).flaw is not None
    yellow = red.replace("4; red; Extreme", "2; yellow; Moderate")
    assert noticed(cap(parameter=yellow))[0].spans[0][1].level is Level.YELLOW


def standing(*bodies: str) -> list[tuple[str, Level]]:
    notices = [one for body in bodies for one in noticed(body)]
    return [(one.day, span.level) for one in in_force(notices, "Lomb-09", ROME) for span in one.spans]


def test_an_update_takes_the_place_of_what_it_names_and_a_cancel_makes_it_green() -> None:
    refers = {"references": "x@example.it,A1,2026-11-27T14:00:00+01:00", "sent": "2026-11-27T16:00:00+01:00"}
    orange = cap("Allerta arancione per temporali", id="A2", msgType="Update", **refers)
    assert standing(cap(), orange) == [("2026-11-28", Level.ORANGE)]
    lower = cap("Allerta gialla per temporali", id="A2", msgType="Update", **refers)
    assert standing(cap("Allerta rossa per temporali"), lower) == [("2026-11-28", Level.YELLOW)]
    gone = cap(id="A2", msgType="Cancel", **refers)
    assert standing(cap(), gone) == [("2026-11-28", Level.GREEN)]


def test_of_two_alerts_that_stand_side_by_side_the_graver_counts() -> None:
    assert standing(cap(), cap("Allerta rossa per temporali", id="B")) == [("2026-11-28", Level.RED)]
