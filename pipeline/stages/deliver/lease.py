"""The lease: one holder per sender, and the settlement of a former holder's claims by the next one.

Three ways to take a lease: it is free; its holder is dead (the lock of its attempts file is free, same boot),
which is known at once; or it has expired. Only for a dead holder is it known which requests left the machine.
A lease that ends later than any renewal allows was given before the clock was set back.
It is shortened: a living holder
renews it, and a silent one's expires.
"""

from __future__ import annotations

from pathlib import Path

from channels.meanings import Meaning
from channels.outcomes import Uncertain
from channels.value import dataclass
from pipeline.stages.deliver import attempts
from pipeline.stages.deliver.attempts import AttemptsFile, Traces
from pipeline.stages.settle.answers import Answer, Claimed, Retries, record
from pipeline.store import Store, deliveries

TERM = 15.0  # seconds a lease lasts without renewal
RENEWAL = 5.0  # seconds between renewals
QUIET = 1.0  # seconds between the last request of one holder and the first of the next


@dataclass
class Lease:
    """The right to send through one sender, until `epoch` is no longer the newest."""

    store: Store
    sender: str
    holder: str
    epoch: int
    file: AttemptsFile
    not_before: float  # no request earlier, so that no sliding second sees two holders' shares

    def held(self) -> bool:
        """Whether the lease is still ours. Checked before every tick."""
        return self.store.holds_lease(name=self.sender, epoch=self.epoch, holder=self.holder) is not None

    def renew(self, now: float) -> bool:
        """Extend the lease; False if another holder has it."""
        renewed = self.store.lease_renew(
            name=self.sender, epoch=self.epoch, holder=self.holder, expires_at=now + TERM
        )
        return renewed == 1

    def give_up(self, now: float) -> None:
        """Release the lease, inside the transaction that found nothing to do."""
        self.store.lease_give_up(name=self.sender, epoch=self.epoch, holder=self.holder, now=now)


def acquire(
    store: Store, folder: Path, sender: str, holder: str, retries: Retries, now: float
) -> Lease | None:
    """Take the lease and settle the last holder's claims; None if another holder has it.

    `folder` holds the attempts files; `holder` names this process to people.
    """
    known = store.sender(name=sender)
    # Read before the write lock is taken; if another process is quicker the epoch has changed, and it is read again.
    found = attempts.traces(folder, sender, known["epoch"]) if known is not None else Traces()
    file: AttemptsFile | None = None
    try:
        with store.transaction():
            store.ensure_sender(name=sender)
            row = store.sender(name=sender)
            assert row is not None
            if known is None or row["epoch"] != known["epoch"]:
                found = attempts.traces(folder, sender, row["epoch"])
            if row["holder"] and not found.dead and row["expires_at"] > now:
                if row["expires_at"] > now + TERM:
                    store.lease_shorten(name=sender, epoch=row["epoch"], expires_at=now + TERM)
                return None
            epoch = row["epoch"] + 1
            if not store.lease_take(name=sender, holder=holder, epoch=epoch, expires_at=now + TERM):
                return None
            file = AttemptsFile(folder, sender, epoch)
            _settle_claimed(store, sender, found, retries, now)
            not_before = (now if row["holder"] else min(row["idle_since"], now)) + QUIET
    except BaseException:
        if file is not None:
            file.close(remove=True)
        raise
    attempts.remove_older(folder, sender, epoch)
    return Lease(store, sender, holder, epoch, file, not_before)


def _settle_claimed(store: Store, sender: str, found: Traces, retries: Retries, now: float) -> None:
    """Settle a former holder's claims: apply those answered; those that never left a dead holder are pending; others
    uncertain."""
    answers, never_left = [], []
    for row in store.claimed(channel=sender):
        claimed = Claimed(row["id"], row["recipient"], row["attempt"], row["post_id"])
        attempt = (claimed.delivery, claimed.attempt)
        if attempt in found.answers:
            answers.append(Answer(claimed, *found.answers[attempt]))
        elif found.dead and attempt not in found.left:
            never_left.append(claimed)
        else:
            answers.append(Answer(claimed, Uncertain("interrupted", means=Meaning.INTERRUPTED)))
    deliveries.give_back(store, [(one.delivery, one.attempt, one.post) for one in never_left], now)
    record(store, sender, answers, retries, now)
