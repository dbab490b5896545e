"""Pings about news, from the portal's own hook or a WebSub hub. Only signed ones count, and they only start a poll."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterator
from urllib.parse import parse_qs

import httpx
import pytest

from channels.hearing import sign
from pipeline.clock import Clock
from pipeline.portals import websub
from pipeline.workers import beside
from tests.loopback import Server, answer, loopback
from tests.portals.test_sequences import Item, rss
from tests.town import Town, number, until

SECRET = "sandbox-ping_secret"


def polled(here: Town) -> float:
    return float(here.rows("SELECT max(polled_at) FROM feed")[0][0])


def test_a_signed_ping_polls_at_once_and_an_unsigned_one_does_not(here: Town) -> None:
    here.join(number(1))
    here.change("poll_seconds: 0.2", "poll_seconds: 3600")
    with here.serving():
        before = polled(here)
        link = here.stage.publish("Ponte chiuso", categories=["Allerta"])["link"]
        ping = here.webhook_url + "/ping"
        for headers in ({}, {"X-Hub-Signature-256": sign("guess", b"")}):
            assert httpx.post(ping, headers=headers, trust_env=False).status_code == 403
        assert polled(here) == before
        signed = {"X-Hub-Signature-256": sign(SECRET, b"")}
        assert httpx.post(ping, headers=signed, trust_env=False).status_code == 202
        until(lambda: here.copies(link)[number(1)] == 1)
        # A burst of pings is one more run at most.
        for _ in range(20):
            assert httpx.post(ping, headers=signed, trust_env=False).status_code == 202
        assert here.copies(link)[number(1)] == 1


@pytest.fixture
def hub() -> Iterator[Server]:
    with loopback() as server:
        server.answers["/hub"] = answer(202)
        yield server


def with_hub(hub: Server, *titles: str) -> None:
    links = f'<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="hub" href="{hub.url}/hub"/>'
    links += f'<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="self" href="{hub.url}/feed"/>'
    body = rss(*map(Item, titles)).replace(b"<title>x</title>", f"<title>x</title>{links}".encode(), 1)
    hub.answers["/feed"] = answer(200, body)


@pytest.mark.parametrize(
    ("lease", "seconds"),
    [
        ("864000", 864000),
        ("", websub.LEASE),
        ("-5", websub.LEASE),
        ("nan", websub.LEASE),
        ("²", websub.LEASE),
        ("٣", websub.LEASE),
        ("9" * 400, websub.LEASE),
        ("0", websub.SHORTEST),
        ("1", websub.SHORTEST),
        ("999999999", websub.LONGEST),
    ],
)
def test_a_lease_is_neither_a_moment_nor_years(lease: str, seconds: float) -> None:
    assert websub.until(lease, 1000.0) == 1000.0 + seconds


def test_a_hub_is_believed_only_while_it_is_asked() -> None:
    now, topic = 1_800_000_000.0, "https://portale.example/feed"

    def asked(
        until: float, secret: str = "geheim", row_topic: str = topic, end: float = now + 864000
    ) -> bool:
        row = {"hub_until": until, "hub_secret": secret, "hub_topic": row_topic}
        return websub.asked_for(row, topic, end, now)  # type: ignore[arg-type]

    assert asked(now + websub.PATIENCE)
    assert asked(now + 1)
    assert asked(now + 864000)  # said again at once
    assert not asked(0.0)  # never asked
    assert not asked(now - 1)  # asked, and waited for too long
    assert not asked(now + 500000)  # confirmed days ago
    assert not asked(now + 1, secret="")
    assert not asked(now + 1, row_topic="https://altrove.example/feed")
    assert not asked(now + 1, row_topic="")


def ask_hub(here: Town, hub: Server) -> None:
    """Read a feed with a hub, for the first time."""
    with_hub(hub, "Vecchia")
    here.change(r"url: http://127.0.0.1:\d+/portal/feed/", f"url: {hub.url}/feed")
    here.change("allow_private_networks: false", "allow_private_networks: true")
    here.change('public_url: ""', f"public_url: {here.webhook_url}")
    here.tick()


def test_a_hub_that_an_older_release_asked_is_asked_anew(here: Town, hub: Server) -> None:
    """It calls back at an address without a token, for days, and polling may be seldom because of it."""
    ask_hub(here, hub)
    with here.open_council() as opened:
        [feed] = [row["name"] for row in opened.store.feeds()]
        nine_days = here.clock.time() + 9 * 86400
        opened.store.hub_asked(name=feed, secret="ab" * 16, until=nine_days)
    before = len(hub.posted)
    with_hub(hub, "Nuova", "Vecchia")
    here.tick()
    here.tick()
    assert len(hub.posted) == before + 1
    callback, secret = (
        parse_qs(hub.posted[-1][1].decode())[name][0] for name in ("hub.callback", "hub.secret")
    )
    assert callback.endswith(f"/{feed}/{websub.token(secret, feed)}")


def test_a_feeds_hub_is_asked_confirmed_and_heard(here: Town, hub: Server) -> None:
    ask_hub(here, hub)
    here.tick()
    [(_, body)] = hub.posted  # once, though two runs have passed
    asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    assert (asked["hub.mode"], asked["hub.topic"]) == ("subscribe", f"{hub.url}/feed")
    callback, secret = asked["hub.callback"], asked["hub.secret"]
    here.change("poll_seconds: 0.2", "poll_seconds: 3600")
    with here.serving():
        verify = {"hub.mode": "subscribe", "hub.topic": asked["hub.topic"], "hub.challenge": "77"}
        got = httpx.get(callback, params={**verify, "hub.lease_seconds": "864000"}, trust_env=False)
        assert (got.status_code, got.text) == (200, "77")
        until_then = here.rows("SELECT hub_until FROM feed")
        assert httpx.get(callback, params=verify, trust_env=False).text == "77"  # it did not get our answer
        for unasked in (
            {**verify, "hub.topic": "https://altrove.example/feed"},
            {**verify, "hub.topic": ""},
            {**verify, "hub.mode": "unsubscribe"},
            {**verify, "hub.lease_seconds": "60"},  # we wait for no confirmation any more
        ):
            assert httpx.get(callback, params=unasked, trust_env=False).status_code == 404
        guessed = (callback.rpartition("/")[0], callback[:-1] + "g", callback[:-4], callback + "/x")
        for address in guessed:
            assert httpx.get(address, params=verify, trust_env=False).status_code == 404
            assert httpx.post(address, content=b"x", trust_env=False).status_code == 404
        assert here.rows("SELECT hub_until FROM feed") == until_then

        with_hub(hub, "Nuova", "Vecchia")
        before = len(hub.asked)
        news = b"whatever a hub may say"
        forged = {"X-Hub-Signature": "sha256=00"}
        assert httpx.post(callback, content=news, headers=forged, trust_env=False).status_code == 202
        time.sleep(2)  # longer than a run takes to begin
        assert len(hub.asked) == before
        genuine = "sha256=" + hmac.new(secret.encode(), news, hashlib.sha256).hexdigest()
        httpx.post(callback, content=news, headers={"X-Hub-Signature": genuine}, trust_env=False)
        until(lambda: len(hub.asked) > before)
        until(lambda: here.rows("SELECT count(*) FROM item WHERE title = 'Nuova'") == [(1,)])


def test_after_an_emergency_its_feed_is_asked_again_without_cron(
    here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "WATCH", 1.0)
    here.join(number(1))
    here.change("poll_seconds: 0.2", "poll_seconds: 3600")
    here.tick()
    worker = beside.Worker(here.config, here.env(), Clock(), on_failure=lambda: None)
    worker.start()
    try:
        news = here.stage.publish("Sagra in piazza", categories=["Eventi"])["link"]
        time.sleep(3 * beside.WATCH)
        assert here.copies(news)[number(1)] == 0
        alert = here.stage.publish("Allerta rossa per la piena del Po", categories=["Allerta"])["link"]
        worker.ping("")
        until(lambda: here.copies(alert)[number(1)] == 1, 60)
        end = here.stage.publish("Cessata l'allerta rossa per la piena del Po", categories=["Allerta"])[
            "link"
        ]
        until(lambda: here.copies(end)[number(1)] == 1, 60)
    finally:
        worker.finish()
        if worker._polling is not None:
            worker._polling.wait(60)
