"""What a template writes: a text, or the parameters of an approved one, within a budget. Pure."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Mapping
from typing import Any

from channels.sentence import OneLineError, Sentence
from pipeline.stages.render import filters
from pipeline.stages.render.mistakes import in_words
from pipeline.stages.render.templates import Template, TemplateError

LONGEST = 100_000  # characters a template may produce at most


def text_of(template: Template, values: Mapping[str, Any]) -> str:
    """The text. Raises TemplateError."""
    from pipeline.stages.render.bounded import budget

    try:
        with budget():
            text = _whole(template, template.compiled.generate(values))
    except TemplateError:
        raise
    except Exception as error:
        raise _failure(template, error) from None
    lines = [line.rstrip() for line in text.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not text:
        raise TemplateError("gives an empty text", file=template.file, line=1)
    return text


def parameters_of(template: Template, context: dict[str, Any]) -> dict[str, str]:
    """The parameters by the names of their blocks. Raises TemplateError."""
    from pipeline.stages.render.bounded import budget

    compiled = template.compiled
    parameters = {}
    for name in template.registration.parameters:
        try:
            with budget():
                value = _whole(template, compiled.blocks[name](compiled.new_context(context)))
        except TemplateError:
            raise
        except Exception as error:
            raise _failure(template, error) from None
        parameters[name] = filters.oneline(value)
        if not parameters[name]:
            raise TemplateError(
                "block {name}: empty, which WhatsApp refuses", file=template.file, line=1, name=name
            )
    return parameters


def _whole(template: Template, parts: Iterable[str]) -> str:
    """The parts of a text, joined. Raises TemplateError for one that is too long."""
    length, kept = 0, []
    for part in parts:
        kept.append(part)
        length += len(part)
        if length > LONGEST:
            raise TemplateError(Sentence("longer than {n} characters", n=LONGEST), file=template.file, line=1)
    return "".join(kept)


def _failure(template: Template, error: Exception) -> TemplateError:
    """The error of a template, with its line."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == template.file]
    message = error.sentence if isinstance(error, OneLineError) else in_words(error)
    return TemplateError(message, file=template.file, line=(lines or [1])[-1] or 1)
