"""Lays out a working folder, and generates the keys a live service needs."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import stat
from pathlib import Path

from pipeline.errors import said
from pipeline.settings.credentials import OWN_KEYS
from pipeline.settings.modes import STRANGERS
from pipeline.settings.secrets_env import FILE as SECRETS
from pipeline.settings.values import FILE, ConfigError

_SECRETS = """\
# Segreti del servizio: ogni comando di `infostiglia` legge questo file da sé. Mai in config.yaml.
# NOME=valore, uno per riga; il valore è tutto ciò che segue il segno =, tra virgolette o senza.
# Le tre chiavi qui sotto proteggono i numeri dei cittadini: conservarne una copia fuori da questo computer.
{keys}
# Servono solo quando `live` non è off, e solo per i canali accesi in config.yaml.
# Da Meta: app, WhatsApp, Pagina, Instagram (FACEBOOK_APP_SECRET solo se l'app chiede la prova del segreto).
INFOSTIGLIA_WHATSAPP_TOKEN=
INFOSTIGLIA_WHATSAPP_APP_SECRET=
INFOSTIGLIA_WHATSAPP_VERIFY_TOKEN={verify}
INFOSTIGLIA_PING_SECRET={ping}
INFOSTIGLIA_FACEBOOK_TOKEN=
INFOSTIGLIA_FACEBOOK_APP_SECRET=
INFOSTIGLIA_INSTAGRAM_TOKEN=
# Da X.
INFOSTIGLIA_TWITTER_CONSUMER_KEY=
INFOSTIGLIA_TWITTER_CONSUMER_SECRET=
INFOSTIGLIA_TWITTER_ACCESS_TOKEN=
INFOSTIGLIA_TWITTER_ACCESS_SECRET=
# Da @BotFather, e dall'istanza Mastodon.
INFOSTIGLIA_TELEGRAM_TOKEN=
INFOSTIGLIA_MASTODON_TOKEN=
# Il gateway di sms o telefonate (canali `gateway`).
INFOSTIGLIA_GATEWAY_TOKEN=
# Indirizzi di Apprise: nome=indirizzo nome=indirizzo, fra gli apici (canali `apprise`, e `alerts` in config.yaml).
INFOSTIGLIA_APPRISE_URLS=''
"""


def defaults() -> Path:
    """The folder of the shipped config.yaml and templates/: in the installed package, else in the repository."""
    here = Path(__file__).resolve().parents[1]
    packaged = here / "_defaults"
    return packaged if packaged.is_dir() else here.parent


def lay_out(folder: Path) -> list[Path]:
    """Write the missing files of a working folder and return their paths. Never touches an existing file.

    A folder that has its config.yaml gets only missing templates: keys made anew would not be those of its database.
    """
    has_settings = (folder / FILE).exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [] if has_settings else [Path(shutil.copyfile(defaults() / FILE, folder / FILE))]
        written += _missing_templates(defaults() / "templates", folder / "templates")
        if not has_settings and not (folder / SECRETS).exists():
            written.append(_write_secrets(folder / SECRETS))
        for path in (folder, folder / "templates", *(folder / "templates").iterdir(), *written):
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~STRANGERS)  # whatever the umask is
    except OSError as error:
        raise ConfigError(
            "{folder}: {error}; choose a folder you may write to", folder=folder, error=said(error)
        ) from None
    if not written:
        raise ConfigError("{path}: exists already; nothing was changed", path=folder / FILE)
    return written


def _missing_templates(source: Path, target: Path) -> list[Path]:
    """Write the templates that `target` lacks, and return their paths."""
    written = []
    for template in sorted(source.rglob("*.j2")):
        copy = target / template.relative_to(source)
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            written.append(Path(shutil.copyfile(template, copy)))
    return written


def _write_secrets(path: Path) -> Path:
    keys = "\n".join(
        f"INFOSTIGLIA_{name}={base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}"
        for name in OWN_KEYS
    )
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as out:
        out.write(_SECRETS.format(keys=keys, verify=secrets.token_hex(16), ping=secrets.token_hex(16)))
    return path
