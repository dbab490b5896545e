"""`check` tells the truth: what `run` would meet, and what citizens would, in one list and each with its remedy."""

from __future__ import annotations

import asyncio
import http.server
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import council_channels
from pipeline.model import Mode
from pipeline.providers import templates
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from pipeline.settings.secrets_env import secrets_of
from pipeline.settings.sections import Pages
from pipeline.settings.values import Config
from pipeline.staff.check import feeds, problems
from pipeline.staff.check.machine import clock_problems, database_problems, folder_problems, room
from pipeline.staff.check.secrets_given import secret_problems
from pipeline.staff.check.settings import account_problems, idle, page_remarks, placeholders
from pipeline.staff.check.texts import approval_remarks, drifted
from pipeline.store.opening import mark_problem
from tests.commands import call
from tests.town import Town, change_config, free_port

RSS = """<rss version="2.0"><channel><title>x</title><item><title>Ponte chiuso</title>
<link>{link}</link><guid>{link}</guid></item></channel></rss>"""
REAL = (  # shipped -> as an office would write it
    (r"^live: off", "live: testers"),
    (r"^testers: \[\]", 'testers: ["+39 333 000 0001"]'),
    (r"name: Comune di Ostiglia", "name: Comune di Revere"),
    (r"portal: http\S+", "portal: https://www.comune.revere.example/"),
    (r'phone: "0386 300 211"', 'phone: "0386 000 000"'),
    (r"\+39 333 000 0000", "+39 333 000 0002"),
    (r"privacy_url: http\S+", "privacy_url: https://www.comune.revere.example/privacy/"),
    (r"url: http://127\S+", "url: https://www.comune.revere.example/feed/"),
    (r"monthly_budget: 0 ", "monthly_budget: 50 "),
    *((rf'"({one})00000000000(\d\d\d)"', rf'"{one}00000000011\2"') for one in "1234"),
)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder that is ready for `live: testers`, but for its feed, which nobody plays."""
    lay_out(tmp_path)
    for pattern, replacement in REAL:
        change_config(tmp_path, pattern, replacement)
    file = tmp_path / "secrets.env"
    text = re.sub(r"^(INFOSTIGLIA_(\w+))=$", r"\1=made-up-\2", file.read_text(encoding="utf-8"), flags=re.M)
    file.write_text(text, encoding="utf-8")
    return tmp_path


def env_of(folder: Path) -> dict[str, str]:
    return secrets_of(folder, {})


def found(folder: Path) -> list[str]:
    """What is found without the network."""
    config = load(folder)
    channels = council_channels.channels(config, {}, with_secrets=False)
    return [str(one) for one in (*secret_problems(config, env_of(folder)), *problems(config, channels))]


def test_in_an_office_that_is_ready_nothing_is_found(office: Path) -> None:
    assert found(office) == []


@pytest.mark.parametrize(
    ("pattern", "replacement", "words"),
    [
        (r"name: Comune di Revere", "name: Comune di Ostiglia", "council.name: still as shipped"),
        (r"0386 000 000", "0386-300211", "council.phone: still as shipped"),
        (r"\+39 333 000 0002", "+39 3330000000", "service.number: still as shipped"),
        (r"portal: http\S+", "portal: http://portale.local/", "council.portal: citizens cannot open"),
        (
            r"privacy_url: http\S+",
            "privacy_url: http://10.0.0.1/p",
            "service.privacy_url: citizens cannot open",
        ),
        (
            r"url: https://www\S+feed/",
            "url: http://127.0.0.1:8099/portal/feed/",
            "feeds.0.url: still as shipped",
        ),
        (
            r'phone_number_id: "\d+"',
            'phone_number_id: "100000000000001"',
            "phone_number_id: still as shipped",
        ),
        (r'page_id: "\d+"', 'page_id: "200000000000002"', "facebook.page_id: still as shipped"),
        (r'page_id: "\d+"', 'page_id: "comune.revere"', "page_id: must be digits only"),
        (r'waba_id: "\d+"', 'waba_id: ""', "waba_id: missing"),
        (r'(phone_number_id: ("\d+").*\n.*waba_id: )"\d+"', r"\1\2", "waba_id: the same as phone_number_id"),
        (r"^testers: .*", "testers: []", "testers: empty"),
        (
            r"^  - name: portal",
            "  - name: due\n    url: http://comune.revere.example/feed\n\\g<0>",
            "the same address",
        ),
        (r"select: \{\}", 'select: {date: ".d"}', "item is missing"),
        (r'privacy_text: ""', "privacy_text: informativa.txt", "informativa.txt: No such file"),
        (r'public_url: ""', "public_url: http://news.revere.example", "must begin with https://"),
        (r'public_url: ""', "public_url: https://localhost", "webhook.public_url: citizens cannot open"),
        (r"^  facebook:", "  pagina:", "templates/pagina: no such folder"),
        (
            r'public_url: ""',
            "public_url: https://news.revere.example/webhook",
            "public_url: must be without /webhook",
        ),
        (r"^testers: .*", 'testers: ["+393330000002"]', "testers.0: is the service's own number"),
        (r"^canary: .*", 'canary: ["+39 333 000 0002"]', "canary.0: is the service's own number"),
        (
            r'page_id: "\d+"',
            'page_id: "100000000011001"',
            "page_id: the same as channels.whatsapp.phone_number_id",
        ),
        (
            r"portal: https\S+",
            "portal: https://www.comune.revere.example/feed/",
            "portal: is the address of a feed",
        ),
    ],
)
def test_what_would_embarrass_the_council_is_found(
    office: Path, pattern: str, replacement: str, words: str
) -> None:
    change_config(office, pattern, replacement)
    assert [words in one for one in found(office)] == [True], found(office)


def test_ostiglia_may_keep_its_own_name(office: Path) -> None:
    change_config(office, r"name: Comune di Revere", "name: Comune di Ostiglia")
    config = load(office)
    council = replace(config.council, portal="https://www.comune.ostiglia.mn.it/", phone="0386 300211")
    assert list(placeholders(replace(config, council=council))) == []


def test_as_shipped_all_placeholders_are_named_at_once(tmp_path: Path) -> None:
    lay_out(tmp_path)
    change_config(tmp_path, r"^live: off", "live: all")
    keys = {str(one).split(": ")[1] for one in placeholders(load(tmp_path))}
    whatsapp = {f"channels.whatsapp.{name}_id" for name in ("phone_number", "waba", "app")}
    council = {"council.name", "council.phone", "council.portal", "service.number", "service.privacy_url"}
    assert keys == {*council, *whatsapp, "channels.facebook.page_id", "feeds.0.url"}


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("  due:\n    type: facebook\n    page_id: ID\n", "channels.due: the same place as channel facebook"),
        ("  due:\n    type: whatsapp\n    phone_number_id: '9'\n", "they would get everything twice"),
        (
            "  due:\n    type: assisted\n  tre:\n    type: assisted\n",
            "channels.tre: the same place as channel due",
        ),
        ("  due:\n    type: facebook\n    page_id: '9'\n", ""),
        ("  due:\n    type: facebook\n    enabled: false\n    page_id: ID\n", ""),
    ],
)
def test_two_channels_of_one_place(office: Path, block: str, words: str) -> None:
    page = re.search(r'page_id: ("\d+")', (office / "config.yaml").read_text(encoding="utf-8"))
    assert page
    change_config(office, r"^schedule:", block.replace("ID", page[1]) + "schedule:")
    config = load(office)
    told = [
        str(one)
        for one in account_problems(config, council_channels.channels(config, {}, with_secrets=False))
    ]
    assert [words in one for one in told] == ([True] if words else [])


@pytest.mark.parametrize(
    ("pattern", "replacement", "words"),
    [
        (r"^INFOSTIGLIA_KEY_PROOF=.*", "", "INFOSTIGLIA_KEY_PROOF: missing secret"),
        (r"^INFOSTIGLIA_KEY_PROOF=.*", "INFOSTIGLIA_KEY_PROOF=abc", "KEY_PROOF: must be 32 bytes"),
        (r"^(INFOSTIGLIA_KEY_PROOF=.).*", r"\1+/=" + "A" * 40, "KEY_PROOF: must be 32 bytes"),
        (
            r"^(INFOSTIGLIA_KEY_LOOKUP=)(.*)\n(INFOSTIGLIA_KEY_PROOF=).*",
            r"\1\2\n\3\2",
            "INFOSTIGLIA_KEY_PROOF: the same as INFOSTIGLIA_KEY_LOOKUP",
        ),
        (
            r"^INFOSTIGLIA_WHATSAPP_TOKEN=.*",
            "",
            "channels.whatsapp: INFOSTIGLIA_WHATSAPP_TOKEN: missing secret",
        ),
        (
            r"^INFOSTIGLIA_FACEBOOK_TOKEN=.*",
            "INFOSTIGLIA_FACEBOOK_TOKEN=“x”",
            "FACEBOOK_TOKEN: has blanks, quotes",
        ),
        (r"^INFOSTIGLIA_FACEBOOK_TOKEN=.*", "INFOSTIGLIA_FACEBOOK_TOKEN=made-up-WHATSAPP_TOKEN", ""),
        (
            r"^INFOSTIGLIA_WHATSAPP_APP_SECRET=.*",
            "INFOSTIGLIA_WHATSAPP_APP_SECRET=made-up-WHATSAPP_TOKEN",
            "must differ",
        ),
        (r"^(INFOSTIGLIA_FACEBOOK_TOKEN=).*", r"\1<token>", "FACEBOOK_TOKEN: has blanks, quotes"),
        (
            r"^(INFOSTIGLIA_WHATSAPP_APP_SECRET=).*",
            r"\g<1>100000000011007",
            "WHATSAPP_APP_SECRET: is the app_id",
        ),
        (r"\Z", "INFOSTIGLIA_FACEBOK_TOKEN=x\n", "did you mean INFOSTIGLIA_FACEBOOK_TOKEN?"),
    ],
)
def test_secrets_that_cannot_be_right(office: Path, pattern: str, replacement: str, words: str) -> None:
    file = office / "secrets.env"
    text, count = re.subn(pattern, replacement, file.read_text(encoding="utf-8"), count=1, flags=re.M)
    assert count
    file.write_text(text, encoding="utf-8")
    told = [str(one) for one in secret_problems(load(office), env_of(office))]
    assert [words in one for one in told] == ([True] if words else []), told


@pytest.mark.parametrize(
    ("pattern", "replacement", "words"),
    [
        (r"^INFOSTIGLIA_KEY_PROOF=.*", "INFOSTIGLIA_KEY_PROOF=abc", "KEY_PROOF: must be 32 bytes"),
        (r"^(INFOSTIGLIA_WHATSAPP_TOKEN=).*", r"\1EAAG x", "WHATSAPP_TOKEN: has blanks"),
        (r"^(INFOSTIGLIA_FACEBOOK_TOKEN=).*", r"\1EAAG", ""),
    ],
)
def test_secrets_are_looked_at_before_they_matter(
    tmp_path: Path, pattern: str, replacement: str, words: str
) -> None:
    """With `live: off` as well; missing ones are no mistake there."""
    lay_out(tmp_path)
    assert list(secret_problems(load(tmp_path), env_of(tmp_path))) == []
    file = tmp_path / "secrets.env"
    text, count = re.subn(pattern, replacement, file.read_text(encoding="utf-8"), count=1, flags=re.M)
    assert count
    file.write_text(text, encoding="utf-8")
    told = [str(one) for one in secret_problems(load(tmp_path), env_of(tmp_path))]
    assert [words in one for one in told] == ([True] if words else []), told


def test_without_any_secrets_env_that_is_said(office: Path) -> None:
    (office / "secrets.env").unlink()
    told = [str(one) for one in secret_problems(load(office), {})]
    assert told[-1].endswith("secrets.env: No such file or directory")
    one = {"INFOSTIGLIA_FACEBOOK_TOKEN": "x"}  # the environment has secrets: no file is expected
    assert not any("No such file" in str(line) for line in secret_problems(load(office), one))
    change_config(office, "^live: testers", "live: off")
    assert list(secret_problems(load(office), {})) == [], "the sandbox needs none"


def test_a_page_of_news_may_be_the_home_page(office: Path) -> None:
    change_config(office, r"portal: https\S+", "portal: https://www.comune.revere.example/feed/")
    assert any("is the address of a feed" in one for one in found(office))
    change_config(office, r"    type: feed", "    type: page")
    assert found(office) == []


def test_html_in_a_template_is_found(office: Path) -> None:
    file = office / "templates" / "facebook" / "notizia.j2"
    file.write_text("<b>{{ item.title }}</b>\n{{ item.link }}", encoding="utf-8")
    assert ["facebook/notizia.j2:1: <b> would be read as it is" in one for one in found(office)] == [True]


@pytest.mark.parametrize(
    ("old", "words"),
    [
        ("CANCELLAMI", "must name the word CANCELLAMI"),
        ("{{ service.privacy_url }}", "privacy notice's address"),
    ],
)
def test_a_welcome_without_the_way_out_or_the_notice(office: Path, old: str, words: str) -> None:
    file = office / "templates" / "whatsapp" / "benvenuto.j2"
    file.write_text(file.read_text(encoding="utf-8").replace(old, "…"), encoding="utf-8")
    assert [words in one for one in found(office)] == [True]


# -- the feeds, by real HTTP on loopback


@contextmanager
def portal(answer: Callable[[str], tuple[int, str, str]]) -> Iterator[str]:
    """A portal that answers each path with (status, content type, body)."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


PAGE = "<!doctype html><html><body><h1>Comune</h1></body></html>"
FEEDS = (
    (200, "application/rss+xml", RSS, "feed", ""),
    (200, "text/html", PAGE, "feed", "this is no feed"),
    (404, "text/html", PAGE, "feed", "HTTP 404"),
    (503, "text/html", PAGE, "feed", "HTTP 503"),
    (200, "application/rss+xml", RSS, "wordpress", "this is no JSON"),
    (200, "application/rss+xml", RSS, "calendar", "this is no calendar"),
)


def read(config: Config) -> tuple[list[str], list[str]]:
    wrong, remarks, _ = asyncio.run(feeds.read_all(config, time.time()))
    return [str(one) for one in wrong], [str(one) for one in remarks]


@pytest.mark.parametrize(("status", "kind", "body", "type_", "words"), FEEDS)
def test_each_feed_is_read_as_run_would(
    office: Path, status: int, kind: str, body: str, type_: str, words: str
) -> None:
    link = "https://www.comune.revere.example/notizie/1"
    with portal(lambda path: (status, kind, body.format(link=link))) as url:
        change_config(office, r"url: https://www\S+feed/", f"url: {url}/feed")
        change_config(office, r"type: feed", f"type: {type_}")
        change_config(office, r"allow_private_networks: false", "allow_private_networks: true")
        wrong, remarks = read(load(office))
    assert [words in one for one in wrong] == ([True] if words else []), wrong
    assert all(one.startswith("config.yaml:") and "feeds.0.url" in one for one in (*wrong, *remarks))


def test_a_feed_on_a_private_network_or_of_no_host_is_told(office: Path) -> None:
    change_config(office, r"url: https://www\S+feed/", "url: http://127.0.0.1:9/feed")
    assert "private network" in read(load(office))[0][0]
    change_config(office, r"url: http://127\S+", "url: https://portale.invalid/feed")
    assert "no address for the name" in read(load(office))[0][0]


def test_a_feed_that_leads_elsewhere_is_remarked(office: Path) -> None:
    elsewhere = RSS.format(link="https://news.altrove.example/1")
    with portal(lambda path: (200, "application/rss+xml", elsewhere)) as url:
        change_config(office, r"url: https://www\S+feed/", f"url: {url}/feed")
        change_config(office, r"allow_private_networks: false", "allow_private_networks: true")
        wrong, remarks = read(load(office))
    assert wrong == []
    assert any("news.altrove.example" in one and "council.hosts" in one for one in remarks)


CATEGORIES = """<rss version="2.0"><channel><title>x</title><item><title>Ponte chiuso</title>{}
<link>https://www.comune.revere.example/1</link><pubDate>{}</pubDate></item></channel></rss>"""


def remarked(office: Path, categories: str, date: str = "") -> list[str]:
    """What is remarked of a feed with one item of these categories, from Monday, 1 January 2018 on."""
    body = CATEGORIES.format("".join(f"<category>{name}</category>" for name in categories.split(",")), date)
    with portal(lambda path: (200, "application/rss+xml", body)) as url:
        change_config(office, r"url: https://www\S+feed/", f"url: {url}/feed")
        change_config(office, r"allow_private_networks: false", "allow_private_networks: true")
        wrong, remarks = read(load(office))
    assert wrong == []
    return [one for one in remarks if "council.hosts" not in one]


@pytest.mark.parametrize(
    ("categories", "words"),
    [
        ("Allerta,Avvisi,Sport", ""),
        ("Allerta meteo", "«Allerta meteo» sounds like emergency, and `lanes` does not name it"),
        ("Avvisi e scadenze", "sounds like service notice"),
        ("Viabilita", "«Viabilita», and lanes says «viabilità»"),
        ("Interruzione", "«Interruzione», and lanes says «interruzioni»"),
        ("Avvisi,Avviso", "sounds like service notice"),  # the portal has both
    ],
)
def test_categories_that_the_portal_writes_otherwise_are_told(
    office: Path, categories: str, words: str
) -> None:
    told = remarked(office, categories)
    assert [words in one for one in told] == ([True] if words else []), told


def test_a_feed_without_anything_new_for_long_is_remarked(office: Path) -> None:
    [told] = remarked(office, "Sport", "Mon, 01 Jan 2018 10:00:00 GMT")
    assert "nothing new since 01/01/2018" in told


def test_a_page_that_names_its_feed_is_told_with_the_whole_address(office: Path) -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head></html>'
    with portal(lambda path: (200, "text/html", page)) as url:
        change_config(office, r"url: https://www\S+feed/", f"url: {url}/novita/")
        change_config(office, r"allow_private_networks: false", "allow_private_networks: true")
        [wrong], _ = read(load(office))
    assert f"names its feed {url}/rss.xml: " in wrong


def test_a_folder_that_cannot_be_written_and_a_disk_nearly_full(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load(office)
    server = replace(config, database="postgresql://u@127.0.0.1:9/d")
    assert mark_problem(server) is None, "the first start writes it"
    monkeypatch.setattr("os.access", lambda path, rights: False)
    assert "create it: echo" in str(mark_problem(server))
    assert any("create it: echo" in str(one) for one in database_problems(server))
    assert [
        str(office) in one and "cannot write there" in one for one in map(str, folder_problems(config))
    ] == [True]
    assert list(room(config)) == [] or "MB are free" in str(next(room(config)))
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=5_000_000))
    assert "only 5 MB are free" in str(next(room(config)))


def test_a_clock_that_is_not_set_is_found() -> None:
    assert "clock of this machine is not set" in str(next(clock_problems(0.0)))
    assert list(clock_problems(time.time())) == []


def test_all_faults_are_in_one_list(office: Path) -> None:
    for pattern, replacement in (
        (r"name: Comune di Revere", "name: Comune di Ostiglia"),
        (r"monthly_budget: 50", "monthly_budget: 0"),
        (r"url: https://www\S+feed/", "url: http://127.0.0.1:9/feed"),
        (r"rate: 80", "rate: presto"),
    ):
        change_config(office, pattern, replacement)
    file = office / "secrets.env"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"^(INFOSTIGLIA_FACEBOOK_TOKEN=).*", r"\1", text, flags=re.M), encoding="utf-8")
    (office / "templates" / "facebook" / "allerta.j2").write_text("{{ item.titolo }}", encoding="utf-8")
    done = call("-C", str(office), "check")
    told = done.stdout + done.stderr
    assert done.returncode == 2
    for words in (
        *("council.name: ", "feeds.0.url: ", "channels.whatsapp.rate: ", "money.monthly_budget: "),
        *("INFOSTIGLIA_FACEBOOK_TOKEN", "templates/facebook/allerta.j2:1"),
    ):
        assert words in told, told


def test_all_mistakes_of_the_file_are_told_at_once(office: Path) -> None:
    for pattern, replacement in (
        (r"timezone: Europe/Rome", "timezone: Europe/Roma"),
        (r"port: 8080", "port: 80,80"),
        (r"settle_seconds", "settel_seconds"),
        (r"    enabled: true", "    enabled: si"),
    ):
        change_config(office, pattern, replacement)
    done = call("-C", str(office), "run")
    assert done.returncode == 2
    keys = [line.split(": ")[2] for line in done.stderr.splitlines()]
    assert keys == [
        *("council.timezone", "channels.whatsapp.enabled", "channels.facebook.enabled"),
        *("schedule.settel_seconds", "webhook.port"),
    ]


def test_a_text_that_is_not_the_approved_one_is_found(here: Town) -> None:
    here.join("+393330000001")
    assert here.call("templates", "status").returncode == 0
    file = here.folder / "templates" / "whatsapp" / "notizia.j2"
    file.write_text(file.read_text(encoding="utf-8").replace("\nNotizia ", "\nNovità "), encoding="utf-8")
    done = here.call("check")
    assert done.returncode == 2
    assert "templates/whatsapp/notizia.j2:1: " in done.stdout
    assert "templates diff" in done.stdout


def test_texts_that_the_provider_does_not_know_are_found_once_live(here: Town) -> None:
    with here.open_council() as opened:
        config, channels = opened.config, opened.channels
        whatsapp = channels["whatsapp"]
        asyncio.run(templates.synchronise(opened.store, "whatsapp", whatsapp, Mode.TESTERS, 1.0, force=True))
        file = config.templates / "whatsapp" / "notizia.j2"
        again = file.read_text(encoding="utf-8").replace("name: notizia", "name: inaspettata")
        file.write_text(again, encoding="utf-8")
        live = replace(config, live=Mode.TESTERS)
        [new] = map(str, drifted(live, opened.store, channels))
        assert "notizia.j2:1: " in new
        assert "templates push" in new
        assert [*approval_remarks(live, opened.store, channels)] == []
        for store, mode in ((None, Mode.TESTERS), (opened.store, Mode.ALL)):
            [unknown] = map(str, approval_remarks(replace(config, live=mode), store, channels))
            assert "templates status" in unknown
        asyncio.run(templates.synchronise(opened.store, "whatsapp", whatsapp, Mode.OFF, 2.0, force=True))
        assert [*drifted(config, opened.store, channels), *approval_remarks(config, None, channels)] == []


def test_a_service_without_anything_to_do_is_told(office: Path) -> None:
    config = load(office)
    assert [*idle(config)] == []
    off = tuple(replace(one, enabled=False) for one in config.channels)
    nothing = map(str, idle(replace(config, feeds=(), channels=off)))
    assert [re.search(r"(feeds|channels): .*", one)[0] for one in nothing] == [
        "feeds: ATTENTION: none: nothing is read; `infostiglia discover` finds them",
        "channels: ATTENTION: none is enabled: nothing is published anywhere",
    ]


def test_what_the_law_asks_of_the_pages_is_told_once_they_are_open(office: Path) -> None:
    shipped = load(office)
    webhook = replace(shipped.webhook, public_url="https://news.comune.example.it")
    config = replace(shipped, live=Mode.ALL, webhook=webhook)
    [missing] = map(str, page_remarks(config))
    assert "pages.accessibility_url: ATTENTION: empty: the law asks for a declaration" in missing
    silent = replace(config, council=replace(config.council, phone=""))
    assert any("pages.feedback: ATTENTION" in str(one) for one in page_remarks(silent))
    pages = Pages(accessibility_url="https://form.agid.gov.it/view/x", feedback="a@comune.example.it")
    assert [*page_remarks(replace(silent, pages=pages))] == []
    assert [*page_remarks(shipped)] == [], "in the sandbox nobody asks"


def test_without_the_sandbox_its_feeds_are_no_mistake(tmp_path: Path) -> None:
    lay_out(tmp_path)
    change_config(tmp_path, "8099", str(free_port()))
    done = call("-C", str(tmp_path), "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Tutto a posto.")
    assert "`infostiglia sandbox`" in done.stdout.splitlines()[-1]
