"""The result of an action is a value; the commands put it into words, and their exit code follows from it."""

from __future__ import annotations

import pytest

from channels.base import Content
from channels.sentence import Sentence
from pipeline.model import Kind, News
from pipeline.settings.values import Config
from pipeline.staff import actions
from pipeline.staff.deeds import Deed, Deeds, Done, Left, Obstacle
from pipeline.stages.enqueue import Rendered
from pipeline.store import Store
from pipeline.store.going_back import GONE_BACK
from pipeline.words import put
from tests.town import Town, number


def render(news: News, channel: str, kind: Kind = Kind.PUBLISH) -> Rendered:
    return Rendered(Content(news.title))


@pytest.mark.parametrize("code", [*Deed, *Obstacle], ids=str)
def test_every_deed_and_obstacle_has_words_in_italian_with_all_its_facts(code: Deed | Obstacle) -> None:
    if isinstance(code, Deed):
        said = Done(code, "facebook", "Ponte", n=1, of=1).sentence
    else:
        said = Left(code, "facebook", "Ponte", "manca la foto").sentence
    assert put(said) != str(said)
    facts = {"{channel}": "facebook", "{title}": "Ponte", "{problem}": "manca la foto", "{n}": "1"}
    for field, fact in facts.items():
        assert (field in code.template) <= (fact in put(said))


def test_what_went_out_before_is_told_with_the_deed() -> None:
    def told(n: int, of: int) -> str:
        return put(Done(Deed.HELD, "whatsapp", "Ponte", n, of).sentence)

    assert told(0, 9) == "whatsapp: «Ponte» fermata"
    assert told(1, 1) == "whatsapp: «Ponte» fermata (era già uscita)"
    assert told(1, 9) == "whatsapp: «Ponte» fermata (1 l'ha già ricevuta)"
    assert told(3, 9) == "whatsapp: «Ponte» fermata (3 l'hanno già ricevuta)"


def test_an_action_that_is_said_twice_finds_it_as_it_was_asked(here: Town) -> None:
    here.change(r"settle_seconds: 0", "settle_seconds: 60")
    here.stage.publish("Ponte", "Testo.")
    here.tick()
    with here.open_council() as council:
        store, config, now = council.store, council.config, council.clock.time()
        assert _deeds(actions.hold(store, "Ponte", "facebook")) == [(Deed.HELD, "facebook")]
        assert _deeds(actions.hold(store, "Ponte", "facebook")) == [(Deed.HELD_ALREADY, "facebook")]
        approve = (actions.Publisher(store, config, {}, render), "Ponte", "facebook", now)
        assert _deeds(actions.approve(*approve)) == [(Deed.APPROVED, "facebook")]
        assert _deeds(actions.approve(*approve)) == [(Deed.NOT_HELD, "facebook")]
        assert actions.approve(actions.Publisher(store, config, {}, render), "tutto", "", now) == Deeds()
        _stopped_again(store, config, now)


def _deeds(found: Deeds) -> list[tuple[Deed, str]]:
    assert found.left == ()
    return [(one.deed, one.channel) for one in found.done]


def _stopped_again(store: Store, config: Config, now: float) -> None:
    for _ in range(2):
        assert _deeds(actions.stop(store, config, "facebook", now)) == [(Deed.STOPPED, "facebook")]
    resume = (actions.Publisher(store, config, {}, render), "facebook", "", now)
    assert _deeds(actions.approve(*resume)) == [(Deed.GOES_ON, "facebook")]
    assert _deeds(actions.approve(*resume)) == [(Deed.NOT_STOPPED, "facebook")]


def test_the_exit_code_says_whether_all_is_as_it_was_asked(here: Town) -> None:
    here.stage.publish("Ponte", "Testo.")
    here.tick()
    for words, nothing in (
        (("hold", "Ponte"), "«Ponte»: nulla da fermare"),
        (("cancel", "Ponte"), "«Ponte»: nulla da annullare"),
        (("uncertain", "Ponte", "--there"), "«Ponte»: nulla di incerto"),
        (("tray", "--done", "7"), "7: non è da condividere"),
    ):
        done = here.call(*words)
        assert (done.returncode, done.stdout.strip()) == (1, nothing)
    nothing_held = here.call("approve", "tutto")
    assert (nothing_held.returncode, nothing_held.stdout.strip()) == (0, "nulla da approvare")
    stopped = here.call("stop", "--channel", "facebook")
    assert (stopped.returncode, stopped.stdout.splitlines()) == (
        0,
        ["facebook: fermo", "facebook riprende con `infostiglia approve facebook`"],
    )


def test_what_is_approved_on_a_stopped_channel_is_done_in_part(here: Town) -> None:
    here.change(r"settle_seconds: 0", "settle_seconds: 60")
    here.stage.publish("Ponte", "Testo.")
    here.tick()
    here.call("stop", "--channel", "facebook")
    held = here.call("hold", "Ponte", "--channel", "facebook")
    assert held.returncode == 0
    [(item,)] = here.rows("SELECT id FROM item WHERE title = 'Ponte'")
    assert held.stdout.splitlines()[1] == f"riprende con `infostiglia approve {item}`"
    approved = here.call("approve", str(item), "--channel", "facebook")
    assert approved.returncode == 1
    assert approved.stdout.splitlines() == [
        "facebook: «Ponte» approvata",
        "facebook resta fermo",
        "facebook riprende con `infostiglia approve facebook`",
    ]


def test_what_is_approved_while_nothing_may_leave_is_told_so(here: Town) -> None:
    here.change(r"settle_seconds: 0", "settle_seconds: 60")
    here.stage.publish("Ponte", "Testo.")
    here.tick()
    here.call("hold", "Ponte")
    with here.open_council() as council:
        council.store.set_setting(name=GONE_BACK, value="{}")
    assert here.call("hold", "Ponte").returncode == 0, "nothing leaves by it"
    approved = here.call("approve", "Ponte")
    assert approved.returncode == 1
    assert "facebook: «Ponte» approvata" in approved.stdout
    assert "per ora non parte nulla" in approved.stdout
    assert "`infostiglia restored`" in approved.stdout
    assert "non parte nulla" not in here.call("approve", "Ponte").stdout.partition("non era ferma")[0]


def test_what_could_not_be_done_stands_beside_what_was(here: Town) -> None:
    here.join(number(1))
    here.stage.publish("Ponte", "Testo.")
    here.tick()

    def cannot(news: News, channel: str, kind: Kind = Kind.PUBLISH) -> Rendered:
        return Rendered(None, Sentence("the text is empty"))

    with here.open_council() as council:
        by = actions.Publisher(council.store, council.config, council.channels, cannot)
        came = actions.retract(by, "Ponte", "", council.clock.time())
    assert set(came.channels(Deed.TO_TAKE_DOWN)) == {"facebook", "twitter"}
    assert came.left == (Left(Obstacle.NOT_CORRECTED, "whatsapp", "Ponte", Sentence("the text is empty")),)
    assert put(came.left[0].sentence) == "whatsapp: «Ponte» non si può rettificare: il testo è vuoto"
