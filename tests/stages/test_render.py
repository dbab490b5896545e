"""Templates and render: three uses of one file, any text fits, and a mistake is one line."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.base import Access, Channel, Content
from channels.facebook import Facebook
from channels.twitter import Twitter
from channels.whatsapp import WhatsApp
from pipeline.model import Lane, News
from pipeline.settings.reader import load
from pipeline.settings.values import Config
from pipeline.staff.check import problems
from pipeline.stages.render.choice import context
from pipeline.stages.render.example import sample
from pipeline.stages.render.render import item_of, render
from pipeline.stages.render.templates import TemplateError, TemplateSet
from tests.town import ROOT

CHANNELS: dict[str, Channel] = {
    "whatsapp": WhatsApp(Access("http://127.0.0.1:9", {}, {"phone_number_id": "1"})),
    "facebook": Facebook(Access("http://127.0.0.1:9", {}, {"page_id": "1"})),
    "twitter": Twitter(Access("http://127.0.0.1:9", {}, {"user_id": "1"})),
}
_AS_SHIPPED = load(ROOT)
CONFIG: Config = replace(
    _AS_SHIPPED, council=replace(_AS_SHIPPED.council, portal="https://www.comune.example.it/")
)
SHIPPED = TemplateSet(ROOT / "templates")
LINK = "https://www.comune.example.it/novita/una-notizia/"
NEWS = sample(LINK)
TEMPLATES = ("notizia", "servizio", "allerta")


def shipped(channel: str, name: str, news: News = NEWS) -> Content:
    return render(SHIPPED, channel, name, news, CHANNELS[channel], context(CONFIG))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for channel in CHANNELS:
        (tmp_path / channel).mkdir()
    return tmp_path


def written(folder: Path, channel: str, text: str, news: News = NEWS) -> Content:
    (folder / channel / "x.j2").write_text(text, encoding="utf-8")
    return render(TemplateSet(folder), channel, "x", news, CHANNELS[channel], context(CONFIG))


def test_the_shipped_templates_have_no_problem() -> None:
    assert problems(CONFIG, CHANNELS) == []


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=400)
spaces = st.sampled_from(
    ["", " ", "\n", "\t", "     ", "\r\n", "👨‍👩‍👧‍👦", "e\u0301", "https://a.example.it/x ", "via Roma.In "]
)
texts = st.lists(words | spaces, max_size=12).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    texts,
    texts,
    texts,
    st.lists(words, max_size=5),
    st.sampled_from(TEMPLATES),
    st.sampled_from(sorted(CHANNELS)),
)
def test_any_item_fits_every_channel(
    title: str, summary: str, text: str, categories: list[str], name: str, channel: str
) -> None:
    news = replace(NEWS, title="T" + title, summary=summary, text=text, categories=tuple(categories))
    content = shipped(channel, name, news)
    adapter = CHANNELS[channel]
    assert adapter.measure(content) <= adapter.capabilities.limit
    assert adapter.problems(content) == []
    if channel == "whatsapp":
        template = SHIPPED.load("whatsapp", name, approved=True)
        assert content.text == template.registration.fill(content.parameters)
        for value in content.parameters.values():
            assert value.strip()
            assert not re.search(r"[\n\t\r]| {5}", value)
    else:
        assert LINK in content.text + content.link


def test_the_registration_is_fixed_text_with_named_parameters() -> None:
    registration = SHIPPED.load("whatsapp", "allerta", approved=True).registration
    assert registration.parameters == ("ente", "avviso", "dettagli", "indirizzo")
    assert registration.body.startswith(
        "ALLERTA DI PROTEZIONE CIVILE nel territorio {{ente}}: *{{avviso}}*\n\n"
    )
    assert "{%" not in registration.body


def test_what_a_portal_writes_is_never_run() -> None:
    hostile = replace(NEWS, title="{{ 7 * 7 }} {% for x in y %}", summary="{{ council.__class__ }}")
    for channel in CHANNELS:
        content = shipped(channel, "notizia", hostile)
        assert "{{ 7 " in content.text
        assert "49" not in content.text


def test_the_link_is_kept_and_hashtags_go_before_text(folder: Path) -> None:
    template = "{{ item.title }}\n{{ item.text | fit }}\n{{ item.categories | hashtags(3) }}\n{{ item.link }}"
    news = replace(NEWS, text="Parola " * 60, categories=("Viabilità", "Scuola"))
    content = written(folder, "twitter", template, news)
    assert content.text.endswith(LINK)
    assert "#" not in content.text
    assert CHANNELS["twitter"].measure(content) <= 280
    short = written(folder, "twitter", template, replace(news, text="Parola " * 28))
    assert "#Viabilità" in short.text
    assert "#Scuola" not in short.text


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("uno\ndue {{ item.titel }}", 2, "titel"),
        ("uno\n{% if %}", 2, "Expected an expression"),
        ("{{ item.title | fitt(3) }}", 1, "No filter named 'fitt'"),
        ("{{ item.titolo }}", 1, "nothing is called titolo here"),
        ("x\n{{ titolo }}", 2, "nothing is called titolo here"),
        ("{{ item.title | fit(“10”) }}", 1, "quotes must be straight"),
        ("{{ item.title }", 1, "a brace or bracket is missing"),
        ("{{ item.title.upper( }}", 1, "a brace or bracket is missing"),
        ("{% if item %}x", 1, "begins with if has no endif"),
        ("{% iff item %}", 1, "no tag is called iff"),
        ("{{ item.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ item.published | date('x') }}", 1, "known forms"),
        ("{{ range(10**9) | list }}", 1, "Range too big"),
        ("{% for a in range(9999) %}xxxxxxxxxxxxxxxx{% endfor %}", 1, "longer than"),
        ("---\nlink: apart\nlinks: x\n---\n", 3, "links: unknown key"),
        ("---\nlink: sideways\n---\nx", 2, "must be none, apart or preview"),
        ("---\n- a\n---\nx", 2, "key: value"),
        ("", 1, "empty text"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
    ],
)
def test_a_mistake_names_file_and_line(folder: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(TemplateError) as caught:
        written(folder, "facebook", text)
    message = str(caught.value)
    assert message.startswith(f"templates/facebook/x.j2:{line}: "), message
    assert words in message
    assert "\n" not in message


HEAD = "---\nname: x\ncategory: UTILITY\n---\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Testo {{ item.title }} fine", 5, "only fixed text"),
        ("{% if item.title %}x{% endif %}", 5, "only fixed text"),
        ("A {% block a %}x{% endblock %} e\n{% for i in [1] %}y{% endfor %}", 6, "only fixed text"),
        ("A {% block a %}{% block b %}x{% endblock %}{% endblock %} e", 5, "repeated or nested"),
        ("A {% block a %}{{ '' }}{% endblock %} e", 1, "block a: empty"),
    ],
)
def test_an_approved_template_has_only_fixed_text_outside_its_blocks(
    folder: Path, text: str, line: int, words: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        written(folder, "whatsapp", HEAD + text)
    assert str(caught.value).startswith(f"templates/whatsapp/x.j2:{line}: ")
    assert words in str(caught.value)


def test_a_template_without_front_matter_is_refused_for_whatsapp(folder: Path) -> None:
    with pytest.raises(TemplateError, match="name and category are missing"):
        written(folder, "whatsapp", "Testo")


def test_a_missing_template_says_what_lays_it_out(folder: Path) -> None:
    with pytest.raises(
        TemplateError, match=r"templates/twitter/nessuno\.j2:1: not found: write it; `infostiglia init`"
    ):
        render(TemplateSet(folder), "twitter", "nessuno", NEWS, CHANNELS["twitter"], context(CONFIG))


BUTTON = HEAD.replace(
    "---\nname", '---\nbutton: {text: Leggi, prefix: "https://www.comune.example.it/"}\nname'
)
BODY = "Dal Comune {% block a %}{{ item.title | oneline }}{% endblock %} fine."


def test_a_button_takes_the_rest_of_the_link(folder: Path) -> None:
    assert written(folder, "whatsapp", BUTTON + BODY).button == "novita/una-notizia/"


def test_a_link_that_does_not_fit_the_button_takes_the_way_out_or_holds_the_post(folder: Path) -> None:
    elsewhere = replace(NEWS, link="https://altrove.example.it/x")
    with pytest.raises(TemplateError, match="does not begin with its prefix"):
        written(folder, "whatsapp", BUTTON + BODY, elsewhere)
    (folder / "whatsapp" / "senza.j2").write_text(
        HEAD.replace("name: x", "name: senza") + BODY, encoding="utf-8"
    )
    content = written(
        folder, "whatsapp", BUTTON.replace("name: x", "name: x\notherwise: senza") + BODY, elsewhere
    )
    assert (content.template, content.button) == ("senza", None)


def test_what_meta_would_refuse_is_found_beforehand(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    for file in (ROOT / "templates").rglob("*.j2"):
        target = folder / file.relative_to(ROOT / "templates")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "whatsapp" / "notizia.j2").write_text(
        "---\nname: Notizia!\ncategory: NEWS\nfooter: " + "x" * 61 + "\n---\n"
        "{% block a %}{{ item.title | oneline | fit(50) }}{% endblock %} {% block b %}x{% endblock %}",
        encoding="utf-8",
    )
    servizio = (folder / "whatsapp" / "servizio.j2").read_text(encoding="utf-8")
    (folder / "whatsapp" / "allerta.j2").write_text(
        servizio.replace("avviso_servizio", "altro"), encoding="utf-8"
    )
    (folder / "whatsapp" / "benvenuto.j2").unlink()
    found = "\n".join(map(str, problems(replace(CONFIG, folder=tmp_path), CHANNELS)))
    for words in (
        "must not begin or end with a block",
        "fixed words between them",
        "only a-z, 0-9 and _",
        "must be MARKETING or UTILITY",
        "footer: 61 characters",
        "same text and footer as templates/whatsapp/allerta.j2",
        "templates/whatsapp/benvenuto.j2:1: not found",
    ):
        assert words in found


def test_every_lane_has_a_sober_alert_text() -> None:
    content = shipped(
        "whatsapp", "allerta", replace(NEWS, title="ALLERTA ROSSA: PIENA DEL PO", lane=Lane.EMERGENCY)
    )
    assert "Comune di Ostiglia: *rossa: piena del Po*" in content.text
    assert content.category == "UTILITY"
    assert content.footer == "Rispondi CANCELLAMI per non ricevere altri avvisi"


def test_every_text_on_whatsapp_names_the_council() -> None:
    """Approved ones by a block; the others too, since citizens read them weeks later."""
    for file in sorted((ROOT / "templates" / "whatsapp").glob("*.j2")):
        assert "council.name" in file.read_text(encoding="utf-8"), file.name


@pytest.mark.parametrize("channel", sorted(CHANNELS))
def test_what_the_title_says_is_not_said_again(channel: str) -> None:
    news = replace(NEWS, title="Mercato sospeso giovedì", summary="Mercato sospeso giovedì.", text="")
    for name in TEMPLATES:
        text = shipped(channel, name, news).text
        assert text.count("Mercato sospeso") == 1, text
        assert not re.search(r": *(?:\n|$)|Trovi i dettagli", text), text
    alert = replace(NEWS, title="AVVISO", summary="Allerta rossa. Chiama il 112.", text="")
    text = shipped(channel, "allerta", alert).text
    assert len(re.findall("allerta", text, re.I)) == 1, text
    assert text.count("112") <= 1, text


def test_nobody_is_called_and_no_hashtag_mourns() -> None:
    news = replace(NEWS, title="Cordoglio per la scomparsa di un volontario", summary="Scrivi a @famiglia.")
    text = shipped("facebook", "notizia", news).text
    assert "#" not in text
    assert "@\u200bfamiglia" in text


def test_an_events_day_and_place_are_taken_from_the_text() -> None:
    event = replace(
        NEWS, title="Castagnata", summary="Caldarroste!", text="Domenica 6 dicembre in piazza Dante."
    )
    assert (
        "Quando e dove: Domenica 6 dicembre in piazza Dante. Caldarroste!"
        in shipped("whatsapp", "evento", event).text
    )
    without = shipped("whatsapp", "evento", replace(event, text="")).text
    assert "*Castagnata*\n\nCaldarroste!" in without, "no label without content"


def test_the_portals_own_words_describe_its_picture(folder: Path) -> None:
    news = replace(NEWS, image="https://www.comune.example.it/1.jpg")
    text = "---\npicture: item\nlanguage: de\n---\n{{ item.title }}"
    assert written(folder, "facebook", text, news).alt == NEWS.title
    content = written(folder, "facebook", text, replace(news, image_alt="Bambini sullo scivolo"))
    assert (content.alt, content.language) == ("Bambini sullo scivolo", "de")


def test_all_parts_of_an_item_have_apostrophes_of_one_kind() -> None:
    news = replace(NEWS, title="Domani manca l’acqua", summary="L’acqua torna all’alba.", text="Com’è detto.")
    item = item_of(news, CONFIG.council)
    assert "’" not in f"{item.title} {item.summary} {item.text}"


def test_an_item_keeps_what_its_teaser_lost_and_names_what_its_text_names() -> None:
    text = "Ponte sul Mincio: orari.\n\n- lunedì 9-12\n\n- martedì 15-17"
    teaser = "Ponte sul Mincio: orari.lunedì 9-12martedì 15-17"
    news = replace(NEWS, title="RIAPRE IL PONTE SUL MINCIO – COMUNE DI OSTIGLIA", summary=teaser, text=text)
    council = replace(CONFIG.council, name="Comune di Ostiglia")
    item = item_of(news, council)
    assert (item.title, item.summary) == ("Riapre il ponte sul Mincio", text)
