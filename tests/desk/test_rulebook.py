"""`rules` and `rules test`: the rules for people, and what they would have changed before they go live."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.settings.folder import lay_out
from tests.commands import call
from tests.town import Town

RULES = """rules:
  - {name: sagre, title_words: [sagra], channels: [facebook], do: exclude}
  - {name: scuole, title_words: [orario delle scuole], lane: service}
  - {name: ferma concorsi, words: [concorso], do: hold}"""


def publish(town: Town) -> None:
    for title, categories in (
        ("Sagra della zucca", ["Notizie"]),
        ("Orario delle scuole: che cosa cambia", ["Notizie"]),
        ("Premiata Giulia Verdi, 12 anni", ["Notizie"]),
    ):
        town.stage.publish(title, "Tutto sul portale.", categories=categories)
    town.tick()


def line_with(text: str, *words: str) -> str:
    [line] = [line for line in text.splitlines() if all(word in line for word in words)]
    return " ".join(line.split())


def test_rules_are_tried_on_past_items_before_they_go_live(here: Town) -> None:
    publish(here)
    assert here.copies("Sagra")["facebook"] == 1
    here.change(r"^rules: \[\]", RULES)
    here.change(r"^rules_off: \[\]", "rules_off: [iban]")
    database = here.folder / "data" / "infostiglia.db"
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    told = here.call("rules", "test").stdout
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before
    assert line_with(told, "Sagra della zucca", "facebook").endswith("facebook esce non esce sagre")
    assert line_with(told, "Orario delle scuole", "tutti").endswith("tutti notizia avviso di servizio scuole")
    assert "Giulia" not in told  # it was held already, by a rule of the program
    assert "Sagra della zucca" not in "".join(line for line in told.splitlines() if "whatsapp" in line)

    listed = here.call("rules").stdout
    assert line_with(listed, " sagre").startswith("1 1 sagre")
    assert line_with(listed, " ferma concorsi").startswith("3 0 ferma concorsi")
    assert "iban (del programma) (spenta: rules_off)" in listed


def test_rules_are_tried_on_a_file(here: Town) -> None:
    here.change(r"^rules: \[\]", RULES)
    feed = here.folder / "feed.xml"
    item = "<item><title>Sagra del riso</title><link>http://127.0.0.1/x</link><guid>1</guid></item>"
    feed.write_text(f"<rss version='2.0'><channel><title>t</title>{item}</channel></rss>", encoding="utf-8")
    told = here.call("rules", "test", str(feed)).stdout
    assert line_with(told, "Sagra del riso").endswith("facebook esce non esce sagre")
    assert here.call("rules", "test", str(here.folder / "no.xml")).returncode == 2


def test_rules_work_before_there_is_a_database(tmp_path: Path) -> None:
    lay_out(tmp_path / "new")
    for words in (("rules",), ("rules", "test")):
        done = call("-C", str(tmp_path / "new"), *words)
        assert (done.returncode, done.stdout[:2]) == (0, "0 ")


def test_why_names_the_rule(here: Town) -> None:
    here.change(r"^rules: \[\]", RULES)
    publish(here)
    assert "facebook" in line_with(here.call("why", "Sagra").stdout, "regola «sagre»: non si pubblica")
    told = here.call("why", "Orario delle scuole").stdout
    assert "regola «scuole»: esce come avviso di servizio" in told
    assert "tipo scelto: per la regola «scuole»" in told
    held = "regola «minori»: sembrano dati personali: possono leggerli tutti?"
    assert held in here.call("why", "Giulia Verdi").stdout
    assert held in here.call("status").stdout


def test_hashtags_and_template_of_a_rule_are_for_pages(here: Town) -> None:
    here.change(
        r"^rules: \[\]",
        "rules:\n  - {name: sagra, words: [sagra], template: servizio, hashtags: [Ostiglia, Po2026]}",
    )
    here.stage.publish("Sagra della zucca", "Domenica in piazza.", categories=["Notizie"])
    here.tick()
    [text] = [
        one["text"]
        for one in here.stage.received()
        if one["channel"] == "facebook" and "Sagra" in one["text"]
    ]
    assert "#Ostiglia #Po2026" in text
    assert "#Ostiglia" not in "".join(
        one["text"] for one in here.stage.received() if one["channel"] == "whatsapp"
    )


def test_preview_tells_what_the_desk_says(here: Town) -> None:
    here.change(r"^rules: \[\]", RULES)
    publish(here)
    shown = here.call("preview", "portal", "--items", "3").stdout
    assert shown.count("NON verrebbe pubblicata: regola «sagre»") == 1  # on the Page alone
    assert shown.count("aspetterebbe una persona: regola «minori»") == 3
    assert "regola «scuole»: esce come avviso di servizio" in shown
