"""A change of the encryption key: data encrypted with the old key is encrypted again, some rows at a time.

A kill halfway loses nothing: both keys stay in use until the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.model import Mode
from pipeline.stages.settle.inbox import Inbox
from pipeline.store import Store
from pipeline.store.right_keys import only_newest_key
from pipeline.store.slices import in_slices
from pipeline.store.vault import Vault

PAGE = 500  # subscribers read in one go


def rotate(store: Store, inbox: Inbox, vault: Vault, mode: Mode) -> int:
    """Encrypt everything with the newest key. Returns the number of subscribers.
    Raises VaultError if no key decrypts one."""
    count = 0

    def close(renewed: Mapping[str, Any]) -> None:
        nonlocal count
        count += store.encrypt_anew(**renewed)

    in_slices(store, _renewed(store, vault, mode), close)
    in_slices(
        store, _renewed_replies(store, vault, mode), lambda renewed: store.encrypt_reply_anew(**renewed)
    )
    in_slices(store, _renewed_paths(store, vault), lambda renewed: store.encrypt_path_anew(**renewed))
    in_slices(store, _renewed_totps(store, vault), lambda renewed: store.encrypt_totp_anew(**renewed))
    inbox.encrypt_anew()
    only_newest_key(store, vault, mode)
    return count


def _renewed(store: Store, vault: Vault, mode: Mode) -> Iterator[Mapping[str, Any]]:
    after = 0
    while rows := store.encrypted(after=after, mode=mode, limit=PAGE):
        after = rows[-1]["id"]
        for row in rows:
            yield {
                "id": row["id"],
                "phone": vault.renewed(row["phone"]),
                "user_id": vault.renewed(row["user_id"]),
                "old_phone": row["phone"],
                "old_user_id": row["user_id"],
            }


def _renewed_paths(store: Store, vault: Vault) -> Iterator[Mapping[str, Any]]:
    after = 0
    while rows := store.encrypted_paths(after=after, limit=PAGE):
        after = rows[-1]["id"]
        for row in rows:
            address = vault.renewed(row["address"])
            yield {"id": row["id"], "address": address, "old_address": row["address"]}


def _renewed_replies(store: Store, vault: Vault, mode: Mode) -> Iterator[Mapping[str, Any]]:
    """Of replies that wait: the ids of the messages that they answer."""
    for row in store.encrypted_replies(mode=mode):
        renewed = vault.renewed(row["reply_to"])
        yield {"id": row["id"], "reply_to": renewed, "old_reply_to": row["reply_to"]}


def _renewed_totps(store: Store, vault: Vault) -> Iterator[Mapping[str, Any]]:
    """The secrets of the staff's one-time codes."""
    for row in store.encrypted_totps():
        yield {"id": row["id"], "totp": vault.renewed(row["totp"]), "old_totp": row["totp"]}
