"""An independent judge of a year. It knows what the editors did, what each reading showed, when things were broken, and
what the providers took; of the program it asks only `why`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from pipeline.model import Kind, Lane
from pipeline.reasons import Code, read
from pipeline.simulate.provider import Taken
from pipeline.staff.why import why
from pipeline.store import Store
from tests.year.editors import DAY, HOUR, ROME, SERVICE
from tests.year.portal import Act, Seen
from tests.year.town import Played

SETTLE, POLL = 300.0, 300.0  # seconds, as shipped
IN_TIME = SETTLE + 3 * POLL  # seconds from the reading that shows an item to its publication
A_DRAIN = 60.0  # seconds that pass at most between the claim of a message and its taking
FLOOD = 5  # new items in one reading that make no flood
LANES = {"Allerta": Lane.EMERGENCY, **dict.fromkeys(("Avvisi", "Viabilità", "Interruzioni"), Lane.SERVICE)}
NUMBER = re.compile(r"\(n\. (\d{4})\)")
# In whatever category: a road, the water, the offices, and the hours of a service are no mere news (docs/portals.md).
NOTICES = (*(words for _, words in SERVICE), "Biblioteca, i nuovi orari")
UNEXPLAINED = (Code.UNKNOWN, Code.OTHER)


@dataclass(frozen=True)
class Judge:
    """Each question gives what is wrong, one line each."""

    played: Played
    wrong: list[str] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return self.played.simulation.store

    @property
    def readings(self) -> list[Seen]:
        return self.played.plan.portal.readings

    @cached_property
    def first_shown(self) -> dict[int, int]:
        """Of each number the place of the first reading that showed it to all."""
        found: dict[int, int] = {}
        for place, seen in enumerate(self.readings):
            for number in seen.public:
                found.setdefault(number, place)
        return found

    @cached_property
    def last_title(self) -> dict[int, str]:
        """Of each number the title that the last reading of it showed to all."""
        return {number: title for seen in self.readings for number, (title, _) in seen.public.items()}

    def lane(self, number: int) -> Lane:
        """How urgent an item is, as it was shown first."""
        return self._lanes.get(number, Lane.NEWS)

    @cached_property
    def _lanes(self) -> dict[int, Lane]:
        return {number: self._lane(number) for number in self.played.plan.portal.articles}

    def _lane(self, number: int) -> Lane:
        """By the category that was shown first. One with a new name is no longer in the settings, and tells nothing:
        then it is news, unless the title is that of a notice."""
        place = self.first_shown.get(number)
        title, category = ("", "") if place is None else self.readings[place].public[number]
        return LANES.get(category, Lane.SERVICE if title.startswith(NOTICES) else Lane.NEWS)

    @cached_property
    def sends(self) -> dict[tuple[str, str], dict[int, list[Taken]]]:
        """By channel and recipient, and by the item's number: what was published anew. Digests of several are not."""
        found: dict[tuple[str, str], dict[int, list[Taken]]] = defaultdict(lambda: defaultdict(list))
        for one in self.played.book.taken:
            numbers = set(NUMBER.findall(one.text))
            if one.anew and numbers and not is_digest(one):
                found[one.channel, one.recipient][int(numbers.pop())].append(one)
        return found

    def judge(self) -> list[str]:
        return [
            *self.twice(), *self.missing(), *self.never_public(), *self.unexplained(), *self.untold(),
            *self.at_night(), *self.above_the_cap(),
            *self.in_elections(), *self.digests(), *self.stale_pages(), *self.still_open(),
        ]  # fmt: skip

    # -- once, and none that should not ------------------------------------------------------------

    def twice(self) -> Iterator[str]:
        """Nobody gets an item twice, but for an alert that became another one."""
        for (channel, recipient), items in self.sends.items():
            for number, taken in items.items():
                allowed = 1 + self.played.plan.portal.articles[number].raised
                if len(taken) > allowed:
                    yield f"{number} twice on {channel} to {recipient or 'the page'}: {[round(t.at) for t in taken]}"

    def never_public(self) -> Iterator[str]:
        """What no reading showed to all is published nowhere, and of the first reading nothing is."""
        baseline = {number for number, place in self.first_shown.items() if place == 0}
        for (channel, _), items in self.sends.items():
            for number in items:
                if number in baseline or number not in self.first_shown:
                    yield f"{number} on {channel}, which was never news"

    # -- what plainly had to go out ------------------------------------------------------------------

    def missing(self) -> Iterator[str]:
        everybody = [("facebook", ""), *self._citizens()]
        for number, place in self.first_shown.items():
            if place == 0 or not self._is_plain(number, place):
                continue
            at, article = self.readings[place].at, self.played.plan.portal.articles[number]
            for channel, recipient in everybody:
                if self.lane(number) is Lane.NEWS and recipient in self._digest_readers:
                    continue
                if self._was_off(channel, at - POLL, self._morning(at, self.lane(number)) + IN_TIME):
                    continue
                taken = self.sends[channel, recipient].get(number, [])
                in_time = any(at <= one.at <= at + self._patience(self.lane(number)) for one in taken)
                if not (in_time or self._may_stay_out(number, channel, recipient)):
                    when = [round(one.at - at) for one in taken]
                    yield f"{number} {article.title!r} shown at {at:.0f} not in time on {channel} {recipient}: {when}"

    def _is_plain(self, number: int, place: int) -> bool:
        """Whether nothing speaks against an item: fresh, alone or among few, read in time, and left as it is."""
        seen, before = self.readings[place], self.readings[place - 1]
        article = self.played.plan.portal.articles[number]
        at, until = seen.at, seen.at + IN_TIME
        new = self._new_at[place]
        touched = [
            act for act in self._acts_on(number) if act.at <= until and act.what not in ("create", "alert")
        ]
        return (
            at - HOUR < article.published <= at
            and len(new) < FLOOD
            and seen.at - before.at <= HOUR
            and not touched
            and number in seen.public
            and not self._moved(before.at - DAY, until + DAY)
            and not self._machine_was_off(before.at, until)
            and not self._portal_was_down(before.at, until)
            and not (self.lane(number) is Lane.EMERGENCY and self._alerts_before(at) >= 6)
            and not self._in_election(at)
            and not self._in_election(article.published)  # what is of such a period never goes
        )

    @cached_property
    def _new_at(self) -> dict[int, list[int]]:
        """The numbers that each reading showed first."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, place in self.first_shown.items():
            found[place].append(number)
        return found

    def _acts_on(self, number: int) -> list[Act]:
        return self._acts[number]

    @cached_property
    def _acts(self) -> dict[int, list[Act]]:
        found: dict[int, list[Act]] = defaultdict(list)
        for act in self.played.plan.portal.acts:
            found[act.number].append(act)
        return found

    def _alerts_before(self, at: float) -> int:
        """Alerts within the day: beyond some of them a person must look."""
        alerts = self._alerts
        return bisect_left(alerts, at) - bisect_left(alerts, at - DAY)

    @cached_property
    def _alerts(self) -> list[float]:
        return [act.at for act in self.played.plan.portal.acts if act.what == "alert"]

    def _patience(self, lane: Lane) -> float:
        """Seconds until an item must be out. Where the settings have times, others may wait for one another a day."""
        waits = self._times is not None and lane is not Lane.EMERGENCY
        return 24 * HOUR if waits else IN_TIME

    # -- explained -------------------------------------------------------------------------------------

    def unexplained(self) -> Iterator[str]:
        """Every decision and every end of a post has a reason of its own, and `why` can word it."""
        for row in self.store.all_decisions():
            reason = read(row)
            if reason is None or reason.code in UNEXPLAINED:
                yield f"a decision on {row['title']!r} without a reason: {row['reason']!r}"
        for row in self.store.all_posts():
            reason = read(row)
            ended = row["state"] in ("held", "paused", "expired", "cancelled")
            if (ended and reason is None) or (reason is not None and reason.code in UNEXPLAINED):
                yield f"{row['title']!r} is {row['state']} on {row['channel']} without a reason"

    def untold(self) -> Iterator[str]:
        """`why` tells of each item shown what became of it on each channel."""
        config, channels = self.played.simulation.config, self.played.simulation.council.channels
        for number in self.first_shown:
            told = "\n".join(why(config, self.store, f"(n. {number:04})", channels))
            missing = [name for name in channels if name not in told]
            if missing:
                yield f"`why` does not tell of {number} on {missing}"

    # -- when ------------------------------------------------------------------------------------------

    def at_night(self) -> Iterator[str]:
        """In quiet hours nothing goes out but what may."""
        for one in self.played.book.taken:
            numbers = NUMBER.findall(one.text)
            lane = self.lane(int(numbers[0])) if numbers else Lane.NEWS
            if one.anew and self._quiet(one.at, lane):
                yield f"{one.channel} at {datetime.fromtimestamp(one.at, ROME)}: {one.text[:60]!r}"

    @property
    def _times(self) -> Any:
        """The section `times:` of the settings; None in a release that has none."""
        return getattr(self.played.simulation.config, "times", None)

    def _quiet(self, at: float, lane: Lane) -> bool:
        """Whether the settings say so. All alerts of these years are orange, red or evacuations, which may go."""
        if self._times is None or lane is Lane.EMERGENCY:
            return False
        quiet, clock = self._times.quiet, datetime.fromtimestamp(at, ROME).time()
        if quiet.from_ <= quiet.to:
            return bool(quiet.from_ <= clock < quiet.to)
        return bool(clock >= quiet.from_ or clock < quiet.to)

    def _morning(self, at: float, lane: Lane) -> float:
        """The first moment from `at` on that is in no quiet hours."""
        return next(then for n in range(289) if not self._quiet(then := at + n * POLL, lane))

    def above_the_cap(self) -> Iterator[str]:
        """No citizen gets news after as many messages in a week as the settings allow."""
        cap = self._times.a_week if self._times else 0
        for recipient in sorted({one.recipient for one in self.played.book.taken} - {""}) if cap else ():
            for one in self._got(recipient, 0.0, self.played.plan.end):
                if is_digest(one) or recipient in self._digest_readers or not self._is_news(one):
                    continue
                if (before := self._counted(recipient, one.at)) >= cap:
                    yield f"{recipient} got news at {one.at:.0f} after {before} messages in a week"

    def _counted(self, recipient: str, at: float) -> int:
        """Messages of a week before a moment that count: all but alerts and digests."""
        week = (
            7 * DAY - A_DRAIN
        )  # from claim to claim: what was taken a moment after its claim may be a week old
        got = [one.text for one in self._got(recipient, at - week, at) if not is_digest(one)]
        numbers = [int(found[0]) for text in got if (found := NUMBER.findall(text))]
        return sum(self.lane(number) is not Lane.EMERGENCY for number in numbers)

    def _may_stay_out(self, number: int, channel: str, recipient: str) -> bool:
        """Where the settings have times: whether its turn never came, or the citizen had enough; both with a reason."""
        if self._times is None or self.lane(number) is Lane.EMERGENCY:
            return False
        if (channel, number) in self._with_reason:
            return True
        at = self.readings[self.first_shown[number]].at
        turns = (at + n * POLL for n in range(int(DAY / POLL) + 1))  # it may come in any of them
        full = 0 < self._times.a_week <= max(self._counted(recipient, one) for one in turns)
        return bool(recipient and self.lane(number) is Lane.NEWS and full)

    @cached_property
    def _with_reason(self) -> set[tuple[str, int]]:
        """The channels and items of posts with a reason."""
        rows = (row for row in self.store.all_posts() if row["reason"])
        return {(row["channel"], int(found)) for row in rows for found in NUMBER.findall(row["title"])}

    def in_elections(self) -> Iterator[str]:
        """In an election period only alerts go out, where the settings know such periods."""
        for one in self.played.book.taken if self.knows_elections else ():
            numbers = NUMBER.findall(one.text)
            lanes = {self.lane(int(number)) for number in numbers[:1]}
            if one.anew and self._in_election(one.at) and lanes != {Lane.EMERGENCY}:
                yield f"{one.channel} in an election period: {one.text[:60]!r}"

    def _is_news(self, one: Taken) -> bool:
        numbers = NUMBER.findall(one.text)
        return bool(numbers) and self.lane(int(numbers[0])) is Lane.NEWS

    # -- digests ---------------------------------------------------------------------------------------

    def digests(self) -> Iterator[str]:
        """Each week with news has its digest, once, for all who chose it; a week without has none."""
        for start, end in self._weeks():
            told = self._told_at_once(start, end)
            left = {
                n for n in self._news_shown(start - 7 * DAY, end) if n not in self._of_those_who_want_all()
            }
            for citizen in self._digest_readers:
                got = [one for one in self._got(citizen, end, end + 3 * DAY) if self._digests(one)]
                if len(got) > 1 or (told and not got) or (got and not told and not left):
                    day = datetime.fromtimestamp(end, ROME)
                    yield f"{len(got)} digests of {day:%d/%m/%Y} for {len(told)} items to {citizen}"

    def _told_at_once(self, start: float, end: float) -> set[int]:
        """The news of a period that went out at once; in it counts what is after an election period."""
        over = [until for _, until in self._elections if until <= end]
        start = max([start, *over]) if self.knows_elections else start
        taken = self._of_those_who_want_all().items()
        return {n for n, some in taken if start < some[0].at <= end and self.lane(n) is Lane.NEWS}

    def _news_shown(self, start: float, end: float) -> set[int]:
        """The news that readings of this time showed first."""
        shown = self.first_shown.items()
        return {
            n for n, place in shown if start < self.readings[place].at <= end and self.lane(n) is Lane.NEWS
        }

    def _weeks(self) -> Iterator[tuple[float, float]]:
        """The weeks from Friday 18:00 to Friday 18:00, wall time, as shipped, at whose end everything worked."""
        day = datetime.fromtimestamp(self.played.plan.start, ROME).replace(
            hour=18, minute=0, second=0, microsecond=0
        )
        day += timedelta((4 - day.weekday()) % 7)
        while day.timestamp() < self.played.plan.end - DAY:
            before = day.replace(tzinfo=None) - timedelta(7)
            start, end = before.replace(tzinfo=ROME).timestamp(), day.timestamp()
            off = self._machine_was_off(end, end + DAY) or self._was_off("whatsapp", end - HOUR, end + DAY)
            if not off and not self._in_election(end):
                yield start, end
            day = (day.replace(tzinfo=None) + timedelta(7)).replace(tzinfo=ROME)

    def _digests(self, one: Taken) -> bool:
        """Whether a message to one who chose the digest is a digest: of one item it is that item's own message."""
        return is_digest(one) or self._is_news(one)

    @cached_property
    def _digest_readers(self) -> set[str]:
        """The numbers of those who chose the digest: the first ones of the crowd."""
        citizens = sorted({one.recipient for one in self.played.book.taken if one.recipient})
        return set(citizens[:1])

    def _citizens(self) -> list[tuple[str, str]]:
        return sorted(key for key in self.sends if key[0] == "whatsapp")

    def _of_those_who_want_all(self) -> dict[int, list[Taken]]:
        return next(self.sends[key] for key in self._citizens() if key[1] not in self._digest_readers)

    def _got(self, citizen: str, start: float, end: float) -> list[Taken]:
        got = self._by_citizen[citizen]
        first, last = (bisect_left(got, at, key=lambda one: one.at) for at in (start, end))
        return got[first:last]

    @cached_property
    def _by_citizen(self) -> dict[str, list[Taken]]:
        found: dict[str, list[Taken]] = defaultdict(list)
        for one in sorted(self.played.book.taken, key=lambda one: one.at):
            found[one.recipient].append(one)
        return found

    # -- pages, and the end ------------------------------------------------------------------------------

    def stale_pages(self) -> Iterator[str]:
        """The page says what the portal says, or `why` knows a decision against it."""
        pages: dict[str, str] = {}
        for one in self.played.book.taken:
            if one.channel == "facebook":
                pages[one.remote_id] = one.text
        decided = {
            (row["title"], row["channel"])
            for row in self.store.all_decisions()
            if row["action"] != "publish" and row["channel"] == "facebook"
        }
        for text in pages.values():
            for number in map(int, NUMBER.findall(text)[:1]):
                article = self.played.plan.portal.articles[number]
                said = ("rettifica" in self.last_title[number]) == ("rettifica" in text) or article.raised
                acts = self._acts_on(number)
                late = any(act.at > self.played.plan.end - 2 * DAY for act in acts)
                # What a page is not told for hours is given up, and listed for a person.
                off = any(self._was_off("facebook", act.at, act.at + IN_TIME) for act in acts)
                if (
                    not said
                    and not late
                    and not off
                    and not any(f"{number:04}" in title for title, _ in decided)
                ):
                    yield f"the page still says {text[:60]!r} of {self.last_title[number]!r}"

    def still_open(self) -> Iterator[str]:
        """Nothing is left waiting long after its time."""
        now = self.played.simulation.clock.time()
        for row in self.store.all_posts():
            if row["state"] in ("due", "held", "sending") and row["not_after"] < now - HOUR:
                yield f"{row['title']!r} is still {row['state']} on {row['channel']} after its time"

    # -- what was broken -----------------------------------------------------------------------------------

    def _was_off(self, channel: str, start: float, end: float) -> bool:
        return _touches(self.played.plan.providers_off[channel], start, end)

    def _machine_was_off(self, start: float, end: float) -> bool:
        return _touches(self.played.plan.machine_off, start, end)

    def _portal_was_down(self, start: float, end: float) -> bool:
        return _touches([(a, b) for a, b, _ in self.played.plan.portal.down], start, end)

    def _moved(self, start: float, end: float) -> bool:
        return any(start < at < end for at in self.played.plan.moves)

    def _in_election(self, at: float) -> bool:
        """Only where the settings know elections."""
        return self.knows_elections and _touches(self._elections, at, at + 1)

    @property
    def _elections(self) -> list[tuple[float, float]]:
        """The periods, whose first and last day are whole."""
        return [(_midnight(start), _midnight(end) + DAY) for start, end in self.played.plan.elections]

    @property
    def knows_elections(self) -> bool:
        return bool(getattr(self.played.simulation.config, "elections", ()))

    def sums(self) -> Counter[str]:
        """What there was to judge, so that a judge of nothing is noticed."""
        plain = sum(self._is_plain(number, place) for number, place in self.first_shown.items() if place)
        return Counter(
            shown=len(self.first_shown),
            plain=plain,
            sent=len(self.played.book.taken),
            digests=sum(is_digest(one) for one in self.played.book.taken),
            edits=sum(row["kind"] == Kind.EDIT for row in self.store.all_posts()),
            weeks=len(list(self._weeks())),
        )


def is_digest(one: Taken) -> bool:
    """Whether a message tells several items. A digest of one is that item's own message."""
    return one.text.startswith(("In breve, le", "Riepilogo delle", "Tutte insieme, le"))


def _touches(spells: list[tuple[float, float]], start: float, end: float) -> bool:
    return any(a < end and b > start for a, b in spells)


def _midnight(at: float) -> float:
    """The beginning of that day in Rome."""
    return datetime.fromtimestamp(at, ROME).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
