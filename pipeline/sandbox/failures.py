"""The failures that a person may cause on the sandbox's page, in words; `faults.py` has those of programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.sentence import Sentence

FOREVER = "always"  # the choice of a fault that lasts until it is mended
# Failures by name: in words, the fault, and the channel it strikes ("" = the chosen one).
FAILURES: Mapping[str, tuple[Sentence, dict[str, Any], str]] = {
    "down": (Sentence("does not answer (error 503)"), {"kind": "status", "status": 503}, ""),
    "slow": (Sentence("takes 20 seconds to answer"), {"kind": "delay", "seconds": 20.0}, ""),
    "cut": (Sentence("the connection breaks before the message"), {"kind": "cut_before"}, ""),
    "lost": (Sentence("takes the message, and its answer is lost"), {"kind": "cut_after"}, ""),
    "token": (Sentence("no longer knows our access"), {"kind": "refuse", "code": 190, "status": 401}, ""),
    "silent": (Sentence("WhatsApp: no receipts"), {"kind": "receipts_none"}, "whatsapp"),
    "nobody": (
        Sentence("WhatsApp: the number has no WhatsApp"),
        {"kind": "refuse", "code": 131026},
        "whatsapp",
    ),
    "held": (Sentence("WhatsApp: keeps the message back"), {"kind": "held"}, "whatsapp"),
}
OF_THE_PORTAL = ("down", "slow")
