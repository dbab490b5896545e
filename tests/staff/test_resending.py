"""resend: by hand, once more, to exactly those whom an item did not reach; and nobody is written to unasked."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from pipeline.model import Mode
from pipeline.reasons import Code
from pipeline.staff import resending
from pipeline.staff.corrections import Publisher
from pipeline.stages.render.choice import Renderer
from tests.town import Town, number

TITLE = "Mercato in piazza"


def resend(here: Town, answer: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The command, with a person's answer to its question."""
    return subprocess.run(
        here.command("resend", TITLE, *words),
        input=answer,
        capture_output=True,
        text=True,
        env=here.env(),
        check=False,
    )


@pytest.fixture
def missed(here: Town) -> Town:
    """Two of three citizens were refused, and so was the post on the page."""
    here.change(r"type: twitter\n    enabled: true", "type: twitter\n    enabled: false")
    here.tick()
    here.heartbeat()
    here.join(*(number(n) for n in range(1, 4)))
    here.stage.fault("refuse", channel="facebook", code=100)
    for n in (1, 2):
        here.stage.fault("refuse", code=131026, to=number(n))
    here.stage.publish(TITLE, "Domenica alle 9.")
    here.tick()
    return here


def sent(here: Town) -> list[str]:
    return sorted(one["recipient"] or one["channel"] for one in here.stage.received())


def test_those_who_did_not_get_it_get_it_and_nobody_twice(missed: Town) -> None:
    assert sent(missed) == [number(3)]
    asked = resend(missed, "sì\n")
    assert asked.returncode == 0, asked.stderr
    assert "a 2 iscritti" in asked.stdout  # how many and what it costs,
    assert "Domenica alle 9." in asked.stdout  # and the text, before the question
    missed.heartbeat()
    missed.tick()
    assert sent(missed) == [*(number(n) for n in range(1, 4)), "facebook"]
    again = resend(missed, "")
    assert (again.returncode, "nessuno" in again.stdout) == (1, True)


@pytest.mark.parametrize("answer", ["no\n", "\n", "", "boh\n"])
def test_without_a_yes_nothing_is_sent(missed: Town, answer: str) -> None:
    assert resend(missed, answer).returncode != 0
    missed.heartbeat()
    missed.tick()
    assert sent(missed) == [number(3)]


def test_one_channel_alone_and_unasked_if_so_wished(missed: Town) -> None:
    assert resend(missed, "", "--channel", "facebook", "--yes").returncode == 0
    missed.heartbeat()
    missed.tick()
    assert sent(missed) == [number(3), "facebook"]


def test_what_was_taken_back_stays_so(missed: Town) -> None:
    missed.call("retract", TITLE, "--yes")
    done = resend(missed, "", "--yes")
    assert done.returncode == 1
    missed.heartbeat()
    missed.tick()
    assert number(1) not in sent(missed)


def test_who_left_meanwhile_gets_nothing(missed: Town) -> None:
    missed.call("leave", number(1))
    assert "a 1 iscritto" in resend(missed, "s\n").stdout
    missed.heartbeat()
    missed.tick()
    assert number(1) not in [one["recipient"] for one in missed.stage.received() if one["template"]]


@pytest.mark.parametrize("wish", ["paused_until = 9e9", "wants = 'urgent'", "zones = '|nessuna|'"])
def test_who_wants_it_no_more_is_neither_counted_nor_sent_it(missed: Town, wish: str) -> None:
    with missed.open_council() as council:
        first = missed.rows("SELECT min(id) FROM subscriber")[0][0]
        council.store.connection.execute(f"UPDATE subscriber SET {wish} WHERE id = ?", (first,))
        council.store.connection.execute("UPDATE post SET zones = '[\"centro\"]' WHERE zones = ''")
    assert "a 1 iscritto" in resend(missed, "s\n").stdout
    missed.heartbeat()
    missed.tick()
    assert number(1) not in sent(missed)


def test_a_page_that_stood_still_until_it_was_too_late_gets_it(here: Town) -> None:
    here.change(r"type: twitter\n    enabled: true", "type: twitter\n    enabled: false")
    here.tick()
    here.heartbeat()
    here.call("stop", "--channel", "facebook")
    here.stage.publish(TITLE, "Domenica alle 9.")
    here.tick()
    here.clock.ahead += 49 * 3600
    here.tick()
    assert here.rows("SELECT state FROM post WHERE channel = 'facebook'") == [("expired",)]
    with here.open_council() as council:
        about = council.config, council.store
        # Not by the command, whose clock is the real one.
        council.store.resume_sender(name="facebook", seen=Code.STOPPED_BY_HAND, now=council.clock.time())
        planned = resending.plan(*about, council.channels, TITLE, "facebook", council.clock.time())
        assert [one.post["n"] for one in planned.missed] == [1]
        now, render = council.clock.time(), Renderer(council.config, council.channels)
        by = Publisher(council.store, council.config, council.channels, render)
        assert resending.resend(by, planned, now).left == ()
    here.tick()
    assert [post["text"].splitlines()[0] for post in here.stage.state()["page"]] == [TITLE]


def _refused(here: Town, title: str) -> str:
    """What `resend` answers if it sends nothing."""
    done = here.call("resend", title, "--yes")
    assert done.returncode == 1, done.stdout
    here.heartbeat()
    here.tick()
    return done.stdout


@pytest.fixture
def unreached(here: Town) -> Town:
    """One of two citizens is refused until the faults are cleared."""
    here.change(r"type: twitter\n    enabled: true", "type: twitter\n    enabled: false")
    here.tick()
    here.heartbeat()
    here.join(number(1), number(2))
    here.stage.fault("refuse", code=131026, to=number(1))
    return here


def _got(here: Town) -> list[str]:
    return [one["text"] for one in here.stage.received() if one["recipient"] == number(1) and one["template"]]


def test_an_alert_that_another_one_replaced_is_not_sent_after_it(unreached: Town) -> None:
    alert = unreached.stage.publish("Allerta gialla Po", "Allerta gialla da stasera.", categories=["Allerta"])
    unreached.tick()
    unreached.stage.edit(alert["id"], title="Allerta rossa Po", text="Allerta rossa da stasera.")
    unreached.tick()
    [(first,)] = unreached.rows("SELECT id FROM item WHERE title = 'Allerta gialla Po'")
    before = _got(unreached)
    assert len(before) == 1
    assert "più recente" in _refused(unreached, str(first))
    assert _got(unreached) == before


def test_what_another_item_of_the_portal_corrects_is_not_sent_after_it(unreached: Town) -> None:
    text = "Acqua sospesa venerdì 27 novembre dalle {} in via Po."
    unreached.stage.publish("Acqua sospesa in via Po", text.format("9 alle 12"), categories=["Interruzioni"])
    unreached.tick()
    before = _got(unreached)
    right = text.format("14 alle 19")
    unreached.stage.publish("RETTIFICA: acqua sospesa in via Po", right, categories=["Interruzioni"])
    unreached.tick()
    [(first,), (second,)] = unreached.rows("SELECT id FROM item WHERE title LIKE '%in via Po' ORDER BY id")
    assert "prima va approvata" in _refused(unreached, str(first)), "as long as a person is asked, too"
    assert unreached.call("approve", str(second)).returncode == 0
    assert "più recente" in _refused(unreached, str(first))
    assert not any("9 alle 12" in text for text in _got(unreached)[len(before) :])


def test_an_alert_is_not_sent_after_its_end(unreached: Town) -> None:
    unreached.stage.publish("Allerta gialla Po", "Allerta gialla da stasera.", categories=["Allerta"])
    unreached.tick()
    unreached.stage.publish("Revocata l'allerta gialla Po", "Grazie.", categories=["Allerta"])
    unreached.tick()
    [(first,)] = unreached.rows("SELECT id FROM item WHERE title = 'Allerta gialla Po'")
    before = _got(unreached)
    assert "la sua fine" in _refused(unreached, str(first))
    assert not any("da stasera" in text for text in _got(unreached)[len(before) :])


def test_what_was_corrected_is_not_sent_while_the_correction_waits(unreached: Town) -> None:
    title = "Acqua sospesa in via Po"
    text = "Acqua sospesa venerdì 27 novembre dalle {} in via Po."
    notice = unreached.stage.publish(title, text.format("9 alle 12"), categories=["Interruzioni"])
    unreached.tick()
    unreached.stage.edit(notice["id"], text=text.format("14 alle 19"))
    unreached.tick()
    assert "correzione" in _refused(unreached, title)
    assert _got(unreached) == []


def test_what_was_taken_back_is_not_sent_once_more_by_looking(here: Town) -> None:
    """Staff take an item back whose post on the page was in doubt, and then say that it is not there."""
    here.stage.publish("Ponte chiuso", "Da domani.", categories=["Avvisi"])
    here.tick()
    doubt = "UPDATE delivery SET state = 'uncertain' WHERE post_id IN (SELECT id FROM post WHERE channel = 'facebook')"
    with here.open_council() as opened:
        opened.store.connection.execute(f"{doubt} AND state = 'sent'")
    assert here.call("retract", "Ponte chiuso", "--channel", "facebook", "--yes").returncode == 0
    assert (
        here.call("uncertain", "Ponte chiuso", "--absent", "--channel", "facebook", "--yes").returncode == 0
    )
    states = (
        "SELECT d.state FROM delivery d JOIN post p ON p.id = d.post_id"
        " WHERE p.channel = 'facebook' AND p.kind = 'publish'"
    )
    assert here.rows(states) == [("failed",)]


def test_what_is_gone_from_the_portal_is_not_sent(unreached: Town) -> None:
    item = unreached.stage.publish(TITLE, "Domenica alle 9.")
    unreached.tick()
    unreached.stage.trash(item["id"])
    unreached.tick()
    assert "non è più sul portale" in _refused(unreached, TITLE)
    assert _got(unreached) == []


def test_what_left_the_portal_before_it_was_out_everywhere_is_not_sent(unreached: Town) -> None:
    unreached.call("stop", "--channel", "facebook")
    item = unreached.stage.publish(TITLE, "Domenica alle 9.")
    unreached.tick()
    unreached.stage.trash(item["id"])
    unreached.tick()
    # What is out is looked for a few at a time, and this one's turn had not come.
    unreached.rows("UPDATE item SET missing_at = NULL WHERE title = ? RETURNING id", TITLE)
    assert unreached.rows("SELECT withdrawn_at IS NULL FROM item WHERE title = ?", TITLE) == [(0,)]
    assert "non è più sul portale" in _refused(unreached, TITLE)
    assert _got(unreached) == []


def test_nobody_is_invited_once_more_to_what_has_begun(missed: Town) -> None:
    begins = missed.clock.time() + 3600
    with missed.open_council() as opened:
        opened.store.connection.execute("UPDATE item SET starts_at = ? WHERE title = ?", (begins, TITLE))
    assert missed.call("resend", TITLE, "--yes", "--channel", "whatsapp").returncode == 0
    assert missed.rows("SELECT not_after FROM post WHERE channel = 'whatsapp' AND kind = 'publish'") == [
        (begins,)
    ]


def test_what_another_mode_left_undone_is_not_sent(unreached: Town) -> None:
    unreached.stage.publish(TITLE, "Domenica alle 9.")
    unreached.tick()
    with unreached.open_council() as opened:
        for mode, missed in ((Mode.OFF, ["whatsapp"]), (Mode.TESTERS, [])):
            config = replace(opened.config, live=mode)
            planned = resending.plan(config, opened.store, opened.channels, TITLE, "", opened.clock.time())
            assert [one.post["channel"] for one in planned.missed] == missed
