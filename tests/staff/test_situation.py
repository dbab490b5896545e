"""One list of all matters that need a person; `status`, the alerts and the exit code of `run` are views of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator

import pytest

from channels.approving import AccountNews
from channels.meanings import Meaning
from channels.remarks import Remark, Remarked
from channels.sentence import Worded
from pipeline.concerns import Concern
from pipeline.council import OpenCouncil
from pipeline.desk.digest import note_trouble
from pipeline.feed_codes import FeedCode
from pipeline.providers.templates import note_account
from pipeline.reasons import Code, Reason, columns
from pipeline.run import Report
from pipeline.staff import alerts
from pipeline.staff.serving import SERVED, note_settings
from pipeline.staff.situation import DAY, Situation
from pipeline.staff.status import status, status_lines
from pipeline.staff.trouble import Grade, Trouble
from pipeline.stages.settle import not_obeyed
from pipeline.words import put
from tests.catalogue import found as sentences
from tests.town import Town, number, town

SAID = "in Meta's own words"


def look(council: OpenCouncil, least: Grade = Grade.KNOW) -> list[Trouble]:
    return Situation(council.config, council.store, council.channels, council.clock.time()).troubles(least)


def shown(council: OpenCouncil) -> str:
    now = council.clock.time()
    found = status(council.config, council.store, council.channels, now)
    return "\n".join(status_lines(council.config, found, now))


# -- possible troubles ------------------------------------------------------------------------------------


def no_run(council: OpenCouncil) -> None:
    """Cron has stopped, and `serve` was up since."""
    now = council.clock.time()
    council.store.set_setting(name="ran_at", value=str(now - 7200))
    council.store.uptime_begin(now=now - 7000)
    council.store.uptime_beat(started=now - 7000, now=now, longest=7000)


def held(council: OpenCouncil) -> None:
    council.store.connection.execute(
        "UPDATE post SET state = 'paused', reason = 'flood', facts = '{\"count\": 9}', done_at = NULL"
        " WHERE channel = 'twitter' AND kind = 'publish'"
    )


def held_for_no_reason(council: OpenCouncil) -> None:
    council.store.connection.execute(
        "UPDATE post SET state = 'paused', reason = '', facts = '', done_at = NULL WHERE channel = 'twitter'"
    )


def stopped(council: OpenCouncil) -> None:
    stop = columns(Reason(Code.STOPPED_BY_HAND))
    council.store.stop_sender(name="facebook", now=council.clock.time(), **stop)


def nobody_hears(council: OpenCouncil) -> None:
    council.store.connection.execute("DELETE FROM uptime")


def near_the_limit(council: OpenCouncil) -> None:
    council.store.connection.execute("UPDATE sender SET daily_limit = 3 WHERE name = 'whatsapp'")


def refused_on_a_page(council: OpenCouncil) -> None:
    council.store.connection.execute(
        "UPDATE delivery SET state = 'failed', reason = 'not_allowed' WHERE post_id IN"
        " (SELECT id FROM post WHERE channel = 'facebook')"
    )


def unconfirmed(council: OpenCouncil) -> None:
    """Somebody of an imported list, whom the confirmation did not reach."""
    council.store.connection.execute(
        "UPDATE subscriber SET welcome = 'failed', welcome_delivery ="
        " (SELECT max(id) FROM delivery WHERE recipient = 1) WHERE id = 1"
    )


def served(**as_before: str) -> Callable[[OpenCouncil], None]:
    """`serve` was started with other settings, and runs."""

    def circumstance(council: OpenCouncil) -> None:
        note_settings(council.config, council.store)
        kept = json.loads(council.store.setting(name=SERVED) or "")
        council.store.set_setting(name=SERVED, value=json.dumps({**kept, **as_before}))

    return circumstance


def silent_feed(council: OpenCouncil) -> None:
    alarm = columns(Reason(FeedCode.FEED_SILENT, days=9, usual=2), "alarm", "alarm_facts")
    council.store.save_alarm(name="portal", now=council.clock.time(), **alarm)


def damaged(readings: int) -> Callable[[OpenCouncil], None]:
    def circumstance(council: OpenCouncil) -> None:
        flaw = columns(Reason(FeedCode.FEED_BROKEN, said="x"), "flaw", "flaw_facts")
        council.store.save_flaw(name="portal", flawed=readings, **flaw)

    return circumstance


def unread(times: int) -> Callable[[OpenCouncil], None]:
    def circumstance(council: OpenCouncil) -> None:
        council.store.connection.execute(f"UPDATE feed SET failures = {times}, error = 'feed_password'")

    return circumstance


def moved_feed(council: OpenCouncil) -> None:
    council.store.connection.execute("UPDATE feed SET moved_to = 'https://new.example/', moved_since = 1e9")


def followed_feed(council: OpenCouncil) -> None:
    council.store.connection.execute("UPDATE feed SET moved_to = 'https://new.example/', adopted = 1")


def taken_down(council: OpenCouncil) -> None:
    council.store.connection.execute(
        "UPDATE item SET missing_at = ?, taken_down_at = 1 WHERE title = 'Ponte'", (council.clock.time(),)
    )


def decided(reason: Reason) -> Callable[[OpenCouncil], None]:
    def circumstance(council: OpenCouncil) -> None:
        [(item,)] = council.store.connection.execute("SELECT id FROM item WHERE title = 'Ponte'").fetchall()
        at = council.clock.time()
        row = {"item_id": item, "channel": "whatsapp", "revision": 1, "at": at, "action": "publish"}
        council.store.insert_decision([{**row, **columns(reason)}])

    return circumstance


def digest(reason: Reason) -> Callable[[OpenCouncil], None]:
    def circumstance(council: OpenCouncil) -> None:
        note_trouble(council.store, "whatsapp", reason, until=council.clock.time() + 9)

    return circumstance


def told(remark: Remark, days: float = 0.0) -> Callable[[OpenCouncil], None]:
    def circumstance(council: OpenCouncil) -> None:
        news = AccountNews("account_update", Remarked(remark, {"said": SAID}))
        note_account(council.store, "whatsapp", news, council.clock.time() - days * DAY)

    return circumstance


def told_to_an_older_release(council: OpenCouncil) -> None:
    council.store.connection.execute(
        "INSERT INTO account_news (channel, kind, text, at) VALUES ('whatsapp', 'account_update', ?, ?)",
        (SAID, council.clock.time()),
    )


def template(status: str, quality: str = "") -> Callable[[OpenCouncil], None]:
    def circumstance(council: OpenCouncil) -> None:
        council.store.connection.execute(
            "UPDATE template SET status = ?, quality = ? WHERE name = (SELECT min(name) FROM template)",
            (status, quality),
        )

    return circumstance


def link_of_news(link: str) -> Callable[[OpenCouncil], None]:
    def circumstance(council: OpenCouncil) -> None:
        council.store.connection.execute("UPDATE item SET link = ? WHERE title = 'Ponte'", (link,))

    return circumstance


def in_doubt(days: float) -> Callable[[OpenCouncil], None]:
    def circumstance(council: OpenCouncil) -> None:
        council.store.connection.execute(
            "UPDATE delivery SET state = 'uncertain', attempted_at = ? WHERE recipient = 1",
            (council.clock.time() - days * DAY,),
        )

    return circumstance


def no_receipts(council: OpenCouncil) -> None:
    council.store.connection.execute("UPDATE post SET done_at = done_at - 100000 WHERE channel = 'whatsapp'")


def ignored(why: Concern, days: float = 0.0) -> Callable[[OpenCouncil], None]:
    return lambda council: not_obeyed.count(council.store, why, 2, council.clock.time() - days * DAY)


CIRCUMSTANCES: list[tuple[Callable[[OpenCouncil], None], Worded, Grade]] = [
    (held, Code.FLOOD, Grade.WAIT),
    (held_for_no_reason, Code.UNKNOWN, Grade.WAIT),
    (stopped, Code.STOPPED_BY_HAND, Grade.WAIT),
    (nobody_hears, Code.NO_SERVE, Grade.KNOW),
    (near_the_limit, Concern.NEAR_LIMIT, Grade.WAIT),
    (silent_feed, FeedCode.FEED_SILENT, Grade.WAIT),
    (damaged(2), FeedCode.FEED_BROKEN, Grade.WAIT),
    (unread(3), FeedCode.FEED_PASSWORD, Grade.LOOK),
    (unread(1), FeedCode.FEED_PASSWORD, Grade.KNOW),
    (moved_feed, Concern.FEED_MOVED, Grade.KNOW),
    (followed_feed, Concern.FEED_FOLLOWED, Grade.KNOW),
    (taken_down, Concern.STILL_OUT, Grade.LOOK),
    (decided(Reason(Code.CALMED, category="Allerta", lane="news")), Code.CALMED, Grade.LOOK),
    (decided(Reason(Code.PERHAPS_URGENT, words="rogo", lane="news")), Code.PERHAPS_URGENT, Grade.LOOK),
    (digest(Reason(Concern.DIGEST_LATE, hours=3)), Concern.DIGEST_LATE, Grade.LOOK),
    (digest(Reason(Code.TEMPLATE_BROKEN, said="x.j2")), Code.TEMPLATE_BROKEN, Grade.WAIT),
    (told(Remark.ACCOUNT_RESTRICTED), Remark.ACCOUNT_RESTRICTED, Grade.LOOK),
    (told(Remark.ACCOUNT_RESTRICTED, days=2), Remark.ACCOUNT_RESTRICTED, Grade.KNOW),
    (told(Remark.QUALITY_BACK), Remark.QUALITY_BACK, Grade.KNOW),
    (told_to_an_older_release, Remark.ACCOUNT_SAYS, Grade.LOOK),
    (template("PENDING"), Code.TEMPLATE_PENDING, Grade.KNOW),
    (link_of_news("https://altrove.example.com/x"), Concern.FOREIGN_LINK, Grade.KNOW),
    (link_of_news("https://comune.example.it@altrove.example.com/"), Concern.BAD_LINK, Grade.KNOW),
    (no_run, Concern.NOT_RUNNING, Grade.WAIT),
    (unconfirmed, Concern.UNCONFIRMED, Grade.KNOW),
    (served(mode="testers"), Concern.OLD_MODE, Grade.WAIT),
    (served(sum="another"), Concern.OLD_SETTINGS, Grade.KNOW),
    (in_doubt(0.1), Concern.UNCERTAIN, Grade.WAIT),
    (in_doubt(2), Concern.LONG_UNCERTAIN, Grade.KNOW),
    (no_receipts, Concern.UNANSWERED, Grade.KNOW),
    (ignored(Concern.REPORTS_UNREAD), Concern.REPORTS_UNREAD, Grade.LOOK),
    (ignored(Concern.REPORTS_UNREAD, 2), Concern.REPORTS_UNREAD, Grade.KNOW),
    (ignored(Concern.REPORTS_OF_OTHERS), Concern.REPORTS_OF_OTHERS, Grade.LOOK),
    (ignored(Concern.REPORTS_OUT_OF_TIME), Concern.REPORTS_OUT_OF_TIME, Grade.LOOK),
    (ignored(Concern.REPORTS_OF_OTHER_KINDS), Concern.REPORTS_OF_OTHER_KINDS, Grade.KNOW),
    (refused_on_a_page, Meaning.NOT_ALLOWED, Grade.WAIT),
]


# -- every view of it -------------------------------------------------------------------------------------


class Operators:
    """The operators' service, which takes every alert."""

    limit = 10_000

    def __init__(self) -> None:
        self.heard = ""

    def say(self, text: str, picture: object) -> bool:
        self.heard += text
        return True


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenCouncil]:
    """One news item is out on every channel, and nothing needs a person. Changes by a test are undone."""
    with town(tmp_path_factory.mktemp("situation") / "town") as here:
        here.tick()
        here.heartbeat()
        here.join(*(number(n) for n in range(1, 4)))
        here.stage.publish("Ponte", "Testo.")
        assert here.tick().exit_code == 0
        with here.open_council() as opened:
            opened.store.uptime_begin(now=opened.clock.time() + 1e6)
            yield opened


@pytest.fixture
def undone(council: OpenCouncil) -> Iterator[OpenCouncil]:
    council.store.connection.begin()
    yield council
    council.store.connection.rollback()


def heard(council: OpenCouncil) -> str:
    """The alert that the operators would get now."""
    council.operators = operators = Operators()
    asyncio.run(alerts.tell(council))
    return operators.heard


def test_a_damage_that_may_pass_is_told_to_nobody(undone: OpenCouncil) -> None:
    damaged(1)(undone)
    assert look(undone) == []


def test_of_a_quiet_town_nothing_is_told(council: OpenCouncil) -> None:
    assert look(council) == []
    assert heard(council) == ""
    assert "Da guardare" not in shown(council)
    assert "Da sapere" not in shown(council)


@pytest.mark.parametrize(
    ("circumstance", "code", "grade"),
    CIRCUMSTANCES,
    ids=[f"{code}-{grade.name}" for _, code, grade in CIRCUMSTANCES],
)
def test_what_needs_a_person_is_in_every_view(
    undone: OpenCouncil, circumstance: Callable[[OpenCouncil], None], code: Worded, grade: Grade
) -> None:
    circumstance(undone)
    [one] = look(undone)
    assert (one.reason.code, one.grade) == (code, grade)
    text, told_of = shown(undone), heard(undone)
    assert put(one.reason.sentence) in text
    assert ("Da guardare (1):" in text) == (grade >= Grade.LOOK)
    assert ("Da sapere:" in text) == (grade is Grade.KNOW)
    assert (one.words in told_of) == (grade >= Grade.LOOK)
    waiting = {one.key: one for one in look(undone, Grade.WAIT)}
    assert Report(waiting=waiting).exit_code == (3 if grade is Grade.WAIT else 0)


def test_a_lane_is_named_by_its_words(undone: OpenCouncil) -> None:
    nobody_hears(undone)
    assert "whatsapp, tipo: notizia: " in shown(undone)


def test_every_grade_is_among_the_circumstances() -> None:
    assert {grade for _, _, grade in CIRCUMSTANCES} == set(Grade)


def test_what_is_told_by_a_setting_is_in_every_view(here: Town) -> None:
    here.change(r"graph_version: v\S+", "graph_version: v22.0")
    with here.open_council() as council:
        found, text, told_of = look(council), shown(council), heard(council)
        assert {one.reason.code for one in found} == {Remark.GRAPH_UNKNOWN}
        assert all(one.words in text and one.words in told_of for one in found)
    assert "graph_version: v22.0 non è più servita" in here.call("check").stdout


def test_a_run_ends_with_three_as_long_as_something_waits(here: Town) -> None:
    with here.open_council() as council:
        told(Remark.ACCOUNT_RESTRICTED)(council)
    assert here.tick().exit_code == 0
    here.stage.publish("Ponte", "Testo.")
    here.tick()
    assert here.call("stop", "--channel", "facebook").returncode == 0
    report = here.tick()
    found = [(one.channel, one.reason.code) for one in report.waiting.values()]
    assert (report.exit_code, found) == (3, [("facebook", Code.STOPPED_BY_HAND)])


def test_programs_read_codes_and_facts(here: Town) -> None:
    with here.open_council() as council:
        unread(3)(council)
    [one] = json.loads(here.call("status", "--json").stdout)["situation"]
    assert one == {
        **{"code": "feed_password", "facts": {}, "grade": "look", "about": "feed portal, non letto 3 volte"},
        **{"item": 0, "channel": "", "feed": "portal", "state": ""},
    }


def test_of_one_key_the_weightiest_is_kept_and_a_feed_that_is_read_no_more_is_forgotten(
    undone: OpenCouncil,
) -> None:
    stopped(undone)
    nobody_hears(undone)
    found = {one.key: one.reason.code for one in look(undone)}
    assert found == {"facebook": Code.STOPPED_BY_HAND, "whatsapp": Code.NO_SERVE}
    assert [one.grade for one in look(undone)] == [Grade.WAIT, Grade.KNOW]
    silent_feed(undone)
    undone.store.connection.execute("UPDATE feed SET name = 'gone'")
    assert {one.key for one in look(undone)} == set(found)


def test_status_asks_for_nothing_that_is_not_in_the_situation() -> None:
    own = [one.text for one in sentences() if one.place[0].endswith(("staff/status.py", "staff/spending.py"))]
    assert own
    assert [text for text in own if "`" in text or ": {reason}" in text] == []
