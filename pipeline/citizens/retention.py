"""What need not be known any more is unlinked or erased, once a day. The whole table: docs/retention.md."""

from __future__ import annotations

import logging

from pipeline.citizens import ledger
from pipeline.config import Config
from pipeline.store import Store

log = logging.getLogger(__name__)
DAY = 86400.0
CHUNK = 5_000  # deliveries unlinked in one transaction


def retain(config: Config, store: Store, now: float) -> tuple[int, int]:
    """(deliveries unlinked, ledger lines erased); nothing, if it has been done today."""
    if now - float(store.value("setting", name="retained_at") or 0) < DAY:
        return 0, 0
    unlinked = 0
    while count := store.run(
        "unlink_deliveries", before=now - config.retention.deliveries_days * DAY, limit=CHUNK
    ):
        unlinked += count
    with store.transaction():
        before = now - config.retention.proof_months * 30.44 * DAY
        erased = sum(
            ledger.erase(store, row["identity"]) for row in store.rows("expired_proofs", before=before)
        )
        store.run("set_setting", name="retained_at", value=str(now))
    log.info("consents: %s", ledger.head_line(store, now))  # cron mails it: a head kept outside
    return unlinked, erased
