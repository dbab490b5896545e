"""An election period (L. 28/2000): what is decided in it, what its gate stops, and what never comes out later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from pipeline.known import KnownItem, KnownPost
from pipeline.model import Action, Decision, Edits, Entry, Identified, Kind, Lane, PostState
from pipeline.reasons import Code, Reason, read
from pipeline.settings.election import Election, election_at, last_begun, next_near
from pipeline.settings.reader import load
from pipeline.settings.values import Feed
from pipeline.staff.check.desk import desk_remarks
from pipeline.stages.decide.decide import content_hash, decide
from pipeline.stages.decide.view import ChannelView, View
from pipeline.stages.release.election_gate import ElectionGate
from pipeline.stages.release.template_gate import TemplateGate
from tests.contract.stub import Stub
from tests.desk.test_digest import ALL, DIGEST, Council
from tests.money.test_money import DAY, ROME
from tests.sending import Post
from tests.town import ROOT, Town, number

VOTE = Election("Comunali", date(2027, 3, 15), date(2027, 4, 10), ("Mario Rossi", "Ostiglia Futura"))
NOON = datetime(2027, 3, 20, 12, tzinfo=ROME).timestamp()


def at(day: str) -> float:
    return datetime.fromisoformat(day).replace(tzinfo=ROME).timestamp()


VIEW = View(
    now=NOON,
    feed=Feed("portal", "https://c.example.it/feed/"),
    channels=(
        ChannelView("whatsapp", broadcast=True),
        ChannelView("page", broadcast=False, edits=Edits.EDIT),
    ),
    lanes={"allerta": Lane.EMERGENCY, "avvisi": Lane.SERVICE},
    elections=(VOTE,),
    read_at=NOON - 300,
    zone=ROME,
)


def entry(title: str, *categories: str, published: float | None = NOON, text: str = "Testo.") -> Entry:
    return Entry("g1", "https://c.example.it/1", title, "", text, categories, published)


def decided(one: Entry, view: View = VIEW, known: KnownItem | None = None) -> Decision:
    items = {1: known} if known else {}
    [decision] = decide([Identified(one, ("guid:g1",), 1 if known else None)], items, view)
    return decision


def outcome(one: Entry, view: View = VIEW) -> tuple[Action, Reason]:
    found = {(v.action, v.reason) for v in decided(one, view).verdicts}
    assert len(found) == 1, "not the same on all channels"
    return found.pop()


@pytest.mark.parametrize(
    ("now", "on"),
    [
        ("2027-03-14T23:59:59", False),
        ("2027-03-15T00:00:00", True),
        ("2027-03-28T02:30:00", True),  # the clocks change in between
        ("2027-04-10T23:59:59", True),
        ("2027-04-11T00:00:00", False),
    ],
)
def test_a_period_is_whole_days_of_the_council(now: str, on: bool) -> None:
    assert (election_at((VOTE,), at(now), ROME) is VOTE) is on


def test_a_period_is_told_of_before_and_remembered_afterwards() -> None:
    assert next_near((VOTE,), at("2027-02-21T00:00:00"), ROME) is None
    assert next_near((VOTE,), at("2027-02-23T00:00:00"), ROME) is VOTE
    assert last_begun((VOTE,), at("2027-03-14T12:00:00"), ROME) is None
    assert last_begun((VOTE,), at("2028-01-01T12:00:00"), ROME) is VOTE


@pytest.mark.parametrize(
    ("one", "action", "code"),
    [
        (entry("Sagra della zucca"), Action.SKIP, Code.ELECTION_NEWS),
        (entry("Mario Rossi inaugura il ponte"), Action.SKIP, Code.ELECTION_NEWS),
        (entry("Anagrafe chiusa", "Avvisi"), Action.HOLD, Code.ELECTION_SERVICE),
        (entry("Tessera elettorale: orari dello sportello"), Action.HOLD, Code.ELECTION_VOTERS),
        (entry("Seggi: dove si vota", "Avvisi"), Action.HOLD, Code.ELECTION_VOTERS),
        (entry("Il sindaco: anagrafe chiusa", "Avvisi"), Action.HOLD, Code.ELECTION_NAMES),
        (entry("Anagrafe chiusa", "Avvisi", text="Lo dice MARIO  ROSSI."), Action.HOLD, Code.ELECTION_NAMES),
        (entry("Ordinanza sindacale: acqua razionata", "Avvisi"), Action.HOLD, Code.ELECTION_SERVICE),
        (entry("Allerta rossa: restare in casa", "Allerta"), Action.PUBLISH, Code.NEW),
        (entry("Allerta rossa, parla il sindaco", "Allerta"), Action.PUBLISH, Code.PASSED_NAMES),
        (entry("Revocata l'allerta rossa", "Allerta"), Action.PUBLISH, Code.NEW),
    ],
)
def test_an_emergency_passes_a_notice_waits_and_news_is_skipped(
    one: Entry, action: Action, code: Code
) -> None:
    found, reason = outcome(one)
    assert (found, reason.code) == (action, code)


def test_outside_the_period_nothing_is_different() -> None:
    for now in (at("2027-03-14T12:00:00"), at("2027-04-11T12:00:00")):
        for title in ("Sagra della zucca", "Il sindaco Mario Rossi inaugura il ponte", "Tessera elettorale"):
            one = entry(title, published=now)
            assert outcome(one, replace(VIEW, now=now)) == (Action.PUBLISH, Reason(Code.NEW))
            assert decided(one, replace(VIEW, now=now)).lane is Lane.NEWS


def test_news_of_the_period_that_is_first_read_afterwards_is_skipped_too() -> None:
    view = replace(VIEW, now=at("2027-04-11T00:10:00"), read_at=0.0)
    skipped = Action.SKIP, Reason(Code.ELECTION_NEWS, election="Comunali")
    assert outcome(entry("Sagra", published=at("2027-04-10T21:00:00")), view) == skipped
    assert outcome(entry("Sagra", published=at("2027-04-11T00:05:00")), view)[0] is Action.PUBLISH
    assert (
        outcome(entry("Anagrafe chiusa", "Avvisi", published=at("2027-04-10T21:00:00")), view)[0]
        is Action.PUBLISH
    )


def test_news_dated_ahead_into_a_period_is_not_of_it() -> None:
    view = replace(VIEW, now=at("2027-03-14T12:00:00"))
    assert outcome(entry("Sagra", published=at("2027-03-15T09:00:00")), view)[0] is Action.PUBLISH


def published_before(title: str, *categories: str) -> tuple[Entry, KnownItem]:
    was = entry(title, *categories, published=at("2027-03-13T12:00:00"))
    posts = {"page": KnownPost(PostState.DONE, True), "whatsapp": KnownPost(PostState.DONE, True)}
    return was, KnownItem(1, 1, content_hash(was), at("2027-03-13T12:00:00"), False, posts)


@pytest.mark.parametrize("edits", [Edits.EDIT, Edits.FOLLOW_UP, Edits.ASK, Edits.DELETE])
def test_earlier_news_is_not_edited_either_but_may_be_taken_down(edits: Edits) -> None:
    was, item = published_before("Sagra della zucca")
    channels = (ChannelView("page", broadcast=False, edits=edits),)
    view = replace(VIEW, channels=channels)
    found = {v.kind: v.action for v in decided(replace(was, title="Sagra del melone"), view, item).verdicts}
    wanted = Action.PUBLISH if edits is Edits.DELETE else Action.SKIP
    assert all(action is wanted for kind, action in found.items() if kind is not Kind.PUBLISH)


def test_what_was_skipped_is_not_published_by_an_edit_after_the_period() -> None:
    was = entry("Sagra della zucca")
    item = KnownItem(1, 1, content_hash(was), NOON, False, {})
    view = replace(VIEW, now=at("2027-04-12T12:00:00"))
    assert {v.action for v in decided(replace(was, title="Sagra del melone"), view, item).verdicts} == {
        Action.SKIP
    }


# -- the gate ----------------------------------------------------------------------------------------


@pytest.fixture
def post(tmp_path: Path, meta: Stub) -> Post:
    return Post(tmp_path, meta.url, citizens=60)


def calls_election(post: Post, first: int, days: int = 10) -> Election:
    """An election period that begins `first` days from today, in the post's sender."""
    today = datetime.fromtimestamp(post.clock.now, ROME).date().toordinal()
    found = Election("voto", date.fromordinal(today + first), date.fromordinal(today + first + days - 1))
    post.sender = replace(post.sender, gates=(ElectionGate((found,), ROME), TemplateGate()))
    return found


def state(post: Post, number: int = 1) -> tuple[str, Reason | None]:
    row = post.store.post(id=number)
    assert row is not None
    return row["state"], read(row)


NEWS_ENDS = "cancelled", Reason(Code.ELECTION_NEWS, election="voto")


def test_news_made_before_the_period_ends_when_it_begins(post: Post, meta: Stub) -> None:
    post.announce(lane=Lane.NEWS, hours=90)
    election = calls_election(post, first=1)
    post.clock.now = election.starts(ROME) + 60
    post.drain()
    assert (state(post), meta.posts) == (NEWS_ENDS, [])
    assert post.rows("SELECT action, reason FROM decision") == [("skip", "election_news")]


def test_a_broadcast_of_news_stops_in_the_middle(post: Post, meta: Stub) -> None:
    post.announce(lane=Lane.NEWS, hours=90)
    post.store.connection.execute("UPDATE subscriber SET state = 'suspended' WHERE id > 20")
    post.drain()
    assert len(meta.posts) == 20
    post.store.connection.execute(
        "UPDATE delivery SET state = 'pending', reason = '' WHERE state = 'skipped'"
    )
    post.store.connection.execute("UPDATE post SET state = 'sending', done_at = NULL")
    post.store.connection.execute("UPDATE subscriber SET state = 'active'")
    calls_election(post, first=0)
    post.drain()
    assert (state(post), len(meta.posts)) == (NEWS_ENDS, 20)


@pytest.mark.parametrize("how", ["due", "held", "paused"])
def test_news_that_waited_through_the_whole_period_never_goes(post: Post, meta: Stub, how: str) -> None:
    post.announce(lane=Lane.NEWS, hours=900)
    election = calls_election(post, first=1)
    post.store.connection.execute("UPDATE post SET state = ?", (how,))
    post.clock.now = election.ends(ROME) + 60  # nothing ran meanwhile
    ElectionGate((election,), ROME).close(post.store, "whatsapp", post.clock.now)
    post.drain()
    assert (state(post), meta.posts) == (NEWS_ENDS, [])
    post.announce(lane=Lane.NEWS, hours=90)  # and what comes afterwards does
    post.drain()
    assert len(meta.posts) == 60


def test_a_notice_made_before_the_period_waits_for_a_reason(post: Post, meta: Stub) -> None:
    post.announce(lane=Lane.SERVICE, hours=90)
    election = calls_election(post, first=1)
    post.clock.now = election.starts(ROME) + 60
    post.drain()
    assert (state(post), meta.posts) == (("paused", Reason(Code.ELECTION_SERVICE, election="voto")), [])
    assert post.rows("SELECT release_to FROM post") == [(None,)]  # it has not even begun


def test_emergencies_and_replies_are_in_nobodys_way(post: Post, meta: Stub) -> None:
    calls_election(post, first=0)
    post.announce(lane=Lane.EMERGENCY)
    post.drain()
    assert (state(post), len(meta.posts)) == (("done", None), 60)


# -- the whole ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [25, 26])  # before the digest of Friday the 27th, or over it
def test_no_digest_falls_into_a_period_and_none_tells_of_before(tmp_path: Path, first: int) -> None:
    council = Council(tmp_path)
    before = [council.publish(), council.publish()]
    council.tick()  # Tuesday, at once to most
    election = Election("voto", date(2026, 11, first), date(2026, 11, first + 1))
    council.config = replace(council.config, elections=(election,))
    council.tick(at("2026-11-27T18:10:00") - council.now)
    assert council.digests() == []
    council.tick(at("2026-11-29T12:00:00") - council.now)
    after = council.publish()
    council.tick()
    council.tick(6 * DAY)
    assert {item for citizen, item in council.got if citizen == DIGEST} == {after}
    assert {item for citizen, item in council.got if citizen == ALL} == {*before, after}
    council.store.close()


def with_election(town: Town, days: int = 3) -> None:
    today = datetime.fromtimestamp(town.clock.time(), ROME).date()
    until = date.fromordinal(today.toordinal() + days - 1)
    town.change(r"^elections: .*", f"elections: [{{name: Comunali, from: {today}, to: {until}}}]")


def test_a_town_in_an_election_period(here: Town) -> None:
    here.join(number(1))
    with_election(here)
    here.stage.publish("Sagra della zucca", "Domenica in piazza.", categories=["Notizie"])
    here.stage.publish("Sportello tributi chiuso", "Domani mattina.", categories=["Avvisi"])
    here.stage.publish("Allerta rossa", "Restate in casa.", categories=["Allerta"])
    for _ in range(2):
        here.tick()
    texts = [one["text"] for one in here.stage.phones()[number(1)]]
    assert ["rossa" in text for text in texts] == [True]
    assert {copies for title in ("Sagra", "Sportello tributi") for copies in here.copies(title)} == set()
    assert (
        "periodo elettorale «Comunali» (L. 28/2000): le notizie non escono"
        in here.call("why", "Sagra").stdout
    )
    told = here.call("status").stdout
    assert "approve" in told
    assert "periodo elettorale «Comunali» fino al" in told

    refused = here.call("approve", "Sportello tributi")
    assert refused.returncode == 1
    assert "--because" in refused.stdout
    assert here.call("approve", "tutto", "--because", "boh").returncode == 1
    assert here.call("approve", "Sportello tributi", "--because", "Serve per le tessere.").returncode == 0
    here.tick()
    assert here.copies("Sportello tributi")["facebook"] == 1
    why = here.call("why", "Sportello tributi").stdout
    assert "è indispensabile: Serve per le tessere." in why

    here.clock.ahead += 4 * DAY  # it is over
    for _ in range(2):
        here.tick()
    assert here.copies("Sagra") == {}


def test_the_tray_gives_no_news_to_share_in_a_period(here: Town) -> None:
    here.change(r"(type: assisted\n    enabled: )false", r"\1true")
    here.tick()
    here.stage.publish("Sagra della zucca", "Domenica in piazza.", categories=["Notizie"])
    here.tick()
    assert "Sagra" in here.call("tray").stdout
    with_election(here)
    here.tick()
    assert "Sagra" not in here.call("tray").stdout


def test_cards_have_no_coat_of_arms_in_a_period(here: Town) -> None:
    from pipeline.stages.render.choice import in_period

    config = replace(here.config, council=replace(here.config.council, crest="stemma.png"))
    assert in_period(config, NOON).council.crest == "stemma.png"
    assert in_period(replace(config, elections=(VOTE,)), NOON).council.crest == ""


def test_check_tells_of_a_period_that_is_on_near_or_long() -> None:
    config = replace(load(ROOT), elections=(VOTE, Election("lungo", date(2028, 1, 1), date(2028, 4, 15))))

    def told(day: str) -> list[str]:
        return [str(one) for one in desk_remarks(config, at(day))]

    on, long = told("2027-03-20T12:00:00")
    assert "election period «Comunali» until 10/04/2027" in on
    assert "«lungo» lasts 106 days" in long
    assert "from 15/03/2027" in told("2027-03-01T12:00:00")[0]
    assert len(told("2027-02-01T12:00:00")) == 1


def test_check_tells_of_a_feed_that_a_rule_leaves_out() -> None:
    config = load(ROOT)
    albo = replace(config.feeds[0], name="atti", url="https://c.example.it/albo-pretorio/feed/")
    [said] = desk_remarks(replace(config, feeds=(*config.feeds, albo)), NOON)
    assert str(said).startswith("feed atti: rule «albo»")


def test_nothing_is_sent_again_by_hand_in_a_period(here: Town) -> None:
    """A page refused news and a notice before the period: in it neither goes once more; the notice does afterwards."""
    for title, category in (("Sagra della zucca", "Notizie"), ("Sportello tributi chiuso", "Avvisi")):
        here.stage.publish(title, "Domani.", categories=[category])
    here.tick()
    failed = "UPDATE delivery SET state = 'failed' WHERE state = 'sent' AND recipient = 0"
    with here.open_council() as opened:
        opened.store.connection.execute(failed)
    with_election(here)
    for title in ("Sagra", "Sportello tributi"):
        done = here.call("resend", title, "--channel", "facebook", "--yes")
        assert (done.returncode, "periodo elettorale" in done.stdout) == (1, True)
    here.change(r"^elections: .*", "elections: []")
    assert here.call("resend", "Sportello tributi", "--channel", "facebook", "--yes").returncode == 0
