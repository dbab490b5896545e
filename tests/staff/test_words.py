"""Every reason the program gives has its Italian words."""

from __future__ import annotations

import re

import pytest

from channels.whatsapp.errors import MEANINGS, UNKNOWN, UNSYNCED
from pipeline.cli import main
from pipeline.money.budget import euro
from pipeline.staff.words import italian, standing
from tests.town import ROOT

COMMANDS = set(main.commands)
# Written where a reason is given, and no reason themselves.
NO_REASONS = {
    *(
        "pending",
        "sending",
        "skipped",
        "due",
        "held",
        "paused",
        "everyone",
        "publish",
        "insert_decision",
        "edit",
        "setting",
        "subscriber_by_phone",
        "longer than 7 seconds",
        "settled by hand: 7",
    ),
    *("7: 7", ": 7", "told:7", "taken down 7"),  # names of statements and keys; what others say
    "money: 7 of 7",  # in euros: see STORED
}


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("stale: 12 days old", "vecchia di 12 giorni"),
        ('rule "Albo pretorio"', "regola: categoria «Albo pretorio» esclusa"),
        ("template: templates/x.j2:3: wrong", "modello da correggere: templates/x.j2:3: wrong"),
        ("132001: no such approved template", "132001: no such approved template"),
    ],
)
def test_reasons(reason: str, words: str) -> None:
    assert italian(reason) == words


def test_every_reason_of_decide_is_translated() -> None:
    source = (ROOT / "pipeline" / "stages" / "decide" / "decide.py").read_text(encoding="utf-8")
    given = re.findall(r'Action\.\w+, "([^"]+)"|(?:return|skip or doubt or) "([a-z][^"]+)"', source)
    reasons = {one for pair in given for one in pair if one}
    assert len(reasons) > 8
    assert [reason for reason in reasons if italian(reason) == reason] == []


def reasons_of_sql() -> set[str]:
    """Every sentence that a statement writes into a column `reason`."""
    found: set[str] = set()
    for file in (ROOT / "pipeline" / "store" / "sql").glob("*.sql"):
        if file.name.startswith("schema"):
            continue
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r"reason = '([^']+)'(?! \|\|)", text))
        found |= {f"{words}all" for words in re.findall(r"reason = '([^']+)' \|\|", text)}
        verdicts = re.findall(r"SELECT d\.id, CASE\n(.*?)END AS verdict", text, re.S)
        found |= {words for part in verdicts for words in re.findall(r"(?:THEN|ELSE) '([^']+)'", part)}
    return found - NO_REASONS


GIVEN = (
    r"posts\.(?:hold|cancel|pause)\([^\n]*?, (f?)\"([^\"]+)\"",
    r"reason=(f?)\"([^\"]+)\"",
    r"reason = (f?)\"([^\"]+)\"",
    r"note_trouble\([^\"]*?(f?)\"([^\"]+)\"",
    r"_set\([^\"]*\"\w+\", [^\"]*(f?)\"([^\"]+)\"",
    r"_again\([^\"]*(f?)\"([^\"]+)\"",
    r"Trouble\((?:[^()]|\([^()]*\))*?(f?)\"((?:uncertain|resting|not shared|taken)[^\"]+)\"",
    r"return \{Lane\.\w+: (f?)\"([^\"]+)\"",
    r"Action\.\w+, (f?)\"([^\"]+)\"",
    r"return (f?)\"((?:stale|future|late|over|rejected|rule|template waits|money|broken|testers|baseline)\b[^\"]+)\"",
    r"doubt=(f?)\"([^\"]+)\"",
)
# What stands in braces, by its name; a number else.
FILLED = {
    "status.lower()": "pending",
    "entry.reject": "password",
    "rendered.problem": "x",
    "period.name": "2026-11-27",
}


def reasons_of_python() -> set[str]:
    """Every sentence that the engine gives as a reason, its fields filled in."""
    found: set[str] = set()
    for file in (ROOT / "pipeline").rglob("*.py"):
        if {"sandbox", "web", "cli"} & set(file.parts):
            continue
        for pattern in GIVEN:
            for _, words in re.findall(pattern, file.read_text(encoding="utf-8")):
                found.add(re.sub(r"\{([^{}]*)\}", lambda field: FILLED.get(field[1], "7"), words))
    return found


ALL = sorted((reasons_of_sql() | reasons_of_python()) - NO_REASONS)
# As they are stored with a number or a code that the scan above does not know.
STORED = [
    "12 of 100 rejected",
    "webhook silent: many messages sent, no receipt in 10 minutes",
    "template waits: missing",
    "template waits: rejected",
    f"money: {euro(30_000_000)} of {euro(20_000_000)}",
    "all refused: 132000: parameters do not match the template",
    "interrupted: the program stopped while sending it",
    "network: TimeoutException",
    "prepare: 404",
]


def test_the_scan_finds_reasons() -> None:
    assert len(ALL) > 40
    assert {
        "daily limit",
        "not sent in time",
        "over budget",
        "annullata a mano",
        "testers mode: pages get nothing",
    } <= set(ALL)


@pytest.mark.parametrize("reason", [*ALL, *STORED])
def test_every_reason_the_program_writes_has_italian_words(reason: str) -> None:
    by_hand = reason in ("fermata a mano", "annullata a mano", "fermato a mano", "ritirata")
    assert by_hand or italian(reason) != reason


@pytest.mark.parametrize(
    "reason", [*ALL, *STORED, "190: token invalid or expired", "403: words of a provider"]
)
@pytest.mark.parametrize("state", ["held", "paused", "not published"])
def test_whatever_stands_still_names_a_command_that_there_is(reason: str, state: str) -> None:
    line = standing(f"{state}: {reason}", item=12, channel="whatsapp")
    named = re.findall(r"`infostiglia (\w+)([^`]*)`", line)
    assert named, line
    assert "\n" not in line
    assert {command for command, _ in named} <= COMMANDS
    assert "NUMERO" not in line
    assert "CANALE" not in line


@pytest.mark.parametrize(
    ("reason", "command"),
    [
        ("fermato a mano", "`infostiglia approve whatsapp`"),
        ("190: token invalid or expired", "`infostiglia approve whatsapp`"),
        ("131048: spam limit on the number", "`infostiglia approve whatsapp`"),
        (
            "many uncertain answers in a row: is the provider or the network down?",
            "`infostiglia approve whatsapp`",
        ),
        ("webhook silent: many messages sent, no receipt in 10 minutes", "`infostiglia approve whatsapp`"),
        ("no sign of `infostiglia serve`: departures cannot be heard", "`infostiglia serve`"),
        ("resting for 40 minutes", "`infostiglia approve whatsapp`"),
        ("daily limit", "`infostiglia cancel 12`"),
        ("held: fermata a mano", "`infostiglia approve 12`"),
        ("held: flood: 9 new at once", "`infostiglia approve 12`"),
        ("held: late: published 115 hours ago", "`infostiglia approve 12`"),
        ("paused: 12 of 100 rejected", "`infostiglia approve 12`"),
        ("paused: template waits: missing", "`infostiglia templates push`"),
        ("paused: template waits: pending", "`infostiglia templates status`"),
        ("paused: template waits: paused", "`infostiglia templates status`"),
        ("money: 3 broadcasts did not fit into the budget", "`infostiglia plans`"),
        ("uncertain: 3 may have arrived or not", "`infostiglia status`"),
        ("not shared yet: Sagra", "`infostiglia tray`"),
        ("digest: missed on 2026-11-27", "`infostiglia run`"),
    ],
)
def test_the_very_command(reason: str, command: str) -> None:
    line = standing(reason, item=12, channel="whatsapp")
    assert command in line
    assert re.sub(r"`[^`]*`", "", line) != line
    assert not re.search(r"\b(the|with|sent|waits|words)\b", line.replace(command, ""))  # Italian


@pytest.mark.parametrize("meaning", [*MEANINGS.values(), UNKNOWN, UNSYNCED], ids=lambda meaning: meaning.text)
def test_every_meaning_of_a_code_of_metas_has_italian_words(meaning: object) -> None:
    text = meaning.text  # type: ignore[attr-defined]
    assert italian(f"131000: {text}").endswith("(131000)")
    assert italian(f"131000: {text} (as Meta says)").endswith("(131000) (as Meta says)")
