"""The chase: phones that are off and paths that fail at random, against a model that knows who could be reached."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase as Generated
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Basic, Capabilities, Content, Key, Recipient
from channels.outcomes import About, Outcome, Receipt, Refused, Retry, Sent, Uncertain
from pipeline.alert import Alert
from pipeline.clock import Surroundings
from pipeline.desk.announce import Announcement, announce
from pipeline.desk.chase import Chase, wait_of
from pipeline.model import Kind, Lane, Mode
from pipeline.phase import Phase
from pipeline.reasons import Code, Reason
from pipeline.settings.sections import ChaseConfig
from pipeline.settings.values import ChannelConfig
from pipeline.stages.deliver.claims import Sender
from pipeline.stages.deliver.drain import Shift, drain
from pipeline.stages.render.by_path import shortened
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Store, posts
from pipeline.store.posts import NewPost
from tests.databases import drop_under, open_store
from tests.machine.loop import VirtualClock, VirtualLoop
from tests.machine.world import _config
from tests.sending import VAULT

pytestmark = pytest.mark.database

START = 1_795_500_000.0
MINUTE = 60.0
PHONES, SMS, EMAIL = "whatsapp", "sms", "email"
HOW = ("works", "off", "refuses", "loses", "no network")  # what becomes of a message by a path


@dataclass
class Line(Basic):
    """A provider: of WhatsApp, or of another path."""

    crowd: Crowd
    name: str
    capabilities: Any = None
    Settings = dict

    def __post_init__(self) -> None:
        phones = self.name == PHONES
        self.capabilities = Capabilities(
            *(self.name, True, phones, False, 80.0, 40, 600, "", ""), address="" if phones else "any"
        )

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        who = int((recipient.phone or recipient.address)[-3:])
        await asyncio.sleep(0.1)
        return self.crowd.take(self.name, who, content.text, key)


@dataclass
class Crowd:
    """Citizens, what becomes of messages to each by each path, and what arrived."""

    store: Store
    loop: VirtualLoop
    folder: Path
    how: Mapping[int, Mapping[str, str]]  # citizen -> path -> how; a path that is not there was not given
    receipts: bool = True  # the other paths tell of what arrived
    got: Counter[tuple[int, str, str]] = field(default_factory=Counter)  # citizen, path, text -> how often
    when: list[tuple[float, int, str]] = field(default_factory=list)

    def take(self, path: str, who: int, text: str, key: Key) -> Outcome:
        how = self.how[who][path]
        self.when.append((self.loop.now - START, who, path))
        if how == "refuses":
            return Refused("131026", "undeliverable", About.CITIZEN)
        if how == "no network":
            return Retry("network", "no connection")
        if how == "loses":
            return Uncertain("network", "no answer")
        if how == "works":
            self.got[who, path, text] += 1
            if path == PHONES or self.receipts:
                self.loop.call_later(1.0, self._tell, key)
        return Sent(f"wamid.{key}")

    def _tell(self, key: Key) -> None:
        now = self.loop.now
        apply_receipts(
            self.store, [Receipt(VAULT.message(f"wamid.{key}"), "delivered", now, str(key), None)], now
        )

    def alert(self, text: str = "*ALLERTA* rossa", alert: Alert = Alert.RED, hours: float = 3) -> int:
        now = self.loop.now
        said = Announcement(text, text, PHONES, Content(text=text), lane=Lane.EMERGENCY)
        with self.store.transaction():
            post = announce(
                self.store, said, mode=Mode.ALL, now=now, due_at=now, not_after=now + hours * 3600
            )
        assert post is not None
        self.store.connection.execute("UPDATE post SET alert = ? WHERE id = ?", (alert, post))
        return post

    @property
    def chase(self) -> Chase:
        channels: Any = {name: Line(self, name) for name in (PHONES, SMS, EMAIL)}
        names = tuple(ChannelConfig(name, name) for name in channels)
        return Chase(replace(_config(self.folder), channels=names), self.store, channels)

    def drain(self) -> None:
        for name in (PHONES, SMS, EMAIL):
            sender = Sender(
                *(name, Line(self, name), Mode.ALL, 5, self.folder / "attempts"),
                read_address=lambda row: Recipient(f"+39333000{row['id']:04d}"),
                vault=VAULT,
            )
            around = Surroundings(VirtualClock(self.loop), random.Random(1))
            self.loop.run_until_complete(drain(self.store, sender, Shift(patience=0.0), around))

    def pass_minutes(self, minutes: int) -> None:
        """Every minute a run, whose chase several processes might begin."""
        for _ in range(minutes):
            self.chase.go_on(self.loop.now)
            self.chase.go_on(self.loop.now)
            self.drain()
            self.loop.run_until_complete(asyncio.sleep(MINUTE))

    def paths_of(self, who: int) -> list[str]:
        return [path for _, one, path in self.when if one == who]

    def arrived(self, who: int, text: str = "ALLERTA rossa") -> list[str]:
        return [path for one, path, said in self.got if one == who and said.replace("*", "") == text]


@contextmanager
def crowd(how: Mapping[int, Mapping[str, str]], receipts: bool = True) -> Iterator[Crowd]:
    folder = Path(tempfile.mkdtemp(prefix="chase-"))
    loop = VirtualLoop(START)
    asyncio.set_event_loop(loop)
    store = open_store(folder / "main.db")
    for name in (PHONES, SMS, EMAIL):
        store.ensure_sender(name=name)
    store.uptime_begin(now=START + 1e6)
    with store.transaction():
        for who, paths in how.items():
            store.connection.execute(
                "INSERT INTO subscriber (id, state, mode, welcome, since, asked_at, changed_at)"
                " VALUES (?, 'active', 'all', 'accepted', 1, 1, 1)",
                (who,),
            )
            for path in paths:
                if path != PHONES:
                    give(store, who, path)
    try:
        yield Crowd(store, loop, folder, how, receipts)
    finally:
        store.close()
        loop.close()
        asyncio.set_event_loop(None)
        drop_under(folder)


def give(store: Store, who: int, path: str, *, confirmed: bool = True) -> None:
    address = f"{path}{who:03d}"
    store.give_path(
        subscriber=who,
        channel=path,
        address=VAULT.encrypt(address.encode()),
        lookup=VAULT.lookup(address),
        given_by="office",
        now=START,
        confirmed_at=START if confirmed else None,
        code_hash=None,
    )


def state_of(here: Crowd, path: str) -> list[Any]:
    sql = (
        "SELECT d.recipient, d.state, d.reason FROM delivery d JOIN post p ON p.id = d.post_id"
        " WHERE p.channel = ? AND p.kind = 'publish' ORDER BY 1"
    )
    return [tuple(row) for row in here.store.connection.execute(sql, (path,)).fetchall()]


# -- the model ---------------------------------------------------------------------------------------

WAYS = st.fixed_dictionaries(
    {PHONES: st.sampled_from(HOW)}, optional={SMS: st.sampled_from(HOW), EMAIL: st.sampled_from(HOW)}
)


@settings(max_examples=25, deadline=None, derandomize=True, phases=[Generated.generate])
@given(ways=st.lists(WAYS, min_size=1, max_size=12), receipts=st.booleans())
def test_nobody_with_a_working_path_stays_unreached_and_nobody_gets_two_by_one(
    ways: list[dict[str, str]], receipts: bool
) -> None:
    """Copies by WhatsApp after silence are counted apart; here none is lost, so there is none."""
    with crowd(dict(enumerate(ways, 1)), receipts) as here:
        here.alert()
        here.pass_minutes(25)
        for who, way in here.how.items():
            working = [path for path in (PHONES, SMS, EMAIL) if way.get(path) == "works"]
            assert bool(here.arrived(who)) == bool(working), (who, way)
            if working and (receipts or working[0] == PHONES):
                assert here.arrived(who) == working[:1], (who, way)  # it stopped at the first receipt
        assert not here.got or max(here.got.values()) == 1
        assert all("*" not in text for _, path, text in here.got if path != PHONES)


# -- when, and to whom --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alert", "phase", "seconds"),
    [
        (Alert.RED, "", 300.0),
        (Alert.EVACUATION, "", 300.0),
        (Alert.ORANGE, "", 600.0),
        (Alert.BY_HAND, "", 600.0),
        (Alert.YELLOW, "", None),
        (Alert.NONE, "", None),
        (Alert.OVER, Phase.ALERT_OVER, 1800.0),
        (Alert.RED, Phase.ALERT_OVER, 1800.0),
    ],
)
def test_the_grade_says_after_how_long(alert: Alert, phase: str, seconds: float | None) -> None:
    assert wait_of(ChaseConfig().minutes, alert, phase) == seconds


def test_a_yellow_alert_is_chased_by_nobody() -> None:
    with crowd({1: {PHONES: "off", SMS: "works"}}) as here:
        here.alert(alert=Alert.YELLOW)
        here.pass_minutes(60)
        assert here.paths_of(1) == [PHONES]


def test_each_path_has_its_time_one_after_the_other() -> None:
    with crowd(
        {1: {PHONES: "off", SMS: "off", EMAIL: "works"}, 2: {PHONES: "refuses", SMS: "works"}}
    ) as here:
        here.alert()
        here.pass_minutes(20)
        [first, second, third] = [at for at, who, _ in here.when if who == 1]
        assert 300 <= second - first <= 300 + 2 * MINUTE
        assert 300 <= third - second <= 300 + 2 * MINUTE
        [refused, other] = [at for at, who, _ in here.when if who == 2]
        assert other - refused <= 2 * MINUTE  # what was refused for good is not waited for


def test_a_receipt_that_comes_before_the_path_is_taken_stops_it() -> None:
    with crowd({1: {PHONES: "off", SMS: "works"}}) as here:
        here.alert()
        here.drain()
        here.loop.run_until_complete(asyncio.sleep(6 * MINUTE))
        here.chase.go_on(here.loop.now)
        here._tell(Key(here.store.nonce, 1, 1))  # the phone is on again
        here.drain()
        assert here.paths_of(1) == [PHONES]
        assert state_of(here, SMS) == [(1, "skipped", Code.REACHED)]


@pytest.mark.parametrize("state", ["leaving", "left", "suspended"])
def test_who_has_left_is_not_chased_and_whom_whatsapp_no_longer_reaches_is(state: str) -> None:
    with crowd({1: {PHONES: "off", SMS: "works"}}) as here:
        here.store.connection.execute("UPDATE subscriber SET state = ?", (state,))
        here.alert()
        here.pass_minutes(10)
        assert here.paths_of(1) == ([SMS] if state == "suspended" else [])


@pytest.mark.parametrize("how", ["leaves", "takes the path back", "never confirmed"])
def test_consent_is_asked_at_the_claim(how: str) -> None:
    with crowd({1: {PHONES: "off", SMS: "works"}}) as here:
        if how == "never confirmed":
            give(here.store, 1, SMS, confirmed=False)
        here.alert()
        here.drain()
        here.loop.run_until_complete(asyncio.sleep(6 * MINUTE))
        here.chase.go_on(here.loop.now)
        if how == "leaves":
            here.store.connection.execute("UPDATE subscriber SET state = 'leaving'")
        elif how == "takes the path back":
            here.store.drop_path(subscriber=1, channel=SMS)
        here.drain()
        assert here.paths_of(1) == [PHONES]


def test_who_was_written_to_by_another_path_stays_who_they_are_for_whatsapp() -> None:
    """Neither the daily limit nor the count of messages without a sign of arrival has to do with other paths."""
    with crowd({1: {PHONES: "off", SMS: "works"}}) as here:
        before = "SELECT reached_at, unheard FROM subscriber"
        here.alert()
        here.drain()
        [kept] = here.store.connection.execute(before).fetchall()
        here.pass_minutes(10)
        [after] = here.store.connection.execute(before).fetchall()
        assert here.arrived(1) == [SMS]
        assert tuple(after) == tuple(kept)


# -- corrections -----------------------------------------------------------------------------------------


def correction(here: Crowd, item: int, channel: str) -> None:
    now = here.loop.now
    content = Content(text="RETTIFICA")
    about = (item, channel, Kind.RETRACT, Lane.EMERGENCY, Mode.ALL, content, now, now + 3600)
    with here.store.transaction():
        posts.make(here.store, NewPost(*about, audience="everyone", alert=Alert.RED), now)


def test_a_retraction_goes_by_the_same_path_to_exactly_those_who_got_the_alert_by_it() -> None:
    ways = {
        1: {PHONES: "off", SMS: "works"},
        2: {PHONES: "works", SMS: "works"},
        3: {PHONES: "refuses", SMS: "works"},
    }
    with crowd(ways) as here:
        here.alert()
        here.pass_minutes(10)
        here.store.connection.execute("UPDATE subscriber SET state = 'suspended' WHERE id = 3")
        for channel in (PHONES, SMS):
            correction(here, 1, channel)
        here.pass_minutes(2)
        corrected = {(who, path) for who, path, text in here.got if text == "RETTIFICA"}
        assert corrected == {(1, SMS), (2, PHONES), (3, SMS)}


def test_what_is_taken_back_is_chased_no_more() -> None:
    with crowd({1: {PHONES: "off", SMS: "works"}, 2: {PHONES: "off", SMS: "works"}}) as here:
        here.alert()
        here.drain()
        here.loop.run_until_complete(asyncio.sleep(6 * MINUTE))
        here.chase.go_on(here.loop.now)
        correction(here, 1, PHONES)  # made, and not a path's post that was due
        here.drain()
        here.pass_minutes(20)
        assert not [text for _, path, text in here.got if path == SMS]
        assert state_of(here, SMS) == [(1, "skipped", Code.RETRACTED), (2, "skipped", Code.RETRACTED)]


def test_a_chase_that_staff_have_stopped_goes_on_for_nobody() -> None:
    with crowd({1: {PHONES: "off", SMS: "works"}, 2: {PHONES: "works", SMS: "works"}}) as here:
        post = here.alert()
        here.drain()
        here.loop.run_until_complete(asyncio.sleep(6 * MINUTE))
        here.chase.go_on(here.loop.now)
        posts.cancel(here.store, post + 1, Reason(Code.CANCELLED_BY_HAND), here.loop.now)
        here.pass_minutes(20)
        assert here.paths_of(1) == [PHONES]


def test_the_end_goes_by_a_path_to_those_who_got_the_alert_by_it() -> None:
    with crowd({1: {PHONES: "off", SMS: "works"}, 2: {PHONES: "off"}}) as here:
        here.alert(hours=0.2)
        here.pass_minutes(13)
        give(here.store, 2, SMS)  # later: has heard of no alert by it
        here.how[2][SMS] = "works"  # type: ignore[index]
        post = here.alert("Fine allerta", Alert.OVER)
        here.store.connection.execute(
            "UPDATE item SET phase = 'alert over' WHERE id = (SELECT item_id FROM post WHERE id = ?)", (post,)
        )
        here.pass_minutes(40)
        assert {who for who, path, text in here.got if path == SMS and text == "Fine allerta"} == {1}


# -- the text -----------------------------------------------------------------------------------------------


def test_the_text_is_whatsapps_without_its_signs_and_keeps_its_address() -> None:
    text = "ALLERTA *rossa*: il Po sale.\n\nVai ai piani alti. Vedi https://www.comune.example.it/a/1\n\n112."
    assert shortened(Content(text=text), 1000).text == text.replace("*", "")
    short = shortened(Content(text=text), 80).text
    assert len(short) <= 80
    assert short.startswith("ALLERTA rossa")
    assert short.endswith("… https://www.comune.example.it/a/1")
