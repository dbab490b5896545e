"""Other paths of a citizen: given by a word or at the office, confirmed, told of, taken back, forgotten."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import httpx
import pytest

from channels._subscribers.paths import PathSaid, read_path
from channels.hearing import SIGNATURE, Incoming, sign
from pipeline.citizens.keys import rotate
from pipeline.citizens.paths import TRIES, address_of, hidden, in_clear
from pipeline.errors import ActionError
from pipeline.settings.credentials import sandbox_secret
from pipeline.store.vault import Vault
from pipeline.workers.urgent import Urgent
from tests.town import Town, number, town, until

SMS, EMAIL = "+393330000077", "anna.rossi@example.it"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Town]:
    """With text messages by a gateway, and e-mail."""

    def furnish(folder: Path) -> None:
        file = folder / "config.yaml"
        text = file.read_text(encoding="utf-8")
        for kind in ("gateway", "contact"):
            text = text.replace(f"type: {kind}\n    enabled: false", f"type: {kind}\n    enabled: true")
        file.write_text(text, encoding="utf-8")

    with town(tmp_path / "city", furnish=furnish) as here:
        here.tick()
        here.heartbeat()
        here.join(number(1), number(2))
        yield here


def says(here: Town, text: str, phone: str = number(1)) -> str:
    """A citizen writes; the answer."""
    here.clock.ahead += 1
    now = here.clock.time()
    with here.open_council() as council, council.store.transaction():
        council.subscribers.apply(Incoming(f"wamid.{phone}{text}{now}", now, phone, "", text), now)
    newest = (
        "SELECT json_extract(content, '$.text') FROM post WHERE channel = 'whatsapp' ORDER BY id DESC LIMIT 1"
    )
    rows = here.rows(newest)
    return str(rows[0][0]) if rows else ""


def paths(here: Town) -> list[tuple[str, str, bool]]:
    with here.open_council() as council:
        found = [in_clear(council.store, council.vault, one) for one in (1, 2)]
        return [(name, address, sure) for one in found for name, address, _, sure in one]


def code_for(here: Town, channel: str) -> str:
    """The code that has gone out by a path."""
    [(text,)] = here.rows(
        "SELECT json_extract(content, '$.text') FROM post WHERE channel = ? ORDER BY id DESC LIMIT 1", channel
    )
    found = re.search(r"CODICE (\d{6})", text)
    assert found, text
    return found[1]


# -- words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("EMAIL nome@example.it", PathSaid("email", "nome@example.it")),
        ("email: nome@example.it", PathSaid("email", "nome@example.it")),
        ("Sms 333 000 0001", PathSaid("sms", "333 000 0001")),
        ("CODICE 012345", PathSaid(code="012345")),
        ("codice: 123456.", PathSaid(code="123456")),
        ("Email no", PathSaid("email")),
        ("email guasta da ieri", None),
        ("email", None),
        ("codice fiscale", None),
        ("il codice 123456", None),
        ("fax 0386 00 00 00", None),
        ("sms", None),
        ("EMAIL nome@example.it e poi cancellami", None),
        ("CANCELLAMI", None),
    ],
)
def test_what_a_message_means(text: str, meant: PathSaid | None) -> None:
    assert read_path(text, ("sms", "email")) == meant
    assert read_path(text, ()) is None


def test_an_address_is_kept_whole_or_not_at_all() -> None:
    assert address_of("email", " nome@example.it ") == "nome@example.it"
    assert address_of("phone", "333 000 0001") == "+393330000001"
    assert address_of("any", "@anna") == "@anna"
    for kind, typed in (
        ("email", "nome@example"),
        ("email", "a@b.it, c@d.it"),
        ("phone", "12"),
        ("any", "a b"),
        ("any", ""),
    ):
        with pytest.raises(ActionError):
            address_of(kind, typed)
    assert hidden("nome@example.it") == "n…@example.it"
    assert hidden("+393330000001") == "+39 333 ···0001"


def test_an_address_counts_once_its_code_has_come_back(city: Town) -> None:
    assert "EMAIL" in says(city, f"EMAIL {EMAIL}")
    assert paths(city) == [("email", EMAIL, False)]
    code = code_for(city, "email")
    assert code not in says(city, "CODICE 000000" if code != "000000" else "CODICE 000001")
    assert paths(city) == [("email", EMAIL, False)]
    says(city, f"CODICE {code}", number(2))  # of another citizen
    assert paths(city) == [("email", EMAIL, False)]
    assert "confermato" in says(city, f"CODICE {code}")
    assert paths(city) == [("email", EMAIL, True)]
    assert "email" in says(city, "DATI")
    assert "tolto" in says(city, "EMAIL NO")
    assert paths(city) == []
    words = [row[0] for row in city.rows("SELECT words FROM consent ORDER BY id")]
    assert words == ["email confirmed", "email gone"]


def test_the_code_goes_to_the_address_alone_and_by_serve(city: Town) -> None:
    import asyncio

    says(city, "SMS 333 000 0077")
    code = code_for(city, "sms")
    with city.open_council() as opened:
        urgent = Urgent(opened)

        async def once() -> None:
            urgent.look(city.clock.time())
            await urgent.land()
            urgent.collect()

        asyncio.run(once())
    got = [one["text"] for one in city.stage.received() if one["channel"] == "sms"]
    assert len(got) == 1
    assert code in got[0]
    assert SMS in got[0]


def test_codes_are_guessed_a_few_times_only(city: Town) -> None:
    says(city, f"EMAIL {EMAIL}")
    code = code_for(city, "email")
    wrong = "111111" if code != "111111" else "222222"
    for _ in range(TRIES):
        says(city, f"CODICE {wrong}")
    says(city, f"CODICE {code}")
    assert paths(city) == [("email", EMAIL, False)]


def test_who_is_not_subscribed_gives_no_path(city: Town) -> None:
    assert "non" in says(city, f"EMAIL {EMAIL}", number(9)).casefold()
    assert city.rows("SELECT count(*) FROM path") == [(0,)]


# -- the office ---------------------------------------------------------------------------------------


def test_the_office_adds_and_removes_it_with_the_consent_noted(city: Town) -> None:
    refused = city.call("paths", "add", number(1), "sms", SMS)
    assert refused.returncode == 2
    done = city.call("paths", "add", number(1), "sms", SMS, "--because", "modulo del 27 novembre")
    assert done.returncode == 0
    assert SMS not in done.stdout
    assert paths(city) == [("sms", SMS, True)]
    assert city.rows("SELECT action, words FROM consent") == [("changed", "sms: modulo del 27 novembre")]
    told = city.call("dossier", number(1)).stdout
    assert SMS in told
    city.outputs.clear()  # the dossier is the citizen's own
    assert city.call("paths", "remove", number(1)).returncode == 0
    assert paths(city) == []
    assert city.call("paths", "add", number(1), "facebook", SMS, "--because", "x").returncode == 2
    assert city.call("paths", "add", number(8), "sms", SMS, "--because", "x").returncode == 2


@pytest.mark.parametrize("how", ["leave", "erase", "cancellami"])
def test_who_leaves_loses_every_path(city: Town, how: str) -> None:
    city.call("paths", "add", number(1), "sms", SMS, "--because", "modulo")
    if how == "cancellami":
        says(city, "CANCELLAMI")
        city.clock.ahead += 1000
        city.tick()
    else:
        assert city.call(how, number(1), *(["--yes"] if how == "erase" else [])).returncode == 0
    assert city.rows("SELECT count(*) FROM path") == [(0,)]


def test_an_export_has_it_and_a_new_key_reads_it(city: Town, tmp_path: Path) -> None:
    city.call("paths", "add", number(1), "email", EMAIL, "--because", "modulo")
    file = tmp_path / "tutti.csv"
    assert city.call("export", str(file), "--yes").returncode == 0
    assert f"email={EMAIL}" in file.read_text(encoding="utf-8-sig")
    with city.open_council() as opened:
        old = opened.vault._encryption[0]
        newer = Vault(b"n" * 32, opened.vault._lookup, opened.vault._proofs[0], old)
        rotate(opened.store, opened.inbox, newer, opened.config.live)
        only_new = Vault(b"n" * 32, opened.vault._lookup, opened.vault._proofs[0])
        assert [one[1] for one in in_clear(opened.store, only_new, 1)] == [EMAIL]


HEAD = "Numero;Data;Fonte;paths\n"


def listed(here: Town, file: Path, *given: str) -> CompletedProcess[str]:
    lines = (f"{number(n)};15/03/2025;modulo;{one}\n" for n, one in enumerate(given, 5))
    file.write_text(HEAD + "".join(lines), encoding="utf-8")
    return here.call("import", str(file))


def test_a_list_gives_paths_which_are_looked_at_like_any_other(city: Town, tmp_path: Path) -> None:
    wrong = listed(city, tmp_path / "a.csv", "facebook=x", "email=anna", "sms=333", f"sms={SMS} sms={SMS}")
    assert wrong.returncode == 2
    assert "«facebook» non raggiunge singole persone" in wrong.stdout
    assert "Righe buone: 0, da correggere: 4" in wrong.stdout
    done = listed(city, tmp_path / "b.csv", f"sms={SMS} email:{EMAIL}", "")
    assert done.returncode == 0, done.stdout + done.stderr
    with city.open_council() as council:
        store, vault = council.store, council.vault
        rows = store.connection.execute("SELECT id FROM subscriber WHERE id > 2 ORDER BY id").fetchall()
        assert [[one[:2] for one in in_clear(store, vault, id_)] for (id_,) in rows] == [
            [("email", EMAIL), ("sms", SMS)],
            [],
        ]
    words = city.rows("SELECT words FROM consent WHERE action = 'changed' ORDER BY id")
    assert words == [("sms: importazione: modulo",), ("email: importazione: modulo",)]
    file = tmp_path / "tutti.csv"
    city.call("export", str(file), "--yes")
    assert f"email={EMAIL} sms={SMS}" in file.read_text(encoding="utf-8-sig")


# -- from the portal to the phone ---------------------------------------------------------------------


def test_check_finds_nothing_wrong_with_such_channels(city: Town) -> None:
    done = city.call("check")
    assert done.returncode != 2, done.stdout
    assert "channels." not in done.stdout


def test_an_alert_that_does_not_arrive_goes_by_text_message_and_so_does_its_retraction(city: Town) -> None:
    city.call("paths", "add", number(1), "sms", SMS, "--because", "modulo")
    city.stage.fault("refuse", code=131026, to=number(1))
    alert = city.stage.publish("Allerta rossa", "Il fiume sale.", categories=["Allerta"])
    news = city.stage.publish("Sagra", "Testo.")
    city.tick()
    city.heartbeat()
    city.clock.ahead += 60
    city.tick()
    city.tick()
    texts = [one["text"] for one in city.stage.received() if one["channel"] == "sms"]
    assert len(texts) == 1
    assert "ALLERTA DI PROTEZIONE CIVILE" in texts[0]
    assert "*" not in texts[0]
    assert SMS in texts[0]
    assert city.copies(news["link"])["sms"] == 0
    assert city.call("retract", alert["link"], "--yes").returncode == 0
    city.tick()
    texts = [one["text"] for one in city.stage.received() if one["channel"] == "sms"]
    assert len(texts) == 2
    assert "RETTIFICA" in texts[1]
    city.tick()
    assert len([one for one in city.stage.received() if one["channel"] == "sms"]) == 2


def reports(here: Town, report: object, *, secret: str = "", channel: str = "sms") -> int:
    """A gateway's receipt, and the answer to it."""
    raw = json.dumps(report).encode()
    signature = sign(secret or sandbox_secret("GATEWAY_TOKEN"), raw)
    address = f"{here.webhook_url}/gateway/{channel}"
    done = httpx.post(address, content=raw, headers={SIGNATURE: signature}, trust_env=False)
    return done.status_code


def test_a_receipt_of_the_gateway_ends_the_chase(city: Town) -> None:
    for channel, address in (("sms", SMS), ("email", EMAIL)):
        city.call("paths", "add", number(1), channel, address, "--because", "modulo")
    city.stage.fault("refuse", code=131026, to=number(1))
    city.stage.publish("Allerta rossa", "Il fiume sale.", categories=["Allerta"])
    city.tick()
    city.heartbeat()
    city.clock.ahead += 60
    for _ in range(2):
        city.tick()
    [key] = [one["text"].split("\n")[-1] for one in city.stage.received() if one["channel"] == "sms"]
    whatsapps = city.rows(
        "SELECT d.id FROM delivery d JOIN post p ON p.id = d.post_id WHERE p.channel = 'whatsapp'"
    )
    others = [f"{key.split('.')[0]}.{id_}.1" for [id_] in whatsapps]
    with city.serving():
        assert reports(city, {"key": key, "status": "delivered"}, secret="another") == 403
        assert reports(city, {"key": key, "status": "delivered"}, channel="email") == 403
        assert reports(city, {"key": key}) == 400
        for other in others:
            assert reports(city, {"key": other, "status": "delivered"}) == 200
        assert reports(city, {"key": key, "status": "delivered"}) == 200
        until(lambda: not _waits(city))
    told = "SELECT p.channel FROM attempt a JOIN delivery d ON d.id = a.delivery_id JOIN post p ON p.id = d.post_id"
    assert ("sms",) in city.rows(f"{told} WHERE a.status = 'delivered'")
    city.heartbeat()
    city.clock.ahead += 3600
    for _ in range(2):
        city.tick()
    assert [one for one in city.stage.received() if one["channel"] == "email"] == []
    failed = city.rows(f"{told} WHERE d.recipient = 1 AND p.channel = 'whatsapp' AND a.status = 'delivered'")
    assert failed == []  # of WhatsApp's messages a gateway says nothing


def _waits(here: Town) -> int:
    with here.open_council() as council:
        return council.inbox.waiting()
