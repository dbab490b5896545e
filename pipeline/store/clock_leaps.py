"""A clock that was wrong: one that stands before this program was written, and one that was ahead and is set back.

What was written while the clock was ahead would hold for as long as it was ahead: a post that is due next year, a
limit that is used up for a month, news that seemed old. It is mended once, when the clock is found to have gone back.
Where in truth the clock is wrong only now, the same does no harm: what waits goes a little early, and evidence counts
for less.
"""

from __future__ import annotations

import logging

from pipeline.clock import EARLIEST
from pipeline.events import event
from pipeline.reasons import Code, Reason
from pipeline.store import posts
from pipeline.store.base import Store
from pipeline.store.slices import until_done

log = logging.getLogger(__name__)
SLACK = 60.0  # seconds by which a clock is corrected without a word
LEAP = 40 * 86400.0  # seconds between two signs of life that no machine was off for: the clock has leapt
STEADY = 86400.0  # seconds a clock must have run on before anything is deleted by it


def clock_is_set(now: float, earliest: float = EARLIEST) -> bool:
    """Whether the clock can be right at all. A machine without a battery starts in 1970."""
    return now >= earliest


def note_time(store: Store, now: float) -> None:
    """Note that the clock has come so far; if it has gone back, mend what was written in the future."""
    if not clock_is_set(now):
        return
    last = float(store.setting(name="clock") or 0.0)
    if now < last - SLACK:
        log.warning(
            event("the clock was set back, times in the future are mended", seconds=round(last - now))
        )
        mend(store, now)
    with store.transaction():
        if not last - SLACK <= now <= last + LEAP:
            store.set_setting(name="clock leapt", value=str(now))
        store.set_setting(name="clock", value=str(now))


def is_steady(store: Store, now: float) -> bool:
    """Whether the clock has run on for a day without a leap: so long nothing is deleted for its age."""
    return now - float(store.setting(name="clock leapt") or 0.0) >= STEADY


def mend(store: Store, now: float) -> None:
    """Mend all times that are in the future. Killed halfway, it is done again by the next look at the clock."""
    with store.transaction():
        for post in store.misjudged_posts(now=now):
            posts.cancel(store, post["id"], Reason(Code.CLOCK_AHEAD), now)
        store.forget_misjudged(now=now)
        store.mend_items(now=now)
        store.mend_feeds(now=now)
        store.mend_page_links(now=now)
    with store.transaction():
        posts.revive(store, now)
        store.mend_posts(now=now)
        store.mend_pending(now=now)
        store.mend_doubt(now=now)
    until_done(lambda limit: store.mend_reached(now=now, limit=limit))
    with store.transaction():
        store.mend_senders(now=now)
        store.mend_subscribers(now=now)
        store.mend_told(now=now)
        store.mend_answered(now=now)
        store.mend_templates(now=now)
        store.mend_account_news(now=now)
        store.mend_alerts(now=now)
        store.forget_uptime(now=now)
        store.mend_uptime(now=now)
        for row in store.dated_settings():
            if float(row["value"]) > now:  # a look is due at once; all news until now have been in a digest
                until_now = row["name"] == "ran_at" or row["name"].startswith("digest of ")
                store.set_setting(name=row["name"], value=str(now) if until_now else "0")
