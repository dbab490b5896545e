"""Sending against a sandbox with faults: certain, refused, doubtful; edits, cancels and breakers in mid-broadcast."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.meanings import Meaning
from pipeline.reasons import Code, Reason
from pipeline.run import run
from tests.town import Town, number, town, until

CITIZENS = [number(n) for n in range(1, 61)]


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Town]:
    """A faster number, so that a broadcast takes a moment."""
    with town(tmp_path / "city", rate=400) as here:
        here.tick()
        here.heartbeat()
        here.join(*CITIZENS)
        yield here


def states(here: Town, channel: str = "whatsapp") -> dict[str, int]:
    sql = "SELECT d.state, count(*) FROM delivery d JOIN post p ON p.id = d.post_id WHERE p.channel = ? GROUP BY 1"
    return dict(here.rows(sql, channel))


def test_the_key_of_every_message_names_its_attempt_for_ever(city: Town) -> None:
    city.stage.publish("Avviso", "Testo.")
    city.tick()
    keys = [one["key"] for one in city.stage.received() if one["channel"] == "whatsapp"]
    assert len(set(keys)) == len(CITIZENS)
    nonce = city.rows("SELECT value FROM setting WHERE name = 'nonce'")[0][0]
    assert all(key.startswith(nonce + ".") for key in keys)


def test_too_fast_is_waited_out_and_spends_no_retry(city: Town) -> None:
    city.stage.fault("refuse", code=130429, status=429, count=20)
    item = city.stage.publish("Avviso", "Testo.")
    city.tick()
    assert {city.copies(item["link"])[one] for one in CITIZENS} == {1}
    assert city.rows("SELECT max(spent) FROM delivery") == [(0,)]


def test_a_number_without_whatsapp_fails_alone(city: Town) -> None:
    city.stage.fault("refuse", code=131026, to=CITIZENS[3])
    item = city.stage.publish("Avviso", "Testo.")
    assert city.tick().exit_code == 0
    assert states(city) == {"sent": 59, "failed": 1}
    assert city.copies(item["link"])[CITIZENS[3]] == 0


def test_a_blocked_citizen_is_sent_nothing_more(city: Town) -> None:
    city.stage.fault("refuse", code=130403, to=CITIZENS[3])
    city.stage.publish("Primo", "Testo.")
    city.tick()
    second = city.stage.publish("Secondo", "Testo.")
    city.tick()
    assert city.copies(second["link"])[CITIZENS[3]] == 0
    assert city.rows("SELECT count(*) FROM subscriber WHERE state = 'suspended'") == [(1,)]


def test_who_switched_marketing_off_still_gets_alerts(city: Town) -> None:
    city.stage.fault("refuse", code=131050, to=CITIZENS[3])
    city.stage.publish("Primo", "Testo.")
    city.tick()
    news = city.stage.publish("Notizia", "Testo.")
    alert = city.stage.publish("Allerta", "Testo.", categories=["Allerta"])
    city.tick()
    assert city.copies(news["link"])[CITIZENS[3]] == 0
    assert city.copies(alert["link"])[CITIZENS[3]] == 1


def test_a_wrong_token_halts_the_sender_until_it_is_approved_and_loses_nothing(city: Town) -> None:
    city.stage.fault("refuse", code=190, status=401, count=None)
    item = city.stage.publish("Avviso", "Testo.")
    report = city.tick()
    assert report.exit_code == 3
    assert report.waiting["whatsapp"].reason.code is Meaning.TOKEN
    attempts = len([one for one in city.stage.state()["requests"] if one["path"].endswith("/messages")])
    assert attempts <= 400 * 0.25 + 1  # at most what was claimed
    city.stage.clear_faults()
    city.tick()
    assert city.copies(item["link"])[CITIZENS[0]] == 0
    assert city.call("approve", "whatsapp").returncode == 0
    city.tick()
    assert {city.copies(item["link"])[one] for one in CITIZENS} == {1}


def test_a_template_that_is_not_approved_pauses_its_post_and_not_the_others(city: Town) -> None:
    city.stage.fault("refuse", code=132001, status=404, count=60)
    first = city.stage.publish("Notizia", "Testo.")
    assert city.tick().exit_code == 3
    city.stage.clear_faults()
    alert = city.stage.publish("Allerta", "Testo.", categories=["Allerta"])
    city.tick()
    assert city.copies(alert["link"])[CITIZENS[0]] == 1
    assert city.rows("SELECT state FROM post WHERE channel = 'whatsapp' AND lane = 'news'") == [("paused",)]
    city.call("approve", "Notizia")
    city.tick()
    assert {city.copies(first["link"])[one] for one in CITIZENS} == {1}


def test_many_rejections_pause_the_broadcast(city: Town) -> None:
    city.join(*(number(n) for n in range(100, 400)))
    city.stage.fault("refuse", code=131051, count=None, share=0.5)
    city.stage.publish("Avviso", "Testo.")
    report = city.tick()
    assert report.exit_code == 3
    assert any(one.reason.code is Code.REFUSALS for one in report.waiting.values())
    assert states(city)["pending"] > 100


def test_a_connection_cut_after_acceptance_is_settled_by_its_receipt(city: Town) -> None:
    city.stage.fault("cut_after", to=CITIZENS[5])
    item = city.stage.publish("Avviso", "Testo.")
    assert city.tick().exit_code == 3
    assert states(city) == {"sent": 59, "uncertain": 1}
    with city.serving():
        until(lambda: states(city) == {"sent": 60})
    city.tick()
    assert city.copies(item["link"])[CITIZENS[5]] == 1


def test_silence_alone_proves_nothing_while_the_webhook_is_down(city: Town) -> None:
    city.stage.fault("cut_before", to=CITIZENS[5])
    city.stage.publish("Allerta", "Testo.", categories=["Allerta"])
    city.tick()
    city.clock.ahead += 4000
    city.heartbeat()
    city.tick()
    assert states(city) == {"sent": 59, "uncertain": 1}


def test_an_emergency_nobody_confirmed_is_sent_once_more_when_later_receipts_came(city: Town) -> None:
    city.stage.fault("cut_before", to=CITIZENS[5], count=2)
    alert = city.stage.publish("Allerta", "Testo.", categories=["Allerta"])
    city.tick()
    with city.open_council() as opened:
        opened.store.ensure_sender(name="whatsapp")
        opened.store.seen_receipt(name="whatsapp", at=city.clock.time() + 65)
    city.clock.ahead += 70
    city.heartbeat()
    city.tick()
    assert states(city) == {"sent": 59, "uncertain": 1}  # the second try was cut as well
    with city.open_council() as opened:
        opened.store.seen_receipt(name="whatsapp", at=city.clock.time() + 1000)
    city.clock.ahead += 700
    city.heartbeat()
    city.tick()
    assert states(city) == {"sent": 59, "uncertain": 1}  # one more time, and not again
    assert city.copies(alert["link"])[CITIZENS[5]] == 0


def test_a_message_sent_again_after_silence_is_counted_apart(city: Town) -> None:
    city.stage.fault("cut_before", to=CITIZENS[5])
    alert = city.stage.publish("Allerta", "Testo.", categories=["Allerta"])
    city.tick()
    with city.open_council() as opened:
        opened.store.seen_receipt(name="whatsapp", at=city.clock.time() + 65)
    city.clock.ahead += 70
    city.heartbeat()
    city.tick()
    assert city.copies(alert["link"])[CITIZENS[5]] == 1
    assert "1 rimandate dopo silenzio" in city.call("why", "Allerta").stdout


def test_a_silent_webhook_stops_news_and_no_emergency(city: Town) -> None:
    """Without receipts departures cannot arrive either."""
    city.stage.publish("Prima", "Testo.")
    city.tick()
    city.clock.ahead += 700
    city.heartbeat()
    news = city.stage.publish("Dopo", "Testo.")
    alert = city.stage.publish("Allerta", "Testo.", categories=["Allerta"])
    report = city.tick()
    assert report.waiting["whatsapp"].reason == Reason(Code.WEBHOOK_SILENT)
    assert city.copies(news["link"])[CITIZENS[0]] == 0
    assert city.copies(alert["link"])[CITIZENS[0]] == 1
    with city.open_council() as opened:
        opened.store.seen_receipt(name="whatsapp", at=city.clock.time())
    city.tick()
    assert city.copies(news["link"])[CITIZENS[0]] == 1


def test_after_many_uncertain_answers_only_a_probe_goes_until_one_is_certain(city: Town) -> None:
    city.join(*(number(n) for n in range(100, 400)))
    city.stage.fault("cut_before", count=12)
    item = city.stage.publish("Avviso", "Testo.")
    city.tick()
    assert states(city)["sent"] >= 348
    assert states(city)["uncertain"] == 12
    assert max(city.copies(item["link"]).values()) == 1


def test_nothing_is_sent_again_where_messages_of_the_post_were_held(city: Town) -> None:
    city.stage.fault("held", to=CITIZENS[4])
    city.stage.fault("cut_before", to=CITIZENS[5])
    city.stage.publish("Allerta", "Testo.", categories=["Allerta"])
    city.tick()
    with city.open_council() as opened:
        opened.store.seen_receipt(name="whatsapp", at=city.clock.time() + 1000)
    city.clock.ahead += 700
    city.heartbeat()
    city.tick()
    assert states(city)["uncertain"] == 1


@pytest.mark.parametrize("channel", ["facebook", "twitter"])
def test_a_page_post_in_doubt_is_read_back(city: Town, channel: str) -> None:
    city.stage.fault("cut_after", channel=channel)
    item = city.stage.publish("Avviso", "Testo.")
    city.tick()
    city.clock.ahead += 5
    city.heartbeat()
    assert city.tick().exit_code == 0
    assert states(city, channel) == {"sent": 1}
    assert city.rows("SELECT count(*) FROM publication WHERE channel <> 'whatsapp'") == [(2,)]
    assert city.copies(item["link"])[channel] == 1


@pytest.mark.parametrize("channel", ["facebook", "twitter"])
def test_a_page_post_twice_absent_is_posted_again(city: Town, channel: str) -> None:
    city.stage.fault("cut_before", channel=channel)
    item = city.stage.publish("Avviso", "Testo.")
    city.tick()
    city.clock.ahead += 5
    city.heartbeat()
    city.tick()
    assert city.copies(item["link"])[channel] == 0
    city.clock.ahead += 61
    city.heartbeat()
    city.tick()
    city.tick()
    assert city.copies(item["link"])[channel] == 1
    assert states(city, channel) == {"sent": 1}


def test_a_page_post_that_was_refused_goes_out_with_its_mended_template(city: Town) -> None:
    city.stage.fault("refuse", channel="twitter", status=403)
    item = city.stage.publish("Avviso", "Testo.")
    city.tick()
    assert city.rows("SELECT state FROM post WHERE channel = 'twitter'") == [("paused",)]
    template = city.folder / "templates" / "twitter" / "notizia.j2"
    template.write_text(template.read_text(encoding="utf-8") + "\nDal municipio\n", encoding="utf-8")
    assert "approvata" in city.call("approve", "Avviso", "--channel", "twitter").stdout
    city.tick()
    [text] = [one["text"] for one in city.stage.received() if one["channel"] == "twitter"]
    assert item["link"] in text
    assert "Dal municipio" in text


def test_receipts_late_twice_and_shuffled_end_in_the_same_books(city: Town) -> None:
    for kind in ("receipts_doubled", "receipts_shuffled"):
        city.stage.fault(kind, count=None)
    city.stage.publish("Avviso", "Testo.")
    city.tick()
    with city.serving():
        until(lambda: city.rows("SELECT count(*) FROM outcome WHERE status = 'delivered'") == [(60,)])
        until(lambda: city.stage.state()["updates_waiting"] == 0)
    assert states(city) == {"sent": 60}
    assert city.rows("SELECT DISTINCT state FROM post WHERE channel = 'whatsapp'") == [("done",)]


def test_a_passing_failure_is_sent_again_once_and_a_lasting_one_is_not(city: Town) -> None:
    city.stage.fault("receipts_failed", to=CITIZENS[1], code=131000)
    city.stage.fault("receipts_failed", to=CITIZENS[2], code=131026)
    city.stage.fault("receipts_doubled", count=None)
    item = city.stage.publish("Avviso", "Testo.")
    city.tick()
    with city.serving():
        until(lambda: city.rows("SELECT count(*) FROM delivery WHERE state = 'pending'") == [(1,)])
        until(lambda: city.stage.state()["updates_waiting"] == 0)
        city.clock.ahead += 30
        city.tick()
        until(lambda: city.stage.state()["updates_waiting"] == 0)
    copies = city.copies(item["link"])
    assert (copies[CITIZENS[1]], copies[CITIZENS[2]]) == (2, 1)
    assert states(city) == {"sent": 59, "failed": 1}


def test_who_waits_for_the_welcome_waits_and_who_could_not_be_welcomed_gets_nothing(city: Town) -> None:
    with city.open_council() as opened:
        opened.store.connection.execute("UPDATE subscriber SET welcome = 'failed' WHERE id = 1")
    item = city.stage.publish("Avviso", "Testo.")
    city.tick()
    assert city.copies(item["link"])[CITIZENS[0]] == 0
    assert city.rows("SELECT reason FROM delivery WHERE state = 'skipped'") == [(Code.WELCOME_FAILED,)]


def test_who_joins_after_release_gets_the_next_item_and_not_this_one(city: Town) -> None:
    first = city.stage.publish("Prima", "Testo.")
    city.tick()
    city.join(number(500))
    second = city.stage.publish("Dopo", "Testo.")
    city.tick()
    assert city.copies(first["link"])[number(500)] == 0
    assert city.copies(second["link"])[number(500)] == 1


def half_way(city: Town, count: int) -> None:
    """A run that must stop when it has sent about `count` messages."""
    city.clock.ahead += 0.3
    with city.open_council() as opened:

        def seen(sender: str, sent: int) -> None:
            if len([one for one in city.stage.received() if one["template"]]) >= count:
                opened.stop.set()

        asyncio.run(run(opened, seen))


def test_an_edit_in_mid_broadcast_reaches_the_others_and_nobody_twice(city: Town) -> None:
    city.join(*(number(n) for n in range(100, 600)))
    item = city.stage.publish("Assemblea alle 20", "Testo.")
    half_way(city, 100)
    before = [one for one in city.stage.received() if one["template"]]
    assert 100 <= len(before) < 560
    city.stage.edit(item["id"], title="Assemblea alle 21")
    city.tick()
    city.tick()
    copies = city.copies(item["link"])
    assert {copies[number(n)] for n in [*range(1, 61), *range(100, 600)]} == {1}
    late = [one for one in city.stage.received() if one["template"]][len(before) :]
    assert late
    assert all("alle 21" in one["text"] for one in late)


def test_a_cancelled_broadcast_stops_where_it_is(city: Town) -> None:
    city.join(*(number(n) for n in range(100, 600)))
    city.stage.publish("Da fermare", "Testo.")
    half_way(city, 100)
    sent = len(city.stage.received())
    assert city.call("cancel", "Da fermare").returncode == 0
    city.tick()
    assert len(city.stage.received()) == sent
    assert states(city).get("pending", 0) == 0
    assert states(city)["skipped"] > 100


def test_an_emergency_overtakes_a_running_broadcast(city: Town) -> None:
    city.join(*(number(n) for n in range(100, 600)))
    city.stage.publish("Notizia", "Testo.")
    half_way(city, 100)
    before = sum(bool(one["template"]) for one in city.stage.received())  # more on a slow machine
    alert = city.stage.publish("Allerta", "Testo.", categories=["Allerta"])
    city.tick()
    order = [alert["link"] in one["text"] for one in city.stage.received() if one["template"]]
    last = len(order) - 1 - order[::-1].index(True)
    # Only those that were under way, or claimed, when it came.
    assert order[before:last].count(False) < 100


def test_testers_mode_reaches_only_those_listed(tmp_path: Path) -> None:
    """The mode is stamped on every post and delivery; the sandbox stands in for Meta by its address."""
    with town(tmp_path / "town") as here:
        here.tick()
        here.heartbeat()
        here.join(number(1), number(2))
        with here.open_council() as opened:
            opened.store.connection.execute("UPDATE subscriber SET mode = 'testers'")
            opened.store.mark_tester(lookup=opened.vault.lookup(number(2)))
            item = opened.store.insert_reply_item(title="x", now=1.0)
            opened.store.connection.execute(
                "INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, state, created_at, due_at,"
                " not_after) VALUES (?, 'whatsapp', 'publish', 1, 'news', 3, 'testers', 'due', 1, 1, 9e9)",
                (item,),
            )
            from pipeline.model import Lane, Mode
            from pipeline.stages.release.release import Releasing, release_chunk

            assert release_chunk(
                opened.store, Releasing("whatsapp", Mode.TESTERS, broadcast=True), list(Lane), 2.0
            )
        assert here.rows("SELECT recipient FROM delivery") == [(2,)]


def test_a_release_is_done_in_chunks_that_can_be_resumed(city: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.model import Lane, Mode
    from pipeline.stages.release import release

    monkeypatch.setattr(release, "CHUNK", 25)
    city.change("settle_seconds: 0", "settle_seconds: 60")
    city.stage.publish("Avviso", "Testo.")
    city.tick()
    later = city.clock.time() + 100
    counts = []
    for _ in range(4):
        with city.open_council() as opened:
            sender = release.Releasing("whatsapp", Mode.OFF, broadcast=True)
            release.release_chunk(opened.store, sender, list(Lane), later)
        counts.append(city.rows("SELECT count(*) FROM delivery WHERE recipient > 0")[0][0])
    assert counts == [25, 50, 60, 60]
