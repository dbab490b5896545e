"""What is known of items that were seen before, as values for the pure stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from channels.value import dataclass
from pipeline.composed import Draft
from pipeline.happening import Event
from pipeline.model import Lane, News, PostState


@dataclass(frozen=True, slots=True)
class KnownPost:
    """The newest publishing post of an item on one channel."""

    state: PostState
    released: bool  # some recipients may already have it
    edited_at: float = 0.0  # when its last change was due that went out; 0 = there was none
    reached: bool = True  # somebody has it, or is to get it


@dataclass(frozen=True, slots=True)
class Stored:
    """An item as it is stored, and the feeds that show it."""

    news: News
    source: str
    teller: str  # the feed whose words these are
    also: Mapping[str, tuple[tuple[str, ...], Lane]] = field(default_factory=dict)  # as in `Shared`


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event that is to come, and the channels on which it is out."""

    id: int
    title: str
    event: Event
    channels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An item of the last weeks that a later one may correct."""

    item: int
    title: str
    text: str  # the beginning of it
    link: str
    lane: Lane
    categories: tuple[str, ...]
    corrects: tuple[int, ...] = ()  # the items that it corrects itself, the newest first


@dataclass(frozen=True, slots=True)
class KnownItem:
    id: int
    revision: int
    content_hash: str
    first_seen: float
    withdrawn: bool  # it had vanished before it was due, or was not public
    posts: Mapping[str, KnownPost] = field(default_factory=dict)  # by channel
    stored: Stored | None = None
    corrects: tuple[int, ...] = ()  # the items that it corrects, the newest first
    raised: bool = False  # two people let it travel as an emergency, whatever the portal calls it


@dataclass(frozen=True, slots=True)
class TypedAlert:
    """What a person composed of late, as it was said last."""

    item: int
    draft: Draft
    matter: str  # as the reader of wording calls it
    hazard: str  # its title in the phrase library
    text: str  # all that was said


@dataclass(frozen=True, slots=True)
class StandingAlert:
    """An alert that may be in force. `item`: 0 = it stands in the same reading, and is not stored yet."""

    item: int
    title: str
    text: str
    link: str = ""
    published: float | None = None
