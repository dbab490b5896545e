"""One contract for every channel: its outcome for each behaviour of a provider or a network."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from channels.base import Access, Channel, Content, Key, Recipient
from channels.outcomes import (
    Absent,
    Found,
    Halt,
    Outcome,
    Reading,
    Refused,
    Rest,
    Retry,
    Scope,
    Sent,
    Uncertain,
    Unknown,
)
from channels.registry import OWN, load
from pipeline.words import put
from tests.contract.stub import PATIENCE, STALLED, Stub, running
from tests.town import free_port, until

SECRET = "very-secret-token"
TEXT = "Ponte chiuso. https://www.comune.example.it/ponte"
CONTENT = Content(text=TEXT, link="https://www.comune.example.it/ponte")
PICTURE = {
    "instagram": {"picture": "https://www.comune.example.it/ponte.jpg", "media": "1791"}
}  # ready to go


@dataclass(frozen=True)
class Case:
    """The differences between providers."""

    settings: dict[str, Any]
    good: Any
    status: int
    bad_token: tuple[int, Any]
    duplicate: tuple[int, Any] | None = None
    found: Any = None
    nothing: Any = None


def _graph(code: int) -> Any:
    return {"error": {"message": "refused", "type": "OAuthException", "code": code}}


CASES = {
    "whatsapp": Case({"phone_number_id": "1"}, {"messages": [{"id": "wamid.1"}]}, 200, (401, _graph(190))),
    "facebook": Case(
        {"page_id": "2"},
        {"id": "2_1"},
        200,
        (401, _graph(190)),
        (400, _graph(506)),
        {"data": [{"id": "2_1", "message": CONTENT.text, "permalink_url": "https://www.facebook.com/2_1"}]},
        {"data": []},
    ),
    "twitter": Case(
        {"user_id": "3"},
        {"data": {"id": "31", "text": "x"}},
        201,
        (401, {"title": "Unauthorized", "status": 401, "detail": "Unauthorized"}),
        (403, {"detail": "You are not allowed to create a Tweet with duplicate content.", "status": 403}),
        {
            "data": [
                {
                    "id": "31",
                    "text": "Ponte chiuso. https://t.co/x",
                    "entities": {
                        "urls": [
                            {"url": "https://t.co/x", "expanded_url": "https://www.comune.example.it/ponte"}
                        ]
                    },
                }
            ]
        },
        {"meta": {"result_count": 0}},
    ),
}

CASES["telegram"] = Case(
    {"chat_id": "@comune"},
    {"ok": True, "result": {"message_id": 7}},
    200,
    (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}),
)
CASES["mastodon"] = Case(
    {"account_id": "5"},
    {"id": "51", "url": "https://mastodon.example.it/@comune/51"},
    200,
    (401, {"error": "The access token is invalid"}),
    found=[
        {
            "id": "51",
            "created_at": "2026-11-25T00:00:00.000Z",
            "content": '<p>Ponte chiuso. <a href="x"><span>https://www.</span><span>comune.example.it/ponte</span></a>',
        }
    ],
    nothing=[],
)
CASES["instagram"] = Case(
    {"ig_user_id": "4"},
    {"id": "1891"},
    200,
    (401, _graph(190)),
    found={"status_code": "PUBLISHED", "data": [{"id": "1891", "caption": CONTENT.text}]},
    nothing={"status_code": "FINISHED"},
)
CASES["gateway"] = Case({}, {"id": "g1"}, 202, (401, {"error": "no such token"}))
BY_HAND = {"assisted"}  # no provider; tests/staff/test_tray.py
# Never certain that nothing went out: tests/channels/test_apprise.py, tests/channels/test_contact.py.
AT_MOST_ONCE = {"apprise", "contact"}
META = ("whatsapp", "facebook", "instagram")


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running() as one:
        yield one


@pytest.fixture(params=sorted(CASES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def open_channel(name: str, url: str, timeout: float = PATIENCE) -> Channel:
    cls = load(name)
    secrets = dict.fromkeys(cls.capabilities.secrets, SECRET)
    return cls(Access(url, secrets, {**CASES[name].settings, "timeout": timeout}))


def content_for(name: str, text: str = TEXT) -> Content:
    return replace(CONTENT, text=text, **PICTURE.get(name, {}))


def send(name: str, url: str, timeout: float = PATIENCE) -> Outcome:
    content = content_for(name)

    async def work() -> Outcome:
        channel = open_channel(name, url, timeout)
        await channel.open()
        try:
            return await channel.send(
                content, Recipient("+393330000001", address="+393330000001"), Key("nonce", 7, 1)
            )
        finally:
            await channel.close()

    return asyncio.run(work())


def read_back(name: str, url: str) -> Reading:
    async def work() -> Reading:
        channel = open_channel(name, url)
        await channel.open()
        try:
            return await channel.read_back(content_for(name), 1_795_000_000.0)
        finally:
            await channel.close()

    return asyncio.run(work())


def test_every_channel_of_ours_keeps_the_contract() -> None:
    assert set(CASES) | BY_HAND | AT_MOST_ONCE == set(OWN)
    assert all(isinstance(open_channel(name, "http://127.0.0.1:9"), Channel) for name in CASES)


def test_accepted_is_sent_with_its_id(name: str, stub: Stub) -> None:
    stub.body, stub.status = CASES[name].good, CASES[name].status
    outcome = send(name, stub.url)
    assert isinstance(outcome, Sent)
    assert outcome.remote_id
    assert len(stub.posts) == 1


def test_too_many_requests_is_certain_and_spends_no_retry(name: str, stub: Stub) -> None:
    stub.status, stub.headers = 429, {"Retry-After": "7"}
    stub.body = {"error": {"code": 130429, "message": "x"}} if name == "whatsapp" else {"title": "Too Many"}
    outcome = send(name, stub.url)
    assert isinstance(outcome, Retry)
    assert (outcome.rest, outcome.tries) == (Rest.SENDER, None)


@pytest.mark.parametrize("said", ["nan", "-inf", "inf", "-5", "1e999", "9" * 400, "soon"])
def test_no_answer_makes_a_sender_wait_for_ever(name: str, stub: Stub, said: str) -> None:
    stub.status, stub.headers = 429, {"Retry-After": said, "x-rate-limit-reset": said}
    stub.body = {"error": {"code": 130429, "message": "x"}} if name == "whatsapp" else {"title": "Too Many"}
    stub.body["parameters"] = {"retry_after": 10**400}
    outcome = send(name, stub.url)
    assert isinstance(outcome, Retry)
    assert all(0 <= seconds <= 86400 for seconds in outcome.after)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize(
    "body", [{}, {"error": {"code": 190, "message": "x"}}, {"error": {"code": 100, "message": "x"}}]
)
def test_after_a_5xx_nobody_knows(name: str, stub: Stub, status: int, body: Any) -> None:
    stub.status, stub.body = status, body
    assert isinstance(send(name, stub.url), Uncertain)
    assert len(stub.posts) == 1


@pytest.mark.parametrize("behaviour", ["cut", "stall", "garbage"])
def test_an_answer_that_does_not_come_whole_leaves_doubt(name: str, stub: Stub, behaviour: str) -> None:
    stub.behaviour = behaviour
    stub.status = CASES[name].status
    assert isinstance(send(name, stub.url, STALLED if behaviour == "stall" else PATIENCE), Uncertain)
    until(lambda: stub.posts)
    assert len(stub.posts) == 1


@pytest.mark.parametrize(
    "body", [{}, {"data": None}, {"messages": []}, {"id": ""}, [], {"data": {"id": None}}]
)
def test_a_success_without_an_id_leaves_doubt(name: str, stub: Stub, body: Any) -> None:
    stub.body = body
    assert isinstance(send(name, stub.url), Uncertain)


def test_nobody_listening_is_certainly_not_sent(name: str) -> None:
    assert isinstance(send(name, f"http://127.0.0.1:{free_port()}"), Retry)


def test_a_wrong_token_halts_the_sender(name: str, stub: Stub) -> None:
    stub.status, stub.body = CASES[name].bad_token
    assert isinstance(send(name, stub.url), Halt)


def _x(detail: str, problem: str = "about:blank") -> Any:
    return {"title": "Forbidden", "status": 403, "detail": detail, "type": problem}


def _code(code: int, subcode: int = 0) -> Any:
    return {"error": {"code": code, "error_subcode": subcode, "message": "refused"}}


# Refusals of one text, picture or address: the next post may well be accepted.
OF_ONE_CONTENT = [
    ("twitter", 403, _x("Your Tweet text is too long.")),
    ("twitter", 403, {"errors": [{"code": 186, "message": "Tweet needs to be a bit shorter."}]}),
    ("twitter", 403, _x("You are not permitted to perform this action.")),
    ("twitter", 403, _x("This link has been identified as being potentially harmful.")),
    ("twitter", 403, _x("You are not allowed to create a Tweet with duplicate content.")),
    ("twitter", 403, _x("Forbidden")),
    ("twitter", 403, {}),
    ("twitter", 400, _x("Your Tweet text is too long.")),
    ("facebook", 400, _code(100)),
    ("facebook", 400, _code(368)),
    ("facebook", 400, _code(506)),
    ("facebook", 400, _code(1609005)),
    ("instagram", 400, _code(368)),
    ("instagram", 400, _code(36004, 2207010)),
    ("instagram", 400, _code(9007, 2207027)),
    ("instagram", 400, _code(24, 2207008)),
    ("telegram", 400, {"ok": False, "description": "Bad Request: message is too long"}),
    ("telegram", 400, {"ok": False, "description": "Bad Request: can't parse entities"}),
    (
        "telegram",
        400,
        {"ok": False, "description": "Bad Request: not enough rights to send photos to the chat"},
    ),
    ("telegram", 400, {"ok": False, "description": "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN"}),
    ("mastodon", 422, {"error": "Validation failed: Text character limit of 500 exceeded"}),
    ("mastodon", 403, {"error": "This action is not allowed"}),
    ("mastodon", 403, {}),  # a proxy in front of the instance refuses the words
]
# Refusals of the profile, the Page, the bot or the token: nothing can go out until somebody has repaired it.
OF_THE_SENDER = [
    ("twitter", 401, _x("Unauthorized")),
    ("twitter", 402, _x("CreditsDepleted")),
    ("twitter", 403, _x("Your account is suspended and is not permitted to access this feature.")),
    ("twitter", 403, _x("x", "https://api.twitter.com/2/problems/client-forbidden")),
    ("twitter", 403, _x("x", "https://api.twitter.com/2/problems/oauth1-permissions")),
    ("facebook", 400, _code(190)),
    ("facebook", 403, _code(200)),
    ("instagram", 400, _code(190)),
    ("instagram", 400, _code(25, 2207050)),
    ("telegram", 401, {"ok": False, "description": "Unauthorized"}),
    ("telegram", 403, {"ok": False, "description": "Forbidden: bot was kicked from the channel chat"}),
    (
        "telegram",
        400,
        {"ok": False, "description": "Bad Request: not enough rights to send text messages to the chat"},
    ),
    ("telegram", 400, {"ok": False, "description": "Bad Request: CHAT_WRITE_FORBIDDEN"}),
    ("mastodon", 401, {"error": "The access token is invalid"}),
    ("mastodon", 403, {"error": "This action is outside the authorized scopes"}),
    ("mastodon", 403, {"error": "Your login is currently disabled"}),
]


@pytest.mark.parametrize(("channel", "status", "body"), OF_ONE_CONTENT)
def test_what_is_said_of_one_content_stops_no_other(channel: str, status: int, body: Any, stub: Stub) -> None:
    stub.status, stub.body = status, body
    outcome = send(channel, stub.url)
    assert isinstance(outcome, Refused | Retry | Halt | Uncertain)
    assert not (isinstance(outcome, Halt) and outcome.scope is not Scope.POST)
    assert not (isinstance(outcome, Retry) and outcome.rest is Rest.SENDER)


@pytest.mark.parametrize(("channel", "status", "body"), OF_THE_SENDER)
def test_what_is_said_of_the_sender_halts_it(channel: str, status: int, body: Any, stub: Stub) -> None:
    stub.status, stub.body = status, body
    outcome = send(channel, stub.url)
    assert isinstance(outcome, Halt)
    assert outcome.scope is Scope.SENDER


def test_a_transient_error_leaves_doubt_whatever_its_code(name: str, stub: Stub) -> None:
    if name not in META:
        stub.status, stub.body = 503, {}
    else:
        stub.status, stub.body = 400, {"error": {"code": 100, "message": "x", "is_transient": True}}
    assert isinstance(send(name, stub.url), Uncertain)


def test_a_duplicate_refusal_is_evidence_of_an_earlier_success(name: str, stub: Stub) -> None:
    case = CASES[name].duplicate
    if case is None:
        # Its evidence is receipts, or its provider knows no duplicates.
        assert load(name).capabilities.receipts or name in ("telegram", "mastodon", "instagram", "gateway")
        return
    stub.status, stub.body = case
    outcome = send(name, stub.url)
    assert isinstance(outcome, Uncertain)
    assert outcome.duplicate


def test_a_redirect_is_not_followed_with_a_publishing_request(name: str, stub: Stub) -> None:
    stub.status, stub.headers = 307, {"Location": stub.url + "/again"}
    assert not isinstance(send(name, stub.url), Sent)
    assert len(stub.posts) == 1


def test_read_back_finds_misses_or_does_not_know(name: str, stub: Stub) -> None:
    case = CASES[name]
    if not load(name).capabilities.read_back:
        assert isinstance(read_back(name, stub.url), Unknown)
        return
    stub.reads = case.found
    assert isinstance(read_back(name, stub.url), Found)
    stub.reads = case.nothing
    assert isinstance(read_back(name, stub.url), Absent)
    assert isinstance(read_back(name, f"http://127.0.0.1:{free_port()}"), Unknown)


@pytest.mark.parametrize("trouble", ["token", "cut", "nobody"])
def test_no_secret_and_no_number_in_outcomes_reprs_and_logs(
    name: str, stub: Stub, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    for own in ("channels", "pipeline", "urllib3", "aiohttp", "httpx"):
        caplog.set_level(logging.DEBUG, own)
    stub.status, stub.body = CASES[name].bad_token
    stub.behaviour = "cut" if trouble == "cut" else "answer"
    outcome = send(name, stub.url if trouble != "nobody" else f"http://127.0.0.1:{free_port()}")
    channel = open_channel(name, stub.url)
    said = " ".join(
        [repr(outcome), repr(channel), repr(vars(channel)), repr(Recipient("+393330000001")), caplog.text]
    )
    assert SECRET not in said
    assert "393330000001" not in said


def test_what_measures_within_the_limit_has_no_problem(name: str) -> None:
    channel = open_channel(name, "http://127.0.0.1:9")
    limit = 4096 if name == "whatsapp" else channel.capabilities.limit
    assert channel.problems(content_for(name, "a" * limit)) == []
    assert channel.measure(content_for(name, "a" * limit)) == limit
    [problem] = channel.problems(content_for(name, "a" * (limit + 1)))
    assert str(limit) in put(problem)
    assert channel.problems(Content(text=" ")) != []
