"""A subscriber is asked about whatever is neither a command nor talk; nobody is let go by it."""

from __future__ import annotations

import pytest

from channels._subscribers.commands import Command, read
from channels.subscribers import Applied
from tests.citizens.__main__ import FILES, OWN, messages, of_subscribers
from tests.citizens.door import NOW, Desk

DAY = 86400.0
ODD = (
    "livatimi di sta cosa",  # a dialect
    "togieltemi",  # slips
    "eliinatemi",
    "basat messagi",
    "e due palle oh",  # anger
    "siete peggio dei call center",
    "vi ho bloccati",  # not `bloccati`, who calls for help
    "mi sa che vivo meglio senza di voi",
    "grazie di tutto ma per me la corsa finisce qui",  # farewells
    "saluti e baci, io scendo qui",
    "chi è quel genio che mi ha messo in questa lista",
    "Buongiorno, sono il figlio di Ines, la mamma è mancata ieri",
    "I'm done with these texts",
    "hoc quaeso omittite",  # no language that is known
    "xyz",  # a short text that nobody knows
    "👎😡",
    "❌📩",
    "sono la nuova proprietaria di questa scheda",  # it is somebody else's telephone by now
    "siamo andati a stare dai figli a Torino",
    "ho già l'app Municipium, questo è un doppione",
    "mi sono iscritto per sbaglio",
    "mio padre è morto, cosa faccio con questi messaggi?",
)
TALK = (
    "grazie mille, siete sempre puntuali",
    "ok grazie lo dico anche alla nonna",
    "👍",
    "mulțumesc frumos",
    "شكرا جزيلا",
    "a che ora passa lo spazzaneve?",
    "come si spegne la sirena",
    "il cassonetto di via Trento è pieno da una settimana",
    "non sono d'accordo con la chiusura del ponte",
    "non mi è arrivato l'avviso della nebbia",  # who misses messages wants them
    "che tristezza, era un brav'uomo",
    "vielen Dank für die Info",
    "emergenza in via Roma",
    "aiuto, sono bloccato in casa",
    "arrivo",
    "che peccato",
    "mia mamma cerca una badante",  # and not `mia`, which is a dialect's "not"
    "ma non era il 15?",
    "non c'era nessuno",
    "la foto non si vede",
    "mio padre è morto ieri, come si fa per il certificato?",
)


@pytest.mark.parametrize("text", ODD)
def test_a_subscriber_is_asked_each_time_about_what_is_not_talk(desk: Desk, text: str) -> None:
    desk.says("iscrivimi")
    for later in (1, 2):
        assert desk.says(text, NOW + later) is Applied.TOLD
    assert (desk.states(), desk.replies()) == (["active"], ["benvenuto", "non_capito", "non_capito"])


@pytest.mark.parametrize("text", TALK)
def test_talk_gets_the_automatic_text_once_a_month(desk: Desk, text: str) -> None:
    desk.says("iscrivimi")
    assert (desk.says(text, NOW + 1), desk.says(text, NOW + 2)) == (Applied.TOLD, Applied.NOTHING)
    assert desk.replies() == ["benvenuto", "automatica"]


def test_who_is_not_subscribed_cannot_leave_and_is_not_asked(desk: Desk) -> None:
    assert (desk.says("livatimi di sta cosa"), desk.replies()) == (Applied.TOLD, ["automatica"])
    assert desk.says("togieltemi", NOW + DAY) is Applied.NOTHING


@pytest.mark.parametrize("name", FILES)
def test_of_no_set_a_subscribers_departure_stays_neither_obeyed_nor_asked_about(name: str) -> None:
    assert of_subscribers(name)["neither"] == 0


def test_what_looks_like_talk_is_hardly_ever_a_departure() -> None:
    """By the shape alone, without any rule that knows words of leaving: the net below them holds."""
    from channels._subscribers.plain import plain
    from channels._subscribers.talk import is_talk

    left = [text for name in FILES for text, meant in messages(name) if meant is Command.LEAVE]
    slipped = [text for text in left if is_talk(plain(text), OWN.all)]
    assert len(slipped) <= 0.01 * len(left)


@pytest.mark.parametrize("text", ODD)
def test_a_strange_message_is_no_command_and_nothing_of_it_is_kept(text: str) -> None:
    said = read(text, OWN)
    assert (said.words, said.command in (Command.OTHER, Command.UNSURE)) == ("", True)
