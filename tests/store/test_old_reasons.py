"""A database of an older release keeps its reasons: sentences become codes and facts."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from channels.meanings import Meaning
from pipeline.concerns import Concern
from pipeline.feed_codes import FeedCode
from pipeline.reasons import Code, Reason, read
from pipeline.store import Store, open_store, queries
from pipeline.store.old_reasons import reason_of, reason_of_template

NETWORK = "ReadError: [Errno 104] Connection reset by peer"
OLD: list[tuple[str, Reason]] = [
    ("new", Reason(Code.NEW)),
    ("baseline", Reason(Code.BASELINE)),
    ("baseline: new channel", Reason(Code.NEW_CHANNEL)),
    ("stale: 12 days old", Reason(Code.STALE, days=12)),
    ("late: published 115 hours ago", Reason(Code.LATE, hours=115)),
    ("future: dated 3 days ahead", Reason(Code.FUTURE, days=3)),
    ("over: ended 2 days ago", Reason(Code.OVER, days=2)),
    ("flood: 9 new at once", Reason(Code.FLOOD, count=9)),
    ("flood: 9 edited at once", Reason(Code.FLOOD_OF_EDITS, count=9)),
    ("broken characters in the title", Reason(Code.BROKEN_TITLE)),
    ("rejected: password", Reason(Code.LOCKED)),
    ("rejected: empty", Reason(Code.EMPTY)),
    ("rejected: cancelled", Reason(Code.CALLED_OFF)),
    ("rejected: error item", Reason(Code.ERROR_PAGE)),
    ('rule "Albo "pretorio""', Reason(Code.EXCLUDED, category='Albo "pretorio"')),
    ("testers mode: pages get nothing", Reason(Code.TESTERS)),
    ("edited before it was done", Reason(Code.EDITED_OPEN)),
    ("edited while it was held", Reason(Code.EDITED_HELD)),
    ("edit of what is out", Reason(Code.EDIT)),
    ("edit: not of what is read here", Reason(Code.EDIT_UNREAD)),
    ("edit: already published", Reason(Code.EDIT_AFTER)),
    ("edit: never published here", Reason(Code.EDIT_OF_NOTHING)),
    ("edit: expired", Reason(Code.EDIT_OF_ENDED, state="expired")),
    ("restored", Reason(Code.REAPPEARED)),
    ("now for all to see", Reason(Code.NOW_PUBLIC)),
    ("same address as item 7, but another guid, title and date", Reason(Code.SAME_ADDRESS, item=7)),
    ("trashed before due", Reason(Code.TRASHED)),
    ("taken down on the portal", Reason(Code.TAKEN_DOWN)),
    ("without its picture", Reason(Code.NO_PICTURE)),
    ("settled by hand: it is there", Reason(Code.IS_THERE)),
    ("settled by hand: it is not there", Reason(Code.IS_NOT_THERE)),
    ("prepare: ValueError", Reason(Code.NOT_PREPARED, said="ValueError")),
    ("template: templates/x.j2:3: wrong\n", Reason(Code.TEMPLATE_BROKEN, said="templates/x.j2:3: wrong\n")),
    ("fermata a mano", Reason(Code.HELD_BY_HAND)),
    ("annullata a mano", Reason(Code.CANCELLED_BY_HAND)),
    ("ritirata", Reason(Code.TAKEN_BACK)),
    ("fermato a mano", Reason(Code.STOPPED_BY_HAND)),
    ("elenco importato: da approvare", Reason(Code.IMPORTED_LIST)),
    ("informativa cambiata: chi si era iscritto con un'altra va avvisato", Reason(Code.NOTICE_CHANGED)),
    ("cambio di numero: da approvare", Reason(Code.NUMBER_CHANGE)),
    ("not sent in time", Reason(Code.NOT_IN_TIME)),
    ("the mode changed to all", Reason(Code.MODE_CHANGED, mode="all")),
    ("12 of 100 rejected", Reason(Code.REFUSALS, rejected=12, answered=100)),
    (
        "all refused: 132012: parameters do not match the template (refused)",
        Reason(Code.ALL_REFUSED, because=Reason(Meaning.TEMPLATE_PARAMETERS, code="132012", said="refused")),
    ),
    ("canary: the staff first", Reason(Code.CANARY)),
    ("first wave: waiting for its receipts", Reason(Code.FIRST_WAVE)),
    ("held: the provider keeps messages back", Reason(Code.KEPT_BACK)),
    ("template waits: missing", Reason(Code.TEMPLATE_WAITS, because=Reason(Code.TEMPLATE_MISSING))),
    ("template waits: pending", Reason(Code.TEMPLATE_WAITS, because=Reason(Code.TEMPLATE_PENDING))),
    ("template waits: disabled", Reason(Code.TEMPLATE_WAITS, because=Reason(Code.TEMPLATE_REJECTED))),
    ("template waits: paused", Reason(Code.TEMPLATE_WAITS, because=Reason(Code.TEMPLATE_PAUSED))),
    (
        "template waits: in_appeal",
        Reason(Code.TEMPLATE_WAITS, because=Reason(Code.TEMPLATE_OTHER, status="in_appeal")),
    ),
    ("a backup was restored", Reason(Code.BACKUP_RESTORED)),
    ("over budget", Reason(Code.OVER_BUDGET)),
    ("digest: gathered", Reason(Code.GATHERED)),
    ("daily limit", Reason(Code.DAILY_LIMIT)),
    ("never published", Reason(Code.NEVER_PUBLISHED)),
    ("taken down already", Reason(Code.GONE_ALREADY)),
    ("says so already", Reason(Code.SAYS_SO)),
    ("by hand", Reason(Code.BY_HAND)),
    ("never got it", Reason(Code.NEVER_GOT_IT)),
    ("unknown subscriber", Reason(Code.NO_SUBSCRIBER)),
    ("number gone", Reason(Code.NUMBER_GONE)),
    *((state, Reason(Code(state))) for state in ("guest", "leaving", "left", "suspended")),
    ("other mode", Reason(Code.OTHER_MODE)),
    ("welcome failed", Reason(Code.WELCOME_FAILED)),
    ("no marketing", Reason(Code.NO_MARKETING)),
    ("wants emergencies only", Reason(Code.WANTS_URGENT)),
    ("wants the digest", Reason(Code.WANTS_DIGEST)),
    ("wants news at once", Reason(Code.WANTS_ALL)),
    ("other topics", Reason(Code.OTHER_TOPICS)),
    ("other zone", Reason(Code.OTHER_ZONE)),
    ("not confirmed yet", Reason(Code.NOT_CONFIRMED)),
    ("waits for the welcome", Reason(Code.AWAITS_WELCOME)),
    *((state, Reason(Code(state))) for state in ("superseded", "cancelled", "expired", "retracted")),
    ("never published, and taken back", Reason(Code.NEVER_AND_BACK)),
    ("no receipt: sent again", Reason(Code.RESENT)),
    ("not found on the page: sent again", Reason(Code.RESENT_TO_PAGE)),
    ("not known to be done: done again", Reason(Code.DONE_AGAIN)),
    (
        "duplicate: 506: Duplicate status message",
        Reason(Code.DUPLICATE, because=Reason(Meaning.SAYS, code="506", said="Duplicate status message")),
    ),
    (
        "many uncertain answers in a row: is the provider or the network down?",
        Reason(Code.MANY_UNCERTAIN),
    ),
    ("webhook silent: many messages sent, no receipt in 10 minutes", Reason(Code.WEBHOOK_SILENT)),
    ("no sign of `infostiglia serve`: departures cannot be heard", Reason(Code.NO_SERVE)),
    # of providers
    ("131042: payment problem (no card)", Reason(Meaning.PAYMENT, code="131042", said="no card")),
    ("190: token invalid or expired", Reason(Meaning.TOKEN, code="190")),
    ("429: rate limit", Reason(Meaning.TOO_MANY, code="429")),
    ("402: credits used up: no more", Reason(Meaning.X_CREDITS, code="402", said="no more")),
    (
        "403: words of a provider (its own)",
        Reason(Meaning.SAYS, code="403", said="words of a provider (its own)"),
    ),
    (
        "network: no connection to Meta (refused)",
        Reason(Meaning.NO_CONNECTION, said="refused"),
    ),
    ("network: ReadTimeout", Reason(Meaning.CONNECTION_LOST, said="ReadTimeout")),
    (
        "interrupted: the program stopped while sending it",
        Reason(Meaning.INTERRUPTED, said="the program stopped while sending it"),
    ),
    ("defect: KeyError", Reason(Meaning.DEFECT, said="KeyError")),
    ("200: answer without an id", Reason(Meaning.STRANGE_ANSWER, code="200")),
    ("stopped before it left", Reason(Meaning.STOPPED)),
    # of feeds
    ("HTTP 401: the feed wants a password; it must be public", Reason(FeedCode.FEED_PASSWORD)),
    (
        "HTTP 403: the portal refuses us; ask its keeper to let the user agent InfOstiglia pass",
        Reason(FeedCode.FEED_REFUSED, agent="InfOstiglia"),
    ),
    (
        "HTTP 404: nothing there; `infostiglia discover` finds the portal's feeds",
        Reason(FeedCode.FEED_NOT_FOUND),
    ),
    ("HTTP 410: gone for good, says the portal", Reason(FeedCode.FEED_GONE)),
    ("HTTP 429", Reason(FeedCode.FEED_TOO_OFTEN)),
    ("HTTP 503", Reason(FeedCode.FEED_IN_TROUBLE, status=503)),
    ("HTTP 418", Reason(FeedCode.FEED_HTTP, status=418)),
    ("more than 5 redirects", Reason(FeedCode.FEED_REDIRECTS, most=5)),
    (
        "leads to altro.it, with none of our items; if that is right, set it as url",
        Reason(FeedCode.FEED_ELSEWHERE, site="altro.it"),
    ),
    ("no answer within 20 seconds", Reason(FeedCode.FEED_NO_ANSWER, seconds=20)),
    ("longer than 60 seconds", Reason(FeedCode.FEED_TOO_SLOW, seconds=60)),
    ("larger than 5000000 bytes", Reason(FeedCode.FEED_TOO_LARGE, bytes=5_000_000)),
    ("cut off in the middle", Reason(FeedCode.FEED_CUT_OFF)),
    ("no address for the name x.it", Reason(FeedCode.FEED_NO_NAME, host="x.it")),
    (
        "x.it is on a private network; see safety.allow_private_networks",
        Reason(FeedCode.FEED_PRIVATE, host="x.it"),
    ),
    ("not an http or https address", Reason(FeedCode.FEED_NO_ADDRESS)),
    (NETWORK, Reason(FeedCode.FEED_NETWORK, said=NETWORK)),
    ("this is no feed: is the portal in maintenance, or the address wrong?", Reason(FeedCode.NO_FEED)),
    ("damaged beyond reading (KeyError)", Reason(FeedCode.FEED_DAMAGED, said="KeyError")),
    (
        "not read within 20 seconds and 1 GiB: is this really the feed?",
        Reason(FeedCode.FEED_TOO_MUCH, seconds=20, gigabytes=1),
    ),
    ("unreadable: KeyError", Reason(FeedCode.FEED_UNREADABLE, said="KeyError")),
    (
        "this is no JSON, or cut off: is the portal in maintenance, or the address wrong?",
        Reason(FeedCode.NO_JSON),
    ),
    ("this is JSON, but no JSON Feed", Reason(FeedCode.NO_JSON_FEED)),
    ("a JSON Feed without items", Reason(FeedCode.JSON_FEED_EMPTY)),
    ("this is JSON, but no list of WordPress's posts; is it …?", Reason(FeedCode.NO_WORDPRESS)),
    ("WordPress refuses: closed", Reason(FeedCode.WORDPRESS_REFUSES, said="closed")),
    ("no list of Plone's items: not found", Reason(FeedCode.NO_PLONE, said="not found")),
    ("this is no calendar: is it the address of the .ics file?", Reason(FeedCode.NO_CALENDAR)),
    ("broken calendar: ValueError; is it cut off?", Reason(FeedCode.CALENDAR_BROKEN, said="ValueError")),
    ("this page cannot be read as HTML", Reason(FeedCode.NO_HTML)),
    ("select: bad", Reason(FeedCode.WRONG_SELECT, said="bad")),
    ("no list of news is recognised on this page; set `select` in config.yaml", Reason(FeedCode.NO_LIST)),
    (
        "silent: nothing new for 9 days, where 3 are the most that is usual",
        Reason(FeedCode.FEED_SILENT, days=9, usual=3),
    ),
    (
        "lacks: 4 items that its page of news has, e.g. «Sagra»",
        Reason(FeedCode.FEED_LACKS, count=4, title="Sagra"),
    ),
    ("guid 7 stands for several items", Reason(FeedCode.GUID_SHARED, name="7")),
    ("address x.it/a stands for several items", Reason(FeedCode.LINK_SHARED, name="x.it/a")),
    ("something nobody wrote", Reason(Code.OTHER, said="something nobody wrote")),
]


@pytest.mark.parametrize(("text", "reason"), OLD, ids=[text for text, _ in OLD])
def test_an_old_sentence_is_read_as_its_code_and_facts(text: str, reason: Reason) -> None:
    assert reason_of(text) == reason


def test_every_code_that_was_stored_as_a_sentence_is_known() -> None:
    """Except codes that came later, or were never stored."""
    never = {
        *(Code.EXERCISE, Code.RAISED_BY_RULE, Code.RAISE_ASKED, Code.EVENT_OFF, Code.OTHER_DATE),
        *(Code.SECOND_PERSON, Code.NO_EVENT, Code.NO_REMINDERS, Code.CALLS_OFF),
        *(Code.NO_PATH, Code.REACHED),
        *(),
        *(),
        *(
            FeedCode.BULLETIN_ARRIVES,
            FeedCode.BULLETIN_NONE,
            Code.COLOUR_BY,
            Code.COLOUR_KNOWN,
            Code.COLOUR_WAITS,
            FeedCode.COLOURS_NO_COUNCIL,
            FeedCode.COLOURS_PARTLY,
            FeedCode.COLOURS_UNKNOWN,
            FeedCode.COLOURS_ZONES,
            FeedCode.NO_COLOURS,
        ),
        *(Code.NOT_TAKEN, Code.UNKNOWN, Code.MANY_EMERGENCIES, Code.PAUSES),
        *(Code.SAME_GUID, Code.SAME_NEWS, Code.BACK_DATED, Code.CLOCK_AHEAD, Code.SLID_IN, Code.GAINED),
        *(Code.QUIET_HOURS, Code.GAP, Code.HOUR_IS_FULL, Code.DAY_IS_FULL, Code.OWN_QUIET, Code.WEEK_IS_FULL),
        *(Code.NO_TIME_LEFT, Code.NO_TIME_LEFT_DIGEST, Code.NO_BUDGET, Code.CORRECTS, Code.CORRECTS_ASKED),
        *(Code.PERHAPS_CORRECTS, Code.CORRECTED_BY, Code.CORRECTION_ASKED),
        *(Code.CALMED, Code.PERHAPS_URGENT, Code.CORRECTED, Code.RAISED, Code.TURNED_URGENT, Code.REPLACED),
        *(Code.ENDED, Code.OVER_ALREADY, Code.RETITLED, Code.JOINED, Code.JOINED_MORE),
        *(
            Code.COLOUR_WAITS,
            Code.COLOUR_BY,
            Code.COLOUR_KNOWN,
            FeedCode.BULLETIN_ARRIVES,
            FeedCode.BULLETIN_NONE,
        ),
        *(FeedCode.NO_COLOURS, FeedCode.COLOURS_NO_COUNCIL, FeedCode.COLOURS_ZONES),
        *(FeedCode.COLOURS_UNKNOWN, FeedCode.COLOURS_PARTLY),
        *(Code.EXCLUDED_BY_RULE, Code.NOT_INCLUDED, Code.HELD_BY_RULE, Code.PERSONAL_DATA, Code.PASSED_RULE),
        *(Code.LANE_BY_RULE, Code.BY_RULE, Code.ALSO, Code.INDISPENSABLE, Code.PASSED_NAMES),
        *(Code.ELECTION_NEWS, Code.ELECTION_SERVICE, Code.ELECTION_VOTERS, Code.ELECTION_NAMES),
        *(FeedCode.GUID_WANDERS, FeedCode.LINK_WANDERS, FeedCode.LINKS_CHANGE),
        *(Code.CUT, FeedCode.FEED_NAMED, FeedCode.FEED_IS_CALENDAR, FeedCode.FEED_IS_JSON),
        *(FeedCode.FEED_BROKEN, FeedCode.FEED_CHARACTERS, FeedCode.FEED_JUNK),
        *(FeedCode.FEED_AT, FeedCode.FEED_TLS, FeedCode.FEED_NO_CONNECTION),
    }
    read_from_old = {
        one.code
        for _, reason in OLD
        for one in (reason, reason.facts.get("because"))
        if isinstance(one, Reason)
    }
    assert {*Code, *FeedCode} - read_from_old == never


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("category: will be MARKETING", Reason(Meaning.CATEGORY_CHANGES, said="MARKETING")),
        ("flagged", Reason(Meaning.TEMPLATE_FLAGGED)),
        ("flagged: complaints", Reason(Meaning.TEMPLATE_FLAGGED, said="complaints")),
        ("INVALID_FORMAT", Reason(Meaning.REJECTED_FORMAT, said="INVALID_FORMAT")),
        ("Meta's words", Reason(Meaning.TEMPLATE_REMARK, said="Meta's words")),
    ],
)
def test_what_was_kept_with_a_template(text: str, reason: Reason) -> None:
    assert reason_of_template(text) == reason


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A database of schema 13, with one post."""
    numbers = queries.numbers()
    with monkeypatch.context() as before:
        before.setattr(queries, "numbers", lambda: [number for number in numbers if number < 14])
        store = open_store(tmp_path / "main.db")
    store.connection.executescript(
        "INSERT INTO item (id, source, title, lane, published_at, first_seen_at) VALUES (1, 'f', 'x', 'news', 0, 0);"
        "INSERT INTO post (id, item_id, channel, kind, revision, lane, rank, mode, state, reason, created_at, due_at,"
        " not_after, done_at)"
        " VALUES (1, 1, 'w', 'publish', 1, 'news', 2, 'all', 'cancelled', 'over budget', 0, 0, 0, 5)"
    )
    return store


def migrated(store: Store, path: Path) -> Store:
    store.close()
    return open_store(path / "main.db")


def test_every_table_of_an_older_database_is_converted(older: Store, tmp_path: Path) -> None:
    said = json.dumps(["digest: missed on 2026-11-27", 9e9])
    for statement, values in (
        (
            "INSERT INTO decision (item_id, channel, revision, at, action, reason) VALUES (1, 'w', 1, 0, 'skip', ?)",
            "stale: 12 days old",
        ),
        (
            "INSERT INTO delivery (id, post_id, recipient, mode, due_at, reason) VALUES (1, 1, 7, 'all', 0, ?)",
            "daily limit",
        ),
        (
            "INSERT INTO attempt (delivery_id, number, at, outcome, code, reason)"
            " VALUES (1, 1, 0, 'halt', '131042', ?)",
            "payment problem (no card)",
        ),
        ("INSERT INTO sender (name, halted) VALUES ('w', ?)", "fermato a mano"),
        ("INSERT INTO feed (name, url, error) VALUES ('f', 'x', ?)", "HTTP 503"),
        (
            "INSERT INTO template (channel, name, language, status, seen_at, reason)"
            " VALUES ('w', 'a', 'it', 'REJECTED', 0, ?)",
            "SCAM",
        ),
        ("INSERT INTO setting (name, value) VALUES ('digest trouble of w', ?)", said),
        ("INSERT INTO setting (name, value) VALUES ('digest trouble of x', ?)", ""),
    ):
        older.connection.execute(statement, (values,))
    older.connection.execute(
        "UPDATE feed SET alarm = 'silent: nothing new for 9 days, where 3 are the most that is usual',"
        " identity_why = 'guid 7 stands for several items'"
    )
    store = migrated(older, tmp_path)

    def only(table: str, code: str = "reason", facts: str = "facts") -> Any:
        [row] = store.connection.execute(f"SELECT * FROM {table}").fetchall()
        return read(row, code, facts)

    assert only("decision") == Reason(Code.STALE, days=12)
    assert only("post") == Reason(Code.OVER_BUDGET)
    assert only("delivery") == Reason(Code.DAILY_LIMIT)
    assert only("attempt") == Reason(Meaning.PAYMENT, code="131042", said="no card")
    assert only("sender", "halted") == Reason(Code.STOPPED_BY_HAND)
    assert only("feed", "error", "error_facts") == Reason(FeedCode.FEED_IN_TROUBLE, status=503)
    assert only("feed", "alarm", "alarm_facts") == Reason(FeedCode.FEED_SILENT, days=9, usual=3)
    assert only("feed", "identity_why", "identity_facts") == Reason(FeedCode.GUID_SHARED, name="7")
    assert only("template") == Reason(Meaning.REJECTED_SCAM, said="SCAM")
    kept, until = json.loads(store.setting(name="digest trouble of w"))
    assert (Reason.from_json(kept), until) == (Reason(Concern.DIGEST_MISSED, day="2026-11-27"), 9e9)
    assert store.setting(name="digest trouble of x") == ""
    assert store.put_off_count(since=0) == 1
    assert (store.tallied_results(post_id=1) or {})["no_room"] == 1


def test_a_large_database_is_converted_in_seconds(older: Store, tmp_path: Path) -> None:
    count, texts = 200_000, ["", "", "wants the digest", "131026: undeliverable: no WhatsApp, or an old app"]
    with older.transaction():
        older.connection.executemany(
            "INSERT INTO delivery (post_id, recipient, mode, due_at, reason) VALUES (1, ?, 'all', 0, ?)",
            ((number, texts[number % 4]) for number in range(count)),
        )
    began = time.monotonic()
    store = migrated(older, tmp_path)
    assert time.monotonic() - began < 20
    found = store.connection.execute("SELECT reason, count(*) FROM delivery GROUP BY 1 ORDER BY 1").fetchall()
    assert [tuple(row) for row in found] == [
        ("", count // 2),
        (Meaning.UNDELIVERABLE, count // 4),
        (Code.WANTS_DIGEST, count // 4),
    ]
