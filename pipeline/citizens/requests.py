"""Requests of a citizen at the office: dossier, departure, erasure. By the number, typed by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from channels.sentence import Sentence
from channels.subscribers import FORGET_AFTER, State, Wants
from pipeline.citizens import ledger
from pipeline.citizens.identity import lines_of, people_of, person_of, record_departure, row_of_number
from pipeline.citizens.journal import Journal
from pipeline.citizens.ledger import Line
from pipeline.citizens.paths import in_clear
from pipeline.citizens.phones import masked, number_of
from pipeline.citizens.subscribers import choice_of
from pipeline.settings.values import Config
from pipeline.stages.settle.provider_clock import read_time
from pipeline.store import Store
from pipeline.store.slices import LIMIT
from pipeline.store.vault import Vault
from pipeline.words import put, say

if TYPE_CHECKING:
    from pipeline.store.statements import SubscriberRow

WORDS = {
    "subscribed": Sentence("subscription"),
    "left": Sentence("departure"),
    "changed": Sentence("choice"),
    "erased": Sentence("erased line"),
    ledger.UNDONE: Sentence("import undone"),
}
RECEIVES = {
    Wants.ALL: Sentence("everything"),
    Wants.DIGEST: Sentence("emergencies and services at once, the news in the digest"),
    Wants.URGENT: Sentence("emergencies only"),
}
STATES = {
    State.GUEST: Sentence("wrote without being subscribed"),
    State.ACTIVE: Sentence("subscribed"),
    State.LEAVING: Sentence("leaving"),
    State.SUSPENDED: Sentence("suspended: messages do not arrive"),
}


def dossier(config: Config, store: Store, vault: Vault, typed: str) -> Iterator[str]:
    """All data kept about a number, line by line, to be printed."""
    number, zone = number_of(typed), ZoneInfo(config.council.timezone)

    def when(at: float) -> str:
        return f"{datetime.fromtimestamp(at, zone):%d/%m/%Y %H:%M:%S}"

    row = row_of_number(store, vault, number)
    lines = lines_of(store, vault, number)
    name = config.service.name
    yield say("{service}: data kept about the number {number}", service=name, number=masked(number))
    if row is None:
        yield say("The number is not among the subscribers.")
    else:
        yield say("State: {state}, since {when}", state=STATES[State(row["state"])], when=when(row["since"]))
        yield say("Receives: {what}", what=RECEIVES[Wants(row["wants"])])
        yield from _contact(row, when)
        for channel, address, given, confirmed in in_clear(store, vault, row["id"]):
            about = {"channel": channel, "address": address, "when": when(given)}
            told = say(
                "Other path, if an emergency does not arrive: {channel} {address}, since {when}", **about
            )
            yield told if confirmed else f"{told} ({say('not confirmed')})"
        choice = choice_of(row)
        if choice.no_topics:
            yield "  " + say("without the topics: {topics}", topics=", ".join(sorted(choice.no_topics)))
        if choice.language:
            yield "  " + say("language: {language}", language=choice.language)
        if choice.zones:
            yield "  " + say("zones: {zones}", zones=", ".join(sorted(choice.zones)))
        sent = store.messages_to(recipient=row["id"])
        yield say("Messages sent to this number that are still kept: {n}", n=len(sent))
        for one in sent:
            reply = one["source"] == "reply"
            title = say("automatic reply: {title}", title=one["title"]) if reply else one["title"]
            yield f"  {when(one['attempted_at'])}  {title[:70]}"
    yield say("Ledger of consents:") if lines else say("Ledger of consents: no lines")
    for line in lines:
        action = put(WORDS.get(line["action"], line["action"]))
        said = say("words: «{words}»  notice: {notice}", words=line["words"], notice=line["notice"] or "-")
        yield f"  {when(line['at'])}  {action:<14} {said}"
    for version in dict.fromkeys(line["notice"] for line in lines if line["notice"]):
        if (notice := store.notice(version=version)) is not None:
            used = when(notice["first_seen"])
            yield say(
                "Notice {version}: {url} (in use since {when})", version=version, url=notice["url"], when=used
            )
            if notice["sha256"]:
                yield "  " + say("SHA-256 of its text: {sum}", sum=notice["sha256"])
    own = config.service
    yield say("Notice in force: {version}, {url}", version=own.privacy_version, url=own.privacy_url)
    yield say("To leave: write CANCELLAMI to the service, or ask for it here.")
    yield say(
        "For some days, as keyed hashes: the messages that were obeyed, the answers given, a departure."
    )
    yield say("Nothing else is kept: no names, no texts, no pictures.")


def _contact(row: SubscriberRow, when: Callable[[float], str]) -> Iterator[str]:
    """What a subscriber's row has besides number, state and choices."""
    if row["paused_until"]:
        yield say("Pause: until {when} only emergencies", when=when(row["paused_until"] - 1))
    if silence := choice_of(row).silence:
        begin, end = silence.shown
        yield say("Own quiet hours: from {begin} to {end}, but for what wakes the town", begin=begin, end=end)
    if row["reminders"]:
        yield say("Reminders on the day before events: wanted")
    if row["drill"]:
        yield say("Takes part in the exercise «{drill}»", drill=row["drill"])
    if row["user_id"] is not None:
        yield say("WhatsApp's user id: kept, encrypted")
    if row["also_lookup"] is not None:
        yield say("Second form of the number, which WhatsApp uses: kept as a keyed hash")
    yield say("Last asked to receive: {when}", when=when(row["asked_at"]))
    if row["preferred_at"]:
        yield say("Last choice: {when}", when=when(row["preferred_at"]))
    if row["reached_at"]:
        yield say("Last message of ours: {when}", when=when(row["reached_at"]))
    if row["unheard"]:
        since = when(row["unheard_since"])
        yield say("Messages without a sign of arrival: {n}, since {when}", n=row["unheard"], when=since)
    if row["marketing_at"]:
        off = Sentence("Offers are switched off in WhatsApp, since {when}", when=when(row["marketing_at"]))
        on = Sentence("Offers are switched on in WhatsApp, since {when}", when=when(row["marketing_at"]))
        yield put(off if row["no_marketing"] else on)
    if row["tester"] or row["canary"]:
        yield say("Named by the office among testers or staff (config.yaml)")


def leave(store: Store, vault: Vault, journal: Journal, typed: str, now: float) -> list[Sentence]:
    """End a subscription at the office, as if the citizen had written cancellami; the proof stays."""
    number = number_of(typed)
    row = row_of_number(store, vault, number)
    if row is None or row["state"] not in (State.ACTIVE, State.SUSPENDED):
        return [Sentence("{number}: is not subscribed; nothing was changed", number=masked(number))]
    # A clock of ours that is behind must not date it before anything that was said by then.
    at = max(now, read_time(store) + 1.0)
    record_departure(store, vault, journal, [number], at)
    store.subscriber_leaves(id=row["id"], now=now, forget_at=now)
    asked = vault.proof(f"office:{now}")
    line = Line(row["id"], person_of(vault, number), "left", at=at, words="allo sportello", message=asked)
    ledger.append(store, line)
    store.forget_subscribers(now=now + FORGET_AFTER, limit=LIMIT)
    store.drop_path(subscriber=row["id"], channel="")
    return [Sentence("{number}: has left; the number is no longer kept", number=masked(number))]


def erase(store: Store, vault: Vault, journal: Journal, typed: str, now: float) -> list[Sentence]:
    """Erase everything about a number, the proof of consent included. The ledger's tombstones reveal nothing."""
    number = number_of(typed)
    lines = leave(store, vault, journal, typed, now)
    count = sum(ledger.erase(store, one) for one in people_of(vault, number))
    erased = Sentence(
        "{number}: {n} lines of the ledger erased; the chain can still be verified",
        number=masked(number),
        n=count,
    )
    return [*lines, erased]
