"""The two forms of mobile numbers in three countries. Without the library of `phones`, which no idle tick loads."""

from __future__ import annotations

import re

_TWO_FORMS = [
    (re.compile(f"^{one}$"), other)
    for one, other in (
        (r"(\+55\d\d)9(\d{8})", r"\1\2"),
        (r"(\+55\d\d)([6-9]\d{7})", r"\g<1>9\2"),
        (r"\+521(\d{10})", r"+52\1"),
        (r"\+52(\d{10})", r"+521\1"),
        (r"\+549(\d{10})", r"+54\1"),
        (r"\+54(\d{10})", r"+549\1"),
    )
]


def other_forms(number: str) -> list[str]:
    """The other form of the same number: Brazil's mobiles got a 9 that WhatsApp does not use for all; Mexico's and
    Argentina's have a 1 and a 9 there that callers leave out."""
    return [form for one, other in _TWO_FORMS if (form := one.sub(other, number)) != number]


def masked(number: str) -> str:
    """The number as it may be shown: `+39 333 ···0001`; of a short one only the last two digits."""
    shown = number[-4:] if len(number) > 10 else number[-2:]
    return f"{number[:3]} {number[3:6]} ···{shown}"
