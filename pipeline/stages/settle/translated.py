"""A text that a provider refuses although only its translation is at fault: its citizens get the item's own words."""

from __future__ import annotations

from channels.outcomes import About, Halt, Refused, Rest, Retry, Scope
from pipeline.store import Store


def falls_back(store: Store, delivery: int, post: int, failure: Refused | Retry | Halt) -> bool:
    """Whether a refusal speaks of a translation. Then nobody gets that any more, and nothing else is held by it."""
    if not _speaks_of_the_text(failure):
        return False
    language = store.language_of(id=delivery)
    if not language:
        return False
    store.drop_language(post_id=post, language=language, id=delivery)
    store.drop_translation(post_id=post, name=language)
    return True


def _speaks_of_the_text(failure: Refused | Retry | Halt) -> bool:
    """Whether the template or its parameters are refused, and not a citizen or the sender."""
    match failure:
        case Halt():
            return failure.scope is Scope.POST
        case Retry():
            return failure.rest is Rest.POST
    return failure.about is About.CONTENT
