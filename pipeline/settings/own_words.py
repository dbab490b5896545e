"""The words citizens choose by, and which news is of which topic and zone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from channels._subscribers.commands import MODIFIERS, Command, command
from channels.sentence import Sentence
from channels.subscribers import NO_ZONE, OTHER_TOPICS, OwnWords
from pipeline.model import Lane
from pipeline.settings.values import Config

Words = Mapping[str, tuple[str, ...]]  # word -> the portal's categories


def own_words(config: Config) -> OwnWords:
    """As citizens write them."""
    return OwnWords(tuple(config.topics), tuple(config.zones))


def word_problems(topics: Words, zones: Words) -> Iterator[tuple[str, Sentence]]:
    """(key of config.yaml, what is wrong with it)."""
    for word in topics:
        if word in zones:
            yield f"zones.{word}", Sentence("{word!r} is a topic too: a word can mean one thing", word=word)
    for key, words in (("topics", topics), ("zones", zones)):
        for word in words:
            if not re.fullmatch(r"[a-z0-9]+", word):
                yield (
                    f"{key}.{word}",
                    Sentence("must be one word of lower-case letters without accents, as citizens write it"),
                )
            elif word in (*MODIFIERS, OTHER_TOPICS, NO_ZONE) or command(word) is not Command.OTHER:
                yield f"{key}.{word}", Sentence("means something else already: choose another word")


def tagged(
    categories: Iterable[str], lane: Lane, topics: Words, zones: Words
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(topics, zones) of an item, by its categories.

    Topics concern news alone, and news of none is of the topic `altro`; no zone = the whole town. Emergencies have
    neither: they come to all.
    """
    if lane is Lane.EMERGENCY:
        return (), ()
    found = {category.casefold() for category in categories}
    of = _named(found, topics) or (OTHER_TOPICS,) if topics and lane is Lane.NEWS else ()
    return of, _named(found, zones)


def _named(categories: set[str], words: Words) -> tuple[str, ...]:
    return tuple(
        word for word, named in words.items() if categories.intersection(n.casefold() for n in named)
    )
