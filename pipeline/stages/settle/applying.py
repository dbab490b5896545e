"""Applies the inbox: what citizens wrote first, each body in one transaction; receipts in sets."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field, replace

from channels.approving import AccountNews, TemplateNews
from channels.hearing import Update
from channels.outcomes import Receipt
from channels.subscribers import Applied, Subscribers
from channels.value import dataclass
from pipeline.concerns import Concern
from pipeline.events import event
from pipeline.stages.settle import not_obeyed, provider_clock
from pipeline.stages.settle.inbox import Inbox
from pipeline.store import Store
from pipeline.store.errors import OperationalError
from pipeline.store.slices import SLICE

log = logging.getLogger(__name__)
SET = 100  # bodies taken at once between two slices of receipts
WRITTEN = 20  # bodies with citizens' messages taken at once
CHUNK = 50  # receipts between two looks at the clock

ReceiptApplier = Callable[[Store, Iterable[Receipt], float], None]
NewsApplier = Callable[[Store, Iterable[TemplateNews], Iterable[AccountNews], float], None]


def apply_inbox(
    store: Store,
    inbox: Inbox,
    subscribers: Subscribers,
    apply_receipts: ReceiptApplier,
    apply_news: NewsApplier = lambda store, templates, account, now: None,
    *,
    now: float,
) -> int:
    """Apply what waits; returns how many bodies. Those with citizens' messages first, each in one transaction.

    Killed between applying and forgetting a body, or run by two processes at once, it applies it twice,
    which changes nothing.
    """
    return _Applier(store, inbox, subscribers, apply_receipts, apply_news, now).apply()


@dataclass(frozen=True)
class _Applier:
    """One call of `apply_inbox`."""

    store: Store
    inbox: Inbox
    subscribers: Subscribers
    apply_receipts: ReceiptApplier
    apply_news: NewsApplier
    now: float
    not_obeyed: Counter[Concern] = field(default_factory=Counter)  # reports that this call has not obeyed

    def apply(self) -> int:
        count = self._apply_written(WRITTEN) or self._apply_reports()
        self._tell_not_obeyed()
        return count

    def _apply_written(self, limit: int) -> int:
        bodies = self.inbox.take(limit)
        self._one_by_one(self._read(bodies))
        return len(bodies)

    def _apply_reports(self) -> int:
        """Many bodies in one transaction where they hold only receipts: a commit costs more than ten receipts."""
        bodies = self.inbox.take_receipts()
        read = self._read(bodies)
        plain = [(id_, update) for id_, update in read if update.only_receipts()]
        self._one_by_one([(id_, update) for id_, update in read if not update.only_receipts()])
        try:
            self._in_slices([update for _, update in plain])
        except OperationalError:
            raise  # the database is busy or full: the set waits
        except Exception:  # one of them cannot be applied: one by one, it stops no other
            self._one_by_one(plain)
        else:
            self._finish(plain)
        return len(bodies)

    def _read(self, bodies: Sequence[tuple[int, bytes]]) -> list[tuple[int, Update]]:
        found, received_at = [], self.inbox.received_at([id_ for id_, _ in bodies])
        for id_, raw in bodies:
            try:
                update = self.inbox.read(raw)
            except ValueError:
                self._set_aside(id_)
                continue
            self._count_foreign(update)
            found.append((id_, replace(update, heard=received_at.get(id_, self.now))))
        self.not_obeyed[Concern.REPORTS_UNREAD] += self.inbox.newly_sealed()
        return found

    def _count_foreign(self, update: Update) -> None:
        for why, count in update.foreign.items():
            kind = Concern.REPORTS_OF_OTHER_KINDS if why == "field" else Concern.REPORTS_OF_OTHERS
            self.not_obeyed[kind] += count

    def _set_aside(self, id_: int) -> None:
        self.inbox.set_aside(id_)
        self.not_obeyed[Concern.REPORTS_UNREAD] += 1

    def _one_by_one(self, bodies: Iterable[tuple[int, Update]]) -> None:
        finished = []
        for id_, update in bodies:
            try:
                if update.only_receipts():
                    self._in_slices([update])
                else:
                    self._whole(update)
            except OperationalError:
                raise  # the database is busy or full: this body waits
            except Exception as error:  # one element nobody foresaw must not stop all others
                log.error(event("webhook body set aside", body=id_, error=type(error).__name__))
                self._piecemeal(update)
                self._set_aside(id_)
                continue
            finished.append((id_, update))
        self._finish(finished)

    def _finish(self, bodies: Sequence[tuple[int, Update]]) -> None:
        """Forget the bodies; one of which something could not be read is kept a while."""
        for id_, update in bodies:
            if update.unread:
                self._set_aside(id_)
        self.inbox.done([id_ for id_, update in bodies if not update.unread])

    def _piecemeal(self, update: Update) -> None:
        """Each element in a transaction of its own: an element that cannot be applied takes no other along."""
        for part in update.parts():
            try:
                self._whole(part)
            except OperationalError:
                raise
            except Exception as error:
                log.error(event("report not applied", error=type(error).__name__))

    def _whole(self, update: Update) -> None:
        late = 0
        with self.store.transaction():
            moment = provider_clock.moment_of(self.store, update.heard)
            for move in update.moves:
                late += not self.subscribers.moved(move, self.now, moment)
            for choice in update.marketing:
                late += not self.subscribers.marketing(choice, moment)
            for message in update.messages:
                late += self.subscribers.apply(message, self.now, moment) is Applied.OUT_OF_TIME
            self.apply_receipts(self.store, update.receipts, self.now)
            self.apply_news(self.store, update.templates, update.account, self.now)
            provider_clock.record_times(self.store, update.times(), update.heard)
        self.not_obeyed[Concern.REPORTS_OUT_OF_TIME] += late

    def _in_slices(self, updates: Sequence[Update]) -> None:
        """A body may hold a thousand: between two slices drains can write, and departures are heard."""
        receipts = [receipt for update in updates for receipt in update.receipts]
        done = 0
        while done < len(receipts):
            if done:
                self._apply_written(SET)
            with self.store.transaction():
                end = time.monotonic() + SLICE
                while True:
                    some = receipts[done : done + CHUNK]
                    self.apply_receipts(self.store, some, self.now)
                    provider_clock.record_times(self.store, Update(receipts=tuple(some)).times(), self.now)
                    done += CHUNK
                    if done >= len(receipts) or time.monotonic() >= end:
                        break

    def _tell_not_obeyed(self) -> None:
        """One line of the log and one write for all that this call did not obey."""
        new = {why: count for why, count in self.not_obeyed.items() if count}
        if not new:
            return
        with self.store.transaction():
            for why, count in new.items():
                not_obeyed.count(self.store, why, count, self.now)
        log.warning(event("reports not obeyed", **{str(why): count for why, count in new.items()}))
