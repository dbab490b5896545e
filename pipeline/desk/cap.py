"""Our own alerts as CAP 1.2: which messages there are, of what went out (`told.py`). Pure; `cap_xml.py` writes them.

The texts of one matter follow each other: an alert, its updates, its end. Each names all earlier ones that have not
expired, so that no old alert stays standing. What has gone out nowhere, and exercises, are in no message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from channels.value import dataclass
from pipeline.alert import Alert
from pipeline.colour import Hazard
from pipeline.desk.library import Sort
from pipeline.desk.told import DAY, Told
from pipeline.text import without_loose_end

USUALLY = DAY  # seconds for which an alert holds that says nothing of its end
OPEN_END = 7 * DAY  # the same of one whose end nobody knows yet
LONGEST = 30 * DAY
HEADLINE = 139  # characters
DESCRIPTION = 2_000
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
INSTRUCTION = (
    "Seguire le indicazioni del Comune e della Protezione civile. In caso di pericolo chiamare il 112."
)
IGNORE = "Non tenere conto dell'avviso precedente. Per verificare guardare il sito del Comune."
WRONG = "Annullato perché errato: "
AFTERWARDS = "Continuare a seguire le indicazioni delle autorità. Segnalare i pericoli che restano al 112."


class MsgType(StrEnum):
    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


@dataclass(frozen=True, slots=True)
class Weight:
    """How grave a matter is, in CAP's words. "Unknown" is none of them."""

    severity: str
    response: str


_WEIGHTS: Mapping[Alert, Weight] = {
    Alert.YELLOW: Weight("Moderate", "Monitor"),
    Alert.ORANGE: Weight("Severe", "Prepare"),
    Alert.RED: Weight("Extreme", "Prepare"),
    Alert.EVACUATION: Weight("Extreme", "Evacuate"),
    Alert.DANGER: Weight("Severe", "Execute"),
    Alert.BY_HAND: Weight("Severe", "Execute"),
}
_OVER = Weight("Minor", "AllClear")
_STATE = Weight("Minor", "Execute")  # what goes by day: a bridge, a school, the water
_CATEGORIES: Mapping[str, str] = {
    **dict.fromkeys((Hazard.STORMS, Hazard.WIND, Hazard.SNOW, Hazard.HYDRAULIC), "Met"),
    Hazard.HYDROGEOLOGICAL: "Geo",
    Hazard.FIRE: "Fire",
}
_EVENTS: Mapping[str, str] = {
    Hazard.STORMS: "Temporali",
    Hazard.WIND: "Vento forte",
    Hazard.SNOW: "Neve",
    Hazard.HYDRAULIC: "Rischio idraulico",
    Hazard.HYDROGEOLOGICAL: "Rischio idrogeologico",
    Hazard.FIRE: "Rischio di incendi boschivi",
}


@dataclass(frozen=True, slots=True)
class Message:
    """A CAP message. Times are Unix seconds."""

    name: str  # of the message within our feed
    kind: MsgType
    sent: float
    expires: float
    onset: float
    headline: str
    description: str
    instruction: str
    event: str
    category: str
    severity: str
    urgency: str
    certainty: str
    response: str
    link: str
    place: str = ""  # "" = the whole council
    earlier: tuple[tuple[str, float], ...] = ()  # name and time of those that it refers to
    is_newest: bool = True  # of its matter


def messages(told: Iterable[Told]) -> list[Message]:
    """All messages, in the order in which they were sent."""
    matters: dict[int, list[Message]] = {}  # by item: the messages of its matter that may stand
    found: list[Message] = []
    for one in sorted(told, key=lambda told: (told.at, told.item, told.revision)):
        matter = matters.setdefault(one.item, matters.get(one.follows or 0, []))
        standing = [before for before in matter if before.expires > one.at]
        made = _message(one, standing)
        if made is None:
            continue
        found = [replace(before, is_newest=before.is_newest and before not in standing) for before in found]
        matter[:] = [] if made.kind is MsgType.CANCEL else [*standing, made]
        found.append(made)
    return found


def shown(found: Sequence[Message], now: float) -> list[Message]:
    """The messages that a reader needs now, the newest first."""
    return [one for one in reversed(found) if one.is_newest and one.expires > now]


def _message(one: Told, standing: Sequence[Message]) -> Message | None:
    """The message of a text; None = nothing to say: an end of nothing, or what was over when it went out."""
    earlier = tuple((before.name, before.sent) for before in standing)
    if one.ends and not standing:
        return None
    expires = max(before.expires for before in standing) if one.ends else _expires(one)
    if expires <= one.at:
        return None
    kind = MsgType.CANCEL if one.ends else MsgType.UPDATE if standing else MsgType.ALERT
    weight = _weight(one)
    onset = max(one.begins or one.at, one.at)
    headline = _cut(readable(_headline(one)), HEADLINE) or _event(one)
    description, instruction = _texts(one, headline)
    return Message(
        name=f"{one.item}-{one.revision}{'-fine' if one.ends else ''}",
        kind=kind,
        sent=one.at,
        expires=expires,
        onset=min(onset, expires),
        headline=headline,
        description=description,
        instruction=instruction,
        event=_event(one),
        category=one.entry.cap if one.entry else _CATEGORIES.get(one.hazard, "Safety"),
        severity=weight.severity,
        urgency="Past" if one.ends else _urgency(one, onset),
        certainty="Likely" if one.hazard and not one.ends else "Observed",
        response=weight.response,
        link=one.link,
        place=one.facts.place if one.facts else "",
        earlier=earlier,
    )


def _expires(one: Told) -> float:
    if one.facts and one.facts.open_end:
        return one.at + OPEN_END
    return min(one.until or one.at + USUALLY, one.at + LONGEST)


def _weight(one: Told) -> Weight:
    if one.ends:
        return _OVER
    if one.entry is None:
        return _WEIGHTS.get(one.alert, _WEIGHTS[Alert.DANGER])
    severity = _WEIGHTS.get(one.alert, _STATE).severity
    if one.entry.sort is Sort.STATE and one.alert is Alert.BY_HAND:
        severity = "Moderate"
    return Weight(severity, one.entry.response)


def _headline(one: Told) -> str:
    return f"{WRONG}{one.title}" if one.mistake else one.title


def _event(one: Told) -> str:
    if one.entry:
        return one.entry.name
    usual = "Evacuazione" if one.alert is Alert.EVACUATION else "Allerta di protezione civile"
    return _EVENTS.get(one.hazard, usual)


def _urgency(one: Told, onset: float) -> str:
    if onset <= one.at:
        return "Immediate"
    return "Expected" if onset - one.at <= 3600 else "Future"


def _texts(one: Told, headline: str) -> tuple[str, str]:
    """Description and instruction, both unlike the headline and each other."""
    advice, description = _cut(readable(one.advice), DESCRIPTION), _cut(readable(one.text), DESCRIPTION)
    instruction = AFTERWARDS if one.ends else INSTRUCTION
    if one.mistake:
        instruction = IGNORE
    elif advice and (one.facts or not one.ends):
        instruction = f"{advice[:1].upper()}{advice[1:]}"
    if description in ("", headline, instruction):
        description = f"{headline}. Tutte le informazioni sono sul sito del Comune."
    return description, instruction


def readable(text: str) -> str:
    """A text without what XML cannot hold."""
    return _NO_XML.sub("", text.replace("\r", "\n")).strip()


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return without_loose_end(text[: most - 1].rpartition(" ")[0] or text[: most - 1]) + "…"
