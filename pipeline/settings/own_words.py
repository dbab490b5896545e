"""The council's topics and zones: the words citizens choose by, and the news each word covers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from channels.sentence import Sentence
from channels.subscribers import NO_ZONE, OTHER_TOPICS, OwnWords
from pipeline.model import Lane
from pipeline.settings.values import Config

_NO_PLACES = frozenset("comune citta di del della dei il la lo l d e servizio".split())
_FORMS = {"topics": r"[a-z0-9]+", "zones": r"[a-z0-9]+(?: [a-z0-9]+){0,3}"}
ITALIAN = "it"
Words = Mapping[str, tuple[str, ...]]  # word -> the portal's categories


def own_words(config: Config) -> OwnWords:
    """The configured topics, zones and place names, normalised as citizens' messages are."""
    from channels._subscribers.plain import plain

    names = f"{config.council.name} {config.service.name}"
    places = [word for word in plain(names).words if word not in _NO_PLACES]
    languages = config.languages if len(config.languages) > 1 else ()
    reminders, zone = config.events.reminders, ZoneInfo(config.council.timezone)
    coming = sorted((one.ends(zone), one.name) for one in config.drills if not one.test)
    drills = tuple((name, end) for end, name in coming)
    return OwnWords(
        tuple(config.topics),
        tuple(config.zones),
        tuple(places),
        reminders=reminders,
        languages=languages,
        drills=drills,
    )


def language_problem(languages: Sequence[str]) -> Sentence | None:
    """What is wrong with the languages of citizens, or None."""
    from channels._subscribers.languages import NAMES

    if languages[:1] != (ITALIAN,):
        return Sentence("must begin with it: the texts without a translation are Italian")
    for language in languages:
        if language not in NAMES:
            return Sentence("{language!r} is none of {known}", language=language, known=", ".join(NAMES))
    twice = next((one for one in languages if languages.count(one) > 1), "")
    return Sentence("{name!r} is there twice", name=twice) if twice else None


def word_problems(topics: Words, zones: Words) -> Iterator[tuple[str, Sentence]]:
    """Problems of the words, as (key of config.yaml, problem)."""
    for word in topics:
        if word in zones:
            yield f"zones.{word}", Sentence("{word!r} is a topic too: a word can mean one thing", word=word)
    for key, words in (("topics", topics), ("zones", zones)):
        for word in words:
            if not re.fullmatch(_FORMS[key], word):
                yield (
                    f"{key}.{word}",
                    Sentence(
                        "must be one word of lower-case letters without accents, a zone up to four, as citizens "
                        "write it"
                    ),
                )
            elif _means_something(word):
                yield f"{key}.{word}", Sentence("means something else already: choose another word")


def _means_something(word: str) -> bool:
    from channels._subscribers.commands import MODIFIERS, Command, command

    return word in (*MODIFIERS, OTHER_TOPICS, NO_ZONE) or command(word) is not Command.OTHER


def topics_of(categories: Iterable[str], lane: Lane, topics: Words) -> tuple[str, ...]:
    """The topics of an item, by its categories. Only news has topics; news without one gets the topic `altro`."""
    if lane is not Lane.NEWS or not topics:
        return ()
    found = {category.casefold() for category in categories}
    named = (word for word, of in topics.items() if found.intersection(name.casefold() for name in of))
    return tuple(named) or (OTHER_TOPICS,)
