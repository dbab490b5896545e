"""The steps that can happen at any moment: by editors, staff, citizens, the program's machine, and the provider."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from channels.outcomes import Receipt
from pipeline.model import Lane
from pipeline.staff import actions, resending
from pipeline.staff.deeds import Deed, Obstacle
from pipeline.staff.grounds import Grounds, call_indispensable
from pipeline.staff.real_word import REAL
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store.deliveries import SEEN
from tests.machine.checks import CLAIMED, Checks, Known
from tests.machine.world import CITIZENS, MEMBERS, PAGE, PHONES, TEXTS, Line, Request, render

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


class Hands(Checks):
    """One thing at a time."""

    # -- editors and staff ------------------------------------------------------------------------

    @initialize(lane=LANES, picture=st.booleans())
    def begin(self, lane: Lane, picture: bool) -> None:
        self.publish(lane, picture)

    @precondition(lambda self: len(self.items) < 4)
    @rule(lane=LANES, picture=st.booleans())
    def publish(self, lane: Lane, picture: bool) -> None:
        self.published += 1
        yellow = lane is Lane.EMERGENCY and self.published % 2 == 0
        title = f"Allerta gialla N{self.published}" if yellow else f"N{self.published}"
        number = self.world.publish(title, lane, picture)
        self.items[number] = Known(lane, wakes=lane is Lane.EMERGENCY and not yellow)
        if self.world.election_is_on:
            self._kept_in(number)
        self._go()

    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(sorted(self.items)))
        known = self.items[item]
        known.revision += 1
        self.world.edit(item, known.revision, self.shown_as.get(item, known.lane))
        self._may_go_on(item)

    @rule(
        data=st.data(),
        what=st.sampled_from(["hold", "cancel", "approve", "retract"]),
        grounds=st.sampled_from([None, Grounds("si vota lì", "anna")]),
    )
    def by_hand(self, data: st.DataObject, what: str, grounds: Grounds | None) -> None:
        item = data.draw(st.sampled_from(sorted(self.items)))
        world = self.world
        if what == "hold":
            self._stops(item, actions.hold(world.store, str(item), "").channels(Deed.HELD))
        elif what == "cancel":
            self._cancel(item)
        elif what == "retract":
            self._retract(item)
        else:
            if grounds and world.election_is_on:
                waiting = actions.standing(world.store, world.config, str(item), "")
                call_indispensable(world.store, world.config, waiting, grounds, world.now)
                self.granted.add(item)
            actions.approve(
                actions.Publisher(world.store, world.config, {}, render, real=REAL), str(item), "", world.now
            )
            self._may_go_on(item)

    @rule(
        data=st.data(),
        who=st.sampled_from(["anna", "piero", ""]),
        how=st.sampled_from(["ask", "ask", "approve", "approve", "alone", "as usual"]),
    )
    def raise_by_hand(self, data: st.DataObject, who: str, how: str) -> None:
        """Staff ask that news travels as an emergency, and approve what others have asked for."""
        item = data.draw(st.sampled_from(sorted(self.items)))
        alone = 1 if how == "alone" else None  # a number that is not that of the recipients
        self.raises(item, who, how == "ask", Lane.NEWS if how == "as usual" else None, alone)

    def raises(
        self, item: int, who: str, asks: bool, lane: Lane | None = None, alone: int | None = None
    ) -> None:
        world, asked = self.world, self.asked.get(item, "")
        lines = {PHONES: Line(world, PHONES, 0), PAGE: Line(world, PAGE, 0)}
        by = actions.Publisher(world.store, world.config, lines, render, "", who, REAL, "serve", alone)
        done = actions.approve(by, str(item), "", world.now, Lane.EMERGENCY if asks else lane)
        if asks and any(one.obstacle is Obstacle.SECOND_PERSON for one in done.left):
            self.asked[item] = who
        elif lane is not None:
            self.asked.pop(item, None)
        if asked and done.done and who not in ("", asked):
            self.agreed.add(item)
            self.shown_as.setdefault(item, self.items[item].lane)
            self.items[item].lane, self.items[item].wakes = Lane.EMERGENCY, True
        if not asks:
            self._may_go_on(item)

    @precondition(lambda self: len(self.world.exercises) < 3)
    @rule(channel=st.sampled_from([PHONES, PHONES, PAGE]))
    def exercise(self, channel: str) -> None:
        self.drilled += 1
        self.world.exercise(self.drilled, channel)
        self._go()

    @precondition(lambda self: self.world.exercises)
    @rule(data=st.data(), what=st.sampled_from(["hold", "cancel", "approve", "retract", "resend"]))
    def exercise_by_hand(self, data: st.DataObject, what: str) -> None:
        world, item = self.world, data.draw(st.sampled_from(sorted(self.world.exercises.values())))
        if what == "resend":
            lines = {PHONES: Line(world, PHONES, 0), PAGE: Line(world, PAGE, 0)}
            planned = resending.plan(world.config, world.store, lines, str(item), "", world.now)
            by = actions.Publisher(world.store, world.config, lines, render, real=REAL)
            resending.resend(by, planned, world.now)
        elif what == "retract":
            world.retract(item)
        elif what == "approve":
            actions.approve(
                actions.Publisher(world.store, world.config, {}, render, real=REAL), str(item), "", world.now
            )
        elif what == "hold":
            actions.hold(world.store, str(item), "")
        else:
            actions.cancel(world.store, str(item), "", world.now)

    @rule(citizen=st.sampled_from(MEMBERS))
    def leave_the_drill(self, citizen: int) -> None:
        if citizen not in self.deserted:
            self.world.store.connection.execute("UPDATE subscriber SET drill = '' WHERE id = ?", (citizen,))
            self.deserted[citizen] = self.world.now

    @rule(channel=st.sampled_from([PHONES, PAGE]), again=st.booleans())
    def stop_or_go(self, channel: str, again: bool) -> None:
        world = self.world
        if again:
            actions.approve(
                actions.Publisher(world.store, world.config, {}, render, real=REAL), channel, "", world.now
            )
            self.halted.pop(channel, None)
        else:
            actions.stop(world.store, world.config, channel, world.now)
            world.pass_time(SEEN)
            self.halted[channel] = len(world.book)

    @rule(citizen=st.integers(1, CITIZENS))
    def leave(self, citizen: int) -> None:
        if citizen not in self.left:
            self.world.store.end_subscriber(id=citizen, now=self.world.now)
            self.left[citizen] = self.world.now

    @rule(data=st.data())
    def somebody_looks(self, data: st.DataObject) -> None:
        """On the page everybody sees whether a post is there; the clerk waits for posts that may still arrive."""
        item = data.draw(st.sampled_from(sorted(self.items)))
        if any(one.channel == PAGE and self._item_of(one.text) == item for one in self.world.open_requests()):
            return
        for row in self.world.store.uncertain_of_item(item_id=item, channel=PAGE):
            if row["kind"] == "publish":
                shown = any(self._item_of(text) == item for text in self.world.page.values())
                actions.settle_uncertain(self.world.store, str(item), PAGE, there=shown, now=self.world.now)
                break

    @precondition(lambda self: not self.world.elections)
    @rule()
    def an_election_begins(self) -> None:
        """What was claimed a moment before may still leave; from then on the promises are checked."""
        self.world.begin_election()
        self.world.pass_time(CLAIMED)
        self.election = len(self.world.book)
        for item in self.items:
            self._kept_in(item)

    @precondition(lambda self: self.world.election_is_on)
    @rule()
    def the_election_is_over(self) -> None:
        while self.world.election_is_on:
            self.much_later(6 * 3600.0)

    # -- processes and time -----------------------------------------------------------------------

    @rule(channel=st.sampled_from([PHONES, PHONES, PAGE, TEXTS]))
    def start(self, channel: str) -> None:
        self.world.chase()
        self.world.start(channel)

    @rule(seconds=st.sampled_from([0.02, 0.1, 0.3, 1.1, 3.0]))
    def pass_time(self, seconds: float) -> None:
        self.world.pass_time(seconds)

    @rule(seconds=st.sampled_from([16.0, 61.0, 200.0, 4000.0, 9 * 3600.0]))
    def much_later(self, seconds: float) -> None:
        self.world.let_pass(seconds)

    @rule(channel=st.sampled_from([PHONES, PAGE, TEXTS]))
    def kill(self, channel: str) -> None:
        for process in self.world.alive(channel)[:1]:
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
        """The process that reaches that moment stands still, and another begins meanwhile."""
        self.world.stall = (moments, seconds)

    @precondition(lambda self: self.world.book)
    @rule(lane=LANES)
    def restore(self, lane: Lane) -> None:
        """An old backup is put back: later rows are lost, but their receipts still come."""
        self.world.restore(self.left)
        self.items.clear()
        self.kept_in.clear()
        self.granted.clear()
        self.deserted.clear()
        self.asked.clear()
        self.agreed.clear()
        self.shown_as.clear()
        self.election = 0
        self.stopped.clear()
        self.unchased.clear()
        self.halted.clear()
        self.publish(lane, picture=False)

    @rule(channel=st.sampled_from([PHONES, PAGE]))
    def terminate(self, channel: str) -> None:
        for process in self.world.alive(channel)[:1]:
            self.world.stop(process)

    @rule(come=st.booleans())
    def pictures(self, come: bool) -> None:
        (self.world.pictures.set if come else self.world.pictures.clear)()

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
        """Receipts with the same keys except the nonce: from the database before a restore."""
        key = f"abcdef.{delivery}.1"
        apply_receipts(self.world.store, [Receipt(f"x{delivery}", status, 1.0, key)], self.world.now)

    def _answer(self, request: Request, how: str, fate: str) -> None:
        known = self.items.get(self._item_of(request.text))
        if known and how == "refused" and not request.taken and request.kind == "send":
            known.ended |= request.recipient == 0
        self.world.answer(request, how, fate)

    def _go(self) -> None:
        """Cron has begun a run meanwhile: the first requests are under way, others are claimed, others wait."""
        for channel in (PHONES, PAGE):
            self.world.start(channel)
        self.world.pass_time(0.05)

    # -- helpers ------------------------------------------------------------------------------------

    def _kept_in(self, item: int) -> None:
        """Record that an election period keeps an item in, if it is news."""
        if self.items[item].lane is Lane.NEWS:
            self.items[item].ended = True
            self.kept_in.add(item)

    def _cancel(self, item: int) -> None:
        cancelled = actions.cancel(self.world.store, str(item), "", self.world.now).channels(Deed.CANCELLED)
        # The post that should take it back ends as well.
        self.items[item].ended, self.items[item].retracted = True, False
        self._stops(item, cancelled)

    def _retract(self, item: int) -> None:
        self.world.retract(item)
        self.items[item].retracted = True
        self._stops(item, [PHONES, PAGE, TEXTS])

    def _stops(self, item: int, channels: list[str]) -> None:
        """Record that staff have read that the item is stopped on these channels."""
        self.world.pass_time(SEEN)
        for channel in channels:
            self.stopped[item, channel] = len(self.world.book)
        if TEXTS in channels:
            self.unchased[item] = len(self.world.texts)

    def _may_go_on(self, item: int) -> None:
        for channel in (PHONES, PAGE):
            self.stopped.pop((item, channel), None)
        self.unchased.pop(item, None)
