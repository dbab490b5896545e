"""The digest: its news, recipients, times and text; and nobody gets one news item twice."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Channel
from pipeline import council_channels
from pipeline.concerns import Concern
from pipeline.desk.digest import Desk, last_period, trouble_of
from pipeline.desk.digest_text import FILLERS, DigestWriter, Voice, in_slots, template_for
from pipeline.model import Lane, News
from pipeline.reasons import Code, Reason
from pipeline.settings.reader import load
from pipeline.settings.sections import DigestConfig, Money, Weekday
from pipeline.settings.values import Config
from pipeline.stages.release.release import Releasing, release_chunk
from pipeline.stages.render.choice import Renderer
from pipeline.store import Store, deliveries, posts
from pipeline.store.allowance import Allowance, Courtesy
from pipeline.store.deliveries import Attempt, Holder
from tests.money.test_money import DAY, NOW, ROME, news, release, town_hall
from tests.moves import any_move
from tests.town import ROOT

FRIDAY = datetime(2026, 11, 27, 18, 0, tzinfo=ROME).timestamp()  # NOW is the Tuesday before, at noon
ALL, DIGEST, URGENT = 1, 2, 3  # citizens, by their choice


async def _still_there(link: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("count", "slots", "last"),
    [
        (2, 3, FILLERS[0]),
        (3, 3, "N2"),
        (4, 5, FILLERS[0]),
        (5, 5, "N4"),
        (6, 8, FILLERS[1]),
        (8, 8, "N7"),
        (9, 8, "e altre 2 notizie sul portale"),
        (40, 8, "e altre 33 notizie sul portale"),
    ],
)
def test_every_slot_of_a_digest_is_filled(count: int, slots: int, last: str) -> None:
    assert template_for(count) == (f"riepilogo_{slots}", slots)
    found = in_slots([Voice(f"N{n}") for n in range(count)], slots)
    assert (len(found), found[-1].title) == (slots, last)
    assert len({voice.title for voice in found}) == slots


@pytest.mark.parametrize(
    ("digest", "now", "end"),
    [
        (DigestConfig(), FRIDAY, FRIDAY),
        (DigestConfig(), FRIDAY - 1, FRIDAY - 7 * DAY),
        # On the Sunday of the change of the clocks 18:00 is 18:00 of that day's time.
        (
            DigestConfig(weekday=Weekday.SUNDAY),
            datetime(2026, 10, 26, tzinfo=ROME).timestamp(),
            datetime(2026, 10, 25, 18, tzinfo=ROME).timestamp(),
        ),
        (DigestConfig(every_days=1, hour=8), NOW, datetime(2026, 11, 24, 8, tzinfo=ROME).timestamp()),
    ],
)
def test_a_period_ends_at_its_hour_of_the_town(digest: DigestConfig, now: float, end: float) -> None:
    period = last_period(digest, ROME, now)
    assert period is not None
    assert period.end == end


def test_periods_follow_each_other_without_gap_or_overlap() -> None:
    for digest in (DigestConfig(), DigestConfig(every_days=14), DigestConfig(every_days=1)):
        found = [last_period(digest, ROME, NOW + n * DAY / 2) for n in range(200)]
        ends = sorted({period.end: period.start for period in found if period}.items())
        assert len(ends) > 5
        assert all(start == before for (before, _), (_, start) in itertools.pairwise(ends))
    assert last_period(DigestConfig(every_days=0), ROME, NOW) is None


class Council:
    """A store with three citizens, and the time."""

    def __init__(self, folder: Path) -> None:
        self.store: Store = town_hall(folder / "digest.db", citizens=3)
        self.config: Config = load(ROOT)
        channels = council_channels.channels(self.config, {}, with_secrets=False)
        self.channels: dict[str, Channel] = {"whatsapp": channels["whatsapp"]}
        self.now = NOW
        self.got: Counter[tuple[int, int]] = Counter()  # (citizen, item)
        for citizen, wants in ((DIGEST, "digest"), (URGENT, "urgent")):
            self.store.connection.execute("UPDATE subscriber SET wants = ? WHERE id = ?", (wants, citizen))

    def may_spend(self, euros: float) -> None:
        self.config = replace(self.config, money=Money(monthly_budget=euros))

    def wants(self, citizen: int, wish: str) -> None:
        self.store.connection.execute("UPDATE subscriber SET wants = ? WHERE id = ?", (wish, citizen))

    def approve(self, name: str, status: str) -> None:
        texts = dict.fromkeys(("category", "quality", "reason", "facts", "remote_id", "body", "footer"), "")
        about = {"channel": "whatsapp", "name": name, "language": "it", "status": status}
        self.store.save_template(**about, **texts, now=self.now)

    def publish(self, lane: Lane = Lane.NEWS) -> int:
        number = self.rows("SELECT count(*) FROM item")[0][0]
        item: int = self.store.insert_item(
            **dict.fromkeys(("summary", "text", "image", "image_alt", "place", "content_hash", "phase"), ""),
            source="portal",
            title=f"Notizia {number}, con un titolo lungo come ne scrivono i Comuni davvero",
            link="",
            category="Avvisi",
            categories="[]",
            lane=lane,
            published_at=self.now,
            now=self.now,
            revision=1,
            withdrawn_at=None,
        )
        news(self.store, lane, item=item, now=self.now)
        return item

    def write(self) -> None:
        desk = Desk(
            self.config,
            self.store,
            self.channels,
            lambda: Renderer(self.config, self.channels),
            _still_there,
        )
        asyncio.run(desk.write(self.now))

    def tick(self, later: float = 0.0, a_week: int = 0) -> None:
        """Let time pass; digests are made, and all due posts are sent."""
        self.now += later
        self.write()
        self.store.expire_posts(channel="whatsapp", now=self.now)
        release(self.store, self.config, self.now)
        for post in self.rows("SELECT id, item_id, kind, content FROM post WHERE state = 'sending'"):
            self.store.ensure_sender(name="whatsapp")
            self.store.lease_take(name="whatsapp", holder="t", epoch=1, expires_at=0.0)
            spared = Courtesy(a_week=a_week, week=self.now - 7 * DAY)
            allowance = Allowance(100, courtesy=spared)
            claimed = deliveries.claim(
                self.store, post["id"], Holder("t", 1), self.config.live, allowance, self.now
            )
            contents = {"": post["content"]}
            contents |= {row["name"]: row["content"] for row in self.store.versions(post_id=post["id"])}
            for row in claimed:
                if row["state"] == "sending":
                    attempt = Attempt(row["id"], row["attempt"], post["id"], "sent", message=f"x{row['id']}")
                    deliveries.accepted(self.store, [attempt], self.now)
                    told = [post["item_id"]]
                    if post["kind"] == "digest":
                        told = self.items_in(contents[row["version"]])
                    self.got.update((row["recipient"], item) for item in told)
            posts.settle(self.store, [post["id"]], self.now)

    def items_in(self, content: str) -> list[int]:
        """The ids of the items that a digest names."""
        titles = self.rows("SELECT id, title FROM item WHERE source = 'portal'")
        return [row["id"] for row in titles if row["title"].split(",")[0] + "," in content]

    def rows(self, sql: str) -> list[Any]:
        return self.store.connection.execute(sql).fetchall()

    def digests(self) -> list[tuple[str, str]]:
        return [(r["audience"], r["state"]) for r in self.rows("SELECT * FROM post WHERE kind = 'digest'")]


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    council = Council(tmp_path)
    yield council
    council.store.close()


def test_who_wants_the_digest_gets_all_news_there_and_the_others_had_them_at_once(council: Council) -> None:
    items = [council.publish() for _ in range(4)]
    council.publish(Lane.SERVICE)
    council.tick()
    assert council.got[ALL, items[0]] == 1
    assert council.got[DIGEST, items[0]] == 0
    council.tick(3 * DAY + 7 * 3600)  # Friday, 19:00
    council.tick(300)
    assert council.digests() == [("", "done")]
    assert all(council.got[ALL, one] == council.got[DIGEST, one] == 1 for one in items)
    assert not any(council.got[URGENT, one] for one in items)
    assert max(council.got.values()) == 1
    council.tick(7 * DAY)
    assert len(council.digests()) == 1  # nothing new, no digest


def test_news_beyond_the_number_of_a_week_come_in_the_digest(council: Council) -> None:
    """Service notices count, and always come. Who has had enough reads the rest, and nobody reads anything twice."""
    first, second = council.publish(), council.publish()
    council.tick(a_week=2)
    notice, third, fourth = council.publish(Lane.SERVICE), council.publish(), council.publish()
    council.tick(DAY, a_week=2)
    assert [council.got[ALL, one] for one in (first, second, notice, third, fourth)] == [1, 1, 1, 0, 0]
    skipped = council.rows("SELECT recipient FROM delivery WHERE reason = 'week_is_full'")
    assert [row["recipient"] for row in skipped] == [ALL, ALL]
    council.tick(2 * DAY + 7 * 3600, a_week=2)
    council.tick(300, a_week=2)
    assert [council.got[ALL, one] for one in (third, fourth)] == [1, 1]
    council.tick(7 * DAY, a_week=2)
    fifth = council.publish()
    council.tick(a_week=2)
    assert council.got[ALL, fifth] == 1  # another week
    council.tick(7 * DAY, a_week=2)
    assert council.digests().count(("", "done")) == 2
    assert council.got[ALL, fifth] == 1


def test_what_the_budget_had_no_room_for_comes_in_the_digest_and_never_by_itself(council: Council) -> None:
    council.may_spend(0.06)
    items = [council.publish() for _ in range(3)]
    council.tick()
    assert not council.got
    council.may_spend(100.0)
    council.tick(DAY)
    assert not council.got
    council.tick(2 * DAY + 7 * 3600)
    assert council.digests() == [("", "done")]
    assert all(council.got[ALL, one] == council.got[DIGEST, one] == 1 for one in items)


def test_a_digest_over_budget_is_over_and_its_news_are_not_put_off_again(council: Council) -> None:
    council.may_spend(0.001)
    council.publish()
    council.tick()
    council.tick(3 * DAY + 7 * 3600)
    assert council.digests() == [("", "expired")]
    council.may_spend(100.0)
    council.tick(7 * DAY)
    assert not council.got


def test_where_news_are_gathered_one_digest_goes_to_everybody(council: Council) -> None:
    council.config = replace(council.config, digest=DigestConfig(for_all=True))
    items = [council.publish() for _ in range(8)]
    notice = council.publish(Lane.SERVICE)
    council.tick()
    assert set(council.got) == {(ALL, notice), (DIGEST, notice)}
    council.tick(3 * DAY + 7 * 3600)
    assert council.digests() == [("", "done")]
    assert all(council.got[ALL, one] == council.got[DIGEST, one] == 1 for one in items)


def test_from_all_to_the_digest_nothing_comes_twice_and_nothing_is_missed(council: Council) -> None:
    before = [council.publish() for _ in range(3)]
    council.tick()
    council.wants(ALL, "digest")
    council.wants(DIGEST, "all")
    after = [council.publish() for _ in range(2)]
    council.tick(3600)
    assert [council.got[ALL, item] for item in before + after] == [1, 1, 1, 0, 0]
    assert [council.got[DIGEST, item] for item in before + after] == [0, 0, 0, 1, 1]
    council.tick(3 * DAY + 7 * 3600)
    assert all(council.got[citizen, item] == 1 for citizen in (ALL, DIGEST) for item in before + after)
    texts = council.rows("SELECT content FROM version")
    assert sorted(council.items_in(row["content"]) for row in texts) == [before, after]


def test_a_digest_leaves_refused_topics_and_other_zones_out(council: Council) -> None:
    sport, school, centre, for_all = (council.publish() for _ in range(4))
    for item, column, value in (
        (sport, "topics", "sport"),
        (school, "topics", "scuola"),
        (centre, "zones", "centro"),
    ):
        council.store.connection.execute(
            f"UPDATE post SET {column} = ? WHERE item_id = ?", (f'["{value}"]', item)
        )
    council.store.connection.execute(
        "UPDATE subscriber SET no_topics = '|sport|', zones = '|borgo|' WHERE id = ?", (DIGEST,)
    )
    council.tick()
    council.tick(3 * DAY + 7 * 3600)
    assert [council.got[DIGEST, item] for item in (sport, school, centre, for_all)] == [0, 1, 0, 1]


def test_for_whom_nothing_is_new_there_is_no_digest_and_no_cost(council: Council) -> None:
    council.publish()
    council.tick()
    council.wants(DIGEST, "all")
    council.wants(ALL, "digest")  # who has read it all
    council.tick(3 * DAY + 7 * 3600)
    digest = council.rows("SELECT p.id, p.estimate FROM post p WHERE kind = 'digest'")[0]
    recipients = council.rows(f"SELECT recipient FROM delivery WHERE post_id = {digest['id']}")
    assert [row["recipient"] for row in recipients] == [DIGEST]  # who had not got it
    assert digest["estimate"] == 57_200


def test_a_version_whose_template_is_not_approved_takes_another_that_is(council: Council) -> None:
    three = [council.publish() for _ in range(3)]
    council.tick()
    council.wants(ALL, "digest")
    last = council.publish()  # alone in a digest, it would take the template of its own
    council.tick(3600)
    for name, status in (
        ("notizia_portale", "PENDING"),
        ("riepilogo_3", "APPROVED"),
        ("riepilogo_5", "APPROVED"),
    ):
        council.approve(name, status)
    council.tick(3 * DAY + 7 * 3600)
    versions = council.rows("SELECT content FROM version")
    assert [council.items_in(row["content"]) for row in versions] == [[last]]
    assert '"template": "riepilogo_3"' in versions[0]["content"]
    assert [council.got[ALL, item] for item in (*three, last)] == [1, 1, 1, 1]


def test_held_withdrawn_and_cancelled_items_are_in_no_digest(council: Council) -> None:
    held, gone, cancelled = (council.publish() for _ in range(3))
    for item, state in ((held, "held"), (cancelled, "cancelled")):
        with any_move(council.store):
            council.store.connection.execute("UPDATE post SET state = ? WHERE item_id = ?", (state, item))
    council.tick()
    council.store.withdraw_item(id=gone, now=council.now)
    council.tick(3 * DAY + 7 * 3600)
    assert council.digests() == []


def said(council: Council) -> Reason | None:
    return trouble_of(council.store, "whatsapp", council.now)


def test_a_digest_whose_hour_was_missed_is_made_late_and_a_person_is_told(council: Council) -> None:
    item = council.publish()
    council.tick()
    council.tick(5 * DAY)  # Sunday, noon
    assert council.digests() == [("", "done")]
    assert council.got[DIGEST, item] == 1
    assert said(council) == Reason(Concern.DIGEST_LATE, hours=42)
    council.tick(2 * DAY)
    assert said(council) is None


def test_in_time_nobody_is_told(council: Council) -> None:
    council.publish()
    council.tick()
    council.tick(3 * DAY + 6 * 3600 + 1800)
    assert council.digests() == [("", "done")]
    assert said(council) is None


@pytest.mark.parametrize("before", [True, False], ids=["with a digest before", "the very first"])
def test_too_late_its_news_come_in_the_next_and_a_person_is_told_until_then(
    council: Council, before: bool
) -> None:
    if before:
        early = council.publish()
        council.tick()
        council.tick(3 * DAY + 7 * 3600)
        assert council.got[DIGEST, early] == 1
        council.tick(3 * DAY)  # Monday
    first, made = council.publish(), len(council.digests())
    council.tick()
    council.now = FRIDAY + (7 * DAY if before else 0) + 3.1 * DAY  # off from then until the Monday after
    council.tick()
    assert len(council.digests()) == made
    trouble = said(council)
    assert trouble is not None
    assert trouble.code is Concern.DIGEST_MISSED
    assert str(trouble.facts["day"]).startswith("2026-1")
    second = council.publish()
    council.tick()
    council.tick(3.92 * DAY)
    assert len(council.digests()) == made + 1  # never two at once
    assert council.got[DIGEST, first] == council.got[DIGEST, second] == 1
    assert max(council.got.values()) == 1
    assert said(council) is None


def test_of_several_missed_digests_one_is_made(council: Council) -> None:
    council.config = replace(council.config, digest=DigestConfig(every_days=1, hour=10))
    items = []
    for _ in range(4):
        items.append(council.publish())
        council.now += DAY
        council.store.expire_posts(channel="whatsapp", now=council.now)
        release(council.store, council.config, council.now)
    council.tick()
    assert len(council.digests()) == 1
    council.tick(DAY)
    assert all(council.got[DIGEST, item] == 1 for item in items)


def test_what_went_out_while_there_were_no_digests_is_in_none(council: Council) -> None:
    item = council.publish()
    council.store.connection.execute("UPDATE post SET audience = ''")
    council.tick()
    assert council.got[DIGEST, item] == 1
    council.tick(3 * DAY + 7 * 3600)
    assert council.digests() == []


def test_a_broken_template_is_told_until_it_is_mended(council: Council, tmp_path: Path) -> None:
    council.publish()
    council.publish()
    council.tick()
    whole, council.config = council.config, replace(council.config, folder=tmp_path)
    council.tick(3 * DAY + 7 * 3600)
    trouble = said(council)
    assert trouble is not None
    assert trouble.code is Code.TEMPLATE_BROKEN
    council.config = whole
    council.tick(300)
    assert said(council) == Reason(Concern.DIGEST_LATE, hours=1)


def test_killed_before_the_commit_a_digest_is_made_by_the_next_run(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    council.publish()
    council.tick()
    run = council.store.count

    def killed(name: str, /, **values: Any) -> int:
        if name == "set_setting":
            raise KeyboardInterrupt
        return run(name, **values)

    council.now = FRIDAY + 60
    monkeypatch.setattr(council.store, "count", killed)
    with pytest.raises(KeyboardInterrupt):
        council.write()
    monkeypatch.undo()
    assert council.digests() == []
    council.tick()
    council.tick()
    assert council.digests() == [("", "done")]


@pytest.mark.parametrize("count", range(1, 11))
def test_a_digest_fits_with_long_titles_and_no_parameter_is_empty(council: Council, count: int) -> None:
    for _ in range(count):
        item = council.publish()
        long = "Avviso pubblico per la concessione di contributi a favore di associazioni " * 4
        council.store.connection.execute("UPDATE item SET title = ? WHERE id = ?", (long, item))
    council.tick()
    council.tick(3 * DAY + 7 * 3600)
    assert said(council) is None
    assert council.digests() == [("", "done")]


def test_a_broken_template_loses_no_news(council: Council, tmp_path: Path) -> None:
    council.publish()
    council.publish()
    council.tick()
    whole, council.config = council.config, replace(council.config, folder=tmp_path)
    council.tick(3 * DAY + 7 * 3600)
    assert "riepilogo_3" in str(said(council))
    council.config = whole
    council.tick(300)
    assert council.digests() == [("", "done")]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_nobody_gets_one_news_twice_whatever_the_budget_does(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    council, chance = Council(tmp_path_factory.mktemp("town")), random.Random(seed)
    for _ in range(25):
        what = chance.random()
        if what < 0.5:
            council.publish(chance.choice([Lane.NEWS, Lane.NEWS, Lane.SERVICE]))
        elif what < 0.7:
            council.may_spend(chance.choice([0.0, 0.05, 0.2, 0.5, 100.0]))
        elif what < 0.8:
            council.wants(chance.choice([ALL, DIGEST]), chance.choice(["all", "digest"]))
        elif what < 0.85:
            gathers = DigestConfig(for_all=not council.config.digest.for_all)
            council.config = replace(council.config, digest=gathers)
        council.tick(chance.choice([0.0, 300.0, 0.7 * DAY, 2 * DAY]))
    assert max(council.got.values(), default=0) <= 1
    assert council.rows("SELECT 1 FROM delivery d JOIN post p ON p.id = d.post_id WHERE p.deferred") == []
    council.store.close()


def test_a_page_that_wants_digests_gets_one_post_instead_of_many(council: Council) -> None:
    page = next(one for one in council.config.channels if one.name == "facebook")
    council.config = replace(
        council.config,
        channels=tuple(replace(one, digest=one is page) for one in council.config.channels),
    )
    council.channels = {"facebook": council_channels.build(council.config, {}, page, with_secrets=False)}
    gates = council_channels.gates(council.config, "facebook", council.channels["facebook"])
    sender = Releasing("facebook", council.config.live, broadcast=False, gates=gates)
    news, notice = council.publish(), council.publish(Lane.SERVICE)
    council.store.connection.execute("UPDATE post SET channel = 'facebook'")
    while release_chunk(council.store, sender, list(Lane), council.now):
        pass
    began = council.rows("SELECT item_id FROM post WHERE state = 'sending'")
    assert [row["item_id"] for row in began] == [notice]
    council.now = FRIDAY + 60
    council.write()
    digest = council.rows("SELECT content FROM post WHERE kind = 'digest'")
    assert [council.items_in(row["content"]) for row in digest] == [[news]]
    council.now += 7 * DAY
    council.write()
    assert len(council.digests()) == 1


def test_a_line_of_a_digest_tells_the_day_of_the_event_and_never_that_of_its_publication(
    council: Council,
) -> None:
    writer = DigestWriter(
        council.config, "whatsapp", council.channels["whatsapp"], Renderer(council.config, {})
    )
    concert, office = (
        News(title, "", text, "https://x/", "Eventi", ("Eventi",), Lane.NEWS, NOW)
        for title, text in (
            ("Concerto in teatro", "Il concerto si tiene sabato 5 dicembre alle 21."),
            ("Nuovi orari", ""),
        )
    )
    text = writer.content([concert, office]).text
    assert "Concerto in teatro (sabato 5 dicembre alle 21)" in text
    assert "Nuovi orari\n" in text
    assert "24/11" not in text
