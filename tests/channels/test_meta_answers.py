"""Meta's answers that are no JSON object say nothing: doubt about a message, no standing of the number."""

from __future__ import annotations

import pytest

from channels.outcomes import Uncertain, Unknown
from channels.whatsapp.api import Reply
from channels.whatsapp.messages import outcome_of_reply
from channels.whatsapp.standing import standing_of


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"\xff", b"<html>", b"[" * 100_000, b'{"a":' * 100_000]
)
def test_an_answer_that_is_no_object_says_nothing(body: bytes) -> None:
    assert isinstance(outcome_of_reply(Reply(200, body, {})), Uncertain)
    assert isinstance(standing_of(200, body), Unknown)
