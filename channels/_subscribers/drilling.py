"""Taking part in an exercise: "esercitazione", "no esercitazione", "partecipo all'esercitazione". Pure.

It counts only if it has no other words: a question about an exercise, or a message they got in one, is something else.
"""

from __future__ import annotations

from collections.abc import Sequence

_NAMES = frozenset("esercitazione esercitazioni".split())
_REFUSES = frozenset("no niente non senza basta stop togli togliete toglietemi annulla nessuna mai".split())
_AROUND = frozenset(
    """
    si voglio vorrei partecipo partecipare partecipiamo iscrivimi iscrivetemi ricevere la le l un una alla all della
    dell per di piu mi anche io con ok
    """.split()
)


def wants(core: Sequence[str]) -> bool | None:
    """Whether the writer wants to take part (True) or not (False); None = the message is about something else."""
    if not _NAMES.intersection(core) or not set(core) <= _NAMES | _REFUSES | _AROUND:
        return None
    return not _REFUSES.intersection(core)


def is_word(word: str) -> bool:
    """Whether the word may be part of such a message."""
    return word in _NAMES
