"""A word of ending beside a topic or a zone: the part is refused, or the writer is asked, with both ways out."""

from __future__ import annotations

import pytest

from channels._subscribers.choices import How
from channels._subscribers.commands import Command, command, read
from channels.subscribers import Applied
from tests.citizens.__main__ import OWN
from tests.citizens.door import NOW, Desk


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("stop eventi", "eventi"),
        ("eventi: stop", "eventi"),
        ("basta scuola, grazie", "scuola"),
        ("non voglio più gli avvisi di zona centro", "centro"),
        ("non voglio più gli avvisi della zona centro", "centro"),
        ("solo niente eventi", "eventi"),
        ("tutto tranne gli eventi", "eventi"),
        ("gli avvisi di scuola non mi servono più", "scuola"),
        ("non mandatemi più notizie di scuola", "scuola"),
        ("stop zona correggioli", "correggioli"),
        ("basta avvisi sugli eventi", "eventi"),
    ],
)
def test_a_topic_of_the_service_that_alone_is_refused_goes_and_nothing_else(text: str, word: str) -> None:
    said = read(text, OWN)
    assert (said.command, said.pick.words, said.pick.how) == (Command.PICK, {word}, How.REMOVE)


@pytest.mark.parametrize(
    "text",
    [
        "cancellami dagli eventi",
        "cancellami centro",
        "toglietemi gli eventi",
        "disiscrivetemi da scuola",
        "esco dagli eventi",
        "cancellatemi dagli avvisi di scuola",
        "meno eventi",
        "solo eventi no",
        "basta sport",  # no topic of this service
        "stop feste",
        "solo niente feste",
        "non voglio più gli avvisi di zona nord",
        "non voglio più messaggi sul calcio",
        "basta messaggi sulle sagre",
        "cancellami dagli avvisi della biblioteca",
        "non scrivetemi più di sport",
        "no more events",
    ],
)
def test_what_may_mean_a_part_or_all_is_asked_about(text: str) -> None:
    assert command(text, OWN) is Command.FEWER


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cancellami", Command.LEAVE),
        ("abito in centro, cancellatemi", Command.LEAVE),
        ("stop avvisi grazie", Command.LEAVE),
        ("non voglio più le notizie", Command.LEAVE),
        ("cancellami dagli avvisi del comune di ostiglia", Command.LEAVE),
        ("niente scuola domani?", Command.OTHER),
        ("non c'è scuola", Command.OTHER),
        ("basta buche in via Cavour", Command.OTHER),
        ("togliete le feste dal calendario", Command.OTHER),
        ("solo scuola", Command.PICK),
    ],
)
def test_leaving_and_talk_stay_what_they_are(text: str, meant: Command) -> None:
    assert command(text, OWN) is meant


def test_the_question_says_both_ways_out_and_nobody_leaves_meanwhile(desk: Desk) -> None:
    desk.says("iscrivimi")
    assert desk.says("basta sport", NOW + 1) is Applied.TOLD
    assert (desk.states(), desk.replies()) == (["active"], ["benvenuto", "meno"])


def test_who_is_not_subscribed_learns_that(desk: Desk) -> None:
    assert (desk.says("basta sport"), desk.replies()) == (Applied.NOT_IN, ["non_iscritto"])
