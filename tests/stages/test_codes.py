"""Every error code of Meta's, in an answer and in a `failed` status: its effect on the delivery, its post, the sender
and the citizen. The table here is written from the facts, not from the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.meanings import Meaning
from channels.outcomes import Halt
from channels.whatsapp.errors import RULES, outcome_of_status
from pipeline.reasons import Code, Reason, columns
from pipeline.stages.settle.answers import from_json, to_json
from pipeline.store import posts
from pipeline.store.posts import Stored
from tests.contract.stub import Stub
from tests.sending import NEWS, Post

# delivery (with seconds it waits), post (with seconds it rests), sender (halted, hours, or seconds it rests), citizen
STOP = ("pending 0", "sending", "halted", "active")
BLOCKED_FOR_HOURS = ("pending 0", "paused", "halted 6 h", "active")
BLOCKED = ("pending 0", "paused", "halted", "active")
TEMPLATE = ("pending 0", "paused", "", "active")
DEAD = ("failed", "done", "", "active")
SUSPENDED = ("failed", "done", "", "suspended")
NO_MARKETING = ("failed", "done", "", "no marketing")
IN_DOUBT = ("uncertain", "done", "", "active")
SOON = ("pending 2", "sending", "", "active")
ONE_SECOND = ("pending 1", "sending", "", "active")


def rests(seconds: int) -> tuple[str, str, str, str]:
    return ("pending 0", "sending", f"rests {seconds}", "active")


SLOW = 4.0  # messages a second: 16 under way at most

OF_THE_CITIZEN = {
    130403,
    130472,
    131021,
    131026,
    131049,
    131050,
}  # of one citizen: no sign that the post is wrong


@pytest.mark.parametrize("code", sorted(RULES))
def test_what_is_said_of_one_citizen_is_no_sign_against_the_post(code: int) -> None:
    meant = outcome_of_status(code)
    assert (not isinstance(meant, Halt) and meant.about.of_the_citizen) == (code in OF_THE_CITIZEN)
    assert from_json(to_json(meant)) == meant


ALIKE = {
    STOP: (
        *(0, 104, 190, 3, 10, 200, 210, 299, 131005, 33, 368, 131031, 130497, 131037, 131042, 131044),
        *(131045, 133000, 133005, 133006, 133008, 133009, 133010, 133016),
    ),
    BLOCKED_FOR_HOURS: (131048,),
    BLOCKED: (131064,),
    TEMPLATE: (132001, 132007, 132015, 132016, 131055, 134100, 131063, 134102),
    DEAD: (
        *(100, 131008, 131009, 135000, 130472, 131026, 131030, 131047, 131049, 131051, 131052, 131062),
        *(132000, 132005, 132012, 132018, 132068, 132069, 134011, 987654),
    ),
    SUSPENDED: (130403, 131021),
    NO_MARKETING: (131050,),
    SOON: (133004,),
    ONE_SECOND: (131056,),
    rests(300): (4, 80007, 133015),
    rests(60): (131057,),
    rests(2): (130429,),
    ("pending 0", "sending 600", "", "active"): (134101,),
    ("pending 0", "sending 1", "", "active"): (131053,),
}
IN_AN_ANSWER = {code: row for row, codes in ALIKE.items() for code in codes} | dict.fromkeys(
    (1, 2, 131000, 131016), IN_DOUBT
)
IN_A_STATUS = {code: row for row, codes in ALIKE.items() for code in codes} | dict.fromkeys(
    (1, 2, 131000, 131016), SOON
)


@pytest.fixture
def post(meta: Stub, tmp_path: Path) -> Post:
    return Post(tmp_path, meta.url)


def books(post: Post, number: int) -> tuple[str, str, str, str]:
    now = post.clock.time()
    [(state, due_at)] = post.rows("SELECT state, due_at FROM delivery WHERE post_id = ?", number)
    [(post_state, not_before)] = post.rows("SELECT state, not_before FROM post WHERE id = ?", number)
    [(halted, until, rest)] = post.rows("SELECT halted, halted_until, not_before FROM sender")
    [(citizen, marketing)] = post.rows("SELECT state, no_marketing FROM subscriber")
    wait = f" {max(0, round(due_at - now))}" if state == "pending" else ""
    pause = f" {round(not_before - now)}" if not_before > now else ""
    sender = "halted" if halted else (f"rests {round(rest - now)}" if rest > now else "")
    hours = f" {round((until - now) / 3600)} h" if until else ""
    return (state + wait, post_state + pause, sender + hours, "no marketing" if marketing else citizen)


def forget(post: Post) -> None:
    """Begin a new day, so that the traces of one code are not taken for those of another."""
    post.clock.now += 100_000
    post.store.resume_sender(
        name="whatsapp", seen=post.value("SELECT halted FROM sender"), now=post.clock.time()
    )
    post.store.connection.execute("UPDATE subscriber SET state = 'active', no_marketing = 0, unheard = 0")
    post.store.connection.execute("UPDATE delivery SET state = 'skipped' WHERE state = 'pending'")
    post.store.connection.execute("UPDATE post SET state = 'cancelled' WHERE state IN ('sending', 'paused')")


def approve(post: Post, number: int) -> None:
    row = post.store.post(id=number)
    assert row is not None
    kept = Stored(row["content"], row["category"], row["template"])
    assert posts.approve(post.store, row, kept, post.clock.time(), row["not_after"])


def test_every_code_of_the_table_is_tried_and_no_other() -> None:
    assert set(RULES) - set(IN_AN_ANSWER) == set(range(200, 300)) - {200, 210, 299}
    assert set(IN_AN_ANSWER) - set(RULES) == {987654}


def test_every_code_in_an_answer(post: Post, meta: Stub) -> None:
    found = {}
    for code in IN_AN_ANSWER:
        forget(post)
        meta.refusals = {"": code}
        number = post.announce()
        post.drain()
        found[code] = books(post, number)
    assert found == IN_AN_ANSWER


def test_every_code_in_a_failed_status(post: Post, meta: Stub) -> None:
    found = {}
    for code in IN_A_STATUS:
        forget(post)
        number = post.announce()
        post.drain()
        delivery = post.value("SELECT max(id) FROM delivery")
        post.status(delivery, "failed", code)
        post.status(delivery, "failed", code)  # twice, as Meta does
        found[code] = books(post, number)
    assert found == IN_A_STATUS


def test_any_error_of_500_and_any_transient_one_is_in_doubt(post: Post, meta: Stub) -> None:
    for status, error in ((503, {"code": 190}), (400, {"code": 100, "is_transient": True})):
        forget(post)
        meta.status, meta.body = status, {"error": error}
        number = post.announce()
        post.drain()
        assert books(post, number) == IN_DOUBT


def test_429_of_any_code_makes_the_sender_rest_as_long_as_meta_says(post: Post, meta: Stub) -> None:
    meta.status, meta.body, meta.headers = 429, {"error": {"code": 135000}}, {"Retry-After": "40"}
    number = post.announce()
    post.drain()
    assert books(post, number) == rests(40)


def test_three_recipients_refused_in_a_row_with_one_code_stop_the_post_and_lose_nothing(
    meta: Stub, tmp_path: Path
) -> None:
    post = Post(tmp_path, meta.url, citizens=40, rate=SLOW)
    meta.refusals = {"": 132012}
    number = post.announce()
    post.drain()
    why = Reason(Code.ALL_REFUSED, because=Reason(Meaning.TEMPLATE_PARAMETERS, code="132012", said="refused"))
    assert post.rows("SELECT state, reason, facts FROM post") == [("paused", *columns(why).values())]
    assert len(meta.posts) <= 20
    assert post.rows("SELECT state, count(*) FROM delivery GROUP BY 1 ORDER BY 1") == [("pending", 40)]
    meta.refusals = {}
    approve(post, number)
    post.drain()
    assert post.rows("SELECT state, count(*) FROM delivery GROUP BY 1 ORDER BY 1") == [("sent", 40)]


def test_failures_of_one_code_among_successes_are_the_recipients_own(meta: Stub, tmp_path: Path) -> None:
    post = Post(tmp_path, meta.url, citizens=40)
    post.announce()
    post.drain()
    for delivery in (1, 2):
        post.status(delivery, "failed", 131009)
    assert post.rows("SELECT state FROM post") == [("done",)]
    post.status(3, "failed", 131009)
    assert post.rows("SELECT state FROM post") == [("paused",)]
    assert post.rows("SELECT state, count(*) FROM delivery GROUP BY 1 ORDER BY 1") == [
        ("pending", 3),
        ("sent", 37),
    ]
    post.status(3, "failed", 131009)  # again, late: of an earlier attempt by now
    assert post.rows("SELECT state, count(*) FROM delivery GROUP BY 1 ORDER BY 1") == [
        ("pending", 3),
        ("sent", 37),
    ]


def test_a_rate_for_one_citizen_grows_and_spends_nothing(post: Post, meta: Stub) -> None:
    meta.refusals = {"": 131056}
    number = post.announce()
    waits = []
    for _ in range(5):
        post.drain()
        wait = post.value("SELECT due_at FROM delivery") - post.clock.time()
        waits.append(round(wait))
        post.clock.now += wait
    assert waits == [1, 4, 16, 64, 256]
    assert post.value("SELECT spent FROM delivery") == 0
    post.clock.now += 86400
    post.drain()
    assert books(post, number)[:2] == ("skipped", "expired")


def test_a_rate_for_all_grows_up_to_an_hour_and_ends_with_the_first_success(post: Post, meta: Stub) -> None:
    post.announce()
    rest = []
    meta.refusals = {"": 4}
    for _ in range(6):
        post.drain()
        wait = post.value("SELECT not_before FROM sender") - post.clock.time()
        rest.append(round(wait / 60))
        post.clock.now += wait
    assert rest == [5, 10, 20, 40, 60, 60]
    meta.refusals = {}
    post.drain()
    assert post.value("SELECT state FROM delivery") == "sent"
    assert post.value("SELECT pauses FROM sender") == 0


def test_a_bad_request_that_meta_reports_later_is_tried_twice_more(post: Post, meta: Stub) -> None:
    post.announce()
    for attempt in (1, 2, 3):
        post.drain()
        post.status(1, "failed", 1, attempt)
        post.clock.now += 200
    assert post.rows("SELECT state, spent FROM delivery") == [("failed", 2)]
    assert len(meta.posts) == 3


def test_the_retry_budget_ends_in_a_failure(post: Post, meta: Stub) -> None:
    meta.refusals = {"": 133004}
    post.announce()
    post.drain(patience=200)
    assert post.rows("SELECT state, spent FROM delivery") == [("failed", 5)]
    assert len(meta.posts) == 6


def test_the_spam_limit_ends_by_itself_and_its_post_does_not(post: Post, meta: Stub) -> None:
    """At night an emergency must not wait until somebody approves it."""
    meta.refusals = {"": 131048}
    first = post.announce()
    post.drain()
    meta.refusals = {}
    second = post.announce()
    post.clock.now += 5 * 3600
    post.drain()
    assert post.value("SELECT count(*) FROM delivery WHERE state = 'sent'") == 0
    post.clock.now += 2 * 3600
    post.drain()
    assert post.rows("SELECT post_id FROM delivery WHERE state = 'sent'") == [(second,)]
    assert post.value("SELECT state FROM post WHERE id = ?", first) == "paused"


@pytest.mark.parametrize(
    ("usual", "other", "code"),
    [
        ("messages", "marketing_messages", 131063),
        ("marketing_messages", "messages", 134102),
        ("marketing_messages", "messages", 131055),
    ],
)
def test_an_endpoint_closed_to_marketing_is_left_for_the_other(
    meta: Stub, tmp_path: Path, usual: str, other: str, code: int
) -> None:
    post = Post(tmp_path, meta.url, citizens=60, rate=SLOW, marketing_endpoint=usual)
    meta.refusals = {usual: code}
    post.announce()
    post.drain()
    assert post.rows("SELECT state, count(*) FROM delivery GROUP BY 1 ORDER BY 1") == [("sent", 60)]
    assert post.value("SELECT max(spent) FROM delivery") == 0
    paths = [path.rpartition("/")[2] for path, _ in meta.posts]
    assert paths.count(other) == 60
    assert paths.count(usual) <= 20  # requests that were under way when Meta said so
    assert NEWS.category == "MARKETING"


def test_a_parameter_refused_on_the_marketing_endpoint_is_tried_once_more_after_ten_minutes(
    meta: Stub, tmp_path: Path
) -> None:
    """A new template may not be known there yet."""
    post = Post(tmp_path, meta.url, citizens=200, marketing_endpoint="marketing_messages")
    meta.refusals = {"": 131009}
    post.announce()
    post.drain()
    assert post.value("SELECT state FROM post") == "sending"
    tried = len(meta.posts)
    assert tried < 100
    post.clock.now += 500
    post.drain()
    assert len(meta.posts) == tried
    post.clock.now += 200
    post.drain()
    assert post.value("SELECT state FROM post") == "paused"
    assert post.rows("SELECT DISTINCT state FROM delivery") == [("pending",)]


def test_who_cannot_be_reached_five_times_in_a_month_is_suspended_and_not_before(
    post: Post, meta: Stub
) -> None:
    meta.refusals = {"": 131026}
    seen = []
    for _ in range(6):
        post.announce()
        post.drain()
        seen.append(post.value("SELECT state FROM subscriber"))
        post.clock.now += 7 * 86400
        post.store.seen_receipt(name="whatsapp", at=post.clock.time())
    assert seen == ["active"] * 5 + ["suspended"]


def test_who_was_reached_in_between_begins_anew(post: Post, meta: Stub) -> None:
    for n in range(8):
        meta.refusals = {} if n == 4 else {"": 131026}
        post.announce()
        post.drain()
        if n == 4:
            post.status(5, "delivered")
        post.clock.now += 7 * 86400
    assert post.value("SELECT state FROM subscriber") == "active"
