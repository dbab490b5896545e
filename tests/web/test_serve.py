"""serve as Meta and citizens use it: a process, real HTTP, real files."""

from __future__ import annotations

import json
import signal
import time

import httpx
import pytest

from channels.hearing import sign
from pipeline.stages.settle.inbox import Inbox
from pipeline.store.vault import Vault
from tests.town import Town, number, until

SECRET = "sandbox-whatsapp_app_secret"


def payload(n: int, text: str) -> bytes:
    message = {
        "from": number(n).lstrip("+"),
        "id": f"wamid.T{n}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": text},
    }
    return json.dumps({"entry": [{"changes": [{"value": {"messages": [message]}}]}]}).encode()


def post(here: Town, raw: bytes, signature: str | None = None) -> int:
    headers = {"X-Hub-Signature-256": sign(SECRET, raw) if signature is None else signature}
    return httpx.post(
        here.webhook_url + "/webhook", content=raw, headers=headers, trust_env=False
    ).status_code


def test_verification_echoes_the_challenge_for_the_right_token_only(here: Town) -> None:
    with here.serving():
        ask = {
            "hub.mode": "subscribe",
            "hub.challenge": "1158",
            "hub.verify_token": "sandbox-whatsapp_verify_token",
        }
        url = here.webhook_url + "/webhook"
        assert httpx.get(url, params=ask, trust_env=False).text == "1158"
        assert httpx.get(url, params={**ask, "hub.verify_token": "guess"}, trust_env=False).status_code == 403


def test_unsigned_wrongly_signed_and_oversized_bodies_are_refused_and_not_kept(here: Town) -> None:
    with here.serving():
        raw = payload(1, "iscrivimi")
        assert post(here, raw, "") == 403
        assert post(here, raw, sign("guess", raw)) == 403
        assert post(here, raw + b" ", sign(SECRET, raw)) == 403
        big = b" " * 3_100_000
        assert post(here, big) == 413
        time.sleep(1)
    assert here.rows("SELECT count(*) FROM subscriber") == [(0,)]


def test_a_citizen_joins_and_leaves_and_is_answered(here: Town) -> None:
    with here.serving():
        here.stage.write([number(1)], "Iscrivimi")
        texts = until(lambda: [m["text"] for m in here.stage.phones().get(number(1), [])])
        assert "iscrizione confermata" in texts[0]
        here.stage.write([number(1)], "grazie mille!")
        until(lambda: len(here.stage.phones()[number(1)]) == 2)
        here.stage.write([number(1)], "cancellami")
        until(lambda: len(here.stage.phones()[number(1)]) == 3)
        until(lambda: here.rows("SELECT state, phone FROM subscriber") == [("left", None)])
        texts = [message["text"] for message in here.stage.phones()[number(1)]]
        assert "nessuno legge i messaggi" in texts[1]
        assert "Cancellazione confermata" in texts[2]


def test_what_was_answered_with_200_is_on_the_disk(here: Town) -> None:
    """Killed the moment after its answer, serve has lost nothing."""
    with here.serving() as serve:
        here.call("stop")  # nothing is sent, so that only joining is looked at
        serve.send_signal(signal.SIGSTOP)
        serve.send_signal(signal.SIGCONT)
        assert post(here, payload(7, "iscrivimi")) == 200
        serve.send_signal(signal.SIGKILL)
        serve.wait(30)
    waiting = Inbox(here.config.inbox, Vault.open(lambda name: _key(here, name))).waiting()
    joined = here.rows("SELECT count(*) FROM subscriber WHERE state = 'active'")[0][0]
    assert waiting + joined == 1
    with here.serving():
        until(lambda: here.rows("SELECT count(*) FROM subscriber WHERE state = 'active'") == [(1,)])


def _key(here: Town, name: str) -> str:
    from pipeline.settings import credentials

    config = here.config
    return credentials.get(name, mode=config.live, data=config.data, env={})


def test_serve_shows_that_it_lives_and_ends_when_told(here: Town) -> None:
    with here.serving() as serve:
        until(lambda: here.rows("SELECT count(*) FROM uptime WHERE seen_at > ?", time.time() - 5)[0][0])
        serve.terminate()
        assert serve.wait(30) == 0


def test_a_second_serve_says_that_the_port_is_taken(here: Town) -> None:
    with here.serving():
        second = here.call("serve")
    assert second.returncode == 2
    assert "config.yaml:" in second.stderr
    assert "Traceback" not in second.stderr


def test_many_citizens_at_once_are_all_welcomed_once(here: Town) -> None:
    citizens = [number(n) for n in range(1, 201)]
    with here.serving():
        here.stage.write(citizens, "iscrivimi")
        until(lambda: len(here.stage.phones()) == 200, 60)
        until(lambda: here.rows("SELECT count(*) FROM subscriber WHERE welcome = 'accepted'") == [(200,)])
    assert {len(shown) for shown in here.stage.phones().values()} == {1}
    # Counted where they arrive: on a busy machine those of two seconds may come together. The pace itself: test_pace.
    assert here.stage.state()["busiest_second"] <= 80 * 1.1


@pytest.mark.full
def test_an_emergency_does_not_wait_for_a_crowd_of_welcomes(here: Town) -> None:
    here.join(number(1))
    crowd = [number(n) for n in range(100, 700)]
    with here.serving():
        here.stage.write(crowd, "iscrivimi")
        until(lambda: len(here.stage.phones()) > 30)
        alert = here.stage.publish("Allerta", "Testo.", categories=["Allerta"])
        assert here.call("run").returncode == 0
        until(lambda: all(one in here.stage.phones() for one in crowd), 60)
        kept = [alert["link"] in one["text"] for one in here.stage.received()]
        assert kept.index(True) < len(kept) - 100  # in any order of the crowd
    welcomes = [one["recipient"] for one in here.stage.received() if not one["template"] and one["recipient"]]
    assert sorted(welcomes) == sorted(crowd)


def test_departures_are_heard_while_many_replies_go_out(here: Town) -> None:
    crowd = [number(n) for n in range(100, 500)]
    with here.serving():
        here.stage.write(crowd, "iscrivimi")
        until(lambda: len(here.stage.phones()) > 30)
        here.stage.write([crowd[0]], "cancellami")
        until(
            lambda: here.rows("SELECT count(*) FROM subscriber WHERE state IN ('leaving', 'left')") == [(1,)]
        )
        assert len(here.stage.phones()) < len(crowd)


def test_the_log_holds_no_number_and_no_word(here: Town) -> None:
    with (here.folder / "serve.log").open("wb") as log:
        import subprocess

        process = subprocess.Popen(here.command("serve"), stderr=log, stdout=log, env=here.env())
        until(here.healthy)
        here.stage.write([number(1)], "iscrivimi")
        until(lambda: here.stage.phones())
        post(here, b"{broken")
        process.terminate()
        process.wait(30)
    text = (here.folder / "serve.log").read_text(encoding="utf-8")
    assert "39333" not in text
    assert "iscrivimi" not in text


def test_what_is_not_ours_or_cannot_be_read_is_one_line_in_status(here: Town) -> None:
    theirs = json.loads(payload(1, "iscrivimi"))
    theirs["entry"][0]["changes"][0]["value"]["metadata"] = {"phone_number_id": "1"}
    with here.serving():
        assert post(here, json.dumps(theirs).encode()) == 200
        assert post(here, b"\xff no report") == 200
        assert post(here, payload(2, "iscrivimi")) == 200
        until(lambda: here.rows("SELECT count(*) FROM subscriber WHERE state = 'active'") == [(1,)])
        until(lambda: "1 notifiche di Meta illeggibili" in here.call("status").stdout)
    shown = here.call("status").stdout
    assert "1 notifiche di Meta riguardano un altro numero o account" in shown
    told = json.loads(here.call("status", "--json").stdout)["situation"]
    assert {one["code"] for one in told} >= {"reports_unread", "reports_of_others"}
