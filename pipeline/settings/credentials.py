"""Secrets, from the environment or systemd credentials; fixed values in the sandbox. Never in config.yaml."""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from pipeline.model import Mode
from pipeline.settings.values import ConfigError, MissingSecretError

OLD_KEYS = ("KEY_ENCRYPTION_OLD", "KEY_PROOF_OLD")  # needed while data encrypted or hashed with them exists
SANDBOX_KEYS = "sandbox.keys"  # the file in `data` that has them with `live: off`
_OF_ANY_FORM = ("APPRISE_URLS",)  # several addresses, with blanks between them
OWN_KEYS = ("KEY_ENCRYPTION", "KEY_LOOKUP", "KEY_PROOF")  # 32 bytes each, base64url


def get(name: str, *, mode: Mode, data: Path, env: Mapping[str, str]) -> str:
    """The secret of that name (e.g. WHATSAPP_TOKEN). Raises ConfigError if it is missing.

    With `live: off` the sandbox's fixed values are used, and our own keys are generated once in `data`/sandbox.keys.
    """
    if mode is Mode.OFF:
        if name in OLD_KEYS:
            raise MissingSecretError("{name}: the sandbox keeps its key", name=name)
        return _sandbox_keys(data)[name] if name in OWN_KEYS else sandbox_secret(name)
    if not (value := _found(name, env)) and name in OWN_KEYS:
        raise MissingSecretError(
            "{variable}: missing secret; put it back into secrets.env from your copy of the keys (a new service gets "
            "its keys from `infostiglia init`)",
            variable=f"INFOSTIGLIA_{name}",
        )
    if not value:
        raise MissingSecretError(
            "{variable}: missing secret; set it in secrets.env, or give systemd the credential {file}",
            variable=f"INFOSTIGLIA_{name}",
            file=f"infostiglia_{name.lower()}",
        )
    if name not in _OF_ANY_FORM and not re.fullmatch(r"[ -~]+", value):
        raise not_a_secret(name)
    return value


def has_own_keys(*, mode: Mode, data: Path, env: Mapping[str, str]) -> bool:
    """Whether the keys of our own are all there. Makes none."""
    return (data / SANDBOX_KEYS).exists() if mode is Mode.OFF else all(_found(name, env) for name in OWN_KEYS)


def _found(name: str, env: Mapping[str, str]) -> str:
    value = env.get(f"INFOSTIGLIA_{name}", "")
    if not value and (path := credential_file(f"INFOSTIGLIA_{name}", env)):
        try:
            value = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            value = ""
    return unquoted(value)


def not_a_secret(name: str) -> ConfigError:
    """The error about a secret with something pasted around it."""
    return ConfigError(
        "{variable}: has blanks, quotes or letters that no such secret has; copy it again, with nothing around it",
        variable=f"INFOSTIGLIA_{name}",
    )


def credential_file(variable: str, env: Mapping[str, str]) -> Path | None:
    """Where systemd puts the secret of that variable, if it hands over any; the file need not be there."""
    folder = env.get("CREDENTIALS_DIRECTORY")
    return Path(folder) / variable.lower() if folder else None


def unquoted(value: str) -> str:
    """The value without blanks, and without quotes of one kind, around it: pasted so, it would be another secret."""
    value = value.strip("\ufeff \t\r\n")
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1].strip() if quoted else value


def database_password(env: Mapping[str, str]) -> str:
    """The password of the database server, in every mode. "" = none, or PostgreSQL finds one (PGPASSWORD, a file)."""
    return _found("DATABASE_PASSWORD", env)


def sandbox_secret(name: str) -> str:
    """The value the sandbox accepts for the secret called `name`."""
    return f"sandbox-{name.lower()}"


def _sandbox_keys(data: Path) -> Mapping[str, str]:
    path = data / SANDBOX_KEYS
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys = {name: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() for name in OWN_KEYS}
        # Written to a temporary file and linked into place: of two simultaneous first starts one wins completely.
        fresh = data / f"{SANDBOX_KEYS}.{os.getpid()}.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(keys), encoding="ascii")
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    try:
        found: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
        return {name: found[name] for name in OWN_KEYS}
    except (ValueError, KeyError):
        raise ConfigError(
            "{path}: damaged; delete the sandbox's data folder and .infostiglia, and start anew", path=path
        ) from None
