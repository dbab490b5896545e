"""The privacy notice: every version ever in force, and the letter to subscribers who agreed to an older one."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping

from channels.base import Channel
from pipeline.desk import letters
from pipeline.desk.letters import Letter
from pipeline.events import event
from pipeline.reasons import Code, Reason
from pipeline.settings.values import Config, reply_channel
from pipeline.store import Store

log = logging.getLogger(__name__)


def keep(config: Config, channels: Mapping[str, Channel], store: Store, now: float) -> None:
    """Store the version in force.

    If subscribers agreed to an older one, a letter to all of them is prepared, and waits for a person: the program
    cannot tell a corrected comma from a new purpose, which would need a new consent.
    """
    version, url = config.service.privacy_version, config.service.privacy_url
    if store.notice(version=version) is not None:
        return
    from pipeline.stages.render.templates import TemplateError

    text = _text(config)
    digest = hashlib.sha256(text.encode()).hexdigest() if text else ""
    try:
        with store.transaction():
            kept = {"version": version, "url": url, "sha256": digest, "text": text}
            if store.keep_notice(now=now, **kept) and _older(config, store, version):
                content = letters.write(config, channels, "informativa", version, now)
                title = f"Informativa cambiata: versione {version}"
                letter = Letter(f"notice:{version}", title, content, held=Reason(Code.NOTICE_CHANGED))
                letters.to_everyone(config, store, letter, now)
    except TemplateError as error:  # nothing is kept, so the next run tries again
        log.error(event("letter of a notice not written", notice=version, error=error))


def _older(config: Config, store: Store, version: str) -> bool:
    return reply_channel(config) is not None and store.agreed_to_older(version=version) is not None


def _text(config: Config) -> str:
    if not config.service.privacy_text:
        return ""
    try:
        return (config.folder / config.service.privacy_text).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        where = config.where("service.privacy_text")
        log.error(event("notice not readable", setting=where, error=type(error).__name__))
        return ""
