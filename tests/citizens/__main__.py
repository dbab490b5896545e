"""How well citizens are understood: `python -m tests.citizens`.

A label's recall is how many messages of that meaning were read so; its precision how many that were read so meant it.
"Tolerant" takes no offence where the citizen gets a text that names the words, whichever it is: unsure, other and help.
"""

from __future__ import annotations

from pathlib import Path

from channels._subscribers.choices import OwnWords
from channels._subscribers.commands import Command, command, read

LABELS = {
    "in": Command.JOIN,
    "out": Command.LEAVE,
    "urgent": Command.URGENT_ONLY,
    "digest": Command.DIGEST,
    "all": Command.EVERYTHING,
    "pick": Command.PICK,
    "fewer": Command.FEWER,
    "pause": Command.PAUSE,
    "silence": Command.SILENCE,
    "resume": Command.RESUME,
    "data": Command.DATA,
    "help": Command.HELP,
    "unsure": Command.UNSURE,
    "other": Command.OTHER,
}
_HEARD = (Command.LEAVE, Command.UNSURE, Command.FEWER)  # obeyed, or asked what was meant
_ASKED = (Command.UNSURE, Command.FEWER)
ANSWERED = {Command.UNSURE, Command.FEWER, Command.OTHER, Command.HELP}
OWN = OwnWords(topics=("eventi", "scuola"), zones=("centro", "correggioli"))
FOLDER = Path(__file__).parent
FILES = (
    "messages",
    "messages_more",
    "messages_november",
    "messages_odder",
    "messages_held_out",
    "messages_odd",
    "messages_fresh",
    "messages_after",
    "messages_blind",
    "messages_blind_again",
    "messages_unread",
    "messages_unread_again",
    "messages_unread_third",
)
Read = list[tuple[Command, Command]]  # (what was meant, what was read)


def messages(name: str) -> list[tuple[str, Command]]:
    """(text, its meaning) of one file."""
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(text, LABELS[label]) for label, text in (line.split("\t") for line in lines if "\t" in line[:8])]


def tolerant(meant: Command, got: Command) -> bool:
    return meant is got or {meant, got} <= ANSWERED


def faults(read: Read) -> dict[str, int]:
    """The faults that count."""
    return {
        "false subscriptions": sum(got is Command.JOIN is not meant for meant, got in read),
        "false departures": sum(got is Command.LEAVE is not meant for meant, got in read),
        "missed departures": sum(meant is Command.LEAVE is not got for meant, got in read),
        "of them asked again": sum(meant is Command.LEAVE and got is Command.UNSURE for meant, got in read),
        "missed and not asked": sum(meant is Command.LEAVE and got not in _HEARD for meant, got in read),
        "others asked": sum(meant is Command.OTHER and got is Command.UNSURE for meant, got in read),
    }


def of_subscribers(name: str) -> dict[str, int]:
    """What counts where the writers are subscribed, and so are asked about all that is not talk (`Said.strange`)."""
    said = [(meant, read(text, OWN)) for text, meant in messages(name)]
    asked = [meant for meant, one in said if one.command in _ASKED or one.strange]
    departures = [one.command for meant, one in said if meant is Command.LEAVE]
    obeyed, doubted = departures.count(Command.LEAVE), asked.count(Command.LEAVE)
    return {
        "departures": len(departures),
        "obeyed": obeyed,
        "asked": doubted,
        "neither": len(departures) - obeyed - doubted,
        "others": sum(meant is Command.OTHER for meant, _ in said),
        "others asked": asked.count(Command.OTHER),
        "invented": sum(one.command is Command.LEAVE is not meant for meant, one in said),
    }


def report(name: str) -> str:
    found = [(meant, command(text, OWN)) for text, meant in messages(name)]
    understood = sum(tolerant(meant, got) for meant, got in found)
    counted = ", ".join(f"{count} {fault}" for fault, count in faults(found).items())
    subscribers = ", ".join(f"{count} {name}" for name, count in of_subscribers(name).items())
    lines = [f"{name}: {len(found)} messages, {counted}, tolerant {understood / len(found):.1%}"]
    lines.append(f"  of subscribers: {subscribers}")
    for label, one in LABELS.items():
        meant, got = [pair[0] is one for pair in found], [pair[1] is one for pair in found]
        right = sum(a and b for a, b in zip(meant, got, strict=True))
        recall, precision = right / max(sum(meant), 1), right / max(sum(got), 1)
        lines.append(f"  {label:8}{sum(meant):4} meant  recall {recall:6.1%}  precision {precision:6.1%}")
    return "\n".join(lines)


if __name__ == "__main__":
    print("\n".join(report(name) for name in FILES if (FOLDER / f"{name}.tsv").exists()))
