"""A rule of the desk: what an item must be, and what follows for it. `pipeline/stages/decide/rules.py` applies it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from pipeline.model import Lane


class Do(StrEnum):
    """What a rule does with an item. Exclude beats hold, hold beats include."""

    NOTHING = ""  # it only sets lane, template or hashtags
    INCLUDE = "include"  # where there is such a rule, the channel takes only what one of them names
    HOLD = "hold"  # a person looks first
    EXCLUDE = "exclude"  # not published


class Personal(StrEnum):
    """What looks like personal data; `pipeline/stages/decide/private.py` recognises it."""

    TAX_CODE = "tax_code"
    IBAN = "iban"  # of a person, not of an office
    RANKING = "ranking"  # names in a ranking, or among those admitted, excluded, helped
    BIRTH = "birth"  # a name with its date of birth
    MINOR = "minor"  # the name of somebody under 18
    HEALTH = "health"  # a name with an illness or a disability
    MOBILE = "mobile"  # a person's name with a mobile number


@dataclass(frozen=True)
class Rule:
    """Of several conditions all must hold, of one with several words any. Accents and capitals do not count."""

    name: str
    # -- conditions
    feeds: tuple[str, ...] = ()  # names of feeds
    categories: tuple[str, ...] = ()  # of the portal, whole
    words: tuple[str, ...] = ()  # words or phrases in title or text
    title_words: tuple[str, ...] = ()  # in the title only
    not_words: tuple[str, ...] = ()  # none of them is in title or text
    addresses: tuple[str, ...] = ()  # words in the address of the feed or of the item
    personal_data: tuple[Personal, ...] = ()
    channels: tuple[str, ...] = ()  # on which it holds; () = on all
    # -- effects
    do: Do = Do.NOTHING
    lane: Lane | None = None
    template: str = ""
    hashtags: tuple[str, ...] = ()
    shipped: bool = False  # comes with the program

    @property
    def has_conditions(self) -> bool:
        """Whether it asks anything of an item or a channel."""
        return any(getattr(self, name) for name in CONDITIONS)

    @property
    def has_effects(self) -> bool:
        return bool(self.do or self.lane or self.template or self.hashtags)

    @property
    def spares_emergencies(self) -> bool:
        """Whether an emergency goes out all the same, and a person is told: nobody has asked for it to be stopped."""
        return self.shipped or bool(self.personal_data)


CONDITIONS = tuple(
    one.name
    for one in fields(Rule)
    if one.name not in ("name", "do", "lane", "template", "hashtags", "shipped")
)

_ALBO = ("albo pretorio*", "albo", "pubblicazioni di matrimonio", "pubblicazione* matrimonial*")
_ALBO_TITLES = (
    *(
        "pubblicazion* all albo",
        "pubblicazion* albo",
        "pubblicat* all albo",
        "atti all albo",
        "avvis* all albo",
    ),
    *("affission* all albo", "relata di pubblicazione", "referto di pubblicazione", "albo pretorio n"),
    *("pubblicazion* di matrimonio", "pubblicazion* matrimonio", "pubblicazion* matrimonial*"),
)
_OTHER_ALBI = ("albo degli", "albo delle", "albo dei", "albo comunale", "albo scrutator*", "albo president*")
_ALBO_PLACES = ("albo pretorio*", "albopretorio*", "albo online", "albo on line", "albo feed", "albo rss")


def _held(name: str, *kinds: Personal) -> Rule:
    return Rule(name, personal_data=kinds, do=Do.HOLD, shipped=True)


# They come after the council's own, and `rules_off` turns them off by name.
SHIPPED: tuple[Rule, ...] = (
    Rule("albo", categories=_ALBO, do=Do.EXCLUDE, shipped=True),
    Rule("albo", title_words=_ALBO_TITLES, not_words=_OTHER_ALBI, do=Do.EXCLUDE, shipped=True),
    Rule("albo", addresses=_ALBO_PLACES, do=Do.EXCLUDE, shipped=True),
    _held("codice fiscale", Personal.TAX_CODE),
    _held("iban", Personal.IBAN),
    _held("graduatoria con nomi", Personal.RANKING),
    _held("data di nascita", Personal.BIRTH),
    _held("minori", Personal.MINOR),
    _held("salute", Personal.HEALTH),
    _held("cellulare", Personal.MOBILE),
)
