"""The ids of citizens' messages hold their numbers: what is kept of an id finds its attempt, and no number."""

from __future__ import annotations

import base64
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from channels.outcomes import Receipt, Sent, Uncertain
from pipeline.citizens.keys import rotate
from pipeline.reasons import Code, Reason
from pipeline.stages.deliver.attempts import AttemptsFile
from pipeline.stages.settle.answers import Answer, Claimed, Retries, record
from pipeline.stages.settle.inbox import Inbox, heard
from pipeline.stages.settle.receipts import apply_receipts, match_kept
from pipeline.store import Store, posts
from pipeline.store.vault import Vault
from tests.contract.stub import Stub
from tests.databases import on_postgres
from tests.moves import any_move
from tests.sending import VAULT, Post
from tests.town import Town, number, until
from tests.unreadable import assert_unreadable, encoded, files_of, numbers, readable

PHONE = number(4001)


def wamid(phone: str, own: str = "2B369EDE68B1F75048") -> str:
    """An id of Meta's, by the structure of those in its documentation's samples."""
    digits = phone.removeprefix("+").encode()
    tag = b"\x11" if len(own) == 18 else b"\x12"
    raw = b"\x1c\x18" + bytes([len(digits)]) + digits + b"\x15\x02\x00" + tag + b"\x18"
    return "wamid." + base64.b64encode(raw + bytes([len(own)]) + own.encode() + b"\x00").decode()


def report(message: str, status: str = "delivered", key: str = "") -> list[Receipt]:
    """What the inbox makes of Meta's report on one message. Without a key only its id tells which."""
    element = {"id": message, "status": status, "timestamp": "1795500010"}
    element |= {"biz_opaque_callback_data": key} if key else {}
    element |= {"errors": [{"code": 131026}]} if status == "failed" else {}
    body = {"entry": [{"changes": [{"value": {"statuses": [element]}, "field": "messages"}]}]}
    return list(heard(json.dumps(body).encode(), VAULT).receipts)


# -- the search itself ---------------------------------------------------------------------------------


def test_the_ids_of_these_tests_are_those_of_metas_samples(shared: Path) -> None:
    samples = "".join(path.read_text() for path in (shared / "samples" / "webhooks").glob("*.json"))
    assert wamid("+393331234567") in samples
    assert wamid("+393331234567", "3A4A6599AEE03810144F") in samples


def test_the_sandbox_makes_such_ids(here: Town) -> None:
    here.join(PHONE)
    with here.serving():
        written = here.stage.write([PHONE], "aiuto")
        until(lambda: here.stage.received_count())
    sent = [one["remote_id"] for one in here.stage.received() if one["recipient"] == PHONE]
    for id_, own in (*((one, 18) for one in sent), *((one, 20) for one in written)):
        inside = base64.b64decode(id_.removeprefix("wamid."))
        assert wamid(PHONE, inside[-own - 1 : -1].decode()) == id_
        assert re.fullmatch(rb"[0-9A-F]+", inside[-own - 1 : -1])
    assert len(sent) == len(written) == 1


@pytest.mark.parametrize("text", ["3330004001", "sandbox-whatsapp_token"])
@pytest.mark.parametrize("around", range(4))
def test_the_search_sees_a_text_in_every_encoding(text: str, around: int) -> None:
    some = ("x" * around + text + "tail").encode()
    for form in (
        some,
        base64.b64encode(some),
        base64.urlsafe_b64encode(some).rstrip(b"="),
        some.hex().encode(),
        some.hex().upper().encode(),
        some.decode().encode("utf-16-le"),
        base64.b64encode(some.decode().encode("utf-16-be")),
        "".join(f"%{one:02X}" for one in some).encode(),
        "".join(f"\\u{one:04x}" for one in some).encode(),
    ):
        assert readable([text], b"before" + form + b"after"), form
    assert not readable([text], base64.b64encode(some[:-8]))


def test_the_search_sees_the_number_in_an_id() -> None:
    assert readable(numbers([PHONE]), wamid(PHONE).encode())
    assert not readable(numbers([PHONE]), wamid(number(4002)).encode())
    assert all(len(form) >= 10 for one in numbers([PHONE]) for form in encoded(one)), (
        "shorter ones are found anywhere"
    )


# -- look-up -------------------------------------------------------------------------------------------


@pytest.fixture
def post(tmp_path: Path, meta: Stub) -> Iterator[Post]:
    """A message to one citizen, about to be sent; Meta answers with an id that holds the number."""
    meta.body = {"messages": [{"id": wamid(PHONE)}]}
    one = Post(tmp_path, meta.url)
    one.announce()
    yield one
    one.store.close()


def status_of(post: Post) -> list[Any]:
    return post.rows("SELECT number, outcome, status, rank FROM attempt ORDER BY number")


def test_a_report_finds_its_attempt_by_the_hash(post: Post) -> None:
    post.drain()
    apply_receipts(post.store, report(wamid(PHONE), "sent"), post.clock.time())
    assert status_of(post) == [(1, "sent", "sent", 2)]
    for _ in range(2):  # late, and repeated
        apply_receipts(post.store, report(wamid(PHONE)), post.clock.time() + 86400)
        assert status_of(post) == [(1, "sent", "delivered", 4)]


def test_a_report_that_comes_before_our_own_record_waits_for_it(post: Post) -> None:
    told = report(wamid(PHONE), key="a number of another system: 3330004001")
    apply_receipts(post.store, told, post.clock.time())
    assert not readable(numbers([PHONE]), repr(post.rows("SELECT * FROM receipt")).encode())
    post.drain()
    match_kept(post.store, post.clock.time())
    assert status_of(post) == [(1, "sent", "delivered", 4)]
    assert post.value("SELECT count(*) FROM receipt") == 0


def test_each_attempt_has_its_own(post: Post, meta: Stub) -> None:
    """The first fails and comes back; the second is sent; what is said of the first changes nothing of the second."""
    post.drain()
    first, second = wamid(PHONE), wamid(PHONE, "2B369EDE68B1F75049")
    failed = Receipt(VAULT.message(first), "failed", post.clock.time())
    apply_receipts(post.store, [failed], post.clock.time())
    with any_move(post.store):
        post.store.connection.execute("UPDATE delivery SET state = 'pending', due_at = 1")
        post.store.connection.execute("UPDATE post SET state = 'sending', done_at = NULL")
    meta.body = {"messages": [{"id": second}]}
    post.drain()
    apply_receipts(post.store, report(first, "sent"), post.clock.time())
    apply_receipts(post.store, report(second), post.clock.time())
    assert status_of(post) == [(1, "sent", "failed", 3), (2, "sent", "delivered", 4)]


def test_after_a_kill_the_next_holder_knows_the_message_by_its_hash(post: Post) -> None:
    folder = post.sender.folder
    answered = Answer.of(Claimed(1, 1, 1, 1), Sent(wamid(PHONE)), VAULT.message)
    post.drain()  # the lease is given up, and its epoch is 1
    with any_move(post.store):
        change = post.store.connection.execute
        change("DELETE FROM attempt")
        change("UPDATE delivery SET state = 'sending', attempt = 1")
        change("UPDATE post SET state = 'sending', done_at = NULL")
        change("UPDATE sender SET holder = 'dead', expires_at = 9e9")
    file = AttemptsFile(folder, "whatsapp", post.value("SELECT epoch FROM sender"))
    file.leaving([answered.claimed])
    file.answered(answered)
    file.close(remove=False)
    assert_unreadable(numbers([PHONE]), files_of(folder))
    post.drain()
    assert post.rows("SELECT state FROM delivery") == [("sent",)]
    apply_receipts(post.store, report(wamid(PHONE)), post.clock.time())
    assert status_of(post) == [(1, "sent", "delivered", 4)]


def test_nothing_readable_is_written_whatever_the_caller_gives(post: Post) -> None:
    """An answer that nobody has hidden loses its id: rather no look-up than a number in the database."""
    answer = Answer(Claimed(1, 1, 1, 1), Sent(wamid(PHONE)))
    post.drain()
    with any_move(post.store):
        post.store.connection.execute("DELETE FROM attempt")
        post.store.connection.execute("UPDATE delivery SET state = 'sending', attempt = 1")
    record(post.store, "whatsapp", [answer], Retries(5, random.Random(1)), post.clock.time())
    assert post.rows("SELECT state FROM delivery") == [("sent",)]
    assert not readable(numbers([PHONE]), repr(post.rows("SELECT * FROM attempt")).encode())


def test_a_page_keeps_its_id_and_a_citizens_message_does_not() -> None:
    sent, page, citizen = Sent("x1", "https://x/x1", held=True), Claimed(1, 0, 1, 1), Claimed(2, 7, 1, 1)
    assert Answer.of(page, sent, VAULT.message) == Answer(page, sent)
    hidden = Answer(citizen, Sent("", held=True), VAULT.message("x1"))
    assert Answer.of(citizen, sent, VAULT.message) == hidden
    doubt = Uncertain("500")
    assert Answer.of(citizen, doubt, VAULT.message) == Answer(citizen, doubt)


def test_no_file_of_a_broadcast_holds_the_number(post: Post, tmp_path: Path) -> None:
    post.drain()
    apply_receipts(post.store, report(wamid(PHONE), "sent"), post.clock.time())
    assert VAULT.message(wamid(PHONE)) in repr(post.rows("SELECT message FROM attempt"))
    assert_unreadable(numbers([PHONE]), files_of(tmp_path))


def test_the_hash_is_of_its_own_kind() -> None:
    """It is no hash of a number or a person, and another council's is another."""
    assert VAULT.message("x") != VAULT.lookup("x").hex()[:32] != VAULT.proof("x").hex()[:32]
    assert Vault(b"e" * 32, b"m" * 32, b"p" * 32).message("x") != VAULT.message("x")
    rotated = Vault(b"E" * 32, b"l" * 32, b"P" * 32, b"e" * 32, b"p" * 32)
    assert rotated.message("x") == VAULT.message("x"), "the keys that change are others"
    assert VAULT.message("") == ""
    assert VAULT.message("\ud800") == VAULT.message("?"), "as the webhook's parser reads it"


# -- what a reply answers ------------------------------------------------------------------------------


def phone_of(here: Town) -> list[dict[str, Any]]:
    return here.stage.phones().get(PHONE, [])


REPLY = "SELECT reply_to FROM post WHERE kind = 'reply'"


def test_a_reply_quotes_the_message_and_then_forgets_it(here: Town) -> None:
    here.join(PHONE)
    with here.serving():
        [written] = here.stage.write([PHONE], "aiuto")
        until(lambda: [one for one in phone_of(here) if one["reply_to"]])
        [got] = phone_of(here)
        assert got["reply_to"] == written
        until(lambda: here.rows("SELECT state FROM post WHERE kind = 'reply'") == [("done",)])
    assert here.rows(REPLY) == [(None,)]


def waiting_reply(here: Town) -> str:
    """A citizen has written, and the reply waits. Returns the id of what was written."""
    id_ = wamid(PHONE, "3A4A6599AEE03810144F")
    element = {"id": id_, "from": PHONE[1:], "timestamp": str(int(here.clock.time())), "type": "text"}
    element |= {"text": {"body": "aiuto"}}  # type: ignore[dict-item]
    body = {"entry": [{"changes": [{"value": {"messages": [element]}, "field": "messages"}]}]}
    with here.open_council() as opened:
        opened.inbox.append([json.dumps(body).encode()], here.clock.time())
        opened.apply_inbox()
    return id_


def quoted(here: Town) -> list[str]:
    here.tick()
    return [one["reply_to"] for one in phone_of(here)]


def test_while_a_reply_waits_the_id_is_encrypted(here: Town) -> None:
    id_ = waiting_reply(here)
    [(kept,)] = here.rows(REPLY)
    with here.open_council() as opened:
        assert opened.vault.decrypt(bytes(kept)).decode() == id_
    if not on_postgres():
        assert_unreadable(numbers([PHONE]), files_of(here.folder))
    here.stage.write([PHONE], "")  # opens the window
    assert quoted(here) == [id_]


def test_a_change_of_keys_reaches_the_replies_that_wait(here: Town) -> None:
    id_ = waiting_reply(here)
    with here.open_council() as opened:
        [old] = opened.vault._encryption
        newer = Vault(b"n" * 32, b"l" * 32, b"p" * 32, old)
        rotate(opened.store, Inbox(here.folder / "data" / "other.db", newer), newer, opened.config.live)
        [(kept,)] = opened.store.connection.execute(REPLY).fetchall()
    assert Vault(b"n" * 32, b"l" * 32, b"p" * 32).decrypt(bytes(kept)).decode() == id_


def cancelled(store: Store) -> None:
    [row] = store.connection.execute("SELECT id FROM post WHERE kind = 'reply'").fetchall()
    posts.cancel(store, row["id"], Reason(Code.CANCELLED), 1.0)


@pytest.mark.parametrize(
    "end",
    [
        cancelled,
        lambda store: posts.end_overdue(store, "whatsapp", "off", 9e9),
        lambda store: posts.end_overdue(store, "whatsapp", "all", 1.0),
        lambda store: posts.end_all_open(store, 1.0),
    ],
    ids=["cancelled", "expired", "another mode", "restored"],
)
def test_a_reply_that_never_goes_out_forgets_it_too(here: Town, end: Callable[[Store], object]) -> None:
    waiting_reply(here)
    with here.open_council() as opened:
        end(opened.store)
    assert here.rows(REPLY) == [(None,)]
    assert here.rows("SELECT count(*) FROM post WHERE kind = 'reply' AND done_at IS NULL") == [(0,)]
