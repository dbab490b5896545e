"""The end of an alert goes to those who were told the alert, and to everybody where that is not known."""

from __future__ import annotations

from pipeline.model import Lane, Mode
from pipeline.stages.release.release import Releasing, release_chunk
from tests.town import Town, number

YELLOW, YELLOW_END = "Allerta gialla per temporali", "Revocata l'allerta gialla per temporali"
HELD = "rules:\n  - {name: fine, title_words: [revocata], do: hold}\n"
ALERT, END = "Allerta rossa per piena del Po", "Revocata l'allerta rossa per piena del Po"


def ends_of(here: Town, who: int) -> list[str]:
    """The messages about the end that a citizen got."""
    texts = [str(message["text"]) for message in here.stage.phones().get(number(who), [])]
    return [text for text in texts if "evocata" in text]


def test_an_end_goes_to_those_who_were_told_the_alert(here: Town) -> None:
    here.join(number(1))
    here.stage.publish(ALERT, "Evitate gli argini.", categories=["Allerta"])
    here.tick()
    here.join(number(2))
    here.stage.publish(END, "Si torna alla normalità.", categories=["Allerta"])
    here.tick()
    assert (len(ends_of(here, 1)), len(ends_of(here, 2))) == (1, 0)


def test_an_end_of_what_was_told_elsewhere_goes_to_everybody(here: Town) -> None:
    here.join(number(1), number(2))
    here.stage.publish(END, "Si torna alla normalità.", categories=["Allerta"])
    here.tick()
    assert (len(ends_of(here, 1)), len(ends_of(here, 2))) == (1, 1)


def test_what_is_open_again_goes_to_everybody(here: Town) -> None:
    here.join(number(1))
    here.stage.publish(ALERT, "Evitate gli argini.", categories=["Allerta"])
    here.tick()
    here.join(number(2))
    here.stage.publish("Revocata la chiusura del ponte", "Si passa di nuovo.", categories=["Avvisi"])
    here.tick()
    assert (len(ends_of(here, 1)), len(ends_of(here, 2))) == (1, 1)


def half_told(here: Town) -> None:
    """A broadcast of the alert of which the second citizen has not had theirs yet."""
    here.change(r"^rules:.*\n", HELD)
    here.join(number(1), number(2))
    with here.open_council() as opened:
        opened.store.connection.execute("UPDATE subscriber SET quiet_from = 1 WHERE id = 2")  # to midnight
    here.stage.publish(YELLOW, "Chiudete le finestre.", categories=["Allerta"])
    here.tick()
    assert [len(here.stage.phones().get(number(n), [])) for n in (1, 2)] == [1, 0]


def goes_on(here: Town) -> None:
    """The second citizen may be written to, and all that waits goes."""
    with here.open_council() as opened:
        opened.store.connection.execute("UPDATE subscriber SET quiet_from = 0 WHERE id = 2")
        opened.store.connection.execute("UPDATE delivery SET due_at = 0 WHERE state = 'pending'")
    here.tick()


def test_an_end_that_was_held_stops_the_alert_when_it_is_approved(here: Town) -> None:
    half_told(here)
    here.stage.publish(YELLOW_END, "Si torna alla normalità.", categories=["Allerta"])
    here.tick()
    done = here.call("approve", YELLOW_END)
    assert done.returncode == 0
    assert f"whatsapp: «{YELLOW}» è finita: nessun altro la riceve" in done.stdout
    goes_on(here)
    assert (len(ends_of(here, 1)), here.stage.phones().get(number(2), [])) == (1, [])
    [(alert,)] = here.rows("SELECT id FROM item WHERE title = ?", YELLOW)
    again = here.call("resend", str(alert), "--yes")  # by hand neither
    assert (again.returncode, here.stage.phones().get(number(2), [])) == (1, [])


def test_who_was_only_waiting_for_the_alert_is_not_told_its_end(here: Town) -> None:
    half_told(here)
    here.stage.publish(YELLOW_END, "Si torna alla normalità.", categories=["Allerta"])
    here.tick()
    here.call("approve", YELLOW_END)
    with (
        here.open_council() as opened
    ):  # released at once, before anybody has swept up what the alert has left
        sender = Releasing("whatsapp", Mode.OFF, broadcast=True)
        while release_chunk(opened.store, sender, [*Lane], here.clock.time()):
            pass
    ends = (
        "SELECT d.recipient FROM delivery d JOIN post p ON p.id = d.post_id JOIN item i ON i.id = p.item_id"
    )
    assert here.rows(f"{ends} WHERE i.title = ? AND p.channel = 'whatsapp'", YELLOW_END) == [(1,)]


def test_while_an_end_is_held_its_alert_goes_on(here: Town) -> None:
    half_told(here)
    here.stage.publish(YELLOW_END, "Si torna alla normalità.", categories=["Allerta"])
    here.tick()
    goes_on(here)
    assert [len(here.stage.phones().get(number(n), [])) for n in (1, 2)] == [1, 1]


def test_an_end_that_is_approved_ends_no_alert_that_came_after_it(here: Town) -> None:
    here.change(r"^rules:.*\n", HELD)
    here.join(number(1))
    here.stage.publish(END, "Si torna alla normalità.", categories=["Allerta"])
    here.tick()
    here.clock.ahead += 60
    here.stage.publish(ALERT, "Evitate gli argini.", categories=["Allerta"])
    here.tick()
    assert "è finita" not in here.call("approve", END).stdout
