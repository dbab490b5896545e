"""One list of all matters that need a person. `status`, the alerts and the exit code of `run` are views of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from channels.base import Channel
from channels.meanings import Meaning
from channels.remarks import ASKS_NOTHING, Remark
from channels.sentence import Sentence
from channels.value import dataclass
from pipeline.concerns import Concern
from pipeline.desk import digest
from pipeline.model import Lane, PostState
from pipeline.money.budget import month
from pipeline.portals.flaws import LASTING
from pipeline.portals.vanished import UNDECIDED
from pipeline.reasons import Code, Reason, read
from pipeline.settings.election import election_at, next_near
from pipeline.settings.values import Config
from pipeline.staff import tray
from pipeline.staff.limits import limit_warnings
from pipeline.staff.room import little_room
from pipeline.staff.running import not_running
from pipeline.staff.serving import old_settings
from pipeline.staff.trouble import Grade, Trouble
from pipeline.stages.deliver.breaker import blocked_lanes
from pipeline.stages.deliver.edits_again import EDITS_FOR
from pipeline.stages.release.template_gate import APPROVED, standing_of
from pipeline.stages.render.links import foreign_hosts
from pipeline.stages.settle import not_obeyed
from pipeline.store import Store
from pipeline.store.going_back import has_gone_back
from pipeline.terms import elements_worded, lanes_worded

if TYPE_CHECKING:
    from pipeline.store.statements import AccountNewsRow, FeedsRow, TemplatesRow

UNREAD = 3  # failed polls of a feed in a row before the operators get an alert
RESTED = 600.0  # seconds of a sender's rest before they get an alert
DAY = 86400.0  # seconds for which alerts name an uncertain delivery, or news from a provider
WEEK = 7 * DAY  # seconds for which `status` shows providers' news, foreign links and unanswered posts


@dataclass(frozen=True)
class Situation:
    """The situation of one council at one moment (`now`: Unix seconds). Reads the store, changes nothing."""

    config: Config
    store: Store
    channels: Mapping[str, Channel]
    now: float

    def troubles(self, least: Grade = Grade.KNOW) -> list[Trouble]:
        """The troubles of at least this grade, the most serious first; for each key only the most serious one."""
        found = [*self._posts(), *self._alone(), *self._senders(), *self._council(), *self._feeds()]
        found += [one for name in self.channels for one in self._channel(name)]
        if least is Grade.KNOW:
            found += self._to_know()  # reads more rows than a tick should
        kept: dict[str, Trouble] = {}
        for one in sorted(found, key=lambda one: one.grade, reverse=True):
            if one.grade >= least:
                kept.setdefault(one.key, one)
        return list(kept.values())

    def _posts(self) -> Iterator[Trouble]:
        for row in self.store.held_posts():
            key, reason = f"{row['channel']} {row['id']}", _reason_of(row)
            item, about = row["item_id"], _item(row["title"], row["item_id"])
            yield Trouble(
                key, Grade.WAIT, about, reason, item, row["channel"], state=row["state"], post=dict(row)
            )
        for one in tray.waiting(self.store, self.config, self.channels, self.now):
            if one.late:
                reason = Reason(Concern.NOT_SHARED, title=one.title)
                yield Trouble(f"{one.place} {one.number}", Grade.WAIT, one.place, reason)
        since = self.now - DAY
        for told in (*self.store.told_of(since=since), *self.store.unsure_of(since=since)):
            about, number, reason = _item(told["title"], told["item_id"]), told["item_id"], _reason_of(told)
            yield Trouble(f"{reason.code} {number}", Grade.LOOK, about, reason, number, plain=True)
        for taken in self.store.taken_down(since=self.now - UNDECIDED):
            about, number = _item(taken["title"], taken["id"]), taken["id"]
            yield Trouble(f"taken down {number}", Grade.LOOK, about, Reason(Concern.STILL_OUT), number)

    def _alone(self) -> Iterator[Trouble]:
        """What one person let go of the things that need two: all operators are told."""
        for row in self.store.acts_alone(since=self.now - DAY):
            about, number = _item(row["title"] or "?", row["item_id"]), row["item_id"]
            reason = Reason(Concern.APPROVED_ALONE, who=row["who"])
            yield Trouble(f"alone {number} {row['channel']}", Grade.LOOK, about, reason, number, plain=True)

    def _senders(self) -> Iterator[Trouble]:
        for row in self.store.waiting_senders():
            name = row["name"]
            yield Trouble(name, Grade.WAIT, name, _reason_of(row, "halted"), channel=name)
        for name, reason in limit_warnings(self.store, self.channels, self.config.live):
            yield Trouble(f"{name} limit", Grade.WAIT, name, reason, channel=name, plain=True)

    def _council(self) -> Iterator[Trouble]:
        if has_gone_back(self.store):
            yield Trouble("database", Grade.WAIT, Sentence("database"), Reason(Concern.GONE_BACK), plain=True)
        if missing := not_running(self.config, self.store, self.now):
            yield Trouble("run", Grade.WAIT, "run", missing, plain=True)
        if little := little_room(self.config):
            yield Trouble("disk", Grade.LOOK, Sentence("the disk"), little, plain=True)
        if old := old_settings(self.config, self.store, self.now):
            grade = Grade.WAIT if old.code is Concern.OLD_MODE else Grade.KNOW
            yield Trouble("serve", grade, "serve", old, plain=True)
        if over := month(self.store, self.config, self.now).over:
            yield Trouble("money", Grade.WAIT, Sentence("costs"), over)
        if self.store.setting(name="renamed categories"):  # mostly there are none
            yield from self._renamed(Grade.LOOK)
        yield from self._election()
        for one in not_obeyed.counts(self.store, self.now):
            look = one.why is not Concern.REPORTS_OF_OTHER_KINDS and one.at > self.now - DAY
            grade, about = Grade.LOOK if look else Grade.KNOW, Sentence("the webhook")
            yield Trouble(str(one.why), grade, about, Reason(one.why, count=one.count), plain=True)
        if count := self.store.uncertain_count(since=self.now - DAY):
            about, reason = Sentence("uncertain deliveries"), Reason(Concern.UNCERTAIN, count=count)
            yield Trouble("uncertain", Grade.WAIT, about, reason)

    def _renamed(self, grade: Grade) -> Iterator[Trouble]:
        """Categories that the portal has renamed; what only their names say is no more than to be known."""
        from pipeline.staff.renamed_lines import renamed

        for name, reason in renamed(self.config, self.store, self.now, by_names=grade is Grade.KNOW):
            yield Trouble(f"category {name}", grade, Sentence("categories"), reason, plain=True)

    def _election(self) -> Iterator[Trouble]:
        """The election period that is on, or near. Operators are told on its first day."""
        zone, elections = ZoneInfo(self.config.council.timezone), self.config.elections
        if on := election_at(elections, self.now, zone):
            fresh = self.now < on.starts(zone) + DAY
            reason = Reason(Concern.ELECTION_ON, election=on.name, day=f"{on.to}")
            yield Trouble(
                "election", Grade.LOOK if fresh else Grade.KNOW, Sentence("elections"), reason, plain=True
            )
        elif near := next_near(elections, self.now, zone):
            reason = Reason(Concern.ELECTION_NEAR, election=near.name, day=f"{near.from_}")
            yield Trouble("election near", Grade.KNOW, Sentence("elections"), reason, plain=True)

    def _feeds(self) -> Iterator[Trouble]:
        """Troubles of the feeds in config.yaml: other feeds are no longer read."""
        names = {feed.name for feed in self.config.feeds}
        for feed in self.store.feeds():
            if feed["name"] in names:
                yield from self._feed(feed)

    def _feed(self, feed: FeedsRow) -> Iterator[Trouble]:
        name, about = feed["name"], Sentence("feed {name}", name=feed["name"])
        if alarm := read(feed, "alarm", "alarm_facts"):
            yield Trouble(f"feed {name} alarm", Grade.WAIT, about, alarm, feed=name)
        if feed["flawed"] >= LASTING and (flaw := read(feed, "flaw", "flaw_facts")):
            yield Trouble(f"feed {name} flaw", Grade.WAIT, about, flaw, feed=name, plain=True)
        if feed["failures"]:
            grade = Grade.LOOK if feed["failures"] >= UNREAD else Grade.KNOW
            error, n = _reason_of(feed, "error", "error_facts"), feed["failures"]
            times = Sentence(
                "feed {name}, not read {n} times", one="feed {name}, not read once", name=name, n=n
            )
            yield Trouble(f"feed {name}", grade, times, error, feed=name, plain=True)
        if feed["moved_to"]:
            followed = Reason(Concern.FEED_FOLLOWED, url=feed["moved_to"])
            moved = Reason(Concern.FEED_MOVED, url=feed["moved_to"], day=self._day(feed["moved_since"]))
            reason = followed if feed["adopted"] else moved
            yield Trouble(f"feed {name} moved", Grade.KNOW, about, reason, feed=name, plain=True)

    def _channel(self, name: str) -> Iterator[Trouble]:
        channel = self.channels[name]
        if not channel.capabilities.broadcast:
            yield from self._failed_on_page(name)
        blocked = blocked_lanes(self.store, name, channel.capabilities, self.now)
        if blocked and Reason(Concern.GONE_BACK) not in blocked.values():  # that concerns all channels alike
            lanes = json.dumps(list(blocked))
            waits = self.store.waits_in_lanes(channel=name, lanes=lanes, now=self.now) is not None
            about, reason = _blocked(name, list(blocked)), next(iter(blocked.values()))
            yield Trouble(name, Grade.WAIT if waits else Grade.KNOW, about, reason, channel=name)
        for row in self.store.expired(channel=name, since=self.now - DAY):
            if json.loads(row["facts"] or "{}").get("was") != PostState.HELD:
                continue
            about, number = _item(row["title"], row["item_id"]), row["item_id"]
            reason = Reason(Concern.NOT_APPROVED)
            yield Trouble(f"expired {number}", Grade.LOOK, about, reason, number, plain=True)
        if why := digest.trouble_of(self.store, name, self.now):
            grade = Grade.WAIT if why.code is Code.TEMPLATE_BROKEN else Grade.LOOK
            yield Trouble(f"{name} digest", grade, name, why, channel=name, plain=True)
        if minutes := self._resting(name):
            reason = Reason(Concern.RESTING, minutes=minutes)
            yield Trouble(f"{name} rests", Grade.LOOK, name, reason, channel=name)
        for one in channel.warnings(self.now):
            reason = Reason(one.remark, **one.facts)
            yield Trouble(f"{name} {one.remark}", Grade.LOOK, name, reason, channel=name, plain=True)
        for news in self.store.account_news(channel=name, since=self.now - WEEK):
            yield self._account(name, news)

    def _failed_on_page(self, name: str) -> Iterator[Trouble]:
        for edit in self.store.refused_edits(channel=name, since=self.now - EDITS_FOR, now=self.now):
            about = Sentence("{item}, {channel}", item=_item(edit["title"], edit["item_id"]), channel=name)
            reason = Reason(Concern.NOT_CHANGED, because=_reason_of(edit))
            yield Trouble(
                f"{name} {edit['id']}", Grade.LOOK, about, reason, edit["item_id"], name, plain=True
            )
        for row in self.store.failed_pages(channel=name, since=self.now - DAY):
            about = Sentence("{item}, {channel}", item=_item(row["title"], row["item_id"]), channel=name)
            key, reason = f"{name} {row['id']}", _reason_of(row)
            yield Trouble(key, Grade.WAIT, about, reason, row["item_id"], name, state="failed")

    def _account(self, name: str, news: AccountNewsRow) -> Trouble:
        old = {"said": f"{news['kind']} {news['text']}".strip()}  # a row of an old release has only these
        reason = read(news) or Reason(Remark.ACCOUNT_SAYS, **old)
        fresh = news["at"] > self.now - DAY and reason.code not in ASKS_NOTHING
        key = f"{name} {news['kind']} {reason.code} {reason.facts.get('said', '')}"
        when = self._day(news["at"])
        about = Sentence("{channel}, {when}", channel=name, when=f"{datetime.fromisoformat(when):%d/%m}")
        return Trouble(key, Grade.LOOK if fresh else Grade.KNOW, about, reason, channel=name, plain=True)

    def _resting(self, name: str) -> int:
        """Minutes for which a sender still rests at its provider's request; 0 = it does not, or nothing waits."""
        row = self.store.sender(name=name)
        left = row["not_before"] - self.now if row is not None else 0.0
        lanes = json.dumps([*Lane])
        if left < RESTED or self.store.waits_in_lanes(channel=name, lanes=lanes, now=self.now) is None:
            return 0
        return round(left / 60)

    def _to_know(self) -> Iterator[Trouble]:
        yield from self._incomplete()
        yield from self._renamed(Grade.KNOW)
        for name in self.channels:
            for row in self.store.templates(channel=name):
                if row["status"] != APPROVED or row["quality"] == "RED":
                    yield _template(name, row)
        links = [row["link"] for row in self.store.links_of_news(since=self.now - WEEK)]
        for host, n in foreign_hosts(links, self.config.council).items():
            reason = Reason(Concern.FOREIGN_LINK, host=host, n=n) if host else Reason(Concern.BAD_LINK, n=n)
            yield Trouble(f"links to {host}", Grade.KNOW, Sentence("links"), reason, plain=True)
        lately: int = self.store.uncertain_count(since=self.now - DAY)
        if long := self.store.uncertain_count(since=0) - lately:
            about, reason = Sentence("uncertain deliveries"), Reason(Concern.LONG_UNCERTAIN, count=long)
            yield Trouble("long uncertain", Grade.KNOW, about, reason)
        if n := self.store.unconfirmed_count():
            reason = Reason(Concern.UNCONFIRMED, n=n)
            yield Trouble("unconfirmed", Grade.KNOW, Sentence("imported list"), reason, plain=True)
        for counted in self.store.unanswered_posts(before=self.now - DAY, since=self.now - WEEK):
            name, reason = counted["channel"], Reason(Concern.UNANSWERED, count=counted["n"])
            yield Trouble(f"{name} unanswered", Grade.KNOW, name, reason, channel=name, plain=True)

    def _incomplete(self) -> Iterator[Trouble]:
        """The emergencies of a day that lack what a warning has to tell."""
        from pipeline.stages.decide.elements import missing_in  # no tick asks for it

        for row in self.store.alerts_in_force(since=self.now - DAY, until=self.now):
            if missing := missing_in(f"{row['title']}\n{row['text']}"):
                reason = Reason(Concern.INCOMPLETE, missing=elements_worded(missing))
                about, number = _item(row["title"], row["id"]), row["id"]
                yield Trouble(f"incomplete {number}", Grade.KNOW, about, reason, number, plain=True)

    def _day(self, at: float) -> str:
        return f"{datetime.fromtimestamp(at, ZoneInfo(self.config.council.timezone)):%Y-%m-%d}"


def _item(title: str, number: int) -> str:
    return f"«{title[:80]}» (n. {number})"


def _blocked(channel: str, lanes: list[Lane]) -> Sentence | str:
    if len(lanes) == len(Lane):
        return channel
    return Sentence("{channel}, lane {lanes}", channel=channel, lanes=lanes_worded(lanes))


def _template(channel: str, row: TemplatesRow) -> Trouble:
    """The trouble of a template that the provider does not allow, or whose quality it finds bad."""
    about = Sentence("{channel}, template {name}", channel=channel, name=row["name"])
    reason, because = standing_of(row["status"]), read(row)
    if row["status"] == APPROVED:
        reason = because or Reason(Meaning.TEMPLATE_FLAGGED)
    elif because:
        reason = Reason(Concern.TEMPLATE_STANDS, standing=reason, because=because)
    return Trouble(
        f"{channel} template {row['name']}", Grade.KNOW, about, reason, channel=channel, plain=True
    )


def _reason_of(row: Mapping[str, Any], code: str = "reason", facts: str = "facts") -> Reason:
    """The reason of a row. Where none was kept it is UNKNOWN, because staff must get some explanation for each wait."""
    return read(row, code, facts) or Reason(Code.UNKNOWN)
