"""What people really write to a council's service, and what it means: 570 messages and what they become on phones."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from channels._subscribers import commands
from channels._subscribers.choices import EVERYTHING, Choice, How, OwnWords, Pick, Wants
from channels._subscribers.commands import Command, command_words, read

LABELS = {
    "in": Command.JOIN,
    "out": Command.LEAVE,
    "urgent": Command.URGENT_ONLY,
    "digest": Command.DIGEST,
    "all": Command.EVERYTHING,
    "pick": Command.PICK,
    "data": Command.DATA,
    "help": Command.HELP,
    "unsure": Command.UNSURE,
    "other": Command.OTHER,
}
OWN = OwnWords(topics=("eventi", "scuola"), zones=("centro", "correggioli"))
FILE = Path(__file__).with_name("messages.tsv")
LINES = [line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines() if "\t" in line[:8]]
MESSAGES = [(text, LABELS[label]) for label, text in LINES]


def command(text: str) -> Command:
    """Where a council has topics and zones."""
    return commands.command(text, OWN)


def test_of_400_messages_and_more_none_is_misunderstood() -> None:
    assert len(MESSAGES) >= 400
    wrong = [(text, meant.name, command(text).name) for text, meant in MESSAGES if command(text) is not meant]
    assert wrong == []


def _of(meant: Command) -> list[str]:
    return [text for text, one in MESSAGES if one is meant]


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.lower,
        str.capitalize,
        lambda text: f"  {text}  \n",
        lambda text: f"“{text}”",
        lambda text: f"{text} 🙏🙏",
        lambda text: f"\u200e{text}\ufe0f",
        lambda text: f"*{text}*",
        lambda text: text.replace(" ", "\u00a0"),
    ],
)
@pytest.mark.parametrize("meant", [Command.JOIN, Command.LEAVE, Command.URGENT_ONLY, Command.PICK])
def test_how_a_phone_writes_it_changes_nothing(change: object, meant: Command) -> None:
    assert callable(change)
    assert [text for text in _of(meant) if command(change(text)) is not meant] == []


@pytest.mark.parametrize("before", ["Buongiorno, ", "Ciao! ", "Per favore "])
def test_a_greeting_before_a_departure_does_not_hide_it(before: str) -> None:
    assert [text for text in _of(Command.LEAVE) if command(before + text) is not Command.LEAVE] == []


def test_not_wanting_to_join_is_never_joining() -> None:
    assert [text for text in _of(Command.JOIN) if command(f"non {text}") is Command.JOIN] == []


def test_joining_and_leaving_in_one_message_is_leaving() -> None:
    assert command("iscrivimi no anzi cancellami") is Command.LEAVE
    assert command("cancellami e iscrivimi") is Command.LEAVE


def test_no_two_messages_about_something_else_make_a_command_together() -> None:
    chance, others = random.Random(1), _of(Command.OTHER)
    for _ in range(2000):
        text = f"{chance.choice(others)}. {chance.choice(others)}"
        assert command(text) is not Command.JOIN, text


@pytest.mark.parametrize("text", ["", " ", "iscrivimi " + "e poi ancora " * 30, "\u200b", "x" * 10_000])
def test_anything_else_is_nothing(text: str) -> None:
    assert command(text) is Command.OTHER


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Iscrivimi Mario Rossi", "iscrivimi"),
        ("Cancellatemi perché mi sono trasferita a Mantova", "cancellatemi mi"),
        ("«SOLO URGENZE» grazie", "solo urgenze"),
        ("iscrivimmi!", "iscrivimmi"),
    ],
)
def test_the_ledger_keeps_the_command_and_no_names(text: str, kept: str) -> None:
    assert command_words(text) == kept


def test_a_word_of_a_topic_or_zone_is_none_where_it_is_not_configured() -> None:
    assert commands.command("eventi") is Command.OTHER
    assert read("iscrivimi centro").pick == Pick()


@pytest.mark.parametrize(
    ("text", "pick", "kept"),
    [
        ("Eventi e scuola", Pick(frozenset({"eventi", "scuola"})), "eventi e scuola"),
        ("no centro, grazie", Pick(frozenset({"centro"}), How.REMOVE), "no centro"),
        ("SOLO EVENTI", Pick(frozenset({"eventi"}), How.ONLY), "solo eventi"),
        ("iscrivimi Centro", Pick(frozenset({"centro"})), "iscrivimi centro"),
        ("iscrivimi Rossi", Pick(), "iscrivimi"),
        ("iscrivimi no centro", Pick(frozenset({"centro"}), How.REMOVE), "iscrivimi no centro"),
        ("niente eventi", Pick(frozenset({"eventi"}), How.REMOVE), "niente eventi"),
        ("zona Centro", Pick(frozenset({"centro"})), "zona centro"),
    ],
)
def test_what_is_picked_and_what_the_ledger_keeps_of_it(text: str, pick: Pick, kept: str) -> None:
    said = read(text, OWN)
    assert (said.pick, said.words) == (pick, kept)


def after(*texts: str, start: Choice = EVERYTHING) -> Choice:
    for text in texts:
        start = start.picked(read(text, OWN).pick, OWN)
    return start


@pytest.mark.parametrize(
    ("texts", "topics"),
    [
        ((), ("eventi", "scuola", "altro")),
        (("eventi",), ("eventi",)),
        (("eventi", "scuola"), ("eventi", "scuola")),
        (("eventi", "scuola", "no eventi"), ("scuola",)),
        (("no eventi",), ("scuola", "altro")),
        (("eventi no", "senza scuola"), ("altro",)),
        (("eventi", "no eventi"), ()),
        (("eventi", "scuola", "solo eventi"), ("eventi",)),
    ],
)
def test_topics_are_chosen_one_by_one(texts: tuple[str, ...], topics: tuple[str, ...]) -> None:
    assert after(*texts).topics(OWN) == topics


@pytest.mark.parametrize(
    ("texts", "zones"),
    [
        (("centro",), {"centro"}),
        (("centro", "correggioli"), {"centro", "correggioli"}),
        (("no centro",), {"correggioli"}),
        (("centro", "no centro"), {"nessuna"}),
        (("centro", "no centro", "correggioli"), {"correggioli"}),
        (("centro", "solo correggioli"), {"correggioli"}),
    ],
)
def test_zones_are_chosen_one_by_one(texts: tuple[str, ...], zones: set[str]) -> None:
    assert after(*texts).zones == zones


def test_who_wanted_emergencies_alone_and_asks_for_a_topic_gets_that_topic_alone() -> None:
    choice = after("eventi", start=Choice(wants=Wants.URGENT))
    assert (choice.wants, choice.topics(OWN)) == (Wants.ALL, ("eventi",))
