"""May a post begin although its provider has to approve the template it uses?"""

from __future__ import annotations

import json

from pipeline.store import Row, Store

APPROVED = "APPROVED"


def template_waits(store: Store, post: Row) -> str:
    """Why a post's template may not be sent; "" = it may, or nothing is known."""
    channel, name = post["channel"], post["template"]
    if not name or store.row("knows_templates", channel=channel) is None:
        return ""
    language = json.loads(post["content"]).get("language", "it")
    row = store.row("template", channel=channel, name=name, language=language)
    status = row["status"] if row else "MISSING"
    return "" if status == APPROVED else waiting_for(status)


def waiting_for(status: str) -> str:
    """The reason of a post that waits for its template."""
    return f"template waits: {status.lower()}"
