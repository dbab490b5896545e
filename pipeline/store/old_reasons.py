"""Conversion of reasons from before schema 14, which were sentences. Used by that migration only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache

from channels.meanings import Meaning
from pipeline.reasons import OUR_OWN, Code, Reason
from pipeline.store.engine import Connection
from pipeline.store.old_wording import BY_CODE, NUMBERS, OF_TEMPLATES, RULES, STATUSES, WORDS


@lru_cache(10_000)
def reason_of(text: str) -> Reason:
    """The code and facts of an old sentence. An unknown one is kept as it was (`said`)."""
    if text.startswith("template waits: "):
        status = text.removeprefix("template waits: ")
        known = STATUSES.get(status)
        because = Reason(Code.TEMPLATE_OTHER, status=status) if known is None else Reason(known)
        return Reason(Code.TEMPLATE_WAITS, because=because)
    for head, code in (("all refused: ", Code.ALL_REFUSED), ("duplicate: ", Code.DUPLICATE)):
        if text.startswith(head):
            return Reason(code, because=reason_of(text.removeprefix(head)))
    for pattern, rule in RULES:
        if found := re.fullmatch(pattern, text, re.S):
            facts = found.groupdict().items()
            return Reason(rule, **{name: int(fact) if name in NUMBERS else fact for name, fact in facts})
    return _of_provider(text) or Reason(Code.OTHER, said=text)


def _of_provider(text: str) -> Reason | None:
    """The reason in a line like `131042: payment problem (Meta's words)`; None if it is none."""
    found = re.fullmatch(r"(?:([\w-]*): )?(.*?)(?: \((.*)\))?", text, re.S)
    if found is None:
        return None
    code, words, said = found[1] or "", found[2], found[3]
    means = WORDS.get(words)
    if means is None and words.startswith("credits used up: "):
        means, said = Meaning.X_CREDITS, words.removeprefix("credits used up: ")
    if means is None and code in BY_CODE:
        means, said = BY_CODE[code], text.partition(": ")[2]
    if means is None and code.isdecimal():
        means, said = Meaning.SAYS, text.partition(": ")[2]
    if means is None:
        return None
    facts = {"code": "" if code in OUR_OWN else code, "said": said or ""}
    return Reason(means, **{name: fact for name, fact in facts.items() if fact})


@lru_cache(1000)
def reason_of_template(text: str) -> Reason:
    """The reason of an old sentence that was stored with a template."""
    means, found = next(
        (means, found) for rule, means in OF_TEMPLATES if (found := re.fullmatch(rule, text, re.S))
    )
    return Reason(means, **{name: fact for name, fact in found.groupdict().items() if fact})


_COLUMNS = (
    ("decision", "reason", "facts"),
    ("post", "reason", "facts"),
    ("delivery", "reason", "facts"),
    ("sender", "halted", "facts"),
    ("feed", "error", "error_facts"),
    ("feed", "alarm", "alarm_facts"),
    ("feed", "identity_why", "identity_facts"),
)


def convert(connection: Connection) -> None:
    """Convert all reasons of a database, reading each table once."""
    functions: dict[str, Callable[[str], str]] = {
        "code_of_old": lambda text: str(reason_of(text).code),
        "facts_of_old": lambda text: reason_of(text).kept_facts,
        "code_of_template": lambda text: str(reason_of_template(text).code),
        "facts_of_template": lambda text: reason_of_template(text).kept_facts,
    }
    for name, function in functions.items():
        connection.create_function(name, 1, function, deterministic=True)
    for table, reason, facts in _COLUMNS:
        connection.execute(
            f"UPDATE {table} SET {reason} = code_of_old({reason}), {facts} = facts_of_old({reason})"
            f" WHERE {reason} <> ''"
        )
    # Of an attempt the provider's code stood in a column of its own.
    text = "CASE code WHEN '' THEN reason ELSE code || ': ' || reason END"
    connection.execute(
        f"UPDATE attempt SET reason = code_of_old({text}), facts = facts_of_old({text}) WHERE reason <> ''"
    )
    connection.execute(
        "UPDATE template SET reason = code_of_template(reason), facts = facts_of_template(reason) WHERE reason <> ''"
    )
    troubles = "SELECT name, value FROM setting WHERE name LIKE 'digest trouble of %' AND value <> ''"
    for name, value in connection.execute(troubles).fetchall():
        said, until = json.loads(value)
        kept = json.dumps([reason_of(said).to_json(), until])
        connection.execute("UPDATE setting SET value = ? WHERE name = ?", (kept, name))
