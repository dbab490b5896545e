"""Chase: an emergency that has not reached a citizen goes by the other paths they have given, one after the other.

It stops at the first receipt, whichever way that comes. Who is due is asked of the database; that nobody is written to
twice by one path holds by the keys of posts and deliveries, whatever is killed and how many processes ask.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from channels.base import Channel, Content
from pipeline.alert import Alert
from pipeline.model import Kind, Lane
from pipeline.phase import Phase
from pipeline.settings.values import Config, reply_channel
from pipeline.stages.render.by_path import shortened
from pipeline.store import Store, deliveries, posts
from pipeline.store.posts import NewPost

if TYPE_CHECKING:
    from pipeline.store.statements import AlertsToChaseRow

LOOK_BACK = 86400.0  # seconds: an older alert is chased no more
ALERTED = 10 * 86400.0  # seconds before its end in which an alert may have gone out
SLICE = 500  # citizens in one transaction
MINUTE = 60.0


def wait_of(minutes: Mapping[Alert, float], alert: Alert, phase: str) -> float | None:
    """Seconds without a receipt after which an alert goes by the next path; None = it is not chased. Pure."""
    grade = Alert.OVER if phase == Phase.ALERT_OVER else alert
    return minutes.get(grade, 0.0) * MINUTE or None


def paths(channels: Mapping[str, Channel]) -> list[str]:
    """The channels that write to addresses of citizens' own, in the order of config.yaml: that of the chase."""
    return [name for name, channel in channels.items() if channel.capabilities.address]


@dataclass(frozen=True)
class Chase:
    """The chase of one council's alerts."""

    config: Config
    store: Store
    channels: Mapping[str, Channel]

    def go_on(self, now: float) -> int:
        """Let the alerts go by the paths that are due. Returns the number of citizens."""
        first, ways = reply_channel(self.config), paths(self.channels)
        if first is None or not ways:
            return 0
        about: dict[str, Any] = {"channel": first.name, "mode": self.config.live, "since": now - LOOK_BACK}
        alerts = self.store.alerts_to_chase(**about, now=now)
        return sum(self._chase(alert, ways, now) for alert in alerts)

    def _chase(self, alert: AlertsToChaseRow, ways: Sequence[str], now: float) -> int:
        wait = wait_of(self.config.chase.minutes, Alert(alert["alert"]), alert["phase"])
        if wait is None:
            return 0
        return sum(self._by(alert, name, ways[:place], wait, now) for place, name in enumerate(ways))

    def _by(self, alert: AlertsToChaseRow, name: str, earlier: Sequence[str], wait: float, now: float) -> int:
        """Let an alert go by one path. `earlier`: the paths before it, each of which had its time."""
        sought: dict[str, Any] = {
            "post_id": alert["id"],
            "channel": name,
            "earlier": json.dumps(earlier),
            "before": now - wait,
            "ended": int(alert["phase"] == Phase.ALERT_OVER),
            "alerted": now - ALERTED,
        }
        with self.store.transaction():
            found = [row["id"] for row in self.store.unreached_by(**sought, limit=SLICE)]
            post = self._post(alert, name, now) if found else None
            if post is None:
                return 0
            deliveries.chase(self.store, post, alert, found, now)
        return len(found)

    def _post(self, alert: AlertsToChaseRow, name: str, now: float) -> int | None:
        """The post by which an alert goes by a path; None if that was stopped or has ended."""
        known = self.store.open_chase(item_id=alert["item_id"], channel=name)
        if known is not None:
            return known["id"] if known["state"] in ("sending", "done") else None
        content = Content.from_json(json.loads(alert["content"]))
        limit = self.channels[name].capabilities.limit
        translations = {
            row["name"]: shortened(Content.from_json(json.loads(row["content"])), limit)
            for row in self.store.versions(post_id=alert["id"])
        }
        new = NewPost(
            item_id=alert["item_id"],
            channel=name,
            kind=Kind.PUBLISH,
            lane=Lane(alert["lane"]),
            mode=self.config.live,
            content=shortened(content, limit),
            due_at=now,
            not_after=alert["not_after"],
            translations=translations,
            revision=alert["revision"],
            audience="chase",
            headline=alert["headline"],
            alert=Alert(alert["alert"]),
        )
        post = posts.make(self.store, new, now)
        if post is not None:
            posts.begin_for(self.store, post, now)
        return post
