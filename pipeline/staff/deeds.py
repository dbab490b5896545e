"""The results of an action of staff, as values. Terminal, pages and programs put them into words of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from channels.sentence import Sentence, Worded, template


class Deed(Worded):
    """A thing that is now as it was asked, even if it was so before. The value is for programs: it never changes."""

    HELD = "held", template("{channel}: «{title}» held{out}")
    HELD_ALREADY = "held_already", template("{channel}: «{title}» was held already")
    CANCELLED = "cancelled", template("{channel}: «{title}» cancelled{out}")
    APPROVED = "approved", template("{channel}: «{title}» approved{then}")
    ASKED = "asked", template("{channel}: «{title}» asked for; a second person approves it")
    OVER = "over", template("{channel}: «{title}» is over: nobody else is sent it")
    APPROVED_ALONE = (
        "approved_alone",
        template("{channel}: «{title}» approved by one person alone: the operators are told"),
    )
    CORRECTED = "corrected", template("{channel}: «{title}» is wrong by now: nobody else is sent it")
    NOT_HELD = "not_held", template("{channel}: «{title}» was not held")
    STOPPED = "stopped", template("{channel}: stopped")
    GOES_ON = "goes_on", template("{channel}: goes on")
    NOT_STOPPED = "not_stopped", template("{channel}: was not stopped")
    THERE = "there", template("{channel}: {n} taken to be out")
    NOT_THERE = (
        "not_there",
        template("{channel}: {n} taken not to be out; they are sent again if there is still time"),
    )
    NOT_TO_SHARE = "not_to_share", template("{channel}: «{title}» is no longer to be shared")
    TO_TAKE_DOWN = "to_take_down", template("{channel}: «{title}» will be taken down{then}")
    TAKEN_DOWN_ALREADY = (
        "taken_down_already",
        template("{channel}: «{title}» had been taken down already"),
    )
    TO_CORRECT = (
        "to_correct",
        template("{channel}: «{title}»: everybody who got it will get a correction{then}"),
    )
    TO_SEND_AGAIN = (
        "to_send_again",
        template("{channel}: «{title}» goes once more to those who did not get it ({n}){then}"),
    )
    EXERCISE = (
        "exercise",
        template("{channel}: «{title}» goes out as an exercise, to those who take part in it"),
    )
    TEST = "test", template("{channel}: the test «{title}» goes to everybody")
    CORRECTED_ALREADY = (
        "corrected_already",
        template("{channel}: «{title}»: a correction has been asked for already"),
    )
    RAISED = "raised", template("{channel}: «{title}» goes out at once")
    SENT_BEFORE = (
        "sent_before",
        template("«{title}»: this key has been used before, nothing is sent again; another --key would"),
    )
    SIGNED_IN = "signed_in", template("signed in on the pages for staff")
    ACCESS_CHANGED = "access_changed", template("ways to sign in changed")
    SHARED = "shared", template("ticked as shared")
    NOT_SHARED = "not_shared", template("the tick was taken back")
    LOOKED_UP = "looked_up", template("looked up what is kept about a number")
    LEFT = "left", template("a subscription was ended at the counter")
    ERASED = "erased", template("all about a number was erased at the counter")
    RIGHTS_ASKED = "rights_asked", template("asked for; another administrator approves it")
    RIGHTS_CHANGED = "rights_changed", template("done: rights changed")
    NOBODY_KNEW = "nobody_knew", template("«{title}»: nobody had been told, so nobody is told now")


class Obstacle(Worded):
    """The reason why a thing is not as it was asked. The value is for programs: it never changes."""

    NOTHING_TO_HOLD = "nothing_to_hold", template("«{title}»: nothing to hold")
    NOTHING_TO_CANCEL = "nothing_to_cancel", template("«{title}»: nothing to cancel")
    NOTHING_TO_APPROVE = "nothing_to_approve", template("«{title}»: nothing to approve")
    NOTHING_UNCERTAIN = "nothing_uncertain", template("«{title}»: nothing uncertain")
    NOTHING_PUBLISHED = "nothing_published", template("«{title}»: nothing published")
    NOT_RENDERED = "not_rendered", template("{channel}: «{title}» stays held: {problem}")
    NOT_CORRECTED = "not_corrected", template("{channel}: «{title}» cannot be corrected: {problem}")
    CHANNEL_STOPPED = "channel_stopped", template("{channel} stays stopped")
    STOPPED_AGAIN = (
        "stopped_again",
        template("{channel}: has been stopped again just now; see `infostiglia status`"),
    )
    TAKEN_BACK = "taken_back", template("{channel}: «{title}» has been taken back: it is not sent again")
    REPLACED = "replaced", template("«{title}»: a newer text took its place: it is not sent again")
    OVER = "over", template("«{title}»: its end has been published since: it is not sent again")
    CORRECTION_WAITS = (
        "correction_waits",
        template("{channel}: «{title}» is wrong by now, and its correction is not sent: approve that first"),
    )
    OFF_THE_PORTAL = "off_the_portal", template("«{title}» is no longer on the portal: it is not sent again")
    NOBODY_MISSED = (
        "nobody_missed",
        template("«{title}»: nobody is known who should have got it and did not"),
    )
    SECOND_PERSON = "second_person", template("{channel}: «{title}» waits for a second person to approve it")
    SAME_PERSON = (
        "same_person",
        template("{channel}: «{title}» was asked for by {problem}: somebody else approves it"),
    )
    SAY_REAL = (
        "say_real",
        template(
            "{channel}: «{title}» is a real emergency, and today is the drill «{problem}»: if it is real, type REALE "
            "(`--real REALE`)"
        ),
    )
    OTHER_MODE = (
        "other_mode",
        template("{channel}: «{title}» was made in the mode «{problem}», and never goes in another one"),
    )
    DRILL_OVER = "drill_over", template("{channel}: «{title}» is an exercise, and its drill is over")
    TEST_MADE = "test_made", template("{channel}: the test «{title}» has been sent: it goes once")
    EXERCISE_MADE = (
        "exercise_made",
        template("{channel}: «{title}»: the same exercise has been made today: nothing goes out twice"),
    )
    NOT_TO_RAISE = (
        "not_to_raise",
        template("«{title}» cannot go as an emergency: it is one, it has begun, or it is an exercise"),
    )
    NEEDS_REASON = (
        "needs_reason",
        template(
            '«{title}»: that needs a reason, each on its own: `infostiglia approve NUMBER --because "…"`'
        ),
    )
    NOT_ALONE = (
        "not_alone",
        template(
            "{channel}: «{title}»: one person alone types how many citizens get it, as the preview shows: "
            "`infostiglia approve NUMBER --alone …`"
        ),
    )
    GONE_BACK = (
        "gone_back",
        template(
            "nothing leaves yet: an older database was put back, and all sending waits for `infostiglia restored`"
        ),
    )
    ELECTION_NEWS = (
        "election_news",
        template(
            "{channel}: «{title}»: news does not go out in an election period (L. 28/2000), nor afterwards"
        ),
    )
    NEEDS_GROUNDS = (
        "needs_grounds",
        template(
            "{channel}: «{title}»: in an election period (L. 28/2000) it goes only if it is indispensable: write why, "
            'each on its own, with `infostiglia approve NUMBER --because "…"`'
        ),
    )
    IN_ELECTION = (
        "in_election",
        template("{channel}: «{title}»: an election period (L. 28/2000) keeps it: it is not sent again"),
    )
    CHANGED = "changed", template("{channel}: «{title}» has changed just now; see `infostiglia status`")


@dataclass(frozen=True)
class Done:
    """One deed, on one channel."""

    deed: Deed
    channel: str
    title: str = ""  # of the item; "" = the deed concerns the whole channel
    n: int = 0  # deliveries settled by the deed, or gone out before it
    of: int = 0  # deliveries of the post; 0 = the deed concerns no post
    item: int = 0  # its number; 0 = that of `Deeds`
    when: Sentence | str = ""  # it leaves, in words; "" = nothing leaves by it

    @property
    def sentence(self) -> Sentence:
        then = Sentence(": {when}", when=self.when) if self.when else ""
        about = {"channel": self.channel, "title": self.title}
        return Sentence(self.deed.template, **about, n=self.n, out=self._out, then=then)

    @property
    def _out(self) -> Sentence | str:
        """The deliveries that could no longer be stopped, in words; "" = there are none."""
        if not self.n:
            return ""
        if self.of == 1:
            return Sentence(" (it was out already)")
        return Sentence(" ({n} have got it already)", one=" ({n} has got it already)", n=self.n)


@dataclass(frozen=True)
class Left:
    """One thing that could not be done; `channel` "" = it concerns no single channel."""

    obstacle: Obstacle
    channel: str = ""
    title: str = ""  # of the item; "" = the obstacle concerns the whole channel
    problem: Sentence | str = ""  # the problem to mend first; "" = none

    @property
    def sentence(self) -> Sentence:
        return Sentence(self.obstacle.template, channel=self.channel, title=self.title, problem=self.problem)


@dataclass(frozen=True)
class Deeds:
    """The results of one action. If empty, there was nothing to do."""

    done: tuple[Done, ...] = ()
    left: tuple[Left, ...] = ()
    item: int = 0  # the item's number for commands; 0 = the action concerned no single item

    @classmethod
    def of(cls, came: Iterable[Done | Left], item: int = 0) -> Deeds:
        found = list(came)
        done = tuple(one for one in found if isinstance(one, Done))
        return cls(done, tuple(one for one in found if isinstance(one, Left)), item)

    def but(self, obstacles: Iterable[Left]) -> Deeds:
        """The same results, and what stands in the way of all that was done; nothing if nothing was."""
        return replace(self, left=(*self.left, *obstacles)) if self.done else self

    def channels(self, deed: Deed) -> list[str]:
        """The channels on which that deed was done."""
        return list(dict.fromkeys(one.channel for one in self.done if one.deed is deed))
