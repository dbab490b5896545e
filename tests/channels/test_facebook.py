"""The Page's access: looked at once a day, and told before news would find out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from channels.base import Access
from channels.facebook import Facebook
from channels.instagram import Instagram
from pipeline import secrets
from tests.contract.stub import Stub, running
from tests.town import Town, free_port

REFUSED = {"error": {"message": "refused", "type": "OAuthException", "code": 190}}


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running() as one:
        yield one


def examined(url: str, cls: Any = Facebook, **settings: object) -> list[str]:
    own = {"page_id": "2"} if cls is Facebook else {"ig_user_id": "4"}

    async def work() -> list[str]:
        channel = cls(Access(url, {"FACEBOOK_TOKEN": "x", "INSTAGRAM_TOKEN": "x"}, {**own, "timeout": 0.5}))
        await channel.open()
        try:
            found: list[str] = await channel.examine()
            return found
        finally:
            await channel.close()

    return asyncio.run(work())


@pytest.mark.parametrize("cls", [Facebook, Instagram])
def test_a_token_that_is_no_longer_taken_is_told(stub: Stub, cls: Any) -> None:
    stub.reads = {"id": "2", "is_published": True}
    assert examined(stub.url, cls) == []
    stub.reads = REFUSED
    [line] = examined(stub.url, cls)
    assert "token" in line


def test_a_page_that_nobody_sees_is_told(stub: Stub) -> None:
    stub.reads = {"id": "2", "is_published": False}
    assert examined(stub.url) == ["la Pagina non è pubblicata: nessuno ne vede i post"]


def test_what_cannot_be_asked_is_no_trouble(stub: Stub) -> None:
    """Neither a network that is down, nor a field that this token may not read."""
    assert examined(f"http://127.0.0.1:{free_port()}") == []
    for code in (10, 100, 200, 4, 1):
        stub.reads = {"error": {**REFUSED["error"], "code": code}}
        assert examined(stub.url) == []


def test_nobody_knows_that_others_see_the_posts_until_somebody_has_looked() -> None:
    usual = Facebook.capabilities.base_url
    now = 1_795_000_000.0
    assert any("Sviluppo" in line for line in Facebook(Access(usual, {}, {"page_id": "2"})).warnings(now))
    seen = {"page_id": "2", "seen_by_others": True}
    assert Facebook(Access(usual, {}, seen)).warnings(now) == []
    assert Facebook(Access("http://127.0.0.1:9", {}, {"page_id": "2"})).warnings(now) == []


def test_a_town_is_told_once_a_day(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "sandbox_secret", lambda name: f"another-{name}")
    here.clock.ahead += 86400
    here.tick()
    here.tick()
    assert here.rows("SELECT channel FROM account_news") == [("facebook",)]
    assert "facebook AVVISA" in here.call("status").stdout
    here.clock.ahead += 86400
    here.tick()
    assert len(here.rows("SELECT 1 FROM account_news")) == 2
