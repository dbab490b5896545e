"""Rules of the desk on items: which they meet, which of several wins, and what becomes of an emergency."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.known import KnownItem, KnownPost
from pipeline.model import Action, Decision, Edits, Entry, Identified, Kind, Lane, PostState
from pipeline.phase import Phase
from pipeline.phrases import pattern_of, plain
from pipeline.reasons import Code, Reason
from pipeline.settings.rule import SHIPPED, Do, Personal, Rule
from pipeline.settings.values import Feed
from pipeline.stages.decide.decide import content_hash, decide
from pipeline.stages.decide.rules import Subject, rules_met
from pipeline.stages.decide.view import ChannelView, View

NOW = 1_795_500_000.0
VIEW = View(
    now=NOW,
    feed=Feed("portal", "https://c.example.it/feed/"),
    channels=(
        ChannelView("whatsapp", broadcast=True),
        ChannelView("page", broadcast=False, edits=Edits.EDIT),
    ),
    lanes={"allerta": Lane.EMERGENCY, "avvisi": Lane.SERVICE},
    read_at=NOW - 300,
)


def entry(title: str = "Festa del Po", text: str = "Testo.", *categories: str, link: str = "/1") -> Entry:
    return Entry("g1", f"https://c.example.it{link}", title, "", text, categories, NOW)


def decided(one: Entry, *rules: Rule, view: View = VIEW) -> Decision:
    [decision] = decide([Identified(one, ("guid:g1",), None)], {}, replace(view, rules=rules))
    return decision


def outcome(one: Entry, *rules: Rule, channel: str = "whatsapp") -> tuple[Action, Reason]:
    [verdict] = [v for v in decided(one, *rules).verdicts if v.channel == channel]
    return verdict.action, verdict.reason


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("acqua", "L'ACQUA non è potabile", True),
        ("acqua", "acquedotto", False),
        ("acqu*", "acquedotto", True),
        ("acqua non potabile", "Acqua: non potabile!", True),
        ("acqua non potabile", "acqua che non è potabile", False),
        ("perché", "PERCHE'", True),
        ("dell'acqua", "mancanza dell’acqua", True),
        ("l'acqua potab*", "L'acqua potabilissima", True),
        ("via roma 12", "in via Roma, 12", True),
        ("2026", "12026", False),
    ],
)
def test_words_are_whole_and_without_accents(phrase: str, text: str, found: bool) -> None:
    assert bool(pattern_of([phrase]).search(plain(text))) is found


@pytest.mark.parametrize(
    ("rule", "met"),
    [
        (Rule("r", words=("testo",)), True),
        (Rule("r", title_words=("testo",)), False),
        (Rule("r", title_words=("feste", "festa")), True),
        (Rule("r", words=("po testo",)), False),  # no phrase goes from the title into the text
        (Rule("r", words=("festa",), not_words=("testo",)), False),
        (Rule("r", categories=("EVENTI",)), True),
        (Rule("r", categories=("event",)), False),
        (Rule("r", categories=("event*",)), True),
        (Rule("r", categories=("Eventi",), words=("sagra",)), False),
        (Rule("r", feeds=("portal",)), True),
        (Rule("r", feeds=("albo",)), False),
        (Rule("r", addresses=("eventi 2026",)), True),
        (Rule("r", personal_data=(Personal.MINOR,)), False),
    ],
)
def test_all_conditions_of_a_rule_hold(rule: Rule, met: bool) -> None:
    one = entry("Festa del Po", "Testo.", "Eventi", link="/eventi/2026/")
    assert rules_met((rule,), Subject.of_entry(one, VIEW.feed)) == ((rule,) if met else ())


EXCLUDE = Rule("fuori", words=("festa",), do=Do.EXCLUDE)
HOLD = Rule("ferma", words=("festa",), do=Do.HOLD)
INCLUDE = Rule("dentro", words=("festa",), do=Do.INCLUDE)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((EXCLUDE, HOLD, INCLUDE), (Action.SKIP, Reason(Code.EXCLUDED_BY_RULE, rule="fuori"))),
        ((INCLUDE, HOLD, EXCLUDE), (Action.SKIP, Reason(Code.EXCLUDED_BY_RULE, rule="fuori"))),
        ((INCLUDE, HOLD), (Action.HOLD, Reason(Code.HELD_BY_RULE, rule="ferma"))),
        ((INCLUDE,), (Action.PUBLISH, Reason(Code.BY_RULE, rule="dentro"))),
        ((replace(INCLUDE, words=("sagra",)),), (Action.SKIP, Reason(Code.NOT_INCLUDED, rule="dentro"))),
        ((replace(INCLUDE, words=("sagra",), channels=("page",)),), (Action.PUBLISH, Reason(Code.NEW))),
        ((replace(EXCLUDE, channels=("page",)),), (Action.PUBLISH, Reason(Code.NEW))),
        ((HOLD, replace(HOLD, name="altra")), (Action.HOLD, Reason(Code.HELD_BY_RULE, rule="ferma"))),
    ],
)
def test_exclude_beats_hold_beats_include(rules: tuple[Rule, ...], expected: tuple[Action, Reason]) -> None:
    assert outcome(entry(), *rules) == expected


def test_the_first_rule_that_sets_a_lane_decides() -> None:
    service = Rule("chiusure", title_words=("chius*",), lane=Lane.SERVICE)
    news = Rule("notizie", words=("chiuso",), lane=Lane.NEWS)
    decision = decided(entry("Ponte chiuso"), service, news)
    assert decision.lane is Lane.SERVICE
    assert decision.verdicts[0].reason == Reason(Code.LANE_BY_RULE, rule="chiusure", lane="service")
    assert decided(entry("Ponte chiuso"), news, service).lane is Lane.NEWS


def test_a_lane_acts_before_all_that_depends_on_it() -> None:
    """An emergency by rule goes at once and passes a flood; what a rule calms waits like news."""
    rule = Rule("gas", title_words=("fuga di gas",), lane=Lane.EMERGENCY)
    entries = [replace(entry(f"Notizia {n}", link=f"/{n}"), guid=f"g{n}") for n in range(9)]
    entries[4] = replace(entries[4], title="Fuga di gas in via Roma")
    found = [Identified(one, (f"guid:{one.guid}",), None) for one in entries]
    verdicts = [d.verdicts[0] for d in decide(found, {}, replace(VIEW, rules=(rule,)))]
    assert [v.action is Action.PUBLISH for v in verdicts] == [n == 4 for n in range(9)]
    assert verdicts[4].due == NOW
    calm = Rule("bollettini", title_words=("bollettino",), lane=Lane.NEWS)
    assert decided(entry("Bollettino", "Testo.", "Allerta"), calm).verdicts[0].due == NOW + 300


def test_a_lane_by_rule_makes_no_alert_of_an_end() -> None:
    rule = Rule("allerte", title_words=("allerta",), lane=Lane.EMERGENCY)
    decision = decided(entry("Revocata l'allerta arancione"), rule)
    assert (decision.lane, decision.phase) == (Lane.SERVICE, Phase.ALERT_OVER)


def test_no_include_rule_keeps_an_emergency_or_its_end_out() -> None:
    sport = Rule("sport", categories=("Sport",), do=Do.INCLUDE)
    assert outcome(entry("Allerta rossa", "Testo.", "Allerta"), sport)[0] is Action.PUBLISH
    assert outcome(entry("Revocata l'allerta rossa", "Testo.", "Allerta"), sport)[0] is Action.PUBLISH
    assert (
        outcome(
            entry("Allerta rossa", "Testo.", "Allerta"),
            replace(sport, do=Do.EXCLUDE, categories=("allerta",)),
        )[0]
        is Action.SKIP
    )


MISSING = "Scomparso Luca Rossi, 12 anni"


def test_personal_data_holds_news_and_tells_of_an_emergency() -> None:
    held = (Action.HOLD, Reason(Code.PERSONAL_DATA, rule="minori"))
    assert outcome(entry("Premiato Luca Rossi, 12 anni"), *SHIPPED) == held
    told = (Action.PUBLISH, Reason(Code.PASSED_RULE, rule="minori"))
    assert outcome(entry(MISSING, "Testo.", "Allerta"), *SHIPPED) == told
    own = Rule("mia", title_words=("scompars*",), do=Do.HOLD)  # who writes that, means it
    assert outcome(entry(MISSING, "Testo.", "Allerta"), own)[0] is Action.HOLD


@pytest.mark.parametrize(
    ("one", "out"),
    [
        (entry("Determina n. 12", "Testo.", "Albo Pretorio"), True),
        (entry("Determina n. 12", "Testo.", "Albo pretorio online"), True),
        (entry("Determina n. 12", link="/albo-pretorio/12"), True),
        (entry("Pubblicazione all'albo della delibera n. 4"), True),
        (entry("Pubblicazioni di matrimonio: Rossi e Bianchi"), True),
        (entry("Albo pretorio: guasto al servizio online"), False),
        (entry("Albo degli scrutatori: iscrizioni aperte"), False),
        (entry("Pubblicazione all'albo degli scrutatori: domande"), False),
        (entry("Nuovo albo delle associazioni", "Testo.", "Associazioni"), False),
        (entry("Matrimoni civili: nuove sale"), False),
    ],
)
def test_the_albo_is_left_out(one: Entry, out: bool) -> None:
    assert (outcome(one, *SHIPPED)[0] is Action.SKIP) is out


def test_an_edit_is_looked_at_too_and_what_takes_down_is_not() -> None:
    was = entry("Premiati i ragazzi")
    item = KnownItem(1, 1, content_hash(was), NOW - 9000, False, {"page": KnownPost(PostState.DONE, True)})
    now = replace(was, title="Premiata Giulia Verdi, 12 anni")

    def after(edits: Edits) -> dict[Kind, Action]:
        channels = (ChannelView("page", broadcast=False, edits=edits),)
        view = replace(VIEW, rules=SHIPPED, channels=channels)
        [decision] = decide([Identified(now, ("guid:g1",), 1)], {1: item}, view)
        return {v.kind: v.action for v in decision.verdicts}

    assert after(Edits.EDIT)[Kind.EDIT] is Action.HOLD
    assert after(Edits.DELETE)[Kind.WITHDRAW] is Action.PUBLISH


def test_a_flood_does_not_hide_what_a_rule_has_against_an_item() -> None:
    entries = [replace(entry(f"Notizia {n}", link=f"/{n}"), guid=f"g{n}") for n in range(9)]
    entries[3] = replace(entries[3], title="Premiata Giulia Verdi, 12 anni")
    found = [Identified(one, (f"guid:{one.guid}",), None) for one in entries]
    verdicts = [d.verdicts[0] for d in decide(found, {}, replace(VIEW, rules=SHIPPED))]
    flood, personal = Reason(Code.FLOOD, count=9), Reason(Code.PERSONAL_DATA, rule="minori")
    assert verdicts[2].reason == flood
    assert verdicts[3].reason == Reason(Code.ALSO, first=flood, then=personal)
