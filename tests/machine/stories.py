"""Failures of the past, or without one of the safeguards, as whole stories: chance alone would seldom lead to them."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from pipeline.model import Lane
from pipeline.staff import actions
from pipeline.staff.deeds import Deed
from pipeline.store import Error
from tests.machine.checks import MOVES
from tests.machine.hands import LANES, Hands
from tests.machine.world import MEMBERS, PHONES, TEXTS, Process, Request

SILENT = 9 * 3600.0  # seconds after which silence has its full effect


class Stories(Hands):
    """Each is one step."""

    # -- the machine we run on ----------------------------------------------------------------------

    @precondition(lambda self: self._in_the_air())
    @rule()
    def accepted_and_killed(self) -> None:
        """The provider has accepted requests; our side is killed before the answers arrive, and begins again."""
        self._provider_takes_them()
        self.kill(PHONES)
        self.world.start(PHONES)
        self.world.pass_time(1.5)

    @precondition(lambda self: self._running() and len(self.items) < 4)
    @rule(lane=LANES)
    def woken_after_another_took_over(self, lane: Lane) -> None:
        """A process stands still for longer than its lease and wakes while its successor works; then both are killed.

        The second's file has no line for the messages that the first would send now, so a third would send them again.
        """
        self.world.freeze(self._running()[0])
        self.world.pass_time(16.0)
        self.publish(lane, picture=False)
        self.thaw()
        self.world.pass_time(0.3)
        self._provider_takes_them()
        for process in self.world.alive(PHONES):
            self.world.kill(process)
        self.world.start(PHONES)
        self.world.pass_time(1.5)
        self._provider_takes_them()

    @precondition(lambda self: self._claimed())
    @rule(moments=st.integers(1, 2), seconds=st.sampled_from([0.02, 16.0]))
    def overtaken_before_the_request(self, moments: int, seconds: float) -> None:
        """Something is claimed and its line not yet in the file when the process stands still and another begins."""
        self.world.stall = (moments, seconds)
        for wait in (0.3, 1.5):
            self.world.pass_time(wait)
            self._provider_takes_them()

    @precondition(lambda self: len(self.items) < 4)
    @rule(lane=LANES)
    def left_as_it_began(self, lane: Lane) -> None:
        """The first message has left when the sixth citizen does."""
        self.publish(lane, picture=False)
        for _ in range(30):
            if any(one.recipient and one.text.startswith(f"N{self.published} ") for one in self.world.book):
                break
            self.world.pass_time(0.05)
        for citizen in self._waiting()[5:6]:
            self.leave(citizen)
        self.world.pass_time(1.0)

    @precondition(lambda self: self._waiting())
    @rule(data=st.data(), killed=st.booleans())
    def left_while_waiting(self, data: st.DataObject, killed: bool) -> None:
        """A citizen leaves whose turn has not come; the run goes on, or another one begins later."""
        citizen = data.draw(st.sampled_from(self._waiting()[-2:]))
        if killed:
            self.kill(PHONES)
        self.leave(citizen)
        self.world.pass_time(1.0)
        self.world.start(PHONES)
        self.world.pass_time(1.5)

    @precondition(lambda self: len(self.items) < 4)
    @rule(who=st.sampled_from(["", "anna", "piero"]), killed=st.booleans())
    def raised_as_it_came(self, who: str, killed: bool) -> None:
        """News that has not begun is asked for as an emergency by one of the staff, and approved by somebody."""
        self.stop_or_go(PHONES, again=False)
        self.publish(Lane.NEWS, picture=False)
        self.raises(max(self.items), "anna", asks=True)
        if killed:
            self.kill(PHONES)
        self.raises(max(self.items), who, asks=False)
        self.stop_or_go(PHONES, again=True)
        self._go()
        self.world.pass_time(0.3)

    @precondition(lambda self: len(self.world.exercises) < 3)
    @rule()
    def left_the_drill_as_it_began(self) -> None:
        """The first messages of an exercise are claimed when the last one who has joined it leaves the drill."""
        self.exercise(PHONES)
        self.leave_the_drill(MEMBERS[-1])
        self.world.pass_time(1.0)

    @precondition(lambda self: self._claimed())
    @rule()
    def left_while_all_stood_still(self) -> None:
        """Citizens leave whose messages were claimed when the process was stopped; then it wakes."""
        [process, *_] = [one for one in self._running() if one.drainer.queue]
        self.world.freeze(process)
        for claimed, _, _ in process.drainer.queue:
            self.leave(claimed.recipient)
        self.world.pass_time(1.0)
        self.world.thaw(process)
        self.world.pass_time(0.5)

    @rule(data=st.data())
    def written_without_looking(self, data: st.DataObject) -> None:
        """As by a defect of ours: a statement moves a row whose state it has not checked. The database refuses it."""
        what = data.draw(st.sampled_from(sorted(MOVES)))
        connection = self.world.store.connection
        rows = connection.execute(f"SELECT id, state FROM {what} ORDER BY id").fetchall()
        if not rows:
            return
        place, state = data.draw(st.sampled_from([tuple(row) for row in rows]))
        to = data.draw(st.sampled_from(sorted(set(MOVES[what]) - MOVES[what][state] - {state})))
        with suppress(Error):
            connection.execute(f"UPDATE {what} SET state = ? WHERE id = ?", (to, place))

    # -- receipts -----------------------------------------------------------------------------------

    @precondition(lambda self: any(one.taken and one.recipient for one in self.world.book))
    @rule(data=st.data())
    def told_out_of_order(self, data: st.DataObject) -> None:
        """The last receipt comes first, the earlier ones afterwards; of a failed message, if there is one."""
        told = [one for one in self.world.book if one.taken and one.recipient]
        told = [one for one in told if one.fate != "delivered"] or told
        request = told[data.draw(st.integers(0, len(told) - 1))]
        for status in ("delivered" if request.fate == "delivered" else "failed", "sent", "held"):
            self.world.tell(request, status)

    @precondition(lambda self: any(one.taken and one.recipient for one in self.world.past))
    @rule()
    def told_of_another_life(self) -> None:
        """After a backup was put back, receipts come for messages of the lost database, under the same numbers."""
        for request in self.world.past:
            if request.taken and request.recipient:
                self.world.tell(request, "delivered" if request.fate == "delivered" else "failed")

    @precondition(lambda self: any(self._known(one).wakes for one in self._in_the_air()))
    @rule(first=st.sampled_from(["receipt", "retraction", "departure"]))
    def reached_while_the_chase_waits(self, first: str) -> None:
        """An alert has not arrived in time and is to go by another path; before it does, the phone is on again, or
        staff take it back, or the citizen leaves."""
        alert = next(one for one in self._in_the_air() if self._known(one).wakes)
        for request in self._in_the_air():
            self._answer(request, "taken", "delivered")
        self.world.pass_time(700.0)
        self.world.chase()
        if first == "receipt":
            if alert.stands:
                self.world.tell(alert, "delivered")
        elif first == "retraction":
            self._retract(self._item_of(alert.text))
        else:
            self.leave(alert.recipient)
        self.world.pass_time(1.0)
        self.world.start(TEXTS)
        self.world.pass_time(2.0)

    # -- people who stop it -------------------------------------------------------------------------

    @precondition(lambda self: self._in_the_air())
    @rule(how=st.sampled_from(["taken", "cut", "lost"]))
    def retracted_in_the_air(self, how: str) -> None:
        """Staff take an item back; then requests under way are answered, and silence has its effect."""
        waiting = self._in_the_air()
        item = self._item_of(waiting[0].text)
        self._retract(item)
        self.world.start(PHONES)
        self.world.pass_time(1.2)  # its correction is on its way by now
        for request in waiting:
            self._answer(request, how, "delivered")
        self.much_later(SILENT)

    @precondition(lambda self: any(not one.taken for one in self._in_the_air()))
    @rule(fails=st.booleans())
    def retracted_when_all_was_out(self, fails: bool) -> None:
        """All messages were accepted except one in doubt, or one that fails later; then staff take the item back."""
        first = next(one for one in self._in_the_air() if not one.taken)
        item = self._item_of(first.text)
        self._answer(first, "taken" if fails else "lost", "failed" if fails else "delivered")
        self._all_accepted()
        self._retract(item)
        self.world.start(PHONES)
        if first.fate == "failed":
            self.world.tell(first, "failed")
            self.world.pass_time(3.0)
        else:
            self.much_later(SILENT)

    @precondition(lambda self: self._claimed())
    @rule(how=st.sampled_from(["cancel", "hold", "stop"]))
    def stopped_between_claim_and_request(self, how: str) -> None:
        """Some messages are claimed and wait for their turn when staff stop the item."""
        item = self._claimed()
        if how == "stop":
            self.stop_or_go(PHONES, again=False)
        elif how == "hold":
            self._stops(item, actions.hold(self.world.store, str(item), "").channels(Deed.HELD))
        else:
            self._cancel(item)
        self.world.pass_time(0.5)

    # -- helpers ------------------------------------------------------------------------------------

    def _in_the_air(self) -> list[Request]:
        """First messages of items, not their corrections."""
        waiting = [one for one in self.world.open_requests() if one.recipient and not self._corrects(one)]
        return [one for one in waiting if self._item_of(one.text) in self.items]

    def _provider_takes_them(self) -> None:
        """The provider accepts the requests, and does not answer yet."""
        for request in self._in_the_air():
            self.world.take(request)

    def _all_accepted(self) -> None:
        """Let all requests be accepted, those under way and those of the next moments."""
        self.world.start(PHONES)
        for _ in range(4):
            self.world.pass_time(0.5)
            for request in self.world.open_requests():
                self._answer(request, "taken", "delivered")

    def _running(self) -> list[Process]:
        """Processes that send to citizens, and do not stand still."""
        return [one for one in self.world.alive(PHONES) if one.number not in self.world.loop.frozen]

    def _claimed(self) -> int:
        """An item of which something is claimed and has not left; 0 = none."""
        for process in self._running():
            for claimed, _, _ in process.drainer.queue:
                row = self.world.store.post(id=claimed.post)
                if row is not None and row["item_id"] in self.items:
                    return row["item_id"]
        return 0

    def _waiting(self) -> list[int]:
        """Citizens who have not left and whom something is still to be sent."""
        rows = self.world.store.connection.execute(
            "SELECT DISTINCT recipient FROM delivery WHERE recipient > 0 AND state IN ('pending', 'sending') ORDER BY 1"
        )
        return [row[0] for row in rows if row[0] not in self.left]
