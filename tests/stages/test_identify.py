"""identify: which item an entry is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Entry, Identity
from pipeline.reasons import Code
from pipeline.stages.identify import identify, settle
from pipeline.stages.names import all_names, canonical_link, dated_name, folded, names_of
from pipeline.stages.wandering import wandering
from pipeline.stages.witnesses import Known, KnownName

LONG = "Il servizio resta sospeso per tutta la giornata, salvo imprevisti."


def entry(guid: str = "", link: str = "", title: str = "t", published: float | None = None) -> Entry:
    return Entry(guid, link, title, "", "", published=published)


@pytest.mark.parametrize(
    "other",
    [
        "http://www.comune.example.it/a/b/",
        "https://comune.example.it/a/b",
        "https://COMUNE.example.it/a/b/#top",
        "https://comune.example.it:443/a/b/?utm_source=x&utm_medium=y",
        "https://comune.example.it/a/b?fbclid=1",
        "https://comune.example.it/a/b;jsessionid=0A1B2C.node1",
        "https://comune.example.it/a/b/;sid=77?PHPSESSID=4",
        "https://comune.example.it/a/b?CFID=1&CFTOKEN=2&ASPSESSIONIDQA=Z",
        "https://comune.example.it/a/b?sid=0a9f8b7c6d5e4f3a2b1c",
        "https://comune.example.it/a/b?p_auth=k3Xz&_122_redirect=%2Fhome",
        "https://comune.example.it/(S(lit3py55t21z5v55))/a/b",
    ],
)
def test_spellings_of_one_address_are_one_link(other: str) -> None:
    assert canonical_link(other) == canonical_link("https://www.comune.example.it/a/b/")


@pytest.mark.parametrize(
    "other",
    [
        "https://c.example.it/?p=2",
        "https://c.example.it/x?p=1",
        "https://d.example.it/?p=1",
        "https://c.example.it/?p=1&sid=12",  # of the article
        "https://c.example.it/?p=1#/notizie/2",
        "https://c.example.it/?p=1#!/notizie/2",
    ],
)
def test_different_pages_stay_different(other: str) -> None:
    assert canonical_link(other) != canonical_link("https://c.example.it/?p=1")


def test_a_guid_survives_the_move_to_https() -> None:
    assert names_of(entry("http://c.example.it/?p=1"), "f") == names_of(
        entry("https://www.c.example.it/?p=1"), "f"
    )


def test_without_guid_and_link_title_and_date_serve_within_the_feed() -> None:
    assert names_of(entry(title="A", published=1.0), "f") == names_of(entry(title=" a ", published=1.0), "f")
    assert names_of(entry(title="A", published=1.0), "f") != names_of(entry(title="A", published=2.0), "f")
    assert names_of(entry(title="A", published=1.0), "f") != names_of(entry(title="A", published=1.0), "g")


def test_a_known_link_under_a_new_guid_is_the_same_item() -> None:
    known = {"link:c.example.it/a": 7}
    [one] = identify([entry("new-guid", "https://c.example.it/a")], "f", Identity.AUTO, Known(known))
    assert one.item == 7


def test_where_guid_and_link_disagree_the_guid_wins() -> None:
    known = {"guid:f g": 1, "link:c.example.it/a": 2}
    [one] = identify([entry("g", "https://c.example.it/a")], "f", Identity.AUTO, Known(known))
    assert one.item == 1


def test_of_several_entries_of_one_item_the_first_stays() -> None:
    entries = [entry("g", title="first"), entry("g", title="second"), entry("h", title="other")]
    assert [one.entry.title for one in identify(entries, "f", Identity.AUTO, Known())] == ["first", "other"]


def test_two_entries_known_as_one_item_by_different_names_are_one() -> None:
    known = {"guid:f g": 1, "link:c.example.it/a": 1}
    found = identify([entry("g"), entry("h", "https://c.example.it/a")], "f", Identity.AUTO, Known(known))
    assert [one.item for one in found] == [1]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([entry("a", "https://c.it/a"), entry("b", "https://c.it/b")], Identity.AUTO),
        ([entry("0", "https://c.it/a"), entry("0", "https://c.it/b")], Identity.LINK),
        ([entry("0", "https://c.it", "A"), entry("0", "https://c.it", "B")], Identity.TITLE),
        ([entry("", "https://c.it", "A"), entry("", "https://c.it", "B")], Identity.TITLE),
        ([entry("", "https://c.it/a", "A"), entry("", "https://c.it/b", "A")], Identity.AUTO),
        # Listed twice, and retitled the second time.
        ([entry("g", "https://c.it/a", "A", 1.0), entry("g", "https://c.it/a", "A bis", 1.0)], Identity.AUTO),
        # Different guids at one address: the guids still name them.
        ([entry("g", "https://c.it", "A"), entry("h", "https://c.it", "B")], Identity.AUTO),
    ],
)
def test_names_that_stand_for_several_items_are_trusted_no_more(
    entries: list[Entry], expected: Identity
) -> None:
    identity, why = settle(entries, Identity.AUTO)
    assert (identity, bool(why)) == (expected, expected is not Identity.AUTO)


def test_what_config_says_of_identity_is_not_weakened_but_by_links_that_name_nothing() -> None:
    shared = [entry("0", "https://c.it/a"), entry("0", "https://c.it/b")]
    assert settle(shared, Identity.GUID) == (Identity.GUID, None)
    assert settle(shared, Identity.LINK) == (Identity.LINK, None)


def test_a_renamed_item_is_found_by_title_and_date_unless_the_known_one_is_still_there() -> None:
    renamed = entry("new", "https://new.it/a", "Ponte chiuso", 100.0)
    known = Known({dated_name(renamed): 7})
    assert [one.item for one in identify([renamed], "f", Identity.AUTO, known)] == [7]
    still = entry("old", "https://c.it/a", "Ponte chiuso", 100.0)
    known = Known(
        {dated_name(renamed): 7, "guid:f old": 7}, {7: KnownName("Ponte chiuso", 100.0, has_guid=True)}
    )
    found = identify([renamed, still], "f", Identity.AUTO, known)
    assert [one.item for one in found] == [None, 7]
    assert found[0].doubt is not None


@pytest.mark.parametrize(
    ("title", "published", "item"),
    [
        ("Ponte chiuso", 999.0, 7),  # re-dated
        ("Ponte riaperto", 100.0, 7),  # retitled
        ("Ponte riaperto", 999.0, None),  # the page may have been used for other news
    ],
)
def test_a_known_address_under_a_new_guid_is_the_known_item_if_title_or_date_agree(
    title: str, published: float, item: int | None
) -> None:
    known = Known({"link:c.it/a": 7}, {7: KnownName("Ponte chiuso", 100.0, has_guid=True)})
    [one] = identify([entry("new", "https://c.it/a", title, published)], "f", Identity.AUTO, known)
    assert (one.item, bool(one.doubt)) == (item, item is None)


# -- one witness is not enough ---------------------------------------------------------------------

FESTA = KnownName("Festa di Natale", 100.0, has_guid=True, link="https://c.it/festa", source="f")


@pytest.mark.parametrize(
    ("was", "now", "doubt"),
    [
        # The guid agrees, and nothing else: reused, or the number of a row.
        (FESTA, entry("306", "https://c.it/acqua", "Acqua non potabile", 999.0), Code.SAME_GUID),
        # An address without guids: one section for all.
        (replace(FESTA, has_guid=False), entry("", "https://c.it/festa", "Acqua", 999.0), Code.SAME_ADDRESS),
        (
            replace(FESTA, has_guid=False, published=None),
            entry("", "https://c.it/festa", "Acqua"),
            Code.SAME_ADDRESS,
        ),
        # The guid is the address: one witness, not two.
        (FESTA, entry("https://c.it/festa", "https://c.it/festa", "Acqua", 999.0), Code.SAME_ADDRESS),
        # Two agree; guid and link alone need the text.
        (FESTA, entry("306", "https://c.it/festa", "Acqua", 999.0), Code.SAME_ADDRESS),
        (
            replace(FESTA, text=LONG),
            replace(entry("306", "https://c.it/festa", "Acqua", 999.0), text=LONG),
            None,
        ),
        (FESTA, entry("306", "https://c.it/acqua", "Acqua", 100.0), None),
        (FESTA, entry("306", "https://c.it/acqua", "Festa di Natale", 999.0), None),
        # A day is half a witness: enough beside the same text, and not without it.
        (
            replace(FESTA, published=7200.0),
            entry("", "https://c.it/festa", "Acqua", 7200.0),
            Code.SAME_ADDRESS,
        ),
        (
            replace(FESTA, published=7200.0),
            entry("306", "https://c.it/acqua", "Acqua", 7200.0),
            Code.SAME_GUID,
        ),
        (
            replace(FESTA, published=7200.0, text=LONG),
            replace(entry("", "https://c.it/festa", "Festa dell'Avvento", 7200.0), text=LONG),
            None,
        ),
        # Nothing differs.
        (FESTA, entry("306", "", "", None), None),
    ],
)
def test_one_witness_that_agrees_while_the_others_differ_is_doubted(
    was: KnownName, now: Entry, doubt: Code | None
) -> None:
    names = {"guid:f 306": 7, "link:c.it/festa": 7, "guid:c.it/festa": 7}
    [one] = identify([now], "f", Identity.AUTO, Known(names, {7: was}))
    assert (one.item, one.doubt and one.doubt.code) == ((None, doubt) if doubt else (7, None))


def test_what_was_doubted_once_is_known_by_all_its_names_together() -> None:
    known = Known({"guid:f 306": 7, "link:c.it/festa": 7}, {7: FESTA})
    now = entry("306", "https://c.it/acqua", "Acqua", 999.0)
    [one] = identify([now], "f", Identity.AUTO, known)
    [again] = identify(
        [now], "f", Identity.AUTO, replace(known, aliases={**dict.fromkeys(one.aliases, 8), **known.aliases})
    )
    assert (one.item, again.item, again.doubt) == (None, 8, None)


def test_rows_that_are_numbered_anew_are_new_at_the_top_and_known_below() -> None:
    items = {
        n: KnownName(title, 100.0 + n, True, f"https://c.it/#/n/{n}") for n, title in ((1, "A"), (2, "B"))
    }
    names = {
        name: n
        for n, was in items.items()
        for name in (f"guid:f {n}", f"link:c.it#/n/{n}", dated_name(entry("", "", was.title, was.published)))
    }
    rows = [("C", 200.0), ("A", 101.0), ("B", 102.0)]
    entries = [entry(str(n), f"https://c.it/#/n/{n}", title, at) for n, (title, at) in enumerate(rows, 1)]
    found = identify(
        entries, "f", Identity.AUTO, Known(names, {n: replace(w, source="f") for n, w in items.items()})
    )
    assert [(one.entry.title, one.item, one.doubt) for one in found] == [
        ("C", None, None),
        ("A", 1, None),
        ("B", 2, None),
    ]


def test_a_guid_names_an_item_in_its_own_feed_or_in_the_world() -> None:
    def names(guid: str, feed: str) -> str:
        return names_of(entry(guid), feed)[0]

    for guid in ("306", "306 at https://c.it", "node/306"):
        assert names(guid, "avvisi") != names(guid, "notizie")
    for guid in ("https://c.it/?p=306", "urn:uuid:1", "URN:x:1", "tag:c.it,2026:306"):
        assert names(guid, "avvisi") == names(guid, "notizie")


# -- equal titles ----------------------------------------------------------------------------------

DAY = 86400.0
NOON = 1_795_500_000.0  # a full hour
SHUT = KnownName("Chiusura uffici", NOON, True, "https://c.it/avvisi/1", LONG, "avvisi", NOON)


@pytest.mark.parametrize(
    ("feed", "was", "published", "text", "expected"),
    [
        # In another feed, of the same day: two offices, unless the text is the same.
        ("notizie", SHUT, NOON, "Domani è chiusa la biblioteca.", None),
        ("notizie", SHUT, NOON, LONG, 7),
        ("notizie", SHUT, NOON + 7201.0, LONG, 7),
        ("notizie", replace(SHUT, text="Vedi allegato."), NOON, "Vedi allegato.", Code.SAME_NEWS),
        ("notizie", replace(SHUT, text=""), NOON, "", Code.SAME_NEWS),
        # In its own feed, under new names: made anew within a day, or moved to another portal.
        ("avvisi", SHUT, NOON + 0.9 * DAY, LONG, 7),
        ("avvisi", SHUT, NOON + 1.1 * DAY, LONG, None),
        ("avvisi", SHUT, NOON + 1.1 * DAY, "Altro.", None),
        ("avvisi", replace(SHUT, text="Breve."), NOON, "Breve.", 7),
        ("avvisi", replace(SHUT, text="Breve."), NOON, "Altro.", None),
        ("avvisi", replace(SHUT, published=NOON + 61.0), NOON + 61.0, "Altro.", 7),  # the same second
        ("avvisi", replace(SHUT, published=NOON + 61.0), NOON + 3661.0, "Altro.", 7),  # a lost time zone
        # An excerpt is the beginning of its text.
        ("notizie", SHUT, NOON, f"{LONG[:50]} […]", 7),
        # Without dates only the text can tell.
        ("avvisi", replace(SHUT, published=None, first_seen=NOON - 5 * DAY), None, LONG, 7),
        ("avvisi", replace(SHUT, published=None, first_seen=NOON - 5 * DAY), None, "Altro.", None),
    ],
)
@pytest.mark.parametrize("urgent", [False, True])
def test_the_same_title_is_the_same_news_only_with_the_same_text(
    feed: str, was: KnownName, published: float | None, text: str, expected: int | Code | None, urgent: bool
) -> None:
    now = replace(entry("9", "https://c.it/notizie/9", "Chiusura Uffici", published), text=text)
    known = Known({}, {7: was}, {folded(was.title): [7]}, NOON)
    [one] = identify([now], feed, Identity.AUTO, known, lambda entry: urgent)
    if urgent and (feed, published, text, was) == ("notizie", NOON, LONG, SHUT):  # told twice within minutes
        assert one.item == 7
    elif urgent and expected == 7 and "Altro" not in text:  # else no emergency is a duplicate by its text
        assert one.item is None
    else:
        assert (one.item or (one.doubt and one.doubt.code)) == expected


def test_one_news_under_two_addresses_is_one_with_all_names_and_categories() -> None:
    def at(section: str, text: str) -> Entry:
        found = entry("", f"https://c.it/{section}/mercato", "Mercato", NOON)
        return replace(found, text=text, categories=(section,))

    both = [at("avvisi", LONG), at("notizie", LONG)]
    [one] = identify(both, "f", Identity.AUTO, Known())
    assert one.entry.categories == ("avvisi", "notizie")
    assert {"link:c.it/avvisi/mercato", "link:c.it/notizie/mercato"} <= set(one.aliases)
    two = identify(
        [at("avvisi", LONG), at("notizie", "Il mercato di sabato si sposta.")], "f", Identity.AUTO, Known()
    )
    assert [bool(one.doubt) for one in two] == [False, False]
    apart = [both[0], replace(both[1], published=NOON + 3600)]
    [_, urgent] = identify(apart, "f", Identity.AUTO, Known(), lambda entry: True)
    assert urgent.doubt is not None


def test_two_with_nothing_but_one_title_are_two_if_their_texts_are() -> None:
    def avviso(text: str) -> Entry:
        return replace(entry(title="Avviso"), text=text)

    both = [avviso("L'anagrafe."), avviso("La biblioteca.")]
    found = identify(both, "f", Identity.AUTO, Known())
    assert [one.doubt for one in found] == [None, None]
    names: dict[str, int] = {}
    for n, one in enumerate(found, 1):
        names = {**dict.fromkeys(one.aliases, n), **names}
    assert [one.item for one in identify(both, "f", Identity.AUTO, Known(names))] == [1, 2]
    assert [one.item for one in identify(both[1:], "f", Identity.AUTO, Known(names))] == [2]
    assert len(identify([both[0], both[0]], "f", Identity.AUTO, Known())) == 1


# -- names that pass from item to item -------------------------------------------------------------


def reading(*rows: tuple[str, str, str, float | None]) -> list[Entry]:
    return [entry(*row) for row in rows]


def after(*rows: tuple[str, str, str, float | None]) -> Known:
    """What is known after a reading of these rows in the feed f."""
    items = {
        n: KnownName(title, at, bool(guid), link, "", "f", NOON)
        for n, (guid, link, title, at) in enumerate(rows, 1)
    }
    names = {
        name: n
        for n, row in enumerate(rows, 1)
        for name in reversed(all_names(entry(*row), "f", Identity.AUTO))
    }
    return Known(names, items, {}, NOON)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        # The numbers of rows as guids, and as addresses.
        (
            [("1", "", "A", None), ("2", "", "B", None)],
            [("1", "", "C", None), ("2", "", "A", None), ("3", "", "B", None)],
            "link",
        ),
        (
            [("1", "", "A", 1.0), ("2", "", "B", 2.0)],
            [("1", "", "C", 3.0), ("2", "", "A", 1.0), ("3", "", "B", 2.0)],
            "link",
        ),
        (
            [("", "https://c.it/#/1", "A", 1.0), ("", "https://c.it/#/2", "B", 2.0)],
            [
                ("", "https://c.it/#/1", "C", 3.0),
                ("", "https://c.it/#/2", "A", 1.0),
                ("", "https://c.it/#/3", "B", 2.0),
            ],
            "title",
        ),
        ([("1", "", "A", 1.0)], [("1", "", "B", 2.0), ("2", "", "A", 1.0)], "link"),
        # One of them only: an edited title.
        ([("1", "", "A", None), ("2", "", "B", None)], [("1", "", "C", None), ("2", "", "B", None)], "auto"),
        (
            [("1", "", "A", 1.0), ("2", "", "B", 2.0)],
            [("1", "", "A bis", 1.0), ("3", "", "A", 3.0), ("2", "", "B", 2.0)],
            "auto",
        ),
        # Addresses with a session id that nobody knows, and neither guid nor date.
        (
            [("", f"https://c.it/{t}?k=77", t, None) for t in "ABCD"],
            [("", f"https://c.it/{t}?k=78", t, None) for t in "NABC"],
            "title",
        ),
        # Some are renamed; with dates nobody needs the address.
        (
            [("", f"https://c.it/{t}", t, None) for t in "ABCD"],
            [("", f"https://c.it/{t}", t, None) for t in "ABCD"],
            "auto",
        ),
        (
            [("", f"https://c.it/{t}", t, None) for t in "ABCD"],
            [("", f"https://c.it/{t}{'' if t > 'A' else 'bis'}", t, None) for t in "ABCD"],
            "auto",
        ),
        (
            [("", f"https://c.it/{t}?k=77", t, 1.0) for t in "ABCD"],
            [("", f"https://c.it/{t}?k=78", t, 1.0) for t in "ABCD"],
            "auto",
        ),
    ],
)
def test_names_that_pass_from_item_to_item_are_trusted_no_more(
    before: list[tuple[str, str, str, float | None]],
    now: list[tuple[str, str, str, float | None]],
    expected: str,
) -> None:
    identity, why = wandering(reading(*now), "f", Identity.AUTO, after(*before))
    assert (str(identity), bool(why)) == (expected, expected != "auto")


# -- a corrected title that changes the address ------------------------------------------------------

MINUTE = NOON + 61.0  # no full hour
OLD = KnownName("Modiffica viabilità in centro", MINUTE, False, "https://c.it/modiffica", LONG, "f", NOON)


@pytest.mark.parametrize(
    ("title", "published", "text", "was", "expected"),
    [
        ("Modifica viabilità in centro", MINUTE, LONG, OLD, 7),
        ("Strade chiuse sabato", MINUTE, LONG, OLD, 7),  # date and text are two witnesses
        ("Modifica viabilità in centro", MINUTE, "Altro.", OLD, Code.RETITLED),
        ("Modifica viabilità in centro", MINUTE + 60, LONG, OLD, None),
        ("Strade chiuse sabato", MINUTE, "Altro.", OLD, None),
        ("Strade chiuse sabato", NOON, LONG, replace(OLD, published=NOON), None),  # of one day
        ("Modifica viabilità in centro", NOON, LONG, replace(OLD, published=NOON), 7),
        ("Modifica viabilità in centro", None, LONG, replace(OLD, published=None), Code.RETITLED),
        ("Modifica viabilità in centro 2", None, LONG, replace(OLD, published=None), None),
        ("Modifica viabilità in centro", MINUTE, "Vedi.", replace(OLD, text="Vedi."), Code.RETITLED),
    ],
)
@pytest.mark.parametrize("urgent", [False, True])
def test_a_corrected_title_that_changes_the_address_makes_no_new_item(
    title: str,
    published: float | None,
    text: str,
    was: KnownName,
    expected: int | Code | None,
    urgent: bool,
) -> None:
    one = replace(entry("", "https://c.it/modifica", title, published), text=text)
    known = Known({}, {7: was}, {}, NOON, lost=[7])
    [found] = identify([one], "f", Identity.AUTO, known, lambda entry: urgent)
    if urgent and expected is Code.RETITLED:  # in doubt an emergency is told
        expected = None
    assert (found.item or (found.doubt and found.doubt.code)) == expected


def test_of_two_with_one_text_only_the_first_is_the_one_that_has_left() -> None:
    both = [replace(entry("", f"https://c.it/{n}", f"Nuovo titolo {n}", MINUTE), text=LONG) for n in (1, 2)]
    found = identify(both, "f", Identity.AUTO, Known({}, {7: OLD}, {}, NOON, lost=[7]))
    assert [one.item for one in found] == [7, None]


@pytest.mark.parametrize(
    ("published", "was", "seen", "same"),
    [
        (MINUTE, MINUTE + 300, 0.0, True),  # two feeds, one alert
        (MINUTE, MINUTE + 1000, 0.0, False),  # the next one says the same
        (NOON, NOON, NOON - 300, True),
        (NOON, NOON, NOON - 1000, False),  # only the hour, or the day, is known
        (None, None, NOON - 300, True),
        (None, None, NOON - 1000, False),
    ],
)
def test_an_alert_that_two_feeds_tell_within_minutes_is_one(
    published: float | None, was: float | None, seen: float, same: bool
) -> None:
    known = Known({}, {7: replace(SHUT, published=was, first_seen=seen)}, {folded(SHUT.title): [7]}, NOON)
    for text, one_alert in ((LONG, same), (f"{LONG[:50]} […]", False)):
        one = replace(entry("9", "https://c.it/notizie/9", SHUT.title, published), text=text)
        [found] = identify([one], "notizie", Identity.AUTO, known, lambda entry: True)
        assert (found.item == 7) is one_alert
