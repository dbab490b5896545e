"""What `check` looks at: problems that would show only later, found now, each in one line with its remedy.

Settings that cannot be read end every command (`settings/reader.py`). What is here needs more than one setting, the
templates, the secrets, the database, or the network.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from channels.base import Channel
from channels.sentence import Sentence
from pipeline.reasons import Reason
from pipeline.settings.values import Config, enabled, reply_channel
from pipeline.staff.check.desk import desk_remarks
from pipeline.staff.check.feeds import address_problems
from pipeline.staff.check.machine import (
    card_problems,
    database_problems,
    folder_problems,
    foreign_packages,
    room,
)
from pipeline.staff.check.settings import (
    account_problems,
    file_and_port_problems,
    idle,
    number_problems,
    page_remarks,
    placeholders,
    service_among,
)
from pipeline.staff.check.texts import (
    REPLIES,
    approval_remarks,
    drifted,
    reply_problems,
    template_problems,
    welcome_problems,
)
from pipeline.staff.limits import limit_warnings
from pipeline.staff.zones import unused_zones
from pipeline.stages.render.templates import TemplateSet
from pipeline.store import Store, errors, opening

__all__ = ["REPLIES", "problems", "warnings"]


def problems(config: Config, channels: Mapping[str, Channel]) -> list[Sentence]:
    """All problems that can be found without secrets and network: place, problem, remedy. Empty = all is well.

    `channels`: those that could be built, by name.
    """
    templates = TemplateSet(config.templates)
    found = [
        *foreign_packages(),
        *folder_problems(config),
        *database_problems(config),
        *number_problems(config),
        *service_among(config),
        *placeholders(config),
        *account_problems(config, channels),
        *file_and_port_problems(config),
        *address_problems(config),
        *card_problems(config),
    ]
    for configured in enabled(config):
        if configured.name in channels:
            found += template_problems(config, templates, configured, channels[configured.name])
    if (reply := reply_channel(config)) is not None:
        found += reply_problems(config, templates, reply.name)
        found += welcome_problems(config, templates, reply.name)
    with _existing(config) as store:
        if store is not None:
            found += drifted(config, store, channels)
    return list(dict.fromkeys(found))


def warnings(config: Config, channels: Mapping[str, Channel], now: float) -> list[Sentence]:
    """Warnings of trouble to come: settings of channels that will not do for long, subscribers near the daily limit."""
    from pipeline.staff.renamed_lines import renamed

    found = [
        _warning(name, Reason(one.remark, **one.facts))
        for name, channel in channels.items()
        for one in channel.warnings(now)
    ]
    found += [*idle(config), *page_remarks(config), *room(config), *desk_remarks(config, now)]
    with _existing(config) as store:
        found += approval_remarks(config, store, channels)
        if store is not None:
            found += unused_zones(config, store)
            found += [reason.sentence for _, reason in renamed(config, store, now, by_names=True)]
            found += [_warning(name, reason) for name, reason in limit_warnings(store, channels, config.live)]
    return found


def _warning(channel: str, found: Reason) -> Sentence:
    return Sentence("{channel} ATTENTION: {warning}", channel=channel, warning=found.sentence)


@contextmanager
def _existing(config: Config) -> Iterator[Store | None]:
    """The database, None if there is none yet, or it cannot be opened: `database_problems` says so."""
    try:
        store = opening.existing_database(config)
    except errors.StoreError:
        store = None
    try:
        yield store
    finally:
        if store is not None:
            store.close()
