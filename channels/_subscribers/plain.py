"""A citizen's message, normalised: no accents, stretched letters, addresses or additions of the phone. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from channels.value import dataclass

MOST_LETTERS = 4096  # as many as WhatsApp lets a citizen write
END_OF_LETTER = 200  # words: in a very long letter a departure stands at the beginning or at the end
MOST_WORDS_MISSPELT = 40  # typing slips are not searched in longer letters
MOST_WORDS_UNSURE = 6  # a longer message that no rule matches is about something else
BREAK = "|"  # the end of a clause

POLITE = frozenset(
    """
    grazie mille per favore piacere cortesia cortesemente gentilmente prego si ok ciao salve buongiorno
    buonasera buon giorno buona sera giornata pomeriggio serata volentieri pls please svp bitte gracias merci
    danke thanks thank you saluti cordiali distinti arrivederci buondi okay hey ehi punto virgola esclamativo
    signori spettabile
    """.split()
)
_ANGRY = "😡🤬😠👎🖕💩🤮😤👋❌🙅🔇🔕📵🤐"
_STOP_SIGNS = dict.fromkeys("🛑⛔🚫", " stop ")
_SMALL_CAPITALS = str.maketrans("ᴀʙᴄᴅᴇғꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdeffghijklmnopqrstuvwyz")
_UNDECOMPOSED = _SMALL_CAPITALS | str.maketrans(
    {"ł": "l", "đ": "d", "ı": "i", "ø": "o", "’": "'", **_STOP_SIGNS}
)
_CLAUSES = str.maketrans(dict.fromkeys('.,;:!?…\n()«»“”"—–،؛؟।。，！？；', f" {BREAK} "))
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]")
_MARKS = re.compile(  # accents, Arabic vowels, what binds letters in India
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u094d\u09bc\u09cd\u0a3c\u0a4d\u20d0-\u20ff]"
)
_NO_LETTERS = re.compile(
    rf"[^\w{BREAK}+\u0900-\u0dff]|_|\+(?=\w)|(?<=\w)\+"
)  # the vowel signs of India count as no letters for `re`
_DOMAINS = frozenset("it com org net eu gov info".split())
_MAY_BE_ADDRESS = re.compile(r"[.:@]")
_SPELT = re.compile(r"(?<!\w)(?:[^\W\d_][\s.*_-]+){3,}[^\W\d_](?!\w)")
_DOUBLED = re.compile(r"([^\W\d_])\1")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}|([aeiou])\2(?=\s|$)")
# What voice input and small keyboards take apart.
_TORN = frozenset(
    "iscrivimi iscrivetemi cancellami cancellatemi cancellarmi disiscrivimi toglimi stop basta".split()
)
# As thumbs write.
_SHORT = {
    **{
        "nn": "non",
        "xke": "perche",
        "xche": "perche",
        "pke": "perche",
        "perke": "perche",
        "x": "per",
        "xfavore": "favore",
    },
    **{
        "ke": "che",
        "grz": "grazie",
        "grazzie": "grazie",
        "qst": "questo",
        "qsti": "questi",
        "cmq": "comunque",
        "+": "piu",
    },
    **{"sn": "sono", "tt": "tutto", "msgs": "messaggi", "nnt": "niente"},
}
# Rows of the keyboards of phones; beside each other in a row, or above each other.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@dataclass(frozen=True, slots=True)
class Plain:
    """The words of a message; `BREAK` stands among them where a clause ends."""

    tokens: tuple[str, ...]
    asks: bool = False  # there is a question mark
    angry: bool = False  # there is an angry face

    @property
    def words(self) -> list[str]:
        return [token for token in self.tokens if token != BREAK]

    @property
    def core(self) -> list[str]:
        """The words without greetings and thanks."""
        return [word for word in self.words if word not in POLITE]


def plain(text: str) -> Plain:
    """The message as the rules read it. Takes time linear in its length for any content."""
    # Cut twice: an emoji may stand for a word, and a letter for a phrase.
    folded = fold(_without_addresses(text[:MOST_LETTERS]))[:MOST_LETTERS]
    whole = _SPELT.sub(lambda match: re.sub(r"[\s.*_-]", "", match[0]), folded)
    spaced = _NO_LETTERS.sub(" ", whole.translate(_CLAUSES))
    tokens = _STRETCHED.sub(lambda match: match[1] or match[2], spaced).strip(f" {BREAK}").split()
    if len(tokens) > 2 * END_OF_LETTER:
        tokens = [*tokens[:END_OF_LETTER], BREAK, *tokens[-END_OF_LETTER:]]
    return Plain(
        tuple(_mended([_SHORT.get(token, token) for token in tokens])),
        asks=any(sign in text for sign in "?؟？"),
        angry=any(sign in text for sign in _ANGRY),
    )


def fold(text: str) -> str:
    """Lower case without accents, joiners and marks of direction; each script keeps its letters."""
    if text.isascii():
        return text.lower()
    bare = _INVISIBLE.sub("", text.casefold()).translate(_UNDECOMPOSED)
    return _MARKS.sub("", unicodedata.normalize("NFKD", bare))


def squeezed(word: str) -> str:
    """The word without doubled letters, the commonest slip in Italian: `elliminare`, `anullare`."""
    return _DOUBLED.sub(r"\1", word)


def _without_addresses(text: str) -> str:
    """The text without web and e-mail addresses, whose parts are no words."""
    return "".join(part if part.isspace() else _unaddressed(part) for part in re.split(r"(\s+)", text))


def _unaddressed(part: str) -> str:
    if not _MAY_BE_ADDRESS.search(part):
        return part
    low = part.casefold()
    if "://" in low:
        return part[: low.find("http")] if "http" in low else ""
    labels = low.split("/")[0].strip(".,;:!?\"'()«»*_").split(".")
    domain = len(labels) > 1 and labels[-1] in _DOMAINS and all(labels)
    return "" if domain or low.startswith("www.") or "@" in low[1:-1] else part


def _mended(tokens: Sequence[str]) -> Iterator[str]:
    """The tokens with words that were split joined again: `can cellami`."""
    at = 0
    while at < len(tokens):
        parts = next((parts for parts in (3, 2) if "".join(tokens[at : at + parts]) in _TORN), 1)
        yield "".join(tokens[at : at + parts])
        at += parts


def gathered(words: Sequence[str], phrases: Iterable[str]) -> list[str]:
    """The words with each phrase (`borgo san rocco`) joined into one word."""
    long = sorted((phrase.split() for phrase in phrases if " " in phrase), key=len, reverse=True)
    found, at = [], 0
    while at < len(words):
        match = next((phrase for phrase in long if list(words[at : at + len(phrase)]) == phrase), None)
        found.append(" ".join(match) if match else words[at])
        at += len(match) if match else 1
    return found


def _neighbours() -> frozenset[tuple[str, str]]:
    pairs = {(one, other) for row in _ROWS for one, other in pairwise(row)}
    for upper, lower in pairwise(_ROWS):
        pairs |= {(upper[n], letter) for n, letter in enumerate(lower) if n < len(upper)}
        pairs |= {(upper[n + 1], letter) for n, letter in enumerate(lower) if n + 1 < len(upper)}
    return frozenset(pairs | {(other, one) for one, other in pairs})


_NEIGHBOURS = _neighbours()


def slips(word: str, meant: str) -> float:
    """The typing distance: 0.5 for a neighbouring key or two swapped letters, 1 for any other letter."""
    before: list[float] = []
    row = [float(n) for n in range(len(meant) + 1)]
    for n, letter in enumerate(word, 1):
        earlier, before, row = before, row, [float(n)]
        for m, wanted in enumerate(meant, 1):
            wrong = 0.0 if letter == wanted else 0.5 if (letter, wanted) in _NEIGHBOURS else 1.0
            best = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + wrong)
            if n > 1 and m > 1 and (letter, word[n - 2]) == (meant[m - 2], wanted) and letter != wanted:
                best = min(best, earlier[m - 2] + 0.5)
            row.append(best)
    return row[-1]
