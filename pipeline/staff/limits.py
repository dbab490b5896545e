"""What staff should know of the providers' daily limits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from channels.base import Channel
from pipeline.model import Mode
from pipeline.stages.deliver.limits import limit_of
from pipeline.store import Store

SAFE = 1.2  # times the subscribers: below that the poster must not be printed


def limit_warnings(store: Store, channels: Mapping[str, Channel], mode: Mode) -> Iterator[tuple[str, str]]:
    """(channel, line in Italian) where the subscribers come near the limit, or are beyond it."""
    for name, channel in channels.items():
        limit = limit_of(store, name, channel.capabilities)
        if limit is None:
            continue
        count: int = store.value("active_count", mode=mode)
        if count > limit:
            days = math.ceil(count / limit)
            yield (
                name,
                (
                    f"{count} iscritti, ma Meta permette di scrivere a {limit} persone in 24 ore: ogni avviso richiede "
                    f"{days} giorni, e a qualcuno può non arrivare; verificare l'azienda presso Meta"
                ),
            )
        elif count * SAFE > limit:
            yield (
                name,
                (
                    f"{count} iscritti su {limit} persone in 24 ore permesse da Meta: non stampare il manifesto prima "
                    "di avere un limite più alto"
                ),
            )
