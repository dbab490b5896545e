"""The yearly letter: subscribers who want only emergencies and got none learn that the service works, and how to
leave."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime

from channels.base import Channel
from pipeline.desk import letters
from pipeline.desk.letters import Letter
from pipeline.events import event
from pipeline.settings.values import Config, reply_channel
from pipeline.store import Store
from pipeline.store.slices import in_slices

log = logging.getLogger(__name__)
YEAR = 365 * 86400.0


def confirm(config: Config, channels: Mapping[str, Channel], store: Store, now: float) -> int:
    """Write to those due and return their number. At most one letter a month, so that one under way is not doubled.

    It runs in slices; subscribers missed after a kill get the letter next month.
    """
    if not config.service.yearly_confirmation or reply_channel(config) is None:
        return 0
    month = f"{datetime.fromtimestamp(now, UTC):%Y-%m}"
    if letters.is_written(config, store, f"yearly:{month}"):
        return 0
    quiet = [row["id"] for row in store.quiet_subscribers(before=now - YEAR, mode=config.live)]
    if not quiet:
        return 0
    from pipeline.stages.render.templates import TemplateError

    try:
        content = letters.write(config, channels, "conferma_annuale", "", now)
    except TemplateError as error:
        log.error(event("yearly confirmation not written", error=error))
        return 0
    letter = letters.Growing(
        config, store, Letter(f"yearly:{month}", f"Conferma annuale {month}", content), now
    )
    return in_slices(store, quiet, letter.add)
