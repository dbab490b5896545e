"""The promises that must hold, always and in the end: checked in the provider's own book and in the database."""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC

from hypothesis.stateful import RuleBasedStateMachine, invariant

from pipeline.model import Lane
from pipeline.quiet import QuietHours
from pipeline.settings.election import election_at
from pipeline.staff import actions
from pipeline.staff.real_word import REAL
from tests.machine.world import (
    A_WEEK,
    CITIZENS,
    FAR,
    ITS_NIGHT,
    MEMBERS,
    NIGHT,
    PAGE,
    PHONES,
    SLEEPER,
    TEXTS,
    WITH_PATH,
    Request,
    World,
    render,
)

CLAIMED = 0.25 + 0.1  # seconds for which a message claimed before may still leave,
WOKEN = 0.25  # and so much longer if the process stood still meanwhile

# The allowed moves of a post and of a delivery, written by hand, not taken from the program.
MOVES = {
    "post": {
        "due": {"sending", "held", "paused", "superseded", "cancelled", "expired"},
        "held": {"due", "superseded", "cancelled", "expired"},
        "sending": {"done", "paused", "superseded", "cancelled", "expired"},
        "paused": {"due", "sending", "superseded", "cancelled", "expired"},
        "done": {"sending", "paused", "cancelled"},
        "superseded": set[str](),
        "cancelled": {"due", "sending"},
        "expired": {"due", "sending"},
    },
    "delivery": {
        "pending": {"sending", "sent", "skipped", "failed"},
        "sending": {"sent", "failed", "pending", "uncertain"},
        "sent": {"pending", "failed", "uncertain", "skipped"},
        "uncertain": {"sent", "pending", "failed"},
        "failed": {"sent", "pending"},
        "skipped": {"pending", "sent"},
    },
}


@dataclass
class Known:
    """The model's knowledge of an item."""

    lane: Lane
    wakes: bool = False  # it may go out by night
    revision: int = 1
    ended: bool = False  # cancelled by hand, or refused: nobody needs to get it
    retracted: bool = False


class Checks(RuleBasedStateMachine):
    """Everyone gets it once or is listed as uncertain, nobody twice; nothing after "annullata"; errors are mended."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.items: dict[int, Known] = {}
        self.left: dict[int, float] = {}  # citizens who left, and when
        self.published = 0
        self.drilled = 0
        self.stopped: dict[tuple[int, str], int] = {}  # (item, channel) -> requests that had left before
        self.unchased: dict[int, int] = {}  # item -> texts that had left before
        self.halted: dict[str, int] = {}  # channel -> the same
        self.election = 0  # requests that had left when the last election period had begun
        self.kept_in: set[int] = set()  # news that it has ended, or that was made while it was on
        self.granted: set[int] = set()  # notices that somebody has called indispensable
        self.asked: dict[int, str] = {}  # items that somebody wants to travel as an emergency, and who
        self.agreed: set[int] = set()  # and those to which somebody else has agreed
        self.shown_as: dict[int, Lane] = {}  # the lane of these as the portal still shows them
        self.deserted: dict[int, float] = {}  # citizens who take part in the drill no more, and since when

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:  # else it has failed already
                self.everything_ends_well()
        finally:
            self.world.close()

    # -- promises --------------------------------------------------------------------------------

    @invariant()
    def no_process_ends_by_a_defect(self) -> None:
        for process in self.world.processes:
            if process.task.done() and not process.task.cancelled() and (error := process.task.exception()):
                raise error

    @invariant()
    def no_attempt_has_a_number_twice(self) -> None:
        keys = Counter(str(one.key) for one in (*self.world.book, *self.world.texts) if one.key)
        assert not keys or max(keys.values()) == 1

    @invariant()
    def nobody_has_it_twice(self) -> None:
        """Of all revisions of an item, a citizen has one text and a page one post; corrections are not counted."""
        had = Counter(
            (
                self._item_of(one.text),
                one.recipient,
                one.text.partition(" ")[0] if self._corrects(one) else "",
            )
            for one in self.world.book
            if one.kind == "send" and one.stands and one.channel == PHONES and not self._corrects(one)
        )
        assert not had or max(had.values()) == 1, had.most_common(1)
        shown = Counter(self._item_of(text) for text in self.world.page.values())
        assert not shown or max(shown.values()) == 1, shown

    @invariant()
    def the_chase_goes_only_where_it_should(self) -> None:
        """One text for an alert that may be chased, to who has given that path, has not left, and of whom no receipt
        was known when it was claimed."""
        had = Counter((one.text, one.recipient) for one in self.world.texts if one.stands)
        assert not had or max(had.values()) == 1, had.most_common(1)
        for one in self.world.texts:
            item, still = self._item_of(one.text), self.world.stood_still(one.process, 0.0, one.at)
            late = CLAIMED + min(still, WOKEN)
            assert one.recipient <= WITH_PATH
            assert self.left.get(one.recipient, one.at) + late >= one.at
            if self._corrects(one):
                continue
            assert self._known(one).wakes, self._story(item)
            arrived = [
                other.arrived_at
                for other in self.world.book
                if other.recipient == one.recipient
                and self._item_of(other.text) == item
                and not self._corrects(other)
            ]
            assert min(arrived, default=one.at) + late >= one.at, self._story(item)

    @invariant()
    def no_alert_is_chased_after_it_was_stopped(self) -> None:
        for item, before in self.unchased.items():
            late = [one for one in self.world.texts[before:] if self._item_of(one.text) == item]
            assert [one for one in late if not self._corrects(one)] == [], self._story(item)

    @invariant()
    def nothing_leaves_after_it_was_stopped(self) -> None:
        for (item, channel), before in self.stopped.items():
            late = [
                one
                for one in self.world.book[before:]
                if one.channel == channel
                and one.kind == "send"
                and self._item_of(one.text) == item
                and not self._corrects(one)
            ]
            assert late == [], (late, self._story(item))
        for channel, before in self.halted.items():
            assert [one for one in self.world.book[before:] if one.channel == channel] == []

    @invariant()
    def an_election_keeps_news_in(self) -> None:
        """While it is on no news leaves and no notice without grounds; what it has ended never leaves."""
        for one in self.world.book[self.election :] if self.world.elections else ():
            item = self._item_of(one.text)
            if one.kind == "withdraw" or one.text.startswith("RETTIFICA") or item not in self.items:
                continue
            tells = one.kind == "send" and not self._corrects(one)
            assert not (tells and item in self.kept_in), self._story(item)
            if election_at(self.world.elections, one.at, UTC):
                lane = self.items[item].lane
                assert lane is not Lane.NEWS, self._story(item)
                assert lane is not Lane.SERVICE or item in self.granted, self._story(item)

    @invariant()
    def who_has_left_gets_nothing(self) -> None:
        for one in self.world.book:
            if one.recipient in self.left:
                left = self.left[one.recipient]
                still = self.world.stood_still(one.process, left, one.at)
                assert one.at - min(still, WOKEN) <= left + CLAIMED

    @invariant()
    def an_exercise_reaches_only_who_takes_part(self) -> None:
        """Neither a page nor another citizen; and the word stands in whatever is told of it."""
        exercises = set(self.world.exercises.values())
        for one in (*self.world.past, *self.world.book):
            if "ESERCITAZIONE" in one.text:
                assert one.channel == PHONES, one
                assert one.recipient in (*MEMBERS, len(MEMBERS) + 1), one
                left = self.deserted.get(one.recipient, FAR * 1e9)
                assert one.at - self.world.stood_still(one.process, left, one.at) <= left + CLAIMED, one
            elif one.key:
                row = self.world.store.connection.execute(
                    "SELECT p.item_id FROM delivery d JOIN post p ON p.id = d.post_id WHERE d.id = ?",
                    (one.key.delivery,),
                ).fetchone()
                assert one in self.world.past or row is None or row[0] not in exercises, one

    @invariant()
    def news_by_the_emergency_lane_has_two_names(self) -> None:
        left = "SELECT DISTINCT p.item_id FROM post p JOIN delivery d ON d.post_id = p.id WHERE p.lane = 'emergency'"
        for (item,) in self.world.store.connection.execute(f"{left} AND d.attempt > 0").fetchall():
            known = self.items.get(item)
            assert known is None or known.lane is Lane.EMERGENCY or item in self.agreed, self._story(item)

    @invariant()
    def by_night_comes_only_what_wakes_people(self) -> None:
        for one in self.world.book:
            if one.kind == "send" and not self._known(one).wakes:
                nights = [NIGHT, ITS_NIGHT] if one.recipient == SLEEPER else [NIGHT]
                assert not any(self._is_late(one, night) for night in nights), self._story(
                    self._item_of(one.text)
                )

    @invariant()
    def nobody_has_more_news_than_a_week_allows(self) -> None:
        """Counted are messages that will not be refused later: only those were counted at the claim in any case."""
        stood: defaultdict[int, set[int]] = defaultdict(set)
        for one in self.world.book:
            item, known = self._item_of(one.text), self._known(one)
            if one.kind != "send" or not one.recipient or self._corrects(one) or known.lane is Lane.EMERGENCY:
                continue
            if known.lane is Lane.NEWS:
                assert len(stood[one.recipient] - {item}) < A_WEEK, self._story(item)
            if one.stands:
                stood[one.recipient].add(item)

    @invariant()
    def nothing_is_open_with_nothing_left(self) -> None:
        wrong = self.world.store.connection.execute(
            "SELECT p.id, p.kind, p.state FROM post p WHERE CASE p.state WHEN 'done' THEN EXISTS (SELECT 1 FROM"
            " delivery d WHERE d.post_id = p.id AND d.state IN ('pending', 'sending')) WHEN 'sending' THEN"
            " p.released_at IS NOT NULL AND p.kind NOT IN ('follow-up', 'retract') AND NOT EXISTS (SELECT 1 FROM"
            " delivery d WHERE d.post_id = p.id AND d.state IN ('pending', 'sending')) ELSE FALSE END"
        ).fetchall()
        assert [tuple(row) for row in wrong] == []

    @invariant()
    def every_move_is_allowed(self) -> None:
        for what, old, new in self.world.moves():
            assert new in MOVES[what][old], f"{what}: {old} -> {new}"

    @invariant()
    def what_is_told_is_believed(self) -> None:
        """A `sent` delivery was accepted, and no receipt says it failed; a proven one is `sent`, or is sent again."""
        proven, possible = set(), set()
        for one in (*self.world.book, *self.world.texts):
            if one.key and one.recipient and one.taken and "failed" not in one.told:
                possible.add(one.key.delivery)
                if one.told:
                    proven.add(one.key.delivery)
        for delivery, state in self.world.store.connection.execute(
            "SELECT id, state FROM delivery WHERE recipient > 0"
        ):
            assert state != "sent" or delivery in possible, (delivery, self._why(delivery))
            assert state in ("sent", "sending") or delivery not in proven, self._why(delivery)

    # -- in the end -------------------------------------------------------------------------------

    def everything_ends_well(self) -> None:
        """All processes go on without hindrance: then the books agree with the provider's, and nobody is forgotten."""
        world = self.world
        self.stopped.clear()
        self.unchased.clear()
        self.halted.clear()
        world.fuse = world.stall = None
        world.pictures.set()
        for process in list(world.processes):
            world.thaw(process)
        while world.election_is_on:
            world.let_pass(6 * 3600.0)
        for item in self.items:
            for who in ("terza", "quarta"):  # what nobody with a name has raised needs both of them
                by = actions.Publisher(
                    world.store, world.config, {}, render, who=who, real=REAL, because="serve"
                )
                actions.approve(by, str(item), "", world.now)
        for _ in range(12):
            actions.approve(
                actions.Publisher(world.store, world.config, {}, render, real=REAL), "tutto", "", world.now
            )
            world.chase()
            for channel in (PHONES, PAGE, TEXTS):
                world.start(channel)
            for _ in range(8):
                world.pass_time(2.0)
                for request in world.open_requests():
                    world.answer(request, "taken")
            world.tell_everything()
            world.pass_time(1000.0)
            for request in world.open_requests():
                world.answer(request, "taken")
        for row in world.store.written_posts(limit=100):
            assert row["state"] not in ("sending", "due", "held", "paused"), self._story(row["item_id"])
        self.nobody_has_it_twice()
        self.no_attempt_has_a_number_twice()
        self.nothing_is_open_with_nothing_left()
        self._books_agree()
        for item, known in self.items.items():
            self._nobody_is_forgotten(item, known)
            self._page_is_right(item, known)
            self._who_was_chased_is_corrected(item, known)
            if known.retracted:
                self._all_wrong_ones_are_corrected(item, known)
            elif not known.ended:
                self._everyone_knows_the_newest(item, known)

    def _books_agree(self) -> None:
        rows = self.world.store.connection.execute(
            "SELECT d.state, d.recipient, p.item_id, p.kind FROM delivery d JOIN post p ON p.id = d.post_id"
            " WHERE d.recipient > 0 AND p.channel = ?",
            (PHONES,),
        ).fetchall()
        sent = {
            (row["recipient"], row["item_id"])
            for row in rows
            if row["kind"] == "publish" and row["state"] == "sent"
        }
        stands = {
            (one.recipient, self._item_of(one.text))
            for one in self.world.book
            if one.recipient and one.stands and not self._corrects(one)
        }
        assert sent == stands

    def _nobody_is_forgotten(self, item: int, known: Known) -> None:
        if known.ended or known.retracted:
            return
        reached = self._had(item, publish=True)
        listed = {
            row[0]
            for row in self.world.store.connection.execute(
                "SELECT d.recipient FROM delivery d JOIN post p ON p.id = d.post_id WHERE p.item_id = ?"
                " AND p.channel = ? AND (d.state IN ('uncertain', 'failed') OR d.reason = 'week_is_full')",
                (item, PHONES),
            )
        }
        missing = set(range(1, CITIZENS + 1)) - reached - listed - set(self.left)
        assert not missing, (missing, self._story(item))

    def _page_is_right(self, item: int, known: Known) -> None:
        texts = [text for text in self.world.page.values() if self._item_of(text) == item]
        if known.retracted:
            assert texts == [] or self._failed(item, PAGE) or self._too_late(item), self._story(item)
        elif not known.ended and not self._failed(item, PAGE):
            shown = [text.rpartition(" r")[2] for text in texts]
            assert shown == [str(known.revision)], (shown, self._story(item))

    def _all_wrong_ones_are_corrected(self, item: int, known: Known) -> None:
        wrong, corrected = self._had(item, publish=True), self._had(item, publish=False, word="RETTIFICA")
        listed = self._listed(item, "retract")
        assert wrong - corrected - listed - set(self.left) == set() or self._too_late(item), self._story(item)
        assert corrected - wrong - self._in_doubt(item) - self._ever_failed(item) == set(), self._story(item)

    def _who_was_chased_is_corrected(self, item: int, known: Known) -> None:
        """By the path by which they got it; exactly they, as far as our side could know."""
        texts = [one for one in self.world.texts if self._item_of(one.text) == item]
        wrong = {one.recipient for one in texts if one.stands and not self._corrects(one)}
        told = {one.recipient for one in texts if one.stands and one.text.startswith("RETTIFICA")}
        perhaps = {one.recipient for one in texts if one.in_doubt or one.taken}
        assert told <= perhaps, self._story(item)
        if known.retracted:
            missing = wrong - told - self._listed(item, "retract") - set(self.left)
            assert not missing or self._too_late(item), self._story(item)

    def _everyone_knows_the_newest(self, item: int, known: Known) -> None:
        for citizen in self._had(item, publish=True) - set(self.left) - self._listed(item, "follow-up"):
            texts = [
                one.text
                for one in self.world.book
                if one.recipient == citizen and one.stands and self._item_of(one.text) == item
            ]
            newest = max(int(text.rpartition(" r")[2]) for text in texts)
            assert newest == known.revision, (citizen, texts, self._story(item))

    def _why(self, delivery: int) -> str:
        """The known facts of a delivery, for the reader of a failure."""
        rows = self.world.store.connection.execute(
            "SELECT d.*, a.* FROM delivery d LEFT JOIN attempt a ON a.delivery_id = d.id WHERE d.id = ?",
            (delivery,),
        )
        book = [one for one in self.world.book if one.key and one.key.delivery == delivery]
        return "\n".join(str(one) for one in [*map(dict, rows), *book])

    def _story(self, item: int) -> str:
        """The history of an item, for the reader of a failure."""
        rows = self.world.store.connection.execute(
            "SELECT p.id, p.channel, p.kind, p.revision, p.state AS post, p.reason AS why, d.recipient, d.state,"
            " d.attempt, d.reason FROM post p LEFT JOIN delivery d ON d.post_id = p.id WHERE p.item_id = ?"
            " ORDER BY 1, 7",
            (item,),
        )
        return "\n".join(str(tuple(row)) for row in rows)

    # -- helpers ----------------------------------------------------------------------------------

    def _known(self, request: Request) -> Known:
        return self.items.get(self._item_of(request.text), Known(Lane.EMERGENCY, wakes=True))

    def _is_late(self, request: Request, night: QuietHours) -> bool:
        """Whether it left after that night had begun; it may have been claimed a moment before."""
        span = night.night(request.at)
        if span is None:
            return False
        still = self.world.stood_still(request.process, span[0], request.at)
        return request.at - min(still, WOKEN) > span[0] + CLAIMED

    def _item_of(self, text: str) -> int:
        if found := re.search(r"ESERCITAZIONE:? X(\d+)", text):
            return self.world.exercises.get(int(found[1]), 0)
        title = text.removeprefix("CORREZIONE ").removeprefix("RETTIFICA ").partition(" r")[0]
        return next((n for n, e in self.world.items.items() if e.title.partition(" r")[0] == title), 0)

    @staticmethod
    def _corrects(request: Request) -> bool:
        return request.text.startswith(("CORREZIONE", "RETTIFICA"))

    def _had(self, item: int, *, publish: bool, word: str = "") -> set[int]:
        return {
            one.recipient
            for one in self.world.book
            if one.recipient
            and one.stands
            and self._item_of(one.text) == item
            and self._corrects(one) != publish
            and one.text.startswith(word)
        }

    def _in_doubt(self, item: int) -> set[int]:
        """The citizens who may have had the item, as far as our side knew at some time."""
        return {one.recipient for one in self.world.book if one.in_doubt and self._item_of(one.text) == item}

    def _ever_failed(self, item: int) -> set[int]:
        return {
            one.recipient for one in self.world.book if one.taken and self._item_of(one.text) == item
        } - self._had(item, publish=True)

    def _listed(self, item: int, kind: str) -> set[int]:
        return self._recipients(item, "p.kind = ? AND d.state IN ('failed', 'uncertain')", kind)

    def _failed(self, item: int, channel: str) -> set[int]:
        return self._recipients(item, "p.channel = ? AND d.state IN ('failed', 'uncertain')", channel)

    def _too_late(self, item: int) -> bool:
        """The post that should take the item back has expired: no process sent it for days."""
        ended = (
            "SELECT 1 FROM post WHERE item_id = ? AND kind IN ('withdraw', 'retract') AND state = 'expired'"
        )
        return self.world.store.connection.execute(ended, (item,)).fetchone() is not None

    def _recipients(self, item: int, condition: str, *values: object) -> set[int]:
        return {
            row[0]
            for row in self.world.store.connection.execute(
                "SELECT d.recipient FROM delivery d JOIN post p ON p.id = d.post_id"
                f" WHERE p.item_id = ? AND {condition}",
                (item, *values),
            )
        }
