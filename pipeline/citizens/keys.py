"""A new encryption key: what the old one closed is closed anew, some rows at a time.

Killed halfway nothing is lost: both keys open what they closed.
"""

from __future__ import annotations

from pipeline.inbox import Inbox
from pipeline.store import Store
from pipeline.vault import Vault

CHUNK = 500  # subscribers a transaction


def rotate(store: Store, inbox: Inbox, vault: Vault) -> int:
    """How many subscribers' addresses were closed anew. Raises VaultError if neither key opens one."""
    after, count = 0, 0
    while rows := store.rows("encrypted", after=after, limit=CHUNK):
        with store.transaction():
            for row in rows:
                count += store.run(
                    "encrypt_anew",
                    id=row["id"],
                    phone=vault.renewed(row["phone"]),
                    user_id=vault.renewed(row["user_id"]),
                    old_phone=row["phone"],
                    old_user_id=row["user_id"],
                )
        after = rows[-1]["id"]
    inbox.encrypt_anew()
    return count
