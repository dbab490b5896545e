"""The rows of a list: numbers and moments as clerks, forms and spreadsheets write them; an export is taken back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from channels._subscribers.choices import Silence
from channels.subscribers import Choice, Wants
from pipeline.citizens import exports, lists
from pipeline.citizens.journal import Journal
from pipeline.citizens.list_dates import Dates
from pipeline.citizens.phones import listed
from pipeline.errors import ActionError
from pipeline.settings.reader import load
from pipeline.words import put
from tests.town import ROOT, Town, number

NOW, ROME = 1_795_500_000.0, ZoneInfo("Europe/Rome")


@pytest.mark.parametrize(
    "typed",
    [
        "+39 333 000 0001",
        "0039 333 0000001",
        "0039-333-0000001",
        "393330000001",
        "39 333 0000001",
        "393330000001.0",
        "3330000001,0",
        "'+393330000001",
        '="+393330000001"',
        "333 000 0001",
    ],
)
def test_a_number_that_a_spreadsheet_has_changed_is_the_same_number(typed: str) -> None:
    assert listed(typed) == "+393330000001"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("+39 333 00000012", "digit too many"),
        ("0039 333 000000123", "digit too many"),
        ("333 00000012", "digit too many"),
        ("+41 79 000 00 011", "in full"),
        ("3,9333E+11", "format «text»"),
        ("41790000001", "in full"),  # another country's, perhaps: the clerk knows
        ("", "in full"),
    ],
)
def test_a_digit_too_many_is_another_number_and_refused(typed: str, problem: str) -> None:
    with pytest.raises(ActionError, match=problem):
        listed(typed)


HALF_PAST_TWO = (2025, 12, 31, 14, 30, 5)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("31/12/2025 14.30.05", HALF_PAST_TWO),
        ("2025-12-31 14:30:05", HALF_PAST_TWO),
        ("12/31/2025 14:30:05", HALF_PAST_TWO),
        ("12/31/2025 2:30:05 PM", HALF_PAST_TWO),
        ("2025/12/31 2:30:05 PM GMT+1", HALF_PAST_TWO),
        ("2025-12-31T14:30:05+01:00", HALF_PAST_TWO),
        ("2025-12-31T13:30:05.250Z", HALF_PAST_TWO),
        ("31/12/2025, 14:30:05", HALF_PAST_TWO),
        ("mercoledì 31 dicembre 2025, ore 14:30", (2025, 12, 31, 14, 30)),
        ("31 dic. 2025 alle 14:30", (2025, 12, 31, 14, 30)),
        ("31/12/2025 14:30", (2025, 12, 31, 14, 30)),
        ("31-12-2025", (2025, 12, 31)),
        ("31.12.2025", (2025, 12, 31)),
        ("31/12/25", (2025, 12, 31)),
        ("31-dic-25", (2025, 12, 31)),
        ("20251231", (2025, 12, 31)),
        ("1767187805", HALF_PAST_TWO),
        ("1767187805000", HALF_PAST_TWO),
        ("1767187805.0", HALF_PAST_TWO),
        ("46022", (2025, 12, 31)),
        ("46022,75", (2025, 12, 31, 18)),
        ("46022.75", (2025, 12, 31, 18)),
    ],
)
def test_a_moment_in_all_its_ways_of_writing(text: str, moment: tuple[int, ...]) -> None:
    expected = datetime(*moment, tzinfo=ROME)  # type: ignore[misc,arg-type]
    assert Dates([text], ROME).time(text, NOW) == expected.timestamp()


@pytest.mark.parametrize(
    "text", ["", "ieri", "31/02/2025", "31/12/2077", "2025", "31/12/2025 25:00", "0", "99999"]
)
def test_what_is_no_moment_of_the_past_is_refused(text: str) -> None:
    with pytest.raises(ActionError, match="missing, in the future or unreadable"):
        Dates([text], ROME).time(text, NOW)


def test_whether_the_month_stands_first_is_told_by_the_column() -> None:
    def day(text: str, *others: str) -> str:
        return f"{datetime.fromtimestamp(Dates([text, *others], ROME).time(text, NOW), ROME):%d.%m}"

    assert day("03/04/2025") == "03.04"
    assert day("03/04/2025", "31/12/2025") == "03.04"
    assert day("03/04/2025", "12/31/2025") == "04.03"
    with pytest.raises(ActionError, match="in two ways"):
        day("03/04/2025", "12/31/2025", "31/12/2025")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("+39 333 000 0001,31/12/2025,modulo, banco 3", "riga 2: ha più campi dell'intestazione"),
        ("+39 333 00000011,31/12/2025,modulo", "riga 2: il numero ha una cifra di troppo"),
    ],
)
def test_a_row_that_is_not_understood_is_told_with_its_line(tmp_path: Path, row: str, problem: str) -> None:
    file = tmp_path / "elenco.csv"
    file.write_text(f"numero,data,fonte\n{row}\n+39 333 000 0002,31/12/2025,modulo\n", encoding="utf-8")
    found = lists.read(file, load(ROOT), NOW)
    assert [row.number for row in found.rows] == [number(2)]
    assert [put(one)[: len(problem)] for one in found.problems] == [problem]


@pytest.mark.parametrize(
    "header",
    [
        "Informazioni cronologiche,Numero di telefono,Fonte",  # Google's forms
        "Timestamp,Numero di cellulare (WhatsApp),Origine del consenso",
        "Ora di inizio,Ora di completamento,Telefono cellulare,Fonte",  # Microsoft's
        "OPTIN_TIME,CONFIRM_TIME,Phone Number,SOURCE",  # Mailchimp
        "ADDED_TIME,SMS,OPTIN SOURCE",  # Brevo
        "Data di iscrizione:,N. Telefono,Modalità di raccolta",
        "DATA CONSENSO,Tel.,Provenienza",
        "Iscritto il,Cell.,fonte",
        "Data e ora,Telefono fisso,Numero WhatsApp *,Fonte",
    ],
)
def test_the_headers_of_forms_and_services_are_known(tmp_path: Path, header: str) -> None:
    names = header.split(",")
    row = ["31/12/2025 14:30:05", "+39 333 000 0001", "modulo"]
    if len(names) == 4:  # another moment or number before the one that counts
        row.insert(*((1, "0386 000000") if "fisso" in header else (0, "30/12/2025 10:00:00")))
    file = tmp_path / "elenco.csv"
    file.write_text(f"{header}\n{','.join(row)}\n", encoding="utf-8")
    [found] = lists.read(file, load(ROOT), NOW).rows
    assert (found.number, found.source) == (number(1), "modulo")
    assert found.at == datetime(*HALF_PAST_TWO, tzinfo=ROME).timestamp()


def test_the_shared_lists_are_all_right() -> None:
    folder = ROOT.parent / "shared" / "cases" / "lists"
    if not folder.exists():
        pytest.skip("the shared cases are not here")
    found = lists.read(folder / "list1.csv", load(ROOT), 1_795_630_000.0)
    assert (len(found.rows), len(found.problems)) == (10, 1)


def test_what_is_exported_is_taken_back_with_all_choices(here: Town) -> None:
    here.change(r"^zones: \{\}", "zones: {centro: [Centro]}")
    here.join(number(1), number(2), "+554187990001")
    file = here.folder / "tutti.csv"
    silence = Silence(22 * 60, 8 * 60)
    choice = Choice(
        Wants.DIGEST,
        frozenset(),
        frozenset({"centro"}),
        1_800_000_000.0,
        silence,
        reminders=True,
        language="en",
    )
    with here.open_council() as council:
        store, vault, config = council.store, council.vault, here.config
        with store.transaction():
            council.subscribers._store.prefer(1, choice, here.clock.time())  # type: ignore[attr-defined]
            store.keep_second_number(id=1, lookup=vault.lookup("+491510000001"))
        assert exports.export(config, store, vault, file) == 3
        text = file.read_text(encoding="utf-8-sig")
        found = lists.read(file, config, here.clock.time())
        assert found.problems == ()
        [first, second, third] = found.rows
        assert (first.number, first.choice) == (number(1), choice)
        assert first.second_number == vault.lookup("+491510000001")
        assert (second.number, second.choice, third.number) == (number(2), Choice(), "+554187990001")
        # Nothing in it is a sum to a spreadsheet, which would take the + away and round the digits.
        fields = [field for line in text.splitlines()[1:] for field in line.split(";")]
        assert not any(field.replace("+", "").replace(".", "").isdigit() for field in fields)
        with store.transaction():
            for n in (1, 2, 3):
                store.end_subscriber(id=n, now=here.clock.time())
        content = lists.confirmation(config, council.channels, here.clock.time())
        taken = lists.Import(config, store, vault, content, here.clock.time()).take(
            found.rows, Journal(config.data)
        )
        assert taken.added == 3
        row = store.subscriber_by_phone(lookup=vault.lookup("+491510000001"))
        assert row is not None
        assert (row["wants"], row["zones"], row["paused_until"]) == ("digest", "|centro|", 1_800_000_000.0)
