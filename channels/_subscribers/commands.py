"""What a citizen's words mean. Joining is strict, because it is consent; leaving is lenient.

Words people really write: councils' services of 2018-2026 and the mistakes of phone keyboards.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto


class Command(Enum):
    JOIN = auto()
    LEAVE = auto()
    OTHER = auto()  # not read, not kept, not answered


_MOST_WORDS_JOIN = 3
_MOST_WORDS_LEAVE = 8
_JOIN = frozenset(
    ("iscrivimi", "iscrivermi", "iscriviti", "iscrivetemi", "iscrivi", "iscrivo", "iscritto", "iscritta")
)
_JOIN_PHRASES = frozenset(
    (
        "iscrivi mi",
        "mi iscrivo",
        "attiva",
        "attiva iscrizione",
        "attiva servizio",
        "iscrizione",
        "iscrizione on",
    )
)
_LEAVE = re.compile(
    r"(?:stop|cancellami|cancel+[ae]mi|can[ce]+l+ami|cancellatemi|cancellarmi|cancellazione|cancellate|cancella|cancello"
    r"|disiscri\w+|disattiva\w*|disdico|disdetta|toglimi|toglietemi|eliminami|eliminatemi|rimuovimi|rimuovetemi|unsubscribe)"
)
_LEAVE_PHRASES = frozenset(
    ("cancella mi", "mi cancello", "iscrizione off", "basta messaggi", "servizio off", "info off")
)
_POLITE = frozenset(
    ("grazie", "per", "favore", "prego", "si", "ok", "ciao", "salve", "buongiorno", "buonasera", "sì")
)
# Longer texts about something else: leave them alone.
_NOT = frozenset(("non", "asilo", "nido", "scuola", "corso", "come", "quando", "dove", "posso", "perche"))


def words(text: str) -> list[str]:
    """Lower-case words without accents, punctuation, quotes and emoji."""
    plain = unicodedata.normalize("NFKD", text[:500].casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", plain)


def command(text: str) -> Command:
    """The command these words give. Out always wins over in."""
    said = words(text)
    joined = " ".join(said)
    if not said or len(said) > _MOST_WORDS_LEAVE or _NOT.intersection(said):
        return Command.OTHER
    phrase = f" {joined} "
    if any(_LEAVE.fullmatch(word) for word in said) or any(f" {p} " in phrase for p in _LEAVE_PHRASES):
        return Command.LEAVE
    core = [word for word in said if word not in _POLITE]
    if len(said) > _MOST_WORDS_JOIN or not core:
        return Command.OTHER
    if core[0] in _JOIN or " ".join(core) in _JOIN_PHRASES:
        return Command.JOIN
    return Command.OTHER
