"""A change of colour as an entry: what citizens read of it, with its source, place, hours and advice. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.colour import Colour, Hazard, KnownColour, Level
from pipeline.italian_dates import italian_date
from pipeline.model import Entry
from pipeline.settings.colours import ColourForm
from pipeline.settings.values import Council, Feed
from pipeline.stages.decide.colours import ColourChange, decided, name_of

CATEGORY = "Allerta"
HAZARDS: Mapping[Hazard, str] = {
    Hazard.STORMS: "temporali",
    Hazard.WIND: "vento forte",
    Hazard.HYDROGEOLOGICAL: "rischio idrogeologico",
    Hazard.HYDRAULIC: "rischio idraulico",
    Hazard.SNOW: "neve",
    Hazard.FIRE: "rischio di incendi boschivi",
}
COLOURS: Mapping[Level, str] = {
    Level.GREEN: "verde",
    Level.YELLOW: "gialla",
    Level.ORANGE: "arancione",
    Level.RED: "rossa",
}
SOURCES: Mapping[ColourForm, str] = {
    ColourForm.ALLERTALOM: "Regione Lombardia – allertaLOM",
    ColourForm.BULLETIN: "Dipartimento della Protezione Civile, CC-BY 4.0",
}
_ADVICE: Mapping[Level, str] = {
    Level.YELLOW: "Cosa fare: seguire gli aggiornamenti e fare attenzione nei luoghi esposti al pericolo.",
    Level.ORANGE: (
        "Cosa fare: seguire gli aggiornamenti, evitare gli spostamenti non necessari, stare lontano da corsi d'acqua, "
        "sottopassi, alberi e impalcature, aiutare chi è solo."
    ),
    Level.RED: (
        "Cosa fare: restare in un luogo sicuro e uscire solo se è indispensabile, stare lontano da corsi d'acqua, "
        "sottopassi, alberi e impalcature, seguire le indicazioni delle autorità, aiutare chi è solo."
    ),
    Level.GREEN: "Cosa fare: continuare a seguire le indicazioni delle autorità.",
}
_IN_WOODS = "Cosa fare: non accendere fuochi, non gettare mozziconi, in caso di incendio allontanarsi, chiamare il 112."


def entries_of(changes: Sequence[ColourChange], feed: Feed, council: Council) -> tuple[Entry, ...]:
    """The entries of the changes of one reading, the gravest first."""
    ordered = sorted(changes, key=lambda one: (-one.colour.level, one.known.reading.day))
    return tuple(_entry(one, feed, council) for one in ordered)


def source_of(feed: Feed) -> str:
    """Who sets the colours, as citizens read it."""
    own = feed.colours
    return own.source or SOURCES.get(own.form, "")


def _entry(change: ColourChange, feed: Feed, council: Council) -> Entry:
    known, colour = change.known, change.colour
    automatic = feed.colours.automatic
    colour = decided(colour, automatic.by, automatic.grades)
    zone = ZoneInfo(council.timezone)
    title = title_of(colour, datetime.fromisoformat(known.reading.day))
    summary = " ".join(_sentences(known, colour, feed, zone))
    return Entry(
        guid=name_of(known),
        link="",
        title=title,
        summary=summary,
        text=f"{summary}\n\n{_advice(colour)}",
        categories=(CATEGORY,),
        published=known.reading.issued or None,
        until=colour.until,
        marks=f"{known.changes}:{int(colour.level)}",
        colour=colour,
    )


def title_of(colour: Colour, day: datetime) -> str:
    """The title: hazard, colour and day. Never "oggi": it may be read tomorrow."""
    when, about = _day(day), HAZARDS[colour.hazard]
    if colour.is_over:
        return f"Revocata l'allerta {COLOURS[colour.before]} per {about}: {when}"
    return f"Allerta {COLOURS[colour.level]} per {about}: {when}"


def _advice(colour: Colour) -> str:
    if colour.hazard is Hazard.FIRE and not colour.is_over:
        return _IN_WOODS
    return _ADVICE[colour.level]


def _sentences(known: KnownColour, colour: Colour, feed: Feed, zone: ZoneInfo) -> list[str]:
    found = [] if colour.is_over else [f"{_hours(colour, zone)}{_place(known)}."]
    about = HAZARDS[colour.hazard]
    if colour.is_over:
        found.append(f"Per quel giorno non è più prevista alcuna allerta per {about}{_place(known)}.")
    elif colour.before is not Level.GREEN:
        up = colour.level > colour.before
        into = f"ad {COLOURS[colour.level]}" if colour.level is Level.ORANGE else f"a {COLOURS[colour.level]}"
        found.append(f"L'allerta {'sale' if up else 'scende'} da {COLOURS[colour.before]} {into}.")
    return [*found, f"Fonte: {source_of(feed)}."]


def _hours(colour: Colour, zone: ZoneInfo) -> str:
    """The hours for which it holds: "Dalle 18:00 alle 24:00 di sabato 28 novembre 2026"."""
    begin, end = (datetime.fromtimestamp(at, zone) for at in (colour.begin, colour.until))
    day = italian_date(begin, "day")
    ends_day = end.date() > begin.date()
    if ends_day and (begin.hour, begin.minute) == (0, 0):
        return f"Per tutta la giornata di {day}"
    return f"{_from(begin)} {_to(end, ends_day=ends_day)} di {day}"


def _from(moment: datetime) -> str:
    return f"Dalle {moment:%H:%M}"


def _to(moment: datetime, *, ends_day: bool) -> str:
    return "alle 24:00" if ends_day else f"alle {moment:%H:%M}"


def _place(known: KnownColour) -> str:
    zone = known.reading.zone
    return f", nella zona di allerta {zone}" if zone else ""


def _day(day: datetime) -> str:
    """ "sabato 28 novembre": a day of these days, so that the year would only be in the way."""
    return italian_date(day, "day").rpartition(" ")[0]
