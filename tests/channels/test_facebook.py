"""The access to the Page: examined once a day, and trouble is reported before the next news would fail."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from channels import graph, sessions
from channels.base import Access, Content, Key, Picture, Recipient
from channels.facebook import Facebook
from channels.instagram import Instagram
from channels.meanings import Meaning
from channels.outcomes import Found, Halt, Outcome, Reading, Refused, Retry, Sent
from channels.registry import OWN, load
from channels.remarks import Remark, Remarked
from pipeline import council_channels
from pipeline.settings import credentials
from pipeline.settings.folder import lay_out
from pipeline.settings.values import ConfigError
from tests.contract.stub import PATIENCE, Stub, running
from tests.town import Town, free_port

REFUSED = {"error": {"message": "refused", "type": "OAuthException", "code": 190}}


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running() as one:
        yield one


def examined(url: str, cls: Any = Facebook, **settings: object) -> list[Remarked]:
    own = {"page_id": "2"} if cls is Facebook else {"ig_user_id": "4"}

    async def work() -> list[Remarked]:
        channel = cls(
            Access(url, {"FACEBOOK_TOKEN": "x", "INSTAGRAM_TOKEN": "x"}, {**own, "timeout": PATIENCE})
        )
        await channel.open()
        try:
            found: list[Remarked] = await channel.examine()
            return found
        finally:
            await channel.close()

    return asyncio.run(work())


@pytest.mark.parametrize("cls", [Facebook, Instagram])
def test_a_token_that_is_no_longer_taken_is_told(stub: Stub, cls: Any) -> None:
    stub.reads = {"id": "2", "is_published": True}
    assert examined(stub.url, cls) == []
    stub.reads = REFUSED
    [told] = examined(stub.url, cls)
    assert (told.remark, told.facts["said"]) == (Remark.TOKEN_ENDED, REFUSED["error"]["message"])


def test_a_page_that_nobody_sees_is_told(stub: Stub) -> None:
    stub.reads = {"id": "2", "is_published": False}
    assert examined(stub.url) == [Remarked(Remark.PAGE_HIDDEN)]


def test_what_cannot_be_asked_is_no_trouble(stub: Stub) -> None:
    """Neither a network that is down, nor a field that this token may not read."""
    assert examined(f"http://127.0.0.1:{free_port()}") == []
    for code in (10, 100, 200, 4, 1):
        stub.reads = {"error": {**REFUSED["error"], "code": code}}
        assert examined(stub.url) == []


def test_nobody_knows_that_others_see_the_posts_until_somebody_has_looked() -> None:
    usual = Facebook.capabilities.base_url
    now = 1_795_000_000.0
    assert Remarked(Remark.UNSEEN) in Facebook(Access(usual, {}, {"page_id": "2"})).warnings(now)
    seen = {"page_id": "2", "seen_by_others": True}
    assert Facebook(Access(usual, {}, seen)).warnings(now) == []
    assert Facebook(Access("http://127.0.0.1:9", {}, {"page_id": "2"})).warnings(now) == []


def test_a_town_is_told_once_a_day(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "sandbox_secret", lambda name: f"another-{name}")
    here.clock.ahead += 86400
    here.tick()
    here.tick()
    assert here.rows("SELECT channel, reason FROM account_news") == [("facebook", Remark.TOKEN_ENDED)]
    assert "Meta non accetta più il token: rifarlo" in here.call("status").stdout
    here.clock.ahead += 86400
    here.tick()
    assert len(here.rows("SELECT 1 FROM account_news")) == 2


def test_the_proof_of_the_apps_secret_goes_along_if_there_is_one(
    here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sandbox requires it, as an app can; councils whose app does not need not give the secret."""
    known = "0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914"
    assert sessions.proof("test", "secret") == {"appsecret_proof": known}
    assert sessions.proof("test", "") == {}
    item = here.stage.publish("Avviso", "Testo.")
    here.tick()
    assert here.copies(item["link"])["facebook"] == 1
    monkeypatch.setattr(sessions, "proof", lambda token, secret: {})
    item = here.stage.publish("Altro avviso", "Testo.")
    here.tick()
    assert here.copies(item["link"])["facebook"] == 0


def test_an_optional_secret_may_be_missing(here: Town) -> None:
    here.change("live: off", "live: testers")
    channel = next(channel for channel in here.config.channels if channel.type == "facebook")
    built = council_channels.build(here.config, {"INFOSTIGLIA_FACEBOOK_TOKEN": "x"}, channel)
    assert isinstance(built, Facebook)
    with pytest.raises(ConfigError, match="INFOSTIGLIA_FACEBOOK_TOKEN: missing secret"):
        council_channels.build(here.config, {"INFOSTIGLIA_FACEBOOK_APP_SECRET": "x"}, channel)


def test_secrets_env_has_a_line_for_every_secret_of_every_channel(tmp_path: Path) -> None:
    lay_out(tmp_path / "town")
    text = (tmp_path / "town" / "secrets.env").read_text(encoding="utf-8")
    known = set(re.findall(r"^INFOSTIGLIA_(\w+)=", text, re.M))
    for name in OWN:
        capabilities = load(name).capabilities
        assert {*capabilities.secrets, *capabilities.optional_secrets} <= known


def change(stub: Stub, what: str) -> Outcome:
    async def work() -> Outcome:
        channel = Facebook(Access(stub.url, {"FACEBOOK_TOKEN": "x"}, {"page_id": "2", "timeout": PATIENCE}))
        await channel.open()
        try:
            return await (
                channel.withdraw("2_9") if what == "withdraw" else channel.edit(Content("x"), "2_9")
            )
        finally:
            await channel.close()

    return asyncio.run(work())


def test_what_may_not_be_seen_is_not_taken_for_deleted(stub: Stub) -> None:
    """Meta's words are the same in both cases: the list of the Page's posts shows which it is."""
    stub.refusals = {"": 100}
    stub.reads = {"data": []}
    assert isinstance(change(stub, "withdraw"), Sent)
    stub.reads = {"data": [{"id": "2_9", "message": "x"}]}
    assert isinstance(change(stub, "withdraw"), Refused)
    stub.reads = {"error": {"code": 10, "message": "x"}}
    assert isinstance(change(stub, "withdraw"), Refused)


@pytest.mark.parametrize("what", ["edit", "withdraw"])
def test_a_post_that_another_program_wrote_does_not_stop_the_page(stub: Stub, what: str) -> None:
    stub.refusals = {"": 200}
    assert isinstance(change(stub, what), Refused)
    stub.refusals = {"": 190}
    assert isinstance(change(stub, what), Halt)


def test_what_meta_repeats_of_the_token_is_not_kept() -> None:
    token = "EAAB" + "x9Zq" * 40
    said = graph.words({"message": f"Malformed access token {token}"})
    assert said == "Malformed access token …"
    assert graph.words({}) == ""
    assert graph.meaning_of(502, None) is Meaning.STRANGE_ANSWER


def test_a_post_whose_preview_fails_is_tried_again_with_the_link_in_its_text(stub: Stub) -> None:
    link = "https://www.comune.example.it/n/1"
    outcomes: list[Outcome | Reading] = []
    stub.body, stub.status = {"error": {"code": 1609005, "message": "could not scrape"}}, 400

    async def work() -> None:
        channel = Facebook(Access(stub.url, {"FACEBOOK_TOKEN": "x"}, {"page_id": "2"}))
        await channel.open()
        try:
            for attempt in (1, 2, 3):
                key = Key("n", 1, attempt)
                outcomes.append(await channel.send(Content("Festa", link=link), Recipient(), key))
            stub.reads = {"data": [{"id": "2_1", "message": f"Festa\n\n{link}"}]}
            outcomes.append(await channel.read_back(Content("Festa", link=link), 0.0))
            await channel.edit(Content("Festa rinviata", link=link), "2_1")
            await channel.edit(Content("Altro", link=link), "2_7")
        finally:
            await channel.close()

    asyncio.run(work())
    assert [type(one) for one in outcomes] == [Retry, Retry, Retry, Found]
    bodies = [dict(parse_qsl(body)) for _, body in stub.posts]
    assert [(body["message"], body.get("link")) for body in bodies] == [
        *[("Festa", link)] * 2,
        (f"Festa\n\n{link}", None),
        (f"Festa rinviata\n\n{link}", None),  # its edit keeps the link
        ("Altro", None),
    ]


def test_a_photo_goes_with_its_description(stub: Stub) -> None:
    async def work() -> None:
        picture = Picture(b"x", "image/jpeg")
        channel = Facebook(Access(stub.url, {"FACEBOOK_TOKEN": "x"}, {"page_id": "2"}, lambda name: picture))
        await channel.open()
        try:
            content = Content("Festa", picture="p", alt="La piazza")
            await channel.send(content, Recipient(), Key("n", 1, 1))
        finally:
            await channel.close()

    asyncio.run(work())
    assert re.search(r'name="alt_text_custom"\s+La piazza', stub.posts[0][1])
