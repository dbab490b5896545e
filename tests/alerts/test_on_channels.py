"""Every hazard, on every channel with the shipped templates: nothing is cut, and the hour is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from channels.base import Channel
from pipeline import council_channels
from pipeline.composed import Draft, Step
from pipeline.desk.alert_texts import news_of, rendered
from pipeline.desk.compose import proposed, when_words
from pipeline.desk.library import library
from pipeline.model import Lane
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from pipeline.settings.values import Config
from pipeline.stages.render.choice import Renderer
from pipeline.stages.render.render import card_of

NOW = 1_795_760_000.0  # Friday, 27 November 2026
WORDS = "Autobotte in piazza Cornelio"
PLACE = "Correggioli, via Po e golena di Ostiglia"


@pytest.fixture(scope="module")
def all_of_them(tmp_path_factory: pytest.TempPathFactory) -> tuple[Config, Mapping[str, Channel], Renderer]:
    folder = tmp_path_factory.mktemp("council")
    lay_out(folder)
    config = load(folder)
    config = replace(config, channels=tuple(replace(one, enabled=True) for one in config.channels))
    channels = {
        one.name: council_channels.build(config, {}, one, with_secrets=False) for one in config.channels
    }
    # A text message for whom nothing else reaches is short: it has its beginning and the address.
    whole = {name: channel for name, channel in channels.items() if not channel.capabilities.address}
    return config, whole, Renderer(config, whole)


def drafted(key: str, step: Step) -> Draft:
    impact, actions = proposed(key, step)
    draft = Draft(key, "Comune di Ostiglia", PLACE, step)
    words = WORDS if step is Step.UPDATE else ""
    return replace(
        draft, impact=impact, actions=tuple(actions), starts=NOW, until=NOW + 2 * 86400, words=words
    )


@pytest.mark.parametrize("key", library())
def test_it_comes_out_whole(key: str, all_of_them: tuple[Config, Mapping[str, Channel], Renderer]) -> None:
    config, channels, render = all_of_them
    assert len(channels) >= 8
    for step in Step:
        draft = drafted(key, step)
        news = news_of(draft, config, library()[key].lane, NOW)
        for name, made in rendered(draft, news, config, channels, render).items():
            assert made.content is not None, (name, made.problem)
            text = made.content.text
            assert "…" not in text, (name, text)
            assert channels[name].measure(made.content) <= channels[name].capabilities.limit
            if step is not Step.END:
                assert "di domenica 29 novembre" in text, (name, text)
            if step is Step.UPDATE:
                assert WORDS in text, (name, text)


@pytest.mark.parametrize(
    ("key", "level", "begins"),
    [
        ("evacuazione", "", "EVACUAZIONE disposta dal Comune di Ostiglia: *lasciare subito le case"),
        (
            "acqua-non-potabile",
            "",
            "AVVISO URGENTE dal Comune di Ostiglia: *Acqua del rubinetto non potabile",
        ),
        ("caldo", "", "AVVISO URGENTE dal Comune di Ostiglia: *Caldo pericoloso"),
        ("vento", "gialla", "ALLERTA GIALLA di protezione civile"),
        ("piena-fiume", "arancione", "ALLERTA DI PROTEZIONE CIVILE"),
        ("ponte", "", "VIABILITÀ"),
        ("scuole", "", "CHIUSURA"),
        ("acqua-sospesa", "", "INTERRUZIONE DI UN SERVIZIO"),
    ],
)
def test_it_takes_the_narrow_template_that_fits(
    key: str, level: str, begins: str, all_of_them: tuple[Config, Mapping[str, Channel], Renderer]
) -> None:
    config, channels, render = all_of_them
    draft = replace(drafted(key, Step.BEGIN), level=level)
    for lane in (Lane.EMERGENCY, library()[key].lane):
        news = news_of(draft, config, lane, NOW)
        made = rendered(draft, news, config, {"whatsapp": channels["whatsapp"]}, render)["whatsapp"].content
        assert made is not None
        assert made.text.startswith(begins), made.text


def test_what_is_no_weather_is_no_alert_of_civil_protection_and_sends_nobody_out(
    all_of_them: tuple[Config, Mapping[str, Channel], Renderer],
) -> None:
    config, channels, render = all_of_them
    for key in ("restare-in-casa", "acqua-non-potabile"):
        draft = drafted(key, Step.BEGIN)
        for name, made in rendered(
            draft, news_of(draft, config, Lane.EMERGENCY, NOW), config, channels, render
        ).items():
            assert made.content is not None
            assert made.content.text.startswith(("AVVISO URGENTE", "URGENTE: ")), name
            assert "ti abita vicino" not in made.content.text


def test_a_card_has_the_same_facts(
    all_of_them: tuple[Config, Mapping[str, Channel], Renderer],
) -> None:
    config, draft = all_of_them[0], drafted("acqua-non-potabile", Step.BEGIN)
    card = card_of(news_of(draft, config, Lane.EMERGENCY, NOW), config.council)
    assert PLACE in card.title
    assert card.advice == draft.actions[0]
    assert card.date == when_words(draft, ZoneInfo(config.council.timezone))
