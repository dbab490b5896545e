"""Cards: pictures made of words, for items without a picture on channels that need one.

Each lane has one design. Colour is never the only sign: an emergency also has a symbol and a word.
`python -m pipeline.stages.render.cards FOLDER` draws one of each.
"""

from __future__ import annotations

import io
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from channels.problems import ChannelError, SettingError
from channels.value import dataclass
from pipeline.model import Lane
from pipeline.phase import Phase
from pipeline.stages.decide.wording import level_of
from pipeline.stages.render.endings import GROUNDS, draw_head
from pipeline.stages.render.lettering import INK, contrast, drawable, font, has_room, text_on, wrapped
from pipeline.stages.render.photos import opened
from pipeline.stages.render.repeats import unsaid

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

PREFIX = "card:"
SIZE = (1080, 1350)  # pixels: 4:5, the tallest that Instagram shows
MARGIN = 80
FRAME = 40  # of a ground of the council's own, around the words
READABLE = 4.5  # contrast of text, as WCAG 2 asks

_PAPER = "#f6f7f9"
_AMBER = "#ffd166"
_LEVELS = {"gialla": "#ffd500", "arancione": "#ff8c1a", "rossa": "#c1121f"}  # of Italian civil protection
_WORDS = {Lane.EMERGENCY: "ALLERTA", Lane.SERVICE: "AVVISO", Lane.NEWS: "NOTIZIA"}


@dataclass(frozen=True)
class Card:
    """All that is drawn on a card, so that equal cards are equal pictures."""

    lane: str
    title: str
    date: str  # of what it tells, as people read it: sabato 12 dicembre, ore 21; "" = none
    council: str
    place: str = ""
    colour: str = "#004d99"  # the council's
    crest: str = ""  # path of a picture; "" = the version without
    ground: str = ""  # path of a picture that lies below the words; "" = the program's design
    phase: str = ""  # of an end, an exercise or a mistake, which have designs of their own
    advice: str = ""  # the first thing to do, of an alert that a person has composed

    def reference(self) -> str:
        """The card as text, as a post's content stores it."""
        return PREFIX + json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def parse(cls, reference: str) -> Card:
        """Raises ChannelError."""
        try:
            return cls(**json.loads(reference.removeprefix(PREFIX)))
        except (ValueError, TypeError):
            raise ChannelError("not a card of ours") from None

    @property
    def level(self) -> str:
        """The alert's colour that the title names; "" = none."""
        return level_of(self.title) if self.lane == Lane.EMERGENCY else ""


def draw(card: Card) -> bytes:
    """A JPEG of `SIZE`. Raises ChannelError if the crest cannot be read."""
    from PIL import Image, ImageDraw

    lane = Lane(card.lane) if card.lane in _WORDS else Lane.NEWS
    ground = {
        Lane.EMERGENCY: _LEVELS.get(card.level, "#c1121f"),
        Lane.SERVICE: _AMBER,
        Lane.NEWS: _PAPER,
    }[lane]
    phase = Phase(card.phase) if card.phase in set(Phase) else Phase.NEW
    ground = GROUNDS.get(phase, ground)
    ink = text_on(ground)
    image = _own_ground(card.ground, ground) if card.ground else Image.new("RGB", SIZE, ground)
    pen = ImageDraw.Draw(image)
    if phase in GROUNDS:
        width = SIZE[0] - MARGIN - 330
        top = draw_head(pen, phase, ink, lambda word, size: _fitting(word, width, size))
    else:
        top = {Lane.EMERGENCY: _alert, Lane.SERVICE: _notice, Lane.NEWS: _news}[lane](pen, card, ink)
    foot = _foot(image, pen, card)
    low = foot - 190 - _advice(pen, card, ink, foot - 170)
    _title(pen, unsaid(card.title, f"{_WORDS[lane]} protezione civile {card.level}"), ink, top, low)
    below = " · ".join(filter(None, map(drawable, (card.date, card.place))))
    for number, line in enumerate(wrapped(below, font(44), SIZE[0] - 2 * MARGIN, 2)):
        pen.text((MARGIN, foot - 150 + 54 * number), line, ink, font(44))
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=88, optimize=True)
    return kept.getvalue()


def _own_ground(path: str, colour: str) -> Image:
    """A council's own picture under a layer of the lane's colour, which keeps words readable on any picture."""
    from PIL import ImageDraw, ImageOps

    image = ImageOps.fit(_picture(path, "council.cards").convert("RGB"), SIZE)
    inner = (FRAME, FRAME, SIZE[0] - FRAME, SIZE[1] - 150 - FRAME)
    ImageDraw.Draw(image).rounded_rectangle(inner, 24, colour)
    return image


def _picture(path: str, setting: str) -> Image:
    """Raises ChannelError."""
    try:
        with opened(path) as picture:
            small = picture.convert("RGBA") if picture.mode == "P" else picture
            small.thumbnail(SIZE if setting == "council.crest" else (2 * SIZE[1], 2 * SIZE[1]))
            return small.convert("RGBA")
    except ChannelError as error:
        raise SettingError(error.sentence, key=setting) from None
    except MemoryError:
        raise
    except Exception:  # damaged files make Pillow raise nearly anything
        raise SettingError(
            "{file} is no picture that can be read", key=setting, file=Path(path).name
        ) from None


def _news(pen: ImageDraw, card: Card, ink: str) -> int:
    """Draw the calm design: a bar of the council's colour at the side, the word above."""
    if not card.ground:
        pen.rectangle((0, 0, 28, SIZE[1]), card.colour)
    word = card.colour if contrast(card.colour, _PAPER) >= READABLE else ink
    pen.text((MARGIN, 110), _WORDS[Lane.NEWS], word, font(56, bold=True))
    pen.rectangle((MARGIN, 196, MARGIN + 140, 206), card.colour)
    return 280


def _notice(pen: ImageDraw, card: Card, ink: str) -> int:
    """Draw the amber design, with the stripes of a barrier above."""
    for left in () if card.ground else range(-160, SIZE[0] + 160, 160):
        pen.polygon(((left, 90), (left + 80, 90), (left + 170, 0), (left + 90, 0)), INK)
    pen.text((MARGIN, 150), _WORDS[Lane.SERVICE], ink, font(84, bold=True))
    return 310


def _alert(pen: ImageDraw, card: Card, ink: str) -> int:
    """Draw the alert's design: its colour, a warning triangle, and the word with the colour's name."""
    pen.polygon(((MARGIN, 270), (MARGIN + 190, 270), (MARGIN + 95, 100)), ink)
    mark = text_on(ink)
    pen.rectangle((MARGIN + 86, 158, MARGIN + 104, 220), mark)
    pen.ellipse((MARGIN + 84, 230, MARGIN + 106, 252), mark)
    word = f"{_WORDS[Lane.EMERGENCY]} {card.level}".strip().upper()
    pen.text((MARGIN + 230, 150), word, ink, _fitting(word, SIZE[0] - MARGIN - 330, 92))
    pen.text((MARGIN + 230, 106), "Protezione civile", ink, font(40))
    return 330


def _advice(pen: ImageDraw, card: Card, ink: str, low: int) -> int:
    """Draw what to do, above what lies at `low`. Returns its height."""
    lines = wrapped(drawable(card.advice), font(50, bold=True), SIZE[0] - 2 * MARGIN, 2)
    for number, line in enumerate(lines):
        pen.text((MARGIN, low - 62 * (len(lines) - number)), line, ink, font(50, bold=True))
    return 62 * len(lines) + 20 if lines else 0


def _foot(image: Image, pen: ImageDraw, card: Card) -> int:
    """Draw the council's name on its colour, with its crest if any. Returns the y of the foot's upper edge."""
    top, left = SIZE[1] - 150, MARGIN
    pen.rectangle((0, top, *SIZE), card.colour)
    if card.crest:
        crest = _crest(card.crest)
        image.paste(crest, (MARGIN, top + 20), crest)
        left += crest.width + 30
    _name(pen, drawable(card.council), text_on(card.colour), (left, top + 75))
    return top


def _name(pen: ImageDraw, name: str, ink: str, at: tuple[int, int]) -> None:
    """Draw the council's name in one line, or a long one in two. `at`: the middle of its left edge."""
    width = SIZE[0] - at[0] - MARGIN
    letters = _fitting(name, width, 52)
    if letters.size < 40:
        letters = _fitting(name, width, 44, lines=2)
    lines = wrapped(name, letters, width, 2)
    height = round(letters.size * 1.14)
    for number, line in enumerate(lines):
        y = at[1] + round((number - (len(lines) - 1) / 2) * height)
        pen.text((at[0], y), line, ink, letters, anchor="lm")


def _crest(path: str) -> Image:
    crest = _picture(path, "council.crest")
    crest.thumbnail((240, 110))
    return crest


def _title(pen: ImageDraw, title: str, ink: str, top: int, bottom: int) -> None:
    """Draw the title as large as it fits. At the smallest size it is cut with an ellipsis."""
    words, width = drawable(title) or "Novità sul portale", SIZE[0] - 2 * MARGIN
    words = words[:1].upper() + words[1:]
    for size in range(104, 55, -8):
        letters, height = font(size, bold=True), round(size * 1.14)
        most = (bottom - top) // height
        if has_room(words, letters, width, most):
            break
    for number, line in enumerate(wrapped(words, letters, width, most)):
        pen.text((MARGIN, top + number * height), line, ink, letters)


def _fitting(text: str, width: int, size: int, lines: int = 1) -> FreeTypeFont:
    """The font in the largest size at which the text fits, or in the smallest one."""
    while size > 28 and not has_room(text, font(size, bold=True), width, lines):
        size -= 2
    return font(size, bold=True)


EXAMPLES = {
    "notizia": Card(
        "news", "Biblioteca comunale aperta anche il sabato", "25 novembre 2026", "Comune di Ostiglia"
    ),
    "avviso": Card(
        "service",
        "Via Roma chiusa al traffico per lavori all'acquedotto",
        "25 novembre 2026",
        "Comune di Ostiglia",
        "Via Roma",
    ),
    "allerta-gialla": Card(
        "emergency", "Allerta gialla per temporali forti", "25 novembre 2026", "Comune di Ostiglia"
    ),
    "allerta-arancione": Card(
        "emergency",
        "Allerta arancione: piena del Po, golene chiuse",
        "25 novembre 2026",
        "Comune di Ostiglia",
    ),
    "scritta-a-mano": Card(
        "emergency",
        "Acqua del rubinetto non potabile a Correggioli",
        "Dalle 15:00 di mercoledì 25 novembre alle 20:00 di giovedì 26 novembre",
        "Comune di Ostiglia",
        advice="Non bere l'acqua del rubinetto",
    ),
    "allerta-rossa": Card(
        "emergency", "Allerta rossa: evacuazione delle golene", "25 novembre 2026", "Comune di Ostiglia"
    ),
    "fine-allerta": Card(
        "service",
        "Revocata l'allerta rossa per la piena del Po",
        "27 novembre 2026",
        "Comune di Ostiglia",
        phase=Phase.ALERT_OVER,
    ),
    "torna-regolare": Card(
        "service",
        "Riapre il ponte sul Po",
        "27 novembre 2026",
        "Comune di Ostiglia",
        phase=Phase.NOTICE_OVER,
    ),
    "cambio-di-programma": Card(
        "news",
        "Annullato il concerto di Natale",
        "25 novembre 2026",
        "Comune di Ostiglia",
        phase=Phase.CALLED_OFF,
    ),
    "esercitazione": Card(
        "service",
        "Prova di evacuazione nelle scuole",
        "25 novembre 2026",
        "Comune di Ostiglia",
        phase=Phase.EXERCISE,
    ),
    "correzione": Card(
        "service", "Chiusura di via Roma", "25 novembre 2026", "Comune di Ostiglia", phase=Phase.CORRECTED
    ),
    "rettifica": Card(
        "service", "Acqua non potabile", "25 novembre 2026", "Comune di Ostiglia", phase=Phase.RETRACTED
    ),
}


if __name__ == "__main__":
    from PIL import Image as Pictures

    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, example in EXAMPLES.items():
        shown = Pictures.open(io.BytesIO(draw(example)))
        shown.resize((360, 450)).save(folder / f"{name}.jpg", quality=85)
