"""WhatsApp: bodies that Meta accepts, and the meaning of its answers and statuses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Access, Content, Key, Recipient
from channels.outcomes import About, Halt, Outcome, Refused, Rest, Retry, Scope, Sent, Uncertain
from channels.problems import ChannelError
from channels.whatsapp import MOST_CONNECTIONS, WhatsApp
from channels.whatsapp.api import Reply
from channels.whatsapp.errors import RULES, Act, outcome_of_status
from channels.whatsapp.management import components_of
from channels.whatsapp.messages import Bodies, message, outcome_of_reply
from pipeline.stages.render.templates import TemplateSet
from tests.town import ROOT

KEY = Key("abc", 12, 3)
TEMPLATE = Content(
    text="x", template="notizia", category="MARKETING", parameters={"titolo": "A", "testo": "B"}, button="n/1"
)
PHONE = Recipient("+393330000001")


def reply(status: int, body: Any, **headers: str) -> Outcome:
    return outcome_of_reply(
        Reply(status, json.dumps(body).encode(), {k.lower().replace("_", "-"): v for k, v in headers.items()})
    )


def error(status: int, code: int, **more: Any) -> Outcome:
    return reply(status, {"error": {"code": code, "message": "refused", **more}})


@pytest.mark.parametrize(
    "content",
    [TEMPLATE, replace(TEMPLATE, media="1339522734477770"), Content(text="Ciao", reply_to="wamid.1")],
)
@pytest.mark.parametrize(
    "recipient", [PHONE, Recipient(user_id="IT.13491208655302741918"), Recipient("+393330000001", "IT.1")]
)
def test_every_body_is_valid_by_the_contract(shared: Path, content: Content, recipient: Recipient) -> None:
    spec = json.loads((shared / "specs" / "whatsapp" / "wa-core.patched.json").read_text(encoding="utf-8"))
    [path] = [path for path in spec["paths"] if path.endswith("/messages")]
    schema = spec["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    validator = jsonschema.Draft202012Validator({**schema, "components": spec["components"]})
    validator.validate(message(content, recipient, KEY))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**message(content, recipient, KEY), "type": "carrier pigeon"})


@given(
    st.builds(
        Content,
        text=st.text(),
        template=st.sampled_from(["", "notizia"]),
        language=st.sampled_from(["it", "de"]),
        parameters=st.dictionaries(st.text(), st.text(), max_size=3),
        button=st.none() | st.text(),
        media=st.sampled_from(["", "1339522734477770"]),
        reply_to=st.sampled_from(["", "wamid.1"]),
    ),
    st.lists(st.builds(Recipient, st.sampled_from(["", "+393330000001"]), st.text()), max_size=4),
    st.text(),
)
def test_a_body_made_from_shared_parts_is_the_same_to_the_byte(
    content: Content, recipients: list[Recipient], nonce: str
) -> None:
    bodies = Bodies()
    for number, recipient in enumerate(recipients):
        key = Key(nonce, number, 1)
        for one in (content, replace(content, text=content.text + '"to": "+0", ')):
            assert bodies.body(one, recipient, key) == json.dumps(message(one, recipient, key)).encode()


def test_every_shipped_registration_is_valid_by_the_contract(shared: Path) -> None:
    spec = json.loads((shared / "specs" / "whatsapp" / "wa-core.patched.json").read_text(encoding="utf-8"))
    schema = {**spec["components"]["schemas"]["TemplateCreate"], "components": spec["components"]}
    validator = jsonschema.Draft202012Validator(schema)
    registrations = TemplateSet(ROOT / "templates").registrations("whatsapp")
    assert len(registrations) > 10
    for registration in registrations:
        values = dict.fromkeys((*registration.parameters, "button"), "esempio")
        body = {
            "name": registration.name,
            "language": registration.language,
            "category": registration.category,
            "parameter_format": "named",
            "components": components_of(registration, values, "4::handle"),
        }
        validator.validate(body)
        with pytest.raises(jsonschema.ValidationError):
            validator.validate({**body, "category": "NEWS"})


def test_the_key_travels_with_every_message_and_the_number_is_preferred() -> None:
    body = message(TEMPLATE, Recipient("+393330000001", "IT.1"), KEY)
    assert body["biz_opaque_callback_data"] == "abc.12.3"
    assert body["to"] == "+393330000001"
    assert "recipient" not in body


def test_held_is_accepted() -> None:
    outcome = reply(200, {"messages": [{"id": "wamid.1", "message_status": "held_for_quality_assessment"}]})
    assert outcome == Sent("wamid.1", held=True)


@pytest.mark.parametrize("code", [1, 2, 131000, 131016])
def test_codes_after_which_the_message_may_be_out(code: int) -> None:
    assert isinstance(error(400, code), Uncertain)


@pytest.mark.parametrize(
    ("status", "code", "kind", "more"),
    [
        (400, 131026, Refused, {"about": About.UNREACHED}),
        (400, 131050, Refused, {"about": About.NO_MARKETING}),
        (400, 130403, Refused, {"about": About.SUSPEND}),
        (400, 132018, Refused, {"about": About.CONTENT}),
        (404, 132001, Halt, {"scope": Scope.POST}),
        (400, 132015, Halt, {"scope": Scope.POST}),
        (401, 190, Halt, {"scope": Scope.SENDER}),
        (403, 200, Halt, {"scope": Scope.SENDER}),
        (400, 131042, Halt, {"scope": Scope.SENDER}),
        (429, 130429, Retry, {"rest": Rest.SENDER, "tries": None}),
        (400, 130429, Retry, {"rest": Rest.SENDER, "tries": None}),
        (400, 131056, Retry, {"rest": Rest.RECIPIENT, "after": tuple(4.0**x for x in range(9))}),
        (400, 999999, Refused, {}),
        (403, 999999, Refused, {}),
    ],
)
def test_errors(status: int, code: int, kind: type, more: dict[str, Any]) -> None:
    outcome = error(status, code)
    assert isinstance(outcome, kind)
    assert {name: getattr(outcome, name) for name in more} == more


def test_retry_after_is_heard() -> None:
    outcome = reply(429, {"error": {"code": 130429, "message": "x"}}, Retry_After="11")
    assert isinstance(outcome, Retry)
    assert outcome.after == (11,)


def test_numbers_in_metas_words_are_hidden() -> None:
    outcome = error(400, 131026, error_data={"details": "Recipient 393330000001 is not valid"})
    assert "393330000001" not in repr(outcome)


def test_ids_in_metas_words_are_hidden_and_names_of_fields_are_not() -> None:
    """An id is base64 of the number, and without its digits most of it can still be read."""
    id_ = "wamid.HBgMMzkzMzMwMDAwMDAxFQIAERgSMkIzNjlFREU2OEIxRjc1MDQ4AA=="
    outcome = error(400, 100, message=f"biz_opaque_callback_data: no message '{id_}' of this number")
    assert isinstance(outcome, Refused)
    assert outcome.said == "biz_opaque_callback_data: no message 'wamid.… of this number"


@pytest.mark.parametrize("code", [1, 2, 131000, 131016])
def test_in_a_failed_status_the_same_codes_are_certain(code: int) -> None:
    assert isinstance(outcome_of_status(code), Retry)


def test_every_action_of_the_table_has_a_code() -> None:
    assert {rule.act for rule in RULES.values()} == set(Act)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("auth_header", "Bearer {token}"),
        ("auth_header", "Authorization: Bearer"),
        ("marketing_endpoint", "marketing"),
        ("messaging_limit", -1),
        ("emergency_reserve", 1.0),
    ],
)
def test_settings_that_cannot_be_are_refused_with_their_name(key: str, value: Any) -> None:
    with pytest.raises(ChannelError, match=f"^{key}: must"):
        WhatsApp(Access("http://127.0.0.1:9", {}, {"phone_number_id": "1", key: value}))


class Heard:
    """Keeps the requests that would have gone over the network."""

    def __init__(self) -> None:
        self.headers: list[Mapping[str, str]] = []

    async def open(self, due: int = 1) -> None: ...

    def room(self, wanted: int) -> int:
        return wanted

    async def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        self.headers.append(headers)
        return Reply(200, b'{"messages": [{"id": "wamid.1"}]}', {})

    async def get(self, path: str, headers: Mapping[str, str]) -> Reply:
        self.headers.append(headers)
        return Reply(200, b"{}", {})

    async def close(self) -> None: ...


@pytest.mark.parametrize(
    ("setting", "name", "value"),
    [
        ({}, "Authorization", "Bearer secret"),
        ({"auth_header": "D360-API-KEY: {token}"}, "D360-API-KEY", "secret"),
    ],
)
def test_resellers_have_another_header(setting: dict[str, str], name: str, value: str) -> None:
    http = Heard()
    access = Access(
        "https://waba.example.it", {"WHATSAPP_TOKEN": "secret"}, {"phone_number_id": "1", **setting}
    )
    channel = WhatsApp(access, http)
    asyncio.run(channel.send(TEMPLATE, PHONE, KEY))
    asyncio.run(channel.standing())
    assert http.headers == [{name: value}, {name: value}]


@pytest.mark.parametrize("rate", [0.2, 80.0, 1000.0, 100_000.0])
def test_however_fast_it_may_go_its_connections_are_few(rate: float) -> None:
    channel = WhatsApp(Access("http://127.0.0.1:9", {}, {"phone_number_id": "1", "rate": rate}))
    assert 1 <= channel.capabilities.concurrency <= MOST_CONNECTIONS
