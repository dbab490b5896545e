"""Are these the keys this database was written with? A check value of each key stands in the database.

With a wrong key no statement fails: another look-up key finds nobody, and a citizen who writes CANCELLAMI would stay
subscribed. A check value is the HMAC of a constant and reveals nothing about its key. The sandbox has keys of its own
(decision 0003), and its citizens stay in the database when the service goes live: each of the two has its own values.
"""

from __future__ import annotations

from pathlib import Path

from channels.sentence import Sentence
from pipeline.model import Mode
from pipeline.settings.credentials import SANDBOX_KEYS
from pipeline.store.base import Store
from pipeline.store.vault import Vault, VaultError

SAMPLE = 200  # citizens looked at in a database of a release that kept no check values
ENCRYPTION, LOOKUP, PROOF = "KEY_ENCRYPTION", "KEY_LOOKUP", "KEY_PROOF"


def demand_right_keys(store: Store, vault: Vault, mode: Mode, data: Path) -> None:
    """Compare the keys with their check values, and keep new values. Raises VaultError, which names the wrong key."""
    if (name := wrong_key(store, vault, mode)) is not None:
        raise VaultError(what_is_wrong(name, mode, data))
    with_new = {_setting(name, mode): value for name, value in _with_new(store, vault, mode).items()}
    if any(store.setting(name=name) != value for name, value in with_new.items()):
        with store.transaction():
            for name, value in _with_new(store, vault, mode).items():
                store.set_setting(name=_setting(name, mode), value=value)


def wrong_key(store: Store, vault: Vault, mode: Mode) -> str | None:
    """The name of a key that is not the one this database was written with; None = all are right. Changes nothing."""
    values = vault.check_values
    kept = {name: _kept(store, name, mode) for name in values}
    if not kept[ENCRYPTION]:
        return _unfit(store, vault, mode)
    # Something may still be encrypted with each of the kept ones.
    if not set(kept[ENCRYPTION]) <= set(values[ENCRYPTION]):
        return ENCRYPTION
    if kept[LOOKUP] != values[LOOKUP]:
        return LOOKUP
    if kept[PROOF][0] not in values[PROOF]:
        return PROOF
    return f"{PROOF}_OLD" if not set(values[PROOF][1:]) <= set(kept[PROOF]) else None


def what_is_wrong(name: str, mode: Mode, data: Path) -> Sentence:
    """What is wrong with that key, and what to do."""
    if mode is Mode.OFF:
        return Sentence(
            "{file}: not the keys this database was written with (is {name} the right one?); put the file back "
            "from the backup of the database, or delete the sandbox's data folder and .infostiglia, and start anew",
            file=data / SANDBOX_KEYS,
            name=name,
        )
    variable = f"INFOSTIGLIA_{name}"
    if name == LOOKUP:
        return Sentence(
            "{variable}: not the key this database was written with: no citizen would be found, and no CANCELLAMI "
            "heard; set the one that it had (see your copy of the keys)",
            variable=variable,
        )
    if name == f"{PROOF}_OLD":
        return Sentence(
            "{variable}: never was the key of this database; set the one before the last change, or remove it if it "
            "has been destroyed",
            variable=variable,
        )
    return Sentence(
        "{variable}: not the key this database was written with; set the one that it had (see your copy of the keys), "
        "or if it is to be a new one, put the one before into {variable}_OLD",
        variable=variable,
    )


def only_newest_key(store: Store, vault: Vault, mode: Mode) -> None:
    """Record that nothing is encrypted with an older key any more: it may be removed."""
    store.set_setting(name=_setting(ENCRYPTION, mode), value=vault.check_values[ENCRYPTION][0])


def _setting(name: str, mode: Mode) -> str:
    return f"check value {name} {'sandbox' if mode is Mode.OFF else 'live'}"


def _kept(store: Store, name: str, mode: Mode) -> list[str]:
    return str(store.setting(name=_setting(name, mode)) or "").split()


def _with_new(store: Store, vault: Vault, mode: Mode) -> dict[str, str]:
    """The values to keep of each key, the one in use first; of older keys those that are still needed."""
    found = {}
    for name, values in vault.check_values.items():
        kept = _kept(store, name, mode)
        if not kept and name == ENCRYPTION:
            kept = [value for key, value in enumerate(values) if _opened(store, vault.only(key), mode)]
        kept = kept or values
        found[name] = " ".join(dict.fromkeys([values[0], *kept]))
    return found


def _unfit(store: Store, vault: Vault, mode: Mode) -> str | None:
    """The same for a database without check values: do the keys fit what is in it? One damaged row says nothing."""
    rows = store.closed_identities(mode=mode, limit=SAMPLE)
    opened = _opened(store, vault, mode)
    if rows and not opened:
        return ENCRYPTION
    if opened and not any(vault.lookup(text) == lookup for text, lookup in opened):
        return LOOKUP
    newest = store.newest_proof_key(mode=mode)
    return PROOF if newest and newest not in vault.proof_keys else None


def _opened(store: Store, vault: Vault, mode: Mode) -> list[tuple[str, bytes]]:
    """Numbers and user ids that the vault opens, each with the keyed hash by which the database finds it."""
    found = []
    for row in store.closed_identities(mode=mode, limit=SAMPLE):
        for closed, lookup in ((row["phone"], row["phone_lookup"]), (row["user_id"], row["user_lookup"])):
            if closed is not None:
                try:
                    found.append((vault.decrypt(closed).decode(), bytes(lookup or b"")))
                except VaultError:
                    continue
    return found
