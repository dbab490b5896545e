"""The prices of messages, and whether the month's budget allows one more broadcast.

Prices are per delivered message; sums are whole millionths of a euro. Before a broadcast begins its estimate is set
apart; the actual costs from receipts replace it. Over budget nothing waits for the next month: it goes into a digest.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from channels.base import Capabilities, Channel, Price
from channels.outcomes import Receipt
from channels.sentence import Sentence
from channels.value import dataclass
from pipeline.concerns import Concern
from pipeline.model import Kind, Lane, Mode
from pipeline.reasons import Reason
from pipeline.settings.sections import Prices
from pipeline.settings.values import Config
from pipeline.store import Store
from pipeline.words import euro, number

if TYPE_CHECKING:
    from pipeline.store.statements import PostRow

EURO = 1_000_000  # millionths
UNDER_WAY = 35 * 86400.0  # seconds for which a broadcast may still be paid for
SETTLED = 3 * 86400.0  # seconds after its end in which a post's last receipts come


class Judgement(StrEnum):
    """The verdict on a broadcast that is about to begin."""

    GOES = "goes"
    GOES_OVER = "goes over"  # an emergency, beyond the budget
    OVER_BUDGET = "over budget"


@dataclass(frozen=True)
class Budget:
    """The month's budget, as the release stage consults it."""

    monthly: int  # millionths; 0 = no limit, in the sandbox only
    reserve: float  # share of it that news leave to service notices
    zone: ZoneInfo  # in which the month begins

    def judge(self, lane: Lane, estimate: int, committed: int) -> Judgement:
        """Judge a post that has not begun. `committed`: the month's spent and reserved millionths of a euro, without
        this post."""
        allowed = self.monthly * (1 - self.reserve) if lane is Lane.NEWS else self.monthly
        if not self.monthly or not estimate or committed + estimate <= allowed:
            return Judgement.GOES
        return Judgement.GOES_OVER if lane is Lane.EMERGENCY else Judgement.OVER_BUDGET

    def month(self, now: float) -> float:
        """The beginning of the month that contains `now`, Unix seconds."""
        return (
            datetime.fromtimestamp(now, self.zone)
            .replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            .timestamp()
        )


def budget_of(config: Config) -> Budget:
    money, zone = config.money, ZoneInfo(config.council.timezone)
    return Budget(round(money.monthly_budget * EURO), money.reserve, zone)


def demand_budget(config: Config, channel: str, prices: Iterable[Price]) -> None:
    """Raise ConfigError if a channel with prices would go live without a monthly budget."""
    if config.live is not Mode.OFF and any(prices) and not config.money.monthly_budget:
        costs = Sentence(
            "channel {channel} costs money with live: {live}; set the euros a month may cost (`infostiglia plans` "
            "computes them)",
            channel=channel,
            live=config.live,
        )
        raise config.error("money.monthly_budget", costs)


# -- prices ----------------------------------------------------------------------------------------


def prices_at(table: Iterable[Price], day: str, own: Prices) -> dict[str, int]:
    """The prices on an ISO date, in millionths of a euro by category.
    `own`: the council's prices, which override the table."""
    found = {price.category: price.eur for price in sorted(table, key=_since) if price.since <= day}
    found |= {category.upper(): eur for category, eur in asdict(own).items() if eur}
    return {category: round(eur * EURO) for category, eur in found.items()}


def _since(price: Price) -> str:
    return price.since


def save_prices(store: Store, config: Config, channels: Mapping[str, Channel], now: float) -> None:
    """Save today's prices in the store, where receipts and estimates look them up."""
    table = [price for channel in channels.values() for price in channel.capabilities.prices]
    if not table:
        return
    day = datetime.fromtimestamp(now, ZoneInfo(config.council.timezone)).date().isoformat()
    with store.transaction():
        for category, millionths in prices_at(table, day, config.money.prices).items():
            store.save_price(category=category, millionths=millionths)


def charge(store: Store, priced: Mapping[int, Receipt], now: float) -> None:
    """Messages were delivered, each by one receipt that tells its price: counted once for each delivery."""
    if not priced:
        return
    prices = {
        category: store.price(category=category) for category in {one.category for one in priced.values()}
    }
    costs = [
        {"delivery": delivery, "millionths": 0 if one.free else prices[one.category]}
        for delivery, one in priced.items()
    ]
    spent: Counter[int] = Counter()
    for row in store.charge_deliveries(costs=json.dumps(costs)):
        spent[row["post_id"]] += row["cost"]
    for post, millionths in spent.items():
        store.charge_post(id=post, millionths=millionths, now=now)
    if spent:
        store.charge_month(millionths=spent.total(), now=now)


# -- the month -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """The state of a month's budget; sums in millionths of a euro."""

    spent: int
    committed: int  # spent, or set apart for broadcasts under way
    budget: int
    free_left: int  # replies the provider still gives for nothing
    put_off: int = 0  # broadcasts stopped by the budget in the last day

    @property
    def over(self) -> Reason | None:
        """The reason to warn staff; None = within the budget."""
        if self.budget and self.committed > self.budget:
            return Reason(Concern.MONTH_OVER, committed=self.committed, budget=self.budget)
        return Reason(Concern.MONTH_PUT_OFF, count=self.put_off) if self.put_off else None


def month(store: Store, config: Config, now: float) -> Month:
    """The state of the current month's budget."""
    budget = budget_of(config)
    since = budget.month(now)
    spent, committed = _sums(store, since, now)
    free = config.money.free_service_messages - store.free_messages(since=since)
    off = store.put_off_count(since=now - 86400)
    return Month(spent, committed, budget.monthly, max(0, free), off)


def _sums(store: Store, since: float, now: float) -> tuple[int, int]:
    """(spent since `since`, that plus the amounts set apart), in millionths of a euro."""
    spent: int = store.month_spent(since=since)
    open_: int = store.outstanding(since=since - UNDER_WAY, now=now, settled=now - SETTLED)
    return spent, spent + open_


# -- one broadcast ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Forecast:
    """The expected size of a broadcast."""

    citizens: int
    millionths: int
    seconds: float = 0.0  # of sending

    @property
    def words(self) -> Sentence:
        return Sentence(
            "to {whom} subscribers: {cost}, about {seconds} s",
            one="to 1 subscriber: {cost}, about {seconds} s",
            n=self.citizens,
            whom=number(self.citizens),
            cost=euro(self.millionths),
            seconds=max(1, round(self.seconds)),
        )


@dataclass(frozen=True)
class Addressed:
    """The columns of a post that decide who gets it."""

    mode: Mode
    lane: str
    category: str
    audience: str = ""
    topics: str = ""
    zones: str = ""


def forecast(store: Store, post: Addressed, rate: float = 0.0) -> Forecast:
    """The forecast for such a post if it were sent now. `rate`: messages a second."""
    return _priced(store, store.audience(**vars(post)), post.category, rate)


def priced(store: Store, channel: Capabilities, citizens: int, category: str) -> Forecast:
    """The forecast for that many messages of a channel, which may cost nothing."""
    if channel.prices:
        return _priced(store, citizens, category, channel.rate)
    return Forecast(citizens, 0, citizens / channel.rate if channel.rate else 0.0)


def _priced(store: Store, citizens: int, category: str, rate: float) -> Forecast:
    price = store.price(category=category or "SERVICE")
    return Forecast(citizens, citizens * price, citizens / rate if rate else 0.0)


def forecast_of(store: Store, post: PostRow, rate: float = 0.0) -> Forecast:
    """The forecast for a stored post. `rate`: messages a second."""
    if post["kind"] == Kind.DIGEST and store.items_of_digest(post_id=post["id"]):
        citizens = store.digest_readers(post_id=post["id"], channel=post["channel"], mode=post["mode"])
        return _priced(store, citizens, post["category"], rate)
    if Kind(post["kind"]).goes_to_who_has_it:
        count = store.to_be_reminded if post["kind"] == Kind.REMINDER else store.have_it
        citizens = count(item_id=post["item_id"], channel=post["channel"])
        return _priced(store, citizens, post["category"], rate)
    if post["exercise"]:
        citizens = store.drill_audience(exercise=post["exercise"], mode=post["mode"])
        return _priced(store, citizens, post["category"], rate)
    addressed = Addressed(
        Mode(post["mode"]), post["lane"], post["category"], post["audience"], post["topics"], post["zones"]
    )
    return forecast(store, addressed, rate)


def estimate(store: Store, post: PostRow) -> int:
    """The cost of a broadcast, in millionths of a euro. It counts the citizens, which is slow for large towns."""
    return forecast_of(store, post).millionths


def is_set_apart(store: Store, post: PostRow) -> bool:
    """Whether money is set apart for the post already, by this or an earlier revision."""
    own = store.money_set_apart(item_id=post["item_id"], channel=post["channel"], kind=post["kind"])
    return own is not None


def judge(store: Store, budget: Budget, post: PostRow, cost: int, now: float) -> Judgement:
    """Judge a stored broadcast that is about to begin. `cost`: millionths of a euro."""
    _, committed = _sums(store, budget.month(now), now)
    return budget.judge(Lane(post["lane"]), cost, committed)


def set_apart(store: Store, post: PostRow, cost: int, now: float) -> None:
    """Set a broadcast's money apart, in the transaction in which it begins. `cost`: millionths of a euro."""
    store.commit_money(id=post["id"], estimate=cost, now=now)
