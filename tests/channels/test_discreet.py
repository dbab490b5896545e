"""A provider's own words carry no number, no id and no token on, whoever says them and however they are written."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable

import pytest

from channels import graph
from channels.approving import Approval, TemplateNews
from channels.discreet import HIDDEN, discreet
from channels.outcomes import Halt, Refused, Retry, Uncertain
from channels.problems import NotTaken
from channels.remarks import Remark, Remarked
from channels.whatsapp.errors import outcome_of_error
from channels.whatsapp.management import Management
from channels.whatsapp.webhook import parse
from pipeline.providers.templates import _fields
from pipeline.reasons import of_outcome
from tests.contract.stub import Stub

DIGITS = "393330000001"
# As Meta makes them: length and number, then what is random.
WAMID = "wamid." + base64.b64encode(
    b"\x1d\x05\x0c" + DIGITS.encode() + b"\x15\x02\x00\x11\x12" + b"2B369DEE68B1F75048\x00"
).decode("ascii")
TOKEN = "EAAGm0PX4ZCpsBAJZB1qLZCm"
NUMBERS = [
    "+393330000001",
    "393330000001",
    "00393330000001",
    "3330000001",
    "39 333 000 0001",
    "+39 333 0000001",
    "+39-333-000-0001",
    "333.000.0001",
    "333/0000001",
    "(+39) 333 000 00 01",
    "+39%20333%20000%200001",
    "+39&nbsp;333&#160;000&nbsp;0001",
    "39\\n333\\u00a0000\\u00A00001",
    "(333) 000-0001",
    "3 3 3 0 0 0 0 0 0 1",
    "333 - 000 - 0001",
    "+39\u00a0333\u00a0000\u00a00001",
    "333\u2009000\u20090001",
    "333\u200b000\u200b0001",
    "\u202a+39 333 000 0001\u202c",
    "\uff13\uff13\uff13\uff10\uff10\uff10\uff10\uff10\uff10\uff11",
    "%2B393330000001",
    "tel:+393330000001",
    "wa.me/393330000001",
    "IT.393330000001",
]
SECRETS = [
    WAMID,
    WAMID.removeprefix("wamid."),
    "IT.13491208655302741918",
    "IT.ENT.8Ab2cD91xYz",
    f"https://graph.facebook.com/v26.0/me?access_token={TOKEN}&fields=id",
    f"access_token={TOKEN}",
    f"access_token%3D{TOKEN}",
    f'"access_token": "{TOKEN}"',
    f"Authorization: Bearer {TOKEN}",
    f"Malformed access token {TOKEN}",
    "https://api.telegram.org/bot123456:AAF-xyz_secret/sendMessage",
    "https://somebody:secret@example.org/x",
    "appsecret_proof=0a1b2c3d4e5f6071",
    "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    base64.b64encode(DIGITS.encode()).decode(),  # has no digit of its own
    base64.urlsafe_b64encode(b"+" + DIGITS.encode()).decode().rstrip("="),
    base64.b64encode(DIGITS[2:].encode()).decode().rstrip("="),
]
PLAIN = [
    "(#131030) Recipient phone number not in allowed list",
    "template name (avviso_comune_2026_estate) does not exist in it",
    "Error validating access token: Session has expired on Tuesday, 24-Nov-26 08:00:00 PST.",
    "See https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes",
    "until 2026-11-26T08:00",
    "ABUSIVE_CONTENT",
    "TIER_2K 100000",
    "internationalisation-of-characterisation",
    "/v26/messages",
]
SAID: list[Callable[[str], object]] = [
    lambda words: Refused("1", words),
    lambda words: Retry("1", words),
    lambda words: Halt("1", words),
    lambda words: Uncertain("1", words),
    lambda words: of_outcome(Refused("1", words)).kept_facts,
    lambda words: NotTaken(Refused("1", words)),
    lambda words: Remarked(Remark.META_ERROR, {"said": words}),
    lambda words: Approval("a", "it", "REJECTED", said=words),
    lambda words: _fields(TemplateNews("a", "it", said=words)),
    lambda words: graph.words({"message": words}),
    lambda words: outcome_of_error(400, {"code": 100, "message": words}, ()),
    lambda words: outcome_of_error(400, {"code": 100, "error_data": {"details": words}}, ()),
]


def secret_of(text: str) -> str:
    """The part that must not be seen; of a number without what stands between its digits."""
    for known in (
        WAMID.removeprefix("wamid."),
        TOKEN,
        "AAF-xyz_secret",
        "somebody:secret",
        "13491208655302741918",
    ):
        if known in text:
            return known
    return text.rpartition("=")[2].rpartition("ENT.")[2]


def digits_of(text: str) -> str:
    return "".join(str(int(c)) for c in text if c.isdecimal())


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("around", ["{}", "Recipient {} is not valid", "a,{},b", '"{}"', "[{}]", "x {}; y"])
def test_a_number_is_hidden_in_every_form(number: str, around: str) -> None:
    shown = discreet(around.format(number))
    assert HIDDEN in shown
    assert len(digits_of(shown)) < 4


@pytest.mark.parametrize("text", SECRETS)
def test_ids_and_tokens_are_hidden(text: str) -> None:
    assert secret_of(text) not in discreet(f"It says {text} and ends")


@pytest.mark.parametrize("text", PLAIN)
def test_what_helps_a_person_stays(text: str) -> None:
    assert discreet(text) == text


@pytest.mark.parametrize("text", [*NUMBERS, *SECRETS, *PLAIN])
def test_hiding_twice_hides_no_more(text: str) -> None:
    assert discreet(discreet(text)) == discreet(text)


@pytest.mark.parametrize("number", range(len(SAID)))
def test_every_value_that_carries_a_providers_words_hides_them(number: int) -> None:
    shown = repr(SAID[number](f"to +39 333 000 0001 with access_token={TOKEN}: {WAMID}"))
    for secret in ("333 000 0001", TOKEN, WAMID.removeprefix("wamid.")):
        assert secret not in shown


def test_so_do_reports_of_the_webhook() -> None:
    words = b"to 39 333 000 0001"
    value = b'{"errors": [{"code": 1, "title": "%s"}]}' % words
    rejected = b'{"message_template_name": "a", "event": "REJECTED", "reason": "%s"}' % words
    raw = b'{"entry": [{"changes": [{"field": "messages", "value": %s}, {"field": "", "value": %s}]}]}'
    update = parse(raw % (value, rejected))
    assert (len(update.account), len(update.templates)) == (1, 1)
    assert "333 000 0001" not in repr(update)


def test_so_do_errors_of_metas_management(meta: Stub) -> None:
    meta.reads = {"error": {"code": 100, "message": f"bad token {TOKEN} for +39 333 000 0001"}}
    management = Management(meta.url, {}, 5.0)
    with pytest.raises(Exception, match="Meta answers 100") as raised:
        asyncio.run(management.templates("9"))
    assert TOKEN not in str(raised.value)
    assert "333 000 0001" not in str(raised.value)
