"""Reminders: "promemoria", "no promemoria", "ricordami gli eventi". Pure.

It counts only if it has no other words: a message about somebody's memory, or a reminder they got, is something else.
"""

from __future__ import annotations

from collections.abc import Sequence

_NAMES = frozenset("promemoria memorandum".split())
_REFUSES = frozenset(
    "no niente non senza basta stop togli togliete toglietemi disattiva disattivate annulla nessun mai".split()
)
_AROUND = frozenset(
    """
    si voglio vorrei ricevere mandami mandatemi inviami inviatemi attiva attivate il i un lo la gli degli dei per di del
    piu mi eventi evento anche giorno prima con ok
    """.split()
)


def wants(core: Sequence[str]) -> bool | None:
    """Whether reminders are asked for (True) or refused (False); None = the message is about something else."""
    if not _NAMES.intersection(core) or not set(core) <= _NAMES | _REFUSES | _AROUND:
        return None
    return not _REFUSES.intersection(core)


def is_word(word: str) -> bool:
    """Whether the word may be part of such a message."""
    return word in _NAMES
