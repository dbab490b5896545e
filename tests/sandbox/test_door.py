"""The door of the sandbox: a page to write, to publish and to break things, and to see what comes of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from channels import sessions
from pipeline.model import Document, Mode
from pipeline.sandbox import service
from pipeline.sandbox.app import sandbox_in_thread
from pipeline.sandbox.client import SandboxClient
from pipeline.sandbox.world import SandboxSettings
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from pipeline.stages.parse.parse import parse
from tests.commands import Command
from tests.town import change_config, free_port, number, until

SETTINGS = SandboxSettings(webhook_url="http://127.0.0.1:9/")
HINT = 'role="status"'  # of what is still to be started
HALF = b'{"text": "half a character \\ud83d"}'
JPEG = b"\xff\xd8\xff\xe0 a picture"


class Visitor:
    """A person with a browser: forms of the page, followed to the page that comes next."""

    def __init__(self, url: str) -> None:
        headers = {"Origin": url, "Accept-Language": "it"}
        self.http = httpx.Client(base_url=url, headers=headers, trust_env=False, follow_redirects=True)

    def fill(self, form: str, **fields: str) -> httpx.Response:
        return self.http.post(f"/sandbox/hands/{form}", data=fields)

    def page(self) -> str:
        return self.http.get("/sandbox").text


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    with sandbox_in_thread(SETTINGS) as url:
        yield Visitor(url)


def test_a_visitor_publishes_corrects_and_takes_down(visitor: Visitor) -> None:
    shown = visitor.fill("publish", title="Fiera & <b>", text="Uno\r\ndue ]]> tre", category="Eventi").text
    assert "Fiera &amp; &lt;b&gt;" in shown
    [item] = re.findall(r'name="item" value="(\d+)"', shown)[:1]
    feed = visitor.http.get("/portal/feed/").text
    assert ("Fiera &amp; &lt;b&gt;" in feed, "<![CDATA[Eventi]]>" in feed) == (True, True)
    [first, *_] = parse(Document(feed.encode(), "http://x.example/", ZoneInfo("Europe/Rome"))).entries
    assert first.text == "Uno due ]]> tre"
    visitor.fill("correct", item=item, title="Fiera rinviata", text="A maggio.")
    assert "Fiera rinviata" in visitor.http.get("/portal/feed/").text
    visitor.fill("trash", item=item)
    assert "Fiera rinviata" not in visitor.http.get("/portal/feed/").text


def test_a_visitor_writes_and_sees_it_on_the_phone_at_once(visitor: Visitor) -> None:
    for same in ("0039 333 000 0001", "333 000 0001"):
        shown = visitor.fill("write", number=same, text="ISCRIVIMI").text
    assert shown.count("<h3>") == 1
    assert re.search(r"\+39 333 000 0001</h3>.*ISCRIVIMI", shown, re.S)
    [offered] = re.findall(r'name="number" type="tel"[^>]*value="([^"]+)"', shown)
    assert offered == "+39 333 000 0002"


def test_a_visitor_breaks_and_mends(visitor: Visitor) -> None:
    shown = visitor.fill("break", channel="facebook", failure="down", times="always").text
    assert "Facebook: non risponde (errore 503)" in shown
    assert SandboxClient(str(visitor.http.base_url)).state()["page"] == []
    assert "Guasti in corso" not in visitor.fill("mend").text


def test_what_breaks_once_is_whole_again_and_what_breaks_for_good_is_not(visitor: Visitor) -> None:
    def codes() -> list[int]:
        return [visitor.http.get("/portal/feed/").status_code for _ in range(2)]

    visitor.fill("break", channel="portal", failure="down", times="once")
    assert codes() == [503, 200]
    visitor.fill("break", channel="portal", failure="down", times="always")
    assert codes() == [503, 503]


def test_settings_that_are_wrong_are_shown_once_beside_the_sandbox(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tmp_path)
    change_config(tmp_path, "live: off", "live: perhaps")
    rounds: list[float] = []

    async def slept(seconds: float) -> None:
        rounds.append(seconds)
        if len(rounds) == 2:
            raise asyncio.CancelledError

    monkeypatch.setattr(asyncio, "sleep", slept)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(service.play_service(tmp_path))
    assert capsys.readouterr().err.count("live: ") == 1


MISTAKES = [
    ("write", {"number": "12", "text": "x"}, "non è un numero di telefono"),
    ("write", {"number": number(1), "text": " "}, "non c'era scritto nulla"),
    ("publish", {"title": ""}, "non c'era scritto nulla"),
    ("publish", {}, "non c'era scritto nulla"),
    ("correct", {"item": "99999", "title": "x"}, "non è più sul portale"),
    ("trash", {"item": "²"}, "non è più sul portale"),
    ("trash", {"item": "9" * 5000}, "non è più sul portale"),
    ("break", {"channel": "facebook", "failure": "earthquake"}, "che cosa guastare"),
    ("break", {"channel": "fax", "failure": "down"}, "dove guastare"),
    ("break", {"channel": "portal", "failure": "token"}, "per il portale"),
]


@pytest.mark.parametrize(("form", "fields", "words"), MISTAKES)
def test_a_mistake_changes_nothing_and_is_told(
    visitor: Visitor, form: str, fields: dict[str, str], words: str
) -> None:
    before = visitor.http.get("/sandbox/items").text
    answer = visitor.fill(form, **fields)
    assert answer.status_code == 400
    assert words in answer.text.replace("&#39;", "'")
    assert visitor.http.get("/sandbox/items").text == before


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "application/x-www-form-urlencoded; charset=nope", "application/json"]
)
def test_a_body_that_is_no_form_is_a_mistake_too(visitor: Visitor, kind: str) -> None:
    answer = visitor.http.post("/sandbox/hands/publish", content=b"title=a", headers={"Content-Type": kind})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://altrove.example.com"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_of_another_site_does_nothing(visitor: Visitor, headers: dict[str, str]) -> None:
    answer = visitor.http.post("/sandbox/hands/publish", data={"title": "Falso"}, headers=headers)
    assert answer.status_code == 403
    assert "Falso" not in visitor.page()


def test_the_page_can_be_used_by_everybody(visitor: Visitor) -> None:
    """A language, a label for every field, no table for layout, and no script for what it is made for."""
    visitor.fill("write", number=number(1), text="ISCRIVIMI")
    page = re.sub(r"<script>.*?</script>", "", visitor.page(), flags=re.S)
    assert '<html lang="it">' in page
    fields = re.findall(r"<(?:input|select|textarea)\b[^>]*>", page)
    unlabelled = [f for f in fields if 'type="hidden"' not in f and "aria-label=" not in f]
    assert page.count("<label") == len(unlabelled)
    assert re.findall(r'\son\w+=|href="javascript', page) == []
    assert all("alt=" in image for image in re.findall(r"<img[^>]*>", page))


def test_every_channel_is_there_from_the_start_with_the_picture_of_its_posts() -> None:
    with sandbox_in_thread(replace(SETTINGS, types=("facebook", "mastodon"))) as url:
        visitor = Visitor(url)
        assert re.findall(r"<h2>([^<]+) \(0\)</h2>", visitor.page()) == ["Facebook", "Mastodon"]
        proof = sessions.proof("sandbox-facebook_token", "sandbox-facebook_app_secret")["appsecret_proof"]
        visitor.http.post(
            f"/graph/v26.0/200000000000002/photos?appsecret_proof={proof}",
            data={
                "message": "Ciao",
                "access_token": "sandbox-facebook_token",
                "alt_text_custom": "Scritta: Ciao",
            },
            files={"source": ("a.jpg", JPEG, "image/jpeg")},
        )
        [picture] = re.findall(r'<img src="([^"]+)" alt="Scritta: Ciao">', visitor.page())
        assert visitor.http.get(picture).content == JPEG


# -- restarts ----------------------------------------------------------------------------------------


def published(url: str) -> dict[str, Any]:
    """An item, and a post on the page, both new."""
    proof = sessions.proof("sandbox-facebook_token", "sandbox-facebook_app_secret")["appsecret_proof"]
    stage = SandboxClient(url)
    item = stage.publish("Mercato", "Domenica.")
    form = {"message": f"Notizia {item['id']}", "access_token": "sandbox-facebook_token"}
    page = f"{url}/graph/v26.0/200000000000002/feed?appsecret_proof={proof}"
    return {
        "post": httpx.post(page, data=form, trust_env=False).json()["id"],
        "item": item["id"],
        "of": stage,
    }


def test_portal_posts_and_ids_go_on_after_a_restart_and_no_citizen_is_kept(tmp_path: Path) -> None:
    settings, port = replace(SETTINGS, keep=tmp_path / "data" / "sandbox.json"), free_port()
    with sandbox_in_thread(settings, port=port) as url:
        first = published(url)
        first["of"].write([number(1)], "Iscrivimi")
        httpx.post(f"{url}/sandbox/items/{first['item']}", content=HALF, trust_env=False)
        before = first["of"].portal_items()
    assert settings.keep is not None
    assert number(1).removeprefix("+") not in settings.keep.read_text(encoding="utf-8")
    with sandbox_in_thread(settings, port=port) as url:
        assert SandboxClient(url).portal_items() == before
        second = published(url)
        assert [post["id"] for post in second["of"].state()["page"]] == [first["post"], second["post"]]
    assert first["post"] != second["post"]
    assert second["item"] == first["item"] + 1


@pytest.mark.parametrize("content", ["", "{", "[]", '{"items": [{"id": 1}], "posts": {}, "ids": {}}'])
def test_what_was_kept_and_cannot_be_read_is_begun_anew(tmp_path: Path, content: str) -> None:
    kept = tmp_path / "sandbox.json"
    kept.write_text(content, encoding="utf-8")
    with sandbox_in_thread(replace(SETTINGS, keep=kept)) as url:
        assert len(SandboxClient(url).portal_items()) == 40


# -- trying it out -----------------------------------------------------------------------------------


@pytest.mark.parametrize("live", Mode)
def test_nothing_waits_while_it_is_tried_out_and_all_as_set_when_it_is_live(
    tmp_path: Path, live: Mode
) -> None:
    lay_out(tmp_path)
    change_config(tmp_path, "^live: off", f"live: {live}")
    schedule = load(tmp_path).schedule
    assert (schedule.poll_seconds, schedule.settle_seconds) == ((1, 0) if live is Mode.OFF else (300, 300))


def test_from_an_empty_folder_to_a_message_on_a_phone(tmp_path: Path) -> None:
    """README, "Trying it out": two commands and two forms."""
    lay_out(tmp_path)
    ports = {"8099": free_port(), "8080": free_port()}
    for usual, free in ports.items():
        change_config(tmp_path, rf"\b{usual}\b", str(free))
    url = f"http://127.0.0.1:{ports['8099']}"
    trial = Command(("-C", str(tmp_path), "sandbox", "--all"))
    try:
        visitor = Visitor(url)
        until(lambda: _answers(visitor))
        until(lambda: HINT not in visitor.page(), 60)  # the portal has been read
        visitor.fill("write", number=number(1), text="ISCRIVIMI")
        until(lambda: "iscrizione confermata" in visitor.page(), 60)
        visitor.fill("publish", title="Festa in piazza Cornelio", text="Domenica alle 15.", category="Eventi")
        until(lambda: all("Festa in piazza" in shown for shown in phones_and_page(visitor)), 60)
        assert HINT not in visitor.page()  # nothing is left to start
    finally:
        trial.terminate()
        trial.wait(30)


def phones_and_page(visitor: Visitor) -> tuple[str, str]:
    """What the phones show, and what the Facebook Page does."""
    phones, _, rest = visitor.page().partition('<div class="columns">')
    return phones, re.findall(r"<h2>Facebook.*?</section>", rest, re.S)[0]


def _answers(visitor: Visitor) -> bool:
    try:
        return visitor.http.get("/sandbox").status_code == 200
    except httpx.HTTPError:
        return False
