"""Rules and election periods in config.yaml: what they name, what they can never meet, and what they contradict."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Lane
from pipeline.settings.reader import load
from pipeline.settings.rule import SHIPPED, Do
from pipeline.settings.values import ConfigError, ConfigErrors
from tests.town import ROOT, change_config


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(
        (ROOT / "config.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    for name in ("notizia", "evento"):
        (tmp_path / "templates" / "facebook").mkdir(parents=True, exist_ok=True)
        (tmp_path / "templates" / "facebook" / f"{name}.j2").write_text("x", encoding="utf-8")
    return tmp_path


def faults(folder: Path, setting: str, *lines: str) -> list[str]:
    """The mistakes of a list in config.yaml, without their place."""
    change_config(
        folder, rf"^{setting}: \[\]", "\n".join([f"{setting}:", *(f"  - {line}" for line in lines)])
    )
    try:
        load(folder)
    except ConfigErrors as errors:
        return [str(fault) for fault in errors.faults]
    except ConfigError as error:
        return [str(error)]
    return []


GOOD = (
    "{name: eventi, categories: [Eventi], channels: [instagram], do: include}",
    "{name: bandi, title_words: [bando, concorso pubblico], not_words: [prorog*], do: hold}",
    "{name: scuole chiuse, title_words: [scuole chiuse], feeds: [portal], lane: emergency}",
    "{name: sagra, words: [sagra], channels: [facebook], template: evento, hashtags: [Ostiglia]}",
    "{name: minori del portale, personal_data: [minor], feeds: [portal], do: exclude}",
)


def test_good_rules_are_read_in_their_order_before_those_of_the_program(folder: Path) -> None:
    assert faults(folder, "rules", *GOOD) == []
    rules = load(folder).desk_rules
    assert [rule.name for rule in rules[:5]] == [
        "eventi",
        "bandi",
        "scuole chiuse",
        "sagra",
        "minori del portale",
    ]
    assert (rules[0].do, rules[2].lane, rules[3].hashtags) == (Do.INCLUDE, Lane.EMERGENCY, ("Ostiglia",))
    assert rules[5:] == SHIPPED


def test_a_rule_is_turned_off_by_its_name(folder: Path) -> None:
    change_config(folder, r"^rules_off: \[\]", "rules_off: [albo, minori]")
    assert {rule.name for rule in SHIPPED} - {rule.name for rule in load(folder).desk_rules} == {
        "albo",
        "minori",
    }
    change_config(folder, r"^rules_off: .*", "rules_off: [albi]")
    with pytest.raises(ConfigError, match=r"rules_off\.0: no rule is called 'albi'; there are: albo, "):
        load(folder)


@pytest.mark.parametrize(
    ("rule", "at", "words"),
    [
        ("{name: a, feeds: [portale], do: hold}", "rules.0.feeds.0", "no feed is called 'portale'"),
        (
            "{name: a, channels: [fb], words: [x], do: hold}",
            "rules.0.channels.0",
            "no channel is called 'fb'",
        ),
        ("{name: a, words: [x], template: eventi}", "rules.0.template", "no file eventi.j2"),
        ("{name: a, words: [x], template: ../x}", "rules.0.template", "no file"),
        ("{name: a, words: [x]}", "rules.0", "has no effect"),
        ("{name: a, do: hold}", "rules.0", "meets everything"),
        ("{name: albo, words: [x], do: hold}", "rules.0.name", "comes with the program"),
        ("{name: '', words: [x], do: hold}", "rules.0.name", "must be a few words"),
        ("{name: a, words: ['!!'], do: hold}", "rules.0.words.0", "has no letters"),
        ("{name: a, words: [a*b], do: hold}", "rules.0.words.0", "not at the end of a word"),
        ("{name: a, words: [allert*], not_words: [aller*], do: hold}", "rules.0", "can never meet anything"),
        (
            "{name: a, title_words: [festa del po], not_words: [del po], do: hold}",
            "rules.0",
            "can never meet",
        ),
        ("{name: a, feeds: [portal], lane: emergency}", "rules.0.lane", "needs categories or title_words"),
        (
            "{name: a, words: [x], channels: [facebook], lane: news}",
            "rules.0.lane",
            "one lane on all channels",
        ),
        ("{name: a, words: [x], channels: [whatsapp], hashtags: [x]}", "rules.0.hashtags", "no hashtags"),
        ("{name: a, words: [x], hashtags: [due parole]}", "rules.0.hashtags.0", "is no hashtag"),
        ("{name: a, words: [x], do: exclude, hashtags: [x]}", "rules.0.do", "what is excluded"),
        ("{name: a, words: [x], do: drop}", "rules.0.do", "none of include, hold, exclude"),
        ("{name: a, wrods: [x], do: hold}", "rules.0.wrods", "did you mean words?"),
        ("{name: a, words: [x], lane: urgent}", "rules.0.lane", "none of emergency, service, news"),
        (
            "{name: a, words: [x], personal_data: [names], do: hold}",
            "rules.0.personal_data.0",
            "none of tax_code",
        ),
    ],
)
def test_a_wrong_rule_is_one_line_with_its_place(folder: Path, rule: str, at: str, words: str) -> None:
    found = faults(folder, "rules", rule)
    assert len(found) == 1, found
    assert f": {at}: " in found[0]
    assert words in found[0]
    assert found[0].startswith("config.yaml:")


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("{name: a, words: [x], do: hold}", "{name: a, words: [y], do: hold}", "is there twice"),
        ("{name: a, words: [x], do: exclude}", "{name: b, words: [x], lane: service}", "«a» excludes all"),
        (
            "{name: a, words: [fest*], do: exclude}",
            "{name: b, title_words: [festa], do: hold}",
            "«a» excludes all",
        ),
        ("{name: a, words: [x], do: include}", "{name: b, words: [x], do: hold}", "contradicts «a»"),
        (
            "{name: a, words: [x], lane: news}",
            "{name: b, words: [x], lane: service}",
            "its lane can never count",
        ),
        (
            "{name: a, categories: [Eventi*], lane: news}",
            "{name: b, categories: [Eventi al museo], feeds: [portal], lane: service}",
            "its lane can never count",
        ),
        # These only look alike.
        ("{name: a, words: [festa], do: exclude}", "{name: b, words: [fest*], do: hold}", ""),
        (
            "{name: a, categories: [Eventi], do: exclude}",
            "{name: b, categories: [Eventi al museo], do: hold}",
            "",
        ),
        ("{name: a, words: [x], channels: [facebook], do: exclude}", "{name: b, words: [x], do: hold}", ""),
        ("{name: a, words: [x], not_words: [y], do: exclude}", "{name: b, words: [x], do: hold}", ""),
        ("{name: a, title_words: [x], lane: news}", "{name: b, words: [x], lane: service}", ""),
    ],
)
def test_two_rules_that_contradict_each_other(folder: Path, first: str, second: str, words: str) -> None:
    found = faults(folder, "rules", first, second)
    assert len(found) == bool(words), found
    assert words in "".join(found)


def test_a_category_that_every_channel_excludes_needs_no_rule(folder: Path) -> None:
    change_config(folder, r"^(    exclude: )\[\]", r"\1[Sport]")
    found = faults(folder, "rules", "{name: a, categories: [sport], lane: service}")
    assert len(found) == 1
    assert "can never matter" in found[0]


def test_an_election_period_is_days_of_the_council(folder: Path) -> None:
    assert (
        faults(folder, "elections", '{name: Voto, from: 2027-04-08, to: "2027-06-08", names: [Mario Rossi]}')
        == []
    )
    [one] = load(folder).elections
    assert (f"{one.from_}", f"{one.to}", one.names, one.days) == (
        "2027-04-08",
        "2027-06-08",
        ("Mario Rossi",),
        62,
    )


@pytest.mark.parametrize(
    ("periods", "at", "words"),
    [
        (
            ["{name: a, from: 2027-06-08, to: 2027-04-08}"],
            "elections.0.to",
            "is before its beginning (08/06/2027)",
        ),
        (["{name: a, from: 2027-13-08, to: 2028-04-08}"], "elections.0.from", "must be a day"),
        (["{name: a, from: domani, to: 2028-04-08}"], "elections.0.from", "must be a day"),
        (["{name: a, to: 2028-04-08}"], "elections.0", "from is missing"),
        (["{name: a, from: 2027-04-08, to: 2027-06-08, names: ['-']}"], "elections.0.names.0", "no name"),
        (
            ["{name: a, from: 2027-04-08, to: 2027-06-08}", "{name: b, from: 2027-06-08, to: 2027-06-20}"],
            "elections.1.from",
            "has days in common with «a»",
        ),
        (
            ["{name: a, from: 2027-04-08, to: 2027-06-08}", "{name: a, from: 2028-06-08, to: 2028-06-20}"],
            "elections.1.name",
            "is there twice",
        ),
    ],
)
def test_a_wrong_period_is_one_line_with_its_place(
    folder: Path, periods: list[str], at: str, words: str
) -> None:
    found = faults(folder, "elections", *periods)
    assert len(found) == 1, found
    assert f": {at}: " in found[0]
    assert words in found[0]


def test_a_rule_about_the_albo_needs_the_shipped_one_off(folder: Path) -> None:
    found = faults(
        folder, "rules", "{name: a, categories: [Albo pretorio], channels: [facebook], do: include}"
    )
    assert "«albo» excludes all" in found[0]
    change_config(folder, r"^rules_off: \[\]", "rules_off: [albo]")
    assert load(folder).rules[0].name == "a"
