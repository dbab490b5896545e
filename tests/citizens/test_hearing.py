"""What a signed body may do: nothing that is not for us, nothing that cannot be read, and all the rest of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from channels.hearing import Incoming
from channels.subscribers import Applied
from pipeline.model import Mode
from pipeline.settings.reader import load
from pipeline.stages.settle import provider_clock
from pipeline.stages.settle.applying import apply_inbox
from pipeline.stages.settle.inbox import KEEP_UNREADABLE, SHIPPED_ACCOUNT, Inbox, _addressed
from pipeline.store import Store
from pipeline.store.vault import Vault
from tests.citizens.door import NOW, PHONE, Desk, element, posted
from tests.town import ROOT

OURS = [{"phone_number_id": "100", "waba_id": "900"}]
JOINS = element("iscrivimi")
RIGHT: dict[str, object] = {"number": "100", "account": "900", "object": "whatsapp_business_account"}


# -- for us, or not --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"number": "101"}, "reports_of_others"),
        ({"number": 101}, "reports_of_others"),
        ({"account": "901"}, "reports_of_others"),
        ({"account": "0"}, "reports_of_others"),
        ({"object": "page"}, "reports_of_others"),
        ({"object": "instagram"}, "reports_of_others"),
        ({"field": "history"}, "reports_of_other_kinds"),
        ({"field": "smb_message_echoes"}, "reports_of_other_kinds"),
    ],
)
def test_what_is_for_somebody_else_is_counted_and_never_obeyed(
    desk: Desk, wrong: dict[str, object], why: str
) -> None:
    desk.hears(posted(JOINS, **{**RIGHT, **wrong}), ours=OURS)
    assert (desk.states(), desk.not_obeyed(), desk.aside()) == ([], {why: 1}, 0)
    desk.hears(posted(JOINS, **RIGHT), ours=OURS)
    desk.hears(posted(element("cancellami", id_="wamid.2"), **{**RIGHT, **wrong}), ours=OURS)
    assert desk.states() == ["active"]
    assert desk.not_obeyed() == {why: 2}


@pytest.mark.parametrize(
    "ours",
    [
        OURS,
        [{"phone_number_id": "100"}],
        [{"phone_number_id": "7", "waba_id": "8"}, *OURS],
        [{"phone_number_id": "7"}, *OURS],
        [{"phone_number_id": "7", "waba_id": "8", "also_hears": "99, 100,900"}],
        [{"phone_number_id": "7", "waba_id": "900", "also_hears": "100"}],
        [],
    ],
)
@pytest.mark.parametrize("envelope", [RIGHT, {}, {"number": 100, "account": 900}])
def test_what_is_for_one_of_ours_or_names_nobody_is_obeyed(
    desk: Desk, ours: list[dict[str, str]], envelope: dict[str, object]
) -> None:
    desk.hears(posted(JOINS, **envelope), ours=ours)
    assert (desk.states(), desk.not_obeyed()) == (["active"], {})


@pytest.mark.parametrize(
    ("live", "account", "addressed"),
    [("off", SHIPPED_ACCOUNT, True), ("all", SHIPPED_ACCOUNT, False), ("all", "900", True)],
)
def test_an_account_that_nobody_filled_in_loses_no_departure(
    live: str, account: str, addressed: bool
) -> None:
    config = load(ROOT)
    own = [replace(one, settings={**one.settings, "waba_id": account}) for one in config.channels[:1]]
    [found] = _addressed(replace(config, live=Mode(live), channels=tuple(own)))
    assert bool(found["waba_id"]) == addressed


def test_beside_what_is_for_others_ours_is_obeyed(desk: Desk) -> None:
    body: dict[str, Any] = posted(JOINS, **RIGHT)
    theirs = posted(element("iscrivimi", phone="+393330000002", id_="wamid.2"), **{**RIGHT, "account": "901"})
    body["entry"] += theirs["entry"]  # type: ignore[operator]
    change = posted(element("iscrivimi", phone="+393330000003", id_="wamid.3"), **{**RIGHT, "number": "101"})
    body["entry"][0]["changes"] += change["entry"][0]["changes"]  # type: ignore[index]
    desk.hears(body, ours=OURS)
    assert [one[1] for one in desk.who()] == [PHONE]
    assert desk.not_obeyed() == {"reports_of_others": 2}


# -- what cannot be read ---------------------------------------------------------------------------

UNREADABLE = [
    b"",
    b"\xff\xfe\x00",
    b"iscrivimi",
    b"null",
    b"[]",
    b"7",
    b"{}",
    b'{"entry": {}}',
    b'{"entry": null}',
    b"[" * 100_000,
    b'{"entry": [' + b'{"a":' * 50_000,
    b'{"entry": [NaN, 1e999, ' + b"9" * 10_000 + b"]}",
    b'{"entry": [[]]}',
    b'{"entry": [{"changes": {}}]}',
    b'{"entry": [{"changes": [null]}]}',
    b'{"entry": [{"changes": [{"field": "messages", "value": []}]}]}',
    b'{"entry": [{"changes": [{"field": "messages", "value": {"messages": {}}}]}]}',
    b'{"entry": [{"changes": [{"field": "messages", "value": {"messages": ["x"]}}]}]}',
]


@pytest.mark.parametrize("raw", UNREADABLE, ids=lambda raw: raw[:30].decode("latin-1"))
def test_what_cannot_be_read_is_kept_encrypted_and_counted(desk: Desk, raw: bytes) -> None:
    desk.hears(raw, posted(JOINS))
    assert (desk.states(), desk.not_obeyed(), desk.aside()) == (["active"], {"reports_unread": 1}, 1)
    if len(raw) > 8:
        assert raw not in (desk.folder / "inbox.db").read_bytes()


# Each in the place of one element among good ones.
BAD = [
    b"null",
    b"[]",
    b"7",
    b'"x"',
    b"NaN",
    b"9" * 9999,
    b"[" * 99_999 + b"]" * 99_999,
]
BROKEN = {
    "text": [None, 7, [], {"body": 7}, {"body": None}],
    "timestamp": [
        None,
        "x",
        [],
        {},
        True,
        10**400,
        "9" * 9999,
        float("nan"),
        float("inf"),
        -1,
        "1e400",
        1e300,
    ],
    "from": [None, [], {}, "abc", "+", True, 1.5, "9" * 500, "\ud800"],
    "id": [None, [], {}, "", True],
    "type": [None, 7, [], {}],
}


def broken(key: str, value: object) -> bytes:
    return json.dumps({**element("iscrivimi", id_="wamid.bad"), key: value}).encode()


@pytest.mark.parametrize(
    "bad",
    BAD + [broken(key, value) for key, values in BROKEN.items() for value in values],
    ids=lambda raw: raw[-60:].decode(),
)
def test_one_bad_element_never_takes_its_batch(desk: Desk, bad: bytes) -> None:
    good = [
        json.dumps(element("iscrivimi", phone=f"+39333000000{n}", id_=f"wamid.{n}")).encode() for n in (2, 3)
    ]
    status = b'{"id": "wamid.s", "status": "sent", "timestamp": "1795500000"}'
    raw = b'{"entry": [{"changes": [{"value": {"messages": [%s], "statuses": [%s, %s]}}]}]}' % (
        b", ".join((good[0], bad, good[1])),
        bad,
        status,
    )
    desk.hears(raw)
    assert {"+393330000002", "+393330000003"} <= {one[1] for one in desk.who()}
    assert desk.count("receipt") == 1
    assert desk.not_obeyed() == {"reports_unread": 1}
    assert desk.aside() == 1


def test_bytes_that_are_no_text_spoil_only_their_own_word(desk: Desk) -> None:
    raw = json.dumps(posted(element("cia", id_="wamid.9", phone="+393330000002"), JOINS)).encode()
    desk.hears(raw.replace(b"cia", b"ci\xff\xc3a"))
    assert ("active", PHONE, "") in desk.who()


@pytest.mark.parametrize("sent", [393330000001, "393330000001", "+393330000001"])
@pytest.mark.parametrize("at", [int(NOW), str(int(NOW)), float(NOW)])
def test_numbers_may_come_with_or_without_quotation_marks(desk: Desk, sent: object, at: object) -> None:
    desk.hears(posted({**JOINS, "from": sent, "timestamp": at}))
    assert desk.who() == [("active", PHONE, "")]
    assert desk.not_obeyed() == {}


def test_an_element_that_nobody_foresaw_fails_alone(desk: Desk) -> None:
    inbox = Inbox(desk.folder / "inbox.db", desk.vault)
    both = posted(element("iscrivimi", id_="wamid.2", phone="+393330000002"), JOINS)
    inbox.append([json.dumps(both).encode()], NOW)
    apply = desk.door.apply

    def fragile(message: Incoming, *rest: Any) -> Applied:
        done = apply(message, *rest)
        if message.id == "wamid.2":
            raise KeyError("nobody foresaw this")
        return done

    desk.door.apply = fragile  # type: ignore[method-assign]
    apply_inbox(desk.store, inbox, desk.door, lambda store, some, now: None, now=NOW)
    assert desk.who() == [("active", PHONE, "")]
    assert (desk.aside(), desk.not_obeyed()) == (1, {"reports_unread": 1})


def test_bodies_that_no_key_opens_wait_for_the_right_one(desk: Desk) -> None:
    right, path = desk.vault, desk.folder / "inbox.db"
    inbox = Inbox(path, right)
    inbox.append([json.dumps(posted(JOINS)).encode()], NOW)
    inbox.close()
    desk.vault = Vault(b"x" * 32, b"l" * 32, b"p" * 32)
    desk.hears(b"{")
    assert (desk.states(), desk.aside(), desk.not_obeyed()) == ([], 2, {"reports_unread": 2})
    desk.vault = right
    inbox = Inbox(path, right)
    inbox.open_sealed()
    inbox.close()
    desk.hears()
    assert (desk.states(), desk.aside()) == (["active"], 1)


def test_they_are_kept_for_a_week_and_counted_as_long(desk: Desk) -> None:
    desk.hears(b"{")
    inbox = Inbox(desk.folder / "inbox.db", desk.vault)
    for later, kept in ((KEEP_UNREADABLE - 1, 1), (KEEP_UNREADABLE + 1, 0)):
        inbox.purge(NOW + later)
        assert (desk.aside(), len(desk.not_obeyed(NOW + later))) == (kept, kept)


# -- the citizen's words, wherever they stand ------------------------------------------------------


def edit(text: str, at: float = NOW + 9, id_: str = "wamid.edit") -> dict[str, object]:
    """As Meta documents it: an event of its own, with the new message in it."""
    message = {"type": "text", "text": {"body": text}}
    return {
        **element("", at, id_=id_),
        "type": "edit",
        "edit": {"original_message_id": "wamid.1", "message": message},
    }


def caption(kind: str, text: str) -> dict[str, object]:
    return {**element("", NOW + 9, id_="wamid.c"), "type": kind, kind: {"id": "1", "caption": text}}


def tapped(payload: str, label: str) -> dict[str, object]:
    return {
        **element("", NOW + 9, id_="wamid.t"),
        "type": "button",
        "button": {"payload": payload, "text": label},
    }


def replied(kind: str, id_: str, title: str) -> dict[str, object]:
    reply = {"type": kind, kind: {"id": id_, "title": title}}
    return {**element("", NOW + 9, id_="wamid.r"), "type": "interactive", "interactive": reply}


def edited_picture(text: str) -> dict[str, object]:
    picture = {"type": "image", "image": {"id": "1", "caption": text}}
    return {**edit(""), "edit": {"original_message_id": "wamid.1", "message": picture}}


@pytest.mark.parametrize(
    "said",
    [
        edit("cancellami"),
        edit("cancellami", id_="wamid.1"),  # with the id of the message that it replaces
        edited_picture("cancellami"),
        caption("image", "cancellami"),
        caption("video", "Cancellami!"),
        caption("document", "cancellatemi per favore"),
        tapped("CANCELLAMI", "Non scrivermi più"),
        tapped("stop-7", "Cancellami"),
        tapped("", "Cancellami"),
        replied("button_reply", "x-1", "Cancellami"),
        replied("button_reply", "CANCELLAMI", "Basta"),
        replied("list_reply", "cancellami", "La terza voce"),
        replied("list_reply", "3", "Cancellami"),
    ],
    ids=lambda said: json.dumps(said)[60:200],
)
def test_leaving_is_heard_wherever_it_is_said(desk: Desk, said: dict[str, object]) -> None:
    desk.hears(posted(JOINS), posted(said), at=NOW + 10)
    assert desk.states() == ["leaving"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (tapped("btn_17", "Solo urgenze"), "scelta"),
        (tapped("offerta-3", "TUTTO"), "scelta"),
        (replied("list_reply", "dati", "La terza voce"), "dati"),
        (tapped("btn_17", "Ciao"), "automatica"),
    ],
)
def test_the_words_beside_another_programs_payload_are_read(
    desk: Desk, said: dict[str, object], answer: str
) -> None:
    desk.hears(posted(JOINS), posted(said), at=NOW + 10)
    assert desk.replies() == ["benvenuto", answer]


def test_an_edit_never_subscribes_and_asks_for_a_message(desk: Desk) -> None:
    desk.hears(posted(element("buongiorno")), posted(edit("iscrivimi")), at=NOW + 10)
    assert "active" not in desk.states()
    assert (desk.count("consent"), desk.replies()) == (0, ["automatica", "non_capito"])
    desk.hears(posted(element("iscrivimi", NOW + 60, id_="wamid.2")), at=NOW + 60)
    assert "active" in desk.states()


def test_an_edit_that_takes_leaving_back_changes_nothing(desk: Desk) -> None:
    desk.hears(posted(JOINS), posted(element("cancellami", NOW + 5, id_="wamid.2")), at=NOW + 10)
    desk.hears(posted(edit("scusate, ho sbagliato")), posted(edit("iscrivimi", NOW + 11)), at=NOW + 20)
    assert desk.states() == ["leaving"]


def test_an_edit_whose_words_meta_keeps_to_itself_is_asked_about(desk: Desk) -> None:
    unsupported = {
        **element("", NOW + 9, id_="wamid.u"),
        "type": "unsupported",
        "unsupported": {"type": "edit"},
    }
    desk.hears(posted(JOINS), posted(unsupported), at=NOW + 10)
    assert (desk.states(), desk.replies()) == (["active"], ["benvenuto", "non_capito"])


def test_the_last_edit_counts_and_each_counts_once(desk: Desk) -> None:
    desk.hears(
        posted(JOINS), *[posted(edit("solo urgenze"))] * 2, posted(edit("tutto", NOW + 20)), at=NOW + 30
    )
    assert desk.store.connection.execute("SELECT wants FROM subscriber").fetchone()[0] == "all"
    assert desk.replies() == ["benvenuto", "scelta", "scelta"]


@pytest.mark.parametrize(
    "kind", ["reaction", "sticker", "audio", "revoke", "location", "contacts", "unsupported"]
)
def test_what_has_no_words_says_nothing(desk: Desk, kind: str) -> None:
    inner = {
        "emoji": "🛑",
        "message_id": "wamid.1",
        "caption": "cancellami",
        "original_message_id": "wamid.1",
    }
    desk.hears(
        posted(JOINS), posted({**element("", NOW + 9, id_="wamid.k"), "type": kind, kind: inner}), at=NOW + 9
    )
    assert (desk.states(), desk.replies(), desk.not_obeyed()) == (["active"], ["benvenuto"], {})


def test_a_caption_subscribes_like_any_words(desk: Desk) -> None:
    desk.hears(posted(caption("image", "iscrivimi")), at=NOW + 10)
    assert desk.states() == ["active"]


# -- what else may come from the future ------------------------------------------------------------


def test_a_switch_of_next_year_does_not_hold_until_then(desk: Desk) -> None:
    desk.hears(posted(JOINS))
    for n, (value, days) in enumerate((("stop", 400), ("resume", 400), ("resume", -9))):
        choice = {"category": "marketing_messages", "value": value, "wa_id": PHONE[1:]}
        switched = {**choice, "timestamp": NOW + days * 86400}
        desk.hears(posted(switched, key="user_preferences", field="user_preferences"), at=NOW + n)
    row = desk.store.connection.execute("SELECT no_marketing, marketing_at FROM subscriber").fetchone()
    assert (row[0], row[1] < NOW) == (0, True)


def test_receipts_tell_the_time_as_well(desk: Desk) -> None:
    def none(store: Store, receipts: object, now: float) -> None:
        return

    inbox = Inbox(desk.folder / "inbox.db", desk.vault)
    status = {"id": "wamid.s", "status": "sent", "timestamp": str(int(NOW))}
    inbox.append([json.dumps(posted(status, key="statuses")).encode()], NOW)
    apply_inbox(desk.store, inbox, desk.door, none, now=NOW)
    assert provider_clock.read_time(desk.store) == NOW
