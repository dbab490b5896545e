"""decide: named scenarios, no clock, no database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.known import KnownItem, KnownPost
from pipeline.model import Action, Change, Decision, Entry, Identified, Lane, Mode, PostState
from pipeline.reasons import Code, Reason
from pipeline.settings.values import Feed, Safety, Schedule
from pipeline.stages.decide.decide import content_hash, decide
from pipeline.stages.decide.places import Places
from pipeline.stages.decide.view import ChannelView, View

NOW = 1_795_500_000.0
DAY = 86400.0
VIEW = View(
    now=NOW,
    feed=Feed("portal", "https://c.example.it/feed/"),
    channels=(ChannelView("whatsapp", broadcast=True), ChannelView("page", broadcast=False)),
    lanes={"allerta": Lane.EMERGENCY, "avvisi": Lane.SERVICE},
    schedule=Schedule(settle_seconds=300),
)


def entry(n: int = 1, *categories: str, age_days: float = 0.0) -> Entry:
    return Entry(
        f"g{n}", f"https://c.example.it/{n}", f"Titolo {n}", "", "Testo.", categories, NOW - age_days * DAY
    )


def new(one: Entry, n: int = 1) -> Identified:
    return Identified(one, (f"guid:g{n}",), None)


def first(*entries: Entry, view: View = VIEW) -> list[Decision]:
    return decide([new(one, n) for n, one in enumerate(entries)], {}, view)


def again(one: Entry, item: KnownItem, view: View = VIEW) -> Decision:
    [decision] = decide([Identified(one, ("guid:g1",), item.id)], {item.id: item}, view)
    return decision


def known(
    one: Entry, state: PostState | None = None, *, released: bool = False, withdrawn: bool = False
) -> KnownItem:
    posts = {} if state is None else {"whatsapp": KnownPost(state, released)}
    return KnownItem(1, 3, content_hash(one), NOW - DAY, withdrawn, posts)


def outcome(decision: Decision, channel: str = "whatsapp") -> tuple[Action, Reason]:
    [verdict] = [v for v in decision.verdicts if v.channel == channel]
    return verdict.action, verdict.reason


def test_a_new_item_is_published_after_the_settle_delay() -> None:
    [decision] = first(entry())
    assert (decision.change, decision.revision, decision.lane) == (Change.NEW, 1, Lane.NEWS)
    assert outcome(decision) == (Action.PUBLISH, Reason(Code.NEW))
    assert [v.due - NOW for v in decision.verdicts] == [300, 300]
    assert decision.verdicts[0].not_after - NOW == 48 * 3600  # counted from its publication


def test_an_emergency_is_due_at_once_and_ends_sooner() -> None:
    [decision] = first(entry(1, "Eventi", "ALLERTA"))
    assert decision.lane is Lane.EMERGENCY
    assert decision.verdicts[0].due == NOW
    assert decision.verdicts[0].not_after == NOW + 6 * 3600


@pytest.mark.parametrize(
    ("one", "view", "expected"),
    [
        (entry(), replace(VIEW, first_poll=True), (Action.SKIP, Reason(Code.BASELINE))),
        (entry(age_days=7.5), VIEW, (Action.SKIP, Reason(Code.STALE, days=8))),
        (entry(age_days=6.9), VIEW, (Action.HOLD, Reason(Code.LATE, hours=166))),
        (entry(age_days=1.9), VIEW, (Action.PUBLISH, Reason(Code.NEW))),
        (entry(age_days=-1.9), VIEW, (Action.PUBLISH, Reason(Code.NEW))),
        (entry(age_days=-3), VIEW, (Action.HOLD, Reason(Code.FUTURE, days=3))),
        (replace(entry(), published=None), VIEW, (Action.PUBLISH, Reason(Code.NEW))),
        (replace(entry(), reject=Code.LOCKED), VIEW, (Action.SKIP, Reason(Code.LOCKED))),
        (replace(entry(), title="", text=""), VIEW, (Action.SKIP, Reason(Code.EMPTY))),
        (replace(entry(), title="Citt\ufffd"), VIEW, (Action.HOLD, Reason(Code.BROKEN_TITLE))),
        (
            entry(1, "Albo pretorio"),
            replace(VIEW, channels=(ChannelView("whatsapp", True, exclude=frozenset({"albo pretorio"})),)),
            (Action.SKIP, Reason(Code.EXCLUDED, category="Albo pretorio")),
        ),
        (
            entry(),
            replace(VIEW, channels=(ChannelView("whatsapp", True, baseline=True),)),
            (Action.SKIP, Reason(Code.NEW_CHANNEL)),
        ),
    ],
)
def test_first_sight(one: Entry, view: View, expected: tuple[Action, Reason]) -> None:
    [decision] = first(one, view=view)
    assert outcome(decision) == expected


def test_in_testers_mode_pages_get_nothing() -> None:
    [decision] = first(entry(), view=replace(VIEW, mode=Mode.TESTERS))
    assert outcome(decision) == (Action.PUBLISH, Reason(Code.NEW))
    assert outcome(decision, "page")[0] is Action.SKIP


@pytest.mark.parametrize(
    ("count", "window", "peak", "held"),
    [
        (5, 10, 0, False),
        (6, 10, 0, True),
        (5, 9, 0, True),
        (9, 100, 3, False),
        (10, 100, 3, True),
        (10, 10, 30, True),
    ],
)
def test_many_new_items_at_once_are_held(count: int, window: int, peak: int, held: bool) -> None:
    old = [Identified(entry(n), (f"guid:{n}",), n) for n in range(1000, 1000 + window - count)]
    items = {one.item: replace(known(one.entry), id=one.item) for one in old if one.item}
    fresh = [new(entry(n), n) for n in range(count)]
    decisions = decide([*fresh, *old], items, replace(VIEW, usual_daily_peak=peak))
    expected = (Action.HOLD, Reason(Code.FLOOD, count=count)) if held else (Action.PUBLISH, Reason(Code.NEW))
    assert {outcome(decision) for decision in decisions[:count]} == {expected}


def test_stale_items_sliding_back_are_no_flood() -> None:
    decisions = first(entry(0), *(entry(n, age_days=30) for n in range(1, 10)))
    assert outcome(decisions[0]) == (Action.PUBLISH, Reason(Code.NEW))


def test_a_few_emergencies_pass_the_flood_and_no_more() -> None:
    view = replace(VIEW, safety=Safety(emergency_cap=2))
    decisions = first(*(entry(n, "Allerta") for n in range(4)), *(entry(n) for n in range(4, 8)), view=view)
    actions = [outcome(decision)[0] for decision in decisions]
    assert actions == [Action.PUBLISH] * 2 + [Action.HOLD] * 6


def test_the_most_urgent_category_decides_and_else_the_feed() -> None:
    service = replace(VIEW, feed=Feed("f", "https://c.example.it/", category="Comunicati", lane=Lane.SERVICE))
    assert first(entry(1, "Avvisi", "Allerta"))[0].lane is Lane.EMERGENCY
    assert first(entry(1, "Altro"), view=service)[0].lane is Lane.SERVICE
    assert first(entry(1), view=service)[0].category == "Comunicati"
    assert first(entry(1, "Altro"), view=service)[0].category == "Altro"


def test_the_same_item_with_another_date_is_the_same() -> None:
    one = entry()
    decision = again(replace(one, published=NOW + 5), known(one, PostState.DONE, released=True))
    assert (decision.change, decision.verdicts) == (Change.SAME, ())


EDITED = replace(entry(), text="Testo corretto.")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (PostState.DUE, (Action.PUBLISH, Reason(Code.EDITED_OPEN))),
        (PostState.SENDING, (Action.PUBLISH, Reason(Code.EDITED_OPEN))),
        (PostState.PAUSED, (Action.PUBLISH, Reason(Code.EDITED_OPEN))),
        (PostState.HELD, (Action.HOLD, Reason(Code.EDITED_HELD))),
        (PostState.DONE, (Action.SKIP, Reason(Code.EDIT_AFTER))),
        (PostState.EXPIRED, (Action.SKIP, Reason(Code.EDIT_OF_ENDED, state="expired"))),
        (PostState.CANCELLED, (Action.SKIP, Reason(Code.EDIT_OF_ENDED, state="cancelled"))),
        (None, (Action.SKIP, Reason(Code.EDIT_OF_NOTHING))),
    ],
)
def test_an_edit(state: PostState | None, expected: tuple[Action, Reason]) -> None:
    decision = again(EDITED, known(entry(), state))
    assert (decision.change, decision.revision) == (Change.EDITED, 4)
    assert outcome(decision) == expected


def test_nothing_is_inferred_from_a_broken_download() -> None:
    decision = again(EDITED, known(entry(), PostState.DUE), replace(VIEW, degraded="broken XML"))
    assert decision.change is Change.SAME


def test_an_item_that_becomes_password_protected_publishes_nothing() -> None:
    decision = again(replace(EDITED, reject=Code.LOCKED), known(entry(), PostState.DUE))
    assert decision.verdicts == ()


@pytest.mark.parametrize(
    ("state", "released", "expected"),
    [
        (PostState.CANCELLED, False, (Action.PUBLISH, Reason(Code.REAPPEARED))),
        (PostState.CANCELLED, True, (Action.SKIP, Reason(Code.EDIT_OF_ENDED, state="cancelled"))),
        (PostState.DONE, True, (Action.SKIP, Reason(Code.EDIT_AFTER))),
    ],
)
def test_an_item_that_comes_back(state: PostState, released: bool, expected: tuple[Action, Reason]) -> None:
    decision = again(entry(), known(entry(), state, released=released, withdrawn=True))
    assert decision.change is Change.RESTORED
    assert outcome(decision) == expected


def test_an_event_is_news_until_it_is_over_and_never_sent_after() -> None:
    [over] = first(replace(entry(), until=NOW - 2 * DAY))
    assert outcome(over) == (Action.SKIP, Reason(Code.OVER, days=2))
    [soon] = first(replace(entry(), until=NOW + 3600))
    assert outcome(soon) == (Action.PUBLISH, Reason(Code.NEW))
    assert soon.verdicts[0].not_after == NOW + 3600


@pytest.mark.parametrize(
    ("age", "expected"),
    [(1, (Action.PUBLISH, Reason(Code.NOW_PUBLIC))), (9, (Action.SKIP, Reason(Code.STALE, days=9)))],
)
def test_what_was_locked_and_is_now_open_is_news_unless_it_is_history(
    age: float, expected: tuple[Action, Reason]
) -> None:
    one = entry(age_days=age)
    assert outcome(again(one, known(one, withdrawn=True))) == expected


def test_what_may_be_a_known_item_is_looked_at() -> None:
    [decision] = decide([replace(new(entry()), doubt=Reason(Code.SAME_ADDRESS, item=3))], {}, VIEW)
    assert outcome(decision) == (Action.HOLD, Reason(Code.SAME_ADDRESS, item=3))


@pytest.mark.parametrize(
    ("categories", "topics", "zones"),
    [
        (("Cultura",), ("eventi",), ()),
        (("CULTURA", "Scuola", "Centro storico"), ("eventi", "scuola"), ("centro",)),
        (("Sport",), ("altro",), ()),
        ((), ("altro",), ()),
        (("Avvisi", "Eventi", "Centro storico"), (), ("centro",)),  # a service: nobody refuses it by topic
        (("Allerta", "Eventi", "Centro storico"), (), ()),  # an emergency: it comes to all
    ],
)
def test_topics_are_of_news_and_zones_of_all_but_emergencies(
    categories: tuple[str, ...], topics: tuple[str, ...], zones: tuple[str, ...]
) -> None:
    lanes = {"allerta": Lane.EMERGENCY, "avvisi": Lane.SERVICE}
    words = {"eventi": ("Eventi", "Cultura"), "scuola": ("Scuola",)}
    view = replace(VIEW, lanes=lanes, topics=words, places=Places({"centro": ("Centro storico",)}))
    [decision] = first(entry(1, *categories), view=view)
    assert (decision.topics, decision.zones) == (topics, zones)


def test_without_configured_topics_nothing_can_be_refused() -> None:
    [decision] = first(entry(1, "Eventi"))
    assert (decision.topics, decision.zones) == ((), ())


def test_without_digests_who_wants_news_in_them_gets_them_at_once() -> None:
    assert first(entry())[0].audience == "now"
    assert first(entry(), view=replace(VIEW, digests=False))[0].audience == ""
    assert first(entry(1, "Avvisi"))[0].audience == ""


CAP = replace(VIEW, safety=replace(VIEW.safety, flood_items=50, emergencies_an_hour=3, emergencies_a_day=10))


def actions(decisions: list[Decision]) -> list[str]:
    return [str(outcome(one)[0]) for one in decisions]


def test_beyond_the_cap_an_emergency_waits_for_a_person_and_news_do_not() -> None:
    found = first(*(entry(n, "Allerta") for n in range(5)), entry(5), view=CAP)
    assert actions(found) == ["publish"] * 3 + ["hold"] * 2 + ["publish"]
    assert outcome(found[3])[1] == Reason(Code.MANY_EMERGENCIES, an_hour=3, a_day=10)


@pytest.mark.parametrize(
    ("started", "left"), [((0, 0), 3), ((2, 2), 1), ((3, 3), 0), ((0, 9), 1), ((9, 99), 0)]
)
def test_what_was_started_before_counts(started: tuple[int, int], left: int) -> None:
    view = replace(CAP, emergencies_started=started)
    found = first(*(entry(n, "Allerta") for n in range(4)), view=view)
    assert actions(found) == ["publish"] * left + ["hold"] * (4 - left)


def test_corrections_of_an_emergency_and_news_that_become_one_count_too() -> None:
    full = replace(CAP, emergencies_started=(3, 3))
    edited = replace(entry(1, "Allerta"), text="Altro.")
    for before in (
        known(entry(1, "Allerta"), PostState.SENDING, released=True),
        known(entry(1), PostState.DUE),
    ):
        assert outcome(again(edited, before, view=CAP))[0] is Action.PUBLISH
        assert outcome(again(edited, before, view=full))[0] is Action.HOLD


def test_with_a_cap_of_none_every_emergency_waits() -> None:
    none = replace(CAP, safety=replace(CAP.safety, emergencies_an_hour=0))
    assert actions(first(entry(1, "Allerta"), view=none)) == ["hold"]
