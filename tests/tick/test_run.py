"""The main job through the engine, against the sandbox: items go out once, and the others have a reason."""

from __future__ import annotations

import asyncio
import time

import pytest

from pipeline.feed_codes import FeedCode
from pipeline.poll import poll
from pipeline.reasons import Code, Reason, columns
from pipeline.store.errors import IntegrityError
from tests.databases import demand_sqlite
from tests.town import Town, number


def test_first_poll_publishes_nothing_of_the_past(here: Town) -> None:
    here.join(number(1))
    report = here.tick()
    assert here.stage.received() == []
    assert report.exit_code == 0
    assert here.rows("SELECT count(*) FROM item") == [(10,)]
    assert here.rows("SELECT DISTINCT reason FROM decision") == [("baseline",)]


def test_a_new_item_reaches_every_citizen_and_page_once(here: Town) -> None:
    citizens = [number(n) for n in range(1, 31)]
    here.join(*citizens)
    item = here.stage.publish("Biblioteca aperta", "Anche il sabato.", categories=["Cultura"])
    assert here.tick().exit_code == 0
    assert here.copies(item["link"]) == dict.fromkeys([*citizens, "facebook", "twitter"], 1)
    here.tick()
    assert sum(here.copies(item["link"]).values()) == 32


def test_an_atom_feed_does_as_well(here: Town) -> None:
    here.join(number(1))
    here.change("/portal/feed/", "/portal/atom/")
    here.tick()
    assert here.rows("SELECT count(*) FROM item") == [(10,)]  # the same items by the same names
    item = here.stage.publish("Da Atom", "Testo.", categories=["Avvisi"])
    here.tick()
    assert here.copies(item["link"]) == {number(1): 1, "facebook": 1, "twitter": 1}
    assert here.rows("SELECT lane FROM item WHERE title = 'Da Atom'") == [("service",)]


def test_several_feeds_with_one_item_publish_it_once(here: Town) -> None:
    here.join(number(1))
    url = here.config.feeds[0].url.replace("feed", "atom")
    here.change(r"^lanes:", f"  - name: second\n    url: {url}\nlanes:")
    here.tick()
    item = here.stage.publish("In due feed", "Testo.")
    here.tick()
    assert here.copies(item["link"]) == {number(1): 1, "facebook": 1, "twitter": 1}


def test_an_unchanged_portal_costs_one_answer_without_a_body(here: Town) -> None:
    here.tick()
    here.stage.publish("Nuova", "Testo.")
    for _ in range(4):
        here.tick()
        time.sleep(1)
    polls = [one for one in here.stage.state()["requests"] if one["path"] == "/portal/feed/"]
    # Validators of the running second are not trusted: one whole body more after a change, then none.
    assert [one["status"] for one in polls][:3] == [200, 304, 200]
    assert polls[-1]["status"] == 304
    assert here.rows("SELECT error, failures FROM feed") == [("", 0)]


def test_an_edit_before_anything_was_sent_replaces_the_item(here: Town) -> None:
    here.join(number(1))
    here.change(r"settle_seconds: 0", "settle_seconds: 60")
    item = here.stage.publish("Riunione alle 20", "In municipio.")
    here.tick()
    here.stage.edit(item["id"], title="Riunione alle 21")
    here.tick()
    here.clock.ahead = 61
    here.heartbeat()
    here.tick()
    texts = [one["text"] for one in here.stage.received()]
    assert len(texts) == 3
    assert all("Riunione alle 21" in text for text in texts)


def test_an_edit_after_publication_is_not_sent_again_and_says_why(here: Town) -> None:
    here.join(number(1))
    item = here.stage.publish("Mercato", "Domenica.")
    here.tick()
    here.stage.edit(item["id"], text="Domenica, in piazza.")
    here.tick()
    assert set(here.copies(item["link"]).values()) == {1}
    assert (Code.EDIT_AFTER,) in here.rows("SELECT reason FROM decision")


def test_an_item_trashed_before_it_is_due_is_never_sent_and_comes_back_when_restored(here: Town) -> None:
    here.join(number(1))
    here.change(r"settle_seconds: 0", "settle_seconds: 60")
    item = here.stage.publish("Pubblicata per errore", "Testo.")
    here.tick()
    here.stage.trash(item["id"])
    here.tick()
    here.clock.ahead = 120
    here.heartbeat()
    here.tick()
    assert here.copies(item["link"]) == {}
    assert (Code.TRASHED,) in here.rows("SELECT reason FROM decision")
    here.stage.restore(item["id"])
    here.tick()
    here.clock.ahead = 300
    here.heartbeat()
    here.tick()
    assert set(here.copies(item["link"]).values()) == {1}


def test_more_than_one_page_of_news_between_two_polls_is_not_lost(here: Town) -> None:
    here.join(number(1))
    here.change("flood_items: 5", "flood_items: 50")
    here.change(r"(type: (?:facebook|twitter)\n    enabled: )true", r"\1false")
    for n in range(23):
        here.stage.publish(f"Notizia {n}", "Testo.")
    assert here.tick().exit_code == 0
    shown = [m["text"] for m in here.stage.phones()[number(1)]]
    assert sorted(shown) == sorted(set(shown))
    assert len(shown) == 23


def test_a_feed_that_keeps_failing_is_asked_less_and_less_often(here: Town) -> None:
    here.stage.fault("status", channel="portal", status=500, count=None)
    waits = []
    for _ in range(4):
        assert here.tick().exit_code == 1
        [(polled, next_poll)] = here.rows("SELECT polled_at, next_poll_at FROM feed")
        waits.append(round(next_poll - polled))
        here.clock.ahead += next_poll - polled
    assert waits == [0, 120, 240, 480]
    here.stage.clear_faults()
    assert here.tick().exit_code == 0
    assert here.rows("SELECT failures, error FROM feed") == [(0, "")]


def test_a_flood_is_held_and_goes_out_once_when_approved(here: Town) -> None:
    here.join(number(1))
    items = [here.stage.publish(f"Notizia {n}", "Testo.") for n in range(7)]
    assert here.tick().exit_code == 3
    assert here.stage.received() == []
    answer = here.call("approve", "tutto")
    assert answer.returncode == 0, answer.stderr
    assert here.tick().exit_code == 0
    for item in items:
        assert here.copies(item["link"]) == {number(1): 1, "facebook": 1, "twitter": 1}


def test_an_emergency_passes_the_flood_breaker_and_the_settle_delay(here: Town) -> None:
    here.join(number(1))
    here.change(r"settle_seconds: 0", "settle_seconds: 600")
    for n in range(7):
        here.stage.publish(f"Notizia {n}", "Testo.")
    alert = here.stage.publish("Allerta rossa", "Il fiume sale.", categories=["Allerta"])
    here.tick()
    assert here.copies(alert["link"]) == {number(1): 1, "facebook": 1, "twitter": 1}
    assert len(here.stage.received()) == 3


def test_twenty_false_alerts_end_at_the_cap_and_a_person_lets_the_real_one_out(here: Town) -> None:
    here.join(number(1))
    alerts = []
    for n in range(20):
        alerts.append(here.stage.publish(f"Evacuazione numero {n}", "Testo.", categories=["Allerta"])["link"])
        report = here.tick()
    out = [link for link in alerts if here.copies(link)]
    assert out == alerts[: here.config.safety.emergencies_an_hour]
    assert report.exit_code == 3
    assert {one.reason.code for one in report.waiting.values()} == {Code.MANY_EMERGENCIES}
    news = here.stage.publish("Concerto", "In teatro.")["link"]
    here.tick()
    assert here.copies(news)[number(1)] == 1  # only emergencies are capped
    assert (
        here.call("approve", str(report.waiting and next(iter(report.waiting.values())).item)).returncode == 0
    )
    here.tick()
    assert sum(bool(here.copies(link)) for link in alerts) == len(out) + 1
    here.clock.ahead += 3600
    here.heartbeat()
    later = here.stage.publish("Evacuazione un'ora dopo", "Testo.", categories=["Allerta"])["link"]
    here.tick()
    assert here.copies(later)[number(1)] == 1


def test_a_bad_template_stops_its_own_post_and_nothing_else(here: Town) -> None:
    here.join(number(1))
    file = here.folder / "templates" / "facebook" / "notizia.j2"
    good = file.read_text(encoding="utf-8")
    file.write_text("{{ item.titel }}", encoding="utf-8")
    item = here.stage.publish("Concerto", "In teatro.")
    report = here.tick()
    assert report.exit_code == 3
    assert here.copies(item["link"]) == {number(1): 1, "twitter": 1}
    [reason] = [one.reason for one in report.waiting.values() if one.reason.code is Code.TEMPLATE_BROKEN]
    assert "templates/facebook/notizia.j2:1" in str(reason)
    assert "titel" in str(reason)
    file.write_text(good, encoding="utf-8")
    assert here.call("approve", "Concerto").returncode == 0
    here.tick()
    assert here.copies(item["link"])["facebook"] == 1


def test_a_new_channel_begins_with_what_comes_after_it(here: Town) -> None:
    here.change(r"(facebook:\n    type: facebook\n    enabled: )true", r"\1false")
    here.stage.publish("Prima", "Testo.")
    here.tick()
    here.change(r"(facebook:\n    type: facebook\n    enabled: )false", r"\1true")
    here.tick()
    after = here.stage.publish("Dopo", "Testo.")
    here.tick()
    assert [one["key"] for one in here.stage.received() if one["channel"] == "facebook"] == [after["link"]]


def test_a_poll_that_dies_before_its_commit_has_not_happened(here: Town) -> None:
    demand_sqlite("only there a trigger can be one connection's own")
    here.join(number(1))
    item = here.stage.publish("Notizia", "Testo.")
    before = here.rows(
        "SELECT (SELECT count(*) FROM item), (SELECT count(*) FROM post), (SELECT body_hash FROM feed)"
    )
    with here.open_council() as opened:
        opened.store.connection.execute(
            "CREATE TEMP TRIGGER die BEFORE UPDATE ON feed BEGIN SELECT raise(abort, 'x'); END"
        )
        here.clock.ahead += 1
        with pytest.raises(IntegrityError):
            asyncio.run(poll(opened.config, opened.store, opened.channels, here.clock.time()))
    after = here.rows(
        "SELECT (SELECT count(*) FROM item), (SELECT count(*) FROM post), (SELECT body_hash FROM feed)"
    )
    assert before == after
    here.tick()
    assert here.copies(item["link"]) == {number(1): 1, "facebook": 1, "twitter": 1}


def test_a_failing_portal_is_a_partial_run_and_nothing_is_inferred_from_it(here: Town) -> None:
    here.join(number(1))
    here.stage.fault("status", channel="portal", status=503)
    report = here.tick()
    assert report.exit_code == 1
    assert report.polled.failures == {"portal": Reason(FeedCode.FEED_IN_TROUBLE, status=503)}
    item = here.stage.publish("Dopo la manutenzione", "Testo.")
    assert here.tick().exit_code == 0
    assert here.copies(item["link"])[number(1)] == 1


def test_news_wait_while_nobody_hears_departures_but_an_emergency_goes(here: Town) -> None:
    here.join(number(1))
    here.clock.ahead = 120
    news = here.stage.publish("Notizia", "Testo.")
    alert = here.stage.publish("Allerta", "Testo.", categories=["Allerta"])
    assert here.tick().exit_code == 3
    assert here.copies(news["link"])[number(1)] == 0
    assert here.copies(alert["link"])[number(1)] == 1
    here.heartbeat()
    here.tick()
    assert here.copies(news["link"])[number(1)] == 1


def test_what_could_not_be_sent_in_time_is_never_sent(here: Town) -> None:
    here.join(number(1))
    assert here.call("stop").returncode == 0
    item = here.stage.publish("Notizia", "Testo.")
    assert here.tick().exit_code == 3
    here.clock.ahead = 49 * 3600
    here.heartbeat()
    for channel in ("whatsapp", "facebook", "twitter"):
        assert here.call("approve", channel).returncode == 0
    here.tick()
    assert here.copies(item["link"]) == {}
    assert here.rows("SELECT DISTINCT state FROM post") == [("expired",)]


def test_changing_the_mode_sends_nothing_that_was_meant_for_the_other(here: Town) -> None:
    here.join(number(1))
    here.change(r"settle_seconds: 0", "settle_seconds: 60")
    here.stage.publish("Prova", "Testo.")
    here.tick()
    with here.open_council() as opened:
        opened.store.drop_other_modes(channel="whatsapp", mode="all", now=here.clock.time())
        assert opened.store.next_release(channel="whatsapp", mode="all", now=9e9, lanes='["news"]') is None
    assert here.rows("SELECT state, reason, facts FROM post WHERE channel = 'whatsapp'") == [
        ("cancelled", *columns(Reason(Code.MODE_CHANGED, mode="all")).values())
    ]


@pytest.mark.parametrize("words", [("hold", "Avviso"), ("cancel", "Avviso")])
def test_staff_stop_an_item_by_hand(here: Town, words: tuple[str, str]) -> None:
    here.join(number(1))
    here.change(r"settle_seconds: 0", "settle_seconds: 60")
    item = here.stage.publish("Avviso sbagliato", "Testo.")
    here.tick()
    assert here.call(*words).returncode == 0
    here.clock.ahead = 120
    here.heartbeat()
    here.tick()
    assert here.copies(item["link"]) == {}


def test_who_wants_emergencies_only_gets_those_and_nothing_else(here: Town) -> None:
    here.join(number(1), number(2))
    here.rows("UPDATE subscriber SET wants = 'urgent' WHERE id = 1 RETURNING id")
    news = here.stage.publish("Sagra", "Testo.", categories=["Eventi"])
    service = here.stage.publish("Manca l'acqua", "Testo.", categories=["Interruzioni"])
    alert = here.stage.publish("Allerta rossa", "Testo.", categories=["Allerta"])
    here.tick()
    assert here.copies(news["link"])[number(1)] == here.copies(service["link"])[number(1)] == 0
    assert here.copies(alert["link"])[number(1)] == 1
    assert [here.copies(item["link"])[number(2)] for item in (news, service, alert)] == [1, 1, 1]
    assert (Code.WANTS_URGENT,) in here.rows("SELECT reason FROM delivery WHERE recipient = 1")


def test_a_clock_that_was_ahead_once_puts_nothing_off(here: Town) -> None:
    here.clock.ahead += 90_000
    here.tick()
    here.clock.ahead -= 90_000
    here.heartbeat()
    item = here.stage.publish("Avviso", "Testo.")
    here.tick()
    assert here.copies(item["link"])["facebook"] == 1


def test_an_item_without_a_title_goes_everywhere_by_its_first_words(here: Town) -> None:
    here.join(number(1))
    item = here.stage.publish("", "Il fiume Po sta esondando, lasciate le case. " * 4, categories=["Allerta"])
    here.tick()
    assert here.copies(item["link"]) == {number(1): 1, "facebook": 1, "twitter": 1}
    [(title,)] = here.rows("SELECT title FROM item WHERE link = ?", item["link"])
    assert title.startswith("Il fiume Po sta esondando, lasciate le case.")
    assert title.endswith("…")
    assert len(title) <= 81


def test_a_feed_that_waits_to_be_asked_again_still_ends_run_with_1(here: Town) -> None:
    here.tick()
    here.stage.fault("status", channel="portal", status=500, count=3)
    assert [here.tick().exit_code for _ in range(4)] == [1, 1, 1, 1]
    assert here.rows("SELECT failures FROM feed")[0][0] < 4, "one of the four did not ask"
    here.change(r"(url: \S+/portal/feed)/", r"\1/?corretto")
    assert here.tick().exit_code == 1, "a corrected address is asked at once"
    assert here.rows("SELECT failures FROM feed") == [(1,)]
    here.clock.ahead += 120
    assert here.tick().exit_code == 0
