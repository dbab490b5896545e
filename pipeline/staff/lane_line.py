"""What made the lane of an item, in one line for `why` and `preview`. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from channels.sentence import Sentence
from pipeline.model import Entry, Lane, News
from pipeline.phase import Phase
from pipeline.settings.values import Config, Feed
from pipeline.stages.decide.lanes import Urgency, category_of, urgency_of
from pipeline.stages.decide.view import View, view_of
from pipeline.terms import LANES

_PHASES: Mapping[Phase, Sentence] = {
    Phase.ALERT_OVER: Sentence("its words tell that an alert is over"),
    Phase.NOTICE_OVER: Sentence("its words tell that something works again"),
    Phase.CALLED_OFF: Sentence("its words tell that something is called off or put off"),
    Phase.EXERCISE: Sentence("its words tell of an exercise"),
}


def why_lane(entry: Entry, urgency: Urgency, view: View) -> Sentence:
    """What made the lane of an entry: a rule, its words, its category, or its feed."""
    if urgency.phase in _PHASES:
        return _PHASES[urgency.phase]
    if urgency.category:
        return Sentence(
            "the category «{category}» is for emergencies, the words do not sound like one",
            category=urgency.category,
        )
    if urgency.rule:
        return Sentence("by the rule «{rule}»", rule=urgency.rule)
    category = category_of(entry, view, urgency.lane)
    if category:
        return Sentence("by its category «{category}»", category=category)
    if urgency.lane is not Lane.NEWS and urgency.wording.lane is urgency.lane and urgency.wording.said:
        return Sentence("by its words «{words}»", words=urgency.wording.said)
    return Sentence("as set for the feed {feed}", feed=view.feed.name)


def lane_line(news: News, source: str, config: Config) -> Sentence | None:
    """The line of `why`: what made an item's lane. `source`: the feed that showed it; None = it is no longer read."""
    feed = next((one for one in config.feeds if one.name == source), None)
    if feed is None:
        return None
    found, because = _read_now(news, feed, config)
    if found is not news.lane:
        return Sentence(
            "lane chosen by another feed, a setting or an earlier release (today it would be: {today}, {because})",
            today=LANES[found],
            because=because,
        )
    return Sentence("lane chosen: {because}", because=because)


def _read_now(news: News, feed: Feed, config: Config) -> tuple[Lane, Sentence]:
    entry = Entry("", news.link, news.title, news.summary, news.text, news.categories)
    view = view_of(config, feed, 0.0)
    urgency = urgency_of(entry, view)
    return urgency.lane, why_lane(entry, urgency, view)
