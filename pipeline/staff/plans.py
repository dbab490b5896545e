"""The cost of a month, estimated from a feed's own past, for four ways of sending the news."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from channels.base import Channel
from channels.sentence import Sentence
from pipeline.model import Lane, Parsed
from pipeline.settings.values import Config, Feed
from pipeline.stages.decide.lanes import lane_of
from pipeline.stages.decide.view import view_of
from pipeline.stages.enqueue import Renderer
from pipeline.stages.render.example import sample
from pipeline.store import Store
from pipeline.words import number, put, say

DAY = 86400.0
MONTH = 365.25 / 12  # days
WEEKS = 52 / 12  # a month
SHORTEST = 7.0  # days of past; a shorter past is no basis for an estimate
ROOM = 1.25  # the proposed budget, as a multiple of the estimated cost


@dataclass(frozen=True)
class Rates:
    """Items a month, by lane."""

    news: float
    service: float
    emergency: float


@dataclass(frozen=True)
class Plan:
    """One way of sending the news."""

    name: Sentence
    digest_days: int  # 0 = no digests
    news_at_once: bool

    def messages(self, rates: Rates) -> tuple[float, float]:
        """Marketing and utility messages a month to one citizen. A period without news has no digest."""
        digests = min(rates.news, WEEKS * 7 / self.digest_days) if self.digest_days else 0.0
        marketing = rates.news if self.news_at_once else digests
        return marketing, rates.service + rates.emergency


AT_ONCE = Plan(Sentence("everything at once"), 0, True)
WEEKLY = Plan(Sentence("weekly digest + service and emergencies"), 7, False)
FORTNIGHTLY = Plan(Sentence("digest every two weeks + service and emergencies"), 14, False)
URGENT = Plan(Sentence("service and emergencies only"), 0, False)
PLANS = (AT_ONCE, WEEKLY, FORTNIGHTLY, URGENT)


def monthly_cost(plan: Plan, rates: Rates, subscribers: int, prices: Mapping[str, float]) -> float:
    """The cost of a month, in the currency of the prices (by category, for one message)."""
    marketing, utility = plan.messages(rates)
    return subscribers * (marketing * prices["MARKETING"] + utility * prices["UTILITY"])


def proposed(rates: Rates, subscribers: int, prices: Mapping[str, float]) -> Plan:
    """The cheaper of the plans with a digest; if both cost the same, the more frequent one."""
    return min((WEEKLY, FORTNIGHTLY), key=lambda plan: round(monthly_cost(plan, rates, subscribers, prices)))


def rates_of(items: Sequence[tuple[Lane, float]], now: float) -> tuple[Rates, float] | None:
    """Items a month by lane, and the days of past they come from; None if the past is too short."""
    times = [at for _, at in items if at <= now]
    if not times or now - min(times) < SHORTEST * DAY:
        return None
    days = (now - min(times)) / DAY

    def monthly(lane: Lane) -> float:
        return sum(one is lane and at <= now for one, at in items) * MONTH / days

    return Rates(monthly(Lane.NEWS), monthly(Lane.SERVICE), monthly(Lane.EMERGENCY)), days


def report(
    rates: Rates, days: float, subscribers: int, prices: Mapping[str, float], reserve: float
) -> Iterator[str]:
    """The table of plans, the proposed plan, and its lines for config.yaml.

    `prices`: in euros; `reserve`: share of the budget that news leave to service notices.
    """
    yield say(
        "Estimated costs for {subscribers} subscribers, from the {days} past days read from the feed:",
        subscribers=number(subscribers),
        days=round(days),
    )
    yield "  " + say(
        "a month {news} news, {service} service notices, {emergencies} emergencies",
        news=number(rates.news, 1),
        service=number(rates.service, 1),
        emergencies=number(rates.emergency, 1),
    )
    yield "  " + say(
        "Meta's prices for a delivered message: news and digests {marketing} €, service and emergencies {utility} €",
        marketing=number(prices["MARKETING"], 4),
        utility=number(prices["UTILITY"], 4),
    )
    yield "  " + say("everybody gets everything; without replies and pages; without VAT")
    yield ""
    width = max(len(put(plan.name)) for plan in PLANS)
    yield f"{say('plan'):<{width}}  {say('a month'):>12}  {say('a year'):>12}"
    for plan in PLANS:
        cost = monthly_cost(plan, rates, subscribers, prices)
        yield f"{put(plan.name):<{width}}  {number(cost, 2):>10} €  {number(cost * 12, 2):>10} €"
    best = proposed(rates, subscribers, prices)
    cost = monthly_cost(best, rates, subscribers, prices)
    budget = max(10, math.ceil(cost * max(ROOM, 1 / (1 - min(reserve, 0.9))) / 10) * 10)
    yield ""
    yield say("Proposal: {plan}. In config.yaml (the budget has room for service notices):", plan=best.name)
    yield ""
    yield "money:"
    yield f"  monthly_budget: {budget}"
    yield "digest:"
    yield f"  every_days: {best.digest_days}"
    yield "  for_all: true"


# -- the past --------------------------------------------------------------------------------------


def remembered(store: Store, feed: str) -> list[tuple[Lane, float]]:
    """Lane and time of the stored items of a feed; '' = of all feeds."""
    return [(Lane(row["lane"]), row["published_at"]) for row in store.past_items(feed=feed)]


def read(parsed: Parsed, feed: Feed, config: Config, now: float) -> list[tuple[Lane, float]]:
    """Lane and time of the entries of a feed read now. Entries without a date are left out."""
    view = view_of(config, feed, now)
    dated = (entry for entry in parsed.entries if not entry.reject)
    return [(lane_of(entry, view), entry.published) for entry in dated if entry.published is not None]


def page_lines(
    config: Config, channels: Mapping[str, Channel], render: Renderer, rates: Rates
) -> Iterator[str]:
    """The cost of a year of posts on each page that charges for them, with and without links."""
    link = config.council.portal.rstrip("/") + "/notizie/esempio/"
    for name, channel in channels.items():
        with_links = without = 0.0
        for lane, monthly in zip(
            (Lane.NEWS, Lane.SERVICE, Lane.EMERGENCY),
            (rates.news, rates.service, rates.emergency),
            strict=True,
        ):
            content = render(replace(sample(link), lane=lane), name).content
            if content is None:
                continue
            bare = replace(content, text=content.text.replace(link, ""))
            full = replace(bare, text=f"{bare.text} {link}")
            with_links += 12 * monthly * channel.cost(full)
            without += 12 * monthly * channel.cost(bare)
        if with_links:
            yield say(
                "{channel}: a year of posts costs {with_links} $ with the link, {without} $ without it (taken out of "
                "the templates in templates/{channel}/)",
                channel=name,
                with_links=number(with_links, 2),
                without=number(without, 2),
            )
