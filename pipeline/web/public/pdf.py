"""The printed sheets as PDF/UA-1, made by Typst with letters of ours and without a network."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.pages import day
from pipeline.stages.render.filters import articled
from pipeline.web.layout import Site
from pipeline.web.public.items import Shown
from pipeline.web.public.join import join_link, shown_number
from pipeline.words import say, spoken

if TYPE_CHECKING:
    from typst import Fonts

STANDARD: Literal["ua-1"] = "ua-1"  # accessible to screen readers, as Italian law asks of public bodies


def poster_pdf(site: Site) -> bytes:
    """The poster that invites to join, A4."""
    import segno

    config, code = site.config, io.BytesIO()
    segno.make_qr(join_link(config), error="m").save(code, kind="svg", scale=4, border=2)
    number = shown_number(config.service.number)
    return _made(
        "poster.typ",
        {
            "council": config.council.name,
            "service": config.service.name,
            "title": say("The notices {of_council} on your phone", of_council=_of(config.council.name)),
            "lead": say("Emergencies, closed roads, cut water, offices, news and events. Free of charge."),
            "code": code.getvalue().decode(),
            "code_words": say(
                "QR code that opens WhatsApp with the word iscrivimi, to {number}", number=number
            ),
            "scan": say("Scan it, then send iscrivimi"),
            "or": say("or write iscrivimi on WhatsApp to"),
            "number": number,
            "leave": say("You leave whenever you like: write CANCELLAMI."),
            "privacy": say(
                "Controller: {council}. It uses only your number, only for these notices, with your consent; WhatsApp "
                "(Meta) processes it to deliver them. From the age of 14. Privacy notice: {address}",
                council=config.council.name,
                address=config.service.privacy_url,
            ),
            "instead": say("It replaces neither IT-alert nor 112."),
        },
    )


def sheet_pdf(site: Site, parts: Sequence[tuple[str, Sequence[Shown]]], period: tuple[float, float]) -> bytes:
    """The sheet of the week: what went out, by lane. `period`: its begin and end (Unix seconds)."""
    config = site.config
    begin, end = (site.at(moment) for moment in period)
    return _made(
        "sheet.typ",
        {
            "council": config.council.name,
            "service": config.service.name,
            "title": say("The notices of the week"),
            "period": say("From {begin} to {end} {year}", begin=day(begin), end=day(end), year=end.year),
            "none": say("Nothing was sent in these days."),
            "parts": [
                {
                    "title": title,
                    "items": [
                        {"title": one.title, "day": day(site.at(one.at)), "text": one.short, "link": one.link}
                        for one in found
                    ],
                }
                for title, found in parts
            ],
            "join": say(
                "To get these notices on WhatsApp, write iscrivimi to {number}.",
                number=shown_number(config.service.number),
            ),
            "instead": say("It replaces neither IT-alert nor 112."),
        },
    )


def _of(council: str) -> str:
    return articled(council, "di") if spoken() == "it" else f"of {council}"


def _made(name: str, facts: Mapping[str, object]) -> bytes:
    import typst

    made = typst.compile(
        (files("pipeline.web") / "pages" / name).read_bytes(),
        font_paths=_letters(),
        format="pdf",
        pdf_standards=STANDARD,
        sys_inputs={"facts": json.dumps({**facts, "language": spoken()})},
    )
    assert isinstance(made, bytes)
    return made


@cache
def _letters() -> Fonts:
    """Source Sans Pro, read once."""
    import font_source_sans_pro
    import typst

    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
