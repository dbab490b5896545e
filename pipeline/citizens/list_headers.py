"""The columns of a list by their meaning, whatever forms, spreadsheets and services of newsletters call them."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Of several columns that a list has, the first named here counts: Microsoft's forms tell the start and the end.
_NAMES = {
    "number": """
        number, numero, numero whatsapp, whatsapp, cellulare, numero cellulare, numero di cellulare, telefono
        cellulare, numero di telefono cellulare, cell, n cellulare, mobile, mobile phone, sms, numero di
        telefono, numero telefono, telefono, recapito telefonico, n telefono, n di telefono, tel, phone
        number, phone, phone 1 value, recapito, numero di telefono whatsapp, telefono whatsapp, telefono
        mobile, numero mobile, telefono/cellulare
    """,
    "date": """
        date, data, data consenso, data del consenso, agreed at, data e ora del consenso, consent date, data
        iscrizione, data di iscrizione, data dell iscrizione, iscritto il, data adesione, data di adesione,
        data registrazione, data di registrazione, informazioni cronologiche, timestamp, marca temporale, ora
        di completamento, completion time, confirm time, optin time, data e ora, data ora, data invio, data di
        invio, submission date, submitted at, added time, date added, subscribed at, created at, creato il,
        data creazione, data di creazione, data compilazione, data di compilazione
    """,
    "source": """
        source, fonte, origine, consenso, words, fonte del consenso, origine del consenso, fonte consenso,
        origine consenso, consent source, optin source, provenienza, modalita, modalita di iscrizione,
        modalita di raccolta, raccolto da
    """,
    "language": "language, lingua",
    "zone": "zone, zona, frazione, zones",  # another town's would be refused as unknown
    # Further columns of an export, which an import takes back.
    **{
        name: name
        for name in (
            *("user id", "wants", "without topics", "paused until", "quiet", "reminders"),
            *("notice", "second number", "paths"),
        )
    },
}
_COLUMNS = {
    key.replace(" ", "_"): [name.strip() for name in " ".join(names.split()).split(",")]
    for key, names in _NAMES.items()
}
_BESIDE = re.compile(
    r"\([^()]*\)|\[[^][]*\]"
)  # `Telefono (obbligatorio)`; linear: a bracket ends the look for another
_MARKS = re.compile(r"[^\w/]+|_")
_PLAIN = str.maketrans("àèéìòù", "aeeiou")


def by_meaning(given: Sequence[str]) -> dict[str, str]:
    """The name in this list of each column that is known; "" = it has none."""
    plain: dict[str, str] = {}
    for name in given:
        plain.setdefault(_plain(name), name)
    return {
        key: next((plain[name] for name in names if name in plain), "") for key, names in _COLUMNS.items()
    }


def _plain(name: str) -> str:
    bare = _BESIDE.sub(" ", name.casefold().translate(_PLAIN))
    return " ".join(_MARKS.sub(" ", bare).split())
