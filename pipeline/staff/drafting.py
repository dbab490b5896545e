"""What a person says of an alert, at the terminal or on a page, and the draft that it makes with what the library
proposes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline.composed import Draft, Step
from pipeline.settings.values import Config, ConfigError

if TYPE_CHECKING:
    from pipeline.desk.raising import Raised
    from pipeline.staff.composing import Asked
    from pipeline.staff.corrections import Publisher
    from pipeline.staff.deeds import Deeds
    from pipeline.store.statements import ItemRow


@dataclass(frozen=True)
class Flags:
    """What the person said; "" or () = nothing."""

    hazard: str = ""
    place: str = ""
    zones: tuple[str, ...] = ()
    level: str = ""
    impact: str = ""
    actions: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    words: str = ""
    urgent: bool = False
    key: str = ""
    update: str = ""
    end: str = ""


def begun(config: Config, given: Flags, now: float) -> Draft:
    """The draft of a beginning: what the person said, and what the library proposes. Raises ConfigError."""
    from pipeline.desk.compose import proposed
    from pipeline.desk.library import library

    if given.hazard not in library():
        raise ConfigError("no hazard is called «{hazard}»: `infostiglia alert --list`", hazard=given.hazard)
    impact, actions = proposed(given.hazard, Step.BEGIN)
    draft = Draft(given.hazard, config.council.name, impact=impact, actions=tuple(actions), starts=now)
    return _changed(config, given, draft, now)


def followed(config: Config, given: Flags, draft: Draft, now: float) -> Draft:
    """The draft of an update or an end: what the person does not say stays as it was."""
    from pipeline.desk.raising import next_step

    step = Step.END if given.end else Step.UPDATE
    return _changed(config, given, next_step(draft, step), now)


def _changed(config: Config, given: Flags, draft: Draft, now: float) -> Draft:
    zone = ZoneInfo(config.council.timezone)
    draft = replace(
        draft,
        place=_bare(given.place) or draft.place,
        impact=_bare(given.impact) or draft.impact,
        words=_bare(given.words) or draft.words,
        level=_bare(given.level) or draft.level,
    )
    if given.actions:
        draft = replace(draft, actions=tuple(map(_bare, given.actions)))
    if given.zones:
        draft = replace(draft, zones=_zones(config, given.zones))
    if given.since:
        draft = replace(draft, starts=_moment(given.since, now, zone))
    if given.until.strip() == "?":
        return replace(draft, until=None, open_end=True)
    if given.until:
        until = _moment(given.until, now, zone, draft.starts)
        draft = replace(draft, until=until, open_end=False)
    return draft


def _bare(text: str) -> str:
    """A phrase in one line, without the point at its end."""
    return " ".join(text.split()).rstrip(".;,")


def _zones(config: Config, names: tuple[str, ...]) -> tuple[str, ...]:
    known = {name.casefold(): name for name in config.zones}
    for name in names:
        if name.casefold() not in known:
            raise ConfigError(
                "no zone is called «{name}»; there are: {names}", name=name, names=", ".join(config.zones)
            )
    return tuple(known[name.casefold()] for name in names)


def _moment(text: str, now: float, zone: ZoneInfo, after: float | None = None) -> float:
    from pipeline.desk.when import moment_of

    moment = moment_of(text, now, zone, after)
    if moment is None:
        raise ConfigError("«{text}» is no time: write 20:30, domani 8:00, or 28/11 20:00", text=text)
    return moment


def key_of(draft: Draft, given: Flags, now: float, item: int = 0) -> str:
    """The key of one who gave none: the same alert, said again on the same day, is the same."""
    facts = replace(draft, starts=draft.starts if given.since else None).to_json()
    day = int(now // 86400)
    return hashlib.sha256(f"{day}\0{item}\0{facts}".encode()).hexdigest()[:12]


def asked_for(by: Publisher, given: Flags, now: float) -> Asked:
    """What is asked for: a beginning, or the next step of an item. Raises ConfigError or ActionError."""
    from pipeline.staff import composing

    text = given.update or given.end
    if not text:
        draft = begun(by.config, given, now)
        return composing.Asked(draft, given.key or key_of(draft, given, now), given.urgent)
    item, last = composing.composed_item(by.store, text)
    draft = followed(by.config, given, last, now)
    return composing.Asked(draft, given.key or key_of(draft, given, now, item["id"]), item=item)


def send(by: Publisher, raised: Raised, item: ItemRow | None, now: float) -> Deeds:
    """Let it go; in an election period a reason makes it indispensable."""
    from pipeline.staff import composing

    deeds = composing.send(by, raised, item, now)
    if by.because:
        from pipeline.staff.grounds import Grounds, call_indispensable

        posts = by.store.target_posts(item_id=deeds.item, channel="")
        call_indispensable(by.store, by.config, posts, Grounds(by.because, by.who), now)
    return deeds
