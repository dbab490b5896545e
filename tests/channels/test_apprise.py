"""Any other service, through Apprise: a post is sent at most once, with its picture, and the address stays secret."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest

from channels.apprise import Apprise, Service, address
from channels.base import Access, Content, Key, Picture, Recipient
from channels.outcomes import Outcome, Sent, Uncertain, Unknown
from channels.problems import ChannelError
from pipeline.concerns import Concern
from pipeline.reasons import Reason
from tests.contract.stub import PATIENCE, STALLED, Stub, running
from tests.town import Town, free_port, until

SECRET = "very-secret-token"


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running() as one:
        yield one


def channel(url: str, **settings: object) -> Apprise:
    secrets = {"APPRISE_URLS": f"altri={url.replace('http', 'json')}/{SECRET}?retry=3 posta=mailto://x"}
    picture = Picture(b"\xff\xd8picture", "image/jpeg")
    return Apprise(
        Access("", secrets, {"address": "altri", "timeout": PATIENCE, **settings}, lambda _: picture)
    )


CONTENT = Content("Ponte chiuso\n\nDa domani.")


def send(url: str, content: Content = CONTENT, **settings: object) -> Outcome:
    return asyncio.run(channel(url, **settings).send(content, Recipient(), Key("nonce", 7, 1)))


def test_a_yes_is_sent_with_title_text_and_picture(stub: Stub) -> None:
    outcome = send(stub.url, Content("Ponte chiuso\n\nDa domani.", picture="x"))
    assert isinstance(outcome, Sent)
    [(path, said)] = stub.posts
    assert path == f"/{SECRET}"
    assert (said["title"], said["message"]) == ("Ponte chiuso", "Da domani.")
    assert [one["mimetype"] for one in said["attachments"]] == ["image/jpeg"]


@pytest.mark.parametrize("trouble", [400, 401, 429, 500, 503, "cut", "stall"])
def test_everything_else_leaves_doubt_and_is_asked_once(stub: Stub, trouble: int | str) -> None:
    """This holds even if the address asks for repetitions."""
    if isinstance(trouble, int):
        stub.status = trouble
    else:
        stub.behaviour = trouble
    assert isinstance(send(stub.url, timeout=STALLED if trouble == "stall" else PATIENCE), Uncertain)
    until(lambda: stub.posts)
    assert len(stub.posts) == 1


def test_it_cannot_be_looked_up() -> None:
    reading = asyncio.run(channel("http://127.0.0.1:9").read_back(Content("x"), 0.0))
    assert isinstance(reading, Unknown)


@pytest.mark.parametrize("trouble", ["refused", "nobody"])
def test_its_address_reaches_no_log_and_no_outcome(
    stub: Stub, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("apprise", "urllib3", "requests", "channels"):
        caplog.set_level(logging.DEBUG, name)
    stub.status = 401
    url = stub.url if trouble == "refused" else f"http://127.0.0.1:{free_port()}"
    assert SECRET not in f"{send(url)!r} {channel(url)!r} {vars(channel(url))!r} {caplog.text}"


@pytest.mark.parametrize("url", ["nonsense", "foo://bar", "tgram://bad", f"json://a/{SECRET},json://b"])
def test_a_wrong_address_is_one_line_that_does_not_tell_it(url: str) -> None:
    with pytest.raises(ChannelError) as error:
        Service(url, 1.0)
    assert str(error.value) == "its address is none Apprise understands"


def test_an_address_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(ChannelError, match=r"^address: no 'altri' in APPRISE_URLS, which has: posta, ntfy$"):
        address("posta=mailto://x ntfy=ntfys://y", "altri")


def test_the_limit_is_the_smaller_of_ours_and_the_services(stub: Stub) -> None:
    assert channel(stub.url, limit=500).problems(Content("a" * 501))
    assert channel(stub.url, limit=500).problems(Content("a" * 500)) == []
    assert channel(stub.url, limit=100_000).capabilities.limit == 32_768


def test_a_town_tries_it_in_the_sandbox(here: Town) -> None:
    here.change(r"type: apprise\n    enabled: false", "type: apprise\n    enabled: true")
    here.tick()
    item = here.stage.publish("Mercato", "Domenica in piazza.")
    here.tick()
    here.tick()
    [post] = here.stage.state()["apprise"]
    assert post["to"] == "altri"
    assert item["link"] in post["text"]


def test_what_is_uncertain_there_is_shown_and_not_repeated(here: Town) -> None:
    here.change(r"type: apprise\n    enabled: false", "type: apprise\n    enabled: true")
    here.tick()
    here.stage.fault("status", channel="apprise", status=500, accept=True)
    here.stage.publish("Mercato", "Domenica in piazza.")
    report = here.tick()
    assert report.waiting["uncertain"].reason == Reason(Concern.UNCERTAIN, count=1)
    here.clock.ahead += 3600
    here.tick()
    assert len(here.stage.state()["apprise"]) == 1
    assert "incerta" in here.call("why", "Mercato").stdout


def test_an_address_without_a_name_is_not_repeated() -> None:
    with pytest.raises(ChannelError) as error:
        address("mailtos://utente:segreta@posta.example.it?to=a@b.it tgram://12:token/c?format=text", "altri")
    assert str(error.value) == "address: no 'altri' in APPRISE_URLS, which has: nothing"
