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


ROWS = 10  # of a list that may be tapped (WhatsApp)


def zones_on(own: OwnWords, page: int) -> dict[str, object]:
    """One page of the zones as template values: `zone_rows`, and `next_zones`, the number of the next page; None = it
    is the last one. A page that there is not is the first one."""
    all_ = list(own.zones)
    if len(all_) <= ROWS:
        return {"zone_rows": all_, "next_zones": None}
    first = (page - 1) * (ROWS - 1)  # one row leads to the next page
    if not 0 <= first < len(all_):
        page, first = 1, 0
    rest = all_[first:]
    if len(rest) <= ROWS:
        return {"zone_rows": rest, "next_zones": None}
    return {"zone_rows": rest[: ROWS - 1], "next_zones": page + 1}


def words_of(own: OwnWords, now: float) -> dict[str, object]:
    """The words that may be written at a moment (Unix seconds), as template values."""
    return {
        "topic_words": list(own.topics),
        "zone_words": list(own.zones),
        "reminder_words": own.reminders,
        "drill_word": own.drill(now),
        "language_words": [NAMES[language].split()[0] for language in own.languages[1:]],
    }
