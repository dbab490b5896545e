"""An emergency leaves even if other work hangs; and a run that must stop does so. Tests of order, not of speed."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

import pytest

from channels.base import Access, Channel
from pipeline.council import OpenCouncil
from pipeline.poll import poll
from pipeline.run import run
from pipeline.workers.beside import WATCHED
from pipeline.workers.urgent import Urgent
from tests.loopback import answer, loopback
from tests.portals.test_sequences import SITE, Item, rss
from tests.town import Town, number, until

HANGS = 40.0  # seconds: longer than any test waits


@contextmanager
def tarpit() -> Iterator[str]:
    """An address that accepts every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        kept: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    kept.append(listening.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        for one in kept:
            one.close()


def emergency_due(here: Town) -> str:
    """An item that was enqueued by a run which ended before it sent it."""
    link: str = here.stage.publish("Allerta rossa", "Il fiume sale.", categories=["Allerta"])["link"]
    here.clock.ahead += 1
    with here.open_council() as opened:
        asyncio.run(poll(opened.config, opened.store, opened.channels, here.clock.time()))
        assert opened.store.open_channels(channels='["whatsapp"]', now=here.clock.time(), since=0)
    here.clock.ahead += 1
    return link


def leaves(
    here: Town, link: str, *, seconds: float = 15.0, prepare: Callable[[OpenCouncil], object] = id
) -> None:
    """`run` sends it to the one citizen while something hangs, and ends when it is told to stop: before anything has
    given up."""

    async def watch() -> None:
        ticking = asyncio.create_task(run(opened))
        deadline = time.monotonic() + seconds
        while not (await asyncio.to_thread(here.copies, link))[number(1)]:
            assert not ticking.done(), "nothing hung"
            assert time.monotonic() < deadline, "it has not left"
            await asyncio.sleep(0.1)
        assert not ticking.done(), "nothing hung"
        opened.stop.set()
        await asyncio.wait_for(ticking, 10)

    with here.open_council() as opened:
        prepare(opened)
        began = time.monotonic()
        asyncio.run(watch())  # waits for the threads of its pool, as the process does
        assert time.monotonic() < began + seconds + 10, "it waited for what hangs"
    assert here.copies(link)[number(1)] == 1


# -- everything that may hang ----------------------------------------------------------------------


def hang_portal(here: Town, address: str) -> None:
    here.stage.fault("delay", channel="portal", seconds=HANGS, count=None)


def hang_another_feed(here: Town, address: str) -> None:
    here.change(r"^lanes:", f"  - name: other\n    url: {address}/feed\nlanes:")


def hang_operators(here: Town, address: str) -> None:
    here.change('to: ""  ', "to: operatori")
    here.stage.fault("delay", channel="apprise", seconds=HANGS, count=None)
    # A trouble to alert about, from the first moment.
    here.rows("INSERT INTO sender (name, halted) VALUES ('telegram', 'token dead') RETURNING name")


def hang_vanished(here: Town, address: str) -> None:
    here.rows("UPDATE item SET missing_at = 1, link = ? WHERE id = 1 RETURNING id", f"{address}/item")


def hang_hub(here: Town, address: str) -> None:
    here.change('public_url: ""', 'public_url: "https://servizio.example.it"')
    here.rows("UPDATE feed SET hub = ?, hub_topic = 'x' RETURNING name", f"{address}/hub")


def hang_templates(here: Town, address: str) -> None:
    here.rows("UPDATE setting SET value = '0' WHERE name = ? RETURNING name", "templates_at:whatsapp")


def hang_standing(here: Town, address: str) -> None:
    here.rows("UPDATE sender SET asked_at = 0 WHERE name = 'whatsapp' RETURNING name")


def hang_examine(here: Town, address: str) -> None:
    here.rows("UPDATE setting SET value = '0' WHERE name LIKE 'examined:%' RETURNING name")


HANGING = {
    "portal": [hang_portal],
    "another feed": [hang_another_feed],
    "operators' service": [hang_operators],
    "page of what vanished": [hang_vanished],
    "hub": [hang_hub],
    "list of templates": [hang_templates],
    "examine": [hang_examine],
    "everything": [
        *(hang_portal, hang_another_feed, hang_operators, hang_vanished, hang_hub),
        *(hang_templates, hang_standing, hang_examine),
    ],
}


@pytest.mark.parametrize("what", HANGING)
def test_an_emergency_that_is_due_leaves_although_something_hangs(
    here: Town, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.join(number(1))
    here.change("allow_private_networks: false", "allow_private_networks: true")
    link = emergency_due(here)
    with tarpit() as address:
        for hang in HANGING[what]:
            hang(here, address)

        def apart(opened: OpenCouncil, name: str) -> Channel:
            """The provider takes the request, and never answers."""
            channel = opened.channels[name]
            [own] = [one for one in opened.config.channels if one.name == name]
            secrets = dict.fromkeys(channel.capabilities.secrets, "x")
            return type(channel)(Access(address, secrets, own.settings))

        monkeypatch.setattr(OpenCouncil, "apart", apart)
        leaves(here, link)


def test_what_computes_for_long_holds_up_no_sending(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A drain has a thread and a connection of its own."""
    here.join(number(1))
    link = emergency_due(here)
    left = []

    async def compute(*args: object) -> None:
        deadline = time.monotonic() + 15
        while not here.copies(link)[number(1)] and time.monotonic() < deadline:
            time.sleep(0.1)  # on purpose: the loop stands still
        left.append(here.copies(link)[number(1)])

    monkeypatch.setattr("pipeline.run.poll", compute)
    here.tick()
    assert left[0] == 1


# -- feeds before the emergency's ------------------------------------------------------------------


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send bytes slowly, but steadily."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(int(HANGS * 5)):
        handler.wfile.write(b" ")
        time.sleep(0.2)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    for n in range(int(HANGS * 5)):
        handler.send_header(f"X-{n}", "x")
        handler.flush_headers()
        time.sleep(0.2)


def add_feeds(here: Town, *feeds: str) -> None:
    lines = "".join(f"  - name: feed{n}\n    url: {url}\n" for n, url in enumerate(feeds))
    here.change(r"^feeds:\n", f"feeds:\n{lines}")


@pytest.mark.parametrize("dripping", [drip, drip_headers])
def test_feeds_of_other_hosts_that_drip_do_not_hold_up_an_emergency(
    here: Town, dripping: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    here.join(number(1))
    here.change("allow_private_networks: false", "allow_private_networks: true")
    with loopback() as one, loopback() as other:
        one.answers["/a"] = other.answers["/b"] = dripping
        add_feeds(here, f"{one.url}/a", f"{other.url}/b")
        link = here.stage.publish("Allerta rossa", "Il fiume sale.", categories=["Allerta"])["link"]
        here.clock.ahead += 1
        leaves(here, link)


def test_nor_do_twenty_of_one_host(here: Town) -> None:
    here.join(number(1))
    here.change("allow_private_networks: false", "allow_private_networks: true")
    with loopback() as one:
        one.answers.update({f"/{n}": drip for n in range(20)})
        add_feeds(here, *(f"{one.url}/{n}" for n in range(20)))
        link = here.stage.publish("Allerta rossa", "Il fiume sale.", categories=["Allerta"])["link"]
        here.clock.ahead += 1
        leaves(here, link)


@pytest.mark.parametrize("why", ["by its lane", "by its category", "by what came before", "by an item"])
def test_an_emergency_is_not_held_up_by_feeds_of_its_own_host(here: Town, why: str) -> None:
    here.join(number(1))
    here.change("allow_private_networks: false", "allow_private_networks: true")
    here.change(r"hosts: \[\]", f"hosts: [{urlsplit(SITE).hostname}]")
    news = Item("Allerta rossa", category="Eventi" if why == "by its lane" else "Allerta", dated=False)
    before = Item("Prova", category="Allerta" if why == "by what came before" else "Eventi", dated=False)
    with loopback() as one:
        one.answers["/allerte"] = answer(200, rss(before))
        here.change(r"^lanes:", f"  - name: last\n    url: {one.url}/allerte\nlanes:")
        if why == "by its lane":
            here.change(r"(name: last\n    url: .*)", r"\1\n    lane: emergency")
        if why == "by its category":
            here.change(r"(name: last\n    url: .*)", r"\1\n    category: Allerta")
        here.tick()
        one.answers.update({"/a": drip, "/b": drip, "/allerte": answer(200, rss(news, before))})
        add_feeds(here, f"{one.url}/a", f"{one.url}/b")
        here.clock.ahead += 1
        leaves(here, f"{SITE}/{news.slug}/")


def test_sigterm_ends_a_run_whose_portal_hangs(here: Town) -> None:
    before = here.rows("SELECT polled_at, next_poll_at, body_hash FROM feed")
    hang_portal(here, "")
    running = here.start("run")
    time.sleep(4)
    assert running.poll() is None, "nothing hung"
    running.terminate()
    assert running.wait(10) in (0, 3)
    assert here.rows("SELECT polled_at, next_poll_at, body_hash FROM feed") == before


# -- without any run -------------------------------------------------------------------------------


def test_serve_sends_what_is_urgent_without_a_run_and_leaves_news_to_it(here: Town) -> None:
    """An emergency by hand, or one whose run was killed, waits for no cron; nor does its retraction."""
    here.join(number(1))
    news = here.stage.publish("Notizia", "Testo.")["link"]
    link = emergency_due(here)
    with here.open_council() as opened:  # else `serve` starts a run, as it does for hours after an emergency
        opened.store.connection.execute("UPDATE item SET first_seen_at = first_seen_at - ?", (WATCHED,))
    with here.serving():
        until(lambda: here.copies(link)[number(1)])
        until(lambda: not here.rows("SELECT 1 FROM post WHERE lane = 'emergency' AND state <> 'done'"))
        assert here.call("retract", link, "--yes").returncode == 0
        until(lambda: any("RETTIFICA" in one["text"] for one in here.stage.received()))
    assert here.copies(link)[number(1)] == 1
    assert here.copies(news)[number(1)] == 0


def test_while_serve_answers_citizens_an_emergency_passes_the_answers(here: Town) -> None:
    """Both go by one drain, so that no second is lost by a change of holders."""
    here.join(number(1))
    link = emergency_due(here)
    with here.open_council() as opened:
        urgent = Urgent(opened)

        async def once() -> None:
            urgent.look(here.clock.time())
            await urgent.land()
            urgent.collect()

        asyncio.run(once())
        [(holder,)] = here.rows("SELECT holder FROM sender WHERE name = 'whatsapp'")
    assert (here.copies(link)[number(1)], holder) == (1, "")


@pytest.mark.parametrize("why", ["stopped", "held elsewhere", "gone back"])
def test_serve_begins_no_drain_that_could_send_nothing(here: Town, why: str) -> None:
    here.join(number(1))
    emergency_due(here)
    changes = {
        "stopped": "UPDATE sender SET halted = 'stopped_by_hand', protective = 0",
        "held elsewhere": f"UPDATE sender SET holder = 'run:1', expires_at = {here.clock.time() + 15}",
        "gone back": "INSERT INTO setting (name, value) VALUES ('gone back', '1')",
    }
    with here.open_council() as opened:
        opened.store.connection.execute(
            "INSERT INTO sender (name) VALUES ('whatsapp') ON CONFLICT DO NOTHING"
        )
        opened.store.connection.execute(changes[why])
        urgent = Urgent(opened)
        assert opened.stands_still or "whatsapp" not in urgent._waiting(here.clock.time())
        opened.store.connection.execute("DELETE FROM setting WHERE name = 'gone back'")
        opened.store.connection.execute("UPDATE sender SET halted = '', holder = ''")
        assert "whatsapp" in urgent._waiting(here.clock.time())
