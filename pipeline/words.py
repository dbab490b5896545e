"""Translates sentences into the reader's language: Italian unless English is asked for.

English stands in the code, Italian in `locale/it/LC_MESSAGES/infostiglia.po` (gettext; `make words` collects what is
new and compiles). Logs stay English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from channels.sentence import Sentence

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = ("it", "en")
FOLDER = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="it")


def speak(language: str) -> None:
    """Set the language of this context (a process, a request): `it` or `en`."""
    if language not in LANGUAGES:
        raise ValueError(f"no words in {language!r}: {', '.join(LANGUAGES)}")
    _language.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Set the language for the length of a `with`."""
    before = _language.get()
    speak(language)
    try:
        yield
    finally:
        speak(before)


def language_of(environment: Mapping[str, str]) -> str:
    """The language an environment asks for (LC_ALL, LC_MESSAGES, LANG, in this order): `en` or `it`, the default."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if asked := environment.get(name, ""):
            return "en" if asked.lower().startswith("en") else "it"
    return "it"


def language_asked(header: str) -> str:
    """The language that a browser's Accept-Language likes best of those there are; if none, that of this context."""
    best, found = 0.0, spoken()
    for part in header.split(","):
        name, *rest = (word.strip().lower() for word in part.split(";"))
        language, quality = name.partition("-")[0], _quality(rest)
        if language in LANGUAGES and quality > best:
            best, found = quality, language
    return found


def _quality(words: Sequence[str]) -> float:
    given = next((word[2:] for word in words if word.startswith("q=")), "1")
    try:
        return float(given)
    except ValueError:
        return 0.0


def spoken() -> str:
    """The language of this context."""
    return _language.get()


def say(template: str, /, *, one: str = "", **facts: object) -> str:
    """A `Sentence` made of these arguments and worded at once."""
    return put(Sentence(template, one=one, **facts))


def put(said: object) -> str:
    """A sentence in this context's language. Other values are returned as text."""
    if not isinstance(said, Sentence):
        return str(said)
    words = _translations(_language.get())
    if said.one:
        number = said.facts["n"]
        assert isinstance(number, int)
        template = words.ngettext(said.one, said.template, number)
    else:
        template = words.gettext(said.template)
    facts = {name: _fact(fact) for name, fact in said.facts.items()}
    return template.format(**facts) if facts else template


def _fact(fact: object) -> object:
    """A fact as it is shown: sentences, and what has one (a reason, an error), in this context's language."""
    own = getattr(fact, "sentence", fact)
    return put(own) if isinstance(own, Sentence) else fact


def number(value: float, digits: int = 0) -> str:
    """A number as people write it, with `digits` decimals: 1.057,20 or 1,057.20."""
    from babel.numbers import format_decimal  # imported here for the same reason

    form = "#,##0" + ("." + digits * "0" if digits else "")
    return format_decimal(value, format=form, locale=_language.get())


def euro(millionths: int) -> str:
    """A sum in euros as people write it: 1.057,20 €. `millionths`: of a euro."""
    return f"{number(millionths / 1_000_000, 2)} €"


@cache
def _translations(language: str) -> NullTranslations:
    import gettext  # imported here: a run that shows nothing does not pay for it

    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("infostiglia", FOLDER, [language])
