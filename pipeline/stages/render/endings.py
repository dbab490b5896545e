"""The words and signs of what is over, called off, an exercise or a mistake, and the level of an alert. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pipeline.phase import Phase

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

# The heading of a text; a card has the same word, and the line above it.
HEADINGS: Mapping[Phase, str] = {
    Phase.ALERT_OVER: "FINE ALLERTA",
    Phase.NOTICE_OVER: "TORNA REGOLARE",
    Phase.CALLED_OFF: "CAMBIO DI PROGRAMMA",
    Phase.CORRECTED: "CORREZIONE",
    Phase.EXERCISE: "ESERCITAZIONE, non è un'emergenza",
    Phase.RETRACTED: "RETTIFICA",
}
_ABOVE: Mapping[Phase, str] = {
    Phase.ALERT_OVER: "Protezione civile",
    Phase.CORRECTED: "Di una notizia già pubblicata",
    Phase.EXERCISE: "Non è un'emergenza",
    Phase.RETRACTED: "Questo messaggio era errato",
}
_GREEN, _GREY, _BLUE = "#12703f", "#dde3ea", "#cfe3f5"
GROUNDS: Mapping[Phase, str] = {
    Phase.ALERT_OVER: _GREEN,
    Phase.NOTICE_OVER: _GREEN,
    Phase.CALLED_OFF: _GREY,
    Phase.CORRECTED: _BLUE,
    Phase.EXERCISE: _BLUE,
    Phase.RETRACTED: _GREY,
}
# Templates of these phases, where a channel has them; `fine` does for all.
TEMPLATES: Mapping[Phase, str] = {
    Phase.ALERT_OVER: "fine_allerta",
    Phase.NOTICE_OVER: "ripristino",
    Phase.CALLED_OFF: "annullamento",
    Phase.CORRECTED: "correzione",
    Phase.EXERCISE: "esercitazione",
}
ANY = "fine"

DANGER = "pericolo"  # of water, gas, a fire …: what is said of rain and wind would be out of place
LEAVING = "evacuazione"  # who is told to leave must not read that journeys are to be avoided


def draw_head(pen: ImageDraw, phase: Phase, ink: str, fitted: Callable[[str, int], Any]) -> int:
    """Draw a phase's sign, and its word beside it. `fitted`: the font in which a word has room, at most so large.
    Returns the y at which the title may begin."""
    left, top, side = 80, 100, 170
    pen.ellipse((left, top, left + side, top + side), outline=ink, width=16)
    strokes = {
        Phase.ALERT_OVER: ((42, 88, 74, 120), (74, 120, 128, 56)),
        Phase.NOTICE_OVER: ((42, 88, 74, 120), (74, 120, 128, 56)),
        Phase.CORRECTED: ((85, 46, 85, 96), (85, 116, 85, 122)),
        Phase.EXERCISE: ((56, 60, 114, 60), (56, 85, 104, 85), (56, 110, 114, 110), (56, 60, 56, 110)),
    }.get(phase, ((54, 54, 116, 116), (54, 116, 116, 54)))
    for x, y, to_x, to_y in strokes:
        pen.line((left + x, top + y, left + to_x, top + to_y), ink, 18)
    word = HEADINGS[phase].partition(",")[0]
    pen.text((left + side + 40, 150), word, ink, fitted(word, 92))
    if above := _ABOVE.get(phase):
        pen.text((left + side + 40, 106), above, ink, fitted(above, 40))
    return 330
