"""The wording of titles: what it says of lane, phase and matter; what is doubtful is told. No clock, no database."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.known import KnownItem, KnownPost, Stored
from pipeline.model import Change, Decision, Entry, Identified, Lane, PostState
from pipeline.phase import Phase
from pipeline.reasons import Code
from pipeline.stages.decide.decide import decide
from pipeline.stages.decide.edits import content_hash
from pipeline.stages.decide.heard import SIGNS
from pipeline.stages.decide.lanes import Urgency, calmed, urgency_of
from pipeline.stages.decide.phases import folded
from pipeline.stages.decide.signs import BEGINNING, Matter, Sign
from pipeline.stages.decide.view import ChannelView
from pipeline.stages.decide.wording import lane_of_words
from tests.lanes import SETS, VIEW, Labelled, read
from tests.matching import matching
from tests.stages.test_phases import TITLES
from tests.stages.test_render import NEWS

CATEGORIES = {Lane.EMERGENCY: "Allerta", Lane.SERVICE: "Avvisi", Lane.NEWS: "Notizie"}
ALL_SIGNS = list(dict.fromkeys(sign for signs in SIGNS.values() for sign in signs))
ROWS = {name: read(name) for name in SETS}


def judged(title: str, category: str = "Notizie", text: str = "") -> Urgency:
    return urgency_of(Entry("", "", title, "", text, (category,)), VIEW)


# -- the labelled sets: `make lanes` prints them -------------------------------------------------------


@pytest.mark.parametrize("name", SETS)
def test_nothing_but_an_emergency_is_taken_for_one(name: str) -> None:
    wrong = [one.title for one in ROWS[name] if one.is_urgent and one.group != "emergency"]
    assert wrong == []


KEPT_BACK = "unread_third"  # of which only what was silent or false has been mended


def test_nearly_all_emergencies_are_found() -> None:
    mended = {name: rows for name, rows in ROWS.items() if name != KEPT_BACK}
    real = {name: [one for one in rows if one.group == "emergency"] for name, rows in mended.items()}
    missed = {name: sum(not one.is_urgent for one in rows) for name, rows in real.items()}
    assert sum(missed.values()) <= 0.03 * sum(map(len, real.values()))
    assert [name for name, rows in real.items() if missed[name] > 0.11 * len(rows)] == []


def test_most_emergencies_in_unusual_words_are_found() -> None:
    real = [one for one in ROWS[KEPT_BACK] if one.group == "emergency"]
    assert sum(one.is_urgent for one in real) >= 0.7 * len(real)


@pytest.mark.parametrize("name", SETS)
def test_whatever_emergency_is_not_found_is_told(name: str) -> None:
    real = [one for one in ROWS[name] if one.group == "emergency"]
    assert [one.title for one in real if not one.is_urgent and not one.told] == []


@pytest.mark.parametrize("name", SETS)
def test_no_emergency_is_taken_for_an_end_or_an_exercise(name: str) -> None:
    wrong = [one.title for one in ROWS[name] if one.group == "emergency" and one.found.phase is not Phase.NEW]
    assert wrong == []


@pytest.mark.parametrize("name", SETS)
def test_lanes_phases_and_matters_are_mostly_right(name: str) -> None:
    def share(rows: list[Labelled]) -> float:
        return sum(one.is_right for one in rows) / len(rows)

    for group in ("ending", "exercise", "service", "news"):
        assert share([one for one in ROWS[name] if one.group == group]) >= 0.7
    named = [one for one in ROWS[name] if one.matters != ("-",)]
    assert sum(str(one.found.wording.matter) in one.matters for one in named) >= 0.8 * len(named)


def test_people_are_told_of_few_that_are_none() -> None:
    others = [one for rows in ROWS.values() for one in rows if one.group in ("news", "service")]
    assert sum(one.told and not one.found.category for one in others) <= 0.05 * len(others)
    assert sum(one.told for one in others) <= 0.09 * len(others)


# Each of these has the words of a danger, and is none.
LOOKALIKES = (Path(__file__).parent / "titles_lookalike.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("title", LOOKALIKES)
def test_what_only_sounds_like_an_emergency_is_none(title: str) -> None:
    assert judged(title).lane is not Lane.EMERGENCY


# -- signs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ALL_SIGNS, ids=lambda sign: f"{sign.matter} {sign.words[:60]}")
def test_whatever_a_sign_matches_has_one_of_its_beginnings(sign: Sign) -> None:
    chance = random.Random(1)
    made = [matching(sign.pattern, chance) for _ in range(300)]
    found = [words for words in made if sign.pattern.search(words)]
    assert len(found) > 10
    assert [words for words in found if _beginnings(words).isdisjoint(sign.beginnings)] == []


def _beginnings(words: str) -> set[str]:
    return {word[:BEGINNING] for word in words.split()}


@pytest.mark.parametrize("name", SETS)
def test_no_sign_of_a_title_is_overlooked(name: str) -> None:
    for one in ROWS[name]:
        for words in (folded(one.title), folded(one.text)):
            overlooked = [sign for sign in ALL_SIGNS if _beginnings(words).isdisjoint(sign.beginnings)]
            assert [sign.words for sign in overlooked if sign.pattern.search(words)] == []


# -- words and categories --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("category", "title", "lane", "matter"),
    [
        ("Notizie", "Acqua non potabile in tutto il paese", Lane.EMERGENCY, Matter.WATER),
        ("Avvisi", "Evacuazione immediata di via Argine", Lane.EMERGENCY, Matter.EVACUATION),
        ("Eventi", "Allerta meteo arancione da stasera", Lane.EMERGENCY, Matter.WEATHER),
        ("Notizie", "Allerta gialla per temporali", Lane.SERVICE, Matter.WEATHER),
        ("Allerta", "Allerta gialla per temporali", Lane.EMERGENCY, Matter.WEATHER),
        ("Notizie", "Ponte chiuso per lavori", Lane.SERVICE, Matter.ROADS),
        ("Notizie", "Domani si vota", Lane.NEWS, Matter.NONE),
        ("Avvisi", "Domani si vota", Lane.SERVICE, Matter.NONE),
        ("Notizie", "Divieto di usare l'acqua potabile per irrigare orti", Lane.SERVICE, Matter.OUTAGE),
        ("Notizie", "Disinfestazione: tenere chiuse le finestre", Lane.SERVICE, Matter.HEALTH),
        ("Notizie", "Allerta rossa? Le domande frequenti", Lane.NEWS, Matter.WEATHER),
    ],
)
def test_words_raise_what_the_category_does_not_name(
    category: str, title: str, lane: Lane, matter: Matter
) -> None:
    found = judged(title, category)
    assert (found.lane, found.wording.matter) == (lane, matter)


@pytest.mark.parametrize(
    ("category", "title", "text", "lane", "code"),
    [
        ("Notizie", "Incendio in via Verdi", "", Lane.NEWS, Code.PERHAPS_URGENT),
        ("Avvisi", "Incendio in via Verdi", "", Lane.SERVICE, Code.PERHAPS_URGENT),
        ("Notizie", "Incendio in via Verdi", "Tenete chiuse le finestre.", Lane.EMERGENCY, None),
        ("Notizie", "Incendio doloso, un arresto", "", Lane.NEWS, None),
        ("Emergenza", "Incendio doloso, un arresto", "", Lane.NEWS, Code.CALMED),
        ("Allerta", "Allerta rossa", "Nell'ambito dell'esercitazione regionale.", Lane.NEWS, Code.CALMED),
        ("Notizie", "Allerta rossa", "È solo un'esercitazione.", Lane.NEWS, Code.PERHAPS_URGENT),
        ("Allerta", "Allerta rossa", "Rinviata l'esercitazione di sabato.", Lane.EMERGENCY, None),
        ("Notizie", "Allerta rossa: annullata la maratona", "", Lane.NEWS, Code.PERHAPS_URGENT),
        ("Allerta", "Allerta arancione: numeri utili", "", Lane.EMERGENCY, None),
        ("Allerta", "Allerta rossa: rinviata la festa", "", Lane.EMERGENCY, None),
        ("Allerta", "Allerta arancione: come leggere i colori", "", Lane.NEWS, Code.CALMED),
        (
            "Notizie",
            "Allagamenti in via Roma",
            "Non gettate carta.",
            Lane.NEWS,
            Code.PERHAPS_URGENT,
        ),
        ("Notizie", "Acqua non potabile", "Un test ha trovato batteri.", Lane.EMERGENCY, None),
        ("Notizie", "Nessuna evacuazione è in corso", "", Lane.NEWS, Code.PERHAPS_URGENT),
        ("Notizie", "Allerta arancione: numeri utili", "", Lane.NEWS, Code.PERHAPS_URGENT),
        ("Notizie", "Ordinanza n. 31/2026", "È vietato bere l'acqua del rubinetto.", Lane.EMERGENCY, None),
        ("Notizie", "Sabato a teatro", "Allerta rossa: è vietato annoiarsi.", Lane.NEWS, None),
    ],
)
def test_doubt_goes_to_the_calmer_lane_and_is_told(
    category: str, title: str, text: str, lane: Lane, code: Code | None
) -> None:
    found = judged(title, category, text)
    told = calmed(found)
    assert (found.lane, told and told.code) == (lane, code)


@pytest.mark.parametrize(
    "title",
    [
        "Allerta rossa: sospese domani tutte le attività scolastiche",
        "Allerta rossa: annullata sagra della zucca",
        "Allerta rossa: annullate domani le gare",
        "Allerta arancione, sospesi i mercati",
        "Allerta rossa per il fine settimana",
        "Allerta arancione dalle 12 di oggi alla fine della giornata di domani",
        "Fine settimana di allerta rossa",
        "Persona scomparsa, ritrovata l'auto nel Po",
        "Revoca parziale dell'ordinanza di evacuazione",
        "Allerta rossa: l'emergenza non è conclusa",
    ],
)
def test_what_an_alert_stops_does_not_end_it(title: str) -> None:
    assert (judged(title, "Allerta").lane, judged(title, "Allerta").phase) == (Lane.EMERGENCY, Phase.NEW)


@pytest.mark.parametrize(
    "title", ["Sagra annullata per allerta meteo", "Annullata per allerta meteo la festa dei nonni"]
)
def test_what_is_called_off_for_an_alert_is_no_end_of_it(title: str) -> None:
    assert judged(title).phase is Phase.CALLED_OFF


@pytest.mark.parametrize(
    ("name", "lane"),
    [
        ("Allerta meteo", Lane.EMERGENCY),
        ("/it/feed/emergenze", Lane.EMERGENCY),
        ("Protezione civile", Lane.SERVICE),
        ("Servizi sospesi", Lane.SERVICE),
        ("Eventi", Lane.NEWS),
    ],
)
def test_the_names_of_categories_are_read_by_the_same_reader(name: str, lane: Lane) -> None:
    assert lane_of_words(name) is lane


# As a whole the reader knows more of some titles than the patterns of ends and exercises do.
KNOWN_BETTER = {"Domani suoneranno le sirene: è una prova": Phase.EXERCISE}


@pytest.mark.parametrize(
    ("title", "category", "phase"),
    [
        (title.strip(), CATEGORIES[lane], KNOWN_BETTER.get(title.strip(), phase))
        for (phase, lane), titles in TITLES.items()
        for title in titles.strip().split("\n")
    ],
)
def test_the_reader_ends_nothing_that_goes_on(title: str, category: str, phase: Phase) -> None:
    assert judged(title, category).phase is phase


# -- an upgrade -------------------------------------------------------------------------------------------

OLD = Entry("g", "https://c.example.it/1", "Acqua non potabile in via Po", "", "Fino a domani.", ("Notizie",))
OUT = {"page": KnownPost(PostState.DONE, True, 0.0, True)}
WAITS = {"page": KnownPost(PostState.HELD, False, 0.0, False)}


def again(posts: dict[str, KnownPost], new: Entry = OLD) -> Decision:
    """The decision on an item that an older release took for news."""
    news = replace(
        NEWS,
        title=OLD.title,
        summary="",
        text=OLD.text,
        link=OLD.link,
        lane=Lane.NEWS,
        phase=Phase.NEW,
        category="Notizie",
        categories=OLD.categories,
    )
    item = KnownItem(
        7, 3, content_hash(OLD), VIEW.now - 86400, False, posts, Stored(news, "portal", "portal")
    )
    view = replace(VIEW, channels=(ChannelView("page", broadcast=False),))
    [decision] = decide([Identified(new, ("guid:g",), 7)], {7: item}, view)
    return decision


@pytest.mark.parametrize("posts", [OUT, WAITS])
def test_an_upgrade_judges_nothing_anew(posts: dict[str, KnownPost]) -> None:
    decision = again(posts)
    assert (decision.verdicts, decision.revision) == ((), 3)


def test_a_corrected_typing_error_after_an_upgrade_starts_no_emergency() -> None:
    assert again(OUT, replace(OLD, text="Fino a domani!")).change is Change.EDITED


def test_an_emergency_that_spreads_after_an_upgrade_is_told() -> None:
    assert again(OUT, replace(OLD, text="Fino a domani, anche a Correggioli.")).change is Change.RAISED


@pytest.mark.parametrize(
    ("title", "lane"),
    [
        ("Ordinanza n. 1954: evacuazione di via Argine", Lane.EMERGENCY),
        ("Evacuazione di via Argine (prot. 2004)", Lane.EMERGENCY),
        ("Via Verdi chiusa per lavori, ordinanza nr. 1966", Lane.SERVICE),
        ("Evacuazione di via Argine nel 1954", Lane.NEWS),
    ],
)
def test_the_number_of_an_act_is_no_year_of_the_past(title: str, lane: Lane) -> None:
    assert urgency_of(Entry("", "", title, "", ""), VIEW).lane is lane
