"""Interactive messages: what WhatsApp's channel makes of a reply's options, and what the sandbox refuses, as Meta."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from channels.base import Content, Key, Recipient
from channels.options import Options
from channels.whatsapp.messages import Bodies, message
from pipeline.sandbox.rules import refusal_of
from pipeline.stages.render.render import render_text
from pipeline.stages.render.templates import TemplateError, TemplateSet

ANYBODY, ANY_KEY = Recipient("+393330000001"), Key("n", 1, 1)
BUTTONS = Options((("CANCELLAMI", "CANCELLAMI"), ("AIUTO", "AIUTO")))
LIST = Options((("Centro", "centro"), ("Altre zone", "ZONE 2")), "Scegli la zona")


def sent(options: Options, text: str = "Che cosa?") -> dict[str, Any]:
    return message(Content(text, options=options), ANYBODY, ANY_KEY)


@pytest.mark.parametrize("options", [BUTTONS, LIST])
def test_options_go_out_as_meta_takes_them(options: Options) -> None:
    body = sent(options)
    assert body["type"] == "interactive"
    assert refusal_of(body, {}, window_open=True) is None
    assert (refusal := refusal_of(body, {}, window_open=False))
    assert refusal.code == 131047


def test_options_outlive_the_database_and_the_body_is_the_same_byte_for_byte() -> None:
    import json

    content = Content.from_json(json.loads(json.dumps(Content("x", options=LIST).to_json())))
    assert content == Content("x", options=LIST)
    assert json.loads(Bodies().body(content, ANYBODY, ANY_KEY)) == message(content, ANYBODY, ANY_KEY)


@pytest.mark.parametrize(
    "content",
    [
        Content("x" * 1025, options=BUTTONS),
        Content("x", options=Options(tuple((str(n), str(n)) for n in range(4)))),
        Content("x", options=Options(tuple((str(n), str(n)) for n in range(11)), "Apri")),
        Content("x", options=Options((("a", "b" * 201),), "Apri")),
        Content("x", options=Options((), "Apri")),
    ],
)
def test_options_that_meta_would_refuse_stay_words_in_the_text(content: Content) -> None:
    body = message(content, ANYBODY, ANY_KEY)
    assert (body["type"], body["text"]["body"]) == ("text", content.text)


def test_long_titles_are_cut_and_no_two_are_alike() -> None:
    long = "Borgo San Rocco di sotto il ponte"
    body = sent(Options(((long, "a"), (long, "b"), (long + " nuovo", "c")), "Apri"))
    rows = body["interactive"]["action"]["sections"][0]["rows"]
    titles = [row["title"] for row in rows]
    assert len(set(titles)) == 3
    assert max(map(len, titles)) <= 24
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert refusal_of(body, {}, window_open=True) is None


def _set(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        for step in path[:-1]:
            body = body[step]
        body[path[-1]] = to

    return change


ROW = {"id": "x", "title": "x"}
ROWS = ("interactive", "action", "sections", 0, "rows")


@pytest.mark.parametrize(
    "spoil",
    [
        _set(*ROWS, 0, "title", to="x" * 25),
        _set(*ROWS, 0, "title", to=""),
        _set(*ROWS, 0, "id", to="x" * 201),
        _set(*ROWS, 0, "price", to="1"),
        _set(*ROWS, 0, to=ROW | {"description": "x" * 73}),
        _set(*ROWS, to=[ROW, ROW]),
        _set(*ROWS, to=[{"id": str(n), "title": str(n)} for n in range(11)]),
        _set(*ROWS, to=[]),
        _set("interactive", "action", "button", to="x" * 21),
        _set(
            "interactive", "action", "sections", to=[{"rows": [ROW]}, {"rows": [{"id": "y", "title": "y"}]}]
        ),
        _set("interactive", "body", "text", to="x" * 4097),
        _set("interactive", "body", to={}),
        _set("interactive", "type", to="carousel"),
        _set("interactive", "parameters", to={}),
        _set("text", to={"body": "x"}),
    ],
)
def test_what_meta_would_refuse_of_a_list_is_refused(spoil: Callable[[dict[str, Any]], None]) -> None:
    body = copy.deepcopy(sent(LIST))
    spoil(body)
    assert refusal_of(body, {}, window_open=True) is not None


@pytest.mark.parametrize(
    "buttons",
    [
        [],
        [{"type": "reply", "reply": {"id": str(n), "title": str(n)}} for n in range(4)],
        [{"type": "reply", "reply": {"id": "a", "title": "x" * 21}}],
        [{"type": "reply", "reply": {"id": one, "title": "x"}} for one in "ab"],
        [{"type": "url", "reply": {"id": "a", "title": "x"}}],
        [{"reply": {"id": "a", "title": "x"}}],
    ],
)
def test_what_meta_would_refuse_of_buttons_is_refused(buttons: list[Any]) -> None:
    body = sent(BUTTONS)
    body["interactive"]["action"]["buttons"] = buttons
    assert refusal_of(body, {}, window_open=True) is not None


def test_the_last_lines_in_brackets_of_a_reply_are_its_options(tmp_path: Path) -> None:
    def rendered(source: str) -> Content:
        (tmp_path / "whatsapp").mkdir(exist_ok=True)
        (tmp_path / "whatsapp" / "prova.j2").write_text(source, encoding="utf-8")
        return render_text(TemplateSet(tmp_path), "whatsapp", "prova", {"words": ["a", "b"]})

    assert rendered("---\ntype: text\n---\nChe cosa? [1]\n\n[SI]\n[No = NO GRAZIE]\n") == Content(
        "Che cosa? [1]", options=Options((("SI", "SI"), ("No", "NO GRAZIE")))
    )
    listed = rendered(
        "---\ntype: text\nlist: Apri\n---\nx\n{% for one in words * 4 %}[{{ one }}]\n{% endfor %}"
    )
    assert (listed.text, listed.options and len(listed.options.rows)) == ("x", 8)
    assert rendered("---\ntype: text\nlist: Apri\n---\nx").options is None
    with pytest.raises(TemplateError, match="buttons"):
        rendered("---\ntype: text\n---\nx\n[1]\n[2]\n[3]\n[4]")
    with pytest.raises(TemplateError, match="20 characters"):
        rendered("---\ntype: text\nlist: Una parola davvero lunga\n---\nx\n[1]")
