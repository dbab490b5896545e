"""The outcome of a simulation as one page: charts drawn here, their table, and every item. No script, and nothing that
a browser would have to fetch."""

from __future__ import annotations

from functools import partial

from pipeline.model import Lane
from pipeline.money.budget import EURO
from pipeline.pages import render
from pipeline.simulate import views
from pipeline.simulate.chart import Chart, chart
from pipeline.simulate.outcome import Fate, Sums
from pipeline.simulate.simulation import Played
from pipeline.simulate.views import DELAYED, NOTED
from pipeline.staff.words import worded
from pipeline.words import euro, number, put

UPWARDS = (Lane.EMERGENCY, Lane.SERVICE, Lane.NEWS)  # the rarest at the bottom, where bars can be compared
FATES = (Fate.HELD, Fate.EXPIRED, Fate.DIGEST, Fate.SKIPPED, Fate.UNTOLD, Fate.ENDED, Fate.WAITING)


def page_of(played: Played) -> str:
    """The page as HTML."""
    months = views.months(played)
    return render(
        "pipeline.simulate",
        "simulation.html",
        title=views.introduction(played)[0],
        introduction=views.introduction(played)[1:],
        whole=views.whole(played),
        months=months,
        lanes={lane.value: put(words) for lane, words in views.LANES.items()},
        items_chart=_items_chart(months),
        money=_money_chart(months, played),
        channels=views.channels(played),
        remarks=[
            (put(head), groups)
            for head, groups in ((DELAYED, views.delayed(played)), (NOTED, views.noted(played)))
            if groups
        ],
        fates=[(put(views.HEADS[fate]), views.groups(played, fate)) for fate in FATES],
        out=views.lines(one for one in played.told if one.fate is Fate.OUT),
        monthly=views.monthly(played),
        cost=views.cost,
        euro=euro,
        moment=partial(views.moment, zone=played.zone),
        number=number,
        worded=worded,
    )


def _items_chart(months: list[tuple[str, Sums]]) -> Chart:
    return chart([(name, [(lane.value, told.by_lane[lane]) for lane in UPWARDS]) for name, told in months])


def _money_chart(months: list[tuple[str, Sums]], played: Played) -> Chart | None:
    """None where nothing costs euros."""
    if not any(told.millionths for _, told in months):
        return None
    columns = [(name, [("cost", told.millionths / EURO)]) for name, told in months]
    return chart(columns, played.config.money.monthly_budget)
