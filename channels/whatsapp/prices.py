"""Meta's prices for delivered messages. Rates may change on the 1st of a quarter: a change is a new line here.

Only Italy (+39): a service for a council's citizens writes to no other country. A number of another country is
counted at Italy's rate; the bill may differ, and `money.prices` in config.yaml overrides what is written here.
"""

from __future__ import annotations

from channels.base import Price

# USD: Meta's rate card, four copies of mid-2025 to 2026 agree. EUR of marketing: press, January 2026; of the others
# nobody states it, so they are derived by the same ratio of EUR to USD (0.0572 / 0.0691). The cards of July and
# October 2026 were not seen.
# Service messages (free text) cost as much as utility since 1 October 2026; before that they were free.
PRICES = (
    Price("2025-07-01", "+39", "MARKETING", eur=0.0572, usd=0.0691),
    Price("2025-07-01", "+39", "UTILITY", eur=0.0248, usd=0.0300),
    Price("2025-07-01", "+39", "SERVICE", eur=0.0, usd=0.0),
    Price("2026-10-01", "+39", "SERVICE", eur=0.0248, usd=0.0300),
)
