"""An emergency passes everything on its sender: news, replies, what hangs. In time that passes by itself."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from channels.base import Basic, Capabilities, Content, Key, Recipient
from channels.outcomes import Outcome, Receipt, Sent, Uncertain
from pipeline.clock import Surroundings
from pipeline.desk.announce import Announcement, announce
from pipeline.model import Kind, Lane, Mode
from pipeline.stages.deliver.claims import Sender
from pipeline.stages.deliver.drain import Shift, drain
from pipeline.stages.deliver.pace import REPLIES
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Store, deliveries, posts
from pipeline.store.posts import NewPost
from tests.databases import open_store
from tests.machine.loop import VirtualClock, VirtualLoop
from tests.sending import VAULT

START = 1_795_500_000.0
RATE = 80.0
ANSWERS = 0.2  # seconds until the provider answers
WITHIN = 1.0  # seconds for the first message of an emergency,
LONGER = 1.10  # and how much longer than the provider's rate allows the last may take


@dataclass
class Letterbox(Basic):
    """A provider that takes everything and notes when it came; `hangs`: what it never answers within the test."""

    loop: asyncio.AbstractEventLoop
    got: list[tuple[float, int, str]] = field(default_factory=list)  # when, to whom, what
    hangs: Callable[[str], bool] = lambda text: False

    capabilities = Capabilities("x", True, True, False, RATE, 320, 1000, "", "")
    Settings = dict

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        self.got.append((self.loop.time(), int(recipient.phone[-5:]), content.text))
        if self.hangs(content.text):
            await asyncio.sleep(40)
            return Uncertain("network", "no answer")
        await asyncio.sleep(ANSWERS)
        return Sent(f"wamid.{key}")

    def of(self, text: str) -> list[float]:
        return [at for at, _, said in self.got if said == text]


@dataclass
class Town:
    """One sender with its citizens, in a loop whose time passes when nothing else is left to do."""

    store: Store
    loop: VirtualLoop
    box: Letterbox
    folder: Path
    probe: Content | None = None  # what asks the staff for a receipt

    def say(self, text: str, lane: Lane) -> None:
        now = self.loop.now
        said = Announcement(text, text, "whatsapp", Content(text=text), lane=lane)
        with self.store.transaction():
            announce(self.store, said, mode=Mode.ALL, now=now, due_at=now, not_after=now + 6 * 3600)

    def answer(self, text: str, citizens: range) -> None:
        """A reply to each of them waits, as after a day of sign-ups."""
        now = self.loop.now
        with self.store.transaction():
            for one in citizens:
                item = self.store.insert_reply_item(title="aiuto", now=now)
                content = Content(text=text)
                about = NewPost(
                    *(item, "whatsapp", Kind.REPLY, Lane.REPLY, Mode.ALL, content, now, now + 3600)
                )
                post = posts.make(self.store, about, now)
                assert post is not None
                posts.begin_for(self.store, post, now)
                deliveries.write_to(self.store, post, Mode.ALL, [one], now)

    def begin(self) -> asyncio.Task[Any]:
        sender = Sender(
            *("whatsapp", self.box, Mode.ALL, 5, self.folder / "attempts"),
            read_address=lambda row: Recipient(f"+3933300{row['id']:05d}"),
            vault=VAULT,
            write_probe=lambda store: self.probe,
        )
        around = Surroundings(VirtualClock(self.loop), random.Random(1))
        return self.loop.create_task(drain(self.store, sender, Shift(patience=0.0), around))

    def pass_time(self, seconds: float) -> None:
        self.loop.run_until_complete(asyncio.sleep(seconds))


@pytest.fixture
def town(tmp_path: Path, citizens: int) -> Iterator[Town]:
    loop = VirtualLoop(START)
    asyncio.set_event_loop(loop)
    store = open_store(tmp_path / "main.db")
    store.ensure_sender(name="whatsapp")
    store.uptime_begin(now=START + 1e6)
    with store.transaction():
        store.connection.executemany(
            "INSERT INTO subscriber (state, mode, welcome, since, asked_at, changed_at, phone_lookup)"
            " VALUES ('active', 'all', 'accepted', 1, 1, 1, ?)",
            [(VAULT.lookup(str(n)),) for n in range(citizens)],
        )
    yield Town(store, loop, Letterbox(loop), tmp_path)
    store.close()
    loop.close()
    asyncio.set_event_loop(None)


TOWNS = [1500, pytest.param(15_000, marks=pytest.mark.full)]


@pytest.mark.parametrize("citizens", TOWNS)
def test_it_passes_a_news_broadcast_and_the_replies(town: Town, citizens: int) -> None:
    """The first within a second, the last as soon as the rate allows, everybody once; then the rest goes on."""
    town.say("notizia", Lane.NEWS)
    work = town.begin()
    town.pass_time(5)
    assert town.box.of("notizia")
    town.answer("aiuto", range(1, citizens // 5))
    town.say("allerta", Lane.EMERGENCY)
    enqueued = town.loop.now
    town.loop.run_until_complete(work)
    alert = town.box.of("allerta")
    assert alert[0] - enqueued <= WITHIN
    since = (
        enqueued if citizens >= 15_000 else alert[0]
    )  # in a small town the first second is a part of its own
    assert alert[-1] - since <= LONGER * citizens / RATE
    for text, whom in (("allerta", citizens), ("notizia", citizens), ("aiuto", citizens // 5 - 1)):
        who = [one for _, one, said in town.box.got if said == text]
        assert len(who) == len(set(who)) == whom
    between = [said for at, _, said in town.box.got if alert[0] <= at < alert[-1]]
    assert between.count("notizia") == 0
    assert 0 < between.count("aiuto") <= len(between) / REPLIES  # who writes is answered meanwhile


@pytest.mark.parametrize("citizens", [1500])
@pytest.mark.parametrize("hanging", ["notizia", "aiuto"])
def test_it_passes_what_gets_no_answer(town: Town, citizens: int, hanging: str) -> None:
    """The provider has taken as many requests as may be in flight, and answers none."""
    town.box.hangs = lambda text: text == hanging
    if hanging == "notizia":
        town.say("notizia", Lane.NEWS)
    else:
        town.answer("aiuto", range(1, citizens))
    work = town.begin()
    town.pass_time(8)
    assert len(town.box.of(hanging)) == 320
    town.say("allerta", Lane.EMERGENCY)
    enqueued = town.loop.now
    town.pass_time(WITHIN)
    assert 0 < town.box.of("allerta")[0] - enqueued <= WITHIN
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        town.loop.run_until_complete(work)


# -- evidence of its own ----------------------------------------------------------------------------

STAFF = 2


@dataclass
class Silent:
    """A council whose webhook works, and which sends nothing after its emergency. Of citizen 1's message the answer is
    lost, and so is the message, unless it has arrived."""

    town: Town
    lost: int = 1  # so many messages to citizen 1
    receipts: bool = True  # the webhook brings them

    def begin(self) -> asyncio.Task[Any]:
        """The loop's own provider gives receipts after a second."""
        town, send = self.town, self.town.box.send

        async def send_and_tell(content: Content, recipient: Recipient, key: Key) -> Outcome:
            if recipient.phone.endswith("00001") and self.lost:
                self.lost -= 1
                return Uncertain("network", "no answer")
            outcome = await send(content, recipient, key)
            town.loop.call_later(1.0, self._tell, key)
            return outcome

        town.box.send = send_and_tell  # type: ignore[method-assign]
        return town.begin()

    def _tell(self, key: Key) -> None:
        now = self.town.loop.now
        if self.receipts:
            receipt = Receipt(VAULT.message(f"wamid.{key}"), "sent", now, str(key), None)
            apply_receipts(self.town.store, [receipt], now)


@pytest.fixture
def silent(town: Town) -> Silent:
    town.store.connection.execute("UPDATE subscriber SET canary = 1 WHERE id = ?", (STAFF,))
    town.probe = Content(text="controllo")
    town.say("allerta", Lane.EMERGENCY)
    return Silent(town)


@pytest.mark.parametrize("citizens", [3])
def test_what_is_in_doubt_goes_once_more_after_a_minute_by_evidence_of_its_own(silent: Silent) -> None:
    """No other message is sent: a receipt of the staff's number shows that the webhook works. One run does it all."""
    town = silent.town
    town.loop.run_until_complete(silent.begin())
    sent = [(round(at - START), who, text) for at, who, text in town.box.got]
    alert = [at for at, who, text in sent if (who, text) == (1, "allerta")]
    probes = [(at, who) for at, who, text in sent if text == "controllo"]
    assert len(alert) == len(probes) == 1
    assert probes[0][0] < alert[0] <= 70
    assert probes[0][1] == STAFF
    assert 60 <= probes[0][0] <= 65


@pytest.mark.parametrize("citizens", [3])
def test_without_receipts_the_staff_is_asked_once_a_minute_and_nothing_goes_twice(silent: Silent) -> None:
    silent.receipts = False
    town = silent.town
    town.loop.run_until_complete(silent.begin())
    assert town.loop.now < START + 180
    for _ in range(10):
        town.pass_time(60)
        town.loop.run_until_complete(silent.begin())
    assert [who for _, who, text in town.box.got if text == "controllo"] == [STAFF] * 3
    assert [who for _, who, text in town.box.got if text == "allerta"] == [2, 3]


@pytest.mark.parametrize("citizens", [3])
@pytest.mark.parametrize("why", ["no staff", "no text", "held", "service"])
def test_the_staff_is_not_asked_where_that_would_prove_nothing(silent: Silent, why: str) -> None:
    town = silent.town
    if why == "no staff":
        town.store.connection.execute("UPDATE subscriber SET canary = 0")
    elif why == "no text":
        town.probe = None
    elif why == "service":
        town.store.connection.execute("UPDATE post SET lane = 'service', rank = 2")
    work = silent.begin()
    if why == "held":  # the provider keeps messages of this post back: their receipts come later
        town.pass_time(5)
        town.store.connection.execute("UPDATE attempt SET rank = 1, status_at = ?", (town.loop.now,))
    town.loop.run_until_complete(work)
    town.pass_time(90)
    town.loop.run_until_complete(silent.begin())
    assert [text for _, _, text in town.box.got] == ["allerta", "allerta"]
