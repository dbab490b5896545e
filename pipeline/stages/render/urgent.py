"""What a message tells of a warning's text: the portal's teaser, and the sentences that add to it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from pipeline.composed import Element
from pipeline.patterns import lazy_re
from pipeline.stages.decide.elements import elements_of
from pipeline.stages.render.facts import LONGEST, names_day
from pipeline.stages.render.repeats import sentences, with_lead

MOST = 40  # sentences of a text that are read
SHORT = 300  # characters of a text that is told whole
# How orders of a mayor begin before they say anything.
_RECITALS = lazy_re(
    r"\W*(?:(?:vist|premess|considerat|richiamat|ritenut|sentit)[oaie]|dato atto|preso atto|tenuto conto)\b",
    re.I,
)


def urgent_details(title: str, summary: str, text: str) -> str:
    """The summary, and what only the text says: all of it if it is short, else each sentence that says what to do or
    names an element that is not told yet. `oggi` names no day, because people read a message late."""
    read = [" ".join(one.split()) for one in islice(sentences(text), MOST)]
    ordered = [one for one in read if not _RECITALS.match(one)]
    whole = sum(map(len, ordered)) <= SHORT and len(read) < MOST
    taken = ordered if whole else list(_telling(f"{title}.\n{summary}", ordered))
    if summary == text or not any(taken):
        return summary
    cut = [*sentences(summary)][-1].rstrip(" …") if summary.endswith("…") else ""
    known = cut and any(one.startswith(cut) for one in taken)
    lead = summary.removesuffix(f"{cut}…").rstrip() if known else summary
    return with_lead(lead, " ".join(filter(None, taken))).replace("\n\n", "\n")


def _telling(told: str, read: Iterable[str]) -> Iterator[str]:
    """The sentences of a long text that a warning needs after what is told."""
    known, dated = elements_of(told), names_day(told)
    for one in read:
        adds, day = elements_of(one), names_day(one)
        if len(one) <= LONGEST and (Element.ACTION in adds or adds - known or (day and not dated)):
            yield one
            known, dated = known | adds, dated or day
