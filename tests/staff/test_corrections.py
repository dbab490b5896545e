"""A retraction says what was wrong, and what is right only where somebody knows it; and it asks first."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import actions as commands
from pipeline.staff.actions import standing
from pipeline.staff.corrections import preview_post
from tests.town import Town, number

FALSE = "Acqua non potabile"


@pytest.fixture
def out(here: Town) -> tuple[Town, dict[str, Any]]:
    """The same town, where two citizens got something false."""
    here.join(number(1), number(2))
    item = here.stage.publish(
        FALSE, "Bollite l'acqua del rubinetto in tutto il comune.", categories=["Avvisi"]
    )
    here.tick()
    return here, item


def correction(town: Town) -> str:
    town.tick()
    [_, told] = [message["text"] for message in town.stage.phones()[number(1)]]
    return str(told)


def test_what_was_wrong_is_not_told_as_what_is_right(out: tuple[Town, dict[str, Any]]) -> None:
    here, item = out
    here.stage.trash(item["id"])
    assert here.call("retract", FALSE, "--yes").returncode == 0
    told = correction(here)
    assert f"Diceva: *{FALSE}*" in told
    assert "Bollite" not in told
    assert item["link"] not in told
    assert here.config.council.portal in told
    assert "per ora non abbiamo altre informazioni" in told


def test_what_the_portal_says_by_now_is_told_with_its_page(out: tuple[Town, dict[str, Any]]) -> None:
    here, item = out
    here.stage.edit(item["id"], title="Acqua potabile", text="L'acqua si può bere senza bollirla.")
    here.tick()
    assert here.call("retract", "Acqua potabile", "--channel", "whatsapp", "--yes").returncode == 0
    told = correction(here)
    assert f"Diceva: *{FALSE}*" in told
    assert "Che cosa è giusto: L'acqua si può bere" in told
    assert item["link"] in told


def test_what_the_portal_says_of_it_no_more_is_not_told_as_what_is_right(
    out: tuple[Town, dict[str, Any]],
) -> None:
    here, item = out
    here.stage.edit(item["id"], text="L'acqua è forse potabile.")
    here.tick()
    here.rows("UPDATE item SET missing_at = ? RETURNING id", here.clock.time())
    assert here.call("retract", FALSE, "--channel", "whatsapp", "--yes").returncode == 0
    told = correction(here)
    assert "forse potabile" not in told
    assert item["link"] not in told


def test_a_false_text_under_another_title_is_not_what_is_right(out: tuple[Town, dict[str, Any]]) -> None:
    here, item = out
    here.stage.edit(item["id"], title="Acqua in tutto il comune")
    here.tick()
    assert here.call("retract", "Acqua in tutto", "--channel", "whatsapp", "--yes").returncode == 0
    assert "Bollite" not in correction(here)


def test_what_a_person_types_is_told(out: tuple[Town, dict[str, Any]]) -> None:
    here, _ = out
    assert here.call("retract", FALSE, "--right", "L'acqua è buona.", "--yes").returncode == 0
    assert "Che cosa è giusto: L'acqua è buona." in correction(here)


def test_it_shows_text_number_and_cost_and_does_nothing_unless_somebody_agrees(
    out: tuple[Town, dict[str, Any]],
) -> None:
    here, _ = out
    asked = here.call("retract", FALSE)
    assert asked.returncode != 0
    assert "a 2 iscritti" in asked.stdout
    assert "€" in asked.stdout
    assert "RETTIFICA del Comune" in asked.stdout
    assert "facebook: «Acqua non potabile» viene tolta" in asked.stdout
    assert here.rows("SELECT count(*) FROM post WHERE kind IN ('retract', 'withdraw')") == [(0,)]


def test_what_approve_would_let_go_is_shown_with_number_and_cost(out: tuple[Town, dict[str, Any]]) -> None:
    here, _ = out
    here.change(r"settle_seconds: 0", "settle_seconds: 60")
    here.stage.publish("Mercato spostato", "In piazza Mazzini.", categories=["Avvisi"])
    here.tick()
    here.call("hold", "Mercato spostato", "--channel", "whatsapp")
    with here.open_council() as council:
        [post] = standing(council.store, council.config, "Mercato spostato", "")
        shown = "\n".join(preview_post(council.store, council.channels["whatsapp"], post))
        assert standing(council.store, council.config, "tutto", "") == [post]
        assert standing(council.store, council.config, "whatsapp", "") == []
    assert "a 2 iscritti" in shown
    assert "In piazza Mazzini." in shown


def test_a_correction_that_waits_counts_only_those_who_got_what_was_wrong(here: Town) -> None:
    here.join(number(1), number(2))
    text = "Chiuso venerdì 27 novembre dalle {}."
    item = here.stage.publish("Ufficio chiuso", text.format("9 alle 12"), categories=["Avvisi"])
    here.tick()
    here.join(number(3))
    here.stage.edit(item["id"], text=text.format("14 alle 19"))
    here.tick()
    with here.open_council() as council:
        [post] = standing(council.store, council.config, "Ufficio chiuso", "whatsapp")
        shown = "\n".join(preview_post(council.store, council.channels["whatsapp"], post))
    assert "a 2 iscritti" in shown
    assert "a 2 iscritti" in here.call("status").stdout


@pytest.mark.parametrize(("answer", "state"), [("n\n", "held"), ("s\n", "due")])
def test_at_a_terminal_approve_asks_before_it_lets_anything_go(
    out: tuple[Town, dict[str, Any]], monkeypatch: pytest.MonkeyPatch, answer: str, state: str
) -> None:
    here, _ = out
    here.change(r"settle_seconds: 0", "settle_seconds: 60")
    here.stage.publish("Mercato spostato", "In piazza Mazzini.", categories=["Avvisi"])
    here.tick()
    here.call("hold", "Mercato spostato", "--channel", "whatsapp")
    monkeypatch.setattr(commands, "asks", lambda *, yes: not yes)  # as if somebody sat there
    words = ["Mercato spostato", "--channel", "whatsapp"]
    shown = CliRunner().invoke(commands.approve, words, input=answer, obj=here.folder)
    assert "In piazza Mazzini." in shown.output
    assert (shown.exit_code == 0) == (answer == "s\n")
    found = here.rows("SELECT state FROM post WHERE channel = 'whatsapp' AND headline = 'Mercato spostato'")
    assert found == [(state,)]
