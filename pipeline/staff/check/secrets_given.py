"""The secrets: there, of the right form, each another, and the keys those of the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from channels import registry
from channels.problems import ChannelError
from channels.sentence import Sentence
from pipeline.model import Mode
from pipeline.settings import credentials
from pipeline.settings.credentials import OLD_KEYS, OWN_KEYS
from pipeline.settings.secrets_env import line_problems, unreadable
from pipeline.settings.values import Config, ConfigError, MissingSecretError, enabled
from pipeline.store import errors, opening, right_keys
from pipeline.store.vault import Vault

_OTHERS = ("PING_SECRET", "DATABASE_PASSWORD", "APPRISE_URLS")  # of no channel alone
_KEY = re.compile(r"[A-Za-z0-9_-]{43}=?")  # 32 bytes as base64url


def secret_problems(config: Config, env: Mapping[str, str]) -> Iterator[Sentence]:
    """Secrets that a live service needs and has not, or that cannot be right. The sandbox needs none, but wrong ones
    are told there too, before they matter."""
    yield from line_problems(config.folder, _all_names(config))
    live = Mode.TESTERS if config.live is Mode.OFF else config.live
    found: dict[str, str] = {}
    for key, name in _needed(config):
        try:
            found[name] = credentials.get(name, mode=live, data=config.data, env=env)
            if re.search(r"[ <>]", found[name]) and name != "APPRISE_URLS":
                raise credentials.not_a_secret(name)
        except MissingSecretError as error:
            if config.live is not Mode.OFF:
                yield config.error(key, error.sentence).sentence
        except ConfigError as error:
            yield config.error(key, error.sentence).sentence
    if len(found) < len({name for _, name in _needed(config)}) and (
        why := unreadable(config.folder, needed=config.live is not Mode.OFF and not found)
    ):
        yield why
    for name in OWN_KEYS:
        if name in found and not _KEY.fullmatch(found[name]):
            yield Sentence(
                "INFOSTIGLIA_{name}: must be 32 bytes as base64url, as `infostiglia init` prints them",
                name=name,
            )
    yield from _ids_for_secrets(config, found)
    for one, other in combinations(found, 2):
        # One system user may have one token for WhatsApp, Facebook and Instagram.
        if found[one] == found[other] and _kind(one) != _kind(other):
            yield Sentence(
                "INFOSTIGLIA_{name}: the same as INFOSTIGLIA_{other}; the two must differ",
                name=other,
                other=one,
            )


def _ids_for_secrets(config: Config, found: Mapping[str, str]) -> Iterator[Sentence]:
    """Secrets that are an id of config.yaml: both stand in the same panel."""
    ids = {
        str(value): key
        for one in config.channels
        for key, value in one.settings.items()
        if key.endswith("_id")
    }
    for name, value in found.items():
        if value in ids:
            yield Sentence(
                "INFOSTIGLIA_{name}: is the {key}, and no secret: copy it again", name=name, key=ids[value]
            )


def _needed(config: Config) -> Iterator[tuple[str, str]]:
    """(key of config.yaml, name) of each secret that must be there."""
    yield from (("live", name) for name in OWN_KEYS)
    for configured in enabled(config):
        try:
            capabilities = registry.load(configured.type).capabilities
        except ChannelError:  # `build` says so
            continue
        yield from ((f"channels.{configured.name}", name) for name in capabilities.secrets)


def _all_names(config: Config) -> set[str]:
    """The names of all secrets that this folder could have."""
    names = {*OWN_KEYS, *OLD_KEYS, *_OTHERS}
    for type_ in {*registry.OWN, *(configured.type for configured in config.channels)}:
        try:
            capabilities = registry.load(type_).capabilities
        except ChannelError:
            continue
        names |= {*capabilities.secrets, *capabilities.optional_secrets}
    return names


def _kind(name: str) -> str:
    return name.partition("_")[2]


def key_problems(config: Config, env: Mapping[str, str]) -> Iterator[Sentence]:
    """Keys that are not those the database was written with."""
    try:
        store = opening.existing_database(config)
    except errors.StoreError:  # `problems` says so
        return
    if store is None:
        return
    try:
        vault = Vault.open(lambda name: credentials.get(name, mode=config.live, data=config.data, env=env))
        if (name := right_keys.wrong_key(store, vault, config.live)) is not None:
            yield right_keys.what_is_wrong(name, config.live, config.data)
    except ConfigError as error:
        if config.live is Mode.OFF:  # else `secret_problems` says so
            yield error.sentence
    finally:
        store.close()
