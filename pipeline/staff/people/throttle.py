"""Growing pauses after failed sign-ins: by account, by network, and apart for a device that has signed in before.

Whoever guesses cannot lock the account's owner out: her own device has a count of its own, and a passkey needs none.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.store import Store
from pipeline.store.vault import Vault

FREE = {"account": 5, "device": 5, "network": 20}  # failures before the first pause
LONGEST = 900.0  # seconds
FORGOTTEN = 86400.0  # seconds after which a failure counts no more


class Throttle:
    """The counts of one sign-in. `names`: kind -> whose; kinds are account, device, network."""

    def __init__(self, store: Store, vault: Vault, names: Iterable[tuple[str, str]]) -> None:
        self._store = store
        self._names = [
            (kind, vault.proof(f"sign in {kind} {name}").hex()[:32]) for kind, name in names if name
        ]

    def enter(self, now: float) -> float:
        """Count a try before it is looked at, so that many at once are not one. Seconds to wait instead; 0 = go on."""
        with self._store.transaction():
            left = max((self._left(kind, name, now) for kind, name in self._names), default=0.0)
            if not left:
                self._store.drop_old_failed_sign_ins(before=now - FORGOTTEN)
                for _, name in self._names:
                    self._store.count_failed_sign_in(name=name, now=now)
        return left

    def succeeded(self) -> None:
        """Forget the failures of the account and the device; of the network this one try."""
        with self._store.transaction():
            for kind, name in self._names:
                if kind == "network":
                    self._store.uncount_failed_sign_in(name=name)
                else:
                    self._store.forget_failed_sign_in(name=name)

    def _left(self, kind: str, name: str, now: float) -> float:
        row = self._store.failed_sign_in(name=name)
        if row is None or row["count"] < FREE[kind] or now - row["last_at"] > FORGOTTEN:
            return 0.0
        pause = min(LONGEST, 2.0 ** min(row["count"] - FREE[kind], 20))
        return max(0.0, row["last_at"] + pause - now)
