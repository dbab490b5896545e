"""decide: an item that several feeds show has what all of them give, and the words of the one that says most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from pipeline.known import KnownItem, KnownPost, Stored
from pipeline.model import Action, Change, Decision, Entry, Identified, Lane, News, PostState
from pipeline.phase import Phase
from pipeline.reasons import Code
from pipeline.settings.values import Feed
from pipeline.stages.decide.decide import content_hash, decide
from pipeline.stages.decide.view import View
from tests.stages.test_decide import NOW, VIEW, entry

BODY = (
    "La strada provinciale resta chiusa da lunedì a venerdì per lavori. Deviazione per via Roma e via Verdi."
)
EXCERPT = BODY[:70] + " […]"


def feed(name: str, lane: Lane = Lane.NEWS, category: str = "Notizie") -> View:
    return replace(VIEW, feed=Feed(name, "https://c.example.it/", category=category, lane=lane))


def said(text: str, *categories: str) -> Entry:
    return replace(entry(1, *categories), text=text)


def item(
    text: str,
    *categories: str,
    state: PostState | None = PostState.DUE,
    lane: Lane = Lane.NEWS,
    told_by: str = "rss",
    also: Mapping[str, tuple[tuple[str, ...], Lane]] | None = None,
) -> KnownItem:
    """An item of the feed `rss`, as it is stored."""
    one = said(text, *categories)
    news = News(one.title, "", text, one.link, "Notizie", categories, lane, NOW)
    posts = {"whatsapp": KnownPost(state, released=state is PostState.DONE)} if state else {}
    return KnownItem(
        1, 3, content_hash(one), NOW - 60, False, posts, Stored(news, "rss", told_by, also or {})
    )


def shows(view: View, one: Entry, was: KnownItem) -> Decision:
    [decision] = decide([Identified(one, ("guid:g1",), 1)], {1: was}, view)
    return decision


def told(decision: Decision) -> list[tuple[str, Action, Code]]:
    return [(one.channel, one.action, one.reason.code) for one in decision.verdicts]


GAINED = [("whatsapp", Action.PUBLISH, Code.GAINED)]


@pytest.mark.parametrize(
    ("view", "one", "was", "expected"),
    [
        # The same feed and the same words: nothing; another date or fewer categories too.
        (feed("rss"), said(BODY, "Eventi"), item(BODY, "Eventi", "Sport"), []),
        # A lane that rises while it waits, and a category more.
        (feed("rss"), said(BODY, "Allerta"), item(BODY, "Eventi"), GAINED),
        (feed("rss"), said(BODY, "Eventi", "Scuola"), item(BODY, "Eventi"), GAINED),
        (feed("altro", Lane.SERVICE), said(BODY, "Eventi"), item(BODY, "Eventi"), GAINED),
        # A fuller text; a shorter one is no edit.
        (feed("rest"), said(BODY, "Eventi"), item(EXCERPT, "Eventi"), GAINED),
        (feed("rest"), said(EXCERPT, "Eventi"), item(BODY, "Eventi"), []),
        # It is out: nobody is told of an excerpt's rest.
        (feed("rest"), said(BODY, "Eventi"), item(EXCERPT, "Eventi", state=PostState.DONE), []),
        (feed("rest"), said(BODY, "Eventi"), item(EXCERPT, "Eventi", state=None), []),
        # The feed that has its words edits them.
        (
            feed("rss"),
            said("Altro.", "Eventi"),
            item(BODY, "Eventi"),
            [("whatsapp", Action.PUBLISH, Code.EDITED_OPEN)],
        ),
    ],
)
def test_what_those_who_still_wait_for_it_get(
    view: View, one: Entry, was: KnownItem, expected: list[tuple[str, Action, Code]]
) -> None:
    decision = shows(view, one, was)
    assert [line for line in told(decision) if line[2] is not Code.EDIT_OF_NOTHING] == expected
    assert decision.revision == (4 if expected else 3)


def test_its_categories_are_the_union_and_its_lane_the_most_urgent_whichever_feed_is_read() -> None:
    decision = shows(feed("avvisi", Lane.SERVICE, "Avvisi"), said(EXCERPT), item(BODY, "Eventi"))
    assert decision.identified.entry.categories == ("Eventi", "Avvisi")
    assert (decision.lane, decision.category, decision.change) == (Lane.SERVICE, "Eventi", Change.SHARED)
    assert decision.identified.entry.text == BODY
    shared = decision.identified.shared
    assert shared is not None
    assert shared.told_by == "rss"
    was = item(BODY, "Eventi", "Avvisi", also=shared.also, lane=Lane.SERVICE)
    for view, one in (
        (feed("rss"), said(BODY, "Eventi")),
        (feed("avvisi", Lane.SERVICE, "Avvisi"), said(EXCERPT)),
    ):
        decision = shows(view, one, was)
        assert (decision.change, decision.lane, decision.verdicts) == (Change.SAME, Lane.SERVICE, ())


def test_excerpt_and_body_do_not_take_turns() -> None:
    was, texts = item(EXCERPT, "Eventi", state=PostState.DONE), []
    for name, text in (("rest", BODY), ("rss", EXCERPT), ("rest", BODY), ("rss", EXCERPT)):
        decision = shows(feed(name), said(text, "Eventi"), was)
        shared = decision.identified.shared
        assert shared is not None
        assert decision.verdicts == ()
        assert was.stored is not None
        news = replace(was.stored.news, text=decision.identified.entry.text)
        was = replace(
            was, stored=Stored(news, "rss", shared.told_by, shared.also), content_hash=decision.content_hash
        )
        texts.append(decision.identified.entry.text)
    assert texts == [BODY] * 4


def test_an_edit_in_the_feed_that_says_most_is_an_edit() -> None:
    also = {"rss": (("Eventi",), Lane.NEWS), "rest": (("Eventi",), Lane.NEWS)}
    was = item(BODY, "Eventi", state=PostState.DONE, told_by="rest", also=also)
    edited = BODY.replace("venerdì", "domenica")
    assert shows(feed("rest"), said(edited, "Eventi"), was).change is Change.EDITED
    assert shows(feed("rss"), said(EXCERPT, "Eventi"), was).change is Change.SAME


# -- another feed calls it an alert ------------------------------------------------------------------

ALERTS = replace(feed("allerte", Lane.EMERGENCY, "Allerte"), shown=())


@pytest.mark.parametrize(
    ("state", "view", "one", "raised"),
    [
        (PostState.DONE, ALERTS, said(EXCERPT), True),
        (None, ALERTS, said(EXCERPT), True),  # it was there at the first reading
        (PostState.EXPIRED, ALERTS, said(EXCERPT), True),
        (PostState.DUE, ALERTS, said(EXCERPT), False),  # it only gains the lane
        (PostState.CANCELLED, ALERTS, said(EXCERPT), False),  # a person said no
        (PostState.DONE, replace(ALERTS, shown=(1,)), said(EXCERPT), False),  # as before
        (PostState.DONE, replace(ALERTS, shown=None), said(EXCERPT), False),  # perhaps as before
        (PostState.DONE, replace(ALERTS, first_poll=True), said(EXCERPT), False),
        (PostState.DONE, replace(feed("avvisi", Lane.SERVICE), shown=()), said(EXCERPT), False),
        (PostState.DONE, replace(feed("rest"), shown=()), said(EXCERPT, "Allerta"), True),
        (PostState.DONE, ALERTS, replace(said(EXCERPT), title="Cessata l'allerta"), False),
    ],
)
def test_what_is_out_is_told_anew_when_another_feed_shows_it_as_an_alert(
    state: PostState | None, view: View, one: Entry, raised: bool
) -> None:
    decision = shows(view, one, item(BODY, "Eventi", state=state))
    assert (decision.change is Change.RAISED) is raised
    turned = [(name, Action.PUBLISH, Code.TURNED_URGENT) for name in ("whatsapp", "page")]
    assert (told(decision) == turned) is raised


def test_a_second_feed_that_changes_its_category_raises_too_and_a_setting_does_not() -> None:
    also = {"rss": (("Eventi",), Lane.NEWS), "allerte": (("Avvisi",), Lane.SERVICE)}
    was = item(BODY, "Eventi", "Avvisi", state=PostState.DONE, lane=Lane.SERVICE, also=also)
    view = replace(feed("allerte"), shown=(1,))
    assert shows(view, said(EXCERPT, "Allerta"), was).change is Change.RAISED
    stricter = replace(view, lanes={"avvisi": Lane.EMERGENCY})
    assert shows(stricter, said(EXCERPT, "Avvisi"), was).change is Change.SHARED


def test_an_alert_has_the_fullest_text_of_one_title_and_else_its_own_words() -> None:
    was = item(BODY, "Eventi", state=PostState.DONE)
    decision = shows(ALERTS, said(EXCERPT), was)
    assert decision.identified.entry.text == BODY
    other = replace(said("Restate in casa."), title="Allerta rossa")
    decision = shows(ALERTS, other, was)
    entry, shared = decision.identified.entry, decision.identified.shared
    assert (entry.title, entry.text, decision.lane) == ("Allerta rossa", "Restate in casa.", Lane.EMERGENCY)
    assert shared is not None
    assert shared.told_by == "allerte"
    # The calmer feed still says more, and takes no words of the alert.
    news = News("Allerta rossa", "", other.text, entry.link, "Notizie", ("Eventi",), Lane.EMERGENCY, NOW)
    done = {"whatsapp": KnownPost(PostState.DONE, True)}
    alert = KnownItem(
        2,
        1,
        decision.content_hash,
        NOW,
        False,
        done,
        Stored(news, "allerte", "allerte", shared.also),
    )
    [after] = decide([Identified(said(BODY, "Eventi"), ("guid:g1",), 2)], {2: alert}, feed("rss"))
    assert (after.verdicts, after.identified.entry.title) == ((), "Allerta rossa")


def test_a_feed_that_still_shows_the_alert_after_its_end_does_not_raise_it_again() -> None:
    was = item(BODY, "Eventi", state=PostState.DONE, lane=Lane.SERVICE)
    assert was.stored is not None
    over = replace(was.stored, news=replace(was.stored.news, phase=Phase.ALERT_OVER))
    assert shows(ALERTS, said(EXCERPT), replace(was, stored=over)).change is not Change.RAISED
