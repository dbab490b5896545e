"""The texts of a draft, in one order for every channel: source, hazard, place, impact, action, time. Pure.

The hour comes last and is never what is cut: a text has as many actions as have room before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from pipeline.composed import Composed, Draft, Step
from pipeline.desk.library import library
from pipeline.text import MONTHS, WEEKDAYS

TITLE = 150  # characters of a template's variable for the title
DETAILS = 300  # and for the rest
SHORTEST = 150  # what is left on X beside title and link
_IN = re.compile(
    r"(?:via|vial[ei]|piazz\w+|vicolo|corso|largo|strada|localit\w+|frazione|contrada|zona|centro)\b", re.I
)
_HAS_ONE = re.compile(
    r"(?:in|a|ad|al|allo|alla|alle|ai|agli|da|dal|dalla|nel|nello|nella|nelle|nei|negli|sul|sullo|sulla|sulle|sui|lungo|"
    r"presso|vicino|tra|fra|sotto|sopra|attorno|intorno|davanti)\b|(?:all|dall|nell|sull)['’]",
    re.I,
)
_EVERYWHERE = re.compile(r"tutt[oa]\b", re.I)
_JOINED = {
    "al": re.compile(r"(?:ponte|parco|cimitero|porto|mercato|sottopasso|palazzetto|municipio)\b", re.I),
    "alla": re.compile(r"(?:scuola|stazione|chiesa|rotonda|rotatoria|diga|palestra|piscina)\b", re.I),
    "nel": re.compile(r"(?:quartiere|borgo|bosco|territorio)\b", re.I),
    "nella": re.compile(r"(?:golena|valle)\b", re.I),
}


def compose(draft: Draft, zone: tzinfo) -> Composed:
    """The texts of a draft; what it does not tell is left out and named in `missing`."""
    when = when_words(draft, zone)
    return Composed(
        title=title_of(draft),
        short=_fitted(draft, when, DETAILS),
        shortest=_fitted(draft, when, SHORTEST),
        long=_long(draft, when),
        missing=draft.missing,
    )


def title_of(draft: Draft) -> str:
    """Hazard and place: `Acqua del rubinetto non potabile a Correggioli`."""
    hazard = library()[draft.hazard]
    if draft.step is Step.END:
        named = hazard.end
    elif draft.level:
        named = f"Allerta {draft.level} per {_lowered(hazard.title)}"
    else:
        named = hazard.title
    title = f"{named}{placed(draft.place, named)}" if draft.place else named
    return f"Aggiornamento: {title}" if draft.step is Step.UPDATE else title


def placed(place: str, named: str) -> str:
    """A place behind what happens there: ` a Correggioli`, ` in via Po`, `: ponte di Revere`."""
    place = place.strip()
    same = named.split()[0].casefold() == place.split()[0].casefold()  # "Ponte chiuso: ponte di Revere"
    return f": {place[:1].lower()}{place[1:]}" if same else _joined_to(place)


def _joined_to(place: str) -> str:
    if _HAS_ONE.match(place):
        return f" {place[:1].lower()}{place[1:]}"
    if _EVERYWHERE.match(place) or _IN.match(place):
        return f" in {place[:1].lower()}{place[1:]}"
    for joined, words in _JOINED.items():
        if words.match(place):
            return f" {joined} {place[:1].lower()}{place[1:]}"
    return f" a {place}" if place[:1].isupper() else f": {place}"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


# -- time ------------------------------------------------------------------------------------------


def when_words(draft: Draft, zone: tzinfo) -> str:
    """From when until when, with the day's name and date: who reads it the next morning must not be misled by
    `oggi`."""
    starts, until = draft.starts, draft.until
    if until is not None:
        end = _end(datetime.fromtimestamp(until, zone))
        if starts is None:
            return f"Fino {end}"
        begin = datetime.fromtimestamp(starts, zone)
        same = begin.date() == datetime.fromtimestamp(until - 1, zone).date()
        return f"{_from(begin, day=not same)} {end}"
    begins = "" if starts is None else _from(datetime.fromtimestamp(starts, zone), day=True)
    if draft.open_end:
        return f"{begins}, fino a nuovo avviso" if begins else "Fino a nuovo avviso"
    return begins


def _from(moment: datetime, *, day: bool) -> str:
    hour = f"Dalle {_clock(moment)}" if moment.hour != 1 else f"Dall'{_clock(moment)}"
    return f"{hour} di {_day(moment)}" if day else hour


def _end(moment: datetime) -> str:
    if (moment.hour, moment.minute) == (0, 0):  # people read midnight as the end of a day
        return f"alle 24:00 di {_day(moment - timedelta(minutes=1))}"
    hour = f"alle {_clock(moment)}" if moment.hour != 1 else f"all'{_clock(moment)}"
    return f"{hour} di {_day(moment)}"


def _clock(moment: datetime) -> str:
    return f"{moment.hour}:{moment:%M}"


def _day(moment: datetime) -> str:
    number = "1º" if moment.day == 1 else str(moment.day)
    return f"{WEEKDAYS[moment.weekday()]} {number} {MONTHS[moment.month - 1]}"


# -- texts -----------------------------------------------------------------------------------------


def _fitted(draft: Draft, when: str, most: int) -> str:
    """Impact, actions, own words and time in one paragraph of so many characters, if the first action and the time
    alone have room. What is new in an update stands first."""
    actions = [sentence(one) for one in draft.actions]
    time, words, impact = sentence(_time(draft, when)), sentence(draft.words), sentence(draft.impact)
    news, words = (words, "") if draft.step is Step.UPDATE else ("", words)
    for n in range(len(actions), 0, -1):
        tried = _joined(news, impact, *actions[:n], words, time)
        if len(tried) <= most:
            return tried
    first = actions[:1]
    for parts in ((news, *first, words, time), (news, words, time), (impact, *first, time)):
        if any(parts[:-1]) and len(tried := _joined(*parts)) <= most:
            return tried
    return _joined(*first, time)


def _time(draft: Draft, when: str) -> str:
    """When it holds; of an end, since when it is over."""
    return when if draft.step is not Step.END else ""


def _long(draft: Draft, when: str) -> str:
    return "\n\n".join(_paragraphs(draft, when))


def _paragraphs(draft: Draft, when: str) -> Iterator[str]:
    told = "aggiorna l'avviso" if draft.step is Step.UPDATE else "avvisa"
    if draft.words and draft.step is Step.UPDATE:
        yield f"{_source(draft.source)} {told}: {sentence(draft.words)}"
    head = draft.impact or (library()[draft.hazard].end if draft.step is Step.END else "")
    if draft.words and draft.step is Step.UPDATE:
        yield from filter(None, (sentence(head),))
    else:
        yield (
            f"{_source(draft.source)} {told}: {_lowered(head)}."
            if head
            else f"{_source(draft.source)} {told}."
        )
    if draft.actions:
        listed = "\n".join(f"- {one}" for one in draft.actions)
        yield f"{'Da sapere' if draft.step is Step.END else 'Che cosa fare'}:\n{listed}"
    if draft.words and draft.step is not Step.UPDATE:
        yield sentence(draft.words)
    if when and draft.step is not Step.END:
        yield f"Quando: {_lowered(when)}."


def _source(name: str) -> str:
    """Who warns, as a sentence's beginning: `Il Comune di Ostiglia`."""
    return f"Il {name}" if name.casefold().startswith(("comune", "municipio", "sindaco")) else name


def sentence(text: str) -> str:
    """A phrase with the point at its end."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def proposed(hazard: str, step: Step) -> tuple[str, Sequence[str]]:
    """The impact and the actions that the library proposes: of an end what is still to be known."""
    entry = library()[hazard]
    return ("", entry.after) if step is Step.END else (entry.impacts[0], entry.actions)
