"""`python -m tests.alerts`: how well the elements of a warning are found, on texts labelled by hand.

python -m tests.alerts [tuned] [held] [--wrong]    # of these sets; --wrong lists the texts that are read otherwise

An element that is missing is to be named (`named`), one that is there must not be called missing (`not blamed`). A text
stands as `letters<tab>text` in `elements*.tsv`:

tuned     328 texts of our own, every other one looked at when the rules were made; older than any rule
held      the other half. The texts come in families that differ by an element, so it is no stranger to `tuned`
titles    titles that others wrote; at the first look 51 of 90 were read as labelled (place not blamed 70 %, action
          82 %), then the rules learnt from them
unseen    more of these; at the first look 49 of 75, missing named 92-100 % (hazard 5 of 6), place not blamed 75 %,
          action 87 %, until 3 of 6: only that measurement tells of texts to come, what it showed was then mended
orders    warnings that do not say of which danger, of our own; at the first look it was named of 33 of 40 that the
          danger is missing, and 28 of 40 were read as labelled, then the rules learnt from them
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.composed import Element
from pipeline.stages.decide.elements import elements_of

LETTERS = dict(zip("SHPIATU", Element, strict=True))
SETS = {
    "tuned": "elements.tsv",
    "held": "elements_held_out.tsv",
    "titles": "elements_titles.tsv",
    "unseen": "elements_unseen.tsv",
    "orders": "elements_orders.tsv",
}


@dataclass(frozen=True)
class Labelled:
    """A text, the elements that a person finds in it, and those that the program finds."""

    text: str
    there: frozenset[Element]
    found: frozenset[Element]


def read(name: str) -> list[Labelled]:
    lines = (Path(__file__).parent / SETS[name]).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [
        Labelled(text, frozenset(LETTERS[one] for one in letters), elements_of(text))
        for letters, text in rows
    ]


@dataclass(frozen=True)
class Score:
    """Of one element: how many texts lack it, of how many that is said; how many have it, and are not blamed."""

    lacking: int
    named: int
    having: int
    spared: int


def score(rows: Sequence[Labelled], element: Element) -> Score:
    lacking = [one for one in rows if element not in one.there]
    having = [one for one in rows if element in one.there]
    named = sum(element not in one.found for one in lacking)
    return Score(len(lacking), named, len(having), sum(element in one.found for one in having))


def report(name: str, rows: Sequence[Labelled]) -> Iterator[str]:
    whole = sum(one.there == one.found for one in rows)
    yield f"{name}: {len(rows)} texts, {whole} read exactly as labelled"
    for element in Element:
        one = score(rows, element)
        yield (
            f"  {element:<7} missing: named {one.named:>3}/{one.lacking:<3} {_share(one.named, one.lacking)}   "
            f"there: not blamed {one.spared:>3}/{one.having:<3} {_share(one.spared, one.having)}"
        )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:>4.0%}" if whole else "   -"


def wrong(rows: Sequence[Labelled]) -> Iterator[str]:
    letters = {element: letter for letter, element in LETTERS.items()}
    for one in rows:
        if one.there != one.found:
            unseen = "".join(letters[it] for it in Element if it in one.there - one.found)
            invented = "".join(letters[it] for it in Element if it in one.found - one.there)
            yield f"  not seen {unseen or '-':<4} invented {invented or '-':<4} {one.text}"


def main(arguments: Sequence[str]) -> None:
    for name in [one for one in arguments if one in SETS] or SETS:
        rows = read(name)
        print("\n".join(report(name, rows)))
        if "--wrong" in arguments:
            print("\n".join(wrong(rows)))


if __name__ == "__main__":
    main(sys.argv[1:])
