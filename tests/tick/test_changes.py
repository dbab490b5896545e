"""Published items are edited, corrected or taken down, as each channel can, and only those that we published."""

from __future__ import annotations

from typing import Any

import pytest

from channels.base import Content
from channels.meanings import Meaning
from channels.telegram import Telegram
from pipeline.reasons import Code, Reason
from tests.town import Town, number

PAGES = {"facebook": "page", "telegram": "telegram", "mastodon": "mastodon"}


@pytest.fixture
def squares(here: Town) -> Town:
    """The same town, which is on Telegram and Mastodon as well."""
    here.change(r"type: (telegram|mastodon)\n    enabled: false", r"type: \1\n    enabled: true")
    here.tick()
    return here


def shown(town: Town, channel: str) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = town.stage.state()[PAGES[channel]]
    return posts


def retract(town: Town, title: str) -> str:
    called = town.call("retract", title, "--yes")
    assert called.returncode == 0, called.stderr
    return called.stdout


def settled(town: Town, seconds: float) -> None:
    """Later."""
    town.clock.ahead += seconds
    town.heartbeat()
    town.tick()


def test_every_square_gets_a_new_item_once(squares: Town) -> None:
    item = squares.stage.publish("Biblioteca aperta", "Anche il sabato.")
    squares.tick()
    squares.tick()
    copies = squares.copies(item["link"])
    assert {name: copies[name] for name in PAGES} == dict.fromkeys(PAGES, 1)


def test_an_edit_changes_what_is_out_where_that_can_be(squares: Town) -> None:
    item = squares.stage.publish("Riunione alle 20", "In municipio.")
    squares.tick()
    squares.stage.edit(item["id"], title="Riunione alle 21")
    squares.tick()
    squares.stage.edit(item["id"], title="Riunione alle 22")
    squares.tick()
    for title, seconds in (
        ("alle 21", 1800),
        ("alle 22", 1860),
    ):  # one edit an hour, and the last one is not lost
        settled(squares, seconds)
        for channel in PAGES:
            [post] = shown(squares, channel)
            assert title in post["text"]
    kinds = squares.rows("SELECT kind FROM post WHERE channel = 'facebook' AND item_id > 10 ORDER BY id")
    assert kinds == [("publish",), ("edit",), ("edit",)]


def test_an_edit_of_what_is_not_read_there_changes_nothing(squares: Town) -> None:
    item = squares.stage.publish("Riunione alle 20", "In municipio.")
    squares.tick()
    squares.stage.edit(item["id"], image=f"{squares.stage.url}/portal/pictures/sala.jpg")
    squares.tick()
    assert squares.rows("SELECT count(*) FROM post WHERE kind = 'edit'") == [(0,)]


def test_an_edit_waits_until_it_is_known_what_it_changes(squares: Town) -> None:
    """The first answer was cut off: the post is there, and its id was unknown."""
    squares.stage.fault("cut_after", channel="facebook")
    item = squares.stage.publish("Riunione alle 20", "In municipio.")
    squares.tick()
    squares.stage.edit(item["id"], title="Riunione alle 21")
    squares.tick()
    settled(squares, 5)
    settled(squares, 40)
    [post] = shown(squares, "facebook")
    assert "Riunione alle 21" in post["text"]


def test_an_edit_in_doubt_is_done_again(squares: Town) -> None:
    item = squares.stage.publish("Riunione alle 20", "In municipio.")
    squares.tick()
    squares.stage.fault("status", channel="edit", status=500)
    squares.stage.edit(item["id"], title="Riunione alle 21")
    squares.tick()
    settled(squares, 90)
    [post] = shown(squares, "facebook")
    assert "Riunione alle 21" in post["text"]


def test_a_channel_may_follow_up_or_delete_instead(squares: Town) -> None:
    squares.join(number(1))
    squares.change(r"edits: edit", "edits: delete")
    squares.change(r"type: telegram", "type: telegram\n    edits: follow-up")
    squares.change(r"type: mastodon", "type: mastodon\n    edits: ignore")
    item = squares.stage.publish("Riunione alle 20", "In municipio.")
    squares.tick()
    squares.stage.edit(item["id"], title="Riunione alle 21")
    squares.tick()
    assert shown(squares, "facebook") == []
    assert [("CORREZIONE" in post["text"]) for post in shown(squares, "telegram")] == [False, True]
    [post] = shown(squares, "mastodon")
    assert "alle 20" in post["text"]


def test_a_channel_that_cannot_edit_is_not_told_to(here: Town) -> None:
    here.change(r"type: twitter", "type: twitter\n    edits: edit")
    called = here.call("check")
    assert called.returncode != 0
    assert "non può fare edit" in called.stdout + called.stderr


def test_a_retraction_takes_down_and_tells_exactly_those_who_got_it(squares: Town) -> None:
    squares.join(number(1), number(2))
    item = squares.stage.publish("Acqua non potabile", "In tutto il comune.", categories=["Avvisi"])
    squares.tick()
    squares.join(number(3))  # never got the wrong one
    assert "sarà tolta" in retract(squares, "Acqua non potabile")
    squares.tick()
    for channel in PAGES:
        assert shown(squares, channel) == []
    phones = squares.stage.phones()
    for one in (number(1), number(2)):
        assert [("RETTIFICA" in message["text"]) for message in phones[one]] == [False, True]
    assert number(3) not in phones
    # A published post stays in the records, with its end; a second request says so and does nothing.
    assert "già" in retract(squares, "Acqua non potabile")
    assert squares.rows("SELECT count(*) FROM publication WHERE withdrawn_at IS NOT NULL") == [(4,)]  # and X
    squares.tick()
    assert len(squares.stage.phones()[number(1)]) == 2
    assert squares.copies(item["link"])["facebook"] == 1


def test_who_left_gets_no_correction(squares: Town) -> None:
    squares.join(number(1), number(2))
    squares.stage.publish("Acqua non potabile", "Ovunque.", categories=["Avvisi"])
    squares.tick()
    with squares.open_council() as opened:
        opened.store.connection.execute("UPDATE subscriber SET state = 'left' WHERE id = 1")
    retract(squares, "Acqua non potabile")
    squares.tick()
    phones = squares.stage.phones()
    assert (len(phones[number(1)]), len(phones[number(2)])) == (1, 2)


def test_what_somebody_deleted_by_hand_counts_as_taken_down(squares: Town) -> None:
    squares.stage.publish("Acqua non potabile", "Ovunque.")
    squares.tick()
    with squares.open_council() as opened:  # the provider knows no post with these ids
        opened.store.connection.execute("UPDATE publication SET remote_id = remote_id || '9'")
    retract(squares, "Acqua non potabile")
    squares.tick()
    sql = (
        "SELECT p.channel, d.state FROM post p JOIN delivery d ON d.post_id = p.id WHERE p.kind = 'withdraw'"
    )
    assert dict(squares.rows(sql)) == dict.fromkeys([*PAGES, "twitter"], "sent")


@pytest.mark.parametrize(
    ("kind", "options", "copies"),
    [
        ("status", {"status": 500, "accept": True}, 1),
        ("cut_after", {}, 1),
        ("cut_before", {}, 0),
        ("wrong_json", {}, 0),
    ],
)
@pytest.mark.parametrize("channel", ["telegram", "mastodon"])
def test_in_doubt_it_is_out_once_or_shown_as_uncertain(
    squares: Town, channel: str, kind: str, options: dict[str, Any], copies: int
) -> None:
    squares.stage.fault(kind, channel=channel, **options)
    item = squares.stage.publish("Ponte chiuso", "Per lavori.")
    squares.tick()
    for _ in range(3):
        settled(squares, 61)
    if channel == "mastodon":  # it can be asked
        assert squares.copies(item["link"])[channel] == 1
    else:
        assert squares.copies(item["link"])[channel] == copies
        assert "incert" in squares.call("status").stdout


def test_asking_twice_before_it_is_done_takes_down_all_the_same(squares: Town) -> None:
    squares.join(number(1))
    squares.stage.publish("Acqua non potabile", "Ovunque.", categories=["Avvisi"])
    squares.tick()
    retract(squares, "Acqua non potabile")
    assert "già" in retract(squares, "Acqua non potabile")
    squares.tick()
    assert [shown(squares, channel) for channel in PAGES] == [[], [], []]
    assert ["RETTIFICA" in message["text"] for message in squares.stage.phones()[number(1)]] == [False, True]


@pytest.mark.parametrize("ended", ["cancelled", "refused"])
def test_a_retraction_that_ended_before_it_was_done_can_be_asked_for_again(squares: Town, ended: str) -> None:
    squares.join(number(1))
    squares.stage.publish("Acqua non potabile", "Ovunque.", categories=["Avvisi"])
    squares.tick()
    if ended == "refused":
        squares.stage.fault("refuse", code=131026, to=number(1))
    retract(squares, "Acqua non potabile")
    if ended == "cancelled":
        assert squares.call("cancel", "Acqua non potabile").returncode == 0
    squares.tick()
    assert len(squares.stage.phones()[number(1)]) == 1
    retract(squares, "Acqua non potabile")
    squares.tick()
    squares.tick()
    assert [shown(squares, channel) for channel in PAGES] == [[], [], []]
    assert ["RETTIFICA" in message["text"] for message in squares.stage.phones()[number(1)]] == [False, True]


def test_what_nobody_knows_to_be_out_is_not_sent_again_once_it_is_taken_back(squares: Town) -> None:
    squares.stage.fault("cut_before", channel="facebook")
    squares.stage.publish("Acqua non potabile", "Ovunque.")
    squares.tick()
    retract(squares, "Acqua non potabile")
    for _ in range(6):
        settled(squares, 301)
    assert shown(squares, "facebook") == []
    assert squares.copies("Acqua")["facebook"] == 0
    posts = dict(squares.rows("SELECT kind, state FROM post WHERE channel = 'facebook'"))
    assert posts == {"publish": "done", "withdraw": "done"}


def test_a_citizen_who_perhaps_got_it_is_told_and_never_sent_the_wrong_news_again(squares: Town) -> None:
    squares.join(number(1), number(2))
    squares.stage.fault("cut_before", to=number(1))
    item = squares.stage.publish("Acqua non potabile", "Ovunque.", categories=["Allerta"])
    squares.tick()
    retract(squares, "Acqua non potabile")
    squares.tick()
    with squares.open_council() as opened:  # later receipts have come: silence would count as absence
        opened.store.seen_receipt(name="whatsapp", at=squares.clock.time() + 1000)
    settled(squares, 700)
    settled(squares, 700)
    assert squares.copies(item["link"])[number(1)] <= 1
    assert ["RETTIFICA" in message["text"] for message in squares.stage.phones()[number(1)]] == [True]


def test_many_edits_at_once_wait_for_a_person(squares: Town) -> None:
    """A portal that adds a line to each of its texts must not write to every citizen ten times."""
    squares.join(number(1))
    squares.change(r"type: whatsapp ", "edits: follow-up\n    type: whatsapp ")
    items = []
    for n in range(9):
        items.append(squares.stage.publish(f"Notizia {n}", "Testo."))
        if n % 3 == 2:
            squares.tick()
            squares.call("approve", "tutto")
            squares.tick()
    before = len(squares.stage.phones()[number(1)])
    assert before == 9
    for item in items:
        squares.stage.edit(item["id"], text="Testo. Seguici anche sul nuovo portale.")
    report = squares.tick()
    squares.tick()
    assert len(squares.stage.phones()[number(1)]) == before
    assert any(one.reason.code is Code.FLOOD_OF_EDITS for one in report.waiting.values())
    assert all("nuovo portale" not in post["text"] for post in shown(squares, "facebook"))
    squares.call("approve", "tutto")
    squares.tick()
    assert len(squares.stage.phones()[number(1)]) == before + 9


def test_no_correction_follows_what_reads_the_same_or_is_old(squares: Town) -> None:
    squares.join(number(1))
    squares.change(r"type: whatsapp ", "edits: follow-up\n    type: whatsapp ")
    item = squares.stage.publish("Riunione alle 20", "In municipio.")
    squares.tick()
    squares.stage.edit(item["id"], image=f"{squares.stage.url}/portal/pictures/sala.jpg")
    squares.tick()
    assert len(squares.stage.phones()[number(1)]) == 1
    squares.stage.edit(item["id"], title="Riunione alle 21")
    squares.tick()
    assert len(squares.stage.phones()[number(1)]) == 2
    squares.stage.edit(item["id"], image="")  # the corrected text reads as before
    squares.tick()
    assert len(squares.stage.phones()[number(1)]) == 2
    squares.clock.ahead += 8 * 86400
    squares.heartbeat()
    squares.stage.edit(item["id"], title="Riunione alle 22")
    squares.tick()
    assert len(squares.stage.phones()[number(1)]) == 2


def test_an_edit_that_is_held_ends_when_the_portal_takes_it_back(squares: Town) -> None:
    item = squares.stage.publish("Riunione alle 20", "In municipio.")
    squares.tick()
    squares.stage.edit(item["id"], title="Riuni\ufffdne alle 20")
    squares.tick()
    squares.stage.edit(item["id"], title="Riunione alle 20")
    squares.tick()
    squares.call("approve", "tutto")
    squares.tick()
    [post] = shown(squares, "facebook")
    assert post["text"].startswith("Riunione alle 20")


def test_an_edit_leaves_the_picture_where_it_was(squares: Town) -> None:
    picture = f"{squares.stage.url}/portal/pictures/sala.jpg"
    item = squares.stage.publish("Riunione alle 20", "In municipio.", image=picture)
    squares.tick()
    for change in ({"title": "Riunione alle 21"}, {"title": "Riunione alle 22", "image": ""}):
        squares.stage.edit(item["id"], **change)
        settled(squares, 3700)
        for channel in ("telegram", "mastodon"):
            [post] = shown(squares, channel)
            assert change["title"] in post["text"]
            assert post["picture"], channel


def test_what_a_page_refuses_is_told(squares: Town) -> None:
    squares.stage.fault("refuse", channel="facebook", code=100)
    squares.stage.publish("Riunione", "In municipio.")
    report = squares.tick()
    assert report.exit_code == 3
    [refused] = [one for one in report.waiting.values() if one.state == "failed"]
    assert (refused.reason.code, refused.reason.facts["code"]) == (Meaning.META_PARAMETER, "100")
    squares.clock.ahead += 2 * 86400
    squares.heartbeat()
    assert "failed" not in [one.state for one in squares.tick().waiting.values()]


def test_a_defect_of_one_channel_stops_no_other(squares: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(self: Telegram, content: Content) -> Content:
        raise ValueError("something nobody thought of")

    monkeypatch.setattr(Telegram, "prepare", broken)
    item = squares.stage.publish("Riunione", "In municipio.")
    report = squares.tick()
    assert squares.copies(item["link"])["facebook"] == 1
    assert ("paused", Reason(Code.NOT_PREPARED, said="ValueError")) in [
        (one.state, one.reason) for one in report.waiting.values()
    ]


def test_a_picture_that_could_not_be_had_is_told_by_why(squares: Town) -> None:
    squares.stage.publish("Riunione", "In municipio.", image=f"{squares.stage.url}/portal/feed/")
    squares.tick()
    told = squares.call("why", "Riunione").stdout
    assert "pubblicata senza la sua immagine" in told


def test_what_was_done_is_named_by_why_and_status(squares: Town) -> None:
    squares.stage.publish("Riunione straordinaria", "In municipio.")
    squares.tick()
    retract(squares, "Riunione straordinaria")
    squares.tick()
    assert "rimozione fatta" in squares.call("why", "Riunione straordinaria").stdout
    assert "rimozione fatta" in squares.call("status").stdout
