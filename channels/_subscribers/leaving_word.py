"""The keyword of leaving, "cancellami": its other forms, its relatives and its typing slips. Pure."""

from __future__ import annotations

import re

from channels._subscribers.plain import slips

ME = r"(?:[aei]|[aei]r|[aei]te|[ai]ti)(?:m+[iey]?|ci)"  # how a verb ends whose object is the writer
# They mean the writer wherever they stand.
_CANCEL_ME = re.compile(
    rf"(?:(?:s|ri)?canc[ei]l+|scan[sz][ei]?l|d[ie]s?iscriv|disis?c?ri[vb]|disabbon|disattiv|disabilit){ME}"
    rf"|(?:depenn|elimin|rimuov|annull|esclud|blocc){ME}"
    r"|c[a-z]{0,2}n+[ce]*el+a?[imt]{0,2}m[ieo]|cancel+amo|cancellami[a-z]*|dimentica(?:te)?mi"
)
_TYPED = """
    cancellami cancellatemi cancellarmi disiscrivimi toglimi toglietemi eliminami rimuovimi rimuovetemi eliminatemi
""".split()
_INFLECTED = re.compile(
    r"cancell(?:[aoie]|at[aoie]|are|ai|ano|in[oi]|eri?a|etto|iamo|av\w+|iere|azione|er\w+|ando|arsi)"
)


def misspelt(word: str) -> bool:
    """Whether it is the keyword with a typing slip (`cancekkami`) and no other form of the verb."""
    if not 7 <= len(word) <= 14 or _INFLECTED.fullmatch(word):
        return False
    near = (meant for meant in _TYPED if abs(len(meant) - len(word)) < 2 and len(set(meant) - set(word)) < 3)
    return any(slips(word, meant) <= _slips_allowed(meant) for meant in near)


def _slips_allowed(meant: str) -> float:
    """The slips allowed in a word. The keyword tolerates many; the others resemble other verbs: `eliminati`,
    `toglimi`."""
    return 1.5 if meant.startswith(("cancel", "disiscr")) else 0.5


def is_keyword(word: str) -> bool:
    """Whether the word is the keyword or another form of it."""
    return bool(_CANCEL_ME.fullmatch(word))
