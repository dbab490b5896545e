"""Claims, answers, receipts in any order, people at a terminal, kills, takeovers and time against a simple model.

The model is the provider's own book (`world.py`): what left, what was accepted, what became of it.
`HYPOTHESIS_STEPS=100000 pytest tests/machine` takes more steps than the two thousand of every day.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline import actions
from pipeline.model import Lane
from pipeline.store.deliveries import SEEN
from tests.machine.world import CITIZENS, PAGE, PHONES, Request, World, render

STEPS = int(os.environ.get("HYPOTHESIS_STEPS", "2000"))
PER_EXAMPLE = 60
LANES = st.sampled_from([Lane.NEWS, Lane.SERVICE, Lane.EMERGENCY])
HOW = [
    "taken",
    "taken",
    "taken",
    "cut",
    "lost",
    "no connection",
    "too fast",
    "refused",
    "dead token",
    "template",
]
FATES = st.sampled_from(["delivered", "delivered", "delivered", "failed", "refused"])
CLAIMED = 0.25 + 0.1  # seconds for which what was claimed before may still leave


@dataclass
class Known:
    """What the model knows of an item."""

    lane: Lane
    revision: int = 1
    ended: bool = False  # cancelled by hand, or refused: nobody need have it
    retracted: bool = False
    doubted: set[int] = field(default_factory=set)  # who may have it for all we know


class Promise(RuleBasedStateMachine):
    """Everyone once, or listed as uncertain; nobody twice; nothing after "annullata"; the wrong is corrected."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.items: dict[int, Known] = {}
        self.left: dict[int, float] = {}  # citizens who left, and when
        self.published = 0
        self.stopped: dict[tuple[int, str], int] = {}  # (item, channel) -> requests that had left before
        self.halted: dict[str, int] = {}  # channel -> the same

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:  # else it has failed already
                self.everything_ends_well()
        finally:
            self.world.close()

    # -- editors and staff ------------------------------------------------------------------------

    @initialize(lane=LANES, picture=st.booleans())
    def begin(self, lane: Lane, picture: bool) -> None:
        self.publish(lane, picture)

    @precondition(lambda self: len(self.items) < 4)
    @rule(lane=LANES, picture=st.booleans())
    def publish(self, lane: Lane, picture: bool) -> None:
        self.published += 1
        number = self.world.publish(f"N{self.published}", lane, picture)
        self.items[number] = Known(lane)
        self._go()

    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(sorted(self.items)))
        known = self.items[item]
        known.revision += 1
        self.world.edit(item, known.revision, known.lane)
        self._may_go_on(item)

    @rule(data=st.data(), what=st.sampled_from(["hold", "cancel", "approve", "retract"]))
    def by_hand(self, data: st.DataObject, what: str) -> None:
        item = data.draw(st.sampled_from(sorted(self.items)))
        world, known = self.world, self.items[item]
        if what == "hold":
            actions.hold(world.store, str(item), "")
            self._stops(item)
        elif what == "cancel":
            actions.cancel(world.store, str(item), "", world.now)
            # What was to take it back ends as well.
            known.ended, known.retracted = True, False
            self._stops(item)
        elif what == "retract":
            world.retract(item)
            known.retracted = True
            self._stops(item)
        else:
            actions.approve(world.store, world.config, render, str(item), "", world.now)
            self._may_go_on(item)

    @rule(channel=st.sampled_from([PHONES, PAGE]), again=st.booleans())
    def stop_or_go(self, channel: str, again: bool) -> None:
        world = self.world
        if again:
            actions.approve(world.store, world.config, render, channel, "", world.now)
            self.halted.pop(channel, None)
        else:
            actions.stop(world.store, world.config, channel, world.now)
            world.pass_time(SEEN)
            self.halted[channel] = len(world.book)

    @rule(citizen=st.integers(1, CITIZENS))
    def leave(self, citizen: int) -> None:
        if citizen not in self.left:
            self.world.store.run("end_subscriber", id=citizen, now=self.world.now)
            self.left[citizen] = self.world.now

    @rule(there=st.booleans(), data=st.data())
    def somebody_looks(self, there: bool, data: st.DataObject) -> None:
        """On the page everybody sees whether it is there."""
        item = data.draw(st.sampled_from(sorted(self.items)))
        for row in self.world.store.rows("uncertain_of_item", item_id=item, channel=PAGE):
            if row["kind"] == "publish":
                shown = any(self._item_of(text) == item for text in self.world.page.values())
                actions.settle_uncertain(self.world.store, str(item), PAGE, there=shown, now=self.world.now)
                break

    # -- processes and time -----------------------------------------------------------------------

    @rule(channel=st.sampled_from([PHONES, PHONES, PAGE]))
    def start(self, channel: str) -> None:
        self.world.start(channel)

    @rule(seconds=st.sampled_from([0.02, 0.1, 0.3, 1.1, 3.0]))
    def pass_time(self, seconds: float) -> None:
        self.world.pass_time(seconds)

    @rule(seconds=st.sampled_from([16.0, 61.0, 200.0, 4000.0, 9 * 3600.0]))
    def much_later(self, seconds: float) -> None:
        """So long that silence says something: the provider has told everything by then."""
        self.world.pictures.set()  # no portal keeps one for hours
        for _ in range(3):
            self.world.pass_time(5.0)
            for request in self.world.open_requests():  # and no request waits longer for its answer
                self._answer(request, "cut" if request.taken else "lost", "delivered")
        self.world.tell_everything()
        self.world.pass_time(seconds)
        self.world.tell_everything()

    @rule(channel=st.sampled_from([PHONES, PAGE]))
    def kill(self, channel: str) -> None:
        for process in self.world.alive(channel)[:1]:
            self._doubts()
            self.world.kill(process)

    @rule(moments=st.integers(1, 12))
    def kill_soon(self, moments: int) -> None:
        self.world.fuse = moments

    @rule(channel=st.sampled_from([PHONES, PHONES, PAGE]))
    def freeze(self, channel: str) -> None:
        for process in self.world.alive(channel)[:1]:
            self.world.freeze(process)

    @precondition(lambda self: self.world.loop.frozen)
    @rule()
    def thaw(self) -> None:
        for process in list(self.world.processes):
            self.world.thaw(process)

    @rule(moments=st.integers(1, 12), seconds=st.sampled_from([0.0, 0.02, 16.0]))
    def overtake_soon(self, moments: int, seconds: float) -> None:
        """The process that reaches that moment stands still, and another begins beside it."""
        self.world.stall = (moments, seconds)

    @precondition(lambda self: self.world.book)
    @rule(lane=LANES)
    def restore(self, lane: Lane) -> None:
        """An old backup is put back: what there was is forgotten, but its receipts still come."""
        self.world.restore(self.left)
        self.items.clear()
        self.stopped.clear()
        self.halted.clear()
        self.publish(lane, picture=False)

    @rule(channel=st.sampled_from([PHONES, PAGE]))
    def terminate(self, channel: str) -> None:
        for process in self.world.alive(channel)[:1]:
            self.world.stop(process)

    @rule(come=st.booleans())
    def pictures(self, come: bool) -> None:
        (self.world.pictures.set if come else self.world.pictures.clear)()

    # -- what once went wrong, played more often than chance would -------------------------------

    def _in_the_air(self) -> list[Request]:
        waiting = [one for one in self.world.open_requests() if one.recipient and not self._corrects(one)]
        return [one for one in waiting if self._item_of(one.text)]

    @precondition(lambda self: self._in_the_air())
    @rule()
    def accepted_and_killed(self) -> None:
        """The provider has them; our side is killed before it hears so, and begins again."""
        for request in self._in_the_air():
            self.world.take(request)
        self.kill(PHONES)
        self.world.start(PHONES)
        self.world.pass_time(1.5)

    @rule(data=st.data())
    def told_out_of_order(self, data: st.DataObject) -> None:
        told = [one for one in self.world.book if one.taken and one.recipient]
        if told:
            request = told[data.draw(st.integers(0, len(told) - 1))]
            for status in ("delivered" if request.fate == "delivered" else "failed", "sent", "held"):
                self.world.tell(request, status)

    @precondition(lambda self: self._in_the_air())
    @rule(how=st.sampled_from(["taken", "cut", "lost"]))
    def retracted_in_the_air(self, how: str) -> None:
        """Staff take it back; then what was in the air comes down, and silence says what it says."""
        waiting = self._in_the_air()
        item = self._item_of(waiting[0].text)
        self.world.retract(item)
        self.items[item].retracted = True
        for request in waiting:
            self._answer(request, how, "delivered")
        self.much_later(9 * 3600.0)

    @precondition(lambda self: any(one.drainer.queue for one in self.world.processes))
    @rule()
    def stopped_between_claim_and_request(self) -> None:
        """Some are claimed and wait for their turn when staff cancel it."""
        claimed = next(one.drainer.queue for one in self.world.processes if one.drainer.queue)
        [item] = self.world.store.connection.execute(
            "SELECT item_id FROM post WHERE id = ?", (claimed[0][0].post,)
        ).fetchone()
        actions.cancel(self.world.store, str(item), "", self.world.now)
        self.items[item].ended, self.items[item].retracted = True, False
        self._stops(item)
        self.world.pass_time(0.5)

    # -- the provider -----------------------------------------------------------------------------

    @precondition(lambda self: self.world.open_requests())
    @rule(data=st.data(), how=st.sampled_from(HOW), fate=FATES, all_of_them=st.booleans())
    def answer(self, data: st.DataObject, how: str, fate: str, all_of_them: bool) -> None:
        waiting = self.world.open_requests()
        chosen = waiting if all_of_them else [waiting[data.draw(st.integers(0, len(waiting) - 1))]]
        for request in chosen:
            self._answer(request, how, fate)

    @precondition(lambda self: self.world.open_requests())
    @rule(data=st.data(), fate=FATES)
    def accept_without_a_word(self, data: st.DataObject, fate: str) -> None:
        waiting = self.world.open_requests()
        self.world.take(waiting[data.draw(st.integers(0, len(waiting) - 1))], fate)

    @rule(data=st.data(), status=st.sampled_from(["held", "sent", "sent", "end"]))
    def receipt(self, data: st.DataObject, status: str) -> None:
        told = [one for one in [*self.world.past, *self.world.book] if one.taken and one.recipient]
        if told:
            request = told[data.draw(st.integers(0, len(told) - 1))]
            end = "delivered" if request.fate == "delivered" else "failed"
            self.world.tell(request, end if status == "end" else status)

    @rule(delivery=st.integers(1, 20), status=st.sampled_from(["sent", "delivered", "failed"]))
    def receipt_of_another_town(self, delivery: int, status: str) -> None:
        """The same keys but for the nonce: of the database that was here before a restore."""
        from channels.outcomes import Receipt
        from pipeline.settle import apply_receipts

        key = f"abcdef.{delivery}.1"
        apply_receipts(self.world.store, [Receipt(f"x{delivery}", status, 1.0, key)], self.world.now)

    def _answer(self, request: Request, how: str, fate: str) -> None:
        if how == "refused" and not request.taken and request.kind == "send":
            self.items[self._item_of(request.text)].ended |= request.recipient == 0
        if how in ("cut", "lost") and request.recipient:
            self.items[self._item_of(request.text)].doubted.add(request.recipient)
        self.world.answer(request, how, fate)

    # -- what must hold ---------------------------------------------------------------------------

    @invariant()
    def no_process_ends_by_a_defect(self) -> None:
        for process in self.world.processes:
            if process.task.done() and not process.task.cancelled() and (error := process.task.exception()):
                raise error

    @invariant()
    def no_attempt_has_a_number_twice(self) -> None:
        keys = Counter(str(one.key) for one in self.world.book if one.key)
        assert not keys or max(keys.values()) == 1

    @invariant()
    def nobody_has_it_twice(self) -> None:
        """Whatever revision, one text of an item that tells it, and one page."""
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
    def who_has_left_gets_nothing(self) -> None:
        for one in self.world.book:
            if one.recipient in self.left:
                left = self.left[one.recipient]
                # Who stood still between its claim and its request has not learnt of it.
                assert one.at - self.world.stood_still(one.process, left, one.at) <= left + CLAIMED

    @invariant()
    def nothing_is_open_with_nothing_left(self) -> None:
        wrong = self.world.store.connection.execute(
            "SELECT p.id, p.kind, p.state FROM post p WHERE CASE p.state WHEN 'done' THEN EXISTS (SELECT 1 FROM"
            " delivery d WHERE d.post_id = p.id AND d.state IN ('pending', 'sending')) WHEN 'sending' THEN"
            " p.released_at IS NOT NULL AND p.kind NOT IN ('follow-up', 'retract') AND NOT EXISTS (SELECT 1 FROM"
            " delivery d WHERE d.post_id = p.id AND d.state IN ('pending', 'sending')) ELSE 0 END"
        ).fetchall()
        assert [tuple(row) for row in wrong] == []

    # -- in the end -------------------------------------------------------------------------------

    def everything_ends_well(self) -> None:
        """Everybody goes on, nothing is in the way: the books agree with the provider's, and nobody is forgotten."""
        world = self.world
        self.stopped.clear()
        self.halted.clear()
        world.fuse = world.stall = None
        world.pictures.set()
        for process in list(world.processes):
            world.thaw(process)
        for _ in range(12):
            actions.approve(world.store, world.config, render, "tutto", "", world.now)
            for channel in (PHONES, PAGE):
                world.start(channel)
            for _ in range(8):
                world.pass_time(2.0)
                for request in world.open_requests():
                    world.answer(request, "taken")
            world.tell_everything()
            world.pass_time(1000.0)
            for request in world.open_requests():
                world.answer(request, "taken")
        for row in world.store.rows("written_posts", limit=100):
            assert row["state"] not in ("sending", "due", "held", "paused"), self._story(row["item_id"])
        self.nobody_has_it_twice()
        self.no_attempt_has_a_number_twice()
        self.nothing_is_open_with_nothing_left()
        self._books_agree()
        for item, known in self.items.items():
            self._nobody_is_forgotten(item, known)
            self._page_is_right(item, known)
            if known.retracted:
                self._all_wrong_ones_are_corrected(item, known)
            elif not known.ended:
                self._everyone_knows_the_newest(item, known)

    def _books_agree(self) -> None:
        rows = self.world.store.connection.execute(
            "SELECT d.state, d.recipient, p.item_id, p.kind FROM delivery d JOIN post p ON p.id = d.post_id"
            " WHERE d.recipient > 0"
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
                " AND p.channel = ? AND d.state IN ('uncertain', 'failed')",
                (item, PHONES),
            )
        }
        missing = set(range(1, CITIZENS + 1)) - reached - listed - set(self.left)
        assert not missing, missing

    def _page_is_right(self, item: int, known: Known) -> None:
        texts = [text for text in self.world.page.values() if self._item_of(text) == item]
        if known.retracted:
            assert texts == [] or self._failed(item, PAGE), self._story(item)
        elif not known.ended and not self._failed(item, PAGE):
            shown = [text.rpartition(" r")[2] for text in texts]
            assert shown == [str(known.revision)], (shown, self._story(item))

    def _all_wrong_ones_are_corrected(self, item: int, known: Known) -> None:
        wrong, corrected = self._had(item, publish=True), self._had(item, publish=False, word="RETTIFICA")
        listed = self._listed(item, "retract")
        assert wrong - corrected - listed - set(self.left) == set(), self._story(item)
        assert corrected - wrong - known.doubted - self._ever_failed(item) == set(), self._story(item)

    def _everyone_knows_the_newest(self, item: int, known: Known) -> None:
        for citizen in self._had(item, publish=True) - set(self.left) - self._listed(item, "follow-up"):
            texts = [
                one.text
                for one in self.world.book
                if one.recipient == citizen and one.stands and self._item_of(one.text) == item
            ]
            newest = max(int(text.rpartition(" r")[2]) for text in texts)
            assert newest == known.revision, (citizen, texts, self._story(item))

    def _story(self, item: int) -> str:
        """What became of an item, for who reads a failure."""
        rows = self.world.store.connection.execute(
            "SELECT p.id, p.channel, p.kind, p.revision, p.state AS post, p.reason AS why, d.recipient, d.state,"
            " d.attempt, d.reason FROM post p LEFT JOIN delivery d ON d.post_id = p.id WHERE p.item_id = ?"
            " ORDER BY 1, 7",
            (item,),
        )
        return "\n".join(str(tuple(row)) for row in rows)

    def _go(self) -> None:
        """Cron has begun a run meanwhile, and the first messages are in the air."""
        for channel in (PHONES, PAGE):
            self.world.start(channel)
        self.world.pass_time(0.15)

    # -- helpers ----------------------------------------------------------------------------------

    def _stops(self, item: int) -> None:
        self.world.pass_time(SEEN)
        for channel in (PHONES, PAGE):
            self.stopped[item, channel] = len(self.world.book)

    def _may_go_on(self, item: int) -> None:
        for channel in (PHONES, PAGE):
            self.stopped.pop((item, channel), None)

    def _doubts(self) -> None:
        for request in self.world.open_requests():
            if request.recipient:
                self.items[self._item_of(request.text)].doubted.add(request.recipient)

    def _item_of(self, text: str) -> int:
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

    def _ever_failed(self, item: int) -> set[int]:
        return {
            one.recipient for one in self.world.book if one.taken and self._item_of(one.text) == item
        } - self._had(item, publish=True)

    def _listed(self, item: int, kind: str) -> set[int]:
        return self._recipients(item, "p.kind = ? AND d.state IN ('failed', 'uncertain')", kind)

    def _failed(self, item: int, channel: str) -> set[int]:
        return self._recipients(item, "p.channel = ? AND d.state IN ('failed', 'uncertain')", channel)

    def _recipients(self, item: int, condition: str, *values: object) -> set[int]:
        return {
            row[0]
            for row in self.world.store.connection.execute(
                "SELECT d.recipient FROM delivery d JOIN post p ON p.id = d.post_id"
                f" WHERE p.item_id = ? AND {condition}",
                (item, *values),
            )
        }


TestPromise = Promise.TestCase
TestPromise.settings = settings(
    max_examples=max(1, STEPS // PER_EXAMPLE),
    stateful_step_count=PER_EXAMPLE,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    # The same steps in every run of the suite; on demand others, and more of them.
    derandomize="HYPOTHESIS_STEPS" not in os.environ,
    # Shrinking replays hundreds of examples: on demand.
    phases=[Phase.generate, *([Phase.shrink] if "SHRINK" in os.environ else [])],
)
