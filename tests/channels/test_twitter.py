"""X over HTTP, against the sandbox: described pictures, deletions, prices."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from channels.base import Access, Content, Key, Picture, Recipient
from channels.meanings import Meaning
from channels.outcomes import Absent, Found, Halt, Outcome, Retry, Sent, Uncertain
from channels.problems import ChannelError
from channels.twitter import Twitter
from pipeline.sandbox.app import sandbox_in_thread
from pipeline.sandbox.client import SandboxClient
from pipeline.sandbox.world import SandboxSettings
from pipeline.settings.credentials import sandbox_secret

JPEG = b"\xff\xd8\xff\xe0" + bytes(100)


@pytest.fixture
def x() -> Iterator[SandboxClient]:
    with sandbox_in_thread(SandboxSettings()) as url:
        client = SandboxClient(url)
        yield client
        client.close()


def picture(reference: str) -> Picture:
    if not reference.endswith(".jpg"):
        raise ChannelError("404")
    return Picture(JPEG, "image/jpeg")


def with_channel(x: SandboxClient, use: Callable[[Twitter], Awaitable[Any]]) -> Any:
    async def work() -> Any:
        secrets = {name: sandbox_secret(name) for name in Twitter.capabilities.secrets}
        channel = Twitter(Access(x.url + "/x", secrets, {"user_id": "300000000000003"}, picture))
        await channel.open()
        try:
            return await use(channel)
        finally:
            await channel.close()

    return asyncio.run(work())


def publish(x: SandboxClient, content: Content) -> Outcome:
    async def use(channel: Twitter) -> Outcome:
        return await channel.send(await channel.prepare(content), Recipient(), Key("n", 1, 1))

    outcome: Outcome = with_channel(x, use)
    return outcome


def tweets(x: SandboxClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = x.state()["tweets"]
    return found


def test_a_picture_goes_with_its_description(x: SandboxClient) -> None:
    content = Content("Festa in piazza", picture="https://a.example.it/festa.jpg", alt="La piazza")
    assert isinstance(publish(x, content), Sent)
    [tweet] = tweets(x)
    assert (tweet["picture"], tweet["alt"]) == (True, "La piazza")


@pytest.mark.parametrize("trouble", ["gone", "refused"])
def test_without_its_picture_the_text_goes_alone(x: SandboxClient, trouble: str) -> None:
    name = "festa.html" if trouble == "gone" else "festa.jpg"
    if trouble == "refused":
        x.fault("status", channel="media", status=503)
    assert isinstance(publish(x, Content("Festa", picture=f"https://a.example.it/{name}", alt="a")), Sent)
    [tweet] = tweets(x)
    assert tweet["picture"] is False


def test_what_is_out_is_deleted_once_and_again(x: SandboxClient) -> None:
    sent = publish(x, Content("Festa"))
    assert isinstance(sent, Sent)
    for _ in range(2):  # a post that is gone counts as deleted
        assert isinstance(with_channel(x, lambda channel: channel.withdraw(sent.remote_id)), Sent)
    assert tweets(x) == []


def test_credits_used_up_stop_everything(x: SandboxClient) -> None:
    x.fault("refuse", channel="twitter", code=402, status=402)
    outcome = publish(x, Content("Festa"))
    assert isinstance(outcome, Halt)
    assert outcome.means is Meaning.X_CREDITS


def test_a_duplicate_is_evidence_and_a_429_is_waited_out(x: SandboxClient) -> None:
    publish(x, Content("Festa"))
    outcome = publish(x, Content("Festa"))
    assert isinstance(outcome, Uncertain)
    assert outcome.duplicate
    x.fault("status", channel="twitter", status=429)
    assert isinstance(publish(x, Content("Altra")), Retry)
    assert len(tweets(x)) == 1


def test_a_link_costs_thirteen_times_as_much() -> None:
    channel = Twitter(Access("http://127.0.0.1:9", {}, {"user_id": "3"}))
    with_link = channel.cost(Content("Ponte chiuso https://www.comune.example.it/ponte"))
    assert (with_link, channel.cost(Content("Ponte chiuso"))) == (0.2, 0.015)
    # A missing space makes no link, and costs none.
    assert channel.cost(Content("Chiusa via Roma.In caso di pioggia")) == 0.015
    assert channel.cost(Content("Ponte chiuso", picture="a")) == pytest.approx(0.02)


@pytest.mark.parametrize(
    "text", ["Festa in piazza", "Vedi comune.it e https://a.example.it/festa", "Festa @ore 8"]
)
def test_what_is_out_is_found_with_its_picture_and_whatever_x_made_of_its_addresses(
    x: SandboxClient, text: str
) -> None:
    content = Content(text, picture="https://a.example.it/festa.jpg", alt="La piazza")
    publish(x, content)
    assert isinstance(with_channel(x, lambda channel: channel.read_back(content, 0.0)), Found)
    other = Content(text.replace("/festa", "/altra").replace("Festa", "Sagra"))
    assert isinstance(with_channel(x, lambda channel: channel.read_back(other, 0.0)), Absent)


def test_the_same_words_with_another_address_are_another_post(x: SandboxClient) -> None:
    publish(x, Content("Avviso https://a.example.it/1"))
    second = Content("Avviso https://a.example.it/2")
    assert isinstance(with_channel(x, lambda channel: channel.read_back(second, 0.0)), Absent)


def test_a_text_of_just_the_right_weight_is_taken_whatever_its_addresses(x: SandboxClient) -> None:
    for address in ("https://www.comune.example.invalid/notizie/1", "https://www.comune.it/notizie/1"):
        channel = Twitter(Access("http://127.0.0.1:9", {}, {"user_id": "3"}))
        text = f"{address} "
        text += "a" * (280 - channel.measure(Content(text)))
        assert channel.problems(Content(text)) == []
        assert isinstance(publish(x, Content(text)), Sent)
        assert channel.problems(Content(text + "a")) != []
