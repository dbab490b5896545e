"""Departures that no phrase foresees: what the words of a clause mean is weighed. Pure.

Each word has a meaning (to remove, to send, the writer, a message …), each set of meanings a weight, and what makes the
clause one of another matter takes weight off: a thing of the town, a negated verb, a word nobody knows. Enough weight
is a departure; some is a doubt, which is answered with the word to write. Words and weights: `evidence_words`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from channels._subscribers.aim import FAMILY, LIST, MESSAGES, MINE
from channels._subscribers.evidence_words import AGAINST, FOR, KNOWN, MEANINGS, TYPED
from channels._subscribers.leaving import Leaves
from channels._subscribers.phrases import Phrases
from channels._subscribers.plain import BREAK, MOST_WORDS_MISSPELT, POLITE, Plain, slips, squeezed
from channels._subscribers.town import of_the_town

ENOUGH, DOUBT = 3.0, 2.0  # of weight
_FEW = 4  # words: so many stand alone
_ASKED = 2.0  # the weight that a question takes off: `non mi scrivete più?`
_OPENING = frozenset("ma quindi perche siccome poiche visto altrimenti senno tanto pero dato".split())
_IF_POSSIBLE = frozenset(
    "potete possibile puoi puo riuscite ne".split()
)  # `se possibile`, `non se ne può più`
_GLAD = frozenset(
    "grato grata grati lieto lieta gentile gentili meglio cortesia".split()
)  # `sarei grato se …`
_TO_ME = re.compile(r"\w{2,}(?:[aei]te|[aei]r|[aeiu])(?:mi|ci|me)")
_ASKED_OF_US = re.compile(r"\w{3,}(?:[aei]te|[aei]r)(?:mi|ci)")
_IT = re.compile(r"\w{3,}(?:[aei]te|[aei]r)(?:lo|la|li|le)")
_SELF = re.compile(r"\w+[aei]rsi")
_UNDOES = re.compile(r"(?:dis|slega|svincol|sle)\w+(?:[aei]re|[aei]te|[aei]temi|[aei]rmi)")
_DIGITS = 6  # of a telephone number, at least
_VERB = re.compile(r"\w{3,}(?:[aei]re|[aei]te)")
_IS_DONE = re.compile(r"\w+[ai]t[oai]|\w+ss[oai]|tolt[oai]")
_SHALL_BE = frozenset("essere va vada vanno venga vengano sia siano venire farmi".split())
_DONE = re.compile(r"\w+[ts][oaie]")
_BETWEEN = frozenset("mi me ci ve vi lo la li le gli di a da voglio vorrei dovete devi che essere".split())
_BETWEEN_SENDING = _BETWEEN | frozenset("piu state fate fatemi azzardate permettete ne st sta".split())
_HAVING = frozenset("ho hai ha avete hanno abbiamo e sono era erano stato stata stati viene vengono".split())
_FROM = frozenset("da dal dalla dallo dall dai dagli dalle".split())
_HERE = frozenset("qui qua".split())
_TO_REMOVE = {"REMOVE", "GO", "CEASE"}
_ABOUT_US = {"MESSAGES", "LIST", "MINE", "SEND"}


_MEANINGS = {name: Phrases(squeezed("".join(words.split()))) for name, words in MEANINGS.items()}
_NOUNS = {
    name: frozenset(map(squeezed, nouns))
    for name, nouns in (("MINE", MINE), ("LIST", LIST), ("MESSAGES", MESSAGES))
}


def weigh(message: Plain, own: Collection[str] = ()) -> Leaves:
    """Whether the words of some clause together mean a departure. `own`: topics and zones of this service."""
    short = len(message.tokens) <= MOST_WORDS_MISSPELT
    read = [(clause, [meanings(word, short, own) for word in clause]) for clause in clauses(message.tokens)]
    told = set().union(*(here for _, said in read for here in said))
    beside = _beside(told)
    weight = max((_weight(*clause, beside, asks=message.asks) for clause in read), default=0.0)
    return Leaves.YES if weight >= ENOUGH else Leaves.PERHAPS if weight >= DOUBT else Leaves.NO


def clauses(tokens: Sequence[str]) -> Iterator[list[str]]:
    """The clauses, without politeness; a word like `perche` opens one."""
    clause: list[str] = []
    for at, word in enumerate((*tokens, BREAK)):
        if word == "se" and (
            _IF_POSSIBLE.intersection(tokens[at + 1 : at + 2]) or _GLAD.intersection(tokens[at - 1 : at])
        ):
            continue
        if clause and (word == BREAK or word in _OPENING):
            yield clause
            clause = []
        if word != BREAK and word not in POLITE:
            clause.append(word)


def _beside(told: Collection[str]) -> set[str]:
    """What the whole message says of a short clause of it: it stands alone, it is about our messages."""
    if {"TOWN", "LIMIT"}.intersection(told):
        return set()
    return {"ALONE", "TOLD"} if _ABOUT_US.intersection(told) else {"ALONE"}


def _weight(clause: Sequence[str], said: Sequence[set[str]], beside: set[str], *, asks: bool) -> float:
    meant = _together(clause, said)
    if len(clause) <= _FEW and clause[0] != "che":
        meant |= beside
    speaks_for = max((weight for needed, weight in FOR if needed <= meant), default=0.0)
    against = sum(weight for one, weight in AGAINST.items() for here in said if one in here)
    return speaks_for - against - _ASKED * (asks and bool(meant & {"NOT_SEND", "ENDING"}))


def meanings(word: str, short: bool, own: Collection[str]) -> set[str]:
    """What a word means, by the names of `evidence_words`; in a short message with one typing slip."""
    bare = squeezed(word)
    found = {name for name, phrases in _MEANINGS.items() if phrases.inside([bare])}
    found |= {name for name, nouns in _NOUNS.items() if bare in nouns}
    if _TO_ME.fullmatch(word) and found & {"REMOVE", "SEND", "CEASE"}:
        found.add("ME")
    if _SELF.fullmatch(word) and "REMOVE" in found:
        found.add("SELF")
    if _IT.fullmatch(word) and "REMOVE" in found:
        found.add("IT")
    if found or word in KNOWN or word in own:
        return found
    if of_the_town(word):
        return {"TOWN"}
    if word in FAMILY:
        return {"ANOTHER"}
    if word.isdecimal() and len(word) >= _DIGITS:
        return {"MINE"}
    if _UNDOES.fullmatch(word):
        return {"REMOVE"}
    near = _near(bare) if short else ""
    return meanings(near, False, own) if near else {"UNKNOWN"} | _unknown_verb(word)


def _unknown_verb(word: str) -> set[str]:
    if _ASKED_OF_US.fullmatch(word):
        return {"ME", "DO_TO_ME"}
    return {"VERB"} if _VERB.fullmatch(word) else set()


def _near(word: str) -> str:
    """The word of leaving that this is with one typing slip; "" if it is none."""
    if len(word) < 6:
        return ""
    return next((typed for typed in TYPED if typed[0] == word[0] and slips(word, typed) <= 1), "")


def _together(clause: Sequence[str], said: Sequence[set[str]]) -> set[str]:
    """The meanings in the clause, and those of words in their order: a verb that is negated says the contrary."""
    for at, here in enumerate(said):
        if clause[at] == "basta" and clause[max(0, at - 1) : at] in (["mi"], ["ci"], ["quanto"]):
            here.add("STAY")  # `mi basta il numero`
        if here & _TO_REMOVE and _is_negated(clause[:at], _BETWEEN):
            here.add("STAY")
        if "SEND" in here and _is_negated(clause[:at], _BETWEEN_SENDING):
            here.add("NOT_SEND")
        if clause[at] == "mai" and "piu" not in clause:
            here.add("NEVER")  # `non mi scrivete mai` may want more
        if "REMOVE" in here and _is_past(clause, at):
            here.add("PAST")
        if clause[at] in _FROM:
            here |= _place(clause[at + 1 : at + 5], said[at + 1 : at + 5])
    return set().union(*said)


def _is_past(clause: Sequence[str], at: int) -> bool:
    """Whether the verb tells what has been done: `mi avete tolto`, `account cancellato`; not `va tolto`."""
    before = clause[max(0, at - 3) : at]
    had = _DONE.fullmatch(clause[at]) and _HAVING.intersection(before[-2:])
    return bool(had or (_IS_DONE.fullmatch(clause[at]) and not _SHALL_BE.intersection(before)))


def _is_negated(before: Sequence[str], between: Collection[str]) -> bool:
    """Whether a `non` belongs to the verb after these words."""
    rest = list(before)
    while rest and rest[-1] in between:
        rest.pop()
    return rest[-1:] in (["non"], ["nn"], ["nun"], ["mai"])


def _place(after: Sequence[str], said: Sequence[set[str]]) -> set[str]:
    """Where something is to be taken from, if it is this service: `dai vostri contatti`, `da qui`."""
    for word, here in zip(after, said, strict=True):
        if word in _HERE or here & {"LIST", "MESSAGES"}:
            return {"FROM_US", "FROM_LIST"}
        if here - {"YOURS"}:
            return {"FROM_US"} if "MINE" in here else set()
    return set()
