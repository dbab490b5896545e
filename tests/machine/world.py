"""A town with two senders, and a provider that keeps its own book of the real events.

The engine is the real one, on a real database; a process is a connection and a drain of its own, so that it can be
killed at any point. Only the clock and the provider are simulated.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from channels.base import Basic, Capabilities, Content, Key, Recipient
from channels.outcomes import (
    About,
    Absent,
    Found,
    Halt,
    Outcome,
    Receipt,
    Refused,
    Rest,
    Retry,
    Scope,
    Sent,
    Uncertain,
)
from pipeline.clock import Surroundings
from pipeline.desk.announce import Announcement, announce
from pipeline.desk.chase import Chase
from pipeline.model import Edits, Entry, Identified, Lane, Mode, News
from pipeline.quiet import QuietHours, next_leap, second_of_day
from pipeline.settings.drills import Drill
from pipeline.settings.election import Election, election_at
from pipeline.settings.values import ChannelConfig, Config, Council, Feed, Schedule, Service
from pipeline.staff import actions
from pipeline.staff.deeds import Deeds
from pipeline.staff.real_word import REAL
from pipeline.stages.decide.decide import decide
from pipeline.stages.decide.known import known_items
from pipeline.stages.decide.view import ChannelView, View
from pipeline.stages.deliver.claims import Sender
from pipeline.stages.deliver.drainer import Drainer, Shift
from pipeline.stages.deliver.lease import Lease, acquire
from pipeline.stages.enqueue import FeedPoll, Rendered, enqueue
from pipeline.stages.fetch.feed_state import Memory
from pipeline.stages.release.election_gate import ElectionGate
from pipeline.stages.release.lane_gate import LaneGate
from pipeline.stages.release.quiet_gate import QuietGate
from pipeline.stages.release.template_gate import TemplateGate
from pipeline.stages.settle.answers import Retries
from pipeline.stages.settle.receipts import apply_receipts
from pipeline.store import Error, Store, posts
from pipeline.store.allowance import Courtesy
from tests.databases import copy_database, drop_under, on_postgres, open_store
from tests.machine.loop import PROCESS, VirtualClock, VirtualLoop
from tests.sending import VAULT
from tests.town import number

START = 1_795_500_000.0
CITIZENS, RATE = 8, 12.0  # so many citizens, so many messages a second: three are claimed at once
DRILL, MEMBERS = (
    "piena",
    (1, 2, 3, 4, 5),
)  # citizens who have joined the drill; the one after them is of the staff
PHONES, PAGE, TEXTS = "whatsapp", "pagina", "sms"
WITH_PATH = 4  # the first citizens have also given a number for text messages
FAR = 24 * 365.0  # hours
# A night of the whole town soon after the beginning, and one of the last citizen in which it all begins; hours in UTC.
NIGHT = QuietHours(time(6, 0, 40), time(6, 2), time(6, 2))
SLEEPER, ITS_NIGHT = CITIZENS, QuietHours(time(6), time(6, 4), time(6, 4))
A_WEEK = 2  # messages to a citizen, beyond which no news comes
TIMEOUT = 60.0  # seconds after which our side gives a request up,
LATEST = 15.0  # and after which no provider takes one any more
OWED = 30.0  # and for which it may keep to itself that it has

PASSING = Retry("131000", "temporary", after=(2.0,))
LASTING = Refused("131026", "undeliverable", About.UNREACHED)


# The database itself remembers every kind of move that was made, by whomever.
SEEN_MOVES = (
    "CREATE TABLE seen_move (what TEXT, old TEXT, new TEXT)",
    *(
        f"CREATE TRIGGER see_{what} AFTER UPDATE OF state ON {what} WHEN OLD.state <> NEW.state"
        f" BEGIN INSERT INTO seen_move SELECT '{what}', OLD.state, NEW.state WHERE NOT EXISTS"
        f" (SELECT 1 FROM seen_move WHERE what = '{what}' AND old = OLD.state AND new = NEW.state); END"
        for what in ("post", "delivery")
    ),
)

SEEN_BY_POSTGRES = """CREATE TABLE seen_move (what TEXT, old TEXT, new TEXT);
CREATE FUNCTION see_move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO seen_move SELECT TG_TABLE_NAME, OLD.state, NEW.state WHERE NOT EXISTS (
        SELECT 1 FROM seen_move s WHERE s.what = TG_TABLE_NAME AND s.old = OLD.state AND s.new = NEW.state);
    RETURN NULL;
END $$;
""" + "".join(
    f"CREATE TRIGGER see_{what} AFTER UPDATE OF state ON {what} FOR EACH ROW WHEN (OLD.state <> NEW.state)"
    " EXECUTE FUNCTION see_move();"
    for what in ("post", "delivery")
)


class Killed(BaseException):
    """SIGKILL, which no code of the process may see."""


class MortalStore(Store):
    """A process's own connection; before and after every commit it may be killed."""

    def __init__(self, store: Store, point: Callable[[], None]) -> None:
        super().__init__(store.connection)
        self._point = point

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self.connection.in_transaction:
            yield
            return
        with super().transaction():
            yield
            self._point()
        self._point()

    def count(self, name: str, /, **parameters: Any) -> int:
        if not self.connection.in_transaction:
            self._point()
        return super().count(name, **parameters)


@dataclass
class Request:
    """One request that left, as the provider saw it or not."""

    process: int
    channel: str
    kind: str  # send, edit, withdraw
    text: str
    at: float
    recipient: int = 0  # subscriber; 0 = the page
    key: Key | None = None
    remote_id: str = ""  # of the post it changes
    answer: asyncio.Future[Outcome] = field(default_factory=asyncio.Future)
    taken: bool = False  # the provider has accepted it
    in_doubt: bool = False  # our side never learned its result
    fate: str = "delivered"  # of a citizen's message: delivered, failed (and the reason passes), refused
    told: set[str] = field(default_factory=set)  # statuses its receipts have said
    arrived_at: float = float("inf")  # when a receipt said that it had arrived

    @property
    def name(self) -> str:
        assert self.key is not None
        return f"wamid.{self.key.nonce}.{self.key.delivery}.{self.key.attempt}"

    @property
    def stands(self) -> bool:
        """Whether a recipient has the message, or will have it."""
        return self.taken and self.fate == "delivered"


class Line(Basic):
    """A channel whose requests wait for the machine's answers."""

    Settings = dict

    def __init__(self, world: World, name: str, process: int) -> None:
        self.world, self.name, self.process = world, name, process
        page = name == PAGE
        self.capabilities = Capabilities(
            title=name,
            broadcast=not page,
            receipts=name == PHONES,
            read_back=page,
            rate=RATE,
            concurrency=2 if page else 40,
            limit=1000,
            base_url="",
            sandbox="",
            edit=page,
            withdraw=page,
            address="phone" if name == TEXTS else "",
        )

    async def prepare(self, content: Content) -> Content:
        if content.picture and not content.media:
            await self.world.pictures.wait()
            return replace(content, media="m1")
        return content

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        phone = recipient.phone or recipient.address
        who = int(phone[-4:]) if phone else 0
        return await self._ask(Request(self.process, self.name, "send", content.text, 0.0, who, key))

    async def edit(self, content: Content, remote_id: str) -> Outcome:
        return await self._ask(
            Request(self.process, self.name, "edit", content.text, 0.0, remote_id=remote_id)
        )

    async def withdraw(self, remote_id: str) -> Outcome:
        return await self._ask(Request(self.process, self.name, "withdraw", "", 0.0, remote_id=remote_id))

    async def read_back(self, content: Content, since: float) -> Found | Absent:
        for remote_id, text in self.world.page.items():
            if text == content.text:
                return Found(remote_id)
        return Absent()

    async def _ask(self, request: Request) -> Outcome:
        self.world.point(self.process)
        request.at = self.world.now
        (self.world.texts if self.name == TEXTS else self.world.book).append(request)
        done, _ = await asyncio.wait([request.answer], timeout=TIMEOUT)
        if not done:
            self.world.answer_now(request, "cut" if request.taken else "lost")
        return request.answer.result()


@dataclass
class Process:
    """One `run`: its own connection, its lease and its drain."""

    number: int
    channel: str
    store: Store
    lease: Lease
    drainer: Drainer
    task: asyncio.Task[Any]


@cache
def empty_town() -> Path:
    """A database with its citizens, made once and copied."""
    folder = Path(tempfile.mkdtemp(prefix="machine-"))
    store = open_store(folder / "main.db")
    with store.transaction():
        store.connection.executemany(
            "INSERT INTO subscriber (state, mode, welcome, since, asked_at, changed_at)"
            " VALUES ('active', 'all', 'accepted', 1, 1, 1)",
            ((),) * CITIZENS,
        )
        begin, end = ITS_NIGHT.begin, ITS_NIGHT.end
        store.connection.execute(
            "UPDATE subscriber SET quiet_from = ?, quiet_to = ? WHERE id = ?",
            (begin.hour * 60 + begin.minute, end.hour * 60 + end.minute, SLEEPER),
        )
        for member in MEMBERS:
            store.connection.execute("UPDATE subscriber SET drill = ? WHERE id = ?", (DRILL, member))
        store.connection.execute("UPDATE subscriber SET canary = 1 WHERE id = ?", (len(MEMBERS) + 1,))
        store.uptime_begin(now=START + 1e9)
        for citizen in range(1, WITH_PATH + 1):
            address = number(citizen)
            store.give_path(
                subscriber=citizen,
                channel=TEXTS,
                address=VAULT.encrypt(address.encode()),
                lookup=VAULT.lookup(address),
                given_by="office",
                now=START,
                confirmed_at=START,
                code_hash=None,
            )
    if on_postgres():
        store.connection.script(SEEN_BY_POSTGRES)
        store.close()
        return folder / "main.db"
    for statement in SEEN_MOVES:
        store.connection.execute(statement)
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return folder / "main.db"


class World:
    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        copy_database(empty_town(), self.folder / "main.db")
        self.loop = VirtualLoop(START)
        asyncio.set_event_loop(self.loop)
        self.loop.set_exception_handler(lambda loop, context: None)  # kills leave tasks with errors
        self.clock = VirtualClock(self.loop)
        self.store = self._open()
        self.book: list[Request] = []
        self.texts: list[Request] = []  # of the chase, in a book of their own
        self.page: dict[str, str] = {}  # the posts on the page, by the provider's id
        self.pictures = asyncio.Event()  # set: pictures can be had
        self.pictures.set()
        self.processes: list[Process] = []  # that live, the frozen ones too
        self.born, self.kills = 0, 0
        self.fuse: int | None = None  # so many moments until the process that reaches them is killed
        self.stall: tuple[int, float] | None = (
            None  # after so many moments one stands still, for so many seconds
        )
        self.still: dict[int, list[tuple[float, float]]] = {}  # when processes stood still: from, to
        self.past: list[Request] = []  # requests that left before the database was lost
        self.shown = 0  # posts the page has had
        self.items: dict[int, Entry] = {}
        self.exercises: dict[int, int] = {}  # the number in its title -> the item
        self.config = _config(self.folder)
        self.elections: list[Election] = []  # running processes see them too

    def close(self) -> None:
        for process in list(self.processes):
            self.kill(process)
        self.store.close()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()
        asyncio.set_event_loop(None)
        drop_under(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def now(self) -> float:
        return self.loop.now

    def _open(self) -> Store:
        store = open_store(self.folder / "main.db")
        if not on_postgres():  # nobody cuts the power here, and durability costs time
            store.connection.execute("PRAGMA synchronous = OFF")
        return store

    def moves(self) -> list[tuple[str, str, str]]:
        """Kinds of moves there have been: of what, from which state, to which."""
        return [tuple(row) for row in self.store.connection.execute("SELECT * FROM seen_move")]

    # -- processes --------------------------------------------------------------------------------

    def alive(self, channel: str) -> list[Process]:
        return [one for one in self.processes if one.channel == channel]

    def start(self, channel: str) -> None:
        """A `run` begins to drain a sender, if nobody else does."""
        self.born += 1
        born, opened = self.born, self._open()
        store = MortalStore(opened, lambda: self.point(born))
        line = Line(self, channel, born)
        sender = Sender(
            name=channel,
            channel=line,
            mode=Mode.ALL,
            retries=5,
            folder=self.folder / "attempts",
            read_address=lambda row: Recipient(number(row["id"])),
            vault=VAULT,
            gates=(ElectionGate(self.elections, UTC), LaneGate(), TemplateGate(), QuietGate(NIGHT)),
            spares=spared,
        )
        chance = random.Random(1)
        try:
            lease = acquire(store, sender.folder, channel, f"run:{born}", Retries(5, chance), self.now)
        except Killed:
            store.connection.close()
            return
        if lease is None:
            store.close()
            return
        write = lease.file._write

        def write_or_die(lines: list[list[object]]) -> None:
            self.point(born)
            write(lines)
            self.point(born)

        lease.file._write = write_or_die  # type: ignore[method-assign]
        self._drain(born, store, sender, lease, chance)

    def _drain(self, born: int, store: Store, sender: Sender, lease: Lease, chance: random.Random) -> None:
        drainer = Drainer(store, sender, Shift(), lease, Surroundings(self.clock, chance))
        context = copy_context()
        context.run(PROCESS.set, born)
        task = self.loop.create_task(self._watched(born, drainer), context=context)
        self.processes.append(Process(born, sender.name, store, lease, drainer, task))

    async def _watched(self, born: int, drainer: Drainer) -> None:
        try:
            await drainer.run()
        except (Killed, Error, asyncio.CancelledError):
            if self._process(born) is not None:
                raise  # nobody has killed it: it is a defect
            return
        if process := self._process(born):
            self.processes.remove(process)
            process.store.close()

    def _process(self, born: int) -> Process | None:
        return next((one for one in self.processes if one.number == born), None)

    def kill(self, process: Process) -> None:
        """Nothing of the process happens any more: no commit, no line in its file, and the system releases its lock."""
        if process not in self.processes:
            return
        self._die(process)
        self.loop.thaw(process.number)
        process.task.cancel()
        for task in process.drainer.flying:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(process.task, return_exceptions=True))

    def _die(self, process: Process) -> None:
        for request in self.open_requests():
            request.in_doubt |= request.process == process.number
        self.processes.remove(process)
        self.kills += 1
        process.store.connection.close()
        file = process.lease.file
        if file._file >= 0:  # else the process was about to end anyway
            os.close(file._file)
        file._file, file.path = os.open(os.devnull, os.O_WRONLY), self.folder / "nothing"
        file._write = lambda lines: None  # type: ignore[method-assign]

    def point(self, born: int) -> None:
        """One of the moments at which a process may be killed."""
        process = self._process(born)
        if process is None:
            return
        self._stand_still(process)
        if self.fuse is None:
            return
        self.fuse -= 1
        if self.fuse > 0:
            return
        self.fuse = None
        self._die(process)
        for task in process.drainer.flying:
            task.cancel()
        raise Killed

    def _stand_still(self, process: Process) -> None:
        """SIGSTOP between two lines of a process, a new `run` meanwhile, and SIGCONT."""
        if self.stall is None:
            return
        moments, seconds = self.stall
        self.stall = (moments - 1, seconds)
        if moments > 1 or process.store.connection.in_transaction:
            return
        self.stall = None
        self.still.setdefault(process.number, []).append((self.now, self.now + seconds))
        self.loop.now += seconds
        self.start(process.channel)

    def freeze(self, process: Process) -> None:
        """SIGSTOP: no code of the process runs, its lease is not renewed, its lock stays."""
        if process.number not in self.loop.frozen:
            self.loop.frozen.add(process.number)
            self.still.setdefault(process.number, []).append((self.now, float("inf")))

    def thaw(self, process: Process) -> None:
        """SIGCONT."""
        if process.number in self.loop.frozen:
            since, _ = self.still[process.number].pop()
            self.still[process.number].append((since, self.now))
            self.loop.thaw(process.number)
            self.loop.run_until_complete(asyncio.sleep(0))

    def stood_still(self, process: int, since: float, until: float) -> float:
        """For how many seconds of that time."""
        spells = self.still.get(process, [])
        return sum(max(0.0, min(end, until) - max(begin, since)) for begin, end in spells)

    def restore(self, left: Iterable[int]) -> None:
        """The disk is lost, the backup of the first day put back; departures come from their journal."""
        for process in list(self.processes):
            self.kill(process)
        self.store.close()
        drop_under(self.folder)
        for file in self.folder.glob("main.db*"):
            file.unlink()
        copy_database(empty_town(), self.folder / "main.db")
        self.store = self._open()
        self.store.new_nonce()
        posts.end_all_open(self.store, self.now)
        for citizen in left:
            self.store.end_subscriber(id=citizen, now=self.now)
        self.past += [*self.book, *self.texts]
        self.book.clear()
        self.texts.clear()
        self.page.clear()
        self.items.clear()
        self.exercises.clear()

    def stop(self, process: Process) -> None:
        """SIGTERM."""
        process.drainer.around.stop.set()

    def pass_time(self, seconds: float) -> None:
        """The provider says in time what it has accepted: of an emergency a minute's silence is a sign."""
        for request in (*self.book, *self.texts):
            owes = request.taken and request.recipient and "sent" not in request.told
            if owes and request.at + OWED < self.now + seconds:
                self.tell(request, "sent")
        self.loop.run_until_complete(asyncio.sleep(seconds))

    def let_pass(self, seconds: float) -> None:
        """So much time passes that silence means something: all receipts have come by then."""
        self.pictures.set()  # no portal keeps one for hours
        for _ in range(3):
            self.pass_time(5.0)
            for request in self.open_requests():  # and no request waits longer for its answer
                self.answer(request, "cut" if request.taken else "lost")
        self.tell_everything()
        self.pass_time(seconds)
        self.tell_everything()

    # -- editors ----------------------------------------------------------------------------------

    def publish(self, title: str, lane: Lane, picture: bool) -> int:
        """A new item on the portal, read at once; its number."""
        image = "https://comune.example/foto.jpg" if picture else ""
        entry = Entry("", f"https://comune.example/{title}", f"{title} r1", "", "", (), self.now, image)
        return self._read(entry, lane, None)

    def edit(self, item: int, revision: int, lane: Lane) -> None:
        old = self.items[item]
        title = old.title.rpartition(" r")[0]
        self._read(replace(old, title=f"{title} r{revision}"), lane, item)

    def _read(self, entry: Entry, lane: Lane, item: int | None) -> int:
        found = [Identified(entry, (f"link:{entry.link}",), item)]
        view = View(
            now=self.now,
            feed=Feed("portale", "https://comune.example/feed", lane=lane),
            channels=(
                ChannelView(PHONES, broadcast=True, edits=Edits.FOLLOW_UP),
                ChannelView(PAGE, broadcast=False, edits=Edits.EDIT),
                ChannelView(TEXTS, broadcast=True, edits=Edits.FOLLOW_UP, chases=True),
            ),
            elections=tuple(self.elections),
            schedule=self.config.schedule,
            mode=Mode.ALL,
        )
        decisions = decide(found, known_items(self.store, found), view)
        poll = FeedPoll("portale", decisions, Memory("https://comune.example/feed"), next_poll_at=0.0)
        enqueue(self.store, poll, render, Mode.ALL, self.now)
        number_ = int(self.store.desk_item(alias=f"link:{entry.link}"))
        self.items[number_] = entry
        return number_

    def exercise(self, number_: int, channel: str) -> None:
        """An exercise of the drill; on a page, as no part of the program makes one."""
        content = Content(text=f"ESERCITAZIONE X{number_} r1")
        said = Announcement(f"exercise:{number_}", f"X{number_} r1", channel, content, exercise=DRILL)
        about = {"mode": Mode.ALL, "now": self.now, "due_at": self.now, "not_after": self.now + FAR * 3600}
        with self.store.transaction():
            post = announce(self.store, said, **about)
        row = self.store.post(id=post or 0)
        assert row is not None
        self.exercises[number_] = row["item_id"]

    def begin_election(self) -> None:
        """A period of today and tomorrow."""
        today = datetime.fromtimestamp(self.now, UTC).date()
        self.elections.append(Election("voto", today, today + timedelta(days=1)))
        self.config = replace(self.config, elections=tuple(self.elections))

    @property
    def election_is_on(self) -> bool:
        return election_at(self.elections, self.now, UTC) is not None

    def retract(self, item: int) -> Deeds:
        return actions.retract(
            actions.Publisher(self.store, self.config, self.lines, render, real=REAL), str(item), "", self.now
        )

    @property
    def lines(self) -> Mapping[str, Any]:
        return {name: Line(self, name, 0) for name in (PHONES, PAGE, TEXTS)}

    def chase(self) -> int:
        """What every run does at its start."""
        return Chase(self.config, self.store, self.lines).go_on(self.now)

    # -- the provider -----------------------------------------------------------------------------

    def open_requests(self) -> list[Request]:
        return [one for one in (*self.book, *self.texts) if not one.answer.done() and self._listens(one)]

    def _listens(self, request: Request) -> bool:
        return any(one.number == request.process for one in self.processes)

    def take(self, request: Request, fate: str = "delivered") -> None:
        """The provider accepts it, whether or not its answer ever arrives."""
        if request.taken or self.now > request.at + LATEST:
            return
        request.taken, request.fate = True, fate
        if request.channel != PAGE:
            return
        if request.kind == "send":
            self.shown += 1
            self.page[f"p{self.shown}"] = request.text
        elif request.kind == "edit" and request.remote_id in self.page:
            self.page[request.remote_id] = request.text
        elif request.kind == "withdraw":
            self.page.pop(request.remote_id, None)

    def answer(self, request: Request, how: str, fate: str = "delivered") -> None:
        """Give our side the answer. A request that was accepted can only be confirmed, or its answer be lost."""
        self.answer_now(request, how, fate)
        self.loop.run_until_complete(asyncio.sleep(0))

    def answer_now(self, request: Request, how: str, fate: str = "delivered") -> None:
        """The same from inside the loop."""
        if request.answer.done():
            return  # the process that asked was killed a moment ago
        if request.taken and how not in ("taken", "cut"):
            how = "taken"
        if how in ("taken", "cut"):
            self.take(request, fate)
            how = how if request.taken else "lost"
        request.in_doubt = how in ("cut", "lost")
        request.answer.set_result(self._outcome(request, how))

    def _outcome(self, request: Request, how: str) -> Outcome:
        repeatable = request.kind != "send"
        match how:
            case "taken":
                name = request.name if request.recipient else self._page_name(request)
                return Sent(name)
            case "cut" | "lost":
                return (
                    Retry("network", "no answer") if repeatable else Uncertain("network", "no whole answer")
                )
            case "no connection":
                return Retry("network", "no connection")
            case "too fast":
                return Retry("130429", "too fast", after=(3.0,), rest=Rest.SENDER)
            case "refused":
                return Refused("131026", "undeliverable", About.UNREACHED)
            case "dead token":
                return Halt("190", "token")
            case "template":
                return Halt("132001", "no such template", Scope.POST)
        raise AssertionError(how)

    def _page_name(self, request: Request) -> str:
        if request.kind != "send":
            return request.remote_id
        return next((name for name, text in self.page.items() if text == request.text), "gone")

    def tell(self, request: Request, status: str) -> None:
        """A receipt of a citizen's message arrives; `failed` comes with its reason."""
        failure = {"failed": PASSING, "refused": LASTING}.get(request.fate)
        key = str(request.key or "")
        receipt = Receipt(
            VAULT.message(request.name), status, self.now, key, failure if status == "failed" else None
        )
        request.told.add(status)
        if status == "delivered":
            request.arrived_at = min(request.arrived_at, self.now)
        apply_receipts(self.store, [receipt], self.now)

    def tell_everything(self) -> None:
        """Send all receipts that the provider still owes."""
        for request in (*self.book, *self.texts):
            if request.taken and request.recipient:
                if "sent" not in request.told:
                    self.tell(request, "sent")
                end = "delivered" if request.fate == "delivered" else "failed"
                if end not in request.told:
                    self.tell(request, end)


def spared(now: float) -> Courtesy:
    """What citizens are spared: each has the same week, and one sleeps in hours of their own."""
    passes = sorted(NIGHT.passes)
    return Courtesy(second_of_day(now, UTC), next_leap(now, UTC), passes, A_WEEK, now - 7 * 86400.0)


def render(news: News, channel: str, kind: str = "publish") -> Rendered:
    """Every text names its item, its revision and its kind."""
    word = {"follow-up": "CORREZIONE ", "retract": "RETTIFICA "}.get(kind, "")
    return Rendered(Content(text=f"{word}{news.title}", picture=news.image))


def _config(folder: Path) -> Config:
    hours = dict.fromkeys(Lane, FAR)
    return Config(
        folder=folder,
        live=Mode.ALL,
        council=Council("Comune", "https://comune.example", timezone="UTC"),
        service=Service("+393330000001", "", "1"),
        feeds=(),
        drills=(Drill(DRILL, date(2026, 1, 1), date(2036, 1, 1)),),
        channels=(
            ChannelConfig(PHONES, PHONES, edits=Edits.FOLLOW_UP),
            ChannelConfig(PAGE, PAGE, edits=Edits.EDIT),
            ChannelConfig(TEXTS, TEXTS, edits=Edits.FOLLOW_UP),
        ),
        schedule=Schedule(settle_seconds=0.0, not_after_hours=hours),
        data=folder,
    )
