"""Telegram: the page that is previewed is the item's, whatever other addresses the text names."""

from __future__ import annotations

import asyncio

from channels.base import Access, Content, Key, Recipient
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
