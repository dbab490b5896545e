"""discover: finds the sources of portals on any platform, and judges them.

The portals are modelled on a census and on the platforms' own code; none is a copy of a real one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from pipeline.addresses import looks_like_site
from pipeline.model import Source
from pipeline.portals import proposing
from pipeline.portals.discover import PLAINER, Found, discover
from pipeline.portals.links import candidates, news_pages
from pipeline.portals.platforms import PLATFORMS, known_paths, platform_of
from pipeline.portals.proposing import proposal, report
from pipeline.settings.reader import load
from pipeline.stages.fetch import fetch
from pipeline.stages.parse.exchange import FeedError
from tests.commands import ROOT, call
from tests.loopback import Answer, Server, answer, loopback
from tests.portals.test_sequences import Item, rss
from tests.stages.test_sources import CARDS, NEWS, POST, ics
from tests.town import Town, free_port

BASE = "https://www.comune.example.it/it/"
ROME = ZoneInfo("Europe/Rome")
PAGE = """<html><head>
<link rel="alternate" type="application/rss+xml" title="Comune &raquo; Feed" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="Commenti" href="/comments/feed/">
<link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" href="/feed.css">
</head><body><a href="rss.aspx?tipo=avvisi">RSS <b>Avvisi</b></a> <a href="/novita/">Novità</a>
<a href="https://elsewhere.example/rss.xml">RSS altrui</a> <a href="/eventi/?ical=1">Calendario</a>
<a href="/uffici/">Tutte le notizie</a></body></html>"""


def test_what_a_page_declares_or_links_with_a_word_that_says_so() -> None:
    assert [(one.url, one.source) for one in candidates(PAGE, BASE)] == [
        ("https://www.comune.example.it/feed/", Source.FEED),
        ("https://www.comune.example.it/it/rss.aspx?tipo=avvisi", Source.FEED),
        ("https://www.comune.example.it/eventi/?ical=1", Source.CALENDAR),
    ]
    assert candidates(PAGE, BASE)[1].title == "RSS Avvisi"
    assert news_pages(PAGE, BASE) == [
        f"https://www.comune.example.it/{path}/" for path in ("novita", "uffici")
    ] + ["https://www.comune.example.it/eventi/?ical=1"]


@pytest.mark.parametrize(
    "html", ["", "<a", "<a href=", "<![" * 99, "<a href='http://[x'>rss</a>", "\x00" * 99]
)
def test_hostile_pages_are_read_without_a_crash(html: str) -> None:
    assert candidates(html, BASE) == news_pages(html, BASE) == []


@pytest.mark.parametrize(
    ("html", "name"),
    [
        (
            '<link href="/wp-content/themes/design-comuni-wordpress-theme/x.css">',
            "WordPress, tema per i Comuni",
        ),
        ('<meta name="generator" content="WordPress 6.8">', "WordPress"),
        ('<img src="/++plone++static/x.png">', "Plone"),
        ('<script data-drupal-selector="drupal-settings-json">', "Drupal"),
        ('<meta name="generator" content="Joomla! - Open Source">', "Joomla"),
        ("Realizzato da Siscom", "PeopleWeb (Siscom)"),
        ("niente", ""),
    ],
)
def test_platforms_are_known_by_their_signs(html: str, name: str) -> None:
    platform = platform_of(html)
    assert (platform.name if platform else "") == name
    assert len(known_paths(html)) <= sum(len(one.paths) for one in PLATFORMS)


# -- portals ---------------------------------------------------------------------------------------


@pytest.fixture
def portal() -> Iterator[Server]:
    with loopback() as server:
        yield server


def feed(portal: Server, *titles: str) -> bytes:
    return rss(*(Item(title, link=f"{portal.url}/novita/{title.lower()}") for title in titles))


def look(portal: Server, home: str) -> Found:
    """discover, of a portal with this home page."""
    portal.answers["/"] = answer(200, home.encode())
    return discover(portal.url + "/", fetch.Limits(private=True), ROME)


def serve(portal: Server, path: str, body: bytes | str | object) -> None:
    raw = (
        body
        if isinstance(body, bytes)
        else body.encode()
        if isinstance(body, str)
        else json.dumps(body).encode()
    )
    portal.answers[path] = answer(200, raw)


def told(found: Found) -> list[tuple[str, str]]:
    return [
        (one.url.partition("/")[2].partition("/")[2].partition("/")[2], str(one.source))
        for one in found.sources
    ]


def test_the_councils_wordpress_theme_has_its_news_beside_the_declared_feed(portal: Server) -> None:
    serve(portal, "/feed/", feed(portal))
    serve(portal, "/feed/?post_type=notizia", feed(portal, "Ponte", "Mensa", "Piena"))
    serve(portal, "/tipi_notizia/avvisi/feed/", feed(portal, "Ponte", "Allaccio"))
    home = '<link rel="alternate" type="application/rss+xml" href="/feed/"><i class="design-comuni-wordpress-theme">'
    found = look(portal, home)
    assert told(found) == [("feed/?post_type=notizia", "feed"), ("tipi_notizia/avvisi/feed/", "feed")]
    assert [one.lane for one in found.sources] == ["news", "service"]
    assert found.empty == (portal.url + "/feed/",)
    assert "un feed senza notizie" in "\n".join(report(found, ROME))


def test_a_wordpress_whose_feeds_are_off_is_read_through_its_interface(portal: Server) -> None:
    portal.answers["/feed/"] = answer(403, b"<xml/>")
    post = {**POST, "link": f"{portal.url}/novita/ponte"}
    serve(portal, "/wp-json/wp/v2/posts?_embed=1&per_page=20", [post])
    assert told(look(portal, "<a href='/wp-content/x'>x</a>")) == [
        ("wp-json/wp/v2/posts?_embed=1&per_page=20", "wordpress")
    ]


def test_a_plone_whose_feeds_are_off_is_read_through_its_interface(portal: Server) -> None:
    path = next(path for path, source in known_paths("volto") if source is Source.PLONE)
    serve(portal, path, {"items": [NEWS]})
    [(_, source)] = told(look(portal, '<meta content="Plone 6">'))
    assert source == "plone"


def test_a_feed_and_an_interface_with_the_same_items_are_one(portal: Server) -> None:
    serve(portal, "/feed/", rss(Item("Ponte", link=f"{portal.url}/ponte", guid="1")))
    post = {**POST, "link": f"{portal.url}/ponte"}
    serve(portal, "/wp-json/wp/v2/posts?_embed=1&per_page=20", [post])
    assert told(look(portal, "wp-content")) == [("feed/", "feed")]


def test_a_page_that_lists_feeds_is_followed(portal: Server) -> None:
    serve(
        portal, "/it/feeds", '<a href="/it/news/rss">RSS notizie</a> <a href="/it/avvisi/rss">RSS avvisi</a>'
    )
    serve(portal, "/it/news/rss", feed(portal, "Ponte"))
    serve(portal, "/it/avvisi/rss", feed(portal, "Acqua"))
    found = look(portal, 'municipium <a href="/it/feeds">Feed RSS</a>')
    assert told(found) == [("it/news/rss", "feed"), ("it/avvisi/rss", "feed")]
    assert [one.name for one in found.sources] == ["notizie", "avvisi"]


def test_feeds_declared_by_the_page_of_news_are_found(portal: Server) -> None:
    serve(portal, "/novita/", '<link rel="alternate" type="application/atom+xml" href="/novita/atom.xml">')
    serve(portal, "/novita/atom.xml", feed(portal, "Ponte"))
    assert told(look(portal, '<a href="/novita/">Novità</a>')) == [("novita/atom.xml", "feed")]


def test_a_calendar_is_found(portal: Server) -> None:
    serve(portal, "/eventi.ics", ics("DTSTART:20261212T210000"))
    [one] = look(portal, '<a href="/eventi.ics">Aggiungi al calendario</a>').sources
    assert (one.source, one.category) == (Source.CALENDAR, "Eventi")


def test_a_portal_without_feeds_is_read_from_its_page_of_news(portal: Server) -> None:
    serve(portal, "/novita/", CARDS)
    found = look(portal, '<a href="/novita/">Novità</a>')
    assert told(found) == [("novita/", "page")]
    assert yaml.safe_load("\n".join(proposal(found.sources)))["feeds"][0]["type"] == "page"


def test_a_page_whose_news_the_feed_has_becomes_what_the_feed_is_watched_by(portal: Server) -> None:
    links = [f"{portal.url}/novita/ponte-chiuso", f"{portal.url}/novita/mensa"]
    serve(portal, "/novita/", CARDS)
    serve(portal, "/feed/", rss(*(Item(f"N{n}", link=link) for n, link in enumerate(links))))
    [one] = look(portal, '<a href="/novita/">Novità</a>').sources
    assert (one.source, one.news_page) == (Source.FEED, f"{portal.url}/novita/")


def test_a_feed_whose_page_has_other_news_is_not_enough(portal: Server) -> None:
    serve(portal, "/novita/", CARDS)
    serve(portal, "/feed/", feed(portal, "Altro"))
    assert told(look(portal, '<a href="/novita/">Novità</a>')) == [("feed/", "feed"), ("novita/", "page")]


def test_a_portal_that_offers_nothing_is_told_so(portal: Server) -> None:
    found = look(portal, "<h1>Comune</h1>")
    assert found.sources == ()
    assert "Nessuna fonte trovata" in "\n".join(report(found, ROME))


# -- one source for each news -------------------------------------------------------------------------


def dated(portal: Server, *days: int, categories: Sequence[str] = ()) -> bytes:
    """A feed with one item of each of these days of November."""
    tags = "".join(f"<category>{name}</category>" for name in categories)
    items = "".join(
        f"<item><title>Del {day}</title><link>{portal.url}/novita/{day}</link><guid>{day}</guid>"
        f"<pubDate>{day:02} Nov 2026 09:00:00 GMT</pubDate><description>Testo.</description>{tags}</item>"
        for day in days
    )
    return f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()


def declared(*paths: str) -> str:
    return "".join(f'<link rel="alternate" type="application/rss+xml" href="{path}">' for path in paths)


LONG, SHORT, OTHER = range(1, 21), range(11, 21), range(2, 20, 2)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (("/tutte", LONG, ()), ("/ultime", SHORT, ()), ["tutte"]),  # the same news, fewer of them shown
        (("/ultime", SHORT, ()), ("/tutte", LONG, ()), ["ultime"]),
        (("/scuola", OTHER, ()), ("/tutte", LONG, ()), ["tutte"]),  # some of the news, and all of them
        (("/tutte", LONG, ()), ("/scuola", OTHER, ()), ["tutte"]),
        (("/pari", OTHER, ()), ("/dispari", range(1, 20, 2), ()), ["pari", "dispari"]),
        # The notices' own feed is needed where nothing else says that they are notices.
        (("/tutte", LONG, ()), ("/avvisi", OTHER, ()), ["tutte", "avvisi"]),
        (("/tutte", LONG, ("Avvisi",)), ("/avvisi", OTHER, ("Avvisi",)), ["tutte"]),
    ],
)
def test_each_news_is_proposed_from_one_source(
    portal: Server, first: Any, second: Any, found: list[str]
) -> None:
    for path, days, categories in (first, second):
        serve(portal, path, dated(portal, *days, categories=categories))
    sources = look(portal, declared(first[0], second[0])).sources
    assert [one.url.rpartition("/")[2] for one in sources] == found


def test_the_categories_that_sound_urgent_are_proposed_with_their_lanes(portal: Server) -> None:
    names = ["Allerta meteo", "Avvisi: acqua", "Cultura", "Protezione civile", 'Viabilità "centro"']
    serve(portal, "/feed/", dated(portal, 1, 2, categories=[name.replace('"', "&quot;") for name in names]))
    proposed = yaml.safe_load("\n".join(proposal(look(portal, declared("/feed/")).sources)))
    assert proposed["lanes"] == {
        "emergency": ["Allerta", "Emergenza", "Protezione civile", "Allerta meteo"],
        "service": [
            *("Avvisi", "Viabilità", "Interruzioni", "Servizi sospesi"),
            *("Avvisi: acqua", 'Viabilità "centro"'),
        ],
    }
    shipped = load(ROOT).lanes
    assert all(shipped[name.casefold()] == lane for lane, names in proposing._USUAL.items() for name in names)


def test_lanes_as_shipped_are_not_proposed(portal: Server) -> None:
    serve(portal, "/feed/", dated(portal, 1, 2, categories=["Avvisi", "allerta", "Cultura"]))
    assert "lanes" not in yaml.safe_load("\n".join(proposal(look(portal, declared("/feed/")).sources)))


def test_an_address_may_lack_its_scheme(portal: Server) -> None:
    serve(portal, "/feed/", dated(portal, 1))
    portal.answers["/"] = answer(200, declared("/feed/").encode())
    found = discover(portal.url.removeprefix("http://"), fetch.Limits(private=True), ROME)
    assert [one.url for one in found.sources] == [f"{portal.url}/feed/"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("www.comune.example.it", True),
        ("comune.example.it/feed/", True),
        ("WWW.Comune.Example.it/?feed=rss", True),
        ("salvato.xml", False),  # a file
        ("cartella/salvato", False),
        ("../comune.example.it", False),
        ("", False),
    ],
)
def test_what_is_an_address_as_people_write_it(text: str, is_one: bool) -> None:
    assert looks_like_site(text) == is_one


# -- the command -----------------------------------------------------------------------------------


def test_the_feed_of_a_running_portal_is_found_judged_and_proposed(here: Town) -> None:
    url = here.config.feeds[0].url.replace("feed/", "")
    found = discover(url, fetch.Limits(private=True), ROME).sources
    assert [one.url for one in found] == [here.config.feeds[0].url]
    assert len(found[0].entries) == 10
    assert found[0].missing() == []
    done = here.call("discover", url)
    assert done.returncode == 0
    proposed = yaml.safe_load(done.stdout.split("Per config.yaml:\n")[1])
    assert proposed["feeds"][0]["url"] == here.config.feeds[0].url


def test_what_is_proposed_is_accepted_by_the_settings(here: Town, portal: Server) -> None:
    serve(portal, "/novita/", CARDS)
    lines = "\n".join(proposal(look(portal, '<a href="/novita/">Novità</a>').sources))
    file = here.folder / "config.yaml"
    text = file.read_text(encoding="utf-8")
    begin, end = text.index("feeds:\n"), text.index("# Which of the portal's categories")
    file.write_text(f"{text[:begin]}{lines}\n\n{text[end:]}", encoding="utf-8")
    assert [feed.type for feed in here.config.feeds] == [Source.PAGE]
    assert "rete privata" in here.call("check").stdout  # as `run` would say: this portal is on this machine
    here.change("allow_private_networks: false", "allow_private_networks: true")
    assert here.call("check").returncode == 0


def test_a_portal_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(FeedError):
        discover(address, fetch.Limits(private=True), ROME)
    done = call("discover", address, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


# -- portals that refuse us ------------------------------------------------------------------------


def only_for(agent: str, body: bytes) -> Answer:
    """An answer for user agents that begin so; all others are refused."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        passes = handler.headers.get("User-Agent", "").startswith(agent)
        answer(200 if passes else 403, body if passes else b"no")(handler)

    return reply


def test_a_portal_that_refuses_our_name_is_read_with_another_one_and_that_is_said(portal: Server) -> None:
    portal.answers["/"] = only_for("Mozilla/5.0 (compatible; InfOstiglia/", declared("/feed/").encode())
    portal.answers["/feed/"] = only_for("Mozilla/5.0 (compatible; InfOstiglia/", dated(portal, 1))
    found = discover(portal.url, fetch.Limits(private=True), ROME)
    assert [one.headers for one in found.sources] == [PLAINER]
    assert "rifiuta lo user agent InfOstiglia" in "\n".join(report(found, ROME))
    [proposed] = yaml.safe_load("\n".join(proposal(found.sources)))["feeds"]
    assert proposed["headers"] == PLAINER
    # The portal is asked twice only until it is known what it lets pass.
    assert portal.asked.count("/") == 2
    assert portal.asked.count("/feed/") == 1


def test_a_portal_that_lets_us_pass_is_asked_by_our_own_name_alone(portal: Server) -> None:
    serve(portal, "/feed/", dated(portal, 1))
    portal.answers["/comments/feed/"] = answer(403)
    found = look(portal, declared("/feed/", "/comments/feed/"))
    assert [one.headers for one in found.sources] == [{}]
    assert "headers" not in "\n".join(proposal(found.sources))


def test_a_portal_is_explored_with_the_headers_that_run_would_send(here: Town, portal: Server) -> None:
    portal.answers["/"] = only_for("Ostiglia", declared("/feed/").encode())
    portal.answers["/feed/"] = only_for("Ostiglia", dated(portal, 1))
    refused = here.call("discover", portal.url)
    assert (refused.returncode, "403" in refused.stderr) == (2, True)
    feeds = f'feeds:\n  - {{name: nuovo, url: "{portal.url}/altro", headers: {{User-Agent: Ostiglia}}}}\n'
    here.change(r"^feeds:\n", feeds)
    done = here.call("discover", portal.url)
    assert done.returncode == 0
    assert "letto con gli `headers` che config.yaml ha per questo portale" in done.stdout
    [proposed] = yaml.safe_load(done.stdout.split("Per config.yaml:\n")[1])["feeds"]
    assert proposed["headers"] == {"User-Agent": "Ostiglia"}


def test_a_config_with_mistakes_is_no_obstacle_and_that_is_said(here: Town, portal: Server) -> None:
    serve(portal, "/feed/", dated(portal, 1))
    serve(portal, "/", declared("/feed/"))
    here.change(r"^feeds:\n", "feed:\n")
    done = here.call("discover", portal.url)
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    assert "config.yaml" in done.stderr
