"""The words of a text as places are named in it: `P.zza XX Settembre` and `piazza 20 settembre` are one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from channels._subscribers.plain import fold
from pipeline.patterns import lazy_re

LONGEST_TEXT = 20_000  # characters that are looked at
KINDS = frozenset(
    """via viale vialetto vicolo vicoletto piazza piazzale piazzetta largo corso strada stradello stradone
    borgo contrada salita lungopo lungofiume lungolago lungomare rotonda rotatoria traversa galleria sp ss
    sr""".split()
)
LITTLE = frozenset(
    "di del dello della dei degli delle dell d da dal dalla al alla ai agli alle il lo la i gli le l".split()
)
ROMAN = {
    numeral: str(n)
    for n, numeral in enumerate(
        """i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv xxv xxvi
    xxvii xxviii xxix xxx xxxi""".split(),
        1,
    )
}
_SAINTS = dict.fromkeys("san santa sant santo santi ss".split(), "s")
_SPELT = {"primo": "1", "primi": "1", "f.lli": "fratelli", **_SAINTS}
# As people shorten them, and what they stand for.
_SHORT = tuple(
    (lazy_re(pattern, re.IGNORECASE), full)
    for pattern, full in (
        (r"\bp\.?\s?zz?a\b\.?|\bp\.za\b\.?", "piazza "),
        (r"\bp\.?\s?zz?le\b\.?|\bp\.\s?le\b\.?", "piazzale "),
        (r"\bv\.?\s?le\b\.?", "viale "),
        (r"\bv\.?\s?lo\b\.?|\bvic\.", "vicolo "),
        (r"\bc\.\s?so\b\.?", "corso "),
        (r"\bl\.\s?go\b\.?", "largo "),
        (r"\bb\.\s?go\b\.?", "borgo "),
        (r"\bf\.\s?lli\b\.?", "fratelli "),
        (r"\bstr\.", "strada "),
        (r"\bfraz\.", "frazione "),
        (r"\bloc\.", "località "),
        (r"\bv\.(?=\s?[^\W\d_])", "via "),
        (r"\b(?:ex\s+)?(?:strada\s+)?provinciale\s+(?:n\.?\s?|n°\s?|numero\s+)?(?=\d)", "sp "),
        (r"\b(?:ex\s+)?(?:strada\s+)?statale\s+(?:n\.?\s?|n°\s?|numero\s+)?(?=\d)", "ss "),
        (r"\b(?:strada\s+)?regionale\s+(?:n\.?\s?|n°\s?|numero\s+)?(?=\d)", "sr "),
        (r"\bs\.\s?p\.?\s?(?:n\.?\s?)?(?=\d)|\bsp\s?(?:n\.?\s?)?(?=\d)", "sp "),
        (r"\bs\.\s?s\.?\s?(?:n\.?\s?)?(?=\d)|\bss\s?(?:n\.?\s?)?(?=\d)", "ss "),
        (r"\bs\.\s?r\.?\s?(?:n\.?\s?)?(?=\d)|\bsr\s?(?:n\.?\s?)?(?=\d)", "sr "),
    )
)
_TOKEN = lazy_re(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text."""

    text: str  # as it is written
    word: str  # lower case, without accents
    before: str  # what stands between the word before it and this one
    after: str  # the sign that follows, "" at the end

    @property
    def named(self) -> bool:
        """Whether it may be a name: it begins with a capital letter or a digit."""
        return self.text[0].isupper() or self.text[0].isdigit()

    @property
    def close(self) -> bool:
        """Whether nothing but a blank, an apostrophe or the dot of an initial parts it from the word before it."""
        return not self.before.strip(" '.\u00a0\"«»“”")

    @property
    def initial(self) -> bool:
        """Whether it is a name's first letter: `G. Garibaldi`."""
        return len(self.word) == 1 and self.after == "." and self.word.isalpha()

    @property
    def ends(self) -> bool:
        """Whether a sentence ends after it."""
        return self.after in ".!?\n" and not self.initial

    @property
    def normal(self) -> str:
        """The word as all spellings of a street have it."""
        return self.word if self.initial else ROMAN.get(self.word) or _SPELT.get(self.word, self.word)


def tokens(text: str) -> list[Token]:
    """The words of a text, in time linear in its length."""
    whole = text[:LONGEST_TEXT].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    for pattern, full in _SHORT:
        whole = pattern.sub(full, whole)
    return list(_tokens(whole))


def _tokens(whole: str) -> Iterator[Token]:
    end = 0
    for match in _TOKEN.finditer(whole):
        word, before = match[0], whole[end : match.start()]
        end = match.end()
        yield Token(word, fold(word), before, whole[end : end + 1])


def street_key(text: str) -> str:
    """A street's name in the form in which all its spellings are equal, its kind first; "" = it has no name."""
    found = tokens(text)
    words = [token.normal for token in found if token.word not in LITTLE and not _is_sign(token)]
    if len(words) > 1 and found[0].word not in KINDS and words[-1] in KINDS:
        words = [words[-1], *words[:-1]]  # «Roma (via)», as registers sort them
    return " ".join(words) if len(words) > 1 else ""


def _is_sign(token: Token) -> bool:
    return token.word in ("n", "nr", "numero")
