"""Meta's webhook payloads: all known shapes, mutilated ones, and the signature."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.hearing import Incoming, sign, signature_ok
from channels.meanings import Meaning
from channels.outcomes import Halt, Scope
from channels.whatsapp.webhook import parse

GOOD_MESSAGE = {
    "from": "393330000001",
    "id": "wamid.1",
    "timestamp": "1795449600",
    "type": "text",
    "text": {"body": "Iscrivimi"},
}
GOOD_STATUS = {
    "id": "wamid.2",
    "status": "delivered",
    "timestamp": "1795449600",
    "biz_opaque_callback_data": "n.1.1",
}


def body(messages: list[Any], statuses: list[Any]) -> bytes:
    value = {"messages": messages, "statuses": statuses}
    return json.dumps({"entry": [{"changes": [{"value": value, "field": "messages"}]}]}).encode()


def test_all_samples_are_read(shared: Path) -> None:
    files = sorted((shared / "samples" / "webhooks").glob("*.json"))
    updates = {file.stem: parse(file.read_bytes()) for file in files}
    assert len(updates) > 35
    assert updates["inbound_text_iscrivimi"].messages[0].text == "Iscrivimi"
    assert updates["inbound_text_iscrivimi"].messages[0].phone.startswith("+39")
    assert updates["inbound_text_bsuid_only"].messages[0].phone == ""
    assert updates["inbound_text_bsuid_only"].messages[0].user_id.startswith("IT.")
    assert updates["inbound_button_template_quick_reply"].messages[0].text
    assert updates["inbound_interactive_button_reply"].messages[0].text
    assert updates["inbound_image"].messages[0].text == "Buca in via Roma"
    assert updates["inbound_unsupported"].messages[0].edited
    assert updates["status_read"].receipts[0].status == "read"
    assert updates["status_failed_132015_template_paused"].receipts[0].failure == Halt(
        "132015", "", Scope.POST, means=Meaning.TEMPLATE_PAUSED_BY_META
    )
    batch = updates["batch_two_entries_mixed"]
    assert len(batch.messages) + len(batch.receipts) > 2


def test_moves_and_the_marketing_switch_are_read(shared: Path) -> None:
    def read(name: str) -> Any:
        return parse((shared / "samples" / "webhooks" / f"{name}.json").read_bytes())

    [move] = read("system_user_changed_number").moves
    assert move.old_phone.startswith("+39")
    assert move.phone.startswith("+39")
    assert move.old_phone != move.phone
    assert move.old_user_id != move.user_id
    [move] = read("system_user_changed_user_id").moves
    assert (move.old_phone, move.phone) == ("", "")
    assert move.old_user_id != move.user_id
    assert [read(f"user_preferences_{word}").marketing[0].stop for word in ("stop", "resume")] == [
        True,
        False,
    ]
    assert "+39" not in repr(read("system_user_changed_number"))


def test_the_sample_signature_holds_for_its_very_bytes(shared: Path) -> None:
    request = (shared / "samples" / "webhooks" / "signed_request.http").read_bytes().replace(b"\r\n", b"\n")
    head, raw = request.split(b"\n\n", 1)
    raw = raw.rstrip(b"\n")
    [header] = [line.split(b": ")[1].decode() for line in head.splitlines() if line.startswith(b"X-Hub")]
    assert signature_ok("test-app-secret", raw, header)
    assert not signature_ok("test-app-secret", raw + b" ", header)
    assert not signature_ok("another-secret", raw, header)
    assert not signature_ok("test-app-secret", raw, None)
    assert not signature_ok("test-app-secret", raw, "sha256=è")


def test_a_signature_is_metas_form() -> None:
    assert sign("s", b"x").startswith("sha256=")
    assert len(sign("s", b"x")) == 7 + 64


def test_numbers_and_words_are_not_in_a_repr() -> None:
    [one] = parse(body([GOOD_MESSAGE], [])).messages
    assert "3933" not in repr(one)
    assert "Iscrivimi" not in repr(one)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3)
    ),
    max_leaves=8,
)
broken_messages = st.dictionaries(st.sampled_from([*GOOD_MESSAGE, "button"]), json_values) | json_values
broken_statuses = st.dictionaries(st.sampled_from([*GOOD_STATUS, "errors"]), json_values) | json_values


@given(st.lists(broken_messages, max_size=4), st.lists(broken_statuses, max_size=4), st.randoms())
def test_broken_elements_never_lose_the_others(messages: list[Any], statuses: list[Any], chance: Any) -> None:
    messages, statuses = [*messages, GOOD_MESSAGE], [*statuses, GOOD_STATUS]
    chance.shuffle(messages)
    chance.shuffle(statuses)
    update = parse(body(messages, statuses))
    assert Incoming("wamid.1", 1795449600.0, "+393330000001", "", "Iscrivimi") in update.messages
    assert any(receipt.key == "n.1.1" for receipt in update.receipts)
    for one in update.messages:
        "".join((one.id, one.text, one.phone)).encode()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        parse(raw)
    except ValueError:
        return


def test_deep_nesting_is_refused() -> None:
    try:
        parse(b"[" * 100_000 + b"]" * 100_000)
    except ValueError:
        return


@pytest.mark.parametrize("sign", ["\n", "\t", "\0", "\x1b"])
def test_a_bare_control_character_loses_nothing(sign: str) -> None:
    """JSON forbids it; whoever writes such a body means the text that it is in."""
    raw = body([{**GOOD_MESSAGE, "text": {"body": "CancellamiXX"}}, GOOD_MESSAGE], [GOOD_STATUS])
    update = parse(raw.replace(b"XX", sign.encode()))
    assert [one.text.strip("\n\t\x1b") for one in update.messages] == ["Cancellami", "Iscrivimi"]
    assert (len(update.receipts), update.unread) == (1, 0)


DEEP: Any = []
for _ in range(60):
    DEEP = [DEEP]
WORDLESS = {
    "a text without words": {"text": {}},
    "a text that is null": {"text": None},
    "a text that is a number": {"text": {"body": 5}},
    "a text nested too deeply": {"text": {"body": DEEP}},
    "a button that is null": {"type": "button", "button": None},
    "a list that is null": {"type": "interactive", "interactive": None},
    "a picture that is null": {"type": "image", "image": None},
    "a caption that is a list": {"type": "video", "video": {"caption": ["cancellami"]}},
    "a kind that is a number": {"type": 5},
    "a kind that is null": {"type": None},
}


@pytest.mark.parametrize("what", WORDLESS)
def test_words_that_cannot_be_read_are_counted(what: str) -> None:
    """They may say cancellami: the body must be kept, and staff must learn of it."""
    update = parse(body([{**GOOD_MESSAGE, **WORDLESS[what]}, GOOD_MESSAGE], []))
    assert ([one.text for one in update.messages], update.unread) == (["Iscrivimi"], 1)


def test_elements_without_words_are_no_failure(shared: Path) -> None:
    for other in (
        {"type": "image", "image": {"id": "1"}},
        {"type": "document", "document": {"id": "1", "caption": None}},
        {"type": "sticker", "sticker": {"id": "1"}},
        {"type": "reaction", "reaction": {"emoji": "👍"}},
        {"type": "unsupported", "errors": []},
        {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"body": "Sent"}}},
        {"type": "a kind of next year", "a kind of next year": None},
    ):
        assert parse(body([{**GOOD_MESSAGE, **other}], [])).unread == 0
