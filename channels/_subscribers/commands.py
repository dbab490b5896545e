"""The meaning of a citizen's message. Joining is strict, because it is consent; leaving is lenient.

A small grammar, in this order: the message is made plain (`plain`), what it repeats of our own texts is taken out
(`quoting`), then it is asked whether it wants silence for some hours or days (`silence`, `pausing`), whether it leaves
(`leaving`, `enough`, `abroad`, and by
the weight of its words `evidence`), what it wants to receive (`preferences`), whether it joins (`joining`). Out always
wins
over in. At last it is doubted: a departure that also says the contrary (`contrary`) or may mean a part (`fewer`), and
what has a sign of one but was not understood (`doubts`), are asked about; and of a subscriber also what is neither
understood nor has the shape of talk (`talk`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from channels._subscribers import (
    abroad,
    contrary,
    doubts,
    drilling,
    enough,
    evidence,
    fewer,
    joining,
    leaving,
    pausing,
    preferences,
    reminding,
    silence,
    talk,
)
from channels._subscribers.choices import NO_PICK, NO_WORDS, How, OwnWords, Pick
from channels._subscribers.joining import Joins
from channels._subscribers.languages import chosen_language, in_italian
from channels._subscribers.leaving import Leaves
from channels._subscribers.leaving_word import is_keyword
from channels._subscribers.paths import read_path
from channels._subscribers.plain import Plain, gathered, plain
from channels._subscribers.preferences import MODIFIERS
from channels._subscribers.quoting import without_quotations
from channels._subscribers.said import Command, Said

__all__ = ["MODIFIERS", "Command", "Said", "command", "command_words", "read"]


_IN_NEED = frozenset(
    "aiuto soccorso bloccato bloccata bloccati intrappolato intrappolata intrappolati".split()
)
_UNKEPT = (Command.UNSURE, Command.OTHER, Command.FEWER, Command.ZONES)


def command(text: str, own: OwnWords = NO_WORDS) -> Command:
    """The command in a message. `own`: the council's topics and zones."""
    return _command(plain(text), own)


def read(text: str, own: OwnWords = NO_WORDS) -> Said:
    """The interpretation of a message. `own`: the council's topics and zones."""
    if path := read_path(text, own.paths):
        return Said(Command.PATH, path=path, words=path.channel or "codice")
    message = plain(text)
    if own.languages and (found := _in_another_language(message, own)):
        return found
    meant = _command(message, own)
    core = gathered(message.core, own.all)
    pick, asked = NO_PICK, pausing.pause(core) if meant is Command.PAUSE else None
    hours = silence.asked(core) if meant is Command.SILENCE else None
    if meant is Command.PICK:
        pick = preferences.pick(core, own) or fewer.refused(core, own) or pick
    elif meant is Command.FEWER:
        pick = fewer.may_mean_a_part(_gathered(message, own), own, leaves=True) or pick
    elif meant is Command.JOIN:
        refuses = preferences.REFUSING.intersection(core)
        pick = Pick(frozenset(core).intersection(own.zones), How.REMOVE if refuses else How.ADD)
    words = "" if meant in _UNKEPT else _kept(message, own)
    page = (preferences.zones(core) or 1) if meant is Command.ZONES else 1
    strange = meant is Command.OTHER and not (_is_in_need(core) or talk.is_talk(message, own.all))
    return Said(meant, pick=pick, pause=asked, silence=hours, page=page, strange=strange, words=words)


def _in_another_language(message: Plain, own: OwnWords) -> Said | None:
    """The interpretation of a command that is not in Italian, or chooses a language. A question is none."""
    core = gathered(message.core, own.all)
    if own.all.intersection(core[:1]):  # a council's own word comes first
        return None
    if language := chosen_language(core, own):
        return Said(Command.LANGUAGE, language=language, words=" ".join(core))
    language, italian = in_italian(core, own)
    if not language or message.asks:
        return None
    return replace(
        read(" ".join(italian), replace(own, languages=())), language=language, words=" ".join(core)
    )


def command_words(text: str, own: OwnWords = NO_WORDS) -> str:
    """The part of a message that the ledger keeps: the words that make up a command, never names beside them."""
    return _kept(plain(text), own)


def _kept(message: Plain, own: OwnWords) -> str:
    found = gathered(message.words, own.all)
    ours = own.all | MODIFIERS if own.all.intersection(found) else frozenset()
    kept = " ".join(word for word in found if word in ours or _makes_a_command(word))
    return abroad.leaves_abroad(message) or kept


def _makes_a_command(word: str) -> bool:
    return any(
        room.is_word(word) for room in (joining, leaving, pausing, preferences, reminding, silence, drilling)
    )


def _command(message: Plain, own: OwnWords) -> Command:
    if leaving.in_vain(message):
        return Command.LEAVE  # "ho provato a scrivere stop, ma continuano": the word, but no quotation
    message, quoted = without_quotations(message)
    message = _gathered(message, own)
    meant = _meant(message, own)
    if quoted and meant in (Command.JOIN, Command.OTHER):
        return Command.UNSURE  # a quotation of our own text is no command
    return _doubted(message, meant, own)


def _gathered(message: Plain, own: OwnWords) -> Plain:
    return replace(message, tokens=tuple(gathered(message.tokens, own.all)))


def _is_in_need(core: Sequence[str]) -> bool:
    """Whether somebody calls for help; not `vi ho bloccati`."""
    return bool(_IN_NEED.intersection(core)) and core[:2] not in (["vi", "ho"], ["vi", "abbiamo"])


def _doubted(message: Plain, meant: Command, own: OwnWords) -> Command:
    """The command, or the question whether it is one."""
    if meant in (Command.LEAVE, Command.UNSURE, Command.HELP, Command.OTHER):
        leaves = meant is Command.LEAVE
        if fewer.may_mean_a_part(message, own, leaves=leaves):
            return Command.FEWER
    if meant is Command.LEAVE:
        return Command.UNSURE if contrary.may_stay(message, own.all) else meant
    if meant is Command.OTHER and not _is_in_need(message.core):
        read = (message, talk.without_harmless(message))  # "non si apre la foto" is no doubt
        return Command.UNSURE if all(doubts.may_leave(one, own.all) for one in read) else meant
    return meant


def _meant(message: Plain, own: OwnWords) -> Command:
    core = message.core
    if preferences.pick(core, own) or fewer.refused(core, own):
        return Command.PICK
    if own.zones and preferences.zones(core) is not None:
        return Command.ZONES
    if silence.asked(core) is not None:
        return Command.SILENCE
    if own.reminders and (wants := reminding.wants(core)) is not None:
        return Command.REMIND if wants else Command.NO_REMINDERS
    if own.drills and (takes_part := drilling.wants(core)) is not None:
        return Command.DRILL if takes_part else Command.NO_DRILL
    if pausing.resumes(core):
        return Command.RESUME
    if pausing.pause(core) is not None:
        return Command.PAUSE
    if len(core) > 1 and _IN_NEED.intersection(core) and not any(map(is_keyword, core)):
        return Command.OTHER  # "aiuto, fatemi uscire": the answer says to call 112
    leaves = leaving.leaves(message, own.all)
    if leaves is Leaves.YES:
        return Command.LEAVE
    if preferences.urgent_only(core):
        return Command.URGENT_ONLY
    weighed = evidence.weigh(message, own.all)
    if weighed is not Leaves.YES and preferences.too_many(message):
        return Command.FEWER
    quiet = preferences.quiet(message) and weighed is not Leaves.YES
    if quiet or abroad.asks_for_quiet(message):
        return Command.HELP
    no_more = enough.wants_no_more(message, own.all)
    if no_more is Leaves.YES or abroad.leaves_abroad(message):
        return Command.LEAVE
    if leaves is not Leaves.PERHAPS and weighed is Leaves.YES:
        return Command.LEAVE
    if Leaves.PERHAPS in (leaves, no_more):
        return Command.UNSURE
    joins = joining.joins(message, core, own)
    if joins is Joins.YES:
        return Command.JOIN
    if Leaves.PERHAPS in (leaves, no_more, weighed) or joins is Joins.PERHAPS:
        return Command.UNSURE
    return _preference(message, core, own)


def _preference(message: Plain, core: Sequence[str], own: OwnWords) -> Command:
    for phrases, meant in (
        (preferences.DIGEST, Command.DIGEST),
        (preferences.DATA, Command.DATA),
        (preferences.HELP, Command.HELP),
    ):
        if phrases.whole(core):
            return meant
    if silence.tries(core):
        return Command.HELP
    if preferences.EVERYTHING.whole(core) and "ok" not in message.words:
        return Command.EVERYTHING
    return Command.UNSURE if joining.speaks_of_joining(core) else Command.OTHER
