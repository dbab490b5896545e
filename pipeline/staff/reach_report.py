"""How far an item got: as lines, as a page, and as a PDF for the mayor and the prefecture."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from channels.sentence import OneLineError, Sentence
from pipeline.pages import render
from pipeline.settings.values import Config
from pipeline.staff.reach import SHARES, Reach
from pipeline.words import number, say, spoken

PDF_STANDARD: Literal["ua-1"] = (
    "ua-1"  # accessible to screen readers: PDF/UA-1, as Italian law asks of public bodies
)


class ReportError(OneLineError):
    """The report cannot be made, in one line."""


@dataclass(frozen=True)
class Section:
    """One channel in words."""

    title: str
    rows: tuple[tuple[str, str], ...]  # what, and how much
    times: tuple[tuple[str, str, str], ...]  # share of the recipients, accepted within, delivered within
    missed: tuple[tuple[str, str], ...]  # how many, and why
    delivered: float  # share of the recipients, 0 to 1


@dataclass(frozen=True)
class Account:
    """The whole report in words."""

    title: str
    council: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    note: str
    made: str


def account_of(config: Config, title: str, reaches: Sequence[Reach], now: float) -> Account:
    """Put the figures of an item into words."""
    zone = ZoneInfo(config.council.timezone)

    def moment(at: float) -> str:
        return f"{datetime.fromtimestamp(at, zone):%d/%m/%Y, %H:%M:%S}"

    begun = min((one.begun_at for one in reaches), default=now)
    about = [say("Sending began: {when}", when=moment(begun))]
    if any(one.is_open for one in reaches):
        about.append(say("It is still being sent: these figures are of this moment."))
    return Account(
        title=title,
        council=config.council.name,
        about=tuple(about),
        sections=tuple(map(_section, reaches)),
        note=say(
            "Accepted: the provider has taken the message. Delivered: the phone has confirmed it; who has it off, or "
            "no network, confirms later. Times count from the beginning of the sending, shares from all recipients."
        ),
        made=say("Made on {when}", when=moment(now)),
    )


def _section(one: Reach) -> Section:
    if not one.is_broadcast:
        when = say("within {time}", time=_seconds(one.accepted_within["99"])) if one.accepted else say("no")
        own = (say("published"), when)
        return Section(one.title, (own,), (), _missed(one), float(one.accepted > 0))
    rows = [
        (say("recipients"), number(one.recipients)),
        (say("accepted by the provider"), _of(one.accepted, one.recipients)),
    ]
    if one.receipts:
        rows.append((say("delivered to the phone"), _of(one.delivered, one.recipients)))
    if one.chose_otherwise:
        rows.append((say("had chosen not to get it"), number(one.chose_otherwise)))
    return Section(
        one.title,
        tuple(rows),
        tuple(
            (
                say("{share} % of the recipients", share=share),
                _seconds(one.accepted_within[str(share)]),
                _seconds(one.delivered_within[str(share)]) if one.receipts else "",
            )
            for share in SHARES
        ),
        _missed(one),
        one.delivered / one.recipients if one.recipients else 0.0,
    )


def _missed(one: Reach) -> tuple[tuple[str, str], ...]:
    return tuple((number(each.n), each.why) for each in one.missed)


def _of(n: int, whole: int) -> str:
    return f"{number(n)} ({number(100 * n / whole, 1)} %)" if whole else number(n)


def _seconds(seconds: float | None) -> str:
    """A time as people say it; a dash for a share that was not reached."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    if whole < 60:
        return say("{n} s", n=max(1, whole))
    if whole < 3600:
        return say("{n} min {rest} s", n=whole // 60, rest=whole % 60)
    return say("{n} h {rest} min", n=whole // 3600, rest=whole % 3600 // 60)


def lines(account: Account) -> Iterator[str]:
    """The report for a terminal."""
    yield f"«{account.title}»"
    yield from account.about
    for section in account.sections:
        yield ""
        yield section.title
        yield from (f"  {what}: {how_much}" for what, how_much in section.rows)
        for share, accepted, delivered in section.times:
            when = say("  {share}: accepted within {accepted}", share=share, accepted=accepted)
            yield when + (say(", delivered within {delivered}", delivered=delivered) if delivered else "")
        if section.missed:
            yield say("  not reached:")
            yield from (f"    {n}: {why}" for n, why in section.missed)


def page(account: Account) -> str:
    """The report as one page without scripts."""
    return render("pipeline.staff", "reach.html", account=account)


def pdf(account: Account) -> bytes:
    """The report as PDF/UA-1. Raises ReportError."""
    import typst

    facts = {
        "title": account.title,
        "council": account.council,
        "about": list(account.about),
        "note": account.note,
        "made": account.made,
        "language": spoken(),
        "sections": [
            {
                "title": one.title,
                "rows": one.rows,
                "times": one.times,
                "missed": one.missed,
            }
            for one in account.sections
        ],
        "words": {
            "report": say("How far it got"),
            "what": say("Item"),
            "count": say("Number"),
            "share": say("Share"),
            "accepted": say("accepted within"),
            "delivered": say("delivered within"),
            "missed": say("Not reached"),
            "why": say("Why"),
        },
    }
    source = (files("pipeline.staff") / "pages" / "reach.typ").read_bytes()
    try:
        made = typst.compile(
            source,
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=PDF_STANDARD,
            sys_inputs={"facts": json.dumps(facts)},
        )
    except typst.TypstError as error:
        raise ReportError(Sentence("the PDF cannot be made: {problem}", problem=str(error))) from None
    assert isinstance(made, bytes)
    return made


def write(account: Account, file: Path) -> None:
    """Write the report, by the ending of its name: .html or .pdf. Raises ReportError."""
    match file.suffix.lower():
        case ".html" | ".htm":
            file.write_text(page(account), encoding="utf-8")
        case ".pdf":
            file.write_bytes(pdf(account))
        case _:
            raise ReportError(Sentence("{file}: its name must end in .html or .pdf", file=file.name))
