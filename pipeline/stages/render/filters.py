"""The text filters of templates. Pure; a grapheme (what people see as one character) is never cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from pipeline.text import one_line, text_of

_ACRONYMS = frozenset(
    ("imu", "tari", "isee", "spid", "cie", "pnrr", "asl", "ats", "ss", "sp", "avis", "urp", "pec")
)
LONGEST = 64  # characters of one grapheme: families of emoji and stacked accents have far fewer
# WhatsApp has no escape for its markup, so look-alikes stand in for it.
_HARMLESS = {"*": "∗", "_": "ˍ", "~": "∼", "`": "'"}


def graphemes(text: str, most: int | None = None) -> list[str]:
    """The graphemes of a text (what people see as characters): all, or the first `most`.

    What joins more than `LONGEST` characters to one is nothing people see as such: it comes in pieces, so that a text
    can always be shortened.
    """
    return list(islice(_graphemes(text), most))


def _graphemes(text: str) -> Iterator[str]:
    import regex  # heavy, and not needed to read a feed

    for found in regex.finditer(r"\X", text):
        whole = found[0]
        yield from (whole[at : at + LONGEST] for at in range(0, len(whole), LONGEST))


def oneline(text: object) -> str:
    """The text in one line, all white space reduced to single spaces."""
    return one_line(str(text))


def plain(text: object) -> str:
    """The plain text of HTML."""
    return text_of(str(text))


def cut(text: str, length: int) -> str:
    """At most `length` graphemes, cut at the end of a sentence if that keeps most of them, else of a word."""
    if len(text) <= length or len(parts := graphemes(text, length + 1)) <= length:
        return text
    if length < 2:
        return "…" * length
    whole = "".join(parts[:length])
    sentence = max((m.end() for m in re.finditer(r"[.!?](?=\s)", whole + " ")), default=0)
    if sentence >= 0.6 * len(whole):
        return whole[:sentence]
    start = "".join(parts[: length - 1])
    at_word_end = parts[length - 1].isspace() or start[-1:].isspace()
    word = start if at_word_end else (start.rsplit(None, 1)[0] if re.search(r"\S\s", start) else start)
    return word.rstrip(" \n,;:-–—.(«\"'") + "…"


def date(value: datetime, form: str = "long") -> str:
    """A date in Italian: `long` "lunedì 23 novembre 2026, ore 10:30", `day`, `short` "23/11/2026", `time` "10:30"."""
    numeric = {"short": "%d/%m/%Y", "time": "%H:%M"}
    if form in numeric:
        return f"{value:{numeric[form]}}"
    if form not in ("long", "day"):
        raise ValueError(f"date({form!r}): known forms are long, day, short, time")
    from babel.dates import format_date  # 40 ms, and a tick that shows no date does not need it

    day = format_date(value, f"EEEE {'1º' if value.day == 1 else 'd'} MMMM y", locale="it")
    return f"{day}, ore {value:%H:%M}" if form == "long" else day


def hashtags(names: Iterable[str], most: int) -> str:
    """Categories as hashtags: `Protezione civile` becomes #ProtezioneCivile; each once."""
    words = [re.findall(r"\w+", name) for name in names]
    tags = ["#" + "".join(word[0].upper() + word[1:] for word in one) for one in words if one]
    unique = {tag.casefold(): tag for tag in reversed(tags) if not tag[1:].isdigit()}
    return " ".join([tag for tag in tags if unique.pop(tag.casefold(), None)][:most])


def sentence(text: object) -> str:
    """The first sentence."""
    found = re.match(r"(?s)(.+?[.!?])(?=\s|$)", str(text).strip())
    return found.group(1) if found else str(text).strip()


def calm(text: object) -> str:
    """A title in capitals turned into normal writing. Common acronyms stay."""
    value = str(text)
    letters = [c for c in value if c.isalpha()]
    if len(letters) < 12 or sum(c.isupper() for c in letters) < 0.8 * len(letters):
        return value
    lowered = re.sub(r"\w+", lambda m: m[0] if m[0].lower() in _ACRONYMS else m[0].lower(), value)
    return re.sub(r"\w", lambda m: m[0].upper(), lowered, count=1)


def harmless(text: str, markup: str) -> str:
    """The text with formatting characters replaced by look-alikes, except in addresses. `markup`: those characters."""
    if not markup:
        return text
    table = str.maketrans({c: _HARMLESS.get(c, c) for c in markup})
    if "://" not in text:
        return text.translate(table)
    words = re.split(r"(\s+)", text)  # and the spaces between them
    return "".join(word if "://" in word[:-1] else word.translate(table) for word in words)
