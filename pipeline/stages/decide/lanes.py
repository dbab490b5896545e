"""How urgent an item is, and whether it begins or ends something. Pure.

Categories name the lane; the words of the title may only calm it: an end and an exercise are no emergency, nor is
something calm in a category like "Protezione civile", which names an office. Where that is doubtful a person is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.model import RANK, Entry, Lane
from pipeline.phase import Phase
from pipeline.reasons import Code, Reason
from pipeline.stages.decide.phases import folded, is_over, phase_of
from pipeline.stages.decide.view import View

_LOOKED_AT = 400  # characters of a text
_OFFICE = re.compile(r"\bprotezione civile\b")  # a category that names an office, and no alert
_DANGER = re.compile(
    r"\b(?:(?:pre)?allert[ae]|(?:pre)?allarm[ei]|emergenz[ae]|pericol[oi]|pericolos[aoie]|evacua\w*|sfoll\w+|"
    r"codice (?:giallo|arancione|rosso)|"
    r"criticita|esond\w+|allagat\w+|allagament\w+|alluvion\w+|piena|nubifragi[o]?|temporal[ei]|tempest\w+|"
    r"tromba d aria|grandin\w+|"
    r"neve|nevicat[ae]|gelo|gelate|ghiaccio|vento forte|raffiche|burrasca|ondat[ae] di (?:calore|gelo)|maltempo|"
    r"fran[ae]|smottament[oi]|"
    r"terremot[oi]|sism[ao]\w*|scoss[ae]|incendi[o]?|esplosion[ei]|fuga di gas|nube|crollo|crollat\w+|ordigno|"
    r"scompars\w+|valang\w+|siccita|black ?out|tossic\w+|contaminat\w+|non potabile|"
    r"chiude(?:re|te) le finestre|rischio (?:idr\w+|meteo\w*|idraulico|incendi[o]?|valanghe|neve)|"
    r"argin[ei] (?:rott\w|a rischio))\b"
)
# What an office of civil protection has to tell on quiet days. No word that is also a street (corso) or a warning.
_CALM = re.compile(
    r"\b(?:volontar\w+|reclut\w+|iscri\w+|cors[oi] (?:di|d|per|base|gratuit[oi])|formazione|addestrament[oi]|"
    r"convegn[oi]|incontr[oi]|"
    r"serat[ae]|assemblea|riunion[ei]|presentazion[ei]|presentat[oa]|inaugura\w+|giornat[ae] (?:del\w*|di|"
    r"mondiale|nazionale)|festa|"
    r"pian[oi] (?:comunal[ei]|di|d)|regolament[oi]|band[oi]|avviso pubblico|concors[oi]|campagna|io non rischio|"
    r"ringrazia\w+|grazie|"
    r"premiazion\w+|benemerenz[ae]|encomi[o]?|donazion[ei]|raccolta fondi|contribut[oi]|ristor[oi]|rimbors[oi]|"
    r"risarciment[oi]|"
    r"anniversari[o]?|commemorazion[ei]|nuov[aoi] (?:sede|mezz[oi]|gruppo|automezzo|presidente)|"
    r"consigli (?:utili|per)|numeri utili|"
    r"opuscol[oi]|newsletter|approva\w+)\b"
)
_FIRST = re.compile(
    r"^(?:avviso |\| |di |aggiornamento |urgente |bollettino )*(?:(?:pre)?allert[ae]|allarme|emergenza|"
    r"evacuazione|codice)\b"
)
_GREEN = re.compile(
    r"\b(?:allerta|codice|livello|criticita)(?: \w+)? verde\b|\bnessuna (?:allerta|criticita)\b"
)
_HIGHER = re.compile(r"\b(?:giall[ao]|arancione|ross[ao])\b")
_SETTLED = re.compile(
    r"\b(?:giall[ao]|arancione|ross[ao]|non|mai|nessun\w*)\b"
)  # whatever the text tells of before


@dataclass(frozen=True)
class Urgency:
    """The lane of an item, its phase, and the emergency that it is perhaps all the same."""

    lane: Lane
    phase: Phase = Phase.NEW
    category: str = ""  # that names an emergency, which this does not look like; "" = there is no doubt


def urgency_of(entry: Entry, view: View) -> Urgency:
    """The urgency of an entry, by its categories and the words of its title; or what another feed says, if higher."""
    own = _own_urgency(entry, view)
    higher = entry.lane and own.phase is Phase.NEW and RANK[entry.lane] < RANK[own.lane]
    return Urgency(entry.lane) if entry.lane and higher else own


def _own_urgency(entry: Entry, view: View) -> Urgency:
    lane = Lane.NEWS if view.feed.events_only else _named(entry, view)
    phase = _phase(entry, lane)
    if phase is Phase.ALERT_OVER:
        return Urgency(Lane.SERVICE, phase)  # it wakes nobody, and goes to everybody
    if lane is not Lane.EMERGENCY:
        return Urgency(lane, phase)
    if phase is not Phase.NEW:
        return Urgency(Lane.SERVICE, phase)
    category = next((c for c in entry.categories if view.lanes.get(c.casefold()) is Lane.EMERGENCY), "")
    return _calmed(entry, category or view.feed.category, view)


def calmed(urgency: Urgency) -> Reason | None:
    """What a person is told of an item that is perhaps an emergency; None = there is no doubt."""
    if not urgency.category:
        return None
    return Reason(Code.CALMED, category=urgency.category, lane=str(urgency.lane))


def lane_of(entry: Entry, view: View) -> Lane:
    return urgency_of(entry, view).lane


def _named(entry: Entry, view: View, but: Lane | None = None) -> Lane:
    """The most urgent lane that the entry's categories name, else the feed's. `but`: a lane that does not count."""
    named = {view.lanes[c.casefold()] for c in entry.categories if c.casefold() in view.lanes} - {but}
    return min(named, key=RANK.__getitem__, default=view.feed.lane)


def _phase(entry: Entry, lane: Lane) -> Phase:
    """The phase by the title; if that leaves it open, by a category ("Fine allerta"), and of an emergency by the first
    words of its text."""
    phase, title = phase_of(entry.title, lane), folded(entry.title)
    if phase is Phase.NEW and not _FIRST.search(title):
        of_all = (phase_of(category, Lane.EMERGENCY) for category in entry.categories)
        phase = next((one for one in of_all if one in (Phase.ALERT_OVER, Phase.EXERCISE)), Phase.NEW)
    if lane is Lane.EMERGENCY and phase is Phase.NEW and not _SETTLED.search(title):
        return Phase.ALERT_OVER if is_over(_begin(entry)) else phase
    return phase


def _begin(entry: Entry) -> str:
    return folded((entry.summary or entry.text)[:_LOOKED_AT])


def _calmed(entry: Entry, category: str, view: View) -> Urgency:
    """The urgency of an entry that begins something, in a category of emergencies: calmer where its title does not
    sound like one."""
    title = folded(entry.title)
    urgent = [c for c in entry.categories if view.lanes.get(c.casefold()) is Lane.EMERGENCY]
    only_office = bool(urgent) and all(_OFFICE.search(folded(c)) for c in urgent)
    calm, danger = _CALM.search(title) is not None, _DANGER.search(title) is not None
    if only_office and view.feed.lane is not Lane.EMERGENCY:
        doubtful = calm or not (danger or _DANGER.search(_begin(entry)) is not None)
    else:
        doubtful = calm and not danger
    green = _GREEN.search(title) is not None and not _HIGHER.search(title)
    if not green and (_FIRST.search(title) or not doubtful):
        return Urgency(Lane.EMERGENCY)
    lane = _named(entry, view, but=Lane.EMERGENCY)
    return Urgency(Lane.SERVICE if lane is Lane.EMERGENCY else lane, category=category)
