"""All text for people has a language: Italian unless they ask for English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import click
import pytest
from click.testing import CliRunner

from channels.sentence import OneLineError, Sentence
from pipeline.cli import main
from pipeline.cli.help import CLICK
from pipeline.events import event
from pipeline.words import FOLDER, language_asked, language_of, put, speak, speaking
from tests import catalogue
from tests.town import Town, number


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "it"),
        ({"LANG": "C.UTF-8"}, "it"),
        ({"LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "it_IT.UTF-8"}, "it"),
        ({"LANG": "it_IT.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "en_US"}, "en"),
    ],
)
def test_the_environment_may_ask_for_english(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "it"),
        ("it-IT,it;q=0.9,en-US;q=0.8,en;q=0.7", "it"),
        ("en-GB,en;q=0.9", "en"),
        ("EN", "en"),
        ("de-DE,de;q=0.9,en;q=0.5,it;q=0.4", "en"),
        ("de,it;q=0.4,en;q=0.5", "en"),
        ("fr,*;q=0.5", "it"),
        ("en;q=0, it;q=0", "it"),
        ("en;q=high", "it"),
        ("en ; q=0.3", "en"),
        (",;,", "it"),
    ],
)
def test_a_browser_may_ask_for_english(header: str, language: str) -> None:
    assert language_asked(header) == language


def test_where_a_browser_asks_for_neither_the_process_decides() -> None:
    with speaking("en"):
        assert language_asked("de") == "en"
        assert language_asked("de, it;q=0.1") == "it"


def test_a_sentence_is_one_of_two_forms() -> None:
    speak("en")
    assert put(Sentence("{n} items wait", one="{n} item waits", n=1)) == "1 item waits"
    assert put(Sentence("{n} items wait", one="{n} item waits", n=2)) == "2 items wait"


def test_braces_of_a_sentence_without_facts_are_its_own() -> None:
    assert str(OneLineError("use {token}")) == put(OneLineError("use {token}").sentence) == "use {token}"
    assert str(OneLineError("{file}: missing", file="{a}")) == "{a}: missing"


def test_the_compiled_catalogue_is_the_written_one() -> None:
    assert catalogue.compiled(catalogue.read()) == catalogue.MO.read_bytes(), "run `make words`"
    assert catalogue.MO.parent.parent.parent == FOLDER


def test_every_sentence_of_the_code_is_in_the_catalogue_and_no_other() -> None:
    written = {message.id for message in catalogue.read() if message.id}
    assert written == {message.id for message in catalogue.collected() if message.id}, "run `make words`"


def test_a_translation_has_the_facts_of_its_sentence() -> None:
    def facts(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    for message in catalogue.read():
        for sentence, italian in catalogue.forms(message):
            if message.python_brace_format and italian:
                assert facts(italian) == facts(sentence), message.id


def test_every_sentence_has_words_in_italian() -> None:
    missing = "\n".join(catalogue.untranslated(catalogue.read()))
    assert not missing, f"`make words`, then fill in {catalogue.PO}"


def test_no_sentence_is_put_together_where_it_is_said() -> None:
    """A template is one literal: only that can be looked up."""
    assert list(catalogue.assembled()) == []


def test_a_line_of_the_log_is_an_event_with_its_fields() -> None:
    assert list(catalogue.free_lines()) == []
    assert event("feed not read", feed="news", failures=3) == "feed not read feed=news failures=3"
    assert event("waits", reason="no answer") == 'waits reason="no answer"'
    assert event("waits", reason="") == 'waits reason=""'
    assert event("waits", reason='a="b"\nc') == r'waits reason="a=\"b\"\nc"'


def test_clicks_own_words_are_those_of_the_click_installed() -> None:
    """If a new release of Click has other words, they would be English again, unnoticed."""
    folder = Path(click.__file__).parent
    source = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    for sentence in CLICK:
        for text in (sentence.template, sentence.one):
            assert f'"{text}"' in source, text


def call(*words: str, **environment: str) -> str:
    done = CliRunner().invoke(main, list(words), env=environment)
    return done.output


@pytest.mark.parametrize(
    ("words", "environment", "shown"),
    [
        (("--help",), {}, "Trova che cosa non va in impostazioni, segreti e modelli."),
        (
            ("--help",),
            {"LANG": "en_GB.UTF-8"},
            "Find what is wrong with settings, secrets and templates.",
        ),
        (("--lang", "en", "--help"), {}, "Show this message and exit."),
        (("--lang", "it", "check", "--help"), {"LANG": "en_GB.UTF-8"}, "Mostra questo messaggio ed esce."),
        (("why",), {}, "Errore: Manca l'argomento 'TESTO'."),
        (("why",), {"LANG": "en_GB.UTF-8"}, "Error: Missing argument 'TEXT'."),
        (("erase", "1"), {}, "Cancellare anche la prova del consenso? [s/N]"),
        (("--lang", "en", "erase", "1"), {}, "Erase the proof of consent as well? [y/N]"),
        (("-C", "/nowhere", "check"), {}, "/nowhere/config.yaml: non trovato; eseguire `infostiglia init"),
        (
            ("--lang", "en", "-C", "/nowhere", "check"),
            {},
            "/nowhere/config.yaml: not found; run `infostiglia",
        ),
    ],
)
def test_all_a_command_shows_has_one_language(
    words: tuple[str, ...], environment: dict[str, str], shown: str
) -> None:
    text = " ".join(call(*words, **environment).split())
    assert shown in text
    foreign = "Opzioni" if "Options" in text else "Options"
    assert foreign not in text


# Words of English that no Italian text has. Names of commands, options and settings are left out before.
ENGLISH = frozenset(
    """about address all and any argument arguments are at be been by choose citizen command commands
    day days default does done each empty emergency error every failed file's folder for from given has
    have here how if integer invalid is its lane left lost makes mean missing must name news no not
    number of off old on one only option options or other out page path posts range read reply required
    same sent service set should show source such text than that the their them then there these they
    this time to try twice unknown usage use value waits was what when where which who will with without
    wrong yet you your""".split()
) - frozenset("no news".split())
# Italian sentences may name these: words of config.yaml and of its values, and names of commands and files.
NAMES = re.compile(
    r"`[^`]*`|«[^»]*»|'[^']*'|\S+[/_.=]\S+|--?[a-z-]+|\b(?:live|type|text|name|off|all|news|file|feed|check|preview|push|"
    r"status|diff|date|category|item|no|run|serve|sandbox|page|picture|header|footer|button|link)\b:?"
)


def english_in(text: str) -> list[str]:
    """The English words of an Italian text."""
    return [word for word in re.findall(r"[A-Za-z']+", NAMES.sub(" ", text)) if word.lower() in ENGLISH]


def commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    for name, one in group.commands.items():
        yield (*before, name)
        if isinstance(one, click.Group):
            yield from commands(one, *before, name)


ALL = list(commands(main))


@pytest.mark.parametrize("words", [(), *ALL], ids=" ".join)
def test_the_help_of_every_command_is_italian(words: tuple[str, ...]) -> None:
    names = {name for path in ALL for name in path}
    shown = call(*words, "--help")
    told = "\n".join(
        line for line in shown.splitlines() if line.split()[:1] not in [[name] for name in names]
    )
    assert english_in(told) == []
    assert shown.startswith("Uso: ")
    assert "[OPZIONI]" in shown


@pytest.mark.parametrize(
    "words",
    [
        *((*path, "--nothing") for path in ALL),
        *(("why",), ("why", "a", "b"), ("tray", "--done", "x"), ("preview", "x", "--items", "0")),
        *(("preview", "x", "--items", "many"), ("plans", "--subscribers", "-1"), ("demo", "--citizens", "x")),
        *(("move",), ("move", "--to"), ("uncertain", "1", "--there=x"), ("--lang", "de", "check"), ("-C",)),
        *(("chek",), ("templates", "psh"), ("keys", "x"), ("consents", "x"), ("init",), ("import",)),
    ],
    ids=" ".join,
)
def test_what_was_typed_wrong_is_told_in_italian(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code == 2
    assert english_in(done.output) == [], done.output
    assert "Errore: " in done.output


@pytest.mark.parametrize(
    "words",
    [
        *(
            "preview http://127.0.0.1:9/",
            "discover 127.0.0.1:9",
            "plans http://127.0.0.1:9/",
            "preview nothing.xml",
        ),
        *(
            "why nothing",
            "hold nothing",
            "cancel nothing",
            "approve nothing",
            "retract nothing",
            "resend nothing",
        ),
        *(
            "hold x --channel nothing",
            "stop --channel nothing",
            "uncertain 1",
            "uncertain 1 --there",
            "restored",
        ),
        *(
            "dossier 1",
            "leave 12",
            "erase 12 --yes",
            "import nothing.csv",
            "export {folder}/data --yes",
            "keys rotate",
        ),
        *(
            "move --to file",
            "move --to mysql://x/y",
            "move-number 12",
            "templates preview nothing",
            "init {folder}",
        ),
        *(
            "tray --done 99",
            "tray --undo 99",
            "consents verify --head abc",
            "check --alert",
            "templates diff x",
        ),
    ],
)
def test_what_cannot_be_done_is_told_in_italian(here: Town, words: str) -> None:
    done = here.call(*words.format(folder=here.folder).split())
    told = re.sub(r"^\d{4}-\d\d-\d\dT.*$", "", done.stderr, flags=re.M)  # but the log
    assert english_in(done.stdout + told) == [], (done.stdout, told)
    assert done.stdout + told


def test_what_commands_show_is_italian(here: Town) -> None:
    """With news of every lane in many states, and a sender of which one lane is stopped."""
    here.change(r"type: assisted\n    enabled: false", "type: assisted\n    enabled: true")
    here.join(number(1), number(2))
    here.tick()
    for title, category in (("Sagra", "Eventi"), ("Strada chiusa", "Viabilità"), ("Allerta", "Allerta")):
        here.stage.publish(title, "Domenica dalle 9 alle 12.", categories=[category])
    here.heartbeat()
    here.tick()
    here.call("stop", "--channel", "facebook")
    here.stage.publish("Fiera", "Domenica in piazza.")
    here.clock.ahead += 90  # `serve` has gone: news wait
    here.tick()
    here.call("hold", "Fiera")
    shown = {
        words: here.call(*words.split())
        for words in (
            *(
                "status",
                "why Sagra",
                "why Fiera",
                "why Strada",
                "why Allerta",
                "tray",
                "preview portal",
                "check",
            ),
            *("templates check", "templates preview", "templates status", "templates diff", "plans portal"),
            *("keys status", "consents verify", f"dossier {number(1)}", "approve Fiera", "cancel Fiera"),
        )
    }
    for words, done in shown.items():
        told = done.stdout + re.sub(r"^\d{4}-\d\d-\d\dT.*$", "", done.stderr, flags=re.M)  # but the log
        told = re.sub(r"^─── \S+\.en\.j2 .*?(?=^───|\Z)", "", told, flags=re.M | re.S)  # and translations
        assert english_in(told) == [], (words, told)
    assert "tipo: avviso di servizio" in shown["why Strada"].stdout
    assert "Modalità: off (solo l'ambiente di prova)" in shown["status"].stdout


def test_no_sentence_says_tu_to_a_clerk() -> None:
    """What to do is told in the infinitive ("scrivere"), as Italian software for offices does; buttons are short."""
    buttons = {"Chiedi", "Correggi", "Correggi o togli", "Rimetti", "Togli", "Togli dal portale"}
    citizens = ("pipeline/web/pages/public/", "pipeline/web/public/")  # to whom the service says tu
    clitic = "(?:lo|la|li|le|ne|gli|vi)"
    tu = re.compile(
        rf"\b(?:(?:scriv|mett|rimett|legg|chied|corregg|scegli|aggiung|ved|chiud|ripet|togl|apr)i{clitic}?"
        rf"|(?:controll|us|avvi|avvis|indic|guard|impost|prov|cancell|copi|ricopi|salv|alleg|spost|lanci)a{clitic}"
        r"|[Tt]occa|[Ss]cegli|[Tt]ogli|; (?:avvia|controlla|usa|avvisa|indica|imposta|guarda)"
        r"|tuo|tua|tuoi|puoi|devi)\b",
        re.IGNORECASE,
    )
    found = [
        italian
        for message in catalogue.read()
        if not all(file.startswith(citizens) for file, _ in message.locations)
        for _, italian in catalogue.forms(message)
        if italian not in buttons and tu.search(italian)
    ]
    assert found == []


def test_a_form_without_italian_is_named_with_its_file() -> None:
    of_two = catalogue.Catalog()
    of_two.add(("{n} item waits", "{n} items wait"), ("{n} notizia attende", ""), locations=[("a.py", 1)])
    assert catalogue.untranslated(of_two) == ["a.py: {n} items wait"]
