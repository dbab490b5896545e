"""A source of colours in config.yaml: `colours` of a feed with `type: colours`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from enum import StrEnum
from pathlib import Path

from channels.sentence import Sentence
from channels.value import dataclass
from pipeline.alert import Alert

LARGEST = 100_000  # bytes of a file of certificates
BY_THEMSELVES = (Alert.ORANGE, Alert.RED)


class ColourForm(StrEnum):
    """The form in which a source gives its colours."""

    ALLERTALOM = "allertalom"  # Lombardy's service, hour by hour
    BULLETIN = "bulletin"  # the national bulletin in its public repository
    CAP = "cap"  # an alert of CAP 1.2, or a list of them


@dataclass(frozen=True)
class Automatic:
    """The decision that alerts go out without a tap."""

    by: str = ""  # name and surname of the person who answers for it; "" = a person approves every colour
    grades: tuple[Alert, ...] = BY_THEMSELVES


@dataclass(frozen=True)
class Colours:
    form: ColourForm = ColourForm.ALLERTALOM
    istat: str = ""  # the council's code, six digits
    zone: str = ""  # code or name of its zone; "" = the source tells by the council
    source: str = ""  # as citizens read it; "" = the usual name
    automatic: Automatic = field(default_factory=Automatic)
    ca_extra: str = ""  # file with certificates that the server does not send; absolute once loaded


def istat_problem(value: str) -> Sentence | None:
    good = not value or re.fullmatch(r"[0-9]{6}", value)
    return None if good else Sentence('must be the six digits of ISTAT in quotes, e.g. "020038"')


def by_problem(value: str) -> Sentence | None:
    words = [word for word in value.split() if sum(map(str.isalpha, word)) > 1]
    good = not value or (len(words) > 1 and value.isprintable() and len(value) <= 100)
    return None if good else Sentence("must be name and surname of the person who decided it")


def grades_problem(value: Sequence[Alert]) -> Sentence | None:
    if value and all(grade in BY_THEMSELVES for grade in value):
        return None
    return Sentence("must be orange, red or both: yellow always waits for a person")


def certificates_problem(file: Path) -> Sentence | None:
    """The problem with a file of certificates, or None."""
    import ssl  # imported here, because hardly anybody has such a file

    try:
        if file.stat().st_size > LARGEST:
            return Sentence("{file} is too large for a few certificates", file=file.name)
        ssl.create_default_context(cafile=str(file))
    except ssl.SSLError:
        return Sentence("{file} has no certificate in it (PEM)", file=file.name)
    except (OSError, ValueError):
        return Sentence("no file {file} in this folder that can be read", file=file.name[:80])
    return None
