"""What replies tell of a choice and of the council's words, as the values of templates. Pure."""

from __future__ import annotations

from channels._subscribers.choices import Choice, OwnWords
from channels._subscribers.languages import NAMES


def receives(own: OwnWords, choice: Choice, now: float) -> dict[str, object]:
    """The choice as template values: `wants`; `topics`, None = all; `zones`, None = the whole town; `paused`, the
    last moment of a pause (Unix seconds), and `silence`, begin and end of quiet hours, None = there are none;
    `reminders`; `drill`, the coming exercise in which they take part, "" = none."""
    topics = list(choice.topics(own))
    zones = [zone for zone in own.zones if zone in choice.zones]
    return {
        "wants": str(choice.wants),
        "topics": topics if choice.no_topics else None,
        "zones": zones if choice.zones else None,
        "reminders": choice.reminders,
        "language": choice.language,
        "drill": choice.drill if choice.drill == own.drill(now) else "",
        "paused": choice.paused_until - 1.0 if choice.paused_until > now else None,
        "silence": choice.silence.shown if choice.silence else None,
    }


def words_of(own: OwnWords, now: float) -> dict[str, object]:
    """The words that may be written at a moment (Unix seconds), as template values."""
    return {
        "topic_words": list(own.topics),
        "zone_words": list(own.zones),
        "reminder_words": own.reminders,
        "drill_word": own.drill(now),
        "language_words": [NAMES[language].split()[0] for language in own.languages[1:]],
    }
