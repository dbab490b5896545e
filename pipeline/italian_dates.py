"""Dates as people write them in Italian. Pure."""

from __future__ import annotations

from datetime import datetime


def italian_date(value: datetime, form: str = "long") -> str:
    """A date in Italian: `long` "lunedì 23 novembre 2026, ore 10:30", `day`, `short` "23/11/2026", `time` "10:30"."""
    numeric = {"short": "%d/%m/%Y", "time": "%H:%M"}
    if form in numeric:
        return f"{value:{numeric[form]}}"
    if form not in ("long", "day"):
        raise ValueError(f"date({form!r}): known forms are long, day, short, time")
    from babel.dates import format_date  # 40 ms, and a tick that shows no date does not need it

    day = format_date(value, f"EEEE {'1º' if value.day == 1 else 'd'} MMMM y", locale="it")
    return f"{day}, ore {value:%H:%M}" if form == "long" else day
