"""The phase of a matter: whether an item tells of its beginning, of its end, or of an exercise."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """What an item tells of its matter; an end must not look like a beginning. Stored with the item."""

    NEW = ""  # it begins, or goes on
    ALERT_OVER = "alert over"
    NOTICE_OVER = "notice over"  # a road, an office, a service is back
    CALLED_OFF = "called off"  # cancelled or put off
    CORRECTED = "corrected"  # it corrects an earlier item, which was wrong
    EXERCISE = "exercise"
    RETRACTED = "retracted"  # of our own text, which was wrong
