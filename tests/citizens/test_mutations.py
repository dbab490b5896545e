"""Any one value of a report replaced by anything: no exception, and whatever was not touched is applied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.whatsapp.webhook import parse
from tests.citizens.door import NOW, element, open_desk

AT = str(int(NOW))
OURS = [{"phone_number_id": "100", "waba_id": "900"}]
METADATA = {"display_phone_number": "390386000000", "phone_number_id": "100"}
Path_ = tuple[str | int, ...]


def number(n: int) -> str:
    return f"+3933300000{n:02}"


def contact(n: int) -> dict[str, object]:
    return {"profile": {"name": "Giulia"}, "wa_id": number(n)[1:], "user_id": f"IT.{n}"}


def writes(n: int, **kind: object) -> dict[str, object]:
    return {**element("iscrivimi", NOW, number(n), f"IT.{n}", f"wamid.in{n}"), **kind}


def status(n: int, said: str, **more: object) -> dict[str, object]:
    return {"id": f"wamid.out{n}", "status": said, "timestamp": AT, "recipient_id": number(n)[1:], **more}


def change(field: str, value: dict[str, object]) -> dict[str, object]:
    return {"field": field, "value": value}


def report() -> dict[str, Any]:
    """Every kind of thing that Meta posts, in one body of the shape that its reference has."""
    picture = {"caption": "iscrivimi", "mime_type": "image/jpeg", "sha256": "x", "id": "1"}
    reply = {"type": "button_reply", "button_reply": {"id": "si", "title": "Iscrivimi"}}
    system = {
        "type": "user_changed_number",
        "wa_id": number(77)[1:],
        "previous_user_id": "IT.76",
        "user_id": "IT.77",
    }
    messages = [
        writes(1),
        writes(2, type="image", image=picture),
        writes(3, type="button", button={"payload": "ISCRIVIMI", "text": "Iscrivimi"}),
        writes(4, type="interactive", interactive=reply),
        {"id": "wamid.sys", "timestamp": AT, "type": "system", "from": number(76)[1:], "system": system},
        writes(5),
    ]
    statuses = [
        status(
            6,
            "sent",
            pricing={"billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility"},
        ),
        status(7, "failed", errors=[{"code": 131026, "title": "x", "error_data": {"details": "y"}}]),
        status(8, "read"),
    ]
    preference = {
        "wa_id": number(1)[1:],
        "category": "marketing_messages",
        "value": "stop",
        "timestamp": int(NOW),
    }
    template = {
        "event": "PAUSED",
        "message_template_id": 1,
        "message_template_name": "avviso",
        "message_template_language": "it",
        "reason": "NONE",
    }
    envelope = {"messaging_product": "whatsapp", "metadata": METADATA}
    first = {
        "id": "900",
        "changes": [
            change(
                "messages", {**envelope, "contacts": [contact(n) for n in range(1, 6)], "messages": messages}
            ),
            change("messages", {**envelope, "statuses": statuses}),
        ],
    }
    second = {
        "id": "900",
        "time": int(NOW),
        "changes": [
            change("user_preferences", {**envelope, "user_preferences": [preference]}),
            change("message_template_status_update", template),
            change(
                "account_update", {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SPAM"}}
            ),
            change("messages", {**envelope, "messages": [writes(9)], "statuses": [status(9, "delivered")]}),
        ],
    }
    return {"object": "whatsapp_business_account", "entry": [first, second]}


def nodes(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from nodes(value[key], (*path, key))


NODES = sorted(nodes(report()), key=str)
LISTS = ("messages", "statuses", "user_preferences")
# A change's own report is the change; of the others each element is one.
UNITS = [path for path in NODES if len(path) == 7 and path[5] in LISTS]
UNITS += [("entry", 1, "changes", n) for n in (1, 2)]

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["iscrivimi", "\ud800", "\0", "9" * 5000, 10**400, "messages", "100", NOW]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
DELETED = object()


def mutated(path: Path_, value: object) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(json.dumps(report()))  # no two places share a part
    place: Any = body
    for key in path[:-1]:
        place = place[key]
    if value is DELETED:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return body


def touches(path: Path_, unit: Path_) -> bool:
    """Whether a mutation there may cost that unit: it lies in it, or around it, or says for whom it is."""
    shorter = min(len(path), len(unit))
    if path[:shorter] == unit[:shorter]:
        return True
    says_for_whom = (("object",), (*unit[:2], "id"), (*unit[:4], "field"), (*unit[:5], "metadata"))
    return any(path[: len(where)] == where for where in says_for_whom)


def name(path: Path_) -> str:
    """What the unit is known by after it has been read."""
    found: Any = report()
    for key in path:
        found = found[key]
    if "value" in found and "field" in found:
        return str(found["field"])
    return str(found.get("id", "preference"))


def read(raw: bytes) -> set[str]:
    try:
        update = parse(raw, OURS)
    except ValueError:
        return set()
    names = {one.id for one in (*update.messages, *update.moves)} | {one.remote_id for one in update.receipts}
    names |= {"preference"} if update.marketing else set()
    names |= {"message_template_status_update"} if update.templates else set()
    return names | {one.kind for one in update.account}


some_node = st.sampled_from([path for path in NODES if path])
some_value = anything | st.just(DELETED)


def test_the_report_itself_is_read_whole() -> None:
    assert len(UNITS) == 14
    assert {name(unit) for unit in UNITS} == read(json.dumps(report()).encode())


@settings(max_examples=500, deadline=None)
@given(some_node, some_value)
def test_whatever_one_value_becomes_the_others_are_read(path: Path_, value: object) -> None:
    found = read(json.dumps(mutated(path, value)).encode())
    assert {name(unit) for unit in UNITS if not touches(path, unit)} <= found


@settings(max_examples=500, deadline=None)
@given(
    some_node,
    st.sampled_from([b"[" * 50_000 + b"]" * 50_000, b"NaN", b"-Infinity", b"9" * 9_000, b'"\xff\xfe"']),
)
def test_the_same_for_what_is_hardly_json(path: Path_, value: bytes) -> None:
    raw = json.dumps(mutated(path, "WHAT IS HARDLY JSON")).encode()
    found = read(raw.replace(b'"WHAT IS HARDLY JSON"', value))
    assert {name(unit) for unit in UNITS if not touches(path, unit)} <= found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(some_node, some_value), min_size=1, max_size=8))
def test_it_is_applied_as_it_is_read(tmp_path: Path, mutations: list[tuple[Path_, object]]) -> None:
    """Several bodies with one mutation each, over a real database: a citizen whose message is whole in one of them is
    subscribed, at least by the user id if another body without the number came first."""
    folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    with open_desk(folder) as desk:
        desk.hears(*[mutated(path, value) for path, value in mutations], ours=OURS)
        subscribed = {name for state, *names in desk.who() if state == "active" for name in names}
        for n in (1, 2, 3, 4, 5, 9):
            [unit] = [one for one in UNITS if name(one) == f"wamid.in{n}"]
            if any(not touches(path, unit) for path, _ in mutations):
                assert subscribed & {number(n), f"IT.{n}"}
