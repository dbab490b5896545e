"""Mastodon: a second attempt returns the status of the first."""

from __future__ import annotations

import asyncio
import re

import pytest
from aiohttp import web

from channels import mastodon
from channels.base import Access, Content, Key, Picture, Recipient
from channels.mastodon import Mastodon
from channels.outcomes import Outcome, Sent
from pipeline.sandbox.app import sandbox_in_thread
from pipeline.sandbox.client import SandboxClient
from pipeline.sandbox.threaded import served_in_thread
from pipeline.sandbox.world import SandboxSettings
from pipeline.settings.credentials import sandbox_secret
from tests.contract.stub import running


def test_a_second_attempt_of_a_delivery_publishes_nothing_and_another_delivery_does() -> None:
    with sandbox_in_thread(SandboxSettings()) as url:
        access = Access(
            f"{url}/mastodon", {"MASTODON_TOKEN": sandbox_secret("MASTODON_TOKEN")}, {"account_id": "5"}
        )

        async def send(*keys: Key) -> list[Outcome]:
            channel = Mastodon(access)
            await channel.open()
            try:
                return [await channel.send(Content("Ponte chiuso"), Recipient(), key) for key in keys]
            finally:
                await channel.close()

        first, again, other = asyncio.run(send(Key("n", 1, 1), Key("n", 1, 2), Key("n", 2, 1)))
        client = SandboxClient(url)
        posts = client.state()["mastodon"]
        client.close()
    assert isinstance(first, Sent)
    assert first == again
    assert first != other
    assert len(posts) == 2


def test_a_picture_goes_with_its_description() -> None:
    async def work(url: str) -> None:
        picture = Picture(b"x", "image/jpeg")
        access = Access(url, {"MASTODON_TOKEN": "x"}, {"account_id": "5"}, picture=lambda name: picture)
        channel = Mastodon(access)
        await channel.open()
        try:
            await channel.prepare(Content("Festa", picture="p", alt="La piazza"))
        finally:
            await channel.close()

    with running() as stub:
        stub.body = {"id": "7"}
        asyncio.run(work(stub.url))
    assert re.search(r'name="description"\s+La piazza', stub.posts[0][1])


def test_a_post_tells_its_language() -> None:
    async def work(url: str) -> None:
        channel = Mastodon(Access(url, {"MASTODON_TOKEN": "x"}, {"account_id": "5"}))
        await channel.open()
        try:
            content = Content("Brücke gesperrt", language="de", media="7")
            await channel.send(content, Recipient(), Key("n", 1, 1))
            await channel.edit(content, "7")
        finally:
            await channel.close()

    with running() as stub:
        asyncio.run(work(stub.url))
    assert [body["language"] for _, body in stub.posts] == ["de", "de"]


@pytest.mark.parametrize(("last", "media"), [(200, "7"), (206, ""), (422, "")])
def test_a_picture_that_takes_time_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, last: int, media: str
) -> None:
    monkeypatch.setattr(mastodon, "_PROCESSING", (0.0,) * 3)
    answers = iter([202, 206, 206, last])

    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"id": "7"}, status=next(answers))

    app = web.Application()
    app.router.add_post("/api/v2/media", answer)
    app.router.add_get("/api/v1/media/7", answer)

    async def prepared(url: str) -> Content:
        channel = Mastodon(
            Access(
                url,
                {"MASTODON_TOKEN": "x"},
                {"account_id": "5"},
                picture=lambda _: Picture(b"x", "image/jpeg"),
            )
        )
        await channel.open()
        try:
            return await channel.prepare(Content("Festa", picture="https://comune.example.it/1.jpg"))
        finally:
            await channel.close()

    with served_in_thread(lambda url: app) as url:
        content = asyncio.run(prepared(url))
    assert (content.media, bool(content.picture)) == (media, bool(media))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Vedi https://www.comune.example.it/notizie/ponte-chiuso", 5 + 23),
        (
            "Vedi https://www.comune.example.invalid/notizie/ponte",
            5 + 48,
        ),  # no such domain: it counts in full
        ("http://localhost/notizie", 24),
        ("Vedi comune.it", 14),  # no scheme
        ("👨‍👩‍👧‍👦", 1),
        ("https://www.comune.example.it/a=", 24),  # what may close a sentence is no part of an address
        ("https://www.comune.example.it/a?b=c!", 24),
        ("(https://www.comune.example.it/x_(y)).", 26),
        ("https://www.comune.example.it/città/日本", 23),
        ("@comune@social.example.it, @altri", 15),
    ],
)
def test_an_address_counts_23_if_its_domain_exists(text: str, length: int) -> None:
    channel = Mastodon(Access("http://127.0.0.1:9", {}, {"account_id": "5"}))
    assert channel.measure(Content(text)) == length
