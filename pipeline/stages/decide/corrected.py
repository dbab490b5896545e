"""Which earlier item a new one corrects that the portal publishes on its own: "RETTIFICA: chiusura di via Roma". Pure.

Its title must say so, and the earlier item must be the only one that fits: its address stands in the text, or all
telling words of the correction are the earlier one's, of the same category or lane, and not of another street. Among
several that fit, the days decide that both name. Who was told the earlier one then gets it, whatever they chose since,
besides those who would get it anyway. Where it is not certain, the item goes out on its own and a person is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pipeline.known import Earlier
from pipeline.model import Action, Change, Decision, Entry, Lane, Verdict
from pipeline.patterns import lazy_re
from pipeline.phase import Phase
from pipeline.reasons import Code, Reason
from pipeline.stages.decide.ended import is_linked
from pipeline.stages.decide.phases import folded
from pipeline.stages.decide.view import View
from pipeline.stages.parse.moments import DoubtError, days_in

_BEGIN = 1_000  # characters of a text that are looked at
_SHORTEST = 4  # letters of a telling word
_HALF = 0.5  # of the earlier title's telling words must be named by the correction, at least

# Folded titles: clauses are separated by " | ".
_SURE = r"errata corrige|(?:avviso di |nota di |a )?(?:parziale )?rettifica|correzione|precisazione|errore materiale"
_UPDATE = r"aggiornamento(?: (?:delle )?(?:ore )?\d[\d ]*| (?:n )?\d+)?"
_MARK = lazy_re(
    rf"^(?:(?:{_SURE})\b(?: (?:n )?\d+)?|{_UPDATE}(?= \|))(?: \|)?"
    rf"|\| (?:{_SURE}|{_UPDATE})(?: \|)?$|\| (?:{_SURE}|{_UPDATE}) \|"
)
_STREET = lazy_re(
    r"\b(?:via|viale|piazza|piazzale|vicolo|corso|largo|strada|localita|frazione) (?:d\w{0,4} )?([a-z]\w+)"
)
_HOUR = lazy_re(
    r"\b(?:ore|alle|dalle|le|all|dall|fino alle) (?:ore )?(\d{1,2}(?:[:.]\d\d)?)|\b(\d{1,2}[:.]\d\d)\b"
)
# What many notices have: it tells no two of them apart, though one must not contradict the other.
_COMMON = frozenset(
    """chiusura chiuso chiusa chiusi chiuse apertura aperto aperta riapertura lavori sospensione sospeso sospesa
    interruzione servizio servizi ufficio uffici modifica modifiche variazione divieto sosta transito viabilita evento
    manifestazione riunione seduta consiglio bando concorso ordinanza raccolta ritiro erogazione mancata""".split()
)
_NO_WORDS = frozenset(
    """avviso avvisi comune comunale comunicazione comunicato cittadini cittadinanza sindaco notizia della delle dello
    degli dell alla alle allo nella nelle nello sulla sulle sullo dalla dalle dallo dall all per con tra fra presso
    causa orario orari ore giorno giorni dalle data nuovo nuova nuovi nuove lunedi martedi mercoledi giovedi venerdi
    sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    piazza viale strada vicolo corso largo piazzale localita frazione rettifica correzione aggiornamento precisazione
    errata corrige parziale relativo relativa riguardante precedente pubblicato pubblicata sara saranno fino""".split()
)


@dataclass(frozen=True, slots=True)
class Meant:
    """The earlier item that a correction means; `sure`: nothing else fits."""

    earlier: Earlier
    sure: bool


def is_marked(title: str) -> bool:
    """Whether a title says that it corrects something."""
    return _MARK.search(folded(title)) is not None


def meant_by(entry: Entry, lane: Lane, earlier: Sequence[Earlier], view: View) -> Meant | None:
    """The earlier item that an item corrects; None = its title does not say so, or nothing is like it."""
    mark = _MARK.search(folded(entry.title))
    if mark is None:
        return None
    title = folded(entry.title)
    new = _Said.of(f"{title[: mark.start()]} {title[mark.end() :]}", entry)
    possible = [one for one in _newest_of_chains(earlier) if _is_alike(entry, lane, one, view)]
    linked = [one for one in possible if is_linked(one.link, f"{entry.summary}\n{entry.text}")]
    if linked:
        return Meant(linked[-1], len(linked) == 1)
    fitting = [one for one in possible if new.fits(one)]
    if len(fitting) > 1:
        same_day = [one for one in fitting if _share_a_day(entry, one, view)]
        fitting = same_day or fitting
    if fitting:
        return Meant(fitting[-1], len(fitting) == 1)
    near = [one for one in possible if new.is_near(one)]
    return Meant(near[-1], sure=False) if near else None


def with_corrections(decisions: Sequence[Decision], view: View) -> list[Decision]:
    """The decisions, each correction of an earlier item with what it corrects."""
    return [_with_correction(one, view) if view.earlier else one for one in decisions]


def _with_correction(one: Decision, view: View) -> Decision:
    entry, stays = one.identified.entry, all(v.action is Action.SKIP for v in one.verdicts)
    if one.change is not Change.NEW or one.phase is not Phase.NEW or stays:
        return one
    meant = meant_by(entry, one.lane, view.earlier, view)
    if meant is None:
        return one
    known: dict[str, Any] = {"item": meant.earlier.item, "title": meant.earlier.title}
    if not _is_certain(one, meant):
        return replace(one, verdicts=tuple(_told(one.verdicts, Reason(Code.PERHAPS_CORRECTS, **known))))
    verdicts = _told(one.verdicts, Reason(Code.CORRECTS, **known))
    if one.lane is Lane.SERVICE and _says_otherwise(entry, meant.earlier):
        verdicts = _asked(one.verdicts, Reason(Code.CORRECTS_ASKED, **known))
    urgent = one.lane is Lane.EMERGENCY  # an alert must look like one
    return replace(
        one,
        verdicts=tuple(verdicts),
        corrects=(meant.earlier.item, *meant.earlier.corrects),
        phase=one.phase if urgent else Phase.CORRECTED,
    )


def _is_certain(one: Decision, meant: Meant) -> bool:
    """An alert is not stopped by what is none."""
    return meant.sure and (meant.earlier.lane is not Lane.EMERGENCY or one.lane is Lane.EMERGENCY)


def _told(verdicts: Sequence[Verdict], why: Reason) -> Iterator[Verdict]:
    """The verdicts, those to publish with this reason, unless they have one that a person must know of."""
    for one in verdicts:
        usual = one.action is Action.PUBLISH and one.reason.code is Code.NEW
        yield replace(one, reason=why) if usual else one


def _asked(verdicts: Sequence[Verdict], why: Reason) -> Iterator[Verdict]:
    for one in verdicts:
        yield replace(one, action=Action.HOLD, reason=why) if one.action is Action.PUBLISH else one


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a correction's title and text."""

    title: frozenset[str]
    common: frozenset[str]
    streets: frozenset[str]
    all: frozenset[str]

    @classmethod
    def of(cls, title: str, entry: Entry) -> _Said:
        words = frozenset(title.split())
        text = folded((entry.text or entry.summary)[:_BEGIN])
        return cls(_telling(words), words & _COMMON, _streets(title), words | set(text.split()))

    def fits(self, one: Earlier) -> bool:
        words = frozenset(folded(one.title).split())
        there, said = _telling(words), words | set(folded(one.text[:_BEGIN]).split())
        if not self.title or not self.title <= said or not self.title & there or self._is_elsewhere(one):
            return False
        common = words & _COMMON
        return (not self.common or not common or bool(self.common & common)) and (
            len(there & self.all) >= _HALF * len(there)
        )

    def is_near(self, one: Earlier) -> bool:
        there = _telling(frozenset(folded(one.title).split()))
        return bool(self.title & there) and not self._is_elsewhere(one)

    def _is_elsewhere(self, one: Earlier) -> bool:
        streets = _streets(folded(one.title))
        return bool(streets and self.streets) and not streets & self.streets


def _telling(words: frozenset[str]) -> frozenset[str]:
    long = {word for word in words if len(word) >= _SHORTEST and not word[0].isdigit()}
    return frozenset(long - _NO_WORDS - _COMMON)


def _streets(folded_text: str) -> frozenset[str]:
    """The first words of the streets' names."""
    return frozenset(_STREET.findall(folded_text))


def _newest_of_chains(earlier: Sequence[Earlier]) -> list[Earlier]:
    """Without those that another one corrects: of a correction of a correction the last one is meant."""
    corrected = {item for one in earlier for item in one.corrects}
    return [one for one in earlier if one.item not in corrected]


def _is_alike(entry: Entry, lane: Lane, one: Earlier, view: View) -> bool:
    ours = {name.casefold() for name in entry.categories or (view.feed.category,)}
    return lane is one.lane or bool(ours & {name.casefold() for name in one.categories})


def _share_a_day(entry: Entry, one: Earlier, view: View) -> bool:
    ours, theirs = _days(f"{entry.title}\n{entry.text}", view), _days(f"{one.title}\n{one.text}", view)
    return bool(ours & theirs)


def _days(text: str, view: View) -> frozenset[date]:
    try:
        found = list(days_in(text[:_BEGIN], datetime.fromtimestamp(view.now, view.zone).date()))
    except DoubtError:
        return frozenset()
    return frozenset(day for one in found for day in (one.first, one.last))


def _says_otherwise(entry: Entry, one: Earlier) -> bool:
    """Whether it names hours or streets that the earlier item does not."""
    new, old = f"{entry.title}\n{entry.text or entry.summary}", f"{one.title}\n{one.text}"
    hours = _hours(new[:_BEGIN]) - _hours(old)
    return bool(hours or _streets(folded(new[:_BEGIN])) - _streets(folded(old)))


def _hours(text: str) -> set[str]:
    found = ((first or second).replace(".", ":") for first, second in _HOUR.findall(text.casefold()))
    return {one.removesuffix(":00").lstrip("0") for one in found}
