"""The gate of approved templates: may a post begin with this template?"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING

from channels.base import Content
from pipeline.reasons import Code, Reason
from pipeline.stages.release.gates import GO, Gate, Opening, Wait
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow

APPROVED = "APPROVED"
_STATUSES = {
    "MISSING": Code.TEMPLATE_MISSING,
    "PENDING": Code.TEMPLATE_PENDING,
    "REJECTED": Code.TEMPLATE_REJECTED,
    "DISABLED": Code.TEMPLATE_REJECTED,
    "PAUSED": Code.TEMPLATE_PAUSED,
}


class TemplateGate(Gate):
    """A gate that is asked before every chunk, because a provider may withdraw its approval in mid-broadcast."""

    once = False

    def ask(self, store: Store, post: PostRow, now: float) -> Opening:
        channel, name = post["channel"], post["template"]
        if not name or store.knows_templates(channel=channel) is None:
            return GO  # it needs none, or nothing is known
        language = json.loads(post["content"]).get("language", "it")
        row = store.template(channel=channel, name=name, language=language)
        status = row["status"] if row else "MISSING"
        return GO if status == APPROVED else Wait(waiting_for(status))


def translation_may_go(store: Store, channel: str, content: Content) -> bool:
    """Whether the provider is known to let a translation out. In doubt it stays: there is the original."""
    if not content.template:
        return True
    row = store.template(channel=channel, name=content.template, language=content.language)
    return row is not None and row["status"] == APPROVED


def approved_names(store: Store, channel: str) -> Collection[tuple[str, str]] | None:
    """Name and language of the templates that may be sent; None = any, because none is known to need approval."""
    if store.knows_templates(channel=channel) is None:
        return None
    return {
        (row["name"], row["language"])
        for row in store.templates(channel=channel)
        if row["status"] == APPROVED
    }


def waiting_for(status: str) -> Reason:
    """The reason of a post that waits for its template."""
    return Reason(Code.TEMPLATE_WAITS, because=standing_of(status))


def standing_of(status: str) -> Reason:
    """Why a template of that status may not be sent, and what to do."""
    code = _STATUSES.get(status)
    return Reason(Code.TEMPLATE_OTHER, status=status.lower()) if code is None else Reason(code)
