"""An item's words name a zone: only its citizens get it, `why` and `preview` tell by what, `check` what none meets."""

from __future__ import annotations

import pytest

from tests.town import Town, number


@pytest.fixture
def zoned(here: Town) -> Town:
    here.change(r"^zones: \{\}", "zones: {centro: [Centro], correggioli: [Correggioli]}")
    here.change(r'^streets: ""', "streets: vie.csv")
    (here.folder / "vie.csv").write_text("via;zona\nVia Roma;centro\n", encoding="utf-8")
    here.join(number(1), number(2), number(3))
    with here.open_council() as opened:
        for n, zone in ((1, "centro"), (2, "correggioli")):
            opened.store.connection.execute("UPDATE subscriber SET zones = ? WHERE id = ?", (f"|{zone}|", n))
    return here


def readers(here: Town, link: str) -> set[str]:
    return {one for one in here.copies(link) if one.startswith("+")}


def test_citizens_of_other_zones_do_not_get_it_and_why_tells_by_what(zoned: Town) -> None:
    street = zoned.stage.publish("Lavori in v. Roma: strada chiusa", "Da lunedì.", categories=["Avvisi"])
    hamlet = zoned.stage.publish("Acqua sospesa a Correggioli", "Da lunedì.", categories=["Avvisi"])
    doubt = zoned.stage.publish("Lavori in via Nuova", "Da lunedì.", categories=["Avvisi"])
    zoned.tick()
    assert readers(zoned, street["link"]) == {number(1), number(3)}
    assert readers(zoned, hamlet["link"]) == {number(2), number(3)}
    assert readers(zoned, doubt["link"]) == {number(1), number(2), number(3)}
    assert "solo per le zone: centro («via Roma»)" in zoned.call("why", street["link"]).stdout
    assert "per tutto il paese" in zoned.call("why", doubt["link"]).stdout
    assert (
        "solo per le zone: correggioli («Correggioli»)"
        in zoned.call("preview", zoned.config.feeds[0].name, "--items", "3").stdout
    )


def test_an_emergency_is_everybodys(zoned: Town) -> None:
    alert = zoned.stage.publish("Allagamento a Correggioli: evacuazione", "Ora.", categories=["Emergenza"])
    zoned.tick()
    assert readers(zoned, alert["link"]) == {number(1), number(2), number(3)}
    assert "zone" not in zoned.call("why", alert["link"]).stdout


def test_check_names_zones_that_no_item_meets(zoned: Town) -> None:
    for n in range(4):
        zoned.stage.publish(f"Acqua sospesa a Correggioli {n}", "Da lunedì.", categories=["Avvisi"])
    zoned.tick()
    assert "zones.centro" not in zoned.call("check").stdout
    with zoned.open_council() as opened:
        for n in range(30):
            opened.store.connection.execute(
                "INSERT INTO item (source, title, lane, published_at, first_seen_at, categories)"
                " SELECT source, title || ?, lane, published_at, first_seen_at, '[]' FROM item WHERE id = 1",
                (str(n),),
            )
    told = zoned.call("check").stdout
    assert "zones.centro" in told
    assert "nessuna delle ultime" in told
    assert "zones.correggioli" not in told
