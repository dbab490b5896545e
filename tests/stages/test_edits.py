"""Edits of what is out: an alert raised in place is published anew, a corrected notice waits, a counter is nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.happening import Event
from pipeline.known import KnownItem, KnownPost, Stored
from pipeline.model import (
    Action,
    Change,
    Decision,
    Edits,
    Entry,
    Identified,
    Kind,
    Lane,
    News,
    PostState,
    Verdict,
)
from pipeline.phase import Phase
from pipeline.reasons import Code
from pipeline.settings.values import Feed
from pipeline.stages.decide.decide import decide
from pipeline.stages.decide.edits import Edit, content_hash, weight
from pipeline.stages.decide.lanes import urgency_of
from pipeline.stages.decide.view import ChannelView, View

NOW, HOUR = 1_795_500_000.0, 3600.0
FEED = Feed("portal", "https://c.example.it/feed/")
VIEW = View(
    now=NOW,
    feed=FEED,
    channels=(
        ChannelView("whatsapp", broadcast=True, edits=Edits.ASK),
        ChannelView("page", broadcast=False, edits=Edits.EDIT),
        ChannelView("quiet", broadcast=False, edits=Edits.IGNORE),
    ),
    lanes={"allerta": Lane.EMERGENCY, "avvisi": Lane.SERVICE},
)


def entry(title: str, text: str = "", category: str = "Allerta") -> Entry:
    return Entry("g", "https://c.example.it/1", title, "", text, (category,), NOW - HOUR)


def told(one: Entry) -> Stored:
    urgency = urgency_of(one, VIEW)
    words = (one.title, one.summary, one.text, one.link, one.categories[0], one.categories)
    news = News(*words, urgency.lane, NOW - HOUR, one.image, one.place, phase=urgency.phase)
    return Stored(news, FEED.name, FEED.name)


DONE = {channel.name: KnownPost(PostState.DONE, True) for channel in VIEW.channels}


def edited(old: Entry, new: Entry, state: PostState | None = PostState.DONE, **post: float) -> Decision:
    posts = {channel.name: KnownPost(state, True, **post) for channel in VIEW.channels} if state else {}
    item = KnownItem(7, 3, content_hash(old), NOW - HOUR, False, posts, told(old))
    [decision] = decide([Identified(new, ("guid:g",), 7)], {7: item}, VIEW)
    return decision


def of(decision: Decision, channel: str) -> list[tuple[Action, Code | str, Kind]]:
    return [(one.action, one.reason.code, one.kind) for one in decision.verdicts if one.channel == channel]


GIALLA = entry(
    "Allerta gialla per temporali",
    "Dalle 12 alle 20 di mercoledì. Evitate via Argine e il lungofiume a Revere.",
)


@pytest.mark.parametrize(
    "new",
    [
        replace(GIALLA, title="Allerta rossa per temporali"),
        replace(GIALLA, title="ALLERTA ROSSA per temporali"),
        replace(GIALLA, text=GIALLA.text.replace("alle 20", "alle 23")),
        replace(GIALLA, text=GIALLA.text.replace("mercoledì", "giovedì")),
        replace(GIALLA, text=GIALLA.text.replace("Revere", "Serravalle")),
        replace(GIALLA, text=GIALLA.text + " Chiuso anche il sottopasso di Melara."),
        replace(GIALLA, title="Revocata l'allerta gialla per temporali"),
        replace(GIALLA, event=Event(0.0, place="Golena")),
        replace(GIALLA, text=GIALLA.text + " Evacuare subito i piani bassi."),
    ],
)
def test_an_alert_raised_in_place_is_published_anew_on_every_channel(new: Entry) -> None:
    decision = edited(GIALLA, new)
    assert (decision.change, decision.revision) == (Change.RAISED, 1)
    for channel in VIEW.channels:
        assert of(decision, channel.name) == [(Action.PUBLISH, Code.RAISED, Kind.PUBLISH)]


@pytest.mark.parametrize(
    "new",
    [
        replace(GIALLA, text=GIALLA.text + " Livello del Po alle ore 15: 5,20 m."),
        replace(GIALLA, text=GIALLA.text + "\n\nUltimo aggiornamento: 25/11/2026, 18:03"),
        replace(GIALLA, title="Allerta gialla per temporali - aggiornamento ore 15"),
        replace(GIALLA, text=GIALLA.text.replace("alle 20", "alle ore 20.00")),
        replace(GIALLA, text=GIALLA.text.replace("Evitate", "Evitare")),
        replace(GIALLA, text=GIALLA.text + " Il Sindaco invita alla prudenza."),
        replace(GIALLA, text=""),  # a teaser, or half a download
        replace(GIALLA, text="Dalle 12 alle 20 di mercoledì."),
    ],
)
def test_what_leaves_colour_place_and_validity_as_they_were_raises_nothing(new: Entry) -> None:
    assert edited(GIALLA, new).change is not Change.RAISED


def test_a_bulletin_that_names_its_level_in_words_is_raised_by_it() -> None:
    was = entry("Avviso di allerta meteo", "Criticità moderata per rischio idraulico.")
    decision = edited(was, replace(was, text="Criticità elevata per rischio idraulico."))
    assert decision.change is Change.RAISED


def test_a_category_of_emergencies_that_is_added_later_raises_and_a_setting_does_not() -> None:
    was = entry("Maltempo: uffici chiusi domani", "Domani.", "Avvisi")
    assert edited(was, replace(was, categories=("Avvisi", "Allerta"))).change is Change.RAISED
    item = KnownItem(7, 3, content_hash(was), NOW - HOUR, False, DONE, told(was))
    stricter = replace(VIEW, lanes={"avvisi": Lane.EMERGENCY})
    [decision] = decide([Identified(was, ("guid:g",), 7)], {7: item}, stricter)
    assert decision.verdicts == ()


def test_an_end_that_an_older_release_took_for_an_alert_is_not_told_again() -> None:
    over = entry("Revocata l'allerta gialla", "Grazie. Visite: 3")
    before = told(over)
    before = replace(before, news=replace(before.news, lane=Lane.EMERGENCY, phase=Phase.NEW))
    assert (
        weight(before, replace(over, text="Grazie. Il testo cambia."), urgency_of(over, VIEW), FEED)
        is Edit.TRIFLE
    )


def test_what_was_no_alert_or_was_there_at_the_first_reading_goes_when_it_becomes_one() -> None:
    notice = entry("Vento in arrivo", category="Avvisi")
    raised = replace(notice, title="Allerta rossa per vento", categories=("Allerta",))
    assert edited(notice, raised).change is Change.RAISED
    assert edited(GIALLA, replace(GIALLA, title="Allerta rossa per temporali"), None).change is Change.RAISED


def test_an_alert_that_waits_is_only_replaced() -> None:
    item = KnownItem(
        7, 3, content_hash(GIALLA), NOW, False, {"whatsapp": KnownPost(PostState.HELD, False)}, told(GIALLA)
    )
    rossa = replace(GIALLA, title="Allerta rossa per temporali")
    [decision] = decide([Identified(rossa, ("guid:g",), 7)], {7: item}, VIEW)
    assert (decision.change, decision.revision) == (Change.EDITED, 4)
    assert of(decision, "whatsapp") == [(Action.HOLD, Code.EDITED_HELD, Kind.PUBLISH)]


def test_the_second_feed_of_an_alert_shows_less_of_it_and_raises_nothing() -> None:
    short = replace(
        told(replace(GIALLA, text=GIALLA.text + " Fino alle 24 a Ostiglia e a Pieve.")), teller="another"
    )
    assert weight(short, GIALLA, urgency_of(GIALLA, VIEW), FEED) is not Edit.RAISED


ORARI = entry("Chiusura dell'ufficio anagrafe", "Lo sportello è aperto dalle 9 alle 12 di lunedi.", "Avvisi")


@pytest.mark.parametrize(
    "text",
    [
        "Lo sportello è aperto dalle 14 alle 19 di lunedi.",
        "Lo sportello non è aperto dalle 9 alle 12 di lunedi.",
        "Lo sportello di Correggioli è aperto dalle 9 alle 12 di lunedi.",
    ],
)
def test_a_corrected_notice_waits_for_a_person_where_it_cannot_be_edited(text: str) -> None:
    decision = edited(ORARI, replace(ORARI, text=text))
    assert decision.change is Change.EDITED
    assert of(decision, "whatsapp") == [(Action.HOLD, Code.CORRECTED, Kind.FOLLOW_UP)]
    assert of(decision, "page") == [(Action.PUBLISH, Code.EDIT, Kind.EDIT)]
    assert of(decision, "quiet") == [(Action.SKIP, Code.EDIT_AFTER, Kind.PUBLISH)]


def test_where_nobody_got_it_nobody_is_asked() -> None:
    new = replace(ORARI, text="Lo sportello è aperto dalle 14 alle 19 di lunedi.")
    assert of(edited(ORARI, new, reached=False), "whatsapp") == [(Action.SKIP, Code.EDIT_AFTER, Kind.PUBLISH)]


@pytest.mark.parametrize(
    "new",
    [
        replace(ORARI, text="Lo sportello è aperto dalle 9 alle 12 di lunedì!"),
        replace(ORARI, text="Lo sportelo e' aperto dalle 9 alle 12 di lunedi."),
        replace(ORARI, title="CHIUSURA DELL'UFFICIO ANAGRAFE"),
        replace(ORARI, title="Chiusura ufficio anagrafe"),
        replace(ORARI, image="https://c.example.it/foto.jpg"),
    ],
)
def test_a_mended_typing_error_asks_nobody(new: Entry) -> None:
    assert of(edited(ORARI, new), "whatsapp") == [(Action.SKIP, Code.EDIT_AFTER, Kind.PUBLISH)]


def test_news_that_are_called_off_wait_for_a_person_and_other_edits_of_news_do_not() -> None:
    concert = entry("Concerto di Natale", "Domenica alle 21.", "Eventi")
    off = replace(concert, title="ANNULLATO - Concerto di Natale")
    assert of(edited(concert, off), "whatsapp") == [(Action.HOLD, Code.CORRECTED, Kind.FOLLOW_UP)]
    later = replace(concert, text="Domenica alle 20.")
    assert of(edited(concert, later), "whatsapp") == [(Action.SKIP, Code.EDIT_AFTER, Kind.PUBLISH)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Visite: 12", "Visite: 1.345"),
        ("Letto 56 volte", "Letto 57 volte"),
        ("(78 visualizzazioni)", "(1 visualizzazione)"),
        ("Post Views: 9", "Post Views: 10"),
        ("Pagina visitata 1.002 volte.", "Pagina visitata 1.003 volte."),
        ("Condivisioni: 3 | Visite 44", "Condivisioni: 4 | Visite 51"),
        ("Ultimo aggiornamento: 25/11/2026, 18:03", "Ultimo aggiornamento: 26/11/2026, 8:11"),
        ("Ultima modifica: 25 novembre 2026 alle 18:03", "Ultima modifica: 26 novembre 2026 alle 9:00"),
        ("Ultima modifica: giovedì 26 novembre 2026", "Ultima modifica: venerdì 27 novembre 2026"),
        ("Visto: 120", "Visto: 131"),
    ],
)
def test_a_counter_at_the_end_is_no_edit(one: str, other: str) -> None:
    text = "Lo sportello è aperto dalle 9 alle 12."
    before, after = (entry("Anagrafe", f"{text}\n\n{counter}", "Avvisi") for counter in (one, other))
    assert content_hash(before) == content_hash(after)
    before, after = (entry("Anagrafe", f"{text} {counter}", "Avvisi") for counter in (one, other))
    assert content_hash(before) == content_hash(after)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Apertura 9-12", "Apertura 14-19"),
        ("Telefono 0386 300 211", "Telefono 0386 300 212"),
        ("Orario delle visite: 15", "Orario delle visite: 17"),
        ("Visite: 15.30", "Visite: 17.30"),
        ("Visite: 12. Chiuso il lunedì 3", "Visite: 12. Chiuso il lunedì 4"),
        ("Scadenza 12 dicembre", "Scadenza 13 dicembre"),
    ],
)
def test_other_numbers_at_the_end_are_an_edit(one: str, other: str) -> None:
    assert content_hash(entry("Museo", one)) != content_hash(entry("Museo", other))


def test_a_feed_names_what_else_is_no_edit() -> None:
    one, other = (
        entry("Meteo", "Ora 12 °C in piazza. Oggi sole."),
        entry("Meteo", "Ora 13 °C in piazza. Oggi sole."),
    )
    assert content_hash(one) != content_hash(other)
    assert content_hash(one, (r"Ora \d+ °C",)) == content_hash(other, (r"Ora \d+ °C",))
    assert (
        len(content_hash(entry("a", "a" * 5000), ("(a+)+b",))) == 66
    )  # given up, and the text counts as it is


def test_within_an_hour_a_channel_gets_one_edit_and_the_last_one_is_not_lost() -> None:
    new = replace(ORARI, text="Lo sportello è aperto dalle 14 alle 19 di lunedi.")
    [first] = _edits(edited(ORARI, new))
    [second] = _edits(edited(ORARI, new, edited_at=NOW - 600))
    assert first.due <= NOW + VIEW.schedule.settle_seconds
    assert second.due == NOW - 600 + HOUR


def _edits(decision: Decision) -> list[Verdict]:
    return [one for one in decision.verdicts if one.kind is Kind.EDIT]


def test_the_end_of_an_alert_goes_to_everybody() -> None:
    over = replace(GIALLA, title="Cessata l'allerta gialla")
    decision = edited(GIALLA, over)
    assert (decision.lane, decision.phase, decision.audience) == (Lane.SERVICE, Phase.ALERT_OVER, "everyone")


@pytest.mark.parametrize(
    ("new", "change"),
    [
        (replace(ORARI, text=ORARI.text.replace("lunedi", "lunedì")), Change.SHARED),
        (replace(ORARI, text=ORARI.text.replace("12", "14")), Change.EDITED),
    ],
)
def test_a_text_that_this_release_reads_otherwise_is_no_edit(new: Entry, change: Change) -> None:
    posts = {channel.name: KnownPost(PostState.DONE, True) for channel in VIEW.channels}
    item = KnownItem(7, 3, "1:" + content_hash(ORARI)[2:], NOW - HOUR, False, posts, told(ORARI))
    [decision] = decide([Identified(new, ("guid:g",), 7)], {7: item}, VIEW)
    assert (decision.change, decision.content_hash) == (change, content_hash(new))
    assert bool(decision.verdicts) is (change is Change.EDITED)
