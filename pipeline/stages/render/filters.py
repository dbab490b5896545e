"""The text filters of templates. Pure; a grapheme (what people see as one character) is never cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from pipeline.patterns import lazy_re
from pipeline.stages.render.calming import calm as calm
from pipeline.stages.render.calming import proper_names as proper_names
from pipeline.text import one_line, text_of, without_loose_end

# A short paragraph without an end, above a list or one with an end.
_HEADING = lazy_re(
    r"(?:\A|(?<=\n\n))(?![-–] |\w+://)([^\n]{1,60}(?<![.!?…:;,]))\n\n(?=- |[^\n]{1,2000}[.;](?:\n|\Z))"
)
LONGEST = 64  # characters of one grapheme: families of emoji and stacked accents have far fewer
# WhatsApp has no escape for its markup, so look-alikes stand in for it.
_HARMLESS = {"*": "∗", "_": "ˍ", "~": "∼", "`": "'", ">": "›"}
_QUOTE = r"(?m:^)>(?= )"  # only at the beginning of a line
UNSEEN = (
    "\u200b"  # behind an @ it keeps a name from being one: no app takes it for a letter, and nobody sees it
)
# Their signs are left alone. A mark behind one is no part of it.
_ADDRESS = r"(?<![\w+.-])\w[\w+.-]*://\S*[^\s*~`]|(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,}/\S*[^\s*~`]"
_CALL = r"(?<![A-Za-z0-9_])[@\uff20](?=\w)"  # an e-mail address has a letter before it
# Words of which a category says nothing: what no editor has chosen, and what everything here is.
_TELLS_NOTHING = frozenset(
    """senza non categoria categorie categorizzato categorizzata categorizzati categorizzate uncategorized
    uncategorised unkategorisiert allgemein nachrichten sin categoría categoria default generale generali generica
    generico varie vario altro altre notizia notizie news novità ultime ultima ultimi recenti tutte tutti le i la dal
    del di della comune in evidenza primo piano home page homepage blog post articolo articoli sito
    portale web""".split()
)


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


def inline(text: object) -> str:
    """The text in one line, where its lines stay apart: `Portare: acqua; pane`."""
    parts = _HEADING.sub(r"\1:\n\n", str(text)).split("\n")
    lines = [line.strip().removeprefix("- ") for line in parts if line.strip()]
    joined = "".join(line + (" " if line[-1:] in ".!?…:;," else "; ") for line in lines)
    return one_line(joined.removesuffix("; "))


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
    return _before_ellipsis(without_loose_end(word), length) + "…"


def _before_ellipsis(text: str, length: int) -> str:
    """The text as it stands before an ellipsis, which apps would take for a part of an address."""
    before, _, last = text.rpartition(" ")
    if not re.search(r"://|^www\.|^[\w.-]+\.[a-z]{2,}/", last):
        return text
    return f"{text} " if len(graphemes(text, length)) + 2 <= length else before


def hashtags(names: Iterable[str], most: int) -> str:
    """Categories as hashtags: `Protezione civile` becomes #ProtezioneCivile; each once, and no default category."""
    words = [re.findall(r"\w+", name) for name in names]
    telling = [one for one in words if not _TELLS_NOTHING.issuperset(word.casefold() for word in one)]
    tags = ["#" + "".join(word[0].upper() + word[1:] for word in one) for one in telling]
    unique = {tag.casefold(): tag for tag in reversed(tags) if not tag[1:].isdigit()}
    return " ".join([tag for tag in tags if unique.pop(tag.casefold(), None)][:most])


def sentence(text: object) -> str:
    """The first sentence."""
    found = re.match(r"(?s)(.+?[.!?])(?=\s|$)", str(text).strip())
    return found.group(1) if found else str(text).strip()


# Italian prepositions, as they join the article of what follows.
_JOINED = {"di": "del dell' della", "da": "dal dall' dalla", "a": "al all' alla", "in": "nel nell' nella"}
_FEMININE = frozenset("città provincia comunità regione".split())
_MASCULINE = frozenset("comune municipio consorzio libero".split())


def articled(name: str, preposition: str) -> str:
    """The name of a council after a preposition: `del Comune di Ostiglia`, `dell'Unione …`, `di Ostiglia`."""
    first = (re.findall(r"\w+", name.casefold()) or [""])[0]
    plain, elided, feminine = _JOINED[preposition].split()
    if first in ("unione", "associazione", "azienda"):
        return elided + name
    joined = plain if first in _MASCULINE else feminine if first in _FEMININE else preposition
    return f"{joined} {name}"


def one_apostrophe(text: str) -> str:
    """The text with straight apostrophes only, as templates write them. Quotation marks stay."""
    if "’" not in text and "´" not in text:
        return text
    whole = text if "‘" in text else text.replace("’", "'")
    return re.sub(r"(?<=\w)[’´](?=\w)", "'", whole)


# Words of grief in titles and texts; no hashtag goes with them.
_GRIEF = lazy_re(
    r"\b(?:condoglianz|cordogli|lutto\b|lutti\b|necrolog|esequie|funeral|decedut|decesso|ultimo saluto"
    r"|scompars[ao] (?:di|del|dell|della)\b|ci ha(?:nno)? lasciat|venut[oa] a mancare|si è spent[oa])",
    re.I,
)


def mourns(text: str) -> bool:
    """Whether the text tells of somebody's death."""
    return _GRIEF.search(text) is not None


def harmless(text: str, markup: str) -> str:
    """The text without the signs that mean something on a channel. `markup`: those signs.

    A mark of formatting becomes a look-alike, but for those inside a word and those between spaces, which format
    nothing; an @ no longer calls the name behind it. Addresses stay as they are.
    """
    marks = "".join(re.escape(sign) for sign in markup if sign in _HARMLESS and sign != ">")
    signs = [rf"(?P<mark>[{marks}])(?P=mark)*"] if marks else []
    signs += [pattern for sign, pattern in (("@", _CALL), (">", _QUOTE)) if sign in markup]
    if not signs or not any(sign in text for sign in (*markup, "\uff20")):
        return text
    return re.sub("|".join((_ADDRESS, *signs)), _made_harmless, text)


def _made_harmless(found: re.Match[str]) -> str:
    text, sign = found[0], found[0][0]
    if text in ("@", "\uff20"):
        return text + UNSEEN
    if sign not in _HARMLESS:  # an address
        return text
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    inside = (before.isalnum() and after.isalnum()) or (before.isspace() and after.isspace())
    return text if inside and sign != ">" and "```" not in text else _HARMLESS[sign] * len(text)
