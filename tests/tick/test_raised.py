"""An alert that is raised in place is told to everybody anew; its end wakes nobody and reaches who got it."""

from __future__ import annotations

from tests.town import Town, number


def texts(town: Town, citizen: str) -> list[str]:
    return [message["text"] for message in town.stage.phones().get(citizen, [])]


def test_an_alert_raised_in_place_reaches_everybody_on_every_channel_once(here: Town) -> None:
    here.join(number(1))
    item = here.stage.publish("Allerta gialla per temporali", "Dalle 12 alle 20.", categories=["Allerta"])
    here.tick()
    here.join(number(2))  # never got the yellow one
    here.stage.edit(item["id"], title="Allerta rossa per temporali", text="Dalle 12 alle 24.")
    for _ in range(3):
        here.tick()
    first, second = texts(here, number(1)), texts(here, number(2))
    assert ["gialla" in first[0], "rossa" in first[1], len(first)] == [True, True, 2]
    assert "Se la situazione peggiora" in first[0]  # yellow's advice is not red's
    assert "evita gli spostamenti" in first[1]
    assert ["rossa" in text for text in second] == [True]
    assert here.copies("ialla per temporali")["facebook"] == 1
    assert here.copies("ossa per temporali")["facebook"] == 1
    told = here.call("why", "Allerta").stdout
    assert "pubblicata di nuovo" in told


def test_of_an_alert_that_is_still_being_sent_nobody_gets_the_old_text_any_more(here: Town) -> None:
    here.join(number(1))
    item = here.stage.publish("Allerta gialla per temporali", "Dalle 12 alle 20.", categories=["Allerta"])
    here.tick()
    with here.open_council() as opened:
        opened.store.connection.execute("UPDATE delivery SET state = 'pending' WHERE recipient > 0")
        opened.store.connection.execute(
            "UPDATE post SET state = 'sending' WHERE channel = 'whatsapp' AND lane = 'emergency'"
        )
    here.stage.edit(item["id"], title="Revocata l'allerta gialla per temporali")
    here.tick()
    here.tick()
    assert ["FINE ALLERTA" in text for text in texts(here, number(1))] == [False, True]


def test_a_corrected_notice_waits_and_goes_to_those_who_got_it_when_somebody_agrees(here: Town) -> None:
    here.join(number(1))
    item = here.stage.publish("Anagrafe chiusa", "Dalle 9 alle 12.", categories=["Avvisi"])
    here.tick()
    here.join(number(2))
    here.stage.edit(item["id"], text="Dalle 14 alle 19.")
    report = here.tick()
    assert report.exit_code == 3
    assert "va mandata la correzione a chi l'ha ricevuta?" in here.call("status").stdout
    assert len(texts(here, number(1))) == 1
    assert here.call("approve", "Anagrafe chiusa").returncode == 0
    here.tick()
    assert "Come si legge ora: Dalle 14 alle 19." in texts(here, number(1))[1]
    assert texts(here, number(2)) == []


def test_the_end_of_an_alert_reaches_who_wants_emergencies_only(here: Town) -> None:
    here.join(number(1))
    with here.open_council() as opened:
        opened.store.connection.execute("UPDATE subscriber SET wants = 'urgent'")
    here.stage.publish("Cessata l'allerta per temporali", "Grazie a tutti.", categories=["Allerta"])
    here.tick()
    [told] = texts(here, number(1))
    assert told.startswith("FINE ALLERTA")
    assert here.rows("SELECT DISTINCT lane FROM post WHERE item_id > 10") == [("service",)]


def test_an_end_of_its_own_stops_the_rest_of_its_alert(here: Town) -> None:
    here.join(number(1), number(2))
    here.stage.publish("Allerta gialla per temporali", "Dalle 12 alle 20.", categories=["Allerta"])
    here.tick()
    with here.open_council() as opened:
        rest = "SELECT max(d.id) FROM delivery d JOIN post p ON p.id = d.post_id WHERE p.channel = 'whatsapp'"
        opened.store.connection.execute(f"UPDATE delivery SET state = 'pending' WHERE id = ({rest})")
        opened.store.connection.execute(
            "UPDATE post SET state = 'sending' WHERE channel = 'whatsapp' AND lane = 'emergency'"
        )
    before = {one: len(texts(here, number(one))) for one in (1, 2)}
    here.stage.publish("Revocata l'allerta gialla", "Grazie.", categories=["Allerta"])
    for _ in range(2):
        here.tick()
    later = [[text[:12] for text in texts(here, number(one))[before[one] :]] for one in (1, 2)]
    assert sorted(later) == [[], ["FINE ALLERTA"]]  # whoever has not got the beginning needs no end
    states = here.rows("SELECT DISTINCT state, reason FROM post WHERE lane = 'emergency'")
    assert ("cancelled", "ended") in states
    assert "la fine è stata pubblicata" in here.call("why", "Allerta gialla per temporali").stdout
