"""Which alert an end ends that the portal publishes as an item of its own. Pure.

Whoever has not got the beginning yet must not get it after the end. But an alert that is stopped by mistake is the
worst that can happen, so an end is taken for an alert's own only where nothing speaks against it: the hazards it names
are all of the alert's, or it names none and its word ("allerta", a colour) fits one alert alone; places and colours
agree; it is later. In doubt it ends nothing, and is published as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.known import StandingAlert
from pipeline.model import Action, Change, Decision, Entry, Lane
from pipeline.patterns import lazy_re
from pipeline.phase import Phase
from pipeline.reasons import Code, Reason
from pipeline.stages.decide.hazards import hazards_in
from pipeline.stages.decide.levels import COLOUR
from pipeline.stages.decide.phases import folded
from pipeline.stages.names import canonical_link

DAY = 86400.0
_BEGIN = 400  # characters of a text that are looked at where the title leaves it open

_NAMED = lazy_re(r"\b(allert|allarm|emergenz|pericol|criticit)\w+|\b(codice)\b")
_PARTLY = lazy_re(r"\b(?:sol[oa]|soltanto|parzial\w+|in parte|tranne|eccetto|escluso|salvo|anche|alcun\w+)\b")
_CAPITAL = lazy_re(r"(?<=[\w,;:)] )[A-ZÀ-Ý][\w'’]*")
_NO_PLACE = frozenset(
    """comune comunale sindaco sindaca protezione civile regione provincia prefettura prefetto polizia
    locale lombardia allerta allarme emergenza pericolo criticita codice meteo maltempo avviso revoca
    revocata revocato fine cessata cessato cessazione rientrata rientrato conclusa terminata annullata
    ordinanza stato rischio gialla giallo arancione rossa rosso lunedi martedi mercoledi giovedi venerdi
    sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre
    dicembre della dello dell degli delle dalla dalle dall nella nelle nell sulla sulle sull alla alle
    all per ore acqua aggiornamento livello forte forti fase non piu tutto""".split()
)


def ended_alert(
    end: Entry, phase: Phase, alerts: Sequence[StandingAlert], council: str = ""
) -> StandingAlert | None:
    """The alert that an end ends, None = in doubt. `council`: its name, which tells no alerts apart."""
    words = folded(end.title)
    if phase not in (Phase.ALERT_OVER, Phase.NOTICE_OVER) or _PARTLY.search(words):
        return None
    if phase is Phase.NOTICE_OVER and "potabil" not in words:  # a road is open again, the fire still burns
        return None
    own = _own(council)
    possible = [one for one in alerts if _follows(end, one) and not _contradicts(end, one, own)]
    found = [one for one in possible if is_linked(one.link, end.text)]
    found = found or [one for one in possible if _fits(end, one, phase)]
    return found[0] if len(found) == 1 else None


def with_endings(
    decisions: Sequence[Decision], alerts: Sequence[StandingAlert], council: str = ""
) -> list[Decision]:
    """The decisions, each end with the alert in force that it ends. An alert whose end stands in the same reading waits
    for a person."""
    result = list(decisions)
    changed = {one.identified.item for one in decisions if one.verdicts}
    starts = {
        n: _as_alert(one) for n, one in enumerate(decisions) if one.lane is Lane.EMERGENCY and _goes_out(one)
    }
    for n, one in enumerate(decisions):
        if not _goes_out(one):
            continue
        end = one.identified.entry
        alert = ended_alert(end, one.phase, (*alerts, *starts.values()), council)
        if alert is not None and alert.item in changed:
            continue  # one contradicts the other
        if alert is not None and alert.item:
            result[n] = replace(one, ends=alert.item)
        elif alert is not None:
            start = next(m for m, other in starts.items() if other is alert)
            result[start] = _held(result[start], Reason(Code.OVER_ALREADY, title=end.title))
    return result


def _goes_out(one: Decision) -> bool:
    return one.change is Change.NEW and any(verdict.action is Action.PUBLISH for verdict in one.verdicts)


def _as_alert(one: Decision) -> StandingAlert:
    entry = one.identified.entry
    return StandingAlert(0, entry.title, entry.text, entry.link, entry.published)


def _held(one: Decision, why: Reason) -> Decision:
    verdicts = (
        replace(verdict, action=Action.HOLD, reason=why) if verdict.action is Action.PUBLISH else verdict
        for verdict in one.verdicts
    )
    return replace(one, verdicts=tuple(verdicts))


def _follows(end: Entry, alert: StandingAlert) -> bool:
    if end.published is None or alert.published is None:
        return alert.item != 0  # what is known was here before
    day_alone = end.published % 3600 == 0
    return end.published + (DAY if day_alone and alert.item else 0.0) >= alert.published


def _contradicts(end: Entry, alert: StandingAlert, own: frozenset[str]) -> bool:
    """Whether an end names other colours or other places than an alert."""
    ours, theirs = _colours(folded(end.title), end.text), _colours(folded(alert.title), alert.text)
    if theirs and ours and not ours & theirs:
        return True
    places = _places(end.title, own)
    return bool(places) and places != _places(alert.title, own)


def is_linked(address: str, text: str) -> bool:
    """Whether a text has an item's own address."""
    link = re.escape(canonical_link(address)) if address else ""
    return bool(link) and re.search(rf"{link}/?(?![\w/?&=#-])", text) is not None


def _fits(end: Entry, alert: StandingAlert, phase: Phase) -> bool:
    """Whether an end is over what an alert warned of: all of its hazards, or what its one word means."""
    title, before = folded(end.title), folded(alert.title)
    over = hazards_in(title)
    if over or phase is Phase.NOTICE_OVER:
        of_alert = hazards_in(before) or hazards_in(folded(alert.text[:_BEGIN]))
        return bool(of_alert) and of_alert <= over
    if _colours(title, end.text) and not _colours(before, alert.text):
        return False
    return _is_meant(title, before, end)


def _is_meant(title: str, before: str, end: Entry) -> bool:
    """Whether an end that names no hazard names the alert by its word, and its text no other hazard."""
    hazards, told = hazards_in(before), hazards_in(folded(end.text[:_BEGIN]))
    if "evacuation" in hazards or (told and hazards and not hazards <= told):
        return False
    return bool(_words(title) & _words(before))


def _words(words: str) -> frozenset[str]:
    """The words for an alert. A colour's code is one."""
    found = {first or "allert" for first, _ in _NAMED.findall(words)}
    return frozenset(found)


def _colours(title: str, text: str) -> frozenset[str]:
    found = COLOUR.findall(title) or COLOUR.findall(folded(text[:_BEGIN]))
    return frozenset(found)


def _places(title: str, own: frozenset[str]) -> frozenset[str]:
    """The proper names of a title; of one in capitals all words that are not an alert's own."""
    named = folded(title).split() if title.isupper() else folded(" ".join(_CAPITAL.findall(title))).split()
    return frozenset(
        word
        for word in named
        if len(word) > 1 and not word.isdigit() and word not in _NO_PLACE | own and not hazards_in(word)
    )


def _own(council: str) -> frozenset[str]:
    return frozenset(folded(council).split())
