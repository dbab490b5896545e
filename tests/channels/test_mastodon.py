"""Mastodon: a second attempt returns the status of the first."""

from __future__ import annotations

import asyncio

import pytest

from channels.base import Access, Content, Key, Recipient
from channels.mastodon import Mastodon
from channels.outcomes import Outcome, Sent
from pipeline.sandbox.app import sandbox_in_thread
from pipeline.sandbox.client import SandboxClient
from pipeline.sandbox.world import SandboxSettings
from pipeline.settings.credentials import sandbox_secret


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
    ],
)
def test_an_address_counts_23_if_its_domain_exists(text: str, length: int) -> None:
    channel = Mastodon(Access("http://127.0.0.1:9", {}, {"account_id": "5"}))
    assert channel.measure(Content(text)) == length
