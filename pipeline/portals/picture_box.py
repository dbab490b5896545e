"""Opens and draws pictures in a process of its own with limited time and memory: whatever a picture contains, the
process that sends goes on.

A process for each picture, because there are few: one for an item, whatever the number of its recipients.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import NoReturn

from channels.problems import ChannelError, SettingError
from channels.sentence import Sentence
from pipeline.stages.parse.exchange import without_secrets
from pipeline.stages.render.cards import Card, draw
from pipeline.stages.render.photos import MOST, normal

SECONDS = 10  # of computing for one picture
MEMORY = 600_000_000  # bytes of address space for one picture
PATIENCE = 60.0  # seconds by the clock: others compute as well
_REFUSED = 3  # exit code: its output says why


def boxed_photo(content: bytes) -> bytes:
    """Like `normal`, within limits. Raises ChannelError."""
    return _made("photo", content)


def boxed_card(card: Card) -> bytes:
    """Like `draw`, within limits: a crest or a ground is a file as well. Raises ChannelError."""
    return _made("card", card.reference().encode("utf-8", "replace"))


def _made(kind: str, given: bytes) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "pipeline.portals.picture_box", kind, str(SECONDS), str(MEMORY)],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            env=without_secrets(),
        )
    except (OSError, subprocess.TimeoutExpired):
        raise _too_much() from None
    if done.returncode == _REFUSED:
        key, why = json.loads(done.stdout)
        problem = Sentence.from_json(why)
        raise SettingError(problem, key=key) if key else ChannelError(problem)
    if done.returncode or len(done.stdout) > 2 * MOST:
        raise _too_much()
    return done.stdout


def _too_much() -> ChannelError:
    return ChannelError(
        "it takes more than {seconds} seconds or {megabytes} MB to read: too large a picture, or no picture",
        seconds=SECONDS,
        megabytes=MEMORY // 1_000_000,
    )


def main() -> None:
    """The other side: reads a picture or a card, writes a JPEG, or why there is none."""
    import resource

    kind, (seconds, memory) = sys.argv[1], map(int, sys.argv[2:])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    given = sys.stdin.buffer.read()
    try:
        made = draw(Card.parse(given.decode())) if kind == "card" else normal(given)
    except SettingError as error:
        _refuse(error.key, error.problem)
    except ChannelError as error:
        _refuse("", error.sentence)
    sys.stdout.buffer.write(made)


def _refuse(key: str, why: Sentence) -> NoReturn:
    """`key`: the setting at fault; "" = none."""
    sys.stdout.write(json.dumps([key, why.to_json()]))
    sys.exit(_REFUSED)


if __name__ == "__main__":
    main()
