"""Phone numbers as people write and read them. Everywhere else they are E.164."""

from __future__ import annotations

import phonenumbers

from pipeline.errors import ActionError

REGION = "IT"  # of numbers without a country code


def number_of(typed: str) -> str:
    """E.164 of what people type: with spaces, dots, brackets, 0039 or nothing before it. Raises ActionError."""
    number = _read(typed)
    if number is None:
        raise ActionError("il numero va scritto per intero, ad esempio +39 333 000 0001")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_whole(number: str) -> bool:
    """Whether there can be such a number in its country."""
    return _read(number) is not None


def _read(typed: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) and not number.extension else None


def masked(number: str) -> str:
    """As it may be shown: `+39 333 ···0001`; of a short one no more than its last two digits."""
    shown = number[-4:] if len(number) > 10 else number[-2:]
    return f"{number[:3]} {number[3:6]} ···{shown}"
