"""What a tick does to know how far messages get: the monthly test for the staff, and figures kept before they go."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.council import OpenCouncil
from pipeline.errors import ActionError
from pipeline.events import event
from pipeline.staff.reach import keep
from pipeline.stages.render.templates import TemplateError

log = logging.getLogger(__name__)


def measure(council: OpenCouncil, period: Mapping[str, float]) -> None:
    """Send the monthly test if it is due, and keep how far the emergencies and tests of a period got."""
    now = council.clock.time()
    if not council.stands_still:
        _test_the_staff(council, now)
    if kept := keep(council.store, council.channels, period, now):
        log.info(event("reach kept", items=kept))


def _test_the_staff(council: OpenCouncil, now: float) -> None:
    config, channel = council.config, council.reply_channel
    today = datetime.fromtimestamp(now, ZoneInfo(config.council.timezone))
    due = (today.day, today.hour) >= (config.self_test.day, config.self_test.hour)
    name = f"selftest:{today:%Y-%m}"
    known = council.store.desk_item(alias=f"desk:{name}:{channel}") is not None
    if not (config.self_test.day and channel and due) or known:
        return
    from pipeline.staff.tests_of_reach import self_test

    try:
        self_test(config, council.store, council.channels, name, now)
    except (ActionError, TemplateError) as error:  # `check` tells of the template
        log.warning(event("monthly test not sent", problem=str(error.sentence)))
        return
    log.info(event("monthly test sent to the staff"))
