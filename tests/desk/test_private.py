"""What looks like personal data: labelled texts, codes that prove themselves, and no text that takes long."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings.rule import Personal
from pipeline.stages.decide.private import personal_data_of
from tests.stages.test_bounds import HOSTILE

HERE = Path(__file__).parent


def labelled(file: str) -> list[tuple[set[str], str]]:
    """The kinds that a text has, and the text; of `-` none."""
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines)
    return [(set(kinds.split(",")) - {"-"}, text.replace("\\n", "\n")) for kinds, text in pairs]


# The second file was never used for tuning. The third was written after the patterns: at first 4 of its 24 were missed,
# and none of its 34 ordinary news was held.
@pytest.mark.parametrize(
    ("file", "missed", "for_nothing"),
    [("private.tsv", 0, 0), ("private_held_out.tsv", 0, 0), ("private_later.tsv", 1, 0)],
)
def test_personal_data_is_found_and_ordinary_news_is_not_held(
    file: str, missed: int, for_nothing: int
) -> None:
    texts = [
        (wanted, {str(kind) for kind in personal_data_of(text)}, text) for wanted, text in labelled(file)
    ]
    assert len(texts) > 50
    assert len([text for wanted, found, text in texts if wanted and not wanted & found]) <= missed
    assert len([text for wanted, found, text in texts if found and not wanted]) <= for_nothing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RSSMRA80A01H501U", {Personal.TAX_CODE}),
        ("RSSMRA80A01H501V", set()),  # the check character is another
        ("xRSSMRA80A01H501U", set()),
        (
            "RSSMRA80A01H50MM",
            {Personal.TAX_CODE},
        ),  # letters for digits, where two persons would have the same
        ("IBAN IT60X0542811101000000123456", {Personal.IBAN}),
        ("IBAN IT60X0542811101000000123457", set()),
        ("IBAN DE89370400440532013000", {Personal.IBAN}),
    ],
)
def test_codes_prove_themselves(text: str, found: set[Personal]) -> None:
    assert personal_data_of(text) == found


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_long(name: str) -> None:
    """Under the time limit of every test: a pattern with two ways to match would take hours."""
    personal_data_of(HOSTILE[name])


@pytest.mark.parametrize(
    "piece", ["Mario Rossi ", "nato a ", "a 9 anni ", "IT60 X", "RSS MRA ", "ammessi Anna Riva, "]
)
def test_no_row_of_names_takes_long(piece: str) -> None:
    personal_data_of(piece * (60_000 // len(piece)))
