"""What an election period (L. 28/2000, art. 9) makes of an item: who is named in it, and is it for voters? Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.phrases import pattern_of, plain
from pipeline.settings.election import Election

# Offices, by which the law means persons. `consiglio comunale` and `ordinanza sindacale` are none.
OFFICES = (
    *(
        "sindaco",
        "sindaca",
        "vicesindac*",
        "vice sindac*",
        "assessore",
        "assessora",
        "assessori",
        "assessor*",
    ),
    *("consigliere comunale", "consigliera comunale", "consiglieri comunali", "consigliere delegat*"),
    *("capogruppo", "candidat*", "presidente del consiglio comunale", "onorevole", "senatore", "senatrice"),
)
# What AGCOM calls impersonal and indispensable: how, where and when to vote.
_VOTERS = pattern_of(
    (
        *(
            "tessera elettorale",
            "tessere elettorali",
            "seggio*",
            "seggi",
            "sezioni elettorali",
            "sezione elettorale",
        ),
        *(
            "orari del voto",
            "orari di voto",
            "orario di voto",
            "quando si vota",
            "come si vota",
            "dove si vota",
        ),
        *("operazioni di voto", "modalita di voto", "voto a domicilio", "voto domiciliare", "voto assistito"),
        *("voto all estero", "elettori all estero", "elettori fuori sede", "studenti fuori sede"),
        *(
            "ufficio elettorale",
            "liste elettorali",
            "scrutatori",
            "presidenti di seggio",
            "duplicato della tessera",
        ),
        *("convocazione dei comizi", "comizi elettorali", "trasporto al seggio", "trasporto elettori"),
        *("certificati medici per elettori", "elettori fisicamente impediti", "elettori non deambulanti"),
    )
)


def is_for_voters(title: str) -> bool:
    """Whether a title tells voters how, where and when to vote."""
    return _VOTERS.search(plain(title)) is not None


def named_in(whole: str, election: Election) -> str:
    """The first person or office that a text names, in the words of the text; "" = it is impersonal.

    `whole`: title and text, made by `plain`.
    """
    found = _names(election.names).search(whole)
    return found[0].strip() if found else ""


@lru_cache(16)
def _names(names: tuple[str, ...]) -> re.Pattern[str]:
    return pattern_of((*names, *OFFICES))
