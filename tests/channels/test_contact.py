"""A citizen's own address through Apprise: at most once, to that address alone, which no error and no log names."""

from __future__ import annotations

import asyncio
import logging

import pytest

from channels.base import Access, Content, Key, Recipient
from channels.contact import Contact
from channels.outcomes import About, Outcome, Refused, Sent, Uncertain
from channels.problems import SettingError
from tests.contract.stub import PATIENCE, running
from tests.town import free_port

TO = "anna.rossi@example.it"


def send(url: str, to: str = TO, scheme: str = "json") -> Outcome:
    host = url.partition("://")[2]
    secrets = {"APPRISE_URLS": f"posta={scheme}://{host}/very-secret/{{to}}"}
    channel = Contact(Access("", secrets, {"address": "posta", "timeout": PATIENCE}))
    recipient, key = Recipient("+393330000001", address=to), Key("n", 7, 1)
    return asyncio.run(channel.send(Content("ALLERTA rossa"), recipient, key))


def test_it_goes_to_the_citizens_address_alone() -> None:
    with running() as stub:
        assert isinstance(send(stub.url), Sent)
        [(path, body)] = stub.posts
        assert path == f"/very-secret/{TO}"
        assert body["message"] == "ALLERTA rossa"


@pytest.mark.parametrize("status", [400, 500])
def test_a_no_is_doubt_and_is_not_repeated(status: int) -> None:
    with running() as stub:
        stub.status = status
        assert isinstance(send(stub.url), Uncertain)
        assert len(stub.posts) == 1


def test_without_a_connection_too_it_may_not_be_repeated() -> None:
    assert isinstance(send(f"http://127.0.0.1:{free_port()}"), Uncertain)


def test_an_address_that_the_service_does_not_take_is_refused_for_this_citizen() -> None:
    assert isinstance(send("x", scheme="nosuchservice"), Refused)
    outcome = send("x", to="")
    assert isinstance(outcome, Refused)
    assert outcome.about is About.CITIZEN


def test_no_log_names_address_or_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with running() as stub:
        stub.status = 500
        outcome = send(stub.url)
    assert TO not in caplog.text + repr(outcome)
    assert "very-secret" not in caplog.text + repr(outcome)


def test_an_address_without_a_place_for_the_citizens_is_a_wrong_setting() -> None:
    secrets = {"APPRISE_URLS": "posta=json://127.0.0.1/fixed"}
    with pytest.raises(SettingError, match="to"):
        Contact(Access("", secrets, {"address": "posta"}))
    with pytest.raises(SettingError):
        Contact(Access("", {}, {"address": "posta", "kind": "fax"}))
