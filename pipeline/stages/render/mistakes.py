"""What Jinja says of usual mistakes in a template, in a clerk's words. Pure."""

from __future__ import annotations

import re

from channels.sentence import Sentence, template
from pipeline.text import one_line

LONGEST = 200  # characters of what Jinja says in words of its own
_MISTAKES = (
    (
        r"has no attribute '(?P<name>[^']+)'|^'(?P<other>[^']+)' is undefined",
        template('nothing is called {name} here: see docs/channels.md, "Its template"'),
    ),
    (r"No filter named '(?P<name>[^']+)'", template("No filter named {name!r}")),
    (r"unknown tag '(?P<name>[^']+)'", template("no tag is called {name}")),
    (r"unexpected char '(?P<name>.)'", template("{name} does not belong there: quotes must be straight")),
    (
        r"end of template.* closed is '(?P<name>[^']+)'",
        template("the part that begins with {name} has no end{name}"),
    ),
    (r"unexpected '\W'|end of print statement", template("a brace or bracket is missing, or one too many")),
)


def in_words(error: Exception) -> Sentence:
    """The sentence for a person; what is not known here is Jinja's or Python's own."""
    said = one_line(str(getattr(error, "message", "") or error))[:LONGEST] or type(error).__name__
    for pattern, words in _MISTAKES:
        if match := re.search(pattern, said):
            name = next((one for one in match.groups() if one), "")
            return Sentence(words, name=name) if name else Sentence(words)
    return Sentence(said)
