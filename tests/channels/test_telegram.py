"""Telegram: the page that is previewed is the item's, whatever other addresses the text names."""

from __future__ import annotations

import asyncio

from channels.base import Access, Content, Key, Picture, Recipient
from channels.telegram import Telegram
from tests.contract.stub import running

LINK = "https://www.comune.example.it/n/1"


def test_the_items_own_page_is_previewed() -> None:
    async def work(url: str) -> None:
        channel = Telegram(Access(url, {"TELEGRAM_TOKEN": "x"}, {"chat_id": "@comune_di_prova"}))
        await channel.open()
        try:
            content = Content(f"Bando su https://regione.example.it\n\n{LINK}", link=LINK)
            await channel.send(content, Recipient(), Key("n", 1, 1))
            await channel.edit(content, "7")
            await channel.send(Content("Senza collegamento"), Recipient(), Key("n", 2, 1))
        finally:
            await channel.close()

    with running() as stub:
        asyncio.run(work(stub.url))
    assert [body.get("link_preview_options") for _, body in stub.posts] == [
        {"url": LINK},
        {"url": LINK},
        None,
    ]


def test_what_shall_be_silent_rings_on_no_phone() -> None:
    async def work(url: str) -> None:
        picture = Picture(b"x", "image/jpeg")
        access = Access(
            url, {"TELEGRAM_TOKEN": "x"}, {"chat_id": "@comune_di_prova"}, picture=lambda name: picture
        )
        channel = Telegram(access)
        await channel.open()
        try:
            for n, silent in enumerate((True, False)):
                await channel.send(Content("Sagra", silent=silent), Recipient(), Key("n", n, 1))
            await channel.send(Content("Sagra", picture="p", silent=True), Recipient(), Key("n", 3, 1))
        finally:
            await channel.close()

    with running() as stub:
        asyncio.run(work(stub.url))
    assert [body.get("disable_notification") for _, body in stub.posts[:2]] == [True, None]
    assert "disable_notification" in str(stub.posts[2])
