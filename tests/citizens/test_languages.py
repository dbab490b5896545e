"""Citizens' languages: chosen by a word, kept with their choices; replies are in them where there is a translation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from channels._subscribers.choices import Silence
from channels._subscribers.commands import command, read
from channels._subscribers.shown import receives, words_of, zones_on
from channels.base import Content
from channels.subscribers import Choice, OwnWords, Subscribers
from pipeline.citizens import roles
from pipeline.citizens.subscribers import choice_of
from pipeline.desk.digest_text import SLOTS
from pipeline.settings.reader import load
from pipeline.settings.values import ConfigError
from pipeline.staff.check.texts import REPLIES
from tests.citizens.door import NOW, Desk, open_desk
from tests.town import ROOT, Town, change_config, number

_CAPITALS = re.compile(r"\b[A-Z]{2,}(?: [A-Z0-9-]*[A-Z0-9])*\b")
REMINDER = {"": "promemoria degli eventi", "en": "reminders of events"}
WORDS = {"": ("SILENZIO NO", "NO PROMEMORIA"), "en": ("SILENCE OFF", "NO REMINDERS")}
NIGHT = {"": "di giorno e di notte", "en": "day and night"}
OWN = OwnWords(("sport",), ("centro",), languages=("it", "en", "de"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ENGLISH", "en"), ("english please", "en"), ("Lingua inglese", "en"), ("in inglese", "en"), ("Italiano", "it"),
        ("voglio gli avvisi in inglese", "en"), ("Deutsch", "de"), ("tedesco", "de"),
    ],
)  # fmt: skip
def test_a_language_is_chosen_by_its_name(text: str, language: str) -> None:
    said = read(text, OWN)
    assert (said.command.name, said.language) == ("LANGUAGE", language)


@pytest.mark.parametrize(
    "text", ["corso di inglese", "français", "english or italian", "Mario Inglese", "no english"]
)
def test_what_only_speaks_of_one_chooses_none(text: str) -> None:
    assert read(text, OWN).command.name in ("OTHER", "UNSURE")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Subscribe", "JOIN"), ("sign me up please", "JOIN"), ("subscribe centro", "JOIN"), ("subscribe?", "UNSURE"),
        ("only emergencies", "URGENT_ONLY"), ("Digest", "DIGEST"), ("everything", "EVERYTHING"), ("my data", "DATA"),
        ("resume", "RESUME"), ("pause", "PAUSE"), ("unsubscribe", "LEAVE"), ("STOP", "LEAVE"),
        ("i want to unsubscribe", "LEAVE"), ("do not subscribe me", "LEAVE OTHER UNSURE"),
        ("subscribe to netflix", "UNSURE OTHER"),
        ("Anmelden", "JOIN"), ("nur Notfälle", "URGENT_ONLY"),
    ],
)  # fmt: skip
def test_its_commands_are_understood(text: str, meant: str) -> None:
    assert read(text, OWN).command.name in meant.split()


def test_without_further_languages_nothing_but_leaving_is_understood() -> None:
    own = replace(OWN, languages=())
    assert command("english", own).name == "OTHER"
    assert command("only emergencies", own).name == "OTHER"
    assert command("unsubscribe", own).name == "LEAVE"


@pytest.mark.parametrize(
    "text", ["I want to leave, stop", "stop these messages", "leave the list: stop", "unsubscribe me"]
)
def test_who_leaves_in_english_is_not_taken_for_a_quotation(text: str) -> None:
    assert command(text, OWN).name == "LEAVE"


@pytest.mark.parametrize(
    ("text", "meant"), [("zone", "ZONES"), ("Zona?", "ZONES"), ("frazioni", "ZONES"), ("lingue", "HELP")]
)
def test_who_asks_which_zones_or_languages_there_are_gets_a_list(text: str, meant: str) -> None:
    assert command(text, OWN).name == meant


def choice(at: Desk) -> Choice:
    row = at.store.subscriber(id=1)
    assert row is not None
    return choice_of(row)


@pytest.fixture
def english(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as at:
        yield replace(at, door=Subscribers(at.stored, own=OWN))


def test_it_is_kept_with_the_choices_and_outlives_them(english: Desk) -> None:
    english.says("iscrivimi", at=NOW)
    assert choice(english).language == ""
    english.says("ENGLISH", at=NOW + 1)
    english.says("no sport", at=NOW + 2)
    english.says("everything", at=NOW + 3)
    assert choice(english) == Choice(language="en")
    english.says("italiano", at=NOW + 4)
    assert choice(english).language == ""
    english.says("english", at=NOW + 2)  # an older message comes late
    assert choice(english).language == ""


def test_who_joins_in_english_gets_english_and_who_comes_back_begins_anew(english: Desk) -> None:
    english.says("Subscribe centro", at=NOW)
    assert (choice(english).language, choice(english).zones) == ("en", frozenset({"centro"}))
    english.says("stop", at=NOW + 1)
    english.says("iscrivimi", at=NOW + 2)
    row = english.store.connection.execute(
        "SELECT language FROM subscriber ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert row[0] == ""


def test_a_language_chooses_nothing_for_who_is_not_subscribed(english: Desk) -> None:
    english.says("english")
    assert english.states() == ["guest"]


def test_a_language_that_is_no_longer_offered_is_dropped(english: Desk) -> None:
    english.says("subscribe", at=NOW)
    roles.keep(replace(load(ROOT), languages=("it",)), english.store, english.vault, 1.0)
    assert choice(english).language == ""


def facts_of(own: OwnWords, choice: Choice) -> dict[str, object]:
    """What replies may tell of a subscriber with this choice."""
    return {
        **receives(own, choice, NOW), **words_of(own, NOW), **zones_on(own, 1), "named": [],
        **dict.fromkeys(("last_contact", "last_message")),
        **dict.fromkeys(("number", "user_id", "second_number", "no_marketing", "subscribed"), True),
        **dict.fromkeys(("lines", "messages", "unheard"), 1),
        **{"since": NOW, "notice": "1", "guessed": False},
        **{"path": "email", "paths": ["email"], "code": "123456", "done": "asked"},
    }  # fmt: skip


def test_replies_are_in_the_citizens_language_where_there_is_a_translation(here: Town) -> None:
    with here.open_council() as opened:
        for template, words in (
            ("benvenuto", "you are subscribed"),
            ("scelta", "From now on"),
            ("dati", "your data"),
        ):
            facts = facts_of(OWN, Choice())
            english = opened.render_reply(template, facts | {"language": "en"})
            italian = opened.render_reply(template, facts | {"language": ""})
            assert english
            assert italian
            assert (words in english.text, words in italian.text) == (True, False)
        (here.folder / "templates/whatsapp/scelta.en.j2").unlink()
    with here.open_council() as opened:
        fallen_back = opened.render_reply("scelta", facts | {"language": "en"})
        assert fallen_back
        assert "D'ora in poi" in fallen_back.text


@pytest.mark.parametrize("language", ["", "en"])
def test_replies_tell_the_same_in_every_language(here: Town, language: str) -> None:
    here.change(r"^languages: .*", "languages: [it, en, de]")
    chosen = Choice(silence=Silence(22 * 60, 7 * 60), reminders=True, language=language)
    own = replace(OWN, reminders=True)
    facts = facts_of(own, chosen)
    silence, no_reminders = WORDS[language]
    with here.open_council() as opened:
        for template, told in (
            ("scelta", ("22:00", "07:00", silence, no_reminders)),
            ("dati", ("22:00", "07:00", REMINDER[language])),
            ("aiuto", (f"{silence.split()[0]} 22-8", no_reminders, "DEUTSCH", "SPORT", "CENTRO")),
        ):
            reply = opened.render_reply(template, facts)
            assert reply
            assert [words for words in told if words not in reply.text] == []
            assert NIGHT[language] not in reply.text  # at night only the gravest come


@pytest.mark.parametrize("language", ["", "en"])
def test_whatever_is_kept_is_told_to_who_asks_for_their_data(here: Town, language: str) -> None:
    facts = facts_of(OWN, Choice()) | {"language": language, "last_contact": NOW, "last_message": NOW}
    others = {
        **dict.fromkeys(("number", "user_id", "second_number", "no_marketing"), False),
        **dict.fromkeys(("last_contact", "last_message")),
        **{"lines": 7, "messages": 7, "unheard": 0, "paths": []},
    }
    with here.open_council() as opened:

        def told(**other: object) -> str:
            reply = opened.render_reply("dati", {**facts, **other})
            assert reply
            return reply.text

        assert [name for name, other in others.items() if told(**{name: other}) == told()] == []


# One text for everybody, whatever their languages: letters of the service about itself, and digests.
# And one that only staff get.
TO_ALL = {"cambio_numero", "conferma_annuale", "conferma_iscrizione", "informativa", "controllo"} | {
    f"riepilogo_{slots}" for slots in SLOTS
}
SHIPPED = sorted(path.stem for path in (ROOT / "templates/whatsapp").glob("*.j2"))
LANGUAGES = sorted({name.partition(".")[2] for name in SHIPPED} - {""})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted({name.partition(".")[0] for name in SHIPPED} - TO_ALL))
def test_no_answer_exists_in_one_language_only(name: str, language: str) -> None:
    assert {name, f"{name}.{language}"} <= set(SHIPPED)


def test_what_the_check_knows_as_replies_is_every_free_text() -> None:
    free = [
        name
        for name in SHIPPED
        if "type: text" in (ROOT / f"templates/whatsapp/{name}.j2").read_text("utf-8")
    ]
    assert {name.partition(".")[0] for name in free} == set(REPLIES)


# The words of two are of no use without an address or six digits.
@pytest.mark.parametrize("template", sorted(set(REPLIES) - {"zone", "recapito", "codice"}))
def test_the_words_that_an_answer_names_are_commands_and_the_same_in_every_language(
    here: Town, template: str
) -> None:
    """Words in capitals, in the text and to tap, as the program itself reads them."""
    own = replace(OWN, reminders=True)
    facts = facts_of(own, Choice(silence=Silence(22 * 60, 7 * 60), reminders=True)) | {"named": ["sport"]}
    with here.open_council() as opened:
        italian, english = (
            _commands(opened.render_reply(template, facts | {"language": language}), own)
            for language in ("", "en")
        )
    # Each tells how to change to the other.
    assert italian - {"LANGUAGE"} == english - {"LANGUAGE"}
    assert not italian & {"OTHER", "UNSURE", "FEWER"}
    assert not english & {"OTHER", "UNSURE", "FEWER"}


def _commands(reply: Content | None, own: OwnWords) -> set[str]:
    assert reply
    texts = [reply.text, *(means for _, means in (reply.options.rows if reply.options else ()))]
    words = [found[0].strip(" :,.-") for text in texts for found in _CAPITALS.finditer(text)]
    assert words
    return {read(word, own).command.name for word in words} | set()


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("SILENCE 22-8", "22:00-08:00"),
        ("silence from 10pm to 7am", "22:00-07:00"),
        ("quiet hours 10:30 pm - 7 am", "22:30-07:00"),
        ("don't disturb me between 11pm and 7am", "23:00-07:00"),
        ("do not disturb", "22:00-08:00"),
        ("silence off", ""),
        ("no quiet hours", ""),
    ],
)
def test_quiet_hours_are_understood_in_english(text: str, hours: str) -> None:
    said = read(text, OWN)
    assert (said.command.name, str(said.silence)) == ("SILENCE", hours)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("pause 2 weeks", date(2026, 12, 11)),
        ("pause until August 15th", date(2027, 8, 15)),
        ("pause until monday", date(2026, 11, 30)),
        ("PAUSE", date(2026, 12, 27)),
    ],
)
def test_pauses_are_understood_in_english(text: str, last: date) -> None:
    said = read(text, OWN)
    assert said.pause
    assert said.pause.last_day(date(2026, 11, 27)) == last


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("reminders", "REMIND"),
        ("Remind me please", "REMIND"),
        ("no reminders", "NO_REMINDERS"),
        ("stop reminders", "NO_REMINDERS"),
        ("only sport", "PICK"),
        ("without sport", "PICK"),
        ("remind me to call you", "OTHER"),
        ("silence is golden", "OTHER"),
        ("only", "OTHER"),
    ],
)
def test_reminders_and_topics_are_chosen_in_english(text: str, meant: str) -> None:
    assert read(text, replace(OWN, reminders=True)).command.name == meant


def test_a_code_is_given_in_either_language() -> None:
    own = replace(OWN, paths=("email",))
    codes = {said.path.code for text in ("CODICE 123456", "code: 123456") if (said := read(text, own)).path}
    assert codes == {"123456"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[en, it]", "must begin"),
        ("[it, xx]", "'xx' is none of"),
        ("[it, en, en]", "twice"),
        ("[]", "must begin"),
    ],
)
def test_languages_are_checked(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "config.yaml").write_text(
        (ROOT / "config.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    change_config(tmp_path, r"^languages: .*", f"languages: {line}")
    with pytest.raises(ConfigError, match=words):
        load(tmp_path)


def test_the_office_is_shown_it_and_lists_carry_it(here: Town) -> None:
    here.join(number(1))
    with here.open_council() as opened:
        opened.store.connection.execute("UPDATE subscriber SET language = 'en' WHERE id = 1")
    assert "lingua: en" in here.call("dossier", number(1)).stdout
