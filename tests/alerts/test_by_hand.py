"""`alert`: composed by hand, seen before it goes, sent once, updated and ended for exactly those who were told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.composed import Draft
from pipeline.desk.when import moment_of
from tests.town import Town, number

WATER = ("acqua-non-potabile", "--place", "Correggioli", "--until", "domani 20", "--yes")


def texts(here: Town, who: int) -> list[str]:
    """What a citizen's phone shows."""
    return [message["text"] for message in here.stage.phones().get(number(who), [])]


def alert(here: Town, *words: str) -> CompletedProcess[str]:
    return here.call("alert", *words)


def later(here: Town, seconds: float) -> None:
    """Let what has been asked for be so old."""
    with here.open_council() as council:
        council.store.connection.execute("UPDATE post SET created_at = created_at - ?", (seconds,))


def test_everything_is_shown_before_and_nothing_is_sent(here: Town) -> None:
    here.join(number(1), number(2))
    shown = alert(here, "acqua-non-potabile", "--place", "Correggioli", "--dry").stdout
    assert "whatsapp  (a 2 cittadini: 0,0" in shown
    assert "circa 1 min" in shown
    assert "AVVISO URGENTE dal Comune di Ostiglia: *Acqua del rubinetto non potabile a Correggioli*" in shown
    assert "facebook  (alla pagina)" in shown
    assert "MANCA: fino a quando" in shown
    here.tick()
    assert (texts(here, 1), here.stage.state()["page"]) == ([], [])


def test_what_own_words_tell_is_not_missing(here: Town) -> None:
    told = ("frana", "--place", "via Po", "--words", "La strada resta chiusa fino alle 20 di domani")
    assert "MANCA" not in alert(here, *told, "--dry").stdout


def test_it_goes_out_at_once_on_every_channel_and_twice_is_once(here: Town) -> None:
    here.join(number(1))
    first = alert(here, *WATER)
    assert first.returncode == 0, first.stderr
    assert "whatsapp: «Acqua del rubinetto non potabile a Correggioli» parte subito" in first.stdout
    again = alert(here, *WATER)
    assert "questa chiave è già stata usata" in again.stdout
    state = here.stage.state()
    assert len(texts(here, 1)) == len(state["page"]) == len(state["tweets"]) == 1


def test_a_key_that_was_used_sends_nothing_whatever_is_said_with_it(here: Town) -> None:
    here.join(number(1))
    alert(here, "frana", "--place", "via Po", "--until", "?", "--key", "k1", "--yes")
    alert(here, "frana", "--place", "via Roma", "--until", "?", "--key", "k1", "--yes")
    assert len(texts(here, 1)) == 1
    alert(here, "frana", "--place", "via Po", "--until", "?", "--key", "k2", "--yes")
    assert len(texts(here, 1)) == 2


def test_an_update_and_an_end_go_to_exactly_those_who_were_told(here: Town) -> None:
    here.join(number(1))
    alert(here, *WATER)
    here.join(number(2))
    alert(here, "--update", "acqua del rubinetto", "--words", "Autobotte in piazza dalle 18", "--yes")
    alert(here, "--end", "acqua del rubinetto", "--yes")
    _, update, end = texts(here, 1)
    assert "*Aggiornamento: Acqua del rubinetto" in update
    assert "Autobotte in piazza dalle 18." in update
    assert end.startswith("FINE ALLERTA")
    assert "*L'acqua del rubinetto è di nuovo potabile a Correggioli*" in end
    assert "Far scorrere l'acqua fredda" in end
    assert texts(here, 2) == []
    assert [one["text"].split(":")[0] for one in here.stage.state()["page"]] == ["FINE ALLERTA"]  # edited
    assert "è già finita" in alert(here, "--end", "acqua del rubinetto", "--yes").stderr


def test_who_has_not_got_it_yet_gets_the_update_instead_and_no_end_alone(here: Town) -> None:
    here.join(number(1))
    here.call("stop", "--channel", "whatsapp")
    alert(here, *WATER)
    alert(here, "--update", "acqua del rubinetto", "--words", "Autobotte in piazza", "--yes")
    here.call("approve", "whatsapp")
    here.tick()
    [only] = texts(here, 1)
    assert "Aggiornamento" in only
    here.call("stop", "--channel", "whatsapp")
    here.join(number(2))
    alert(here, "frana", "--place", "via Po", "--until", "?", "--yes")
    alert(here, "--end", "frana", "--yes")
    here.call("approve", "whatsapp")
    here.tick()
    assert (len(texts(here, 1)), texts(here, 2)) == (1, [])


def test_two_people_and_one_alone_after_five_minutes(here: Town) -> None:
    here.change("two_people: false", "two_people: true")
    here.change('to: ""  ', "to: operatori")
    here.join(number(1), number(2))
    asked = alert(here, *WATER, "--who", "Maria")
    assert asked.returncode == 1
    assert "aspetta che l'approvi una seconda persona" in asked.stdout
    item = asked.stdout.split("numero ")[1].split(":")[0]
    for words in ((), ("--alone", "2")):
        assert "l'approva un'altra persona" in here.call("approve", item, "--who", "Maria", *words).stdout
    later(here, 301)
    for words in ((), ("--alone", "3")):
        assert "scrive quanti cittadini" in here.call("approve", item, "--who", "Maria", *words).stdout
    assert texts(here, 1) == []
    alone = here.call("approve", item, "--who", "Maria", "--alone", "2")
    assert "approvata da una persona sola" in alone.stdout
    assert (len(texts(here, 1)), len(texts(here, 2))) == (1, 1)
    here.tick()
    assert any("da sola" in one["text"] for one in here.stage.state()["apprise"])


def test_a_second_person_lets_it_go_at_once(here: Town) -> None:
    here.change("two_people: false", "two_people: true")
    here.join(number(1))
    asked = alert(here, *WATER, "--who", "Maria")
    item = asked.stdout.split("numero ")[1].split(":")[0]
    done = here.call("approve", item, "--who", "Piero")
    assert "approvata" in done.stdout
    assert len(texts(here, 1)) == 1  # cron has not come


def test_an_end_that_waits_for_a_second_person_stops_no_alert(here: Town) -> None:
    here.join(number(1))
    here.call("stop", "--channel", "whatsapp")
    alert(here, *WATER)
    here.change("two_people: false", "two_people: true")
    alert(here, "--end", "acqua del rubinetto", "--yes", "--who", "Maria")
    here.call("approve", "whatsapp")
    here.tick()
    assert [text.split(" ")[0] for text in texts(here, 1)] == ["AVVISO"]
    here.call("approve", "L'acqua del rubinetto", "--who", "Piero")
    here.tick()
    assert [text.split(" ")[0] for text in texts(here, 1)] == ["AVVISO", "FINE"]


def test_what_a_person_has_stopped_never_goes_on_with_its_correction(here: Town) -> None:
    here.change("two_people: false", "two_people: true")
    here.join(number(1), number(2))
    here.stage.fault("status", to=number(2), status=429, count=None)
    alert(here, "frana", "--place", "via Verdi", "--until", "?", "--yes", "--who", "Maria")
    here.call("approve", "Frana", "--who", "Piero")
    assert (len(texts(here, 1)), texts(here, 2)) == (1, [])
    here.call("hold", "Frana")
    here.stage.clear_faults()
    alert(here, "--update", "Frana", "--place", "via Marconi", "--yes", "--who", "Maria")
    here.call("approve", "Frana", "--who", "Piero")
    here.clock.ahead += 600
    here.tick()
    assert ["via Marconi" in text for text in texts(here, 1)] == [False, True]
    assert ["via Marconi" in text for text in texts(here, 2)] == [True]


def test_a_state_goes_by_day_unless_it_is_urgent(here: Town) -> None:
    shown = alert(here, "ponte", "--place", "Ponte di Revere", "--until", "?", "--yes")
    assert shown.returncode == 0, shown.stderr
    assert "tipo: avviso di servizio" in here.call("why", "Ponte chiuso").stdout
    alert(here, "scuole", "--place", "tutte le scuole", "--until", "?", "--urgent", "--yes")
    assert "tipo: emergenza" in here.call("why", "Scuole chiuse").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("volcano", "--yes"), "nessun pericolo si chiama «volcano»"),
        (("frana", "--until", "presto", "--yes"), "«presto» non è un'ora"),
        (("frana", "--zone", "Nessuna", "--yes"), "nessuna zona si chiama «Nessuna»"),
        (("--end", "Notizia di prova", "--yes"), "non è stata composta"),
    ],
)
def test_a_mistake_is_one_line(words: tuple[str, ...], said: str, here: Town) -> None:
    here.stage.publish("Notizia di prova", "Testo.")
    here.tick()
    failed = alert(here, *words)
    assert failed.returncode == 2
    assert said in failed.stderr
    assert len(failed.stderr.strip().split("\n")) == 1


def test_the_form_asks_and_shows_before_it_sends(here: Town) -> None:
    here.join(number(1))
    answers = ["999", "acqua-non-potabile", "Correggioli", "2", "1 3", "presto", "ora", "domani 20", "", "s"]
    done = CliRunner().invoke(main, ["-C", str(here.folder), "alert"], input="\n".join(answers) + "\n")
    assert done.exit_code == 0, done.output
    assert done.output.index("AVVISO URGENTE") < done.output.index("parte subito")
    [text] = texts(here, 1)
    assert (
        "Bollirla non basta a renderla sicura. Non bere l'acqua del rubinetto. Usare acqua in bottiglia. Dalle"
        in text
    )


def test_nothing_goes_out_without_a_yes(here: Town) -> None:
    here.join(number(1))
    done = CliRunner().invoke(main, ["-C", str(here.folder), "alert", *WATER[:-1]], input="\n")
    assert done.exit_code == 1
    here.tick()
    assert texts(here, 1) == []


def test_a_state_in_an_election_period_needs_a_reason(here: Town) -> None:
    here.join(number(1))
    today = datetime.now(ZoneInfo("Europe/Rome")).date()
    here.change(
        r"^elections: .*", f"elections: [{{name: Comunali, from: {today}, to: {today + timedelta(9)}}}]"
    )
    bridge = ("ponte", "--place", "Ponte di Revere", "--until", "?", "--yes")
    alert(here, *bridge)
    assert texts(here, 1) == []
    alert(here, *bridge, "--key", "again", "--because", "chi va al lavoro deve saperlo")
    assert len(texts(here, 1)) == 1
    alert(here, *WATER)
    assert len(texts(here, 1)) == 2  # a danger needs none


def test_what_nobody_has_shared_is_replaced_in_the_tray(here: Town) -> None:
    here.change(r"type: assisted\n    enabled: false", "type: assisted\n    enabled: true")
    alert(here, *WATER)
    assert "Acqua del rubinetto" in here.call("tray").stdout
    alert(here, "--update", "acqua del rubinetto", "--words", "Autobotte in piazza", "--yes")
    shown = here.call("tray").stdout
    assert shown.count("wa.me") == 1
    assert "Canale WhatsApp: Aggiornamento: Acqua del rubinetto" in shown
    alert(here, "--end", "acqua del rubinetto", "--yes")
    assert "rubinetto" not in here.call("tray").stdout


NOW = datetime(2026, 11, 27, 14, 30, tzinfo=ZoneInfo("Europe/Rome"))  # a Friday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("20", "27 20:00"),
        ("ore 20.30", "27 20:30"),
        ("8", "28 08:00"),
        ("24", "28 00:00"),
        ("domani 8:15", "28 08:15"),
        ("dopodomani alle 8", "29 08:00"),
        ("sabato 12", "28 12:00"),
        ("venerdì 18", "27 18:00"),
        ("28/11 20", "28 20:00"),
        ("28/11/2026 20:00", "28 20:00"),
        ("sabato 28 novembre alle ore 20", "28 20:00"),
        ("ora", "27 14:30"),
        ("presto", ""),
        ("25", ""),
        ("31/11 20", ""),
        ("sera", ""),
    ],
)
def test_a_time_as_people_type_it(typed: str, meant: str) -> None:
    zone = ZoneInfo("Europe/Rome")
    moment = moment_of(typed, NOW.timestamp(), zone)
    assert (f"{datetime.fromtimestamp(moment, zone):%d %H:%M}" if moment else "") == meant


def test_an_hour_alone_comes_after_the_beginning() -> None:
    zone = ZoneInfo("Europe/Rome")
    begins = datetime(2026, 11, 29, 22, tzinfo=zone).timestamp()
    moment = moment_of("6", NOW.timestamp(), zone, begins)
    assert moment == datetime(2026, 11, 30, 6, tzinfo=zone).timestamp()


def test_the_facts_are_kept_for_cards_archive_and_cap(here: Town, tmp_path: Path) -> None:
    alert(here, *WATER)
    alert(here, "--end", "acqua del rubinetto", "--yes")
    with here.open_council() as council:
        [newest] = council.store.composed_since(since=0)
        steps = council.store.composed_steps(item_id=newest["item_id"])
    assert [row["step"] for row in steps] == ["end", "begin"]
    begun = Draft.from_json(steps[1]["draft"])
    assert (begun.hazard, begun.place, begun.source) == (
        "acqua-non-potabile",
        "Correggioli",
        "Comune di Ostiglia",
    )
    assert begun.until
    assert datetime.fromtimestamp(begun.until, UTC).minute == 0


def test_on_the_day_of_a_drill_a_real_one_asks_for_its_word_and_its_end_does_not(here: Town) -> None:
    today = datetime.now(ZoneInfo("Europe/Rome")).date()
    here.change(r"^drills: \[\]", f"drills:\n  - {{name: Piena, from: {today}, to: {today}}}")
    here.join(number(1))
    asked = alert(here, *WATER)
    assert (asked.returncode, "oggi c'è l'esercitazione «Piena»" in asked.stdout) == (1, True)
    here.tick()
    assert texts(here, 1) == []
    assert alert(here, *WATER, "--real", "REALE").returncode == 0
    assert alert(here, "--end", "Acqua", "--yes").returncode == 0
    assert len(texts(here, 1)) == 2
