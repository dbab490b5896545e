"""The log of what staff do, at the terminal and on their pages: who, when, what and why.

A line is written before anything is done, and its deeds when they are done: a command that was killed in between stands
there without deeds.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from channels.sentence import Sentence
from pipeline.settings.values import Config
from pipeline.staff.deeds import Deed, Deeds, Done, Obstacle
from pipeline.staff.post_lines import moment
from pipeline.store import Store
from pipeline.words import put, say

if TYPE_CHECKING:
    from pipeline.store.statements import ActsOnItemRow, ActsRow

LONGEST = 300  # characters of what is kept of a person's words


@dataclass(frozen=True)
class Act:
    """One command of a person."""

    verb: str  # approve, hold, …
    about: str = ""  # as it was typed: an item, a channel
    who: str = ""
    because: str = ""
    origin: str = ""  # of a page: the network it was asked from; "" = the terminal


def name_of(env: Mapping[str, str], given: str = "") -> str:
    """Who acts: the name given, else that of the account, of `sudo` the one before."""
    if found := given.strip() or env.get("INFOSTIGLIA_WHO", "").strip() or env.get("SUDO_USER", ""):
        return found[:LONGEST]
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return ""


def begin(store: Store, act: Act, now: float) -> int:
    """Write an act down before it is done. Returns its number."""
    said = {"verb": act.verb, "about": act.about[:LONGEST], "because": act.because.strip()[:LONGEST]}
    said["origin"] = act.origin
    return int(store.insert_act(who=act.who[:LONGEST], now=now, **said))


def end(store: Store, number: int, deeds: Deeds) -> None:
    """Write down what came of an act; what waits for a second person was asked for."""
    done = [(one.deed, one.item, one.channel) for one in deeds.done]
    asked = [one.channel for one in deeds.left if one.obstacle is Obstacle.SECOND_PERSON]
    done += [(Deed.ASKED, 0, channel) for channel in asked]
    store.insert_act_deed(
        [
            {
                "act_id": number,
                "number": n,
                "deed": deed,
                "item_id": item or deeds.item,
                "channel": channel,
            }
            for n, (deed, item, channel) in enumerate(done)
        ]
    )


def lines(config: Config, store: Store, since: float) -> Iterator[str]:
    """The log since a moment (Unix seconds), the newest first."""
    for _, rows in groupby(store.acts(since=since), key=lambda row: row["id"]):
        own = list(rows)
        yield _head(config, own[0])
        yield from ("    " + put(_deed(row)) for row in own if row["deed"])
        if own[0]["deed"] is None:
            yield "    " + say("nothing came of it")


def lines_of_item(config: Config, rows: list[ActsOnItemRow]) -> Iterator[str]:
    """What staff did with one item, the oldest first."""
    for row in rows:
        yield f"{_head(config, row)}: {put(_deed(row))}"


def _head(config: Config, row: ActsRow | ActsOnItemRow) -> str:
    because = f" «{row['because']}»" if row["because"] else ""
    head = f"{moment(row['at'], config)}  {row['who']}: {row['verb']} {row['about']}".rstrip()
    return head + (f" [{row['origin']}]" if row["origin"] else "") + because


def _deed(row: ActsRow | ActsOnItemRow) -> Sentence | str:
    if row["deed"] not in set(Deed):
        return str(row["deed"])  # of a newer release
    return Done(Deed(row["deed"]), row["channel"] or "", row["title"] or "").sentence
