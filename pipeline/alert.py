"""What an emergency warns of: this decides whether it may wake people."""

from __future__ import annotations

from enum import StrEnum


class Alert(StrEnum):
    """The grade of an emergency. Stored with its posts and named in config.yaml, so a value never changes."""

    NONE = ""  # no emergency
    YELLOW = "yellow"  # a weather alert of this colour
    ORANGE = "orange"
    RED = "red"
    EVACUATION = "evacuation"  # people must leave their homes
    DANGER = "danger"  # any other: drinking water, gas, fire, a missing person, an alert that names no colour
    BY_HAND = "by_hand"  # typed by the staff
    OVER = "over"  # the end of an alert: it may only wake people whom the alert has woken


WAKING = (
    Alert.ORANGE,
    Alert.RED,
    Alert.EVACUATION,
    Alert.DANGER,
    Alert.BY_HAND,
)  # unless the settings say otherwise
