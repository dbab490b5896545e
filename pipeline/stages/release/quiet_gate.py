"""The gate of quiet hours: what does not wake people for a good reason waits for the morning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.alert import Alert
from pipeline.model import Kind, Lane
from pipeline.quiet import QuietHours, shown
from pipeline.reasons import Code, Reason
from pipeline.stages.release.gates import GO, Gate, Opening, wait_or_end
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow

SILENT = (Kind.EDIT, Kind.WITHDRAW)  # what changes a post on a page rings nowhere


class QuietGate(Gate):
    """A gate that is asked at every claim: a broadcast, a retry or a second try must not run into the night."""

    once = False
    at_claims = True

    def __init__(self, hours: QuietHours, *, digests: bool = False) -> None:
        """`digests`: whether news that cannot go out has a digest to go into."""
        self._hours, self._digests = hours, digests

    def ask(self, store: Store, post: PostRow, now: float) -> Opening:
        if post["lane"] == Lane.REPLY or post["kind"] in SILENT:
            return GO
        alert = Alert(post["alert"])
        until = self._hours.until(now, alert)
        if until <= now or (alert is Alert.OVER and self._has_woken(store, post["channel"], now)):
            return GO
        wait = Reason(Code.QUIET_HOURS, until=shown(until, now, self._hours.zone))
        return wait_or_end(post, wait, until, digests=self._digests)

    def _has_woken(self, store: Store, channel: str, now: float) -> bool:
        """Whether an alert went out this very night: then its end may follow."""
        night = self._hours.night(now)
        return night is not None and store.alert_began(channel=channel, since=night[0]) is not None
