"""The sandbox refuses what Meta and X refuse, and shows everything it has received."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from channels import sessions
from channels.approving import Registration
from channels.base import Content, Key, Recipient
from channels.whatsapp.messages import message
from pipeline.sandbox import facebook, instagram
from pipeline.sandbox.app import sandbox_in_thread
from pipeline.sandbox.client import SandboxClient
from pipeline.sandbox.rules import refusal_of
from pipeline.sandbox.world import Known, SandboxSettings

PLAIN = Registration(
    "notizia", "it", "MARKETING", "Dal Comune: {{titolo}}. Leggi il portale.", "Rispondi CANCELLAMI"
)
BUTTON = Registration(
    "bottone", "it", "UTILITY", "Avviso: {{titolo}}, fine.", button_text="Leggi", button_prefix="https://x/"
)
APPROVED = {(t.name, t.language): Known(str(n), t) for n, t in enumerate((PLAIN, BUTTON))}
TOKEN = {"Authorization": "Bearer sandbox-whatsapp_token"}
NUMBER = "100000000000001"


@pytest.fixture
def stage() -> Iterator[SandboxClient]:
    with sandbox_in_thread(
        SandboxSettings(webhook_url="http://127.0.0.1:9/", templates=(PLAIN, BUTTON))
    ) as url:
        client = SandboxClient(url)
        yield client
        client.close()


def good(**changes: Any) -> dict[str, Any]:
    content = Content(text="x", template="notizia", parameters={"titolo": "Scuole chiuse"})
    return {**message(content, Recipient("+393330000001"), Key("n", 1, 1)), **changes}


def free(text: str) -> dict[str, Any]:
    return message(Content(text=text), Recipient("+393330000001"), Key("n", 1, 1))


def template(name: str, *components: dict[str, Any], language: str = "it") -> dict[str, Any]:
    return good(template={"name": name, "language": {"code": language}, "components": list(components)})


def part(text: Any, name: str = "titolo", kind: str = "body") -> dict[str, Any]:
    return {"type": kind, "parameters": [{"type": "text", "parameter_name": name, "text": text}]}


REFUSED = [
    ("not an object", [], 100),
    ("unknown key", good(priority=1), 100),
    ("no product", good(messaging_product="sms"), 100),
    ("no recipient", {k: v for k, v in good().items() if k != "to"}, 131008),
    ("no number", good(to="pippo"), 131008),
    ("other type", good(type="carrier"), 131051),
    ("unknown template", template("mai_vista", part("x")), 132001),
    ("other language", template("notizia", part("x"), language="de"), 132001),
    ("no parameter", template("notizia"), 132000),
    ("wrong name", template("notizia", part("x", "testo")), 132000),
    ("newline", template("notizia", part("a\nb")), 132018),
    ("tab", template("notizia", part("a\tb")), 132018),
    ("five spaces", template("notizia", part("a     b")), 132018),
    ("empty", template("notizia", part("")), 131008),
    ("too long", template("notizia", part("x" * 1010)), 132005),
    ("no button", template("bottone", part("x")), 132000),
    ("long key", good(biz_opaque_callback_data="x" * 513), 131009),
    ("empty text", free(""), 131008),
    ("window closed", free("ciao"), 131047),
]


@pytest.mark.parametrize(("body", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused(body: Any, code: int) -> None:
    refusal = refusal_of(body, APPROVED, window_open=False)
    assert refusal is not None
    assert refusal.code == code


def test_taken() -> None:
    assert refusal_of(good(), APPROVED, window_open=False) is None
    assert refusal_of(free("ciao"), APPROVED, window_open=True) is None
    filled = {
        "type": "button",
        "sub_type": "url",
        "index": "0",
        "parameters": [{"type": "text", "text": "a/b"}],
    }
    assert refusal_of(template("bottone", part("x"), filled), APPROVED, window_open=False) is None


def test_whatever_the_contract_refuses_we_refuse(shared: Path) -> None:
    spec = json.loads((shared / "specs" / "whatsapp" / "wa-core.patched.json").read_text(encoding="utf-8"))
    [path] = [path for path in spec["paths"] if path.endswith("/messages")]
    schema = spec["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    validator = jsonschema.Draft202012Validator({**schema, "components": spec["components"]})
    bodies = [good(), free("ciao"), *(row[1] for row in REFUSED)]
    lenient = [
        b for b in bodies if not validator.is_valid(b) and refusal_of(b, APPROVED, window_open=True) is None
    ]
    assert lenient == []
    assert validator.is_valid(good())


def send(stage: SandboxClient, body: Any, headers: dict[str, str] = TOKEN) -> httpx.Response:
    return httpx.post(
        f"{stage.url}/graph/v26.0/{NUMBER}/messages", json=body, headers=headers, trust_env=False
    )


def test_a_phone_shows_the_approved_text_with_its_footer(stage: SandboxClient) -> None:
    answer = send(stage, good()).json()
    [shown] = stage.phones()["+393330000001"]
    assert shown["text"] == "Dal Comune: Scuole chiuse. Leggi il portale.\n\nRispondi CANCELLAMI"
    [accepted] = stage.received()
    assert (accepted["key"], accepted["remote_id"]) == ("n.1.1", answer["messages"][0]["id"])


def test_a_wrong_token_is_refused_as_meta_does(stage: SandboxClient) -> None:
    answer = send(stage, good(), {"Authorization": "Bearer guess"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)


def test_more_than_the_cap_in_a_second_is_refused(stage: SandboxClient) -> None:
    with httpx.Client(headers=TOKEN, trust_env=False) as http:
        url = f"{stage.url}/graph/v26.0/{NUMBER}/messages"
        answers = [http.post(url, json=good()).status_code for _ in range(100)]
    assert 429 in answers or stage.state()["busiest_second"] <= 80


@pytest.mark.parametrize(
    ("fault", "status", "accepted"),
    [
        ({"kind": "status", "status": 503}, 503, 0),
        ({"kind": "status", "status": 503, "accept": True}, 503, 1),
        ({"kind": "refuse", "code": 131026}, 400, 0),
        ({"kind": "wrong_json"}, 200, 0),
        ({"kind": "wrong_json", "accept": True}, 200, 1),
        ({"kind": "held"}, 200, 1),
    ],
)
def test_faults_strike_once_and_are_gone(
    stage: SandboxClient, fault: dict[str, Any], status: int, accepted: int
) -> None:
    stage.fault(**fault)
    assert send(stage, good()).status_code == status
    assert len(stage.received()) == accepted
    assert send(stage, good()).json()["messages"][0]["message_status"] == "accepted"


@pytest.mark.parametrize(("kind", "accepted"), [("cut_before", 0), ("cut_after", 1)])
def test_a_cut_connection(stage: SandboxClient, kind: str, accepted: int) -> None:
    stage.fault(kind)
    with pytest.raises(httpx.TransportError):
        send(stage, good())
    assert [one["answered"] for one in stage.received()] == [False] * accepted


@pytest.mark.parametrize(
    "values", [{"kind": "earthquake"}, {"kind": "delay", "channel": "fax"}, {"kind": "delay", "x": 1}]
)
def test_an_unknown_fault_is_refused_with_words(stage: SandboxClient, values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must be one of|known:"):
        stage.fault(**values)


def test_the_page_refuses_the_same_post_twice_in_a_row(stage: SandboxClient) -> None:
    proof = sessions.proof("sandbox-facebook_token", "sandbox-facebook_app_secret")
    url = f"{stage.url}/graph/v26.0/200000000000002/feed?appsecret_proof={proof['appsecret_proof']}"
    form = {"message": "Ciao", "access_token": "sandbox-facebook_token"}
    assert httpx.post(url, data=form, trust_env=False).status_code == 200
    assert httpx.post(url, data=form, trust_env=False).json()["error"]["code"] == 506
    assert httpx.post(url, data={**form, "foo": "1"}, trust_env=False).json()["error"]["code"] == 100


def test_x_wants_a_right_signature(stage: SandboxClient) -> None:
    assert httpx.post(f"{stage.url}/x/2/tweets", json={"text": "Ciao"}, trust_env=False).status_code == 401


def test_the_portal_answers_as_wordpress_does(stage: SandboxClient) -> None:
    feed = stage.url + "/portal/feed/"
    first = httpx.get(feed, trust_env=False)
    both = {"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]}
    assert httpx.get(feed, headers=both, trust_env=False).status_code == 304
    item = stage.publish("Notizia & altro <b>", "Testo.")
    assert httpx.get(feed, headers=both, trust_env=False).status_code == 200
    assert httpx.get(item["link"], trust_env=False).status_code == 200
    stage.trash(item["id"])
    assert httpx.get(item["link"], trust_env=False).status_code == 404
    assert len(stage.portal_items()) == 41
    assert "<entry>" in httpx.get(stage.url + "/portal/atom/", trust_env=False).text


def test_the_page_for_people_shows_what_happened_and_escapes_it(stage: SandboxClient) -> None:
    send(stage, good(template={**good()["template"], "components": [part("<script>alert(1)</script>")]}))
    html = httpx.get(stage.url + "/sandbox", trust_env=False).text
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html
    assert "+393330000001" in html
    send(stage, good(template={**good()["template"], "components": [part("*Ponte <b>* chiuso")]}))
    assert "<b>Ponte &lt;b&gt;</b> chiuso" in httpx.get(stage.url + "/sandbox", trust_env=False).text
    assert "<h1>Ambiente di prova</h1>" in html
    english = httpx.get(stage.url + "/sandbox", headers={"Accept-Language": "en"}, trust_env=False).text
    assert '<html lang="en">' in english
    assert "<h1>Sandbox</h1>" in english
    assert "Ancora nulla" not in english


def test_the_portals_pages_escape_titles(stage: SandboxClient) -> None:
    item = stage.publish("Notizia <script>", "Un testo <b>scritto</b>.")
    for address in (item["link"], stage.url + "/portal/"):
        shown = httpx.get(address, trust_env=False).text
        assert "Notizia &lt;script&gt;" in shown
        assert "<script>" not in shown
    assert "Un testo <b>scritto</b>." in httpx.get(item["link"], trust_env=False).text


@pytest.mark.parametrize(
    ("file", "endpoint", "taken"),
    [
        ("Page", "feed", facebook.FEED),
        ("Page", "photos", facebook.PHOTO),
        ("PagePost", "", facebook.EDIT),
        ("IGUser", "media", instagram.CONTAINER),
        ("IGUser", "media_publish", instagram.PUBLISH),
    ],
)
def test_the_pages_take_nothing_that_meta_does_not_list(
    shared: Path, file: str, endpoint: str, taken: frozenset[str]
) -> None:
    apis = json.loads((shared / "specs" / "meta" / f"{file}.json").read_text(encoding="utf-8"))["apis"]
    [api] = [one for one in apis if one["method"] == "POST" and one.get("endpoint", "") == endpoint]
    assert taken <= {parameter["name"] for parameter in api["params"]}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("items", "{bad"),
        ("items", "[]"),
        ("items", '{"text": "no title"}'),
        ("items", '{"title": "x", "colour": "y"}'),
        ("write", '{"numbers": ["+393330000001"]}'),
        ("faults", "x"),
        ("templates", "{}"),
    ],
)
def test_a_body_that_is_not_understood_is_a_mistake_of_who_sent_it(path: str, body: str) -> None:
    with sandbox_in_thread(SandboxSettings(webhook_url="http://127.0.0.1:9/")) as url:
        answer = httpx.post(f"{url}/sandbox/{path}", content=body)
        assert answer.status_code == 400
        assert "\n" not in answer.text
        assert httpx.get(f"{url}/portal/feed/?paged=x").status_code == 200
