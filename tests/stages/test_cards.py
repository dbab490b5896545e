"""Drawn pictures and fetched pictures: they fit the channel, and contain no data that a camera added."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageColor

from channels.assisted import Assisted
from channels.base import Access
from channels.problems import ChannelError
from pipeline.happening import Event
from pipeline.model import Lane, News
from pipeline.phase import Phase
from pipeline.settings.values import Council
from pipeline.stages.render import cards
from pipeline.stages.render.cards import EXAMPLES, Card, draw
from pipeline.stages.render.choice import context
from pipeline.stages.render.endings import GROUNDS
from pipeline.stages.render.example import sample
from pipeline.stages.render.lettering import contrast, drawable, font, text_on, wrapped
from pipeline.stages.render.photos import MOST, PIXELS, RATIO, SIDE, normal
from pipeline.stages.render.render import card_of, render
from tests.town import Town


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def encoded(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    kept = io.BytesIO()
    image.save(kept, form, **options)
    return kept.getvalue()


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_card_is_a_plain_jpeg_and_always_the_same(name: str) -> None:
    content = draw(EXAMPLES[name])
    picture = opened(content)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", cards.SIZE)
    assert not picture.getexif()
    assert len(content) < 1_000_000
    assert draw(Card.parse(EXAMPLES[name].reference())) == content


def test_every_lane_and_level_looks_different() -> None:
    same = [replace(card, title="Titolo") for card in EXAMPLES.values()]
    levels = [replace(same[2], title=f"Allerta {level}") for level in ("gialla", "arancione", "rossa")]
    assert len({draw(card) for card in [*same[:2], *levels]}) == 5
    assert [card.level for card in levels] == ["gialla", "arancione", "rossa"]
    assert replace(levels[0], lane="news").level == ""


def test_an_end_an_exercise_and_a_mistake_have_a_ground_and_a_word_of_their_own() -> None:
    cards_of = {
        phase: draw(Card("emergency", "Allerta rossa", "", "Comune di Prova", phase=phase))
        for phase in GROUNDS
    }
    assert len({*cards_of.values()}) == len(GROUNDS)
    for phase, ground in GROUNDS.items():
        drawn = opened(cards_of[phase]).getpixel((5, 5))
        assert drawn == pytest.approx(ImageColor.getrgb(ground), abs=8), phase


def test_the_card_of_an_item_knows_that_it_tells_of_an_end() -> None:
    council = Council("Comune di Prova", "https://www.comune.example.it/")
    over = replace(sample(council.portal), phase=Phase.ALERT_OVER)
    assert card_of(over, council).phase == Phase.ALERT_OVER


def test_no_box_stands_on_a_card_for_what_the_font_lacks() -> None:
    card = EXAMPLES["avviso"]
    boxed = {"title": f"{card.title} 🎉", "place": "Via Roma 水", "council": f"{card.council} 🎉"}
    assert draw(replace(card, **boxed)) == draw(card)
    assert draw(replace(card, title="水管维修")) == draw(replace(card, title="Novità sul portale"))


def test_text_is_read_on_every_colour() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for red in range(0, 256, 51):
        for green in range(0, 256, 51):
            for blue in range(0, 256, 51):
                colour = f"#{red:02x}{green:02x}{blue:02x}"
                assert contrast(colour, text_on(colour)) >= cards.READABLE
    for colour in ("#ffd500", "#ff8c1a", "#c1121f", "#ffd166", "#f6f7f9", "#004d99"):
        assert contrast(colour, text_on(colour)) >= cards.READABLE


@pytest.mark.parametrize(
    "title",
    [
        "",
        " ",
        "a",
        "parola " * 200,
        "x" * 500,
        "Perché? Così è più bello: 5 € «a» – 🌊",
        "日本語",
        "a\nb\tc\0d",
    ],
)
def test_no_title_breaks_a_card(title: str) -> None:
    for lane in ("news", "service", "emergency"):
        assert (
            opened(draw(Card(lane, title, "25 novembre 2026", "Unione dei Comuni di " * 5))).size
            == cards.SIZE
        )


def test_a_crest_is_shown_and_a_bad_one_named(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    Image.new("RGBA", (300, 400), "#aa000088").save(folder / "stemma.png")
    (folder / "rotto.png").write_bytes(b"no picture")
    card = EXAMPLES["notizia"]
    assert draw(replace(card, crest=str(folder / "stemma.png"))) != draw(card)
    with pytest.raises(ChannelError, match=r"council\.crest: rotto\.png"):
        draw(replace(card, crest=str(folder / "rotto.png")))


def test_what_is_not_a_card_is_refused() -> None:
    with pytest.raises(ChannelError):
        Card.parse("card:{}")


def test_a_fetched_picture_is_upright_and_says_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    exif[0x010F] = "Fotocamera"
    exif.get_ifd(0x8825)[1] = "N"
    photo = opened(normal(encoded(Image.new("RGB", (800, 700), "red"), exif=exif)))
    assert photo.size == (700, 800)
    assert not photo.getexif()
    assert (photo.format, photo.mode) == ("JPEG", "RGB")


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "JPEG", "AVIF"])
def test_every_usual_form_becomes_a_jpeg(form: str) -> None:
    assert opened(normal(encoded(Image.new("RGB", (500, 400), "#336699"), form))).format == "JPEG"


def test_what_is_transparent_lies_on_white() -> None:
    picture = opened(normal(encoded(Image.new("RGBA", (400, 400), (0, 0, 0, 0)), "PNG")))
    assert picture.getpixel((200, 200)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 300), (300, 3000), (1440, 1440), (10, 10)])
def test_sizes_fit_every_channel(size: tuple[int, int]) -> None:
    content = normal(encoded(Image.new("RGB", size, "green")))
    width, height = opened(content).size
    assert max(width, height) <= SIDE
    assert RATIO[0] - 0.01 <= width / height <= RATIO[1] + 0.01
    assert len(content) <= MOST


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff\xd8\xff\xe0" + bytes(100), b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(ChannelError, match="no JPEG, PNG, WebP, GIF or AVIF"):
        normal(content)


def test_a_bomb_is_not_unpacked() -> None:
    side = int(PIXELS**0.5) + 1000
    bomb = encoded(Image.new("1", (side, side)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(ChannelError, match="too large a picture"):
        normal(bomb)


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Allerta arancione per rischio idraulico", "arancione"),
        ("Allerta meteo gialla per vento", "gialla"),
        ("ALLERTA METEO-IDRO ROSSA", "rossa"),
        ("Codice rosso: evacuazione", "rossa"),
        ("Emergenza idrica in via Rossini", ""),
        ("Incendio presso la Croce Rossa", ""),
        ("Allerta: esonda il Rio Giallo", ""),
        ("Allerta da arancione a rossa", ""),
        ("Revocata l'allerta rossa", ""),
        ("Fine allerta arancione", ""),
    ],
)
def test_a_level_is_shown_only_where_the_title_names_one(title: str, level: str) -> None:
    assert replace(EXAMPLES["allerta-rossa"], title=title).level == level


def test_a_ground_of_the_councils_own_lies_below_and_the_words_stay_readable(tmp_path: Path) -> None:
    file = tmp_path / "ground.png"
    Image.new("RGB", (2000, 1000), "#00ff00").save(file)
    card = replace(EXAMPLES["avviso"], ground=str(file))
    picture = opened(draw(card)).convert("RGB")
    assert picture.size == cards.SIZE
    assert picture.getpixel((10, 10)) == pytest.approx((0, 255, 0), abs=8)
    assert picture.getpixel((cards.FRAME + 20, 700)) == pytest.approx(
        (255, 209, 102), abs=8
    )  # the lane's own
    file.write_text("no picture", encoding="utf-8")
    with pytest.raises(ChannelError, match=r"^council.cards: ground.png is no picture that can be read$"):
        draw(card)


def test_where_an_event_is_stands_on_its_card(here: Town) -> None:
    here.change("cards: {}", "cards: {news: sfondo.png}")
    assert "council.cards.news: in questa cartella non c'è il file sfondo.png" in here.call("check").stderr
    Image.new("RGB", (100, 100), "#00ff00").save(here.folder / "sfondo.png")
    with here.open_council() as council:
        news = News(
            "Concerto", "", "", "", "Eventi", (), Lane.NEWS, 0.0, event=Event(1e6, place="Teatro Sociale")
        )
        channel = Assisted(Access("", {}, {}))
        content = render(council.templates, "assisted", "notizia", news, channel, context(council.config))
    card = Card.parse(content.picture)
    assert (card.place, card.ground) == ("Teatro Sociale", str((here.folder / "sfondo.png").resolve()))


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Festa 👨‍👩‍👧‍👦 in piazza 🎉", "Festa in piazza"),
        ("Avviso: توقف المياه", "Avviso:"),
        ("水管维修", ""),
        ("Добро пожаловать, Città!", "Добро пожаловать, Città!"),
        ("Perche\u0301 5 € «sì» – ½", "Perché 5 € «sì» – ½"),
        ("🎉 – 🎉", ""),
        ("Corso ABC水管 di base", "Corso di base"),  # half a word says nothing
    ],
)
def test_what_the_font_lacks_is_left_out(text: str, drawn: str) -> None:
    assert drawable(text) == drawn


def test_long_words_and_names_stay_within_the_card() -> None:
    word = "Precipitevolissimevolmenteistituzionale"
    letters = font(64, bold=True)
    lines = wrapped(f"{word} di via Dante", letters, 600, 9)
    assert all(letters.getlength(line) <= 600 for line in lines)
    assert "".join(lines).replace("-", "").startswith(word)
    long = "Unione dei Comuni delle Terre d'Acqua e delle Colline Moreniche del Basso Mincio"
    card = replace(EXAMPLES["notizia"], title=word, council=long, colour="#000000")
    with opened(draw(card)) as picture:
        edge = picture.convert("L").crop((cards.SIZE[0] - 40, 0, *cards.SIZE))
    assert edge.crop((0, 0, 40, 1150)).getextrema()[0] > 200  # nothing but paper
    assert edge.crop((0, 1250, 40, 1350)).getextrema()[1] < 60  # nothing but the council's colour


def test_a_card_is_calm_and_tells_the_day_of_the_event() -> None:
    council = Council("Comune di Prova", "https://www.comune.example.it/")
    event = sample(council.portal, title="CONCERTO DI NATALE A PROVA", text="Domenica 20 dicembre, ore 21.")
    told = card_of(event, council)
    assert (told.title, told.date) == ("Concerto di natale a Prova", "Domenica 20 dicembre, ore 21")
    for title, text in (("Concerto", "Come ogni anno."), ("Concerto del 20 dicembre", "Ore 21.")):
        assert card_of(replace(event, title=title, summary="", text=text), council).date == ""


def test_only_words_get_a_hyphen_where_they_are_broken() -> None:
    narrow = font(40)
    assert wrapped("precipitevolissimevolmente", narrow, 300, 5)[0].endswith("-")
    assert not wrapped("IT60X0542811101000000123456", narrow, 300, 5)[0].endswith("-")


def test_a_line_that_is_cut_does_not_end_with_a_preposition() -> None:
    letters = font(40)
    width = int(letters.getlength("Chiusa la strada della …")) + 1
    assert wrapped("Chiusa la strada della stazione", letters, width, 1) == ["Chiusa la strada …"]
